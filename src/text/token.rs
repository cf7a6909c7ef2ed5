//! Tokens: words, numbers with their units, cashtags, emoji, punctuation. One pass over the text, no allocation a token.

use super::fold::{Folded, fold, look_alike};
use crate::families::{self, class};

/// What a token is, by its shape alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Shape {
    Word,
    /// A plain number: `142`, `12,000`, `61k`.
    Number,
    Money,
    Percent,
    Multiple,
    Year,
    Ordinal,
    Time,
    Cashtag,
    Hashtag,
    Mention,
    Url,
    Emoji,
    Punct,
    /// A letter of a script without blanks between words; never matched.
    Ideograph,
}

/// One token. `start..end` are bytes of the text; the folded form lies in [`Tokens::folded`].
#[derive(Clone, Copy, Debug)]
pub(crate) struct Token {
    pub(crate) start: u32,
    pub(crate) end: u32,
    folded: u32,
    folded_len: u16,
    /// Id in the lexicon, 0 for words that no pattern knows.
    pub(crate) word: u16,
    pub(crate) shape: Shape,
    flags: u8,
    /// Evidence found on this token, as bits of [`families::evidence`].
    pub(crate) evidence: u32,
}

const CAPITALISED: u8 = 1;
const CAPITALS: u8 = 2;
const BLANK_BEFORE: u8 = 4;
const BREAK_BEFORE: u8 = 8;
const PARTS_CLAUSES: u8 = 16;

impl Token {
    /// Begins with a capital letter.
    pub(crate) fn is_capitalised(&self) -> bool {
        self.flags & CAPITALISED != 0
    }

    /// Two or more letters, all capitals.
    pub(crate) fn is_capitals(&self) -> bool {
        self.flags & CAPITALS != 0
    }

    /// White space (or the start of the text) stands before it.
    pub(crate) fn has_blank_before(&self) -> bool {
        self.flags & (BLANK_BEFORE | BREAK_BEFORE) != 0
    }

    /// A line break (or the start of the text) stands before it.
    pub(crate) fn has_break_before(&self) -> bool {
        self.flags & BREAK_BEFORE != 0
    }

    pub(crate) fn is_number(&self) -> bool {
        matches!(
            self.shape,
            Shape::Number
                | Shape::Money
                | Shape::Percent
                | Shape::Multiple
                | Shape::Year
                | Shape::Ordinal
                | Shape::Time
        )
    }

    /// Is a member of the class, as a single word.
    pub(crate) fn is_in(&self, class: u16) -> bool {
        families::is_in(self.word, class)
    }

    /// Is punctuation that parts clauses; gaps written `..n` stop at it.
    pub(crate) fn parts_clauses(&self) -> bool {
        self.flags & PARTS_CLAUSES != 0
    }
}

/// The tokens of one text and their folded forms.
#[derive(Default)]
pub(crate) struct Tokens {
    pub(crate) list: Vec<Token>,
    folded: String,
}

impl Tokens {
    /// Reads `text`. Texts longer than 4 GiB are refused by the caller.
    pub(crate) fn read(text: &str) -> Self {
        let mut reader = Reader::new(text);
        while reader.at < text.len() {
            if !reader.plain() {
                reader.step();
            }
        }
        reader.tokens
    }

    /// The folded form of a token.
    pub(crate) fn folded(&self, token: &Token) -> &str {
        &self.folded[token.folded as usize..token.folded as usize + usize::from(token.folded_len)]
    }
}

struct Reader<'t> {
    text: &'t str,
    at: usize,
    tokens: Tokens,
    /// Flags of the next token: what stands before it.
    flags: u8,
}

fn is_invisible(c: char) -> bool {
    !c.is_ascii() && fold(c) == Folded::Nothing
}

fn is_word_char(c: char) -> bool {
    c.is_alphanumeric()
        || c == '_'
        || matches!(c as u32, 0x300..=0x36F | 0x24B6..=0x24E9 | 0x1F130..=0x1F189)
}

fn is_ideograph(c: char) -> bool {
    matches!(c as u32, 0xE00..=0xE7F | 0x1000..=0x109F | 0x1780..=0x17FF | 0x3040..=0x30FF | 0x3400..=0x4DBF | 0x4E00..=0x9FFF
        | 0xAC00..=0xD7AF | 0xF900..=0xFAFF | 0x20000..=0x3FFFF)
}

