//! Counts right and wrong marks, sentence by sentence, as the corpus' scorer does.

use std::collections::BTreeMap;

use saltgrain::{Block, Engine, Label, Page};

use crate::corpus::Document;
use crate::lesson::is_same;

/// Marks that were right, wrong and missing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Count {
    pub right: usize,
    pub wrong: usize,
    pub missing: usize,
}

impl Count {
    pub fn precision(&self) -> f64 {
        self.right as f64 / (self.right + self.wrong).max(1) as f64
    }

    pub fn recall(&self) -> f64 {
        self.right as f64 / (self.right + self.missing).max(1) as f64
    }

    pub fn f1(&self) -> f64 {
        2.0 * self.right as f64 / (2 * self.right + self.wrong + self.missing).max(1) as f64
    }
}

/// One sentence that was judged otherwise than its reader did.
pub struct Mistake {
    pub label: Label,
    /// The probability that the engine gave; 0 if it marked nothing.
    pub confidence: f32,
    pub codes: String,
    pub id: String,
    pub text: String,
    /// The family that decided, if the sentence was marked.
    pub family: &'static str,
}

/// Counts by label, in total and by kind of source, and by sub-type.
#[derive(Default)]
pub struct Tally {
    pub all: [Count; 3],
    pub kinds: BTreeMap<String, [Count; 3]>,
    /// By the sub-type that readers gave: found and not.
    pub subtypes: BTreeMap<String, (usize, usize)>,
    pub mistakes: Vec<Mistake>,
    pub sentences: usize,
}

impl Tally {
    /// Judges the document and counts.
    pub fn add(&mut self, engine: &Engine, document: &Document) {
        let findings = engine
            .judge(&[Block::new(&document.text)], &Page::default())
            .findings;
        for sentence in &document.sentences {
            self.sentences += 1;
            for (k, label) in Label::ALL.iter().enumerate() {
                let found = findings
                    .iter()
                    .find(|f| f.label == *label && is_same(&sentence.range, &f.sentence));
                let wanted = sentence.has(*label);
                let by_kind = self.kinds.entry(document.kind.clone()).or_default();
                for count in [&mut self.all[k], &mut by_kind[k]] {
                    match (found.is_some(), wanted) {
                        (true, true) => count.right += 1,
                        (true, false) => count.wrong += 1,
                        (false, true) => count.missing += 1,
                        (false, false) => {}
                    }
                }
                if let Some(code) = sentence.codes_of(*label).next() {
                    let subtype = self
                        .subtypes
                        .entry(code[..2.min(code.len())].to_owned())
                        .or_default();
                    subtype.0 += usize::from(found.is_some());
                    subtype.1 += usize::from(found.is_none());
                }
                if found.is_some() != wanted {
                    self.mistakes.push(Mistake {
                        label: *label,
                        confidence: found.map_or(0.0, |f| f.confidence),
                        codes: sentence.codes.clone(),
                        id: document.id.clone(),
                        text: document.text[sentence.range.clone()].replace('\n', " "),
                        family: found.map_or("", |f| f.family),
                    });
                }
            }
        }
    }

    pub fn macro_f1(&self) -> f64 {
        self.all.iter().map(Count::f1).sum::<f64>() / 3.0
    }
}
