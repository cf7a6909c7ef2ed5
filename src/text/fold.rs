//! Folding: the many ways of writing one letter become one.
//!
//! Case, full width, mathematical alphabets, circled and squared letters are folded for every character. Cyrillic and
//! Greek look-alikes are folded only inside words that also hold Latin letters, so that real Cyrillic stays as it is.

/// What becomes of a character before words are looked up.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Folded {
    /// Invisible: zero width, soft hyphen, direction marks, variation selectors.
    Nothing,
    /// One lower-case character.
    One(char),
    /// A ligature, or a letter whose lower case has several characters.
    Many(&'static str),
}

/// Folds one character.
pub(crate) fn fold(c: char) -> Folded {
    if c.is_ascii() {
        return Folded::One(c.to_ascii_lowercase());
    }
    let cp = c as u32;
    let letter = |offset: u32| Folded::One(char::from(b'a' + (offset % 26) as u8));
    match cp {
        // U+00AD soft hyphen, U+034F grapheme joiner, U+061C and U+200B–U+200F, U+202A–U+202E, U+2060–U+2064, U+2066–U+2069
        // direction and join marks, U+FE00–U+FE0F variation selectors, U+FEFF byte order mark, U+E0000 tags.
        0xAD
        | 0x34F
        | 0x61C
        | 0x200B..=0x200F
        | 0x202A..=0x202E
        | 0x2060..=0x2064
        | 0x2066..=0x2069
        | 0xFE00..=0xFE0F
        | 0xFEFF
        | 0xE0000..=0xE007F => Folded::Nothing,
        0x2018 | 0x2019 | 0x201B | 0x2BC | 0x2B9 | 0xB4 | 0x60 | 0xFF07 => Folded::One('\''),
        0x201C..=0x201F | 0xAB | 0xBB | 0x300C | 0x300D => Folded::One('"'),
        0x2010..=0x2015 | 0x2212 | 0xFE58 | 0xFE63 | 0xFF0D => Folded::One('-'),
        0xFF01..=0xFF5E => Folded::One(char::from((cp - 0xFF01 + 0x21) as u8).to_ascii_lowercase()),
        0x1D400..=0x1D6A3 => letter((cp - 0x1D400) % 52 % 26),
        0x1D7CE..=0x1D7FF => Folded::One(char::from(b'0' + ((cp - 0x1D7CE) % 10) as u8)),
        0x24B6..=0x24CF => letter(cp - 0x24B6),
        0x24D0..=0x24E9 => letter(cp - 0x24D0),
        0x1F130..=0x1F149 => letter(cp - 0x1F130),
        0x1F150..=0x1F169 => letter(cp - 0x1F150),
        0x1F170..=0x1F189 => letter(cp - 0x1F170),
        0xFB00 => Folded::Many("ff"),
        0xFB01 => Folded::Many("fi"),
        0xFB02 => Folded::Many("fl"),
        0xFB03 => Folded::Many("ffi"),
        0xFB04 => Folded::Many("ffl"),
        _ => {
            let mut lower = c.to_lowercase();
            match (lower.next(), lower.next()) {
                (Some(one), None) => Folded::One(one),
                // Only U+0130, dotted capital I.
                _ => Folded::One('i'),
            }
        }
    }
}

/// The Latin letter that a Cyrillic or Greek small letter passes for.
pub(crate) fn look_alike(c: char) -> Option<char> {
    Some(match c {
        'а' | 'α' => 'a',
        'в' => 'b',
        'с' | 'ϲ' => 'c',
        'ԁ' => 'd',
        'е' | 'ё' | 'ε' => 'e',
        'ɡ' => 'g',
        'һ' | 'н' => 'h',
        'і' | 'ι' | 'ı' => 'i',
        'ј' => 'j',
        'к' | 'κ' => 'k',
        'ӏ' => 'l',
        'м' => 'm',
        'η' => 'n',
        'о' | 'ο' => 'o',
        'р' | 'ρ' => 'p',
        'ԛ' => 'q',
        'ѕ' => 's',
        'т' | 'τ' => 't',
        'υ' => 'u',
        'ν' => 'v',
        'ѡ' | 'ω' => 'w',
        'х' | 'χ' => 'x',
        'у' | 'γ' => 'y',
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn disguised_letters_become_plain_ones() {
        for (c, plain) in [
            ('Ｂ', 'b'),
            ('𝐁', 'b'),
            ('𝗯', 'b'),
            ('𝟗', '9'),
            ('Ⓑ', 'b'),
            ('🅱', 'b'),
            ('’', '\''),
            ('”', '"'),
            ('—', '-'),
        ] {
            assert_eq!(fold(c), Folded::One(plain), "{c}");
        }
        assert_eq!(fold('\u{200D}'), Folded::Nothing);
        assert_eq!(fold('ﬁ'), Folded::Many("fi"));
    }
}
