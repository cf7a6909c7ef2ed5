//! The trained model: a linear score for each label over what the families said, where the sentence stands, its words and letters.

pub(crate) mod features;
mod weights;

use std::ops::Range;

#[cfg(feature = "train")]
pub use weights::Trained;
pub use weights::{Weights, WeightsError};

use crate::engine::Candidate;
use features::Sink;

/// The probability of each label for the sentence at `at`.
pub(crate) fn probability(weights: &Weights, candidates: &[Candidate<'_>], at: usize) -> [f32; 3] {
    let mut sums = Sums {
        weights,
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
#[derive(Default)]
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

    fn mean(&self, label: usize) -> f32 {
        self.sums[label] as f32 / (self.count.max(1) as f32).sqrt()
    }
}

struct Sums<'w> {
    weights: &'w Weights,
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
