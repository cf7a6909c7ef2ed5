//! `saltgrain scan`: reads each source in its own way, has it judged, and hands the outcome to a report.

use std::borrow::Cow;
use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use saltgrain::{Engine, Page};

use crate::args::{Format, Input, Scan};
use crate::json::{JsonLines, JsonObjects};
use crate::passage::{Judged, Passage, Piece};
use crate::readable::Readable;
use crate::record::Fields;
use crate::{Output, complain, html, plain};

/// Records are read and written one at a time; this much is read ahead.
const READ_AHEAD: usize = 256 * 1024;

/// Writes what was found. `open` and `close` enclose what belongs to one source; `finish` comes after the last.
pub trait Report {
    fn open(&mut self, source: &str) -> io::Result<()>;
    fn add(&mut self, judged: &Judged) -> io::Result<()>;
    fn close(&mut self) -> io::Result<()>;
    fn finish(&mut self) -> io::Result<()>;
    /// Lets a reader see all that was added.
    fn flush(&mut self) -> io::Result<()>;
}

/// Why a source could not be dealt with to its end.
enum Stop {
    /// It can't be read; the next one is tried.
    Source(io::Error),
    /// Nothing more can be written.
    Output(io::Error),
}

/// Scans all sources. Tells whether every one was read whole and well formed; the error is one of writing.
pub fn run(scan: &Scan, output: Output) -> io::Result<bool> {
    let mut scanner = Scanner {
        scan,
        engine: Engine::builder()
            .sensitivity(scan.threshold.sensitivity)
            .families_off(scan.families.off.iter().map(String::as_str))
            .phrases(scan.phrases.clone().unwrap_or_default())
            .build(),
        report: match scan.format {
            Format::Text => Box::new(Readable::new(output)),
            Format::Json => Box::new(JsonObjects::new(output)),
            Format::Jsonl => Box::new(JsonLines::new(output)),
        },
        all_well: true,
    };
    for path in &scan.files {
        let name = path.to_string_lossy();
        match scanner.source(path, &name) {
            Ok(()) => {}
            Err(Stop::Source(error)) => {
                scanner.all_well = false;
                complain(format_args!("{name}: {}", reason(&error)));
            }
            Err(Stop::Output(error)) => return Err(error),
        }
    }
    scanner.report.finish()?;
    Ok(scanner.all_well)
}

/// The system's words without `(os error 2)`.
fn reason(error: &io::Error) -> String {
    let text = error.to_string();
    text.split(" (os error")
        .next()
        .unwrap_or_default()
        .to_owned()
}

struct Scanner<'s> {
    scan: &'s Scan,
    engine: Engine,
    report: Box<dyn Report>,
    all_well: bool,
}

impl Scanner<'_> {
    fn source(&mut self, path: &Path, name: &str) -> Result<(), Stop> {
        let mut reader: Box<dyn Read> = match name {
            "-" => Box::new(io::stdin().lock()),
            _ => Box::new(File::open(path).map_err(Stop::Source)?),
        };
        match self.scan.input.unwrap_or_else(|| Input::of(path)) {
            Input::Jsonl => self.records(BufReader::with_capacity(READ_AHEAD, reader), name),
            kind => {
                let mut bytes = Vec::new();
                reader.read_to_end(&mut bytes).map_err(Stop::Source)?;
                self.report.open(name).map_err(Stop::Output)?;
                match kind {
                    Input::Html => self.page(&bytes, name),
                    _ => self.plain(&bytes, name),
                }
                .and_then(|()| self.report.close())
                .map_err(Stop::Output)
            }
        }
    }

    fn records(&mut self, mut reader: BufReader<Box<dyn Read>>, name: &str) -> Result<(), Stop> {
        let fields = Fields {
            id: &self.scan.id_field,
            text: &self.scan.text_field,
        };
        let (mut line, mut number) = (Vec::new(), 0);
        let mut opened = false;
        let outcome = loop {
            if reader.buffer().is_empty() {
                // The next line may be long in coming.
                self.report.flush().map_err(Stop::Output)?;
            }
            line.clear();
            match reader.read_until(b'\n', &mut line) {
                Ok(0) => break Ok(()),
                Ok(_) => number += 1,
                Err(error) => break Err(Stop::Source(error)),
            }
            if !opened {
                opened = true;
                self.report.open(name).map_err(Stop::Output)?;
            }
            let content = match number {
                1 => line.strip_prefix("\u{FEFF}".as_bytes()).unwrap_or(&line),
                _ => &line,
            };
            if content.trim_ascii().is_empty() {
                continue;
            }
            let record = match fields.read(content.trim_ascii_end()) {
                Ok(record) => record,
                Err(message) => {
                    self.all_well = false;
                    complain(format_args!("{name}:{number}: {message}"));
                    continue;
                }
            };
            let passage = Passage {
                source: name,
                id: Some(&record.id),
                line: number,
                text: &record.text,
                page: Page {
                    title: &record.title,
                    ..Page::default()
                },
                blocks: vec![Piece {
                    start: 0,
                    text: Cow::Borrowed(&record.text),
                    role: record.role,
                }],
                ..Passage::default()
            };
            self.report
                .add(&passage.judge(&self.engine))
                .map_err(Stop::Output)?;
        };
        // A source that gave no line because it can't be read, such as a folder, is not reported as an empty one.
        if !opened && outcome.is_ok() {
            self.report.open(name).map_err(Stop::Output)?;
            opened = true;
        }
        if opened {
            self.report.close().map_err(Stop::Output)?;
        }
        outcome
    }

    fn page(&mut self, bytes: &[u8], name: &str) -> io::Result<()> {
        let (markup, malformed) = html::decode(bytes);
        if malformed {
            complain(format_args!(
                "{name}: warning: bytes that are not in the page's encoding were read as U+FFFD"
            ));
        }
        let document = html::read(&markup);
        let blocks = document.blocks.iter().map(|(range, role)| Piece {
            start: range.start,
            text: Cow::Borrowed(&document.text[range.clone()]),
            role: *role,
        });
        let passage = Passage {
            source: name,
            line: 1,
            text: &document.text,
            rendered: true,
            page: Page {
                title: &document.title,
                url: &document.url,
            },
            blocks: blocks.collect(),
            ..Passage::default()
        };
        self.report.add(&passage.judge(&self.engine))
    }

    fn plain(&mut self, bytes: &[u8], name: &str) -> io::Result<()> {
        let plain = plain::read(bytes);
        if !plain.is_faithful() {
            complain(format_args!(
                "{name}: warning: bytes that are not UTF-8 were read as U+FFFD"
            ));
        }
        let blocks = plain::paragraphs(&plain.text).map(|range| Piece {
            start: range.start,
            text: plain::unwrapped(&plain.text[range]),
            role: Default::default(),
        });
        let passage = Passage {
            source: name,
            line: 1,
            text: &plain.text,
            file: Some(&plain),
            blocks: blocks.collect(),
            ..Passage::default()
        };
        self.report.add(&passage.judge(&self.engine))
    }
}

impl Input {
    /// What a file is taken for by its name.
    fn of(path: &Path) -> Input {
        let extension = path.extension().unwrap_or_default().to_ascii_lowercase();
        match extension.to_str() {
            Some("html" | "htm" | "xhtml") => Input::Html,
            Some("jsonl" | "ndjson") => Input::Jsonl,
            _ => Input::Text,
        }
    }
}
