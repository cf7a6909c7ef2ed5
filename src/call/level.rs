//! Prices of a call: entry, targets, stop, and what is staked: size and leverage.

use std::ops::Range;

use crate::Subtype;
use crate::families::class;
use crate::families::matcher::Sentence;
use crate::text::token::Shape;

use super::longest;

/// How many tokens may stand between a label (*SL*, *target*) and its price.
const LABEL_REACH: usize = 8;

/// What a price is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Level {
    Entry,
    Target,
    Stop,
}

/// The levels of a sentence, as ranges of tokens.
#[derive(Debug, Default)]
pub(super) struct Levels {
    pub(super) entry: Vec<Range<usize>>,
    pub(super) targets: Vec<Range<usize>>,
    pub(super) stop: Option<Range<usize>>,
    pub(super) size: Option<Range<usize>>,
    pub(super) leverage: Option<Range<usize>>,
}

/// The label that begins at `at`, and its length; *buy zone* and *sell limit* are longer than the verbs they begin with.
pub(super) fn label(s: &Sentence<'_>, at: usize) -> Option<(Level, usize)> {
    let labels = [
        (Level::Stop, longest(s, &[class::SL_WORD], at)),
        (
            Level::Target,
            longest(s, &[class::TP_WORD, class::PT_WORD], at),
        ),
        (Level::Entry, longest(s, &[class::ENTRY_WORD], at)),
    ];
    let (level, len) = labels.into_iter().max_by_key(|(_, len)| *len)?;
    (len > 0).then_some((level, len))
}

pub(super) fn is_label(s: &Sentence<'_>, at: usize) -> bool {
    label(s, at).is_some_and(|(_, len)| len > 1 || !s.token(at).is_in(class::SELL_VERB))
}

/// Entry, targets and stop are prices behind their labels; the entry may also stand behind the action and its instrument.
pub(super) fn levels(s: &Sentence<'_>, action: Option<Range<usize>>, subtype: Subtype) -> Levels {
    let mut levels = Levels::default();
    let mut at = s.lead;
    while at < s.end {
        let Some((level, len)) = label(s, at) else {
            at += 1;
            continue;
        };
        let behind = at + len;
        let Some(first) = price_behind(s, behind) else {
            at = behind;
            continue;
        };
        at = first + 1;
        match level {
            Level::Stop => _ = levels.stop.get_or_insert(first..first + 1),
            // *to $52 from $44*: only where it goes is a target.
            Level::Target if subtype == Subtype::C6 => {
                levels.targets.extend(raised_to(s, behind, first));
            }
            Level::Target => {
                let list = price_list(s, first);
                at = list.last().map_or(at, |l| l.end);
                levels.targets.extend(list);
            }
            _ => {
                let list = range_list(s, first);
                at = list.last().map_or(at, |l| l.end);
                if levels.entry.is_empty() {
                    levels.entry = list;
                }
            }
        }
    }
    let trades = !matches!(subtype, Subtype::C6 | Subtype::C7);
    if levels.entry.is_empty() && trades {
        let first = action
            .as_ref()
            .and_then(|a| entry_behind(s, a.end, &levels, subtype));
        levels.entry = first.map(|at| range_list(s, at)).unwrap_or_default();
    }
    levels.leverage = leverage(s, subtype);
    if trades {
        levels.size = size(s, action);
    }
    levels
}

/// The price that a label points at, past signs, prepositions and a number of its own (*TP 1:*).
fn price_behind(s: &Sentence<'_>, from: usize) -> Option<usize> {
    let reach = (from + LABEL_REACH).min(s.end);
    let mut at = from;
    while at < reach {
        if let Some(len) = ordinal(s, at) {
            at += len;
            continue;
        }
        if is_level(s, at) {
            return Some(at);
        }
        let ends =
            matches!(s.folded(at), "," | ";" | "." | "!" | "?" | "|") || label(s, at).is_some();
        if ends || super::longest(s, &super::TRADE_VERBS, at) > 0 {
            return None;
        }
        at += 1;
    }
    None
}

