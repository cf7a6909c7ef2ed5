//! From characters to sentences: folding, tokens, sentence borders, language.

pub(crate) mod fold;
pub(crate) mod language;
pub(crate) mod sentence;
pub(crate) mod token;
