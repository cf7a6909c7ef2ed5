//! Set-ups of several lines: *LONG $SOLX ⏎ Entry 242–244 ⏎ SL 231 ⏎ TP 257, 266 ⏎ 4x* is one call.
//!
//! Sentences are judged one by one. Where a line with levels was found, its neighbours are read with it:
//!
//! - Within a block, lines that add to the set-up are joined with it into one finding of sub-type C5, whose sentence runs
//!   from the first line to the last and whose slots gather what all lines say.
//! - A set-up may go on in the blocks that follow (list items, paragraphs). Spans can't leave their block, so each block
//!   keeps a finding for its own lines; the later ones are marked as going on with the call ([`Finding::continues`]), and
//!   the summary counts them as one.
//! - The instrument may stand in a title above (*#WRX*); it fills the slot, but the title is not part of the call.
//!
//! A line begins a set-up of its own if it names another instrument, urges a trade of its own, or repeats an entry that
//! already has its stop or target: a list of ideas stays a list.

use std::ops::Range;

use crate::families::class;
use crate::families::matcher::Sentence;
use crate::text::token::{Shape, Tokens};
use crate::{Direction, Finding, Holder, Instrument, Label, Slots, Subtype, message};

use super::level::{self, Level};
use super::{TRADE_VERBS, longest};

/// Tokens of a line without a call of its own that may still be part of a set-up.
const SHORT_LINE: usize = 16;
/// Tokens of a line that only names or announces something: *Exchange: Binance*, *Targets:*.
const SHORT_TITLE: usize = 8;
/// Lines of that sort that may stand between two lines of a set-up.
const BRIDGES: usize = 2;
/// Lines above a set-up among which its title may be.
const TITLE_REACH: usize = 3;
/// Words of prose that a line of a set-up has at most: on a line of its own, and within a paragraph.
const PROSE: (usize, usize) = (8, 4);
/// The same for a call without levels that a set-up may begin with.
const OPENER_PROSE: usize = 6;

/// One block as the engine has read it.
pub(crate) struct Passage<'t> {
    pub(crate) text: &'t str,
    pub(crate) tokens: &'t Tokens,
    pub(crate) sentences: &'t [Range<usize>],
}

/// Joins the lines of set-ups, block after block.
#[derive(Default)]
pub(crate) struct SetUps {
    /// What the last block left open.
    open: Option<Run>,
}

/// A set-up so far.
struct Run {
    /// Index of its finding.
    finding: usize,
    /// The finding is in this block, so that lines of the block can be joined with it.
    here: bool,
    /// The sentence that was joined last, if it is in this block.
    last: usize,
    /// Folded, without `$`, `#` and quote currency.
    names: Vec<String>,
    direction: Direction,
    holder: Holder,
    has_entry: bool,
    /// It has a target or a stop.
    has_exit: bool,
    has_action: bool,
    /// What a price without a label is for.
    expects: Option<Level>,
    /// Lines since the last one joined that may be part of it.
    bridges: usize,
}

/// What a sentence can be to a set-up.
enum Part {
    /// Has levels or is a call: begins a set-up or goes on with one.
    Line(Box<Line>),
    /// Names or announces something, or tells what to stake.
    Bridge(Bridge),
    /// Ends it.
    Other,
}

/// A line that may stand between those of a set-up; by itself it is no call.
struct Bridge {
    label: Option<Level>,
    names: Vec<String>,
    size: Option<Range<usize>>,
}

struct Line {
    /// Index of its finding, if it has one.
    finding: Option<usize>,
    subtype: Subtype,
    slots: Slots,
    names: Vec<String>,
    /// Where the verb points that it begins with.
    urges: Option<Direction>,
    /// Words besides labels, verbs, instruments and prices.
    prose: usize,
    /// The last label on it.
    label: Option<Level>,
    /// Stands on a line of its own.
    breaks: bool,
}

