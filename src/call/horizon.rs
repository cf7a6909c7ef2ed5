//! How long a call is meant to run: *into the close*, *for the next two weeks*, *until the vote*.

use std::ops::Range;

use crate::Term;
use crate::families::class;
use crate::families::matcher::Sentence;
use crate::text::token::Shape;

use super::{level, longest};

/// Words that an event or clause behind *until* takes at most.
const LONGEST_CLAUSE: usize = 8;

/// The first words of the sentence that say how long or until when, and how long that is.
pub(super) fn horizon(
    s: &Sentence<'_>,
    condition: Option<&Range<usize>>,
) -> Option<(Range<usize>, Term)> {
    let mut at = s.lead;
    while at < s.tail {
        if condition.is_some_and(|c| c.contains(&at)) {
            at += 1;
            continue;
        }
        if let Some(found) = until(s, at)
            .or_else(|| length(s, at))
            .or_else(|| date(s, at))
            .or_else(|| phrase(s, at))
        {
            return Some(found);
        }
        at += 1;
    }
    None
}

/// *until the CPI print*, *before the snapshot*: an event has no length of its own, unless it is a time.
fn until(s: &Sentence<'_>, at: usize) -> Option<(Range<usize>, Term)> {
    let opener = s.folded(at);
    let waits = matches!(opener, "until" | "till" | "til");
    if !waits && !matches!(opener, "before" | "into" | "through" | "ahead" | "by") {
        return None;
    }
    let end = (at + 1..(at + 1 + LONGEST_CLAUSE).min(s.tail))
        .take_while(|i| !s.parts_clauses(*i) && s.token(*i).shape != Shape::Emoji)
        .last()?
        + 1;
    // A time in it tells how long: *until Friday's close*.
    let led = |i: usize| waits || (at + 1..i).all(|i| s.token(i).is_in(class::TERM_LEAD));
    let timed = (at + 1..end.min(at + 5)).filter(|i| led(*i)).find_map(|i| {
        let (span, term) = length_of(s, i)
            .or_else(|| phrase_of(s, i))
            .or_else(|| date_of(s, i))?;
        (span.end <= end).then_some((span.end, term))
    });
    if let Some((end, term)) = timed {
        return Some((at..end, term));
    }
    if waits {
        return Some((at..end, Term::Unstated));
    }
    // *before it's too late* is urgency; only an event that the market knows is a horizon.
    let event = (at + 1..end.min(at + 6)).find_map(|i| {
        let len = s.class_len(class::TIMING_EVENT, i);
        (len > 0).then_some(i + len)
    })?;
    let event = (event..end)
        .take_while(|i| s.token(*i).is_in(class::TIMING_EVENT))
        .last()
        .map_or(event, |i| i + 1);
    Some((at..event, Term::Unstated))
}

/// *for three weeks*, *in 10 days*, *over the next 6-12 months*.
fn length(s: &Sentence<'_>, at: usize) -> Option<(Range<usize>, Term)> {
    let (span, term) = length_of(s, at)?;
    let start = lead(s, at);
    let compound = span.len() == 1;
    // A length is a horizon only if something leads into it; *two weeks ago* and *the past month* are not to come.
    let past = (span.end < s.tail
        && matches!(
            s.folded(span.end),
            "ago"
                | "high"
                | "highs"
                | "low"
                | "lows"
                | "chart"
                | "average"
                | "ma"
                | "ema"
                | "close"
        ))
        || (s.lead..at)
            .rev()
            .take(3)
            .any(|i| matches!(s.folded(i), "past" | "last" | "previous" | "since"));
    ((start < at || compound) && !past).then_some((start..span.end, term))
}

/// A number or small count and a unit of time; `12-month` is both in one.
fn length_of(s: &Sentence<'_>, at: usize) -> Option<(Range<usize>, Term)> {
    let token = s.token(at);
    if token.shape == Shape::Word
        && let Some((count, unit)) = s.folded(at).split_once('-')
        && !count.is_empty()
        && count.bytes().all(|b| b.is_ascii_digit())
    {
        let term = match unit.trim_end_matches('s') {
            "hour" | "minute" | "min" => Term::Intraday,
            "day" => Term::Days,
            "week" | "month" => Term::Months,
            "year" => Term::Years,
            _ => return None,
        };
        return Some((at..at + 1, term));
    }
    let few = s.class_len(class::FEW, at);
    let mut end = if few > 0 {
        at + few
    } else if matches!(token.shape, Shape::Number | Shape::Year) {
        at + 1
    } else {
        return None;
    };
    // *6-12 months*, *two to three weeks*, *a week or two*
    if end + 1 < s.tail && matches!(s.folded(end), "-" | "to" | "or") {
        let more = if s.token(end + 1).shape == Shape::Number {
            1
        } else {
            s.class_len(class::FEW, end + 1)
        };
        if more > 0 {
            end += 1 + more;
        }
    }
    if end < s.tail && s.folded(end) == "more" {
        end += 1;
    }
    if end >= s.tail {
        return None;
    }
    let unit = s.token(end);
    let term = [
        (class::UNIT_DAYS, Term::Days),
        (class::UNIT_INTRADAY, Term::Intraday),
        (class::UNIT_MONTHS, Term::Months),
        (class::UNIT_YEARS, Term::Years),
    ]
    .into_iter()
    .find_map(|(class, term)| unit.is_in(class).then_some(term))?;
    Some((at..end + 1, term))
}

