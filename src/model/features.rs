//! What the model sees of a sentence: signs with a name, and the words and letters themselves, hashed.

use std::ops::Range;

use crate::Label;
use crate::families::guards::{Guard, Scene};
use crate::families::kind::Kind;
use crate::families::matcher::Hit;
use crate::families::{EVIDENCE, FAMILIES, class};
use crate::text::token::{Shape, is_ticker};

use crate::engine::{Candidate, Dropped, Match};

/// Signs with a name lie in a table of 2^13 rows: some 700 names, so that few share a row.
pub(crate) const SIGN_BITS: u32 = 13;
/// Words and letters lie in a table of 2^17 rows.
pub(crate) const GRAM_BITS: u32 = 17;

/// Most words in a row that are taken together.
const WORDS: usize = 3;
/// Letters in a row that are taken together, inside a word and its borders.
const LETTERS: Range<usize> = 3..6;

/// Takes what is seen, one call a feature. Grams are counted by the taker: their value is one over the root of their number.
pub(crate) trait Sink {
    /// A sign, by its name in two parts, and its value, mostly 1.
    fn sign(&mut self, kind: &'static str, name: &'static str, value: f32);
    /// Words in a row: the row of the table, and the tokens.
    fn words(&mut self, row: usize, tokens: Range<usize>);
    /// Letters in a row inside one token.
    fn letters(&mut self, row: usize, token: usize);
}

/// The row of a sign's name.
pub(crate) fn sign_row(kind: &str, name: &str) -> usize {
    let hash = Hash::NEW
        .bytes(kind.as_bytes())
        .byte(b':')
        .bytes(name.as_bytes());
    hash.row(SIGN_BITS)
}

/// FNV-1a of 64 bits, folded to a row. Weights name rows, so it can't change without training anew; hashers of libraries may.
#[derive(Clone, Copy)]
struct Hash(u64);

impl Hash {
    const NEW: Hash = Hash(0xcbf2_9ce4_8422_2325);

    fn byte(self, byte: u8) -> Self {
        Hash((self.0 ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3))
    }

    fn bytes(self, bytes: &[u8]) -> Self {
        bytes.iter().fold(self, |hash, byte| hash.byte(*byte))
    }

    fn row(self, bits: u32) -> usize {
        // The high bits of a multiplicative hash are the well mixed ones.
        ((self.0 ^ (self.0 >> 29)).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - bits)) as usize
    }
}