impl SetUps {
    /// Joins the set-ups of a block, whose findings begin at `first`.
    ///
    /// Gives how many of its sentences are now part of another one, of those that `counts` tells were counted.
    pub(crate) fn join(
        &mut self,
        passage: &Passage<'_>,
        findings: &mut Vec<Finding>,
        first: usize,
        counts: impl Fn(&Range<usize>) -> bool,
    ) -> usize {
        let may_open = |f: &Finding| f.label == Label::Call && may_open(f.subtype);
        if !findings[first..].iter().any(may_open) {
            if self.open.is_some() {
                self.pass_over(passage, findings.len() == first);
            }
            return 0;
        }
        let mut joined = 0;
        let mut absorbed: Vec<usize> = Vec::new();
        let mut run = self.open.take();
        if let Some(run) = &mut run {
            run.here = false;
        }
        for (i, range) in passage.sentences.iter().enumerate() {
            // A sentence that nothing was found in matters only to a set-up that has begun.
            let start = passage.tokens.list[range.start].start as usize;
            if run.is_none() && !is_found(&findings[first..], start) {
                continue;
            }
            let s = Sentence::new(passage.text, passage.tokens, range.clone());
            let expects = run.as_ref().and_then(|run| run.expects);
            let line = match part(&s, findings, first, expects) {
                Part::Line(line) => line,
                Part::Bridge(bridge) => {
                    run = run.filter(|run| run.bridged_by(&bridge));
                    if let Some(run) = &mut run {
                        run.bridges += 1;
                        run.expects = bridge.label.or(run.expects);
                        let slots = findings[run.finding].slots.as_mut();
                        if let Some(slots) = slots.filter(|_| run.here) {
                            slots.size = slots.size.take().or(bridge.size);
                        }
                    }
                    continue;
                }
                Part::Other => {
                    run = None;
                    continue;
                }
            };
            match run.as_mut().filter(|run| run.takes(&line)) {
                Some(run) if run.here => {
                    let skipped = passage.sentences[run.last + 1..=i].iter();
                    joined += skipped.filter(|range| counts(range)).count();
                    run.absorb(&s, &line, &mut findings[..]);
                    absorbed.extend(line.finding);
                    run.last = i;
                }
                Some(run) => {
                    run.note(&line);
                    if let Some(own) = line.finding {
                        run.go_on(findings, own, i);
                        joined += usize::from(counts(range));
                    }
                }
                None => {
                    run = line.finding.and_then(|own| {
                        if line.slots.instruments.is_empty() {
                            let names = title(passage, i, &findings[first..]);
                            name(&mut findings[own], names);
                        }
                        let mut run = Run::open(&line, &findings[own], own, i, passage.text)?;
                        joined += lead_in(passage, i, &mut run, findings, first, &counts);
                        Some(run)
                    });
                }
            }
        }
        let before = |at: usize| absorbed.partition_point(|a| *a < at);
        self.open = run.map(|run| Run {
            finding: run.finding - before(run.finding),
            ..run
        });
        let mut at = 0;
        findings.retain(|_| {
            at += 1;
            absorbed.binary_search(&(at - 1)).is_err()
        });
        joined
    }

    /// A block without a call: one that only holds a level (*5x*) or a title leaves the set-up open.
    fn pass_over(&mut self, passage: &Passage<'_>, unmarked: bool) {
        let Some(mut run) = self.open.take() else {
            return;
        };
        if !unmarked || passage.sentences.len() > 1 {
            return;
        }
        for range in passage.sentences {
            let s = Sentence::new(passage.text, passage.tokens, range.clone());
            match bare(&s, run.expects) {
                Part::Bridge(bridge) if run.bridged_by(&bridge) => {
                    run.expects = bridge.label.or(run.expects);
                    run.bridges += 1;
                }
                Part::Line(line) if run.takes(&line) => run.note(&line),
                _ => return,
            }
        }
        self.open = Some(run);
    }
}

impl Run {
    /// A set-up that begins with a line; `None` if the line is prose, which what follows can't be part of.
    fn open(line: &Line, finding: &Finding, at: usize, last: usize, text: &str) -> Option<Self> {
        if line.subtype != Subtype::C5 && !has_levels(&line.slots) && line.prose > OPENER_PROSE {
            return None;
        }
        let slots = finding.slots.as_ref()?;
        let mut run = Run {
            finding: at,
            here: true,
            last,
            names: slots
                .instruments
                .iter()
                .map(|i| plain_name(text, &i.span))
                .collect(),
            direction: finding.direction.unwrap_or(Direction::Neutral),
            holder: finding.holder,
            has_entry: false,
            has_exit: false,
            has_action: false,
            expects: None,
            bridges: 0,
        };
        run.note(line);
        Some(run)
    }

