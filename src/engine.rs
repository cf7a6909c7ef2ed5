//! The engine: blocks in, findings out.

use std::ops::Range;

use crate::families::guards::{Relevance, Scene};
use crate::families::matcher::{Ahead, Hit, Sentence};
use crate::families::{self, FAMILIES, FamiliesOff, PATTERNS, Pattern, evidence};
use crate::model::{self, Contribution, Weights};
use crate::text::token::{Shape, Token, Tokens};
use crate::text::{language, sentence};
use crate::{Block, Finding, Holder, Label, Page, Phrases, Role, Sensitivity, Subtype};
use crate::{call, message, score};

/// Blocks longer than this many bytes are not read.
///
/// ```
/// assert!(saltgrain::MAX_BLOCK_BYTES >= 10 << 20);
/// ```
pub const MAX_BLOCK_BYTES: usize = 64 << 20;

/// Judges text. Immutable once built; making one costs nothing.
///
/// ```
/// use saltgrain::{Block, Engine, Page, Sensitivity, Subtype};
/// let engine = Engine::builder().sensitivity(Sensitivity::Strict).build();
/// let judged = engine.judge(&[Block::new("Past performance does not guarantee what comes next.")], &Page::default());
/// assert_eq!(judged.findings[0].subtype, Subtype::D4);
/// ```
#[derive(Clone, Debug)]
pub struct Engine {
    sensitivity: Sensitivity,
    weights: Weights,
    off: FamiliesOff,
    phrases: Phrases,
}

/// Makes an [`Engine`]; see [`Engine::builder`].
///
/// ```
/// let strict = saltgrain::Engine::builder().sensitivity(saltgrain::Sensitivity::Strict).build();
/// ```
#[derive(Clone, Debug)]
pub struct Builder {
    sensitivity: Sensitivity,
    weights: Weights,
    off: FamiliesOff,
    phrases: Phrases,
}

impl Builder {
    /// Sets how sure the engine must be; balanced if not set.
    ///
    /// ```
    /// use saltgrain::{Block, Engine, Page, Sensitivity};
    /// let engine = Engine::builder().sensitivity(Sensitivity::Thorough).build();
    /// assert_eq!(engine.judge(&[Block::new("NFA.")], &Page::default()).findings.len(), 1);
    /// ```
    pub fn sensitivity(mut self, sensitivity: Sensitivity) -> Self {
        self.sensitivity = sensitivity;
        self
    }

    /// Sets what was learned; the embedded weights if not set.
    ///
    /// ```
    /// use saltgrain::{Engine, Weights};
    /// let bytes = Weights::embedded().as_bytes().to_vec();
    /// let engine = Engine::builder().weights(Weights::read(bytes)?).build();
    /// # Ok::<(), saltgrain::WeightsError>(())
    /// ```
    pub fn weights(mut self, weights: Weights) -> Self {
        self.weights = weights;
        self
    }

    /// Sets the ids of families that are not looked for; unknown ones mean nothing.
    ///
    /// ```
    /// use saltgrain::{Block, Engine, Page};
    /// let blocks = [Block::new("Buy the dip in $LUMO.")];
    /// let judged = Engine::new().judge(&blocks, &Page::default());
    /// let engine = Engine::builder().families_off([judged.findings[0].family]).build();
    /// assert_ne!(engine.judge(&blocks, &Page::default()), judged);
    /// ```
    pub fn families_off<'i>(mut self, ids: impl IntoIterator<Item = &'i str>) -> Self {
        self.off = FamiliesOff::new(ids);
        self
    }

    /// Sets phrases of the reader's own.
    ///
    /// ```
    /// use saltgrain::{Block, Engine, Label, Page, Phrase, Phrases};
    /// let phrases = Phrases::new(&[Phrase::literal("gm frens", Label::Speculation)])?;
    /// let engine = Engine::builder().phrases(phrases).build();
    /// let judged = engine.judge(&[Block::new("Gm frens, says my cat.")], &Page::default());
    /// assert_eq!(judged.findings[0].message, "Holds a phrase of your own: “gm frens”.");
    /// # Ok::<(), saltgrain::PhrasesError>(())
    /// ```
    pub fn phrases(mut self, phrases: Phrases) -> Self {
        self.phrases = phrases;
        self
    }

    /// The engine.
    pub fn build(self) -> Engine {
        Engine {
            sensitivity: self.sensitivity,
            weights: self.weights,
            off: self.off,
            phrases: self.phrases,
        }
    }
}

