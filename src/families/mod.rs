//! Families: ways of saying something that make a sentence speculation, a disclaimer or a call.
//!
//! They are data under `en/`, compiled by `build.rs` (see `compile.rs`) into the constant tables below.

#[cfg(test)]
#[allow(dead_code)] // the build script uses all of it, the tests some
mod compile;
pub(crate) mod guards;
pub(crate) mod kind;
pub(crate) mod matcher;

use crate::{Direction, Force, Holder, Subtype};
use guards::Guard;
use kind::Kind;

include!(concat!(env!("OUT_DIR"), "/families.rs"));

/// What is known of one word of the lexicon.
pub(crate) struct Entry {
    /// Classes the word belongs to by itself, ascending.
    pub(crate) classes: &'static [u16],
    /// Phrases of a class that begin with the word: the class and the words that follow; longest first.
    pub(crate) phrases: &'static [(u16, &'static [u16])],
    /// Needs of patterns that the word meets, by id.
    pub(crate) meets: &'static [u16],
    /// Where in the program cues begin with this word, and what else they need (0: nothing).
    pub(crate) cues: &'static [(u32, u16)],
    /// The same for evidence.
    pub(crate) evidence: &'static [(u32, u16)],
}

/// One step of a compiled pattern.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Op {
    /// The next token passes the test; it is taken.
    Test(Test),
    /// What follows, up to `Accept`, does not match from here; nothing is taken. Goes on at the position given.
    Not(u32),
    /// The end of what [`Op::Not`] forbids.
    Accept,
    /// None of the set's tests passes on the token before.
    NotBefore(u16),
    /// Up to `max` tokens, across clause punctuation only if `any`.
    Gap {
        max: u8,
        any: bool,
    },
    /// Try the first position, then the second.
    Split(u32, u32),
    Jump(u32),
    ClauseStart,
    SentenceStart,
    SentenceEnd,
    CueStart,
    CueEnd,
    /// The pattern with this number has matched.
    Match(u16),
    /// The evidence with this bit has been found.
    Evidence(u8),
}

/// What is asked of one token.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Test {
    Word(u16),
    /// One of the words of [`WORD_SETS`].
    Set(u16),
    Exact(u16),
    Class(u16),
    Kind(Kind),
}

/// One family, as the reader is told of it.
pub(crate) struct Family {
    pub(crate) id: &'static str,
    pub(crate) name: &'static str,
    /// The one it usually speaks for; each pattern carries the one that counts.
    pub(crate) subtype: Subtype,
    pub(crate) message: Option<&'static str>,
}

/// One pattern of a family and what it says when it matches.
pub(crate) struct Pattern {
    /// Index into [`FAMILIES`].
    pub(crate) family: u16,
    pub(crate) subtype: Subtype,
    pub(crate) force: Option<Force>,
    pub(crate) holder: Option<Holder>,
    pub(crate) direction: Option<Direction>,
    /// Probability that a match which passes its guards is right, alone.
    pub(crate) weight: f32,
    /// Added to the base severity of the sub-type.
    pub(crate) severity: i8,
    /// Name as written, test, and whether it must hold.
    pub(crate) guards: &'static [(&'static str, Guard, bool)],
    /// Ids, sub-types or labels whose matches in the same clause are dropped.
    pub(crate) suppresses: &'static [&'static str],
    /// Whether a disclaimer shields its clause from speculation and calls.
    pub(crate) shields: bool,
}