fn is_emoji(c: char) -> bool {
    matches!(c as u32, 0x1F000..=0x1F0FF | 0x1F18A..=0x1FAFF | 0x2600..=0x27BF | 0x2B00..=0x2BFF | 0x2190..=0x21FF | 0x2300..=0x23FF
        | 0x25A0..=0x25FF)
}

fn is_apostrophe(c: char) -> bool {
    c == '\'' || (!c.is_ascii() && fold(c) == Folded::One('\''))
}

fn is_currency(c: char) -> bool {
    matches!(
        c,
        '$' | '€' | '£' | '¥' | '₹' | '₿' | '₩' | '₽' | '₺' | '₫' | '₦' | '฿'
    )
}

/// Whether punctuation, folded, parts clauses.
fn parts_clauses(mark: &str) -> bool {
    matches!(
        mark,
        "," | ";"
            | ":"
            | "-"
            | "("
            | ")"
            | "."
            | "!"
            | "?"
            | "..."
            | "["
            | "]"
            | "|"
            | "•"
            | "="
            | ">"
    )
}

/// Longest folded form, in bytes. Longer "words" are data; they are looked up by their first bytes, which no pattern has.
const MAX_FOLDED: usize = 512;

impl<'t> Reader<'t> {
    fn new(text: &'t str) -> Self {
        let mut tokens = Tokens::default();
        tokens.list.reserve(text.len() / 5);
        tokens.folded.reserve(text.len());
        Reader {
            text,
            at: 0,
            tokens,
            flags: BREAK_BEFORE,
        }
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// Takes what most text consists of: a blank, a mark by itself, or a word of ASCII letters and digits that ends where no
    /// sign can join it to more. False if what comes is, or may be, anything else; then nothing is taken.
    fn plain(&mut self) -> bool {
        let bytes = &self.text.as_bytes()[self.at..];
        match bytes[0] {
            b' ' => {
                self.flags |= BLANK_BEFORE;
                self.at += 1;
                true
            }
            b'\n' => {
                self.flags |= BREAK_BEFORE;
                self.at += 1;
                true
            }
            first if first.is_ascii_alphabetic() => self.plain_word(bytes),
            // `...` and `--` are one token.
            b'.' | b'-' if bytes.get(1) == Some(&bytes[0]) => false,
            b'$' | b'#' | b'@' | b'_' => false,
            first if first.is_ascii_punctuation() => {
                let from = self.tokens.folded.len();
                self.tokens.folded.push(char::from(first));
                if parts_clauses(&self.tokens.folded[from..]) {
                    self.flags |= PARTS_CLAUSES;
                }
                self.add(1, Shape::Punct, from);
                true
            }
            _ => false,
        }
    }

    fn plain_word(&mut self, bytes: &[u8]) -> bool {
        let first = bytes[0];
        let (mut len, mut small, mut digits) = (0, 0, 0);
        while let Some(byte) = bytes.get(len) {
            match byte {
                b'a'..=b'z' => small += 1,
                b'A'..=b'Z' => {}
                b'0'..=b'9' => digits += 1,
                _ => break,
            }
            len += 1;
        }
        let ends = match bytes.get(len) {
            None => true,
            // `U.S.`, `www.`
            Some(b'.') => len > 1 && !matches!(first, b'w' | b'W'),
            // `https:`
            Some(b':') => !matches!(first, b'h' | b'H'),
            // `buy-in`, `it's`, `S&P`
            Some(b'-' | b'\'' | b'&') => bytes
                .get(len + 1)
                .is_none_or(|next| next.is_ascii() && !next.is_ascii_alphanumeric()),
            Some(byte) => byte.is_ascii() && *byte != b'_',
        };
        if !ends || len > MAX_FOLDED {
            return false;
        }
        if first.is_ascii_uppercase() {
            self.flags |= CAPITALISED;
        }
        if small == 0 && len - digits > 1 {
            self.flags |= CAPITALS;
        }
        let from = self.tokens.folded.len();
        self.tokens
            .folded
            .push_str(&self.text[self.at..self.at + len]);
        if small + digits < len {
            self.tokens.folded[from..].make_ascii_lowercase();
        }
        self.add(len, Shape::Word, from);
        true
    }

    fn step(&mut self) {
        let c = self.rest().chars().next().expect("at < len");
        let next = self.rest()[c.len_utf8()..]
            .chars()
            .find(|c| !is_invisible(*c));
        if matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{B}' | '\u{C}') {
            self.flags |= BREAK_BEFORE;
            self.at += c.len_utf8();
        } else if c.is_whitespace() || c.is_control() {
            self.flags |= BLANK_BEFORE;
            self.at += c.len_utf8();
        } else if is_invisible(c) {
            self.at += c.len_utf8();
        } else if c.is_ascii_digit() || (is_currency(c) && next.is_some_and(|n| n.is_ascii_digit()))
        {
            self.number();
        } else if c == '$' && next.is_some_and(|n| n.is_ascii_alphabetic()) {
            self.tagged(Shape::Cashtag);
        } else if c == '#' && next.is_some_and(|n| n.is_alphabetic() && !is_ideograph(n)) {
            self.tagged(Shape::Hashtag);
        } else if c == '@' && next.is_some_and(is_word_char) && self.flags != 0 {
            self.tagged(Shape::Mention);
        } else if is_ideograph(c) {
            self.push(c.len_utf8(), Shape::Ideograph);
        } else if self.starts_url() {
            let len = self
                .rest()
                .find(|c: char| c.is_whitespace() || matches!(c, '"' | '<' | '>' | ')' | ']'))
                .unwrap_or(self.rest().len());
            let len = self.rest()[..len]
                .trim_end_matches(['.', ',', ';', ':', '!', '?', '…'])
                .len();
            self.push(len.max(1), Shape::Url);
        } else if is_word_char(c) {
            self.word();
        } else if is_emoji(c) {
            self.emoji(c);
        } else if self.rest().starts_with("...") {
            let len = self.rest().len() - self.rest().trim_start_matches('.').len();
            self.push_as(len, Shape::Punct, "...");
        } else if c == '…' {
            self.push_as(c.len_utf8(), Shape::Punct, "...");
        } else if self.rest().starts_with("--") {
            let len = self.rest().len() - self.rest().trim_start_matches('-').len();
            self.push_as(len, Shape::Punct, "-");
        } else {
            self.push(c.len_utf8(), Shape::Punct);
        }
    }