/// What came of judging some blocks.
///
/// ```
/// use saltgrain::{Block, Engine, Page};
/// let judged = Engine::new().judge(&[Block::new("NFA. Shares rose.")], &Page::default());
/// assert_eq!((judged.findings.len(), judged.sentences[0], judged.unread.len()), (1, 2, 0));
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Judgement {
    /// In order of block, sentence, and label.
    pub findings: Vec<Finding>,
    /// How many sentences of each block were judged; 0 for furniture, code, context and unread blocks. The lines of a set-up
    /// that were joined into one call count as one sentence, also where they stand in several blocks.
    pub sentences: Vec<usize>,
    /// Blocks that were not judged though they hold text, and why.
    pub unread: Vec<Unread>,
}

/// A block that was not judged.
///
/// ```
/// use saltgrain::{Block, Engine, Page};
/// let blocks = [Block::new("Not financial advice."), Block::new("비트코인은 오를 것이다.")];
/// let judged = Engine::new().judge(&blocks, &Page::default());
/// assert_eq!(judged.unread[0].block, 1);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Index of the block in the slice that was judged.
    pub block: usize,
    /// Why not.
    pub reason: UnreadReason,
}

/// Why a block was not judged; its display is a phrase for the reader.
///
/// ```
/// use saltgrain::{Block, Engine, Page};
/// let judged = Engine::new().judge(&[Block::new("比特币可能会上涨。")], &Page::default());
/// assert_eq!(judged.unread[0].reason.to_string(), "written in Chinese");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum UnreadReason {
    /// Not English; the language or script.
    Language(&'static str),
    /// Longer than [`MAX_BLOCK_BYTES`].
    TooLong,
}

impl std::fmt::Display for UnreadReason {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            UnreadReason::Language(language) => write!(f, "written in {language}"),
            UnreadReason::TooLong => {
                write!(f, "longer than {} MB in one piece", MAX_BLOCK_BYTES >> 20)
            }
        }
    }
}

/// Why a sentence was judged as it was; see [`Engine::explain`].
///
/// ```
/// use saltgrain::{Engine, Page};
/// let explained = &Engine::new().explain("Buy the dip in $LUMO.", &Page::default())[0];
/// let [speculation, disclaimer, call] = explained.probability;
/// assert!(call > 0.5 && speculation < 0.5 && disclaimer < 0.5);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Explanation {
    /// The sentence, in bytes of the text.
    pub sentence: Range<usize>,
    /// Whether sentence, neighbours or page are about markets.
    pub about_markets: bool,
    /// Probability of each label, in the order of [`Label::ALL`].
    pub probability: [f32; 3],
    /// What the families alone say, before the model weighs everything.
    pub prior: [f32; 3],
    /// What speaks for and against each label, the largest first.
    pub contributions: [Vec<Contribution>; 3],
    /// Every match, kept or not, in order of the text.
    pub fired: Vec<Fired>,
}

/// One match of a family in a sentence.
///
/// ```
/// use saltgrain::{Engine, Page};
/// let text = "Buy the dip in $LUMO.";
/// let explained = &Engine::new().explain(text, &Page::default())[0];
/// let fired = explained.fired.iter().find(|f| f.family == "C-02").unwrap();
/// assert!(fired.dropped.is_none() && fired.guards.iter().all(|(_, passed)| *passed));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Fired {
    /// Id of the family.
    pub family: &'static str,
    /// Its name.
    pub name: &'static str,
    /// The sub-type that the match speaks for.
    pub subtype: Subtype,
    /// Probability that it is right, alone.
    pub weight: f32,
    /// The cue words, in bytes of the text.
    pub cues: Vec<Range<usize>>,
    /// Each guard as written in the family, and whether it let the match pass.
    pub guards: Vec<(&'static str, bool)>,
    /// `None` if the match counts; otherwise what dropped it.
    pub dropped: Option<Dropped>,
}

