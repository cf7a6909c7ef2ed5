//! The trained model: a linear score for each label over what the families said, where the sentence stands, its words and letters.

pub(crate) mod features;
mod weights;

use std::ops::Range;

#[cfg(feature = "train")]
pub use weights::Trained;
pub use weights::{Weights, WeightsError};

use crate::Label;
use crate::engine::Candidate;
use crate::text::token::Shape;
use features::Sink;

/// The probability of each label for the sentence at `at`.
pub(crate) fn probability(
    weights: &Weights,
    known: &mut KnownWords,
    candidates: &[Candidate<'_>],
    at: usize,
) -> [f32; 3] {
    let mut sums = Sums {
        weights,
        known,
        signs: [0.0; 3],
        words: Grams::default(),
        letters: Grams::default(),
    };
    features::show(candidates, at, &mut sums);
    let mut probability = [0.0; 3];
    for (k, p) in probability.iter_mut().enumerate() {
        let scale = weights.scale(k);
        let score = scale.bias
            + scale.signs * sums.signs[k]
            + scale.grams * (sums.words.mean(k) + sums.letters.mean(k));
        *p = logistic(score);
    }
    probability
}

fn logistic(score: f32) -> f32 {
    1.0 / (1.0 + (-score).exp())
}

/// Sums of a table's rows. Each gram counts one over the root of their number, so that long sentences do not outweigh.
#[derive(Clone, Copy, Default)]
struct Grams {
    sums: [i32; 3],
    count: u32,
}

impl Grams {
    fn add(&mut self, row: [i32; 3]) {
        for (sum, weight) in self.sums.iter_mut().zip(row) {
            *sum += weight;
        }
        self.count += 1;
    }

    fn add_all(&mut self, other: Grams) {
        for (sum, more) in self.sums.iter_mut().zip(other.sums) {
            *sum += more;
        }
        self.count += other.count;
    }

    fn mean(&self, label: usize) -> f32 {
        self.sums[label] as f32 / (self.count.max(1) as f32).sqrt()
    }
}

/// What the letters of words seen lately came to: a text uses few words, and uses them often. A word is told by its hash and
/// takes the place of another one that has the same low bits.
pub(crate) struct KnownWords(Vec<(u64, Grams)>);

impl KnownWords {
    const PLACES: usize = 1 << 11;

    pub(crate) fn new() -> Self {
        KnownWords(vec![(0, Grams::default()); Self::PLACES])
    }

    fn letters(&mut self, weights: &Weights, hash: u64, word: &[u8]) -> Grams {
        let place = &mut self.0[hash as usize % Self::PLACES];
        if place.0 != hash {
            let mut grams = Grams::default();
            features::letters(word, |row| grams.add(weights.gram(row)));
            *place = (hash, grams);
        }
        place.1
    }
}

struct Sums<'w> {
    weights: &'w Weights,
    known: &'w mut KnownWords,
    signs: [f32; 3],
    words: Grams,
    letters: Grams,
}

impl Sink for Sums<'_> {
    fn sign(&mut self, kind: &'static str, name: &'static str, value: f32) {
        let row = self.weights.sign(features::sign_row(kind, name));
        for (sum, weight) in self.signs.iter_mut().zip(row) {
            *sum += value * weight as f32;
        }
    }

    fn words(&mut self, row: usize, _: Range<usize>) {
        self.words.add(self.weights.gram(row));
    }

    fn letters(&mut self, row: usize, _: usize) {
        self.letters.add(self.weights.gram(row));
    }

    fn word(&mut self, hash: u64, word: &[u8], _: usize) {
        let letters = self.known.letters(self.weights, hash, word);
        self.letters.add_all(letters);
    }
}

/// What speaks for or against a label in one sentence.
///
/// ```
/// use saltgrain::{Engine, Page};
/// let explained = &Engine::new().explain("Buy the dip in $LUMO.", &Page::default())[0];
/// let most = &explained.contributions[2][0];
/// assert!(most.score > 0.0 && !most.what.is_empty());
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Contribution {
    /// A sign, such as `family: C-02`, or words or letters of the sentence, in quotation marks.
    pub what: String,
    /// What it adds to the score of the label, in log odds.
    pub score: f32,
}

