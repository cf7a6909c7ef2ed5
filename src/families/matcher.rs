//! Runs the compiled patterns over the tokens of a sentence.
//!
//! Every token enters the program only where a pattern can begin with its word or kind. From there a bounded
//! backtracking walk decides; it takes alternatives in order and gaps shortest first.

use std::ops::Range;

use super::kind::Kind;
use super::{
    CUE_KINDS, EVIDENCE_KINDS, EXACT, LEXICON, NEEDS, Op, PROGRAM, SETS, Test, WORD_SETS, class,
    evidence,
};
use crate::text::token::{Shape, Token, Tokens, is_ticker};

/// The most steps one walk may take; patterns are built so that none of use comes near it.
const MAX_STEPS: u32 = 2_000;
/// Tokens of one instrument's name that a pattern takes at most.
const MAX_NAME: usize = 4;

/// A sentence, ready to be matched. All positions are indices of tokens.
#[derive(Clone, Copy)]
pub(crate) struct Sentence<'t> {
    pub(crate) text: &'t str,
    pub(crate) tokens: &'t Tokens,
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Past leading emoji, bullets, quotes and numbering.
    pub(crate) lead: usize,
    /// Before closing punctuation, quotes and emoji.
    pub(crate) tail: usize,
    /// Written in capitals throughout.
    pub(crate) shouting: bool,
}

/// A bit for each need (see [`super::Entry::meets`]).
type Needs = [u64; NEEDS.div_ceil(64)];

/// Where a pattern matched.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Hit {
    /// Index into [`super::PATTERNS`].
    pub(crate) pattern: u16,
    pub(crate) start: usize,
    pub(crate) end: usize,
    /// Cue tokens; one or two runs, never empty.
    pub(crate) cues: [Option<(u32, u32)>; 2],
}

impl<'t> Sentence<'t> {
    pub(crate) fn new(text: &'t str, tokens: &'t Tokens, range: Range<usize>) -> Self {
        let list = &tokens.list;
        let mut lead = range.start;
        while lead < range.end {
            let token = &list[lead];
            let numbering = matches!(token.shape, Shape::Number | Shape::Ordinal)
                && list.get(lead + 1).is_some_and(|next| {
                    lead + 2 < range.end && matches!(tokens.folded(next), "." | ")")
                })
                && list
                    .get(lead + 2)
                    .is_some_and(|after| after.has_blank_before());
            if numbering {
                lead += 2;
            } else if matches!(token.shape, Shape::Punct | Shape::Emoji) {
                lead += 1;
            } else {
                break;
            }
        }
        let mut tail = range.end;
        while tail > lead && matches!(list[tail - 1].shape, Shape::Punct | Shape::Emoji) {
            tail -= 1;
        }
        // Tickers and level labels are capitals anyway; only words that can't be either tell that the writer shouts.
        let plain = list[range.clone()].iter().filter(|t| {
            t.shape == Shape::Word
                && (t.end - t.start > 5 || t.is_in(class::ENGLISH))
                && t.end - t.start > 1
        });
        let (all, capitals) = plain.fold((0, 0), |(all, capitals), t| {
            (all + 1, capitals + usize::from(t.is_capitals()))
        });
        Sentence {
            text,
            tokens,
            start: range.start,
            end: range.end,
            lead,
            tail,
            shouting: all >= 2 && capitals * 5 > all * 3,
        }
    }