    fn starts_url(&self) -> bool {
        let bytes = self.rest().as_bytes();
        let starts = |prefix: &[u8]| {
            bytes.len() > prefix.len() && bytes[..prefix.len()].eq_ignore_ascii_case(prefix)
        };
        matches!(bytes[0], b'h' | b'H' | b'w' | b'W')
            && (starts(b"http://") || starts(b"https://") || starts(b"www."))
    }

    /// Adds a token of `len` bytes, folded as it stands.
    fn push(&mut self, len: usize, shape: Shape) {
        let from = self.tokens.folded.len();
        let text = &self.text[self.at..self.at + len];
        let mut mixed = false;
        let mut latin = false;
        for c in text.chars() {
            match fold(c) {
                Folded::Nothing => {}
                Folded::One(c) => {
                    latin |= c.is_ascii_alphabetic();
                    mixed |= look_alike(c).is_some();
                    self.tokens.folded.push(c);
                }
                Folded::Many(s) => self.tokens.folded.push_str(s),
            }
        }
        if mixed && latin {
            let plain: String = self.tokens.folded[from..]
                .chars()
                .map(|c| look_alike(c).unwrap_or(c))
                .collect();
            self.tokens.folded.truncate(from);
            self.tokens.folded.push_str(&plain);
        }
        self.finish(len, shape, from);
    }

    /// Adds a token of `len` bytes with a folded form of its own.
    fn push_as(&mut self, len: usize, shape: Shape, folded: &str) {
        let from = self.tokens.folded.len();
        self.tokens.folded.push_str(folded);
        self.finish(len, shape, from);
    }