/// A number that may be a level. *1932* is a year elsewhere, but not behind *TP*; *3 weeks* and *200 shares* are none.
pub(super) fn is_level(s: &Sentence<'_>, at: usize) -> bool {
    let counted = || {
        at + 1 < s.end
            && [
                class::UNIT_INTRADAY,
                class::UNIT_DAYS,
                class::UNIT_MONTHS,
                class::UNIT_YEARS,
                class::SIZE_PIECE,
            ]
            .iter()
            .any(|c| s.token(at + 1).is_in(*c))
    };
    match s.token(at).shape {
        Shape::Money => true,
        Shape::Number | Shape::Percent | Shape::Year => !counted(),
        _ => false,
    }
}

/// The number that a list gives its item: `1)`, `2:`, `(3)`, `1 -`; its length in tokens. A price follows.
fn ordinal(s: &Sentence<'_>, at: usize) -> Option<usize> {
    let is_digit = |at: usize| {
        at < s.end && s.token(at).shape == Shape::Number && s.token(at).end - s.token(at).start == 1
    };
    let mark = |at: usize| at < s.end && matches!(s.folded(at), ")" | ":" | "-" | "=" | "@" | "at");
    let price = |at: usize| at < s.end && is_level(s, at) && !is_digit(at);
    if at < s.end && s.folded(at) == "(" && is_digit(at + 1) && mark(at + 2) {
        return Some(3);
    }
    if !is_digit(at) || !mark(at + 1) {
        return None;
    }
    // *5 - 6* is a range, *1 - 151* and *2) 6* are items.
    let surely = matches!(s.folded(at + 1), ")" | ":");
    (surely || price(at + 2)).then_some(2)
}

/// Skips currencies written behind a price, plus signs and emoji.
fn past_unit(s: &Sentence<'_>, mut at: usize) -> usize {
    while at < s.end
        && (s.token(at).is_in(class::PRICE_UNIT)
            || matches!(s.folded(at), "+" | "$" | "€" | "£" | "₹" | "%")
            || s.token(at).shape == Shape::Emoji)
    {
        at += 1;
    }
    at
}

/// `151 / 160`, `186 - 189 - 193`, `22 and 25`, `1) 151 2) 160`, `280 USDT - 400 USDT`: each price of a list.
pub(super) fn price_list(s: &Sentence<'_>, first: usize) -> Vec<Range<usize>> {
    let mut list = Vec::from([Range {
        start: first,
        end: first + 1,
    }]);
    let mut at = past_unit(s, first + 1);
    loop {
        let mut next = at;
        while next < s.end
            && matches!(
                s.folded(next),
                "-" | "/" | "," | "&" | "and" | "|" | ";" | "then" | ">" | "→"
            )
        {
            next += 1;
        }
        let numbered = ordinal(s, next).or_else(|| target_number(s, next));
        let item = next + numbered.unwrap_or(0);
        // Without a sign between them two numbers are a list only if both look like prices.
        let parted = next > at || numbered.is_some();
        // *TP 16, 2% of the account*: a per cent among prices is no target.
        let alike = |at: usize| {
            (s.token(at).shape == Shape::Percent) == (s.token(first).shape == Shape::Percent)
        };
        let fits = item < s.end
            && is_level(s, item)
            && (alike(item) || s.folded(item - 1) == "-")
            && (parted || s.token(item).end - s.token(item).start > 1);
        if !fits {
            return list;
        }
        list.push(item..item + 1);
        at = past_unit(s, item + 1);
    }
}

/// *T2*, *TP 2*, with its sign: the label of the next item of a list.
fn target_number(s: &Sentence<'_>, at: usize) -> Option<usize> {
    let len = longest(s, &[class::TP_WORD], at);
    let signed =
        |at: usize| usize::from(at < s.end && matches!(s.folded(at), ":" | "-" | "=" | "@" | "at"));
    (len > 0 && at < s.end && s.folded(at).starts_with('t')).then(|| len + signed(at + len))
}