/// Shows the sink everything about the sentence at `at` of the candidates.
pub(crate) fn show(candidates: &[Candidate<'_>], at: usize, sink: &mut impl Sink) {
    let candidate = &candidates[at];
    families(candidate, sink);
    neighbours(candidates, at, sink);
    surroundings(candidate, sink);
    grams(&candidate.scene, sink);
}

fn families(candidate: &Candidate<'_>, sink: &mut impl Sink) {
    for (label, prior) in Label::ALL.iter().zip(candidate.prior) {
        sink.sign("families say", label.as_str(), logit(prior));
    }
    for (i, m) in candidate.matches.iter().enumerate() {
        let seen = |other: &Match| {
            other.pattern().family == m.pattern().family
                && other.dropped.is_some() == m.dropped.is_some()
        };
        if candidate.matches[..i].iter().any(seen) {
            continue;
        }
        let family = FAMILIES[usize::from(m.pattern().family)].id;
        let kind = match m.dropped {
            None => "family",
            Some(Dropped::Guard) => "family against its guard",
            Some(_) => "family outranked",
        };
        sink.sign(kind, family, 1.0);
        // The same words mean more where the sentence names markets itself, and less where a particular test failed.
        if let Some(guard) = m.failed {
            sink.sign(guard, family, 1.0);
        } else if m.dropped.is_none() && candidate.scene.relevance.here >= 2 {
            sink.sign("family of a sentence that names markets", family, 1.0);
        }
    }
}

/// Log odds over 3, for a probability that may be 0.
fn logit(p: f32) -> f32 {
    ((p + 0.01) / (1.01 - p)).ln() / 3.0
}

fn neighbours(candidates: &[Candidate<'_>], at: usize, sink: &mut impl Sink) {
    let here = &candidates[at];
    let near = |other: &&Candidate<'_>| other.block.abs_diff(here.block) <= 1;
    let before = at.checked_sub(1).map(|i| &candidates[i]).filter(near);
    let after = candidates.get(at + 1).filter(near);
    for (kind, other) in [("before it", before), ("after it", after)] {
        let Some(other) = other else { continue };
        for (label, prior) in Label::ALL.iter().zip(other.prior) {
            if prior > 0.05 {
                sink.sign(kind, label.as_str(), prior);
            }
        }
    }
}

fn surroundings(candidate: &Candidate<'_>, sink: &mut impl Sink) {
    let scene = &candidate.scene;
    let s = &scene.sentence;
    let anywhere = Hit {
        pattern: 0,
        start: s.lead.min(s.end - 1),
        end: s.end,
        cues: [None, None],
    };
    let mut say = |name: &'static str, holds: bool| {
        if holds {
            sink.sign("it", name, 1.0);
        }
    };
    say("is about markets", scene.relevance.is_fin());
    say(
        "names markets itself",
        scene.holds(Guard::FinHere, &anywhere),
    );
    say("stands on a page about markets", scene.relevance.page);
    say("is a question", scene.holds(Guard::Question, &anywhere));
    say(
        "is worded as a headline",
        scene.holds(Guard::Head, &anywhere),
    );
    say("names an instrument", scene.holds(Guard::Inst, &anywhere));
    say("gives a price", scene.holds(Guard::Num, &anywhere));
    say("shouts", s.shouting);
    say("is first of its passage", candidate.place.first);
    say("is last of its passage", candidate.place.last);
    say(
        "stands alone",
        candidate.place.first && candidate.place.last,
    );
    let mut seen = 0u32;
    for at in s.start..s.end {
        let token = s.token(at);
        let bit = match token.shape {
            Shape::Cashtag => 0,
            Shape::Hashtag => 1,
            Shape::Mention => 2,
            Shape::Url => 3,
            Shape::Emoji => 4,
            Shape::Percent => 5,
            Shape::Money => 6,
            Shape::Multiple => 7,
            Shape::Punct if s.folded(at) == "!" => 8,
            Shape::Punct if s.folded(at) == "\"" => 9,
            Shape::Word if token.is_in(class::FIRST) => 10,
            Shape::Word if token.is_in(class::SECOND) => 11,
            Shape::Word if token.is_in(class::NEGATOR) => 12,
            Shape::Year => 13,
            Shape::Number => 14,
            _ => continue,
        };
        seen |= 1 << bit;
    }
    const SEEN: [&str; 15] = [
        "has a cashtag",
        "has a hashtag",
        "has a mention",
        "has an address",
        "has an emoji",
        "has a percentage",
        "has an amount",
        "has a multiple",
        "exclaims",
        "quotes",
        "says I or we",
        "says you",
        "negates",
        "names a year",
        "has a number",
    ];
    for (bit, name) in SEEN.iter().enumerate() {
        say(name, seen & (1 << bit) != 0);
    }
    for (bit, name) in EVIDENCE.iter().enumerate() {
        if scene.evidence & (1 << bit) != 0 {
            sink.sign("evidence", name, 1.0);
        }
    }
    let length = match s.tail.saturating_sub(s.lead) {
        0..=2 => "to 2 words",
        3..=5 => "3 to 5 words",
        6..=9 => "6 to 9 words",
        10..=16 => "10 to 16 words",
        17..=30 => "17 to 30 words",
        31..=60 => "31 to 60 words",
        _ => "over 60 words",
    };
    sink.sign("length", length, 1.0);
}

fn grams(scene: &Scene<'_>, sink: &mut impl Sink) {
    let s = &scene.sentence;
    let mut window = [Hash::NEW; WORDS];
    let mut starts = [0; WORDS];
    for (count, at) in (s.start..s.end)
        .filter(|at| s.token(*at).shape != Shape::Ideograph)
        .enumerate()
    {
        let token = s.token(at);
        // What kind of thing a number, a name or an address is tells more on a new site than which one it is.
        let symbol: &[u8] = match token.shape {
            Shape::Cashtag => b"$a",
            Shape::Mention => b"@a",
            Shape::Url => b"http:",
            Shape::Money => b"$0",
            Shape::Percent => b"0%",
            Shape::Multiple => b"0x",
            Shape::Year => b"0000",
            Shape::Time => b"0:00",
            Shape::Number | Shape::Ordinal => b"0",
            Shape::Word
                if scene.sentence.is_kind(at, Kind::Ticker) && is_ticker(token, s.shouting) =>
            {
                b"TICKER"
            }
            _ => s.folded(at).as_bytes(),
        };
        for n in (1..WORDS).rev() {
            window[n] = window[n - 1].byte(b' ').bytes(symbol);
            starts[n] = starts[n - 1];
        }
        window[0] = Hash::NEW.bytes(symbol);
        starts[0] = at;
        for n in 0..WORDS.min(count + 1) {
            sink.words(window[n].row(GRAM_BITS), starts[n]..at + 1);
        }
        if token.shape == Shape::Word {
            letters(symbol, at, sink);
        }
    }
}

fn letters(word: &[u8], token: usize, sink: &mut impl Sink) {
    // Longer words are addresses or noise; their beginning tells enough.
    let word = &word[..word.len().min(24)];
    let byte = |i: usize| match i.checked_sub(1) {
        Some(i) if i < word.len() => word[i],
        _ => b'_',
    };
    let all = word.len() + 2;
    for start in 0..all {
        let mut hash = Hash::NEW.byte(b'_').byte(byte(start)).byte(byte(start + 1));
        for end in start + LETTERS.start..(start + LETTERS.end).min(all + 1) {
            hash = hash.byte(byte(end - 1));
            sink.letters(hash.row(GRAM_BITS), token);
        }
    }
}