/// Why a match does not count.
///
/// ```
/// use saltgrain::{Dropped, Engine, Page};
/// let text = "No part of our letter is an invitation to buy shares.";
/// let fired = &Engine::new().explain(text, &Page::default())[0].fired;
/// // "to buy" is no imperative here.
/// assert!(fired.iter().any(|f| f.family == "C-01" && f.dropped == Some(Dropped::Guard)));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dropped {
    /// A guard did not let it pass.
    Guard,
    /// It stands in the clause of a disclaimer.
    Shielded,
    /// Another family in the clause outranks it.
    Suppressed,
}

impl Default for Engine {
    fn default() -> Self {
        Engine::builder().build()
    }
}

/// The sentences of one block and what they say about markets.
struct Read<'t> {
    text: &'t str,
    role: Role,
    judged: bool,
    tokens: Tokens,
    sentences: Vec<Range<usize>>,
    /// Evidence about markets in each sentence: 2 a strong sign, 1 a weak one.
    market: Vec<u32>,
    /// Whether each sentence holds a sign of a promotion.
    promo: Vec<bool>,
}

/// A match that passed its guards, or why it did not.
pub(crate) struct Match {
    pub(crate) hit: Hit,
    pub(crate) dropped: Option<Dropped>,
    /// The first guard that did not let it pass, as written in the family.
    pub(crate) failed: Option<&'static str>,
}

/// A sentence that can be marked, with all that its families say.
pub(crate) struct Candidate<'t> {
    pub(crate) block: usize,
    pub(crate) place: Place,
    pub(crate) scene: Scene<'t>,
    pub(crate) matches: Vec<Match>,
    /// What the matches that count make of each label, a probability.
    pub(crate) prior: [f32; 3],
}

impl Candidate<'_> {
    /// The labels the model is asked about. Where nothing tells of markets it may only doubt what the families say by
    /// themselves, not add to it: text about anything else is far more common than text it has learned from.
    fn heard(&self) -> [bool; 3] {
        let about_markets = self.scene.relevance.is_fin();
        self.prior
            .map(|prior| prior >= score::ALONE || about_markets && !self.matches.is_empty())
    }
}

/// Where in its block a sentence stands.
#[derive(Clone, Copy)]
pub(crate) struct Place {
    pub(crate) first: bool,
    pub(crate) last: bool,
}

impl Match {
    pub(crate) fn pattern(&self) -> &'static Pattern {
        &PATTERNS[usize::from(self.hit.pattern)]
    }
}

impl Engine {
    /// An engine with the default sensitivity.
    pub fn new() -> Self {
        Self::default()
    }

    /// Starts an engine with options.
    pub fn builder() -> Builder {
        Builder {
            sensitivity: Sensitivity::Balanced,
            weights: Weights::embedded(),
            off: FamiliesOff::default(),
            phrases: Phrases::default(),
        }
    }