    fn finish(&mut self, len: usize, shape: Shape, from: usize) {
        let mut end = self.tokens.folded.len().min(from + MAX_FOLDED);
        while !self.tokens.folded.is_char_boundary(end) {
            end -= 1;
        }
        self.tokens.folded.truncate(end);
        let text = &self.text[self.at..self.at + len];
        if shape == Shape::Word {
            let mut letters = text.chars().filter(|c| c.is_alphabetic());
            if text.chars().next().is_some_and(char::is_uppercase) {
                self.flags |= CAPITALISED;
            }
            let capitals = |c: char| c.is_uppercase() || matches!(c as u32, 0x1F130..=0x1F189);
            if letters.clone().take(2).count() == 2 && letters.all(capitals) {
                self.flags |= CAPITALS;
            }
        }
        let folded = &self.tokens.folded[from..];
        if shape == Shape::Punct && parts_clauses(folded) {
            self.flags |= PARTS_CLAUSES;
        }
        self.add(len, shape, from);
    }

    /// Adds a token of `len` bytes whose folded form is all that was added from `from` on, and whose flags are set.
    fn add(&mut self, len: usize, shape: Shape, from: usize) {
        let folded = &self.tokens.folded[from..];
        let word = families::word(folded);
        self.tokens.list.push(Token {
            start: self.at as u32,
            end: (self.at + len) as u32,
            folded: from as u32,
            folded_len: folded.len() as u16,
            word,
            shape,
            flags: self.flags,
            evidence: 0,
        });
        self.at += len;
        self.flags = 0;
    }

    /// `$LUMO`, `#ad`, `@halden`: the sign and the word after it.
    fn tagged(&mut self, shape: Shape) {
        let body = &self.rest()[1..];
        let mut len = body
            .find(|c: char| !is_word_char(c) && !is_invisible(c))
            .unwrap_or(body.len());
        // Share classes and exchange suffixes: $BRK.B, $VOD.L
        if shape == Shape::Cashtag && body[len..].starts_with('.') {
            let suffix = body[len + 1..]
                .find(|c: char| !c.is_ascii_uppercase())
                .unwrap_or(body.len() - len - 1);
            if (1..=2).contains(&suffix) {
                len += 1 + suffix;
            }
        }
        self.push(1 + len, shape);
    }

    fn number(&mut self) {
        let rest = self.rest();
        let sign = rest
            .chars()
            .next()
            .filter(|c| is_currency(*c))
            .map_or(0, char::len_utf8);
        let body = rest[sign..].trim_start_matches(is_invisible);
        let sign = rest.len() - body.len();
        let bytes = body.as_bytes();
        let mut len = 0;
        let mut groups = 0;
        while len < bytes.len() {
            match bytes[len] {
                b'0'..=b'9' => len += 1,
                b'.' | b',' | b'\'' | b':'
                    if bytes.get(len + 1).is_some_and(u8::is_ascii_digit) =>
                {
                    groups += 1;
                    len += 1;
                }
                _ => break,
            }
        }
        let digits = &body[..len];
        let tail = &body[len..];
        let letters_len = tail.find(|c: char| !is_word_char(c)).unwrap_or(tail.len());
        let letters = tail[..letters_len].to_ascii_lowercase();
        let currency_after = tail
            .chars()
            .next()
            .filter(|c| is_currency(*c))
            .map_or(0, char::len_utf8);
        let (unit, shape) = match letters.as_str() {
            "" if tail.starts_with('%') => (1, Shape::Percent),
            "" if currency_after > 0
                && !tail[currency_after..].starts_with(|c: char| c.is_ascii_alphanumeric()) =>
            {
                (currency_after, Shape::Money)
            }
            "" if digits.contains(':') => (0, Shape::Time),
            "" if len == 4 && groups == 0 && matches!(&digits[..2], "19" | "20") => {
                (0, Shape::Year)
            }
            "" => (0, Shape::Number),
            "k" | "m" | "mn" | "mm" | "b" | "bn" | "t" | "tn" | "million" | "billion" => {
                (letters_len, Shape::Number)
            }
            "x" => (letters_len, Shape::Multiple),
            "pct" | "bps" | "bp" => (letters_len, Shape::Percent),
            "st" | "nd" | "rd" | "th" => (letters_len, Shape::Ordinal),
            "am" | "pm" => (letters_len, Shape::Time),
            // `49C`, `180p`: a strike, and call or put
            "c" | "p" if len > 1 && groups <= 1 => (0, Shape::Number),
            // `$5ish`: the letters are a token of their own
            _ if sign > 0 => (0, Shape::Money),
            // `50dma`, `2fa`, `3d`: a word that begins with a digit
            _ => {
                let len = self.word_len(self.at);
                return self.push(len, Shape::Word);
            }
        };
        // `12-month`, `5-year`: one word
        let after = &tail[unit..];
        if sign == 0
            && shape != Shape::Percent
            && after.starts_with('-')
            && after[1..].starts_with(|c: char| c.is_alphabetic())
        {
            let len = self.word_len(self.at);
            return self.push(len, Shape::Word);
        }
        // `4k%`, `10k+` keep their number; a sign in front makes it money.
        let shape = if sign > 0 { Shape::Money } else { shape };
        self.push(sign + len + unit, shape);
    }

