//! Runs the compiled patterns over the tokens of a sentence.
//!
//! Every token enters the program only where a pattern can begin with its word or kind. From there a bounded
//! backtracking walk decides; it takes alternatives in order and gaps shortest first.

use std::ops::Range;

use super::index::{MAX_NAME, Start};
use super::kind::Kind;
use super::{
    CUE_KINDS, EVIDENCE_KINDS, EVIDENCE_NEEDS, EXACT, NEEDS, Op, PROGRAM, SETS, Test, class,
    evidence,
};
use crate::families;
use crate::text::token::{Shape, Token, Tokens, is_ticker};

/// The most steps one walk may take; patterns are built so that none of use comes near it.
const MAX_STEPS: u32 = 2_000;

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

/// Where, in the tokens ahead, each need of a cue is met. One serves any number of sentences: places are counted on from
/// each to the next, so that nothing has to be cleared between them.
pub(crate) struct Ahead {
    nearest: Vec<u32>,
    /// The place of the next sentence's first token.
    next: u32,
}

impl Ahead {
    pub(crate) fn new() -> Self {
        Ahead {
            nearest: vec![u32::MAX; NEEDS],
            next: 0,
        }
    }
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
        self.token(at).parts_clauses()
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
        let mut found = Vec::new();
        let mut ahead = [u32::MAX; EVIDENCE_NEEDS];
        self.enter(
            &mut ahead,
            0,
            families::evidence_starts,
            EVIDENCE_KINDS,
            |op, at, walk| {
                if let Op::Evidence(bit) = op {
                    found.push((at, walk.end, 1 << bit));
                }
            },
        );
        found
    }

    /// Finds all cues, in order of the text. `ahead` is for use with any number of sentences.
    pub(crate) fn cues(&self, ahead: &mut Ahead) -> Vec<Hit> {
        let mut hits = Vec::new();
        self.enter(
            &mut ahead.nearest,
            ahead.next,
            families::cue_starts,
            CUE_KINDS,
            |op, at, walk| {
                let Op::Match(pattern) = op else { return };
                let mut cues = [None, None];
                for (cue, mark) in cues
                    .iter_mut()
                    .zip(walk.cues.iter().take(usize::from(walk.count)))
                {
                    *cue = (mark.1 > mark.0).then_some(*mark);
                }
                if cues == [None, None] {
                    cues[0] = Some((at as u32, walk.end as u32));
                }
                hits.push(Hit {
                    pattern,
                    start: at,
                    end: walk.end,
                    cues,
                });
            },
        );
        ahead.next = ahead.next.wrapping_add((self.end - self.start) as u32);
        hits.sort_by_key(|hit| hit.start);
        hits
    }

    /// Tries all that can begin at each token, the last token first: what stands ahead of a token is known when it is reached.
    /// `nearest` has the place where each need is met next, far away if nowhere; `first` is the place of the first token.
    fn enter(
        &self,
        nearest: &mut [u32],
        first: u32,
        words: impl Fn(u16) -> &'static [Start],
        kinds: &[(Kind, &[Start])],
        mut report: impl FnMut(Op, usize, &Walk<'_, '_>),
    ) {
        let indexed = kinds.iter().fold(0, |all, (kind, _)| all | kind.bit());
        for at in (self.start..self.end).rev() {
            let place = first.wrapping_add((at - self.start) as u32);
            // Need 0 asks for nothing.
            nearest[0] = place;
            let mut run = |start: &Start| {
                let ahead = nearest[usize::from(start.need.set)].wrapping_sub(place);
                if ahead > u32::from(start.need.within) {
                    return;
                }
                let mut walk = Walk::new(self);
                if let Some(op) = walk.run(start.pc as usize, at, 0) {
                    report(op, at, &walk);
                }
            };
            let word = self.token(at).word;
            words(word).iter().for_each(&mut run);
            let own = self.kinds(at) & indexed;
            if own != 0 {
                for (_, starts) in kinds.iter().filter(|(kind, _)| own & kind.bit() != 0) {
                    starts.iter().for_each(&mut run);
                }
            }
            for need in families::meets(word) {
                match nearest.get_mut(usize::from(*need)) {
                    Some(nearest) => *nearest = place,
                    None => break,
                }
            }
        }
    }

    /// All kinds that the token is of, as bits.
    fn kinds(&self, at: usize) -> u32 {
        let token = self.token(at);
        let by_shape = match token.shape {
            Shape::Word => {
                let mut bits = Kind::Word.bit();
                if token.is_capitalised() && at > self.lead {
                    bits |= Kind::Cap.bit();
                }
                if is_ticker(token, self.shouting) {
                    bits |= Kind::Ticker.bit() | Kind::Inst.bit();
                }
                bits
            }
            // A bare one-digit number is a count more often than a price.
            Shape::Number if token.end - token.start > 1 => Kind::Num.bit() | Kind::Price.bit(),
            Shape::Number | Shape::Ordinal => Kind::Num.bit(),
            Shape::Money => Kind::Num.bit() | Kind::Money.bit() | Kind::Price.bit(),
            Shape::Percent => Kind::Num.bit() | Kind::Percent.bit() | Kind::Price.bit(),
            Shape::Multiple => Kind::Num.bit() | Kind::Multiple.bit(),
            Shape::Year => Kind::Num.bit() | Kind::Year.bit(),
            Shape::Time => Kind::Num.bit() | Kind::Time.bit(),
            Shape::Cashtag => Kind::Cashtag.bit() | Kind::Ticker.bit() | Kind::Inst.bit(),
            Shape::Hashtag => Kind::Hashtag.bit(),
            Shape::Mention => Kind::Mention.bit(),
            Shape::Url => Kind::Url.bit(),
            Shape::Emoji => Kind::Emoji.bit(),
            Shape::Punct => Kind::Punct.bit(),
            Shape::Ideograph => 0,
        };
        if token.evidence & evidence::ASSET != 0 {
            by_shape | Kind::Inst.bit()
        } else {
            by_shape
        }
    }

    pub(crate) fn is_kind(&self, at: usize, kind: Kind) -> bool {
        self.kinds(at) & kind.bit() != 0
    }

    /// Length in tokens of each phrase of the class that stands at `at`, longest first.
    fn phrase_lengths(&self, class: u16, at: usize) -> impl Iterator<Item = usize> {
        let first = self.token(at).word;
        let ahead = &self.tokens.list[at + 1..self.end];
        let (second, ahead) = match ahead.split_first() {
            Some((second, ahead)) if families::begins_phrase(first, class) => (second.word, ahead),
            // No phrase goes on with an unknown word.
            _ => (0, ahead),
        };
        families::phrases(first, second)
            .filter(move |phrase| {
                let rest = phrase.rest();
                phrase.is_in(class)
                    && rest.len() <= ahead.len()
                    && rest.iter().zip(ahead).all(|(word, t)| t.word == *word)
            })
            .map(|phrase| 2 + usize::from(phrase.rest_len))
    }

    /// Length of the longest member of the class that begins at `at`, in tokens; 0 if none does.
    pub(crate) fn class_len(&self, class: u16, at: usize) -> usize {
        if at >= self.end {
            return 0;
        }
        self.phrase_lengths(class, at)
            .next()
            .unwrap_or(usize::from(self.token(at).is_in(class)))
    }

    /// Tokens of the instrument's name that begins at `at`. No name is longer than [`MAX_NAME`]; a feed may list hundreds in
    /// a row.
    fn name_len(&self, at: usize) -> usize {
        (at..self.end.min(at + MAX_NAME))
            .take_while(|i| self.is_instrument(*i))
            .count()
    }
}