    /// Whether the names are of what the set-up is on, as far as it has said that.
    fn is_on(&self, names: &[String]) -> bool {
        self.names.is_empty() || names.iter().all(|name| self.names.contains(name))
    }

    /// A set-up that has no level yet goes on only with one, or with what announces one.
    fn bridged_by(&self, bridge: &Bridge) -> bool {
        let has_levels = self.has_entry || self.has_exit;
        self.bridges < BRIDGES
            && self.is_on(&bridge.names)
            && (has_levels || bridge.label.is_some())
    }

    /// Whether the line closes the position: *Sell 920-950* behind *Buy 870* names targets.
    fn closes(&self, line: &Line) -> bool {
        let turned = match self.direction {
            Direction::Bull => Direction::Bear,
            Direction::Bear => Direction::Bull,
            Direction::Neutral => return false,
        };
        line.urges == Some(turned) && line.names.is_empty() && (self.has_entry || self.has_action)
    }

    fn takes(&self, line: &Line) -> bool {
        let adds = line.subtype == Subtype::C5 || has_levels(&line.slots);
        let terse = line.prose <= if line.breaks { PROSE.0 } else { PROSE.1 };
        if !adds || !terse || !self.is_on(&line.names) {
            return false;
        }
        if self.closes(line) {
            return line.prose <= 2 && line.slots.stop.is_none();
        }
        // A trade of its own, unless it only puts the price to what the set-up began with.
        if line.urges.is_some() && self.has_action && (self.has_entry || line.prose > 2) {
            return false;
        }
        let repeats = self.has_entry && !line.slots.entry.is_empty();
        !(repeats && (self.has_exit || line.slots.stop.is_some()))
    }

    /// Remembers what a line has added.
    fn note(&mut self, line: &Line) {
        if self.names.is_empty() {
            self.names.clone_from(&line.names);
        }
        let exits =
            !line.slots.targets.is_empty() || line.slots.stop.is_some() || self.closes(line);
        self.has_exit |= exits;
        self.has_entry |= !line.slots.entry.is_empty();
        self.has_action |= line.slots.action.is_some();
        self.expects = line.label.or(self.expects);
        self.bridges = 0;
    }

    /// Joins a line of the same block with the set-up's finding.
    fn absorb(&mut self, s: &Sentence<'_>, line: &Line, findings: &mut [Finding]) {
        let mut slots = line.slots.clone();
        if self.closes(line) {
            let first = (s.lead..s.end).find(|at| level::is_level(s, *at));
            let list = first.map(|at| level::price_list(s, at)).unwrap_or_default();
            slots.entry.clear();
            slots.action = None;
            slots.targets = list.into_iter().map(|tokens| s.bytes(tokens)).collect();
        }
        // Only a line that names the trade tells where it points; *Entry* and *SL* stand in either sort.
        if !self.has_action
            && slots.action.is_some()
            && let Some(own) = line.finding
        {
            self.direction = findings[own].direction.unwrap_or(self.direction);
        }
        self.note(line);
        let own = line.finding.map(|own| findings[own].clone());
        let finding = &mut findings[self.finding];
        finding.sentence.end = s.bytes(s.start..s.end).end;
        become_set_up(finding);
        finding.direction = Some(self.direction);
        if let Some(own) = own {
            finding.confidence = finding.confidence.max(own.confidence);
            finding.severity = finding.severity.max(own.severity);
            finding.cues.extend(own.cues);
        }
        let own = finding.slots.get_or_insert_default();
        gather(own, slots);
        for instrument in &mut own.instruments {
            instrument.direction = self.direction;
        }
    }

