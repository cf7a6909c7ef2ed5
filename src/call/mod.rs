//! The parts of a call: action, instruments, levels. They are read off the sentence, never worked out.

use std::ops::Range;

use crate::families::PATTERNS;
use crate::families::class;
use crate::families::guards::Scene;
use crate::families::matcher::{Hit, Sentence};
use crate::text::token::{Shape, is_ticker};
use crate::{Slots, Subtype};

/// How many tokens may stand between a label (*SL*, *target*) and its price.
const LABEL_REACH: usize = 5;

/// Reads the parts of the call that `hit` found, as spans in bytes of the block's text.
pub(crate) fn slots(scene: &Scene<'_>, hit: &Hit) -> Slots {
    let sentence = &scene.sentence;
    let subtype = PATTERNS[usize::from(hit.pattern)].subtype;
    let action = action(sentence, hit, subtype);
    let levels = levels(sentence, action.clone(), subtype);
    let spans = |tokens: Vec<Range<usize>>| tokens.into_iter().map(|t| sentence.bytes(t)).collect();
    Slots {
        instruments: spans(instruments(sentence, action.clone())),
        action: action.map(|t| sentence.bytes(t)),
        entry: levels.entry.map(|t| sentence.bytes(t)),
        targets: spans(levels.targets),
        stop: levels.stop.map(|t| sentence.bytes(t)),
        leverage: leverage(sentence, subtype).map(|t| sentence.bytes(t)),
    }
}

