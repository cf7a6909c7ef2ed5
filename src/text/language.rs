//! Which passages are not English, so that they are not judged.

use super::token::{Shape, Tokens};
use crate::families::class;

/// Fewer letters than this tell no language.
const MIN_LETTERS: usize = 4;
/// Fewer words than this are too few to tell Latin-script languages apart.
const MIN_WORDS: usize = 8;

/// The language or script of a text that is not English; `None` for English and for text too short to tell.
pub(crate) fn foreign(text: &str, tokens: &Tokens) -> Option<&'static str> {
    // Only what is not ASCII can be of another script.
    if !text.is_ascii()
        && let Some(script) = foreign_script(text)
    {
        return Some(script);
    }
    let words = tokens.list.iter().filter(|t| t.shape == Shape::Word);
    let (mut all, mut english, mut foreign) = (0usize, 0usize, 0usize);
    for word in words {
        all += 1;
        english += usize::from(word.is_in(class::ENGLISH));
        foreign += usize::from(word.is_in(class::OTHER_LATIN));
    }
    (all >= MIN_WORDS && foreign * 6 > all && foreign > 2 * english).then_some("another language")
}

/// The script other than Latin that most letters of the text are of.
fn foreign_script(text: &str) -> Option<&'static str> {
    let mut latin = 0usize;
    let mut counts = [0usize; SCRIPTS.len()];
    for c in text.chars() {
        if c.is_ascii_alphabetic() {
            latin += 1;
        } else if !c.is_ascii() && c.is_alphabetic() {
            let cp = c as u32;
            match SCRIPTS
                .iter()
                .position(|(_, ranges)| ranges.iter().any(|(from, to)| (*from..=*to).contains(&cp)))
            {
                Some(script) => counts[script] += 1,
                None => latin += 1,
            }
        }
    }
    let other: usize = counts.iter().sum();
    if other < MIN_LETTERS || other <= latin {
        return None;
    }
    // Japanese is written with Han letters too; a share of kana tells it.
    if counts[0] * 10 > other {
        return Some(SCRIPTS[0].0);
    }
    counts
        .iter()
        .zip(SCRIPTS)
        .max_by_key(|(n, _)| **n)
        .map(|(_, (name, _))| *name)
}

type Script = (&'static str, &'static [(u32, u32)]);

const SCRIPTS: &[Script] = &[
    ("Japanese", &[(0x3040, 0x30FF), (0xFF66, 0xFF9F)]),
    (
        "Chinese",
        &[
            (0x3400, 0x4DBF),
            (0x4E00, 0x9FFF),
            (0xF900, 0xFAFF),
            (0x20000, 0x3FFFF),
        ],
    ),
    (
        "Korean",
        &[(0x1100, 0x11FF), (0x3130, 0x318F), (0xAC00, 0xD7AF)],
    ),
    ("Cyrillic script", &[(0x400, 0x52F)]),
    ("Greek", &[(0x370, 0x3FF), (0x1F00, 0x1FFF)]),
    (
        "Arabic script",
        &[
            (0x600, 0x6FF),
            (0x750, 0x77F),
            (0x8A0, 0x8FF),
            (0xFB50, 0xFDFF),
            (0xFE70, 0xFEFC),
        ],
    ),
    ("Hebrew", &[(0x590, 0x5FF)]),
    ("Thai", &[(0xE00, 0xE7F)]),
    ("an Indic script", &[(0x900, 0xDFF)]),
];

#[cfg(test)]
mod tests {
    use super::*;

    fn detect(text: &str) -> Option<&'static str> {
        foreign(text, &Tokens::read(text))
    }

    #[test]
    fn scripts_and_latin_languages() {
        assert_eq!(detect("比特币可能会上涨"), Some("Chinese"));
        assert_eq!(
            detect("ビットコインは上がるかもしれません"),
            Some("Japanese")
        );
        assert_eq!(detect("Биткоин может вырасти"), Some("Cyrillic script"));
        assert_eq!(
            detect("La acción de la empresa puede subir si los resultados de este año son buenos"),
            Some("another language")
        );
        assert_eq!(
            detect("The shares may rise if the results of this year are good"),
            None
        );
        assert_eq!(detect("BTC 🚀🚀 比特"), None);
    }
}