    /// Goes on in a later block, with the finding `own` that the line has there.
    fn go_on(&mut self, findings: &mut [Finding], own: usize, line: usize) {
        become_set_up(&mut findings[self.finding]);
        let finding = &mut findings[own];
        become_set_up(finding);
        finding.continues = true;
        finding.direction = Some(self.direction);
        finding.holder = self.holder;
        (self.finding, self.here, self.last) = (own, true, line);
    }
}

fn become_set_up(finding: &mut Finding) {
    if finding.subtype != Subtype::C5 {
        finding.subtype = Subtype::C5;
        finding.message = message::of_subtype(Subtype::C5, finding.force).into();
    }
}

/// Adds what another line says. What is said twice keeps its first place.
fn gather(slots: &mut Slots, more: Slots) {
    // A line names no other instruments than those that were named first.
    if slots.instruments.is_empty() {
        slots.instruments = more.instruments;
    }
    slots.entry.extend(more.entry);
    slots.targets.extend(more.targets);
    slots.action = slots.action.take().or(more.action);
    slots.stop = slots.stop.take().or(more.stop);
    slots.size = slots.size.take().or(more.size);
    slots.leverage = slots.leverage.take().or(more.leverage);
    slots.condition = slots.condition.take().or(more.condition);
    if slots.horizon.is_none() {
        (slots.horizon, slots.term) = (more.horizon, more.term);
    }
}

/// Gives a call without an instrument the one that its title names.
fn name(finding: &mut Finding, names: Vec<Instrument>) {
    let direction = finding.direction.unwrap_or(Direction::Neutral);
    if finding.subtype == Subtype::C5
        && let Some(slots) = &mut finding.slots
    {
        slots.instruments = names
            .into_iter()
            .map(|name| Instrument { direction, ..name })
            .collect();
    }
}

/// Whether a finding covers the byte at `start`; findings are in order of their sentences.
fn is_found(findings: &[Finding], start: usize) -> bool {
    let behind = findings.partition_point(|f| f.sentence.start <= start);
    findings[..behind]
        .last()
        .is_some_and(|f| f.sentence.contains(&start))
}

/// The calls that a set-up may begin with.
fn may_open(subtype: Subtype) -> bool {
    matches!(
        subtype,
        Subtype::C1 | Subtype::C2 | Subtype::C5 | Subtype::C8
    )
}

/// What a sentence is to a set-up, by its findings or, where it has none, by its words.
fn part(s: &Sentence<'_>, findings: &[Finding], first: usize, expects: Option<Level>) -> Part {
    let start = s.token(s.start).start as usize;
    // Findings are in order of their sentences; those of joined lines still stand where they were.
    let from = first + findings[first..].partition_point(|f| f.sentence.start < start);
    let own = || (from..findings.len()).take_while(|f| findings[*f].sentence.start == start);
    let Some(at) = own().find(|f| findings[*f].label == Label::Call) else {
        return match own().next() {
            Some(_) => Part::Other,
            None => bare(s, expects),
        };
    };
    let disclaims = own().any(|f| findings[f].label == Label::Disclaimer);
    if !may_open(findings[at].subtype) || disclaims {
        return Part::Other;
    }
    let slots = findings[at].slots.clone().unwrap_or_default();
    let (slots, label) = match prices(s, expects).filter(|_| !has_levels(&slots)) {
        Some((prices, level)) => (prices, Some(level)),
        None => (slots, last_label(s)),
    };
    Part::Line(Box::new(Line {
        finding: Some(at),
        subtype: findings[at].subtype,
        ..Line::of(s, slots, label)
    }))
}

impl Line {
    fn of(s: &Sentence<'_>, slots: Slots, label: Option<Level>) -> Self {
        Line {
            finding: None,
            subtype: Subtype::C5,
            names: plain(s, &slots.instruments),
            slots,
            urges: urges(s),
            prose: prose(s),
            label,
            breaks: s.token(s.start).has_break_before(),
        }
    }
}