/// One attempt to match a pattern.
struct Walk<'s, 't> {
    sentence: &'s Sentence<'t>,
    /// The tokens up to the sentence's end.
    tokens: &'t [Token],
    steps: u32,
    /// Where cues begin and end so far; `count` of them are whole once the walk has come to its end.
    cues: [(u32, u32); 2],
    count: u8,
    /// Where the match ends, once the walk has come to its end.
    end: usize,
}

impl<'s, 't> Walk<'s, 't> {
    fn new(sentence: &'s Sentence<'t>) -> Self {
        Walk {
            sentence,
            tokens: &sentence.tokens.list[..sentence.end],
            steps: 0,
            cues: [(0, 0); 2],
            count: 0,
            end: 0,
        }
    }

    /// Walks on from `pc` with the next token at `at` and `count` cues behind it; the op that ended the pattern.
    fn run(&mut self, mut pc: usize, mut at: usize, mut count: u8) -> Option<Op> {
        let sentence = self.sentence;
        loop {
            self.steps += 1;
            if self.steps > MAX_STEPS {
                return None;
            }
            match PROGRAM[pc] {
                Op::Test(test) => {
                    let token = self.tokens.get(at)?;
                    let passes = match test {
                        Test::Class(class) => {
                            if families::begins_phrase(token.word, class) {
                                for len in sentence.phrase_lengths(class, at) {
                                    let found = self.run(pc + 1, at + len, count);
                                    if found.is_some() {
                                        return found;
                                    }
                                }
                            }
                            token.is_in(class)
                        }
                        Test::Kind(Kind::Inst) => {
                            let len = sentence.name_len(at);
                            for len in (2..=len).rev() {
                                let found = self.run(pc + 1, at + len, count);
                                if found.is_some() {
                                    return found;
                                }
                            }
                            len > 0
                        }
                        _ => self.passes(test, at),
                    };
                    if !passes {
                        return None;
                    }
                    at += 1;
                }
                Op::Not(ahead) => {
                    if self.run(pc + 1, at, count).is_some() {
                        return None;
                    }
                    pc += usize::from(ahead);
                    continue;
                }
                Op::NotBefore(set) => {
                    if at > sentence.start
                        && SETS[usize::from(set)]
                            .iter()
                            .any(|test| self.passes(*test, at - 1))
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
                        if !self.may_pass(pc + 1, at + n) {
                            continue;
                        }
                        let found = self.run(pc + 1, at + n, count);
                        if found.is_some() {
                            return found;
                        }
                    }
                    return None;
                }
                Op::Split(ahead) => {
                    if self.may_pass(pc + 1, at) {
                        let found = self.run(pc + 1, at, count);
                        if found.is_some() {
                            return found;
                        }
                    }
                    pc += usize::from(ahead);
                    continue;
                }
                Op::Switch(switch) => {
                    let token = self.tokens.get(at)?;
                    pc += families::switch_target(switch, token.word)?;
                    at += 1;
                    continue;
                }
                Op::Jump(ahead) => {
                    pc += usize::from(ahead);
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
                // A walk that fails may leave cues behind; `count` tells which of them are of this one.
                Op::CueStart => {
                    if let Some(cue) = self.cues.get_mut(usize::from(count)) {
                        *cue = (at as u32, at as u32);
                    }
                }
                Op::CueEnd => {
                    if let Some(cue) = self.cues.get_mut(usize::from(count)) {
                        cue.1 = at as u32;
                        count += 1;
                    }
                }
                op @ (Op::Match(_) | Op::Evidence(_) | Op::Accept) => {
                    self.end = at;
                    self.count = count;
                    return Some(op);
                }
            }
            pc += 1;
        }
    }

