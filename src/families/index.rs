//! Rows of the tables that lead from a word to where patterns begin. Shared with `build.rs`.

/// Tokens of one instrument's name that a pattern takes at most.
pub(crate) const MAX_NAME: usize = 4;

/// Where in the program a pattern begins, and what it asks of the tokens ahead.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Start {
    pub(crate) pc: u32,
    pub(crate) need: Need,
}

/// A set of words of which one must stand behind the first token for a pattern to match.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Need {
    /// Id of the set; 0 asks for nothing.
    pub(crate) set: u16,
    /// How many tokens behind the first one at most.
    pub(crate) within: u8,
}

/// A phrase of the lexicon, in the list of its first word.
#[derive(Clone, Copy, Debug)]
#[allow(dead_code)] // the build script only writes it
pub(crate) struct Phrase {
    pub(crate) second: u16,
    /// The classes it belongs to: row of `CLASS_SETS`.
    pub(crate) classes: u16,
    /// Where its words from the third on begin, in `PHRASE_WORDS`, and how many there are.
    pub(crate) rest: u16,
    pub(crate) rest_len: u16,
}

/// A set of words that one test takes, or that one switch tells apart.
#[derive(Clone, Copy, Debug)]
#[allow(dead_code)] // the build script only writes it
pub(crate) struct WordSet {
    /// The bits of its words (see [`sketch_bit`]): tells at once of most words that they are not in it.
    pub(crate) sketch: u32,
    /// Where its words begin, ascending; they end where those of the next set begin.
    pub(crate) words: u32,
}

/// The bit of a word in [`WordSet::sketch`].
pub(crate) fn sketch_bit(word: u16) -> u32 {
    1 << (word % 32)
}
