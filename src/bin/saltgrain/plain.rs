//! Reads plain text: paragraphs, and where each byte of them stands in the file.

use std::borrow::Cow;
use std::ops::Range;

/// A text file as read.
#[derive(Debug)]
pub struct Plain<'a> {
    /// The text; each byte that was not UTF-8 is U+FFFD.
    pub text: Cow<'a, str>,
    /// For each run of bytes that was replaced: where the replacement ends in `text`, and in the file.
    replaced: Vec<(usize, usize)>,
}

/// Reads a file's bytes.
pub fn read(bytes: &[u8]) -> Plain<'_> {
    if let Ok(text) = std::str::from_utf8(bytes) {
        return Plain {
            text: Cow::Borrowed(text),
            replaced: Vec::new(),
        };
    }
    let (mut text, mut replaced, mut at) = (String::with_capacity(bytes.len()), Vec::new(), 0);
    for chunk in bytes.utf8_chunks() {
        text.push_str(chunk.valid());
        at += chunk.valid().len();
        if !chunk.invalid().is_empty() {
            text.push(char::REPLACEMENT_CHARACTER);
            at += chunk.invalid().len();
            replaced.push((text.len(), at));
        }
    }
    Plain {
        text: Cow::Owned(text),
        replaced,
    }
}

impl Plain<'_> {
    /// Whether the file was UTF-8 throughout.
    pub fn is_faithful(&self) -> bool {
        self.replaced.is_empty()
    }

    /// The byte of the file at which a byte of the text stands.
    pub fn in_file(&self, offset: usize) -> usize {
        match self
            .replaced
            .partition_point(|&(in_text, _)| in_text <= offset)
        {
            0 => offset,
            after => {
                let (in_text, in_file) = self.replaced[after - 1];
                in_file + (offset - in_text)
            }
        }
    }
}

/// The paragraphs of a text: runs of lines with no blank line between, without the white space around them.
pub fn paragraphs(text: &str) -> impl Iterator<Item = Range<usize>> + '_ {
    let mut rest = 0;
    std::iter::from_fn(move || {
        let (mut start, mut end) = (None, 0);
        while rest < text.len() {
            let line = rest..text[rest..]
                .find('\n')
                .map_or(text.len(), |at| rest + at + 1);
            rest = line.end;
            let content =
                text[line.clone()].trim_matches(|c: char| c.is_whitespace() || c == '\u{FEFF}');
            if content.is_empty() {
                if start.is_some() {
                    break;
                }
                continue;
            }
            let content_start = content.as_ptr() as usize - text.as_ptr() as usize;
            start.get_or_insert(content_start);
            end = content_start + content.len();
        }
        start.map(|start| start..end)
    })
}

/// The narrowest and widest column, in characters, at which a text may have been wrapped.
const WRAP_COLUMNS: std::ops::RangeInclusive<usize> = 50..=100;

/// A paragraph with the line breaks of a fixed column turned to spaces, which keeps every offset.
///
/// Lines are taken for wrapped when there are three or more and none of their ends had room for the next line's first
/// word; a list of headlines or posts does not come out like that.
pub fn unwrapped(paragraph: &str) -> Cow<'_, str> {
    let lines: Vec<&str> = paragraph.lines().collect();
    let width = |text: &str| text.trim_end().chars().count();
    let column = lines.iter().map(|line| width(line)).max().unwrap_or(0);
    let full = |pair: &[&str]| {
        let word = pair[1].split_whitespace().next().unwrap_or_default();
        width(pair[0]) + 1 + width(word) > column
    };
    if lines.len() >= 3 && WRAP_COLUMNS.contains(&column) && lines.windows(2).all(full) {
        Cow::Owned(paragraph.replace(['\n', '\r'], " "))
    } else {
        Cow::Borrowed(paragraph)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paragraphs_end_at_blank_lines() {
        let text = "\u{FEFF}one\r\n\r\n  two\nlines \n \n\n\nthree";
        let found: Vec<&str> = paragraphs(text).map(|range| &text[range]).collect();
        assert_eq!(found, ["one", "two\nlines", "three"]);
        assert_eq!(paragraphs(" \n\n").count(), 0);
        assert_eq!(paragraphs("").count(), 0);
    }

    #[test]
    fn wrapped_lines_are_joined_and_lists_are_not() {
        let wrapped = "The board met on Thursday and agreed to keep the\ndividend where it stands, although two of the nine\nmembers asked for a cut.";
        let joined = unwrapped(wrapped);
        assert_eq!(joined.len(), wrapped.len());
        assert!(!joined.contains('\n'));
        let list = "Board meets on Thursday to talk about the dividend again\nShares rise\nTwo members leave";
        assert_eq!(unwrapped(list), list);
        let pair =
            "A first headline that runs on for more than fifty characters\nAnother one below";
        assert_eq!(unwrapped(pair), pair);
    }

    #[test]
    fn offsets_lead_back_to_the_file() {
        let bytes = b"a\xffb\xe2\x82c";
        let plain = read(bytes);
        assert_eq!(plain.text, "a\u{FFFD}b\u{FFFD}c");
        assert!(!plain.is_faithful());
        for (c, expected) in [('a', 0), ('b', 2), ('c', 5)] {
            assert_eq!(plain.in_file(plain.text.find(c).unwrap()), expected);
        }
        assert_eq!(plain.in_file(plain.text.len()), bytes.len());
    }
}