    /// A cheap look ahead: false if what stands at `pc` begins with tests that all fail on the token at `at`.
    fn may_pass(&self, mut pc: usize, at: usize) -> bool {
        loop {
            match PROGRAM[pc] {
                Op::CueStart | Op::CueEnd => pc += 1,
                Op::Jump(ahead) => pc += usize::from(ahead),
                Op::Test(test) => return self.passes(test, at),
                Op::Switch(switch) => {
                    return self
                        .tokens
                        .get(at)
                        .is_some_and(|t| families::switch_target(switch, t.word).is_some());
                }
                Op::Split(ahead) => {
                    if self.may_pass(pc + 1, at) {
                        return true;
                    }
                    pc += usize::from(ahead);
                }
                Op::ClauseStart => return self.sentence.begins_clause(at),
                _ => return true,
            }
        }
    }

    /// Whether a test passes on exactly the one token at `at`, or on a phrase that begins there.
    #[inline]
    fn passes(&self, test: Test, at: usize) -> bool {
        let Some(token) = self.tokens.get(at) else {
            return false;
        };
        match test {
            Test::Word(word) => token.word == word,
            Test::Set(set) => families::in_word_set(set, token.word),
            Test::Class(class) => {
                token.is_in(class)
                    || (families::begins_phrase(token.word, class)
                        && self.sentence.phrase_lengths(class, at).next().is_some())
            }
            Test::Exact(index) => {
                &self.sentence.text[token.start as usize..token.end as usize]
                    == EXACT[usize::from(index)]
            }
            Test::Kind(kind) => self.sentence.is_kind(at, kind),
        }
    }
}
