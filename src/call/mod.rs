//! The parts of a call: action, instruments, levels, horizon, condition. They are read off the text, never worked out.
//!
//! Nothing here runs before a call has been found. [`slots`] reads one sentence; [`SetUps`] then joins the lines of a
//! set-up into one call.

mod condition;
mod horizon;
mod instrument;
mod level;
mod set_up;

use std::ops::Range;

use crate::families::class;
use crate::families::guards::Scene;
use crate::families::matcher::{Hit, Sentence};
use crate::families::{PATTERNS, Pattern};
use crate::{Direction, Instrument, Slots, Subtype};

pub(crate) use set_up::{Passage, SetUps};

/// Reads the parts of the call that `hit` found, as spans in bytes of the block's text.
pub(crate) fn slots(scene: &Scene<'_>, hit: &Hit, direction: Option<Direction>) -> Slots {
    let pattern: &Pattern = &PATTERNS[usize::from(hit.pattern)];
    let action = action(&scene.sentence, hit, pattern.subtype);
    read(
        &scene.sentence,
        hit.start,
        action,
        pattern.subtype,
        direction.unwrap_or(Direction::Neutral),
    )
}

/// The parts of a call of the sub-type whose cue begins at `begins` and whose action stands at `action`.
fn read(
    s: &Sentence<'_>,
    begins: usize,
    action: Option<Range<usize>>,
    subtype: Subtype,
    direction: Direction,
) -> Slots {
    let mut levels = level::levels(s, action.clone(), subtype);
    let condition = condition::condition(s, action.as_ref(), &levels, direction);
    if let Some(clause) = &condition {
        // *Buy if it holds 14*: the level is the condition's, unless all it says is where to enter (*above 14*).
        let only_entry = levels
            .entry
            .iter()
            .any(|e| e.end == clause.end && e.start <= clause.start + 2);
        levels
            .entry
            .retain(|e| only_entry || !clause.contains(&e.start));
    }
    let horizon = horizon::horizon(s, condition.as_ref());
    let span = |tokens: Range<usize>| s.bytes(tokens);
    let spans = |tokens: Vec<Range<usize>>| tokens.into_iter().map(span).collect();
    let names = instrument::instruments(s, action.as_ref(), begins, subtype);
    let directions = instrument::directions(s, &names, action.as_ref(), direction);
    Slots {
        instruments: names
            .into_iter()
            .zip(directions)
            .map(|(tokens, direction)| Instrument {
                span: span(tokens),
                direction,
            })
            .collect(),
        action: action.map(span),
        entry: spans(levels.entry),
        targets: spans(levels.targets),
        stop: levels.stop.map(span),
        size: levels.size.map(span),
        leverage: levels.leverage.map(span),
        term: horizon.as_ref().map(|(_, term)| *term).unwrap_or_default(),
        horizon: horizon.map(|(tokens, _)| span(tokens)),
        condition: condition.map(span),
    }
}

/// Where a call points whose pattern leaves that open: options turn the verb round (*sold puts* asks for more exposure), and
/// levels alone (*SL 138, TP 151*) point where the verb beside them does.
pub(crate) fn direction(
    scene: &Scene<'_>,
    hit: &Hit,
    by_pattern: Option<Direction>,
) -> Option<Direction> {
    let s = &scene.sentence;
    let subtype = PATTERNS[usize::from(hit.pattern)].subtype;
    let trades = matches!(
        subtype,
        Subtype::C1 | Subtype::C2 | Subtype::C5 | Subtype::C8
    );
    let verb = action(s, hit, subtype).filter(|_| trades);
    let Some(verb) = verb else {
        return by_pattern;
    };
    let buys = s.class_len(class::BUY_VERB, verb.start);
    let sells = s.class_len(class::SELL_VERB, verb.start);
    if buys.max(sells) == 0 {
        return by_pattern;
    }
    let written = (verb.start..(verb.end + 6).min(s.tail))
        .take_while(|at| !s.parts_clauses(*at) && s.folded(*at) != "and")
        .find_map(|at| match s.folded(at) {
            "put" | "puts" => Some(true),
            "call" | "calls" => Some(false),
            _ => None,
        });
    let up = (buys >= sells) != (written == Some(true));
    match (written, by_pattern) {
        (None, Some(Direction::Bull | Direction::Bear)) => by_pattern,
        _ if up => Some(Direction::Bull),
        _ => Some(Direction::Bear),
    }
}

/// The trade verb or rating: inside the cue if there is one, else anywhere for set-ups (*SOLX … long*), else the cue itself.
fn action(s: &Sentence<'_>, hit: &Hit, subtype: Subtype) -> Option<Range<usize>> {
    let classes: &[u16] = if subtype == Subtype::C6 {
        &[class::RATING]
    } else {
        &TRADE_VERBS
    };
    let first_in = |range: Range<usize>| {
        range.clone().find_map(|at| {
            let len = classes.iter().map(|c| s.class_len(*c, at)).max()?;
            (len > 0 && at + len <= range.end && !level::is_label(s, at)).then_some(at..at + len)
        })
    };
    let cues = || {
        hit.cues
            .iter()
            .flatten()
            .map(|(start, end)| *start as usize..*end as usize)
    };
    let named = if subtype == Subtype::C6 {
        // An upgrade ends at its last rating: *from Neutral to Buy*.
        cues().filter_map(&first_in).next_back()
    } else {
        cues().find_map(&first_in)
    };
    let rated = || {
        (s.lead..s.tail).find_map(|at| {
            let len = s.class_len(class::RATING, at);
            let said =
                len > 0 && at + len < s.end && matches!(s.folded(at + len), "rating" | "rated");
            said.then_some(at..at + len)
        })
    };
    match subtype {
        Subtype::C5 => named.or_else(|| first_in(s.lead..s.tail)),
        Subtype::C6 => named.or_else(rated).or_else(|| cues().next()),
        _ => named.or_else(|| cues().next()),
    }
}

const TRADE_VERBS: [u16; 3] = [class::BUY_VERB, class::SELL_VERB, class::HOLD_VERB];

/// Length in tokens of the longest member of any of the classes that begins at `at`.
fn longest(s: &Sentence<'_>, classes: &[u16], at: usize) -> usize {
    classes
        .iter()
        .map(|c| s.class_len(*c, at))
        .max()
        .unwrap_or(0)
}