/// `142-144` as one span, and each of a list of such ranges: `0.31, 0.29`, `1) 0.31 2) 0.29`.
pub(super) fn range_list(s: &Sentence<'_>, first: usize) -> Vec<Range<usize>> {
    let mut list = vec![price_range(s, first)];
    loop {
        let end = list.last().map_or(first, |l| l.end);
        let at = past_unit(s, end);
        let sign = usize::from(at < s.end && matches!(s.folded(at), "," | "|" | "&"));
        let numbered = ordinal(s, at + sign);
        let item = at + sign + numbered.unwrap_or(0);
        // Without a sign between them, a second number is a price only if nothing is counted by it.
        let counts = item + 1 < s.tail && s.token(item + 1).shape == Shape::Word;
        let fits = item < s.end
            && (sign > 0 || numbered.is_some() || !counts)
            && is_level(s, item)
            && matches!(s.token(item).shape, Shape::Number | Shape::Money)
            && s.token(item).end - s.token(item).start > 1;
        if !fits {
            return list;
        }
        list.push(price_range(s, item));
    }
}

/// `142-144`, `142-144-146`, `200 USDT - 220 USDT` as one span.
fn price_range(s: &Sentence<'_>, first: usize) -> Range<usize> {
    let mut end = first + 1;
    loop {
        let sign = past_unit(s, end);
        let goes_on = sign + 1 < s.end
            && matches!(s.folded(sign), "-" | "to" | "and" | "/")
            && is_level(s, sign + 1);
        if !goes_on {
            return first..end;
        }
        end = sign + 2;
    }
}

/// The new target: behind *to* if the sentence says so, else the first.
fn raised_to(s: &Sentence<'_>, from: usize, first: usize) -> Option<Range<usize>> {
    let to = (from..s.end.saturating_sub(1))
        .find(|at| s.folded(*at) == "to" && is_level(s, at + 1))
        .map(|at| at + 1..at + 2);
    to.or(Some(first..first + 1))
}

/// *Long SOLX* **142-144**, *buy below* **90**: the first price behind the action, if no other label owns it.
fn entry_behind(s: &Sentence<'_>, from: usize, levels: &Levels, subtype: Subtype) -> Option<usize> {
    let reach = (from + 9).min(s.end);
    let at = (from..reach)
        .take_while(|at| {
            !matches!(s.folded(*at), "," | ";" | "." | "!" | "?" | "to" | "into")
                && !is_label(s, *at)
        })
        .find(|at| is_level(s, *at) && !is_option_leg(s, *at))?;
    let token = s.token(at);
    let owned = levels
        .stop
        .iter()
        .chain(&levels.targets)
        .any(|r| r.contains(&at));
    // A lone digit or year counts things; a per cent sizes the position; a number before a noun counts it.
    let counts = match token.shape {
        Shape::Money => false,
        Shape::Number => {
            let priced = matches!(
                s.folded(at - 1),
                "@" | "at"
                    | "below"
                    | "above"
                    | "under"
                    | "over"
                    | "near"
                    | "around"
                    | "from"
                    | "between"
                    | "in"
            );
            let before_noun = s
                .tokens
                .list
                .get(at + 1)
                .filter(|_| at + 1 < s.tail)
                .is_some_and(|t| {
                    t.shape == Shape::Word && !t.is_in(class::PRICE_UNIT) && !opens_more(s, at + 1)
                });
            !priced && (token.end - token.start < 2 || before_noun)
        }
        // *Buy 1925* in a set-up: a price that looks like a year.
        Shape::Year => subtype != Subtype::C5 || at > from,
        _ => true,
    };
    (!owned && !counts).then_some(at)
}

/// A word that goes on with the call behind a price rather than being counted by it: *142* **with**, *142* **to** *144*.
fn opens_more(s: &Sentence<'_>, at: usize) -> bool {
    s.token(at).is_in(class::ENGLISH)
        || s.token(at).is_in(class::LEVERAGE_WORD)
        || s.token(at).is_in(class::CONDITION_OPENER)
        || is_label(s, at)
}

/// *the 45* **puts**, **45c**: the number is a strike, not the price at which to enter.
fn is_option_leg(s: &Sentence<'_>, at: usize) -> bool {
    at + 1 < s.end
        && matches!(
            s.folded(at + 1),
            "put" | "puts" | "call" | "calls" | "strike" | "strikes" | "c" | "p"
        )
}