    pub(crate) fn token(&self, at: usize) -> &'t Token {
        &self.tokens.list[at]
    }

    pub(crate) fn folded(&self, at: usize) -> &'t str {
        self.tokens.folded(self.token(at))
    }

    /// Bytes of the block's text from the first to the last of these tokens.
    pub(crate) fn bytes(&self, tokens: Range<usize>) -> Range<usize> {
        self.token(tokens.start).start as usize..self.token(tokens.end - 1).end as usize
    }

    /// Punctuation that parts clauses; gaps written `..n` stop at it.
    pub(crate) fn parts_clauses(&self, at: usize) -> bool {
        self.token(at).shape == Shape::Punct
            && matches!(
                self.folded(at),
                "," | ";"
                    | ":"
                    | "-"
                    | "("
                    | ")"
                    | "."
                    | "!"
                    | "?"
                    | "..."
                    | "["
                    | "]"
                    | "|"
                    | "•"
                    | "="
                    | ">"
            )
    }

    /// Whether a clause begins with this token. Cashtags, mentions, hashtags and addresses at the head of a post name its
    /// subject or addressee; the clause begins behind them too (*$LUMO buy the dip*).
    pub(crate) fn begins_clause(&self, at: usize) -> bool {
        let is_tag = |at: usize| {
            matches!(
                self.token(at).shape,
                Shape::Cashtag | Shape::Mention | Shape::Hashtag | Shape::Url
            )
        };
        at <= self.lead
            || (self.lead..at).rev().all(is_tag)
            || self.parts_clauses(at - 1)
            || self.token(at - 1).shape == Shape::Emoji
            || self.folded(at - 1) == "\""
            || self.token(at - 1).is_in(class::CLAUSE_OPENER)
    }

    pub(crate) fn is_instrument(&self, at: usize) -> bool {
        let token = self.token(at);
        token.evidence & evidence::ASSET != 0 || is_ticker(token, self.shouting)
    }

    /// Finds all evidence and marks it on the tokens; `tokens` must be the list this sentence was read from.
    pub(crate) fn evidence(&self) -> Vec<(usize, usize, u32)> {
        let met = self.met();
        let mut found = Vec::new();
        for at in self.start..self.end {
            self.enter(
                at,
                &met,
                LEXICON[usize::from(self.token(at).word)].evidence,
                EVIDENCE_KINDS,
                |op, end, _| {
                    if let Op::Evidence(bit) = op {
                        found.push((at, end, 1 << bit));
                    }
                },
            );
        }
        found
    }

    /// Finds all cues.
    pub(crate) fn cues(&self, hits: &mut Vec<Hit>) {
        let met = self.met();
        for at in self.start..self.end {
            self.enter(
                at,
                &met,
                LEXICON[usize::from(self.token(at).word)].cues,
                CUE_KINDS,
                |op, end, marks| {
                    let Op::Match(pattern) = op else { return };
                    let mut cues = [None, None];
                    for (cue, mark) in cues
                        .iter_mut()
                        .zip(marks.spans.iter().take(usize::from(marks.count)))
                    {
                        *cue = (mark.1 > mark.0).then_some(*mark);
                    }
                    if cues == [None, None] {
                        cues[0] = Some((at as u32, end as u32));
                    }
                    hits.push(Hit {
                        pattern,
                        start: at,
                        end,
                        cues,
                    });
                },
            );
        }
    }

    /// The needs that some word of the sentence meets.
    fn met(&self) -> Needs {
        let mut met = [0; NEEDS.div_ceil(64)];
        met[0] = 1; // need 0 is no need
        for at in self.start..self.end {
            for need in LEXICON[usize::from(self.token(at).word)].meets {
                met[usize::from(need / 64)] |= 1 << (need % 64);
            }
        }
        met
    }

    fn enter(
        &self,
        at: usize,
        met: &Needs,
        words: &[(u32, u16)],
        kinds: &[(Kind, &[(u32, u16)])],
        mut report: impl FnMut(Op, usize, &Marks),
    ) {
        let mut run = |(pc, need): (u32, u16)| {
            if met[usize::from(need / 64)] & (1 << (need % 64)) == 0 || !self.may_pass(pc, at) {
                return;
            }
            let mut walk = Walk {
                sentence: self,
                steps: 0,
            };
            if let Some((op, end, marks)) = walk.run(pc, at, Marks::default()) {
                report(op, end, &marks);
            }
        };
        words.iter().copied().for_each(&mut run);
        for (kind, starts) in kinds {
            if self.is_kind(at, *kind) {
                starts.iter().copied().for_each(&mut run);
            }
        }
    }

    pub(crate) fn is_kind(&self, at: usize, kind: Kind) -> bool {
        let token = self.token(at);
        match kind {
            Kind::Num => token.is_number(),
            Kind::Money => token.shape == Shape::Money,
            Kind::Percent => token.shape == Shape::Percent,
            Kind::Multiple => token.shape == Shape::Multiple,
            Kind::Year => token.shape == Shape::Year,
            Kind::Price => match token.shape {
                Shape::Money | Shape::Percent => true,
                // A bare one-digit number is a count more often than a price.
                Shape::Number => token.end - token.start > 1,
                _ => false,
            },
            Kind::Time => token.shape == Shape::Time,
            Kind::Cashtag => token.shape == Shape::Cashtag,
            Kind::Ticker => is_ticker(token, self.shouting),
            Kind::Inst => self.is_instrument(at),
            Kind::Hashtag => token.shape == Shape::Hashtag,
            Kind::Mention => token.shape == Shape::Mention,
            Kind::Url => token.shape == Shape::Url,
            Kind::Emoji => token.shape == Shape::Emoji,
            Kind::Cap => token.shape == Shape::Word && token.is_capitalised() && at > self.lead,
            Kind::Word => token.shape == Shape::Word,
            Kind::Punct => token.shape == Shape::Punct,
        }
    }

    /// A cheap look ahead: false if the op at `pc` is a test that fails on the token at `at`.
    fn may_pass(&self, mut pc: u32, at: usize) -> bool {
        loop {
            match PROGRAM[pc as usize] {
                Op::CueStart | Op::CueEnd => pc += 1,
                Op::Jump(to) => pc = to,
                Op::Test(test) => return self.passes(test, at),
                Op::ClauseStart => return self.begins_clause(at),
                _ => return true,
            }
        }
    }

    /// Whether a test passes on exactly the one token at `at`, or on a phrase that begins there.
    fn passes(&self, test: Test, at: usize) -> bool {
        let mut passes = false;
        self.lengths(test, at, |_| {
            passes = true;
            true
        });
        passes
    }

    /// Length of the longest member of the class that begins at `at`, in tokens; 0 if none does.
    pub(crate) fn class_len(&self, class: u16, at: usize) -> usize {
        let mut longest = 0;
        self.lengths(Test::Class(class), at, |n| {
            longest = longest.max(n);
            false
        });
        longest
    }

    /// Calls `take` with each number of tokens that the test can take at `at`, longest first, until it returns true.
    fn lengths(&self, test: Test, at: usize, mut take: impl FnMut(usize) -> bool) {
        if at >= self.end {
            return;
        }
        let token = self.token(at);
        match test {
            Test::Word(word) => _ = token.word == word && take(1),
            Test::Set(set) => {
                let set = WORD_SETS[usize::from(set)];
                _ = token.word != 0 && set.binary_search(&token.word).is_ok() && take(1);
            }
            Test::Exact(index) => {
                _ = &self.text[token.start as usize..token.end as usize]
                    == EXACT[usize::from(index)]
                    && take(1);
            }
            Test::Class(class) => {
                for (phrase_class, rest) in LEXICON[usize::from(token.word)].phrases {
                    let fits = *phrase_class == class
                        && at + rest.len() < self.end
                        && rest
                            .iter()
                            .enumerate()
                            .all(|(i, word)| self.token(at + 1 + i).word == *word);
                    if fits && take(1 + rest.len()) {
                        return;
                    }
                }
                _ = token.is_in(class) && take(1);
            }
            Test::Kind(Kind::Inst) => {
                // No name is longer; a feed may list hundreds in a row.
                let run = (at..self.end.min(at + MAX_NAME))
                    .take_while(|i| self.is_instrument(*i))
                    .count();
                _ = (1..=run).rev().any(&mut take);
            }
            Test::Kind(kind) => _ = self.is_kind(at, kind) && take(1),
        }
    }
}

