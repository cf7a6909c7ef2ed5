//! From labelled documents to rows of numbers and answers.

use std::ops::Range;

use saltgrain::{Block, Engine, Example, Label, Page, ROWS};

use crate::corpus::{Document, OwnExample, Sentence};
use crate::regression::Matrix;

/// How much a sentence counts that writers of families may have read: there the families look better than they are.
const OPEN: f64 = 0.5;

/// Columns of the matrix: signs, then grams.
pub const COLUMNS: usize = ROWS.0 + ROWS.1;

/// How much grams count beside signs: each has this value, divided by the root of their number.
const GRAMS: f32 = 3.0;

/// The document of rows that belong to none: they are learned from and never judged.
pub const OWN: usize = usize::MAX;

/// Every sentence the engine would judge, as it sees it, and what the readers said.
#[derive(Default)]
pub struct Lessons {
    pub matrix: Matrix,
    /// Index of the document of each row.
    pub document: Vec<usize>,
    pub answers: Vec<[bool; 3]>,
    /// How much each answer counts: half where the reader hesitated, nothing where the model is not asked.
    pub weights: Vec<[f64; 3]>,
    /// Where each row's sentence stands in its document, in bytes.
    pub sentence: Vec<Range<usize>>,
    /// What the families alone make of each row.
    pub prior: Vec<[f32; 3]>,
}

impl Lessons {
    pub fn of(engine: &Engine, documents: &[Document]) -> Self {
        let mut lessons = Lessons::default();
        for (index, document) in documents.iter().enumerate() {
            for example in engine.examples(&[Block::new(&document.text)], &Page::default()) {
                // The engine parts sentences in its own way; it learns what readers said of the same words.
                let read: Vec<&Sentence> = document
                    .sentences
                    .iter()
                    .filter(|s| is_same(&s.range, &example.sentence))
                    .collect();
                if read.is_empty() || example.heard == [false; 3] {
                    continue;
                }
                lessons.sentence.push(example.sentence.clone());
                lessons.prior.push(example.prior);
                lessons.document.push(index);
                lessons
                    .answers
                    .push([0, 1, 2].map(|k| read.iter().any(|s| s.has(Label::ALL[k]))));
                lessons.weights.push([0, 1, 2].map(|k| {
                    let doubtful = read.iter().any(|s| s.is_doubtful(Label::ALL[k]));
                    let heard = f64::from(u8::from(example.heard[k]));
                    let weight = if doubtful { 0.5 * heard } else { heard };
                    if document.is_open {
                        OPEN * weight
                    } else {
                        weight
                    }
                }));
                lessons.matrix.push(row(&example));
            }
        }
        lessons
    }

    /// Adds the families' own examples: a positive has the label, a near miss does not; nothing is said of other labels.
    pub fn add_own(&mut self, engine: &Engine, examples: &[OwnExample]) {
        for own in examples {
            let page = Page {
                title: own.title,
                url: "",
            };
            for example in engine.examples(&[Block::new(&own.text)], &page) {
                if example.heard == [false; 3] {
                    continue;
                }
                self.sentence.push(example.sentence.clone());
                self.prior.push(example.prior);
                self.document.push(OWN);
                self.answers
                    .push([0, 1, 2].map(|k| own.has_it && Label::ALL[k] == own.label));
                self.weights
                    .push([0, 1, 2].map(|k| f64::from(u8::from(Label::ALL[k] == own.label))));
                self.matrix.push(row(&example));
            }
        }
    }

    /// Whether the model is asked about the label (by its index) of the row's sentence.
    pub fn is_asked(&self, row: usize, label: usize) -> bool {
        self.weights[row][label] > 0.0
    }

    pub fn len(&self) -> usize {
        self.document.len()
    }
}

/// Whether two spans share at least half of the shorter, as the corpus' scorer has it.
pub fn is_same(a: &Range<usize>, b: &Range<usize>) -> bool {
    let common = a.end.min(b.end).saturating_sub(a.start.max(b.start));
    common > 0 && 2 * common >= a.len().min(b.len())
}

fn row(example: &Example) -> Vec<(u32, f32)> {
    let mut row: Vec<(u32, f32)> = example.signs.clone();
    for grams in [&example.words, &example.letters] {
        let value = GRAMS / (grams.len().max(1) as f32).sqrt();
        row.extend(grams.iter().map(|gram| (ROWS.0 as u32 + gram, value)));
    }
    row.sort_unstable_by_key(|(column, _)| *column);
    row.dedup_by(|next, kept| {
        let same = next.0 == kept.0;
        if same {
            kept.1 += next.1;
        }
        same
    });
    row
}

/// The part of learned weights that belongs to the file: grams in the engine's own measure.
pub fn split(weights: &[f64]) -> (f32, Vec<f32>, Vec<f32>) {
    let signs = weights[..ROWS.0].iter().map(|w| *w as f32).collect();
    let grams = weights[ROWS.0..COLUMNS]
        .iter()
        .map(|w| *w as f32 * GRAMS)
        .collect();
    (weights[COLUMNS] as f32, signs, grams)
}