/// The trade verb or rating: inside the cue if there is one, else anywhere for set-ups (*SOLX … long*), else the cue itself.
fn action(s: &Sentence<'_>, hit: &Hit, subtype: Subtype) -> Option<Range<usize>> {
    let classes: &[u16] = if subtype == Subtype::C6 {
        &[class::RATING]
    } else {
        &[class::BUY_VERB, class::SELL_VERB, class::HOLD_VERB]
    };
    let first_in = |range: Range<usize>| {
        range.clone().find_map(|at| {
            let len = classes.iter().map(|c| s.class_len(*c, at)).max()?;
            (len > 0 && at + len <= range.end).then_some(at..at + len)
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

/// Tickers, coins and names. A word for a piece (*shares*) counts only behind a name.
fn instruments(s: &Sentence<'_>, action: Option<Range<usize>>) -> Vec<Range<usize>> {
    let in_action = |at: usize| action.as_ref().is_some_and(|a| a.contains(&at));
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut at = s.lead;
    while at < s.tail {
        if in_action(at) || !names_instrument(s, at) {
            at += 1;
            continue;
        }
        let start = name_start(s, at, &action, found.last().map_or(s.lead, |f| f.end));
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
        found.extend(action.and_then(|a| named_object(s, a.end)));
    }
    found
}

fn is_piece(s: &Sentence<'_>, at: usize) -> bool {
    s.token(at).is_in(class::PIECE)
}

/// In a sentence all in capitals a ticker can be told only by being no word that any pattern knows.
fn names_instrument(s: &Sentence<'_>, at: usize) -> bool {
    let token = s.token(at);
    s.is_instrument(at) || (s.shouting && token.word == 0 && is_ticker(token, false))
}

/// Whether the name that stands before goes on here: *chip* **stocks**, *SOLX* **/ USDT**, but not the next ticker.
fn continues_name(s: &Sentence<'_>, at: usize) -> bool {
    let token = s.token(at);
    let glued = |at: usize| at < s.tail && !s.token(at).has_blank_before();
    if s.folded(at) == "/" {
        return glued(at) && glued(at + 1) && names_instrument(s, at + 1);
    }
    if s.folded(at - 1) == "/" {
        return glued(at);
    }
    s.is_instrument(at) && !is_ticker(token, s.shouting)
}

/// Takes in the capitalised name before a piece: **NordChip** *shares*.
fn name_start(s: &Sentence<'_>, at: usize, action: &Option<Range<usize>>, floor: usize) -> usize {
    let mut start = at;
    if is_piece(s, at) || s.token(at).is_in(class::PT_WORD) {
        while start > floor
            && is_name(s, start - 1)
            && !action.as_ref().is_some_and(|a| a.contains(&(start - 1)))
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
    ];
    token.shape == Shape::Word
        && token.is_capitalised()
        && !s.shouting
        && !grammar.iter().any(|c| token.is_in(*c))
        && (at > s.lead || token.word == 0)
}

/// The name that is the object of the action: *buy* **Orvane**, *sell the* **Tellurix** *bonds*, *the dip in* **NordChip**.
fn named_object(s: &Sentence<'_>, from: usize) -> Option<Range<usize>> {
    let reach = (from + 4).min(s.tail);
    let start = (from..reach)
        .take_while(|at| {
            !s.parts_clauses(*at)
                && !matches!(s.folded(*at), "at" | "by" | "before" | "after" | "until")
        })
        .find(|at| is_name(s, *at))?;
    let end = (start..s.tail).take_while(|at| is_name(s, *at)).last()? + 1;
    Some(start..end)
}

#[derive(Default)]
struct Levels {
    entry: Option<Range<usize>>,
    targets: Vec<Range<usize>>,
    stop: Option<Range<usize>>,
}

/// Entry, targets and stop: prices behind their labels, or, for the entry, behind the action and its instrument.
fn levels(s: &Sentence<'_>, action: Option<Range<usize>>, subtype: Subtype) -> Levels {
    let mut levels = Levels::default();
    let mut at = s.lead;
    while at < s.end {
        // *buy zone* and *sell limit* are longer than the verbs they begin with, so labels go first.
        let stop = s.class_len(class::SL_WORD, at);
        let target = s
            .class_len(class::TP_WORD, at)
            .max(s.class_len(class::PT_WORD, at));
        let entry = s.class_len(class::ENTRY_WORD, at);
        let longest = stop.max(target).max(entry);
        if longest == 0 {
            at += 1;
            continue;
        }
        let behind = at + longest;
        let Some(first) = price_behind(s, behind) else {
            at = behind;
            continue;
        };
        at = first + 1;
        if longest == stop {
            levels.stop.get_or_insert(first..first + 1);
        } else if longest == target {
            let list = price_list(s, first);
            at = list.last().map_or(at, |l| l + 1);
            // *to $52 from $44*: only where it goes is a target.
            if subtype == Subtype::C6 {
                levels.targets.extend(raised_to(s, behind, first));
            } else {
                levels.targets.extend(list.into_iter().map(|p| p..p + 1));
            }
        } else if levels.entry.is_none() {
            let range = price_range(s, first);
            at = range.end;
            levels.entry = Some(range);
        }
    }
    let trades = !matches!(subtype, Subtype::C6 | Subtype::C7);
    if levels.entry.is_none() && trades {
        levels.entry = action.and_then(|a| entry_behind(s, a.end, &levels));
    }
    levels
}

/// The price that a label points at, past signs, prepositions and a number of its own (*TP 1:*).
fn price_behind(s: &Sentence<'_>, from: usize) -> Option<usize> {
    let reach = (from + LABEL_REACH).min(s.end);
    for at in from..reach {
        if is_level(s, at) {
            let counts = at + 1 < reach
                && s.folded(at + 1) == ":"
                && s.token(at).end - s.token(at).start == 1;
            if !counts {
                return Some(at);
            }
        } else if matches!(s.folded(at), "," | ";" | "." | "!" | "?") || is_label(s, at) {
            return None;
        }
    }
    None
}

fn is_label(s: &Sentence<'_>, at: usize) -> bool {
    [class::SL_WORD, class::TP_WORD, class::ENTRY_WORD]
        .iter()
        .any(|c| s.class_len(*c, at) > 0)
}

/// A number that a label may point at. *1932* is a year elsewhere, but not behind *TP*.
fn is_level(s: &Sentence<'_>, at: usize) -> bool {
    matches!(
        s.token(at).shape,
        Shape::Number | Shape::Money | Shape::Percent | Shape::Year
    )
}

/// `151 / 160`, `186 - 189 - 193`, `22 and 25`: each price of a list.
fn price_list(s: &Sentence<'_>, first: usize) -> Vec<usize> {
    let mut list = vec![first];
    let mut at = first + 1;
    while at + 1 < s.end
        && matches!(s.folded(at), "-" | "/" | "," | "&" | "and" | "|")
        && is_level(s, at + 1)
    {
        list.push(at + 1);
        at += 2;
    }
    list
}

/// `142-144` as one span.
fn price_range(s: &Sentence<'_>, first: usize) -> Range<usize> {
    let ranges = first + 2 < s.end
        && matches!(s.folded(first + 1), "-" | "to" | "and" | "/")
        && is_level(s, first + 2);
    first..first + if ranges { 3 } else { 1 }
}

/// The new target: behind *to* if the sentence says so, else the first.
fn raised_to(s: &Sentence<'_>, from: usize, first: usize) -> Option<Range<usize>> {
    let to = (from..s.end.saturating_sub(1))
        .find(|at| s.folded(*at) == "to" && is_level(s, at + 1))
        .map(|at| at + 1..at + 2);
    to.or(Some(first..first + 1))
}

/// *Long SOLX* **142-144**, *buy below* **90**: the first price behind the action, if no other label owns it.
fn entry_behind(s: &Sentence<'_>, from: usize, levels: &Levels) -> Option<Range<usize>> {
    let reach = (from + 6).min(s.end);
    let at = (from..reach)
        .take_while(|at| !matches!(s.folded(*at), "," | ";" | "." | "!" | "?") && !is_label(s, *at))
        .find(|at| is_level(s, *at))?;
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
                .is_some_and(|t| t.shape == Shape::Word);
            token.end - token.start < 2 || (before_noun && !priced)
        }
        _ => true,
    };
    (!owned && !counts).then(|| price_range(s, at))
}

/// `5x`, where it can only be leverage: in a set-up, or beside the word.
fn leverage(s: &Sentence<'_>, subtype: Subtype) -> Option<Range<usize>> {
    (s.lead..s.end)
        .find(|at| {
            let beside = (at.saturating_sub(3).max(s.lead)..(at + 2).min(s.end))
                .any(|i| matches!(s.folded(i), "leverage" | "lev" | "cross" | "isolated"));
            s.token(*at).shape == Shape::Multiple && (subtype == Subtype::C5 || beside)
        })
        .map(|at| at..at + 1)
}

#[cfg(test)]
mod tests {
    use crate::{Block, Engine, Label, Page, Slots};

    const MARKETS: Page<'static> = Page {
        title: "Markets: stocks and crypto",
        url: "",
    };

    fn slots(text: &str) -> Slots {
        let judged = Engine::new().judge(&[Block::new(text)], &MARKETS);
        let call = judged.findings.into_iter().find(|f| f.label == Label::Call);
        call.and_then(|f| f.slots)
            .unwrap_or_else(|| panic!("no call in: {text}"))
    }

    fn instruments(text: &str) -> Vec<String> {
        let spans = slots(text).instruments;
        spans.into_iter().map(|s| text[s].to_owned()).collect()
    }

    #[test]
    fn set_up_in_one_line() {
        let text = "Long TLRX 31.2–31.8, SL 30.1, TP 34 / 36, 3x.";
        let slots = slots(text);
        assert_eq!(&text[slots.action.unwrap()], "Long");
        assert_eq!(&text[slots.entry.unwrap()], "31.2–31.8");
        assert_eq!(&text[slots.stop.unwrap()], "30.1");
        let targets: Vec<&str> = slots.targets.into_iter().map(|t| &text[t]).collect();
        assert_eq!(targets, ["34", "36"]);
        assert_eq!(&text[slots.leverage.unwrap()], "3x");
        assert_eq!(instruments(text), ["TLRX"]);
    }

    #[test]
    fn lists_and_numbered_targets() {
        let text = "Targets: 186 - 189 - 193";
        assert_eq!(slots(text).targets.len(), 3);
        let text = "TP2 1932";
        assert_eq!(&text[slots(text).targets[0].clone()], "1932");
        let text = "Target 1 : 3300";
        let found: Vec<&str> = slots(text).targets.into_iter().map(|t| &text[t]).collect();
        assert_eq!(found, ["3300"]);
    }

    #[test]
    fn entry_behind_the_action() {
        for (text, entry) in [
            ("Accumulate $LUMO below 14.20.", "14.20"),
            ("Entry at 88350 - 88750", "88350 - 88750"),
            ("Buy zone: $1.95 - $2.05", "$1.95 - $2.05"),
        ] {
            assert_eq!(slots(text).entry.map(|e| &text[e]), Some(entry), "{text}");
        }
        assert_eq!(slots("Buy 200 LUMO shares today.").entry, None);
        assert_eq!(
            slots("Put 5% in gold and buy more LUMO in 2027.").entry,
            None
        );
    }

    #[test]
    fn the_rating_an_upgrade_ends_at_and_the_new_target() {
        let text =
            "Halden upgrades Orvane from Neutral to Buy, raises price target to $52 from $44.";
        let slots = slots(text);
        assert_eq!(&text[slots.action.unwrap()], "Buy");
        let targets: Vec<&str> = slots.targets.into_iter().map(|t| &text[t]).collect();
        assert_eq!(targets, ["$52"]);
    }

    #[test]
    fn instruments_are_told_apart() {
        assert_eq!(
            instruments("Buy $LUMO $TLRX and bitcoin now."),
            ["$LUMO", "$TLRX", "bitcoin"]
        );
        assert_eq!(instruments("Long SOLX/USDT above 142."), ["SOLX/USDT"]);
        assert_eq!(instruments("Buy the dip in chip stocks."), ["chip stocks"]);
        assert_eq!(
            instruments("Grab some Tellurix shares before the split."),
            ["Tellurix shares"]
        );
        assert_eq!(
            instruments("BUY SOME LUMO CALLS BEFORE IT RUNS AWAY"),
            ["LUMO CALLS"]
        );
    }

    #[test]
    fn words_in_capitals_are_not_tickers() {
        for text in [
            "Buy bitcoin NOW, ALL of IT.",
            "The CEO of the USA firm: buy bitcoin, ARE you in.",
            "Buy bitcoin before the CPI and the FOMC, OK.",
        ] {
            assert_eq!(instruments(text), ["bitcoin"], "{text}");
        }
    }

    #[test]
    fn nothing_is_inferred() {
        let slots = slots("Take profits here, folks.");
        assert_eq!(slots.instruments, []);
        assert_eq!(
            (slots.entry, slots.stop, slots.leverage),
            (None, None, None)
        );
        assert_eq!(slots.targets, []);
        let text = "Join our VIP group, the last coin did 20x.";
        assert_eq!(super::tests::slots(text).leverage, None);
    }
}
