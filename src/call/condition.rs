//! The clause that a call hangs on: *if it holds 14*, *on a close above 40*, *above 4,120*.

use std::ops::Range;

use crate::Direction;
use crate::families::class;
use crate::families::matcher::Sentence;
use crate::text::token::Shape;

use super::level::{self, Levels};

/// Words that a condition takes at most.
const LONGEST: usize = 24;

/// The first condition of the sentence.
pub(super) fn condition(
    s: &Sentence<'_>,
    action: Option<&Range<usize>>,
    levels: &Levels,
    direction: Direction,
) -> Option<Range<usize>> {
    (s.lead..s.tail).find_map(|at| {
        clause(s, at, action)
            .or_else(|| event(s, at, action))
            .or_else(|| trigger(s, at, action, levels, direction))
    })
}

/// *if it reclaims 3,300*: up to the comma, or to the action where none parts them.
fn clause(s: &Sentence<'_>, at: usize, action: Option<&Range<usize>>) -> Option<Range<usize>> {
    let len = s.class_len(class::CONDITION_OPENER, at);
    if len == 0 || at + len >= s.tail {
        return None;
    }
    // The reader's own state is no state of the market: *if you missed it*, *when you can*; *even if* concedes.
    let subject = s.token(at + len);
    let conceded =
        at > s.lead && matches!(s.folded(at - 1), "even" | "as" | "what" | "know" | "see");
    if subject.is_in(class::FIRST) || subject.is_in(class::SECOND) || conceded {
        return None;
    }
    let end = clause_end(s, at + len, action);
    (end > at + len).then_some(at..end)
}

/// *on a break of 40*, *after a daily close above 61k*, *on any dip*.
fn event(s: &Sentence<'_>, at: usize, action: Option<&Range<usize>>) -> Option<Range<usize>> {
    if !matches!(s.folded(at), "on" | "upon" | "after" | "for") {
        return None;
    }
    let noun = (at + 1..(at + 5).min(s.tail))
        .take_while(|i| !s.parts_clauses(*i))
        .find(|i| s.class_len(class::LEVEL_MOVE, *i) > 0)?;
    let behind = noun + s.class_len(class::LEVEL_MOVE, noun);
    let qualified = (at + 1..noun).all(|i| {
        let t = s.token(i);
        t.shape != Shape::Word
            || t.is_in(class::ENGLISH)
            || t.is_in(class::FEW)
            || !t.is_capitalised()
    });
    let through = behind < s.tail && s.token(behind).is_in(class::BEYOND);
    // *on the close* is an hour, *after the rally* is a time; only a move that may come or not is a condition.
    let closes = matches!(
        s.folded(noun),
        "close" | "high" | "low" | "hold" | "loss" | "decline" | "return"
    );
    let waited = s.folded(at) == "for";
    let may_come = s.folded(at) == "on" || through;
    if !qualified || !may_come || (closes && !through) || (waited && !through) {
        return None;
    }
    // A stop's *on a daily close below 138* is the stop's.
    let of_stop =
        (at.saturating_sub(3).max(s.lead)..at).any(|i| s.class_len(class::SL_WORD, i) > 0);
    if of_stop {
        return None;
    }
    let end = clause_end(s, behind, action).min(reach_of(s, behind));
    Some(at..end.max(behind))
}

/// Behind a move: up to its level or, without one, up to the words that say of what.
fn reach_of(s: &Sentence<'_>, behind: usize) -> usize {
    (behind..(behind + 8).min(s.tail))
        .find(|at| level::is_level(s, *at))
        .map_or_else(
            || {
                let through = behind < s.tail && s.token(behind).is_in(class::BEYOND);
                if through {
                    (behind + 6).min(s.tail)
                } else {
                    behind
                }
            },
            |at| at + 1,
        )
}

/// *above 4,120 go long*; *buy above 31.5*: a price that the market has yet to go through is a condition and the entry.
fn trigger(
    s: &Sentence<'_>,
    at: usize,
    action: Option<&Range<usize>>,
    levels: &Levels,
    direction: Direction,
) -> Option<Range<usize>> {
    let up = matches!(s.folded(at), "above" | "over");
    let down = matches!(s.folded(at), "below" | "under");
    if !up && !down {
        return None;
    }
    let price = (at + 1..(at + 3).min(s.tail)).find(|i| level::is_level(s, *i))?;
    let leads = (at == s.lead || (at == s.lead + 1 && s.folded(s.lead) == "only"))
        && action.is_none_or(|a| a.start > price);
    let entry = levels.entry.iter().find(|e| e.start == price);
    let breaks = match direction {
        Direction::Bull => up,
        Direction::Bear => down,
        Direction::Neutral => false,
    };
    if leads {
        return Some(s.lead..price + 1);
    }
    let only = at > s.lead && s.folded(at - 1) == "only";
    let behind = action.is_some_and(|a| a.end <= at);
    (behind && (breaks || only)).then(|| {
        let end = entry.map_or(price + 1, |e| e.end);
        at - usize::from(only)..end
    })
}

/// Where the clause that runs from `from` ends: at punctuation, *then*, a label of a level, or the action behind it.
fn clause_end(s: &Sentence<'_>, from: usize, action: Option<&Range<usize>>) -> usize {
    let limit = action
        .map(|a| a.start)
        .filter(|a| *a > from)
        .unwrap_or(s.tail);
    let end = (from..limit.min(from + LONGEST))
        .find(|at| {
            let dash = s.folded(*at) == "-" && *at > from && level::is_level(s, at - 1);
            (s.parts_clauses(*at) && !dash)
                || s.token(*at).shape == Shape::Emoji
                || s.folded(*at) == "then"
                || (*at > from && level::is_label(s, *at) && s.folded(at - 1) != "the")
        })
        .unwrap_or(limit.min(from + LONGEST));
    // *…, with a* **stop** leaves its article behind.
    let mut end = end;
    while end > from
        && matches!(
            s.folded(end - 1),
            "with"
                | "and"
                | "a"
                | "your"
                | "the"
                | "you"
                | "should"
                | "i'd"
                | "just"
                | "i"
                | "we"
                | "'ll"
                | "'d"
                | "would"
                | "please"
                | "&"
        )
    {
        end -= 1;
    }
    end
}
