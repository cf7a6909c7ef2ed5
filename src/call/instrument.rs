//! What a call is on: tickers, coins, companies, sectors, and where it points on each.

use std::ops::Range;

use crate::families::matcher::Sentence;
use crate::families::{self, class};
use crate::text::token::{Shape, is_ticker};
use crate::{Direction, Subtype};

/// Tickers, coins and names. A word for a piece (*shares*) counts only behind a name.
pub(super) fn instruments(
    s: &Sentence<'_>,
    action: Option<&Range<usize>>,
    begins: usize,
    subtype: Subtype,
) -> Vec<Range<usize>> {
    let in_action = |at: usize| action.is_some_and(|a| a.contains(&at));
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = s.lead;
    while at < s.tail {
        let named = names_instrument(s, at) || is_tagged_ticker(s, at);
        if in_action(at) || !named || s.token(at).is_in(class::EXCHANGE_NAME) {
            at += 1;
            continue;
        }
        let start = name_start(s, at, action, found.last().map_or(s.lead, |f| f.end));
        let mut end = at + 1;
        while end < s.tail && !in_action(end) && continues_name(s, end) {
            end += 1;
        }
        if (start..end).any(|i| s.token(i).shape == Shape::Cashtag || !is_piece(s, i)) {
            found.push(start..end);
        }
        at = end;
    }
    if found.is_empty() {
        let rated = || named_object(s, begins + 1).or_else(|| named_before(s, begins));
        found.extend(match subtype {
            Subtype::C6 => rated(),
            _ => action.and_then(|a| named_object(s, a.end)),
        });
    }
    found
}

/// Where the call points on each instrument: as the whole call does, but a second trade verb turns it (*sell LUMO and buy
/// TLRX*), and so does the *into* of a rotation.
pub(super) fn directions(
    s: &Sentence<'_>,
    instruments: &[Range<usize>],
    action: Option<&Range<usize>>,
    direction: Direction,
) -> Vec<Direction> {
    let Some(action) = action.filter(|_| instruments.len() > 1) else {
        return vec![direction; instruments.len()];
    };
    let rotates = rotation(s, action);
    instruments
        .iter()
        .map(|name| {
            if let Some((from, into)) = &rotates {
                return match () {
                    () if name.start >= *into => Direction::Bull,
                    () if name.start >= *from => Direction::Bear,
                    () => direction,
                };
            }
            let verb = (action.end..name.start)
                .rev()
                .find_map(|at| verb_direction(s, at));
            verb.unwrap_or(direction)
        })
        .collect()
}

/// The tokens from which on a rotation names what is left and what is entered: *rotate out of A into B*, *switch from A to B*.
fn rotation(s: &Sentence<'_>, action: &Range<usize>) -> Option<(usize, usize)> {
    let from = (action.start..(action.end + 3).min(s.tail))
        .find(|at| matches!(s.folded(*at), "out" | "from"))?;
    let moves = (action.start..from).any(|at| {
        matches!(
            s.folded(at),
            "rotate"
                | "rotating"
                | "switch"
                | "switching"
                | "shift"
                | "shifting"
                | "move"
                | "moving"
                | "swap"
                | "swapping"
        )
    });
    let into = (from..s.tail).find(|at| matches!(s.folded(*at), "into" | "to"))?;
    moves.then_some((from, into))
}

/// Where a further trade verb points that stands where a directive can: behind *and*, a comma or a slash.
fn verb_direction(s: &Sentence<'_>, at: usize) -> Option<Direction> {
    // *sell LUMO and put the cash into TLRX*
    let places = matches!(s.folded(at), "put" | "move" | "roll" | "shift")
        && (at..(at + 6).min(s.tail)).any(|i| s.folded(i) == "into");
    if places && s.begins_clause(at) {
        return Some(Direction::Bull);
    }
    let opens = s.begins_clause(at) || matches!(s.folded(at - 1), "/" | "&" | "+");
    if !opens || s.folded(at - 1) == "-" {
        return None;
    }
    let buys = s.class_len(class::BUY_VERB, at);
    let sells = s.class_len(class::SELL_VERB, at);
    let up = match (buys, sells) {
        (0, 0) => return None,
        _ => buys >= sells,
    };
    // Buying puts is a bet on a fall, selling them is not.
    let puts = (at..(at + 4).min(s.tail)).any(|i| matches!(s.folded(i), "put" | "puts"));
    Some(if up != puts {
        Direction::Bull
    } else {
        Direction::Bear
    })
}

fn is_piece(s: &Sentence<'_>, at: usize) -> bool {
    s.token(at).is_in(class::PIECE)
}