/// A line that no family found: a level behind its label (*Leverage: 5x*), prices under one (*🎯 0.338*), or a title.
fn bare(s: &Sentence<'_>, expects: Option<Level>) -> Part {
    let len = s.tail.saturating_sub(s.lead);
    if s.end - s.start > SHORT_LINE || len == 0 || tells(s) {
        return Part::Other;
    }
    let line = |slots: Slots, label: Option<Level>| Part::Line(Box::new(Line::of(s, slots, label)));
    let labelled = level::label(s, s.lead).is_some()
        || (s.lead..s.tail).any(|at| s.token(at).is_in(class::LEVERAGE_WORD))
        || s.token(s.lead).shape == Shape::Multiple;
    if labelled && prose(s) <= 4 {
        let slots = super::read(s, s.lead, None, Subtype::C5, Direction::Neutral);
        if has_levels(&slots) {
            return line(slots, last_label(s));
        }
    }
    if let Some((slots, level)) = prices(s, expects) {
        return line(slots, Some(level));
    }
    if len > SHORT_TITLE {
        return Part::Other;
    }
    let names = named(s);
    // *Targets:* announces levels; *News:* begins something else.
    let announces = s.tail < s.end && s.folded(s.tail) == ":" && last_label(s).is_some();
    let attribute =
        (s.lead + 1..(s.lead + 4).min(s.tail)).any(|at| matches!(s.folded(at), ":" | "="));
    let only_names = (s.lead..s.tail).all(|at| {
        let token = s.token(at);
        let bytes = token.start as usize..token.end as usize;
        token.shape != Shape::Word
            || names
                .iter()
                .any(|n| n.span.start <= bytes.start && bytes.end <= n.span.end)
            || token.is_in(class::EXCHANGE_NAME)
            || s.folded(at) == "on"
    });
    let size = Some(s.lead)
        .filter(|at| s.class_len(class::SIZE_WORD, *at) > 0)
        .and_then(|_| super::read(s, s.lead, None, Subtype::C5, Direction::Neutral).size);
    if !(announces || attribute || only_names || size.is_some()) {
        return Part::Other;
    }
    Part::Bridge(Bridge {
        label: last_label(s),
        names: plain(s, &names),
        size,
    })
}

/// A line of nothing but prices, which are what its emoji says or the label above it: *Targets: ⏎ 🎯 0.338*.
fn prices(s: &Sentence<'_>, expects: Option<Level>) -> Option<(Slots, Level)> {
    let only_prices = (s.lead..s.end).all(|at| {
        let token = s.token(at);
        token.is_number()
            || matches!(token.shape, Shape::Punct | Shape::Emoji)
            || token.is_in(class::PRICE_UNIT)
    });
    let first = (s.lead..s.end).find(|at| only_prices && level::is_level(s, *at))?;
    let level = marked(s).or(expects)?;
    let spans = |list: Vec<Range<usize>>| list.into_iter().map(|t| s.bytes(t)).collect();
    let mut slots = Slots::default();
    match level {
        Level::Target => slots.targets = spans(level::price_list(s, first)),
        Level::Entry => slots.entry = spans(level::range_list(s, first)),
        Level::Stop => slots.stop = Some(s.bytes(first..first + 1)),
    }
    Some((slots, level))
}

/// Tells of what has come about: *TP 1 hit ✅*, *target 2 achieved*.
fn tells(s: &Sentence<'_>) -> bool {
    (s.lead..s.end).any(|at| {
        let word = s.folded(at);
        matches!(word, "✅" | "✔" | "☑" | "hit" | "done")
            || s.token(at).is_in(class::PAST_VERB)
            || (s.token(at).shape == Shape::Word && word.len() > 4 && word.ends_with("ed"))
    })
}

/// Instruments of a title, pointing nowhere yet.
fn named(s: &Sentence<'_>) -> Vec<Instrument> {
    super::instrument::instruments(s, None, s.lead, Subtype::C5)
        .into_iter()
        .map(|tokens| Instrument {
            span: s.bytes(tokens),
            direction: Direction::Neutral,
        })
        .collect()
}