    /// Judges the sentences of `blocks`, which stand in this order on `page`.
    ///
    /// Neighbouring sentences and blocks give each other context. Nothing fails: what can't be judged is in
    /// [`Judgement::unread`]. Time and memory are linear in the length of the text. Offsets in findings are bytes.
    ///
    /// ```
    /// use saltgrain::{Block, Engine, Label, Page};
    /// let blocks = [Block::new("Rumour has it that LUMO gets listed on Friday.")];
    /// let judged = Engine::new().judge(&blocks, &Page { title: "Coins today", url: "" });
    /// assert_eq!(judged.findings[0].label, Label::Speculation);
    /// ```
    pub fn judge(&self, blocks: &[Block<'_>], page: &Page<'_>) -> Judgement {
        let mut judgement = Judgement::default();
        let reads: Vec<Read<'_>> = blocks
            .iter()
            .enumerate()
            .map(|(i, block)| read(i, block, &mut judgement.unread))
            .collect();
        judgement.sentences = vec![0; blocks.len()];
        let candidates = candidates(&reads, page, &self.off);
        let mut rest = candidates.iter().enumerate().peekable();
        let mut set_ups = call::SetUps::default();
        for (block, read) in reads.iter().enumerate() {
            let first = judgement.findings.len();
            let mut frame = None;
            while let Some((at, candidate)) = rest.next_if(|(_, c)| c.block == block) {
                judgement.sentences[block] += 1;
                let probability = self.probability(&candidates, at);
                let before = judgement.findings.len();
                self.findings(candidate, probability, frame, &mut judgement.findings);
                frame = open_frame(&candidate.scene, &judgement.findings[before..]);
            }
            if read.judged {
                let passage = call::Passage {
                    text: read.text,
                    tokens: &read.tokens,
                    sentences: &read.sentences,
                };
                let counts = |range: &Range<usize>| !is_furniture(read, range);
                judgement.sentences[block] -=
                    set_ups.join(&passage, &mut judgement.findings, first, counts);
            }
        }
        self.mark_phrases(blocks, &mut judgement);
        judgement
    }

    /// Phrases of the reader's own count in every language, but not in furniture, code and what is read for context.
    fn mark_phrases(&self, blocks: &[Block<'_>], judgement: &mut Judgement) {
        if self.phrases.is_empty() {
            return;
        }
        let mut rest = std::mem::take(&mut judgement.findings)
            .into_iter()
            .peekable();
        for (at, block) in blocks.iter().enumerate() {
            let mut findings = Vec::new();
            while let Some(finding) = rest.next_if(|f| f.block == at) {
                findings.push(finding);
            }
            let is_read = !matches!(block.role, Role::Ui | Role::Code)
                && !block.context_only
                && block.text.len() <= MAX_BLOCK_BYTES;
            if is_read {
                let marked = self.phrases.mark(at, block.text, &mut findings);
                let judged = &mut judgement.sentences[at];
                *judged = (*judged).max(marked);
            }
            judgement.findings.append(&mut findings);
        }
    }

    /// What the model makes of a sentence, of each label that is heard.
    fn probability(&self, candidates: &[Candidate<'_>], at: usize) -> [f32; 3] {
        let heard = candidates[at].heard();
        if heard == [false; 3] {
            return [0.0; 3];
        }
        let mut probability = model::probability(&self.weights, candidates, at);
        for (p, heard) in probability.iter_mut().zip(heard) {
            *p *= f32::from(u8::from(heard));
        }
        probability
    }

    /// The sentences of `blocks` as training sees them; those that [`Engine::judge`] does not judge are left out.
    #[cfg(feature = "train")]
    pub fn examples(&self, blocks: &[Block<'_>], page: &Page<'_>) -> Vec<model::Example> {
        let mut unread = Vec::new();
        let reads: Vec<Read<'_>> = blocks
            .iter()
            .enumerate()
            .map(|(i, block)| read(i, block, &mut unread))
            .collect();
        let candidates = candidates(&reads, page, &self.off);
        (0..candidates.len())
            .map(|at| {
                let candidate = &candidates[at];
                let s = &candidate.scene.sentence;
                let mut example = model::Example {
                    block: candidate.block,
                    sentence: s.bytes(s.start..s.end),
                    heard: candidate.heard(),
                    prior: candidate.prior,
                    signs: Vec::new(),
                    words: Vec::new(),
                    letters: Vec::new(),
                };
                model::features::show(&candidates, at, &mut example);
                example
            })
            .collect()
    }

    /// Tells of each sentence of `text` which families matched, which guards they met, and what came of it.
    ///
    /// ```
    /// use saltgrain::{Engine, Page};
    /// let explained = Engine::new().explain("Sell everything. Or wait.", &Page::default());
    /// assert_eq!(explained.len(), 2);
    /// ```
    pub fn explain(&self, text: &str, page: &Page<'_>) -> Vec<Explanation> {
        let reads = [read(0, &Block::new(text), &mut Vec::new())];
        let candidates = candidates(&reads, page, &self.off);
        candidates
            .iter()
            .enumerate()
            .map(|(at, candidate)| {
                let scene = &candidate.scene;
                Explanation {
                    sentence: scene
                        .sentence
                        .bytes(scene.sentence.start..scene.sentence.end),
                    about_markets: scene.relevance.is_fin(),
                    probability: self.probability(&candidates, at),
                    prior: candidate.prior,
                    contributions: model::contributions(&self.weights, &candidates, at),
                    fired: candidate.matches.iter().map(|m| fired(scene, m)).collect(),
                }
            })
            .collect()
    }

    fn findings(
        &self,
        candidate: &Candidate<'_>,
        probability: [f32; 3],
        frame: Option<Subtype>,
        findings: &mut Vec<Finding>,
    ) {
        let Candidate {
            block,
            scene,
            matches,
            ..
        } = candidate;
        let first = findings.len();
        for (label, confidence) in Label::ALL.iter().zip(probability) {
            if confidence < self.weights.threshold(*label, self.sensitivity) {
                continue;
            }
            let voices = voices(matches, *label);
            let Some(primary) = score::primary(voices.clone()) else {
                continue;
            };
            let pattern = &PATTERNS[usize::from(primary.pattern)];
            // A complement that runs on from the line above is governed by that line's frame.
            let subtype = match frame {
                Some(frame)
                    if frame.label() == *label
                        && score::rank(frame) < score::rank(pattern.subtype) =>
                {
                    frame
                }
                _ => pattern.subtype,
            };
            let holder = match pattern.holder {
                Some(holder) => holder,
                None if *label != Label::Disclaimer && scene.evidence & evidence::ATTR != 0 => {
                    Holder::Reported
                }
                None => Holder::Author,
            };
            let direction = (*label == Label::Call)
                .then(|| score::direction(voices.clone(), pattern))
                .and_then(|by_pattern| call::direction(scene, primary, by_pattern));
            let slots = (*label == Label::Call).then(|| call::slots(scene, primary, direction));
            let force = score::force(voices.clone(), pattern);
            findings.push(Finding {
                block: *block,
                sentence: scene
                    .sentence
                    .bytes(scene.sentence.start..scene.sentence.end),
                label: *label,
                subtype,
                force,
                holder,
                direction,
                confidence,
                severity: 0,
                family: FAMILIES[usize::from(pattern.family)].id,
                cues: cue_spans(scene, voices, subtype),
                message: message::of(pattern, subtype, force, slots.as_ref(), scene.sentence.text),
                slots,
                continues: false,
            });
        }
        score::severity(
            scene,
            &mut findings[first..],
            matches
                .iter()
                .filter(|m| m.dropped.is_none())
                .map(|m| m.pattern()),
        );
        message::disclaimed_call(&mut findings[first..]);
    }
}

fn read<'t>(index: usize, block: &Block<'t>, unread: &mut Vec<Unread>) -> Read<'t> {
    let mut read = Read {
        text: block.text,
        role: block.role,
        judged: false,
        tokens: Tokens::default(),
        sentences: Vec::new(),
        market: Vec::new(),
        promo: Vec::new(),
    };
    if block.text.len() > MAX_BLOCK_BYTES {
        unread.push(Unread {
            block: index,
            reason: UnreadReason::TooLong,
        });
        return read;
    }
    if block.role == Role::Code {
        return read;
    }
    read.tokens = Tokens::read(block.text);
    if let Some(language) = language::foreign(block.text, &read.tokens) {
        if block.role != Role::Ui && !block.context_only {
            unread.push(Unread {
                block: index,
                reason: UnreadReason::Language(language),
            });
        }
        return read;
    }
    read.judged = block.role != Role::Ui && !block.context_only;
    read.sentences = sentence::split(&read.tokens);
    for i in 0..read.sentences.len() {
        let found = Sentence::new(read.text, &read.tokens, read.sentences[i].clone()).evidence();
        let mut market = 0;
        let mut promo = false;
        for (start, end, bit) in found {
            promo |= bit == evidence::PROMO_SIGN;
            for token in &mut read.tokens.list[start..end] {
                token.evidence |= bit;
            }
            market += if bit == evidence::FIN_STRONG {
                2
            } else {
                u32::from(bit == evidence::FIN_WEAK)
            };
        }
        read.market.push(market);
        read.promo.push(promo);
    }
    read
}

/// Sentences that are page furniture whatever they say: a few words in a block whose part on the page is unknown, and rows of
/// signs and emoji without a word.
fn is_furniture(read: &Read<'_>, range: &Range<usize>) -> bool {
    let few = read.role == Role::Unknown && range.len() <= 3;
    let says = |token: &Token| !matches!(token.shape, Shape::Punct | Shape::Emoji);
    few || !read.tokens.list[range.clone()].iter().any(says)
}

fn page_is_about_markets(page: &Page<'_>, reads: &[Read<'_>]) -> bool {
    let title = read(0, &Block::new(page.title), &mut Vec::new());
    if title.market.iter().sum::<u32>() >= 2 {
        return true;
    }
    // Furniture counts for little: a bank's menu stands above its recipes too.
    let (all, about) = reads
        .iter()
        .filter(|r| r.role != Role::Ui)
        .flat_map(|r| &r.market)
        .fold((0usize, 0usize), |(all, about), market| {
            (all + 1, about + usize::from(*market >= 2))
        });
    about >= 2 && about * 6 >= all
}

/// Sentences on either side that a promotion is looked for in: its lines are short, and only some of them name it.
const PROMO_REACH: usize = 6;

/// What all sentences say of markets and promotions, in reading order, to look at from each.
struct Neighbours {
    market: Vec<u32>,
    promo: Vec<bool>,
}

impl Neighbours {
    fn of(reads: &[Read<'_>]) -> Self {
        Neighbours {
            market: reads
                .iter()
                .flat_map(|r| r.market.iter().copied())
                .collect(),
            promo: reads.iter().flat_map(|r| r.promo.iter().copied()).collect(),
        }
    }

    fn relevance(&self, number: usize, page: bool) -> Relevance {
        let before = &self.market[number.saturating_sub(2)..number];
        let after = self.market.get(number + 1).copied().unwrap_or(0);
        let near =
            number.saturating_sub(PROMO_REACH)..(number + PROMO_REACH + 1).min(self.promo.len());
        Relevance {
            here: self.market[number],
            around: before.iter().sum::<u32>() + after,
            page,
            promo: self.promo[near].contains(&true),
        }
    }
}

/// The sentences that can be marked, in reading order. Furniture and what is read for context only give evidence, no more.
fn candidates<'r>(reads: &'r [Read<'r>], page: &Page<'_>, off: &FamiliesOff) -> Vec<Candidate<'r>> {
    let about_markets = page_is_about_markets(page, reads);
    let neighbours = Neighbours::of(reads);
    let mut candidates = Vec::new();
    let mut ahead = Ahead::new();
    let mut number = 0;
    for (block, read) in reads.iter().enumerate() {
        for (i, range) in read.sentences.iter().enumerate() {
            let relevance = neighbours.relevance(number, about_markets);
            number += 1;
            if !read.judged || is_furniture(read, range) {
                continue;
            }
            let scene = scene(read, range, relevance);
            let matches = matches(&scene, &mut ahead, off);
            let mut prior = [0.0; 3];
            for (p, label) in prior.iter_mut().zip(Label::ALL) {
                *p = score::probability(kept(&matches, *label));
            }
            candidates.push(Candidate {
                block,
                place: Place {
                    first: i == 0,
                    last: i + 1 == read.sentences.len(),
                },
                scene,
                matches,
                prior,
            });
        }
    }
    candidates
}

fn scene<'t>(read: &'t Read<'t>, range: &Range<usize>, relevance: Relevance) -> Scene<'t> {
    let evidence = read.tokens.list[range.clone()]
        .iter()
        .fold(0, |all, t| all | t.evidence);
    Scene {
        sentence: Sentence::new(read.text, &read.tokens, range.clone()),
        role: read.role,
        relevance,
        evidence,
    }
}

/// All matches in a sentence, each with what dropped it: guards, then shields, then families that outrank it.
fn matches(scene: &Scene<'_>, ahead: &mut Ahead, off: &FamiliesOff) -> Vec<Match> {
    let mut hits = scene.sentence.cues(ahead);
    hits.retain(|hit| !off.has(&PATTERNS[usize::from(hit.pattern)]));
    if hits.is_empty() {
        return Vec::new();
    }
    let mut matches: Vec<Match> = hits
        .into_iter()
        .map(|hit| {
            let guards = PATTERNS[usize::from(hit.pattern)].guards;
            let failed = guards
                .iter()
                .find(|(_, guard, wanted)| scene.holds(*guard, &hit) != *wanted)
                .map(|(name, _, _)| *name);
            Match {
                hit,
                dropped: failed.map(|_| Dropped::Guard),
                failed,
            }
        })
        .collect();
    let clauses = clauses(&scene.sentence);
    let clause = |hit: &Hit| clauses[hit.start - scene.sentence.start];

    // Shields: a disclaimer that stands by itself keeps what its clause says from being read as guess or call.
    let shielded: Vec<(u16, u16)> = matches
        .iter()
        .filter(|m| {
            m.dropped.is_none()
                && m.pattern().subtype.label() == Label::Disclaimer
                && m.pattern().shields
        })
        .filter(|m| m.pattern().weight >= score::ALONE)
        .map(|m| {
            (
                clause(&m.hit),
                clauses[m.hit.end - 1 - scene.sentence.start],
            )
        })
        .collect();
    for m in &mut matches {
        let is_cue = m.pattern().subtype.label() != Label::Disclaimer;
        if m.dropped.is_none()
            && is_cue
            && shielded
                .iter()
                .any(|(from, to)| (*from..=*to).contains(&clause(&m.hit)))
        {
            m.dropped = Some(Dropped::Shielded);
        }
    }

    let suppressors: Vec<(u16, u16, &[&str])> = matches
        .iter()
        .filter(|m| m.dropped.is_none() && !m.pattern().suppresses.is_empty())
        .map(|m| (clause(&m.hit), m.pattern().family, m.pattern().suppresses))
        .collect();
    for m in &mut matches {
        let pattern = m.pattern();
        let names = [
            FAMILIES[usize::from(pattern.family)].id,
            pattern.subtype.as_str(),
            pattern.subtype.label().as_str(),
        ];
        let outranked = suppressors.iter().any(|(c, family, names_out)| {
            *c == clause(&m.hit)
                && *family != pattern.family
                && names_out.iter().any(|n| names.contains(n))
        });
        if m.dropped.is_none() && outranked {
            m.dropped = Some(Dropped::Suppressed);
        }
    }
    matches
}

/// The number of the clause that each token is in: clauses part at *but*, *so*, `;`, `:` and dashes between blanks.
fn clauses(sentence: &Sentence<'_>) -> Vec<u16> {
    let mut clause = 0;
    (sentence.start..sentence.end)
        .map(|at| {
            let token = sentence.token(at);
            // A mark closes the clause it follows; *but* and *so* open theirs.
            let closes = token.shape == Shape::Punct
                && (matches!(sentence.folded(at), ";" | ":" | "..." | "|")
                    || (sentence.folded(at) == "-" && token.has_blank_before()));
            let opens = token.shape == Shape::Word && matches!(sentence.folded(at), "but" | "so");
            clause += u16::from(opens);
            let own = clause;
            clause += u16::from(closes);
            own
        })
        .collect()
}

fn kept(matches: &[Match], label: Label) -> impl Iterator<Item = &Hit> + Clone {
    matches
        .iter()
        .filter(move |m| m.dropped.is_none() && m.pattern().subtype.label() == label)
        .map(|m| &m.hit)
}

/// The matches that a finding rests on: those that count, or where the model overrules the guards, those that a guard dropped.
fn voices(matches: &[Match], label: Label) -> impl Iterator<Item = &Hit> + Clone {
    let overruled = kept(matches, label).next().is_none();
    matches
        .iter()
        .filter(move |m| match m.dropped {
            None => true,
            Some(Dropped::Guard) => overruled,
            Some(_) => false,
        })
        .filter(move |m| m.pattern().subtype.label() == label)
        .map(|m| &m.hit)
}

/// The cues of the sub-type that was chosen, or of the whole label if none of its matches is of it; joined where they overlap.
fn cue_spans<'h>(
    scene: &Scene<'_>,
    hits: impl Iterator<Item = &'h Hit> + Clone,
    subtype: Subtype,
) -> Vec<Range<usize>> {
    let of_subtype = |hit: &&Hit| PATTERNS[usize::from(hit.pattern)].subtype == subtype;
    let any = hits.clone().any(|hit| of_subtype(&hit));
    let mut spans: Vec<(u32, u32)> = hits
        .filter(|hit| !any || of_subtype(hit))
        .flat_map(|hit| hit.cues.into_iter().flatten())
        .collect();
    spans.sort_unstable();
    let mut joined: Vec<(u32, u32)> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(last) if span.0 < last.1 => last.1 = last.1.max(span.1),
            _ => joined.push(span),
        }
    }
    joined
        .into_iter()
        .map(|(start, end)| scene.sentence.bytes(start as usize..end as usize))
        .collect()
}

