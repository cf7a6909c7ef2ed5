//! Saltgrain tells guess, boilerplate and urging apart in text about markets.
//!
//! The [`Engine`] reads [`Block`]s of text and gives [`Finding`]s: sentences that are **speculation**, **disclaimers** or
//! **trading calls**, each with the words that gave it away. [`Summary`] adds them up. It is pure: no I/O, no clock, no
//! globals; the same bytes in always give the same findings out.
//!
//! Offsets are **bytes** everywhere in this crate, and UTF-16 code units beyond the WASM door, which alone converts them.
//!
//! ```
//! use saltgrain::{Block, Engine, Label, Page};
//!
//! let engine = Engine::new();
//! let blocks = [Block::new("Sources say LUMO gets listed. Not financial advice.")];
//! let judged = engine.judge(&blocks, &Page::default());
//! let labels: Vec<Label> = judged.findings.iter().map(|f| f.label).collect();
//! assert_eq!(labels, [Label::Speculation, Label::Disclaimer]);
//! ```

#![deny(missing_docs)]

mod block;
mod call;
mod engine;
mod families;
mod finding;
mod message;
mod model;
mod phrases;
mod score;
pub mod summary;
mod text;
#[cfg(feature = "wasm")]
pub mod wasm;

pub use block::{Block, Page, Role, UnknownRole};
pub use engine::{
    Builder, Dropped, Engine, Explanation, FamilyInfo, Fired, Judgement, MAX_BLOCK_BYTES, Unread,
    UnreadReason, families,
};
pub use finding::{
    Direction, Finding, Force, Holder, Instrument, Label, Sensitivity, Slots, Subtype, Term,
};
pub use model::{Contribution, Weights, WeightsError};
#[cfg(feature = "train")]
pub use model::{Example, ROWS, Trained};
pub use phrases::{
    MAX_PHRASE_CHARS, MAX_PHRASES, OWN_FAMILY, Phrase, PhraseForm, PhraseProblem, Phrases,
    PhrasesError,
};
pub use summary::Summary;
