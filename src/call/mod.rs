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
        action,
        pattern.subtype,
        direction.unwrap_or(Direction::Neutral),
    )
}

/// The parts of a call of the sub-type whose action stands at `action`.
fn read(
    s: &Sentence<'_>,
    action: Option<Range<usize>>,
    subtype: Subtype,
    direction: Direction,
) -> Slots {
    let levels = level::levels(s, action.clone(), subtype);
    let condition = condition::condition(s, action.as_ref(), &levels, direction);
    let horizon = horizon::horizon(s, condition.as_ref());
    let span = |tokens: Range<usize>| s.bytes(tokens);
    let spans = |tokens: Vec<Range<usize>>| tokens.into_iter().map(span).collect();
    let names = instrument::instruments(s, action.as_ref(), subtype);
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
    match subtype {
        Subtype::C5 => named.or_else(|| first_in(s.lead..s.tail)),
        Subtype::C6 => named.or_else(|| cues().next()),
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
