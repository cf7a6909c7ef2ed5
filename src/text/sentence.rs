//! Sentence borders, decided on tokens: prices, tickers and abbreviations are already whole there.

use std::ops::Range;

use super::token::{Shape, Token, Tokens};
use crate::families::class;

/// A run of words longer than this without a border is cut: data, not prose. It also bounds what guards look at.
const MAX_TOKENS: usize = 400;

/// Cuts the tokens of a block into sentences. Every token belongs to exactly one.
pub(crate) fn split(tokens: &Tokens) -> Vec<Range<usize>> {
    let list = &tokens.list;
    let mut sentences = Vec::new();
    let mut start = 0;
    let mut at = 0;
    while at < list.len() {
        if at > start
            && (list[at].has_break_before()
                || at - start >= MAX_TOKENS
                || is_bullet(tokens, &list[at]))
        {
            sentences.push(start..at);
            start = at;
        }
        if !ends_sentence(tokens, start, at) {
            at += 1;
            continue;
        }
        at += 1;
        // Closing marks and emoji on the same line belong to the sentence they follow.
        while at < list.len()
            && !list[at].has_break_before()
            && closes(tokens, &list[at], list.get(at + 1))
        {
            at += 1;
        }
        sentences.push(start..at);
        start = at;
    }
    if start < list.len() {
        sentences.push(start..list.len());
    }
    sentences
}

fn is_bullet(tokens: &Tokens, token: &Token) -> bool {
    token.shape == Shape::Punct && tokens.folded(token) == "•"
}

/// Whether a token after a sentence's end still belongs to it.
fn closes(tokens: &Tokens, token: &Token, next: Option<&Token>) -> bool {
    match token.shape {
        Shape::Emoji => true,
        Shape::Punct => {
            let mark = tokens.folded(token);
            match mark {
                "." | "!" | "?" | "..." | ")" | "]" => true,
                // A quote closes when it touches what is before it, or when nothing touches it from behind.
                "\"" | "'" => !token.has_blank_before() || next.is_none_or(Token::has_blank_before),
                _ => false,
            }
        }
        _ => false,
    }
}

/// Whether the token at `at` ends the sentence that began at `start`.
fn ends_sentence(tokens: &Tokens, start: usize, at: usize) -> bool {
    let list = &tokens.list;
    let token = &list[at];
    if token.shape != Shape::Punct {
        return false;
    }
    let Some(next) = list.get(at + 1) else {
        return true;
    };
    let open = next.has_blank_before() || matches!(next.shape, Shape::Emoji | Shape::Punct);
    match tokens.folded(token) {
        "。" => true,
        "!" | "?" => open || next.is_capitalised(),
        "..." => next.has_blank_before() && (next.is_capitalised() || next.has_break_before()),
        "." => {
            if next.shape == Shape::Punct && !next.has_blank_before() {
                // `.)` and `."` end a sentence when something separate follows; `.,` does not.
                return matches!(tokens.folded(next), ")" | "]" | "\"" | "'" | "!" | "?")
                    && list
                        .get(at + 2)
                        .is_none_or(|after| after.has_blank_before() && !after_is_lower(after));
            }
            if !open {
                return false;
            }
            let Some(before) = at.checked_sub(1).filter(|b| *b >= start).map(|b| &list[b]) else {
                return true;
            };
            if next.has_break_before() {
                return true;
            }
            if before.is_in(class::TITLE_ABBREVIATION) {
                return false;
            }
            // `J. Smith`
            if before.end - before.start == 1
                && before.is_capitalised()
                && tokens.folded(before) != "i"
            {
                return false;
            }
            // `1. Buy`
            if at - start == 1 && matches!(before.shape, Shape::Number) {
                return false;
            }
            if before.is_in(class::ABBREVIATION) {
                return next.is_capitalised() && next.is_in(class::ENGLISH);
            }
            true
        }
        _ => false,
    }
}

fn after_is_lower(token: &Token) -> bool {
    token.shape == Shape::Word && !token.is_capitalised()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sentences(text: &str) -> Vec<&str> {
        let tokens = Tokens::read(text);
        split(&tokens)
            .into_iter()
            .map(|r| {
                &text[tokens.list[r.start].start as usize..tokens.list[r.end - 1].end as usize]
            })
            .collect()
    }

    #[test]
    fn prices_tickers_and_abbreviations_hold_together() {
        assert_eq!(
            sentences(
                "Orvane Inc. rose 3.5% to $4.10. The U.S. unit of Dr. Halden vs. J. Berk fell. Why?"
            ),
            [
                "Orvane Inc. rose 3.5% to $4.10.",
                "The U.S. unit of Dr. Halden vs. J. Berk fell.",
                "Why?"
            ]
        );
    }

    #[test]
    fn lines_lists_and_closers() {
        assert_eq!(
            sentences("1. Buy LUMO\n2. Wait! 🚀🚀 He said \"sell.\" (Twice.) Then left"),
            [
                "1. Buy LUMO",
                "2. Wait! 🚀🚀",
                "He said \"sell.\"",
                "(Twice.)",
                "Then left"
            ]
        );
    }

    #[test]
    fn endless_text_is_cut() {
        let text = "may ".repeat(3 * MAX_TOKENS);
        assert_eq!(sentences(&text).len(), 3);
    }
}