/// `5x`, `3-5x`, `x10`, where it can only be leverage: in a set-up, or beside the word.
fn leverage(s: &Sentence<'_>, subtype: Subtype) -> Option<Range<usize>> {
    let beside = |at: usize| {
        (at.saturating_sub(3).max(s.lead)..(at + 3).min(s.end))
            .any(|i| s.token(i).is_in(class::LEVERAGE_WORD))
    };
    let multiple = (s.lead..s.end).find(|at| {
        s.token(*at).shape == Shape::Multiple && (subtype == Subtype::C5 || beside(*at))
    });
    if let Some(at) = multiple {
        return Some(range_start(s, at)..at + 1);
    }
    // *leverage 10*, *lev: x20*, *x10 cross*
    let at = (s.lead..s.end).find(|at| s.token(*at).is_in(class::LEVERAGE_WORD))?;
    let times = |i: usize| {
        let word = s.folded(i).strip_prefix('x').unwrap_or("");
        !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit())
    };
    let behind = (at + 1..(at + 4).min(s.end))
        .take_while(|i| !matches!(s.folded(*i), "," | ";" | "."))
        .find(|i| s.token(*i).shape == Shape::Number || times(*i));
    let before = at.checked_sub(1).filter(|i| *i >= s.lead && times(*i));
    before.or(behind).map(|i| i..i + 1)
}

/// Where the range begins whose last number stands at `at`: **3-**5x, **2 to** 4%.
fn range_start(s: &Sentence<'_>, at: usize) -> usize {
    let mut start = at;
    while start >= s.lead + 2
        && matches!(s.folded(start - 1), "-" | "to")
        && s.token(start - 2).is_number()
    {
        start -= 2;
    }
    start
}

/// What is staked: *2% of your account*, *half size*, *200 shares*, *risk 1%*.
fn size(s: &Sentence<'_>, action: Option<Range<usize>>) -> Option<Range<usize>> {
    let whole = |from: usize, reach: usize| {
        (from..(from + reach).min(s.tail))
            .take_while(|at| !s.parts_clauses(*at))
            .find_map(|at| {
                let len = s.class_len(class::SIZE_WHOLE, at);
                (len > 0).then_some(at + len)
            })
    };
    for at in s.lead..s.tail {
        let token = s.token(at);
        if token.shape == Shape::Percent {
            // *5% in gold*, *2% of the account*, *risk: 1%*
            if let Some(end) = whole(at + 1, 4) {
                return Some(range_start(s, at)..end);
            }
            let labelled =
                (at.saturating_sub(3).max(s.lead)..at).any(|i| s.token(i).is_in(class::SIZE_WORD));
            let placed = at + 1 < s.tail
                && matches!(s.folded(at + 1), "in" | "into" | "to")
                && action.as_ref().is_some_and(|a| a.start < at);
            if labelled || placed {
                return Some(at..at + 1);
            }
        }
        if token.shape == Shape::Number && at + 1 < s.tail {
            let pieces = (at + 1..(at + 3).min(s.tail))
                .take_while(|i| !s.parts_clauses(*i))
                .find(|i| s.token(*i).is_in(class::SIZE_PIECE));
            let traded = action
                .as_ref()
                .is_some_and(|a| a.start < at && at < a.end + 4);
            if let Some(end) = pieces.filter(|_| traded) {
                return Some(at..end + 1);
            }
        }
        let part = s.class_len(class::SIZE_PART, at);
        if part > 0
            && !s.parts_clauses(at)
            && let Some(end) = whole(at + part, 3)
        {
            return Some(at..end);
        }
        // *Position size: 0.5 lots*, *size 2*
        let label = s.class_len(class::SIZE_WORD, at);
        if label > 0 && (at == s.lead || label > 1) {
            let value = (at + label..(at + label + 4).min(s.end))
                .take_while(|i| !matches!(s.folded(*i), "," | ";" | "/"))
                .find(|i| s.token(*i).is_number());
            if let Some(value) = value {
                return Some(value..whole(value + 1, 4).unwrap_or(value + 1));
            }
        }
    }
    None
}