/// The frame that a line leaves open for the next: a line of a block that has no closing mark, is followed by another line,
/// and was found to speculate ("The real reason may be ⏎ that …").
fn open_frame(scene: &Scene<'_>, findings: &[Finding]) -> Option<Subtype> {
    let s = &scene.sentence;
    let next = s.tokens.list.get(s.end)?;
    let runs_on = s.tail == s.end
        && next.has_break_before()
        && matches!(
            &s.text[next.start as usize..next.end as usize],
            "that" | "which" | "because"
        );
    runs_on
        .then(|| {
            findings
                .iter()
                .find(|f| f.label == Label::Speculation)
                .map(|f| f.subtype)
        })
        .flatten()
}

fn fired(scene: &Scene<'_>, m: &Match) -> Fired {
    let pattern = m.pattern();
    let family = &FAMILIES[usize::from(pattern.family)];
    Fired {
        family: family.id,
        name: family.name,
        subtype: pattern.subtype,
        weight: pattern.weight,
        cues: m
            .hit
            .cues
            .iter()
            .flatten()
            .map(|(start, end)| scene.sentence.bytes(*start as usize..*end as usize))
            .collect(),
        guards: pattern
            .guards
            .iter()
            .map(|(name, guard, wanted)| (*name, scene.holds(*guard, &m.hit) == *wanted))
            .collect(),
        dropped: m.dropped,
    }
}

/// Every family: id, name, sub-type and the reader's sentence, in order of id.
///
/// ```
/// assert!(saltgrain::families().any(|family| family.id == "S-08"));
/// ```
pub fn families() -> impl Iterator<Item = FamilyInfo> {
    families::FAMILIES.iter().map(|family| FamilyInfo {
        id: family.id,
        name: family.name,
        subtype: family.subtype,
        message: family
            .message
            .unwrap_or_else(|| message::of_subtype(family.subtype, None)),
    })
}

/// What settings and documentation tell of a family.
///
/// ```
/// let family = saltgrain::families().next().unwrap();
/// assert!(!family.message.is_empty());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FamilyInfo {
    /// Such as `S-08`.
    pub id: &'static str,
    /// Two or three words.
    pub name: &'static str,
    /// The sub-type it usually speaks for.
    pub subtype: Subtype,
    /// One sentence for the reader.
    pub message: &'static str,
}