/// The contributions to each label's score, the largest first by size; words and their letters are taken together.
pub(crate) fn contributions(
    weights: &Weights,
    candidates: &[Candidate<'_>],
    at: usize,
) -> [Vec<Contribution>; 3] {
    let mut parts = Parts {
        weights,
        signs: Vec::new(),
        words: Vec::new(),
        letters: Vec::new(),
    };
    features::show(candidates, at, &mut parts);
    let sentence = &candidates[at].scene.sentence;
    let (words, letters) = (
        (parts.words.len().max(1) as f32).sqrt(),
        (parts.letters.len().max(1) as f32).sqrt(),
    );
    [0, 1, 2].map(|k| {
        let scale = weights.scale(k);
        let mut all: Vec<Contribution> = parts
            .signs
            .iter()
            .map(|(what, row)| Contribution {
                what: what.clone(),
                score: scale.signs * row[k],
            })
            .collect();
        all.extend(parts.words.iter().map(|(tokens, row)| Contribution {
            what: format!("“{}”", &sentence.text[sentence.bytes(tokens.clone())]),
            score: scale.grams * row[k] as f32 / words,
        }));
        for token in sentence.start..sentence.end {
            let of_token = parts.letters.iter().filter(|(at, _)| *at == token);
            let sum: i32 = of_token.map(|(_, row)| row[k]).sum();
            all.push(Contribution {
                what: format!(
                    "letters of “{}”",
                    &sentence.text[sentence.bytes(token..token + 1)]
                ),
                score: scale.grams * sum as f32 / letters,
            });
        }
        all.retain(|c| c.score != 0.0);
        all.sort_by(|a, b| b.score.abs().total_cmp(&a.score.abs()));
        all
    })
}

/// The one or two runs of words, in tokens, that weighed most for the label: the best run of at most [`CUE_WORDS`], and a
/// second one elsewhere if it weighs at least half as much.
pub(crate) fn weighed_most(
    weights: &Weights,
    candidates: &[Candidate<'_>],
    at: usize,
    label: Label,
) -> [Option<(u32, u32)>; 2] {
    let sentence = &candidates[at].scene.sentence;
    let weight = words_weight(weights, candidates, at, label as usize);
    let says = |i: usize| {
        !matches!(
            sentence.token(sentence.start + i).shape,
            Shape::Punct | Shape::Emoji
        )
    };
    let mut runs: Vec<(f32, Range<usize>)> = (0..weight.len())
        .flat_map(|start| {
            (start + 1..=weight.len().min(start + CUE_WORDS)).map(move |end| start..end)
        })
        .filter(|run| says(run.start) && says(run.end - 1))
        .map(|run| (weight[run.clone()].iter().sum(), run))
        .collect();
    runs.sort_by(|a, b| b.0.total_cmp(&a.0));
    let apart = |a: &Range<usize>, b: &Range<usize>| a.end < b.start || b.end < a.start;
    let span = |run: &Range<usize>| {
        let from = sentence.start as u32;
        (from + run.start as u32, from + run.end as u32)
    };
    let Some((most, first)) = runs.first() else {
        return [None, None];
    };
    let second = runs
        .iter()
        .find(|(sum, run)| *sum > 0.0 && *sum >= most / 2.0 && apart(run, first));
    let mut spans = [Some(span(first)), second.map(|(_, run)| span(run))];
    spans.sort_by_key(|span| span.map_or(u32::MAX, |(start, _)| start));
    spans
}

/// Most words in a run that [`weighed_most`] names.
const CUE_WORDS: usize = 4;

/// What each token of the sentence adds to the label's score: its letters, and its part of the words it stands among.
fn words_weight(
    weights: &Weights,
    candidates: &[Candidate<'_>],
    at: usize,
    label: usize,
) -> Vec<f32> {
    let mut parts = Parts {
        weights,
        signs: Vec::new(),
        words: Vec::new(),
        letters: Vec::new(),
    };
    features::show(candidates, at, &mut parts);
    let sentence = &candidates[at].scene.sentence;
    let mut sums = vec![0.0; sentence.end - sentence.start];
    let root = |count: usize| (count.max(1) as f32).sqrt();
    for (tokens, row) in &parts.words {
        let share = row[label] as f32 / root(parts.words.len()) / tokens.len() as f32;
        for token in tokens.clone() {
            sums[token - sentence.start] += share;
        }
    }
    for (token, row) in &parts.letters {
        sums[token - sentence.start] += row[label] as f32 / root(parts.letters.len());
    }
    sums
}

struct Parts<'w> {
    weights: &'w Weights,
    signs: Vec<(String, [f32; 3])>,
    words: Vec<(Range<usize>, [i32; 3])>,
    letters: Vec<(usize, [i32; 3])>,
}

impl Sink for Parts<'_> {
    fn sign(&mut self, kind: &'static str, name: &'static str, value: f32) {
        let row = self.weights.sign(features::sign_row(kind, name));
        self.signs
            .push((format!("{kind}: {name}"), row.map(|w| value * w as f32)));
    }

    fn words(&mut self, row: usize, tokens: Range<usize>) {
        self.words.push((tokens, self.weights.gram(row)));
    }

    fn letters(&mut self, row: usize, token: usize) {
        self.letters.push((token, self.weights.gram(row)));
    }
}

/// A sentence as training sees it.
#[cfg(feature = "train")]
#[derive(Clone, Debug, PartialEq)]
pub struct Example {
    /// Index of its block.
    pub block: usize,
    /// Where it stands, in bytes of the block's text.
    pub sentence: Range<usize>,
    /// The labels the model is asked about; no other is given.
    pub heard: [bool; 3],
    /// What the families alone say of each label, a probability.
    pub prior: [f32; 3],
    /// Whether no family speaks for the label.
    pub worded_alone: [bool; 3],
    /// Rows of signs and their values.
    pub signs: Vec<(u32, f32)>,
    /// Rows of words and of letters, as often as they occur.
    pub words: Vec<u32>,
    /// See `words`.
    pub letters: Vec<u32>,
}

/// How many rows the tables of signs and of grams have.
#[cfg(feature = "train")]
pub const ROWS: (usize, usize) = (1 << features::SIGN_BITS, 1 << features::GRAM_BITS);

#[cfg(feature = "train")]
impl Sink for Example {
    fn sign(&mut self, kind: &'static str, name: &'static str, value: f32) {
        self.signs
            .push((features::sign_row(kind, name) as u32, value));
    }

    fn words(&mut self, row: usize, _: Range<usize>) {
        self.words.push(row as u32);
    }

    fn letters(&mut self, row: usize, _: usize) {
        self.letters.push(row as u32);
    }
}