/// Where cues begin and end so far.
#[derive(Clone, Copy, Default)]
struct Marks {
    spans: [(u32, u32); 2],
    count: u8,
}

struct Walk<'s, 't> {
    sentence: &'s Sentence<'t>,
    steps: u32,
}

impl Walk<'_, '_> {
    /// Walks on from `pc` with the next token at `at`; the op that ended the pattern, and where.
    fn run(&mut self, mut pc: u32, mut at: usize, mut marks: Marks) -> Option<(Op, usize, Marks)> {
        let sentence = self.sentence;
        loop {
            self.steps += 1;
            if self.steps > MAX_STEPS {
                return None;
            }
            match PROGRAM[pc as usize] {
                Op::Test(test) => {
                    // The common case, one length, needs no recursion.
                    let mut lengths = [0usize; 4];
                    let mut count = 0;
                    sentence.lengths(test, at, |n| {
                        lengths[count] = n;
                        count += 1;
                        count == lengths.len()
                    });
                    if count == 0 {
                        return None;
                    }
                    for n in &lengths[..count - 1] {
                        let found = self.run(pc + 1, at + n, marks);
                        if found.is_some() {
                            return found;
                        }
                    }
                    at += lengths[count - 1];
                }
                Op::Not(otherwise) => {
                    if self.run(pc + 1, at, marks).is_some() {
                        return None;
                    }
                    pc = otherwise;
                    continue;
                }
                Op::NotBefore(set) => {
                    if at > sentence.start
                        && SETS[usize::from(set)]
                            .iter()
                            .any(|test| sentence.passes(*test, at - 1))
                    {
                        return None;
                    }
                }
                Op::Gap { max, any } => {
                    for n in 0..=usize::from(max) {
                        if n > 0 {
                            let skipped = at + n - 1;
                            if skipped >= sentence.end || (!any && sentence.parts_clauses(skipped))
                            {
                                return None;
                            }
                        }
                        if !sentence.may_pass(pc + 1, at + n) {
                            continue;
                        }
                        let found = self.run(pc + 1, at + n, marks);
                        if found.is_some() {
                            return found;
                        }
                    }
                    return None;
                }
                Op::Split(first, second) => {
                    if sentence.may_pass(first, at) {
                        let found = self.run(first, at, marks);
                        if found.is_some() {
                            return found;
                        }
                    }
                    pc = second;
                    continue;
                }
                Op::Jump(to) => {
                    pc = to;
                    continue;
                }
                Op::ClauseStart => {
                    if !sentence.begins_clause(at) {
                        return None;
                    }
                }
                Op::SentenceStart => {
                    if at != sentence.lead && at != sentence.start {
                        return None;
                    }
                }
                Op::SentenceEnd => {
                    if at < sentence.tail {
                        return None;
                    }
                }
                Op::CueStart => {
                    if let Some(span) = marks.spans.get_mut(usize::from(marks.count)) {
                        *span = (at as u32, at as u32);
                    }
                }
                Op::CueEnd => {
                    if let Some(span) = marks.spans.get_mut(usize::from(marks.count)) {
                        span.1 = at as u32;
                        marks.count += 1;
                    }
                }
                op @ (Op::Match(_) | Op::Evidence(_) | Op::Accept) => return Some((op, at, marks)),
            }
            pc += 1;
        }
    }
}