    /// Bytes of the word that starts at `at`: letters, digits, and inner hyphens, apostrophes, dots and ampersands.
    fn word_len(&self, at: usize) -> usize {
        let text = &self.text[at..];
        let mut end = 0;
        let mut chars = text.char_indices().peekable();
        let mut piece = 0; // letters since the last inner sign
        while let Some((i, c)) = chars.next() {
            if (is_word_char(c) && !is_ideograph(c)) || is_invisible(c) {
                piece += 1;
                end = i + c.len_utf8();
                continue;
            }
            let next = chars.peek().map(|(_, c)| *c);
            let joins = match c {
                _ if i == 0 => false,
                '&' => next.is_some_and(|n| n.is_alphabetic()),
                // U.S., e.g. — single letters parted by dots
                '.' => {
                    piece == 1 && next.is_some_and(|n| n.is_ascii_alphabetic()) && {
                        let after = &text[i + 1..];
                        let run = after
                            .find(|c: char| !c.is_alphanumeric())
                            .unwrap_or(after.len());
                        run == 1
                    }
                }
                '-' | '\u{2010}' | '\u{2011}' => {
                    next.is_some_and(|n| n.is_alphanumeric() && !is_ideograph(n))
                }
                c if is_apostrophe(c) => {
                    next.is_some_and(|n| n.is_alphabetic() && !is_ideograph(n))
                }
                _ => false,
            };
            if !joins {
                break;
            }
            piece = 0;
        }
        end
    }

    fn word(&mut self) {
        let mut len = self.word_len(self.at);
        let word = &self.text[self.at..self.at + len];
        // U.S. with its last dot
        if len >= 3
            && word.as_bytes()[len - 2] == b'.'
            && self.text[self.at + len..].starts_with('.')
        {
            len += 1;
            return self.push(len, Shape::Word);
        }
        if let Some((i, apostrophe)) = word.char_indices().rev().find(|(_, c)| is_apostrophe(*c)) {
            let tail = word[i + apostrophe.len_utf8()..].to_ascii_lowercase();
            let head_ends_with_n = word[..i].ends_with(['n', 'N']);
            if !(tail == "t" && head_ends_with_n)
                && matches!(tail.as_str(), "s" | "m" | "re" | "ve" | "ll" | "d")
            {
                self.push(i, Shape::Word);
                return self.push(len - i, Shape::Word);
            }
        }
        self.push(len, Shape::Word);
    }

    /// One emoji with its joiners, skin tone and selectors.
    fn emoji(&mut self, c: char) {
        let mut len = c.len_utf8();
        let mut joined = false;
        for c in self.text[self.at + len..].chars() {
            let follows = matches!(
                c as u32,
                0x1F3FB..=0x1F3FF | 0xFE0E | 0xFE0F | 0x200D | 0x20E3
            ) || (joined && is_emoji(c));
            if !follows {
                break;
            }
            joined = c == '\u{200D}';
            len += c.len_utf8();
        }
        let mut folded = [0; 4];
        self.push_as(len, Shape::Emoji, c.encode_utf8(&mut folded));
    }
}

