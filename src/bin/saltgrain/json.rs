//! The two reports for programs: one object a file, and one line a record.

use std::io::{self, Write as _};
use std::ops::Range;

use saltgrain::{Direction, Finding, Force, Holder, Label, Subtype, Summary, Term};
use serde::Serialize;
use serde_json::value::RawValue;

use crate::Output;
use crate::passage::Judged;
use crate::scan::Report;
use crate::totals::Totals;

/// A finding in the order of fields that the documentation promises.
#[derive(Serialize)]
struct JsonFinding<'a> {
    /// The record it is in, where the findings of a whole file stand together.
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<&'a RawValue>,
    sentence: [usize; 2],
    label: Label,
    subtype: Subtype,
    force: Option<Force>,
    holder: Holder,
    direction: Option<Direction>,
    confidence: f64,
    severity: u8,
    family: &'a str,
    cues: Vec<[usize; 2]>,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    slots: Option<JsonSlots>,
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    continues: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'a str>,
}

/// The parts of a call; what it does not name is left out.
#[derive(Serialize)]
struct JsonSlots {
    #[serde(skip_serializing_if = "Option::is_none")]
    action: Option<[usize; 2]>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    instruments: Vec<JsonInstrument>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    entry: Vec<[usize; 2]>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    targets: Vec<[usize; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    stop: Option<[usize; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    size: Option<[usize; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    leverage: Option<[usize; 2]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    horizon: Option<[usize; 2]>,
    term: Term,
    #[serde(skip_serializing_if = "Option::is_none")]
    condition: Option<[usize; 2]>,
}

#[derive(Serialize)]
struct JsonInstrument {
    span: [usize; 2],
    direction: Direction,
}

impl<'a> JsonFinding<'a> {
    fn new(
        judged: &'a Judged,
        finding: &'a Finding,
        id: Option<&'a RawValue>,
        with_text: bool,
    ) -> Self {
        let given = |span: &Range<usize>| judged.given(finding.block, span);
        JsonFinding {
            id,
            sentence: judged.given(finding.block, &finding.sentence),
            label: finding.label,
            subtype: finding.subtype,
            force: finding.force,
            holder: finding.holder,
            direction: finding.direction,
            // A probability is not known to more than three places, and its binary fraction would print as ten.
            confidence: (f64::from(finding.confidence) * 1000.0).round() / 1000.0,
            severity: finding.severity,
            family: finding.family,
            cues: finding
                .cues
                .iter()
                .map(|cue| judged.given(finding.block, cue))
                .collect(),
            message: &finding.message,
            slots: finding.slots.as_ref().map(|slots| JsonSlots {
                action: slots.action.as_ref().map(given),
                instruments: slots
                    .instruments
                    .iter()
                    .map(|instrument| JsonInstrument {
                        span: given(&instrument.span),
                        direction: instrument.direction,
                    })
                    .collect(),
                entry: slots.entry.iter().map(given).collect(),
                targets: slots.targets.iter().map(given).collect(),
                stop: slots.stop.as_ref().map(given),
                size: slots.size.as_ref().map(given),
                leverage: slots.leverage.as_ref().map(given),
                horizon: slots.horizon.as_ref().map(given),
                term: slots.term,
                condition: slots.condition.as_ref().map(given),
            }),
            continues: finding.continues,
            text: with_text.then(|| judged.sentence(finding)),
        }
    }
}

/// One line for each passage.
pub struct JsonLines {
    output: Output,
}

#[derive(Serialize)]
struct Line<'a> {
    id: Id<'a>,
    findings: Vec<JsonFinding<'a>>,
    summary: &'a Summary,
}

#[derive(Serialize)]
#[serde(untagged)]
enum Id<'a> {
    Record(&'a RawValue),
    Source(&'a str),
}

impl JsonLines {
    pub fn new(output: Output) -> Self {
        JsonLines { output }
    }
}

impl Report for JsonLines {
    fn open(&mut self, _: &str) -> io::Result<()> {
        Ok(())
    }

    fn add(&mut self, judged: &Judged) -> io::Result<()> {
        let passage = judged.passage;
        let findings = judged
            .findings
            .iter()
            .map(|finding| JsonFinding::new(judged, finding, None, passage.rendered));
        let line = Line {
            id: passage.id.map_or(Id::Source(passage.source), Id::Record),
            findings: findings.collect(),
            summary: &judged.summary,
        };
        serde_json::to_writer(&mut self.output, &line)?;
        self.output.write_all(b"\n")
    }

    fn close(&mut self) -> io::Result<()> {
        Ok(())
    }

    fn finish(&mut self) -> io::Result<()> {
        self.output.flush()
    }

    fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}

/// One object for each source, written as its passages come in.
pub struct JsonObjects {
    output: Output,
    totals: Totals,
    first: bool,
}

impl JsonObjects {
    pub fn new(output: Output) -> Self {
        JsonObjects {
            output,
            totals: Totals::default(),
            first: true,
        }
    }
}

impl Report for JsonObjects {
    fn open(&mut self, source: &str) -> io::Result<()> {
        (self.totals, self.first) = (Totals::default(), true);
        self.output.write_all(b"{\"source\":")?;
        serde_json::to_writer(&mut self.output, source)?;
        self.output.write_all(b",\"findings\":[")
    }

    fn add(&mut self, judged: &Judged) -> io::Result<()> {
        for finding in &judged.findings {
            if !std::mem::take(&mut self.first) {
                self.output.write_all(b",")?;
            }
            let finding = JsonFinding::new(judged, finding, judged.passage.id, true);
            serde_json::to_writer(&mut self.output, &finding)?;
        }
        self.totals.add(&judged.summary);
        Ok(())
    }

    fn close(&mut self) -> io::Result<()> {
        self.output.write_all(b"],\"summary\":")?;
        serde_json::to_writer(&mut self.output, &self.totals.summary())?;
        self.output.write_all(b"}\n")
    }

    fn finish(&mut self) -> io::Result<()> {
        self.output.flush()
    }

    fn flush(&mut self) -> io::Result<()> {
        self.output.flush()
    }
}
