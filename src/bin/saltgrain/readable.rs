//! The report for people: each finding with its reason, and a table of what it all adds up to.

use std::fmt::{self, Display, Formatter};
use std::io::{self, Write as _};
use std::ops::Range;

use saltgrain::{Finding, Label};

use crate::Output;
use crate::passage::Judged;
use crate::scan::Report;
use crate::style::{self, printable};
use crate::totals::Totals;

/// Of a sentence longer than this, in bytes, only the surroundings of the first cue are shown.
const LONGEST_SHOWN: usize = 600;

/// How much is shown before the first cue of a long sentence, in bytes.
const BEFORE_CUE: usize = 120;

/// Nothing is said to be certain.
const MOST_SURE: f32 = 99.0;

pub struct Readable {
    output: Output,
    totals: Totals,
    sources: usize,
}

impl Readable {
    pub fn new(output: Output) -> Self {
        Readable {
            output,
            totals: Totals::default(),
            sources: 0,
        }
    }

    fn place(&mut self, judged: &Judged, line: usize) -> io::Result<()> {
        let (source, place) = (printable(judged.passage.source), style::PLACE);
        write!(self.output, "{place}{source}:{line}")?;
        if let Some(id) = judged.passage.id {
            write!(self.output, " {}", printable(id.get()))?;
        }
        write!(self.output, "{place:#}  ")
    }

    fn finding(&mut self, judged: &Judged, finding: &Finding, line: usize) -> io::Result<()> {
        self.place(judged, line)?;
        let colour = style::of(finding.label);
        let sentence = Marked::new(
            judged.block(finding),
            &finding.sentence,
            &finding.cues,
            finding.label,
            is_coloured(&self.output),
        );
        writeln!(
            self.output,
            "{colour}{}{colour:#} · {} · {:.0}% sure · {}",
            finding.label,
            finding.subtype.tag(),
            (finding.confidence * 100.0).min(MOST_SURE),
            finding.family,
        )?;
        writeln!(self.output, "    {sentence}\n    {}\n", finding.message)
    }
}

impl Report for Readable {
    fn open(&mut self, _: &str) -> io::Result<()> {
        self.sources += 1;
        Ok(())
    }

    fn add(&mut self, judged: &Judged) -> io::Result<()> {
        let passage = judged.passage;
        let mut unread = judged.unread.iter().peekable();
        let (mut line, mut counted) = (passage.line, 0);
        // A record is one line of its file, however many lines its text has.
        let mut line_at = |offset: usize| {
            if passage.id.is_none() && offset > counted {
                line += passage.text.as_bytes()[counted..offset]
                    .iter()
                    .filter(|&&byte| byte == b'\n')
                    .count();
                counted = offset;
            }
            line
        };
        for finding in &judged.findings {
            while let Some((block, reason)) = unread.next_if(|(block, _)| *block < finding.block) {
                self.place(judged, line_at(passage.blocks[*block].start))?;
                writeln!(self.output, "not analysed: {reason}\n")?;
            }
            let line = line_at(passage.blocks[finding.block].start + finding.sentence.start);
            self.finding(judged, finding, line)?;
        }
        for (block, reason) in unread {
            self.place(judged, line_at(passage.blocks[*block].start))?;
            writeln!(self.output, "not analysed: {reason}\n")?;
        }
        self.totals.add(&judged.summary);
        Ok(())
    }

    fn close(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        let summary = self.totals.summary();
        let strong = style::STRONG;
        writeln!(
            self.output,
            "{strong}Summary{strong:#}: {} in {}, {} marked",
            counted(summary.sentences, "sentence"),
            counted(self.sources, "source"),
            summary.marked,
        )?;
        for &label in Label::ALL {
            let count = summary.labels.get(label);
            let colour = style::of(label);
            write!(
                self.output,
                "  {colour}{label:<12}{colour:#}{:>6}{:>6.1}%",
                count.count,
                count.share * 100.0
            )?;
            let mut tags: Vec<_> = summary
                .subtypes
                .iter()
                .filter(|(subtype, _)| subtype.label() == label)
                .collect();
            tags.sort_by_key(|(_, count)| std::cmp::Reverse(**count));
            for (index, (subtype, count)) in tags.into_iter().enumerate() {
                let between = if index == 0 { "   " } else { " · " };
                write!(self.output, "{between}{} {count}", subtype.tag())?;
            }
            writeln!(self.output)?;
        }
        for unread in &summary.unread {
            writeln!(
                self.output,
                "  {:<12}{:>6}          {}",
                "not analysed", unread.count, unread.reason
            )?;
        }
        self.output.flush()
    }

    fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}

/// Whether colours reach the reader.
pub fn is_coloured(output: &Output) -> bool {
    output.get_ref().current_choice() != anstream::ColorChoice::Never
}

fn counted(count: usize, noun: &str) -> String {
    match count {
        1 => format!("1 {noun}"),
        _ => format!("{count} {noun}s"),
    }
}

/// A sentence on one line with its cues standing out: by colour, or between asterisks where there is none.
pub struct Marked<'a> {
    text: &'a str,
    /// What is shown of the text, and whether that leaves out anything before and after.
    shown: Range<usize>,
    cut: (bool, bool),
    cues: &'a [Range<usize>],
    label: Label,
    coloured: bool,
}

impl<'a> Marked<'a> {
    /// `sentence` and `cues` are bytes of `text`.
    pub fn new(
        text: &'a str,
        sentence: &Range<usize>,
        cues: &'a [Range<usize>],
        label: Label,
        coloured: bool,
    ) -> Self {
        let (mut shown, mut cut) = (sentence.clone(), (false, false));
        if shown.len() > LONGEST_SHOWN {
            let cue = cues.first().map_or(sentence.start, |cue| cue.start);
            shown.start = character_at(text, cue.saturating_sub(BEFORE_CUE).max(sentence.start));
            shown.end = character_at(text, (shown.start + LONGEST_SHOWN).min(sentence.end));
            cut = (shown.start > sentence.start, shown.end < sentence.end);
        }
        Marked {
            text,
            shown,
            cut,
            cues,
            label,
            coloured,
        }
    }
}

/// Where the character begins that the byte at `offset` is part of.
fn character_at(text: &str, offset: usize) -> usize {
    (0..=offset)
        .rev()
        .find(|&at| text.is_char_boundary(at))
        .unwrap_or(0)
}

impl Display for Marked<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let plain = |f: &mut Formatter<'_>, range: Range<usize>| {
            write!(f, "{}", printable(&self.text[range]).replace('\n', " "))
        };
        if self.cut.0 {
            f.write_str("… ")?;
        }
        let (mut at, cue_style) = (self.shown.start, style::cue(self.label));
        for cue in self.cues {
            let (start, end) = (cue.start.max(at), cue.end.min(self.shown.end));
            if start >= end {
                continue;
            }
            plain(f, at..start)?;
            if self.coloured {
                write!(f, "{cue_style}")?;
                plain(f, start..end)?;
                write!(f, "{cue_style:#}")?;
            } else {
                f.write_str("*")?;
                plain(f, start..end)?;
                f.write_str("*")?;
            }
            at = end;
        }
        plain(f, at..self.shown.end)?;
        if self.cut.1 {
            f.write_str(" …")?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(text: &str, cues: &[Range<usize>]) -> String {
        Marked::new(text, &(0..text.len()), cues, Label::Call, false).to_string()
    }

    #[test]
    fn cues_stand_out_without_colour() {
        assert_eq!(
            plain("Buy the dip, then wait", &[0..3, 18..22]),
            "*Buy* the dip, then *wait*"
        );
    }

    #[test]
    fn a_long_sentence_is_cut_around_its_cue() {
        let text = format!("{}buy{}", "é".repeat(5_000), "é".repeat(5_000));
        let shown = plain(&text, std::slice::from_ref(&(10_000..10_003)));
        assert!(
            shown.starts_with("… éé") && shown.ends_with("éé …"),
            "{shown}"
        );
        assert!(shown.contains("é*buy*é") && shown.len() < LONGEST_SHOWN + 20);
    }

    #[test]
    fn nothing_in_the_text_reaches_the_terminal_raw() {
        assert_eq!(plain("up\x1b[2Jnow\nhere", &[]), "up␛[2Jnow here");
    }
}