/// Whether a token can name an instrument by its shape: a cashtag, or two to five capitals that are no known abbreviation.
/// `shouting` tells that the text around is in capitals, where they mean nothing.
pub(crate) fn is_ticker(token: &Token, shouting: bool) -> bool {
    match token.shape {
        Shape::Cashtag => true,
        Shape::Word => {
            let len = token.end - token.start;
            !shouting
                && token.is_capitals()
                && (2..=5).contains(&len)
                && !token.is_in(class::NOT_TICKER)
        }
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Vec<(String, Shape)> {
        let tokens = Tokens::read(text);
        tokens
            .list
            .iter()
            .map(|t| (tokens.folded(t).to_owned(), t.shape))
            .collect()
    }

    fn words(text: &str) -> Vec<String> {
        read(text).into_iter().map(|(w, _)| w).collect()
    }

    #[test]
    fn clitics_part_and_negations_stay() {
        assert_eq!(
            words("It’s don't they'll O'Neil traders'"),
            ["it", "'s", "don't", "they", "'ll", "o'neil", "traders", "'"]
        );
    }

    #[test]
    fn numbers_keep_their_units() {
        let shapes: Vec<Shape> =
            read("$142 12,000 61k 3% 5x 2027 1st 9:30 €4.1bn 142–144 50dma 12-month")
                .into_iter()
                .map(|(_, s)| s)
                .collect();
        use Shape::*;
        assert_eq!(
            shapes,
            [
                Money, Number, Number, Percent, Multiple, Year, Ordinal, Time, Money, Number,
                Punct, Number, Word, Word
            ]
        );
    }

    #[test]
    fn every_sign_of_currency_is_whole() {
        assert_eq!(
            words("£5ish £3m-worth €٣ ₿1.5BTC"),
            ["£5", "ish", "£3m", "-", "worth", "€", "٣", "₿1.5", "btc"]
        );
    }

    #[test]
    fn tags_addresses_and_emoji() {
        assert_eq!(
            read("$BRK.B. #ad @halden https://x.test/a?b, 🚀🚀"),
            [
                ("$brk.b".into(), Shape::Cashtag),
                (".".into(), Shape::Punct),
                ("#ad".into(), Shape::Hashtag),
                ("@halden".into(), Shape::Mention),
                ("https://x.test/a?b".into(), Shape::Url),
                (",".into(), Shape::Punct),
                ("🚀".into(), Shape::Emoji),
                ("🚀".into(), Shape::Emoji),
            ]
        );
    }

    #[test]
    fn disguises_are_folded_in_words() {
        assert_eq!(
            words("𝗕𝗨𝗬 bυy b\u{200B}uy ＢＵＹ"),
            ["buy", "buy", "buy", "buy"]
        );
        assert_eq!(words("рубль"), ["рубль"]);
    }

    #[test]
    fn compounds_and_abbreviations_are_one_token() {
        assert_eq!(
            words("U.S. buy-in S&P e.g. risk-free."),
            ["u.s.", "buy-in", "s&p", "e.g.", "risk-free", "."]
        );
    }

    #[test]
    fn the_short_way_reads_what_the_long_way_reads() {
        let signs = [
            "", " ", "\n", ".", "..", "...", "-", "--", "'", "\u{2019}", "&", "_", ":", "://", "$",
            "#", "@", "%", "\u{200B}", "\u{301}", "é", "多", "🚀", "7", "\t", "\"", "/", "`", "~",
        ];
        let words = [
            "a", "I", "it", "BUY", "Buy2", "U", "www", "https", "H", "W", "B52", "7x", "s", "é",
        ];
        for sign in signs {
            for (i, before) in words.iter().enumerate() {
                for after in signs {
                    let text = format!(
                        "{before}{sign}{}{after}{before}",
                        words[(i + 3) % words.len()]
                    );
                    let mut reader = Reader::new(&text);
                    while reader.at < text.len() {
                        reader.step();
                    }
                    let short = Tokens::read(&text);
                    assert_eq!(
                        format!("{:?}", short.list),
                        format!("{:?}", reader.tokens.list),
                        "{text:?}"
                    );
                    assert_eq!(short.folded, reader.tokens.folded, "{text:?}");
                }
            }
        }
    }

    #[test]
    fn spans_cover_the_text_as_written() {
        let text = "b\u{200B}uy — ＮＯＷ";
        let tokens = Tokens::read(text);
        let spans: Vec<&str> = tokens
            .list
            .iter()
            .map(|t| &text[t.start as usize..t.end as usize])
            .collect();
        assert_eq!(spans, ["b\u{200B}uy", "—", "ＮＯＷ"]);
    }
}
