//! Families: ways of saying something that make a sentence speculation, a disclaimer or a call.
//!
//! They are data under `en/`, compiled by `build.rs` (see `compile.rs`) into the constant tables below.

#[cfg(test)]
#[allow(dead_code)] // the build script uses all of it, the tests some
mod compile;
pub(crate) mod guards;
pub(crate) mod index;
pub(crate) mod kind;
pub(crate) mod matcher;
mod off;

use crate::{Direction, Force, Holder, Subtype};
use guards::Guard;
use index::{Need, Phrase, Start, WordSet};
use kind::Kind;
pub(crate) use off::FamiliesOff;

include!(concat!(env!("OUT_DIR"), "/families.rs"));

/// Where the parts of one word of the lexicon begin in the tables; they end where those of the next word begin.
pub(crate) struct Entry {
    /// Classes the word belongs to by itself: row of [`CLASS_SETS`].
    classes: u16,
    /// Classes with a phrase that begins with the word: row of [`CLASS_SETS`].
    phrase_classes: u16,
    /// Phrases that begin with the word, in [`PHRASES`]: by their second word, then longest first.
    phrases: u32,
    /// Needs of patterns that the word meets, ascending, in [`MEETS`].
    meets: u32,
    /// Where cues begin with the word, in [`CUES`].
    cues: u32,
    /// Where evidence begins with it, in [`EVIDENCE_STARTS`].
    evidence: u32,
}

/// The entry of a word, and where its parts end.
fn entry(word: u16) -> (&'static Entry, &'static Entry) {
    let at = usize::from(word);
    (&LEXICON[at], &LEXICON[at + 1])
}

/// The word's id in the lexicon, 0 if no pattern knows it.
pub(crate) fn word(folded: &str) -> u16 {
    WORDS.get(folded).copied().unwrap_or(0)
}

/// Whether the word is, by itself, a member of the class.
pub(crate) fn is_in(word: u16, class: u16) -> bool {
    in_class_set(LEXICON[usize::from(word)].classes, class)
}

/// Whether a phrase of the class begins with the word.
pub(crate) fn begins_phrase(word: u16, class: u16) -> bool {
    in_class_set(LEXICON[usize::from(word)].phrase_classes, class)
}

fn in_class_set(row: u16, class: u16) -> bool {
    CLASS_SETS[usize::from(row)][usize::from(class / 32)] & (1 << (class % 32)) != 0
}

/// The phrases that begin with the two words, longest first.
pub(crate) fn phrases(first: u16, second: u16) -> impl Iterator<Item = &'static Phrase> {
    let (own, next) = entry(first);
    let all = &PHRASES[own.phrases as usize..next.phrases as usize];
    let begin = all.partition_point(|phrase| phrase.second < second);
    all[begin..]
        .iter()
        .take_while(move |phrase| phrase.second == second)
}

impl Phrase {
    /// Whether it belongs to the class.
    pub(crate) fn is_in(&self, class: u16) -> bool {
        in_class_set(self.classes, class)
    }

    /// Its words from the third on.
    pub(crate) fn rest(&self) -> &'static [u16] {
        let begin = usize::from(self.rest);
        &PHRASE_WORDS[begin..begin + usize::from(self.rest_len)]
    }
}

/// Needs of patterns that the word meets, ascending.
pub(crate) fn meets(word: u16) -> &'static [u16] {
    let (own, next) = entry(word);
    &MEETS[own.meets as usize..next.meets as usize]
}

/// Where cues begin with the word.
pub(crate) fn cue_starts(word: u16) -> &'static [Start] {
    let (own, next) = entry(word);
    &CUES[own.cues as usize..next.cues as usize]
}

/// Where evidence begins with the word.
pub(crate) fn evidence_starts(word: u16) -> &'static [Start] {
    let (own, next) = entry(word);
    &EVIDENCE_STARTS[own.evidence as usize..next.evidence as usize]
}

/// Whether the set of [`WORD_SETS`] with this index holds the word.
pub(crate) fn in_word_set(set: u16, word: u16) -> bool {
    place_in_set(WORD_SETS, SET_WORDS, set, word).is_some()
}

/// How many ops ahead of the switch the word leads to, if it knows it.
pub(crate) fn switch_target(switch: u16, word: u16) -> Option<usize> {
    let place = place_in_set(SWITCHES, SWITCH_WORDS, switch, word)?;
    Some(usize::from(SWITCH_TARGETS[place]))
}

fn place_in_set(sets: &[WordSet], words: &[u16], set: u16, word: u16) -> Option<usize> {
    let at = usize::from(set);
    let own = sets[at];
    if own.sketch & index::sketch_bit(word) == 0 {
        return None;
    }
    let (begin, end) = (own.words as usize, sets[at + 1].words as usize);
    let place = words[begin..end].binary_search(&word).ok()?;
    Some(begin + place)
}

/// One step of a compiled pattern.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Op {
    /// The next token passes the test; it is taken.
    Test(Test),
    /// What follows, up to `Accept`, does not match from here; nothing is taken. Goes on that many ops ahead.
    Not(u16),
    /// The end of what [`Op::Not`] forbids.
    Accept,
    /// None of the set's tests passes on the token before.
    NotBefore(u16),
    /// Up to `max` tokens, across clause punctuation only if `any`.
    Gap {
        max: u8,
        any: bool,
    },
    /// Try what follows, then what stands that many ops ahead.
    Split(u16),
    /// The next token is one of the words of [`SWITCHES`] and taken; it leads on.
    Switch(u16),
    /// Go on that many ops ahead.
    Jump(u16),
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

const _: () = assert!(
    size_of::<Op>() == 4,
    "the program is long; its ops are small"
);

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
