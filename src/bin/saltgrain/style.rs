//! Colours, and text made safe for a terminal.

use std::borrow::Cow;

use anstyle::{AnsiColor, Effects, Style};
use saltgrain::Label;

pub const PROBLEM: Style = AnsiColor::Red.on_default().effects(Effects::BOLD);
pub const PLACE: Style = Style::new().effects(Effects::DIMMED);
pub const STRONG: Style = Style::new().effects(Effects::BOLD);

/// The colour of a kind.
pub const fn of(label: Label) -> Style {
    match label {
        Label::Speculation => AnsiColor::Yellow.on_default(),
        Label::Disclaimer => AnsiColor::Cyan.on_default(),
        Label::Call => AnsiColor::Magenta.on_default(),
    }
}

/// How the words that gave a sentence away stand out.
pub const fn cue(label: Label) -> Style {
    of(label).effects(Effects::BOLD.insert(Effects::UNDERLINE))
}

/// Text from outside with its control characters made visible: a page must not be able to move the cursor, change the
/// terminal's title or turn the direction of what follows.
pub fn printable(text: &str) -> Cow<'_, str> {
    let unsafe_character = |c: char| {
        (c.is_control() && c != '\n')
            || matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
    };
    if !text.contains(unsafe_character) {
        return Cow::Borrowed(text);
    }
    let shown = text.chars().map(|c| match c {
        '\t' => ' ',
        // The pictures of the control characters have the same order as the characters.
        '\0'..='\x1f' if c != '\n' => char::from_u32(0x2400 + u32::from(c)).unwrap_or('\u{FFFD}'),
        c if unsafe_character(c) => '\u{FFFD}',
        c => c,
    });
    Cow::Owned(shown.collect())
}

#[cfg(test)]
mod tests {
    #[test]
    fn escapes_are_shown_not_obeyed() {
        assert_eq!(super::printable("plain £ ✓"), "plain £ ✓");
        assert_eq!(
            super::printable("a\x1b[31m\0\u{202E}b\tc\r\n"),
            "a␛[31m␀\u{FFFD}b c␍\n"
        );
    }
}