/// In a sentence all in capitals a ticker can be told only by being no word that any pattern knows.
pub(super) fn names_instrument(s: &Sentence<'_>, at: usize) -> bool {
    let token = s.token(at);
    s.is_instrument(at) || (s.shouting && token.word == 0 && is_ticker(token, false))
}

/// `#WRX`: a hashtag in capitals is the instrument's, unless it is a word of the trade (*#LONG*, *#BINANCE*).
pub(super) fn is_tagged_ticker(s: &Sentence<'_>, at: usize) -> bool {
    let token = s.token(at);
    if token.shape != Shape::Hashtag {
        return false;
    }
    let written = &s.text[token.start as usize + 1..token.end as usize];
    let capitals = (2..=10).contains(&written.len())
        && written
            .bytes()
            .all(|b| b.is_ascii_uppercase() || b.is_ascii_digit())
        && written.bytes().any(|b| b.is_ascii_uppercase());
    let word = families::word(&s.folded(at)[1..]);
    let of_the_trade = [
        class::NOT_TICKER,
        class::EXCHANGE_NAME,
        class::BUY_VERB,
        class::SELL_VERB,
    ]
    .iter()
    .any(|c| word != 0 && families::is_in(word, *c));
    capitals && !of_the_trade
}

/// Whether the name that stands before goes on here: *chip* **stocks**, *SOLX* **/ USDT**, but not the next ticker.
fn continues_name(s: &Sentence<'_>, at: usize) -> bool {
    let token = s.token(at);
    let glued = |at: usize| at < s.tail && !s.token(at).has_blank_before();
    let is_quote = |at: usize| {
        at < s.tail && (names_instrument(s, at) || s.token(at).is_in(class::PRICE_UNIT))
    };
    if s.folded(at) == "/" {
        let tight = glued(at) && glued(at + 1);
        return is_quote(at + 1) && (tight || s.token(at + 1).is_in(class::PRICE_UNIT));
    }
    if s.folded(at - 1) == "/" {
        return glued(at) || token.is_in(class::PRICE_UNIT);
    }
    s.is_instrument(at) && token.shape != Shape::Hashtag && !is_ticker(token, s.shouting)
}

/// Takes in the capitalised name before a piece: **NordChip** *shares*.
fn name_start(s: &Sentence<'_>, at: usize, action: Option<&Range<usize>>, floor: usize) -> usize {
    let mut start = at;
    // The base of a pair may be longer than a ticker: **SCRIBER** */BTC*.
    let pair = at >= floor + 2
        && s.folded(at - 1) == "/"
        && !s.token(at - 1).has_blank_before()
        && (s.token(at - 2).is_capitals() || s.token(at - 2).shape == Shape::Hashtag);
    if pair {
        return at - 2;
    }
    let kind = matches!(
        s.folded(at),
        "etf" | "etfs" | "etn" | "fund" | "trust" | "bond" | "bonds"
    );
    if is_piece(s, at) || kind || s.token(at).is_in(class::PT_WORD) {
        while start > floor
            && is_name(s, start - 1)
            && !action.is_some_and(|a| a.contains(&(start - 1)))
        {
            start -= 1;
        }
    }
    start
}

/// A capitalised word that is no grammar, no date and not just the sentence's first.
fn is_name(s: &Sentence<'_>, at: usize) -> bool {
    let token = s.token(at);
    let grammar = [
        class::ENGLISH,
        class::CLAUSE_OPENER,
        class::IMP_OPENER,
        class::MONTH,
        class::WEEKDAY,
        class::NOT_TICKER,
        class::RATING,
        class::EXCHANGE_NAME,
    ];
    token.shape == Shape::Word
        && token.is_capitalised()
        && !s.shouting
        && !matches!(s.folded(at), "around" | "between" | "near")
        && !grammar.iter().any(|c| token.is_in(*c))
        && (at > s.lead || token.word == 0)
}

/// The name right before the verb of a rating: **NordChip** *upgraded to Buy*.
fn named_before(s: &Sentence<'_>, at: usize) -> Option<Range<usize>> {
    let start = (s.lead..at).rev().take_while(|i| is_name(s, *i)).last()?;
    Some(start..at)
}

/// The name that is the object of the action: *buy* **Orvane**, *sell the* **Tellurix** *bonds*, *the dip in* **NordChip**.
fn named_object(s: &Sentence<'_>, from: usize) -> Option<Range<usize>> {
    let reach = (from + 4).min(s.tail);
    let start = (from..reach)
        .take_while(|at| {
            !s.parts_clauses(*at)
                && !matches!(
                    s.folded(*at),
                    "at" | "by" | "before" | "after" | "until" | "to" | "from"
                )
        })
        .find(|at| is_name(s, *at))?;
    let end = (start..s.tail).take_while(|at| is_name(s, *at)).last()? + 1;
    Some(start..end)
}