/// *by June*, *for March*, *on Friday*, *for 2027*, *the Jan 45 puts*.
fn date(s: &Sentence<'_>, at: usize) -> Option<(Range<usize>, Term)> {
    let (span, term) = date_of(s, at)?;
    let start = lead(s, at);
    let before = (start > s.lead).then(|| s.folded(start - 1));
    let since = matches!(before, Some("since" | "from" | "last" | "back"));
    // A year in a sentence of the past is when it was.
    let told = term == Term::Years
        && s.folded(start) == "in"
        && (s.lead..s.tail).any(|i| s.token(i).is_in(class::PAST_VERB));
    let leads = start < at || expires(s, span.end);
    (leads && !since && !told).then_some((start..span.end, term))
}

/// A month, weekday or year, with what belongs to it: *May 7*, *7 May*, *June 2027*.
fn date_of(s: &Sentence<'_>, at: usize) -> Option<(Range<usize>, Term)> {
    let token = s.token(at);
    let is_month = |i: usize| {
        let t = s.token(i);
        t.shape == Shape::Word
            && (t.is_in(class::MONTH) && (t.is_capitalised() || t.end - t.start > 3)
                || s.text[t.start as usize..t.end as usize] == *"May")
    };
    if is_month(at) {
        let mut end = at + 1;
        let day = |i: usize| {
            i < s.tail
                && matches!(s.token(i).shape, Shape::Number | Shape::Ordinal)
                && s.token(i).end - s.token(i).start <= 4
        };
        if day(end) && !strike(s, end) {
            end += 1;
        }
        if end < s.tail && s.token(end).shape == Shape::Year {
            end += 1;
        }
        return Some((at..end, Term::Months));
    }
    if token.is_in(class::WEEKDAY) && token.end - token.start > 3 {
        return Some((at..at + 1, Term::Days));
    }
    if matches!(token.shape, Shape::Number | Shape::Ordinal) && at + 1 < s.tail && is_month(at + 1)
    {
        return Some((at..at + 2, Term::Months));
    }
    let years =
        token.shape == Shape::Year && !level::is_label(s, at) && s.folded(at).starts_with("20");
    let priced = at > s.lead
        && matches!(
            s.folded(at - 1),
            "at" | "near" | "around" | "above" | "below" | "-" | "@" | ":"
        );
    (years && !priced).then_some((at..at + 1, Term::Years))
}

/// *Jan* **45 puts**: the number belongs to the leg.
fn strike(s: &Sentence<'_>, at: usize) -> bool {
    at + 1 < s.tail && is_leg(s, at + 1)
}

fn is_leg(s: &Sentence<'_>, at: usize) -> bool {
    matches!(
        s.folded(at),
        "put" | "puts" | "call" | "calls" | "c" | "p" | "strike"
    )
}

/// The month of an option: *the Jan 45 puts*, *June calls*.
fn expires(s: &Sentence<'_>, at: usize) -> bool {
    at < s.tail && (is_leg(s, at) || (s.token(at).is_number() && strike(s, at)))
}

/// *this week*, *long term*, *into year-end*.
fn phrase(s: &Sentence<'_>, at: usize) -> Option<(Range<usize>, Term)> {
    let (span, term) = phrase_of(s, at)?;
    // *long-term holders* and *the close* of a candle are no spans to trade in.
    let names = span.end < s.tail
        && s.token(span.end).shape == Shape::Word
        && !s.token(span.end).has_break_before()
        && matches!(
            s.folded(span.end),
            "holder"
                | "holders"
                | "investor"
                | "investors"
                | "trader"
                | "traders"
                | "rates"
                | "rate"
                | "debt"
                | "bonds"
                | "average"
        );
    let start = lead(s, at);
    let begins_with_article = matches!(s.folded(at), "the");
    (!names && (!begins_with_article || start < at)).then_some((start..span.end, term))
}

fn phrase_of(s: &Sentence<'_>, at: usize) -> Option<(Range<usize>, Term)> {
    let (len, term) = [
        (class::TERM_INTRADAY, Term::Intraday),
        (class::TERM_DAYS, Term::Days),
        (class::TERM_MONTHS, Term::Months),
        (class::TERM_YEARS, Term::Years),
    ]
    .into_iter()
    .map(|(class, term)| (longest(s, &[class], at), term))
    .max_by_key(|(len, _)| *len)?;
    (len > 0 && at + len <= s.tail).then_some((at..at + len, term))
}

/// Takes in the words that lead into the span: **over the next** *few weeks*.
fn lead(s: &Sentence<'_>, at: usize) -> usize {
    let mut start = at;
    while start > s.lead && at - start < 4 && s.token(start - 1).is_in(class::TERM_LEAD) {
        start -= 1;
    }
    // These lead on only behind a preposition of time.
    while start < at
        && matches!(
            s.folded(start),
            "of" | "the" | "a" | "an" | "your" | "my" | "our" | "least" | "about" | "around" | "at"
        )
    {
        start += 1;
    }
    start
}