/// Takes in the levels that stand right above the line that was found: *Entry 1) 142 2) 139 ⏎* **TP 151** *…*. Gives how
/// many sentences that joins.
fn lead_in(
    passage: &Passage<'_>,
    i: usize,
    run: &mut Run,
    findings: &mut [Finding],
    first: usize,
    counts: &impl Fn(&Range<usize>) -> bool,
) -> usize {
    let mut joined = 0;
    for range in passage.sentences[..i].iter().rev().take(TITLE_REACH) {
        let s = Sentence::new(passage.text, passage.tokens, range.clone());
        let bytes = s.bytes(range.clone());
        let taken = is_found(&findings[first..], bytes.start);
        let line = match bare(&s, None) {
            Part::Line(line) if !taken && run.takes(&line) => line,
            _ => break,
        };
        let finding = &mut findings[run.finding];
        if finding.subtype != Subtype::C5 {
            break;
        }
        finding.sentence.start = bytes.start;
        joined += usize::from(counts(range));
        let expects = run.expects;
        run.note(&line);
        run.expects = expects;
        let below = finding.slots.take().unwrap_or_default();
        let slots = finding.slots.insert(line.slots);
        gather(slots, below);
        for instrument in &mut slots.instruments {
            instrument.direction = run.direction;
        }
    }
    joined
}

/// The instruments of the nearest title above line `i`: a short line that names some and is in no finding.
fn title(passage: &Passage<'_>, i: usize, findings: &[Finding]) -> Vec<Instrument> {
    for range in passage.sentences[..i].iter().rev().take(TITLE_REACH) {
        let s = Sentence::new(passage.text, passage.tokens, range.clone());
        let start = s.token(s.start).start as usize;
        if is_found(findings, start) || s.tail.saturating_sub(s.lead) > SHORT_TITLE {
            break;
        }
        let names = named(&s);
        if !names.is_empty() {
            return names;
        }
    }
    Vec::new()
}

/// What the emoji before a price says it is.
fn marked(s: &Sentence<'_>) -> Option<Level> {
    (s.start..s.lead).find_map(|at| match s.folded(at) {
        "🎯" | "🥅" => Some(Level::Target),
        "🛑" | "⛔" | "❌" => Some(Level::Stop),
        _ => None,
    })
}

fn last_label(s: &Sentence<'_>) -> Option<Level> {
    (s.lead..s.tail)
        .rev()
        .find_map(|at| level::label(s, at))
        .map(|(level, _)| level)
}

/// Where the verb points that the line begins with.
fn urges(s: &Sentence<'_>) -> Option<Direction> {
    if level::is_label(s, s.lead) || s.lead >= s.tail {
        return None;
    }
    let [buy, sell, _] = TRADE_VERBS.map(|class| s.class_len(class, s.lead));
    match (buy, sell) {
        (0, 0) => None,
        _ if buy >= sell => Some(Direction::Bull),
        _ => Some(Direction::Bear),
    }
}

/// Words that neither label nor name nor trade: there are few of them in a line of a set-up.
fn prose(s: &Sentence<'_>) -> usize {
    let mut at = s.lead;
    let mut words = 0;
    while at < s.tail {
        let taken = level::label(s, at)
            .map_or(0, |(_, len)| len)
            .max(longest(s, &TRADE_VERBS, at))
            .max(longest(
                s,
                &[class::SIZE_WORD, class::LEVERAGE_WORD, class::BEYOND],
                at,
            ));
        let plain = s.token(at).shape == Shape::Word
            && !s.is_instrument(at)
            && !s.token(at).is_in(class::PRICE_UNIT)
            && !s.token(at).is_in(class::EXCHANGE_NAME);
        words += usize::from(taken == 0 && plain);
        at += taken.max(1);
    }
    words
}

fn has_levels(slots: &Slots) -> bool {
    !slots.entry.is_empty()
        || !slots.targets.is_empty()
        || slots.stop.is_some()
        || slots.leverage.is_some()
        || slots.size.is_some()
}

fn plain(s: &Sentence<'_>, instruments: &[Instrument]) -> Vec<String> {
    instruments
        .iter()
        .map(|i| plain_name(s.text, &i.span))
        .collect()
}

/// The instrument without its mark and what it is quoted in: `$SOLX`, `#SOLX` and `SOLX/USDT` are one.
fn plain_name(text: &str, span: &Range<usize>) -> String {
    let name = text[span.clone()].trim_start_matches(['$', '#']);
    let base = name.split('/').next().unwrap_or(name).trim();
    base.to_lowercase()
}
