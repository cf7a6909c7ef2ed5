//! What is judged as one, and what came of it.

use std::borrow::Cow;
use std::ops::Range;

use saltgrain::{Block, Engine, Finding, Page, Role, Summary};
use serde_json::value::RawValue;

use crate::plain::Plain;

/// A file, a page, or a record of a file of records.
#[derive(Default)]
pub struct Passage<'a> {
    /// The file's name as it was given; `-` for standard input.
    pub source: &'a str,
    /// The record's name, if it is one.
    pub id: Option<&'a RawValue>,
    /// The line of the source on which the text begins, from 1.
    pub line: usize,
    /// The whole text as read.
    pub text: &'a str,
    /// The text is not the source's own but was read from markup, so that offsets alone would tell a reader nothing.
    pub rendered: bool,
    /// The file that the text was read from, where the two may differ in length.
    pub file: Option<&'a Plain<'a>>,
    pub page: Page<'a>,
    pub blocks: Vec<Piece<'a>>,
}

/// A block, and where in the passage's text it begins, in bytes.
pub struct Piece<'a> {
    pub start: usize,
    pub text: Cow<'a, str>,
    pub role: Role,
}

/// A passage with what was found in it.
pub struct Judged<'a> {
    pub passage: &'a Passage<'a>,
    pub findings: Vec<Finding>,
    /// The blocks that were not judged, and why.
    pub unread: Vec<(usize, String)>,
    pub summary: Summary,
}

impl<'a> Passage<'a> {
    pub fn judge(&'a self, engine: &Engine) -> Judged<'a> {
        let blocks: Vec<Block> = self
            .blocks
            .iter()
            .map(|piece| Block::new(&piece.text).with_role(piece.role))
            .collect();
        let judgement = engine.judge(&blocks, &self.page);
        let summary = Summary::of(&judgement, &blocks);
        let unread = judgement
            .unread
            .iter()
            .map(|unread| (unread.block, unread.reason.to_string()))
            .collect();
        Judged {
            passage: self,
            findings: judgement.findings,
            unread,
            summary,
        }
    }
}

impl Judged<'_> {
    /// The text of a finding's block; the finding's spans are bytes of it.
    pub fn block(&self, finding: &Finding) -> &str {
        &self.passage.blocks[finding.block].text
    }

    /// A finding's sentence as read.
    pub fn sentence(&self, finding: &Finding) -> &str {
        &self.block(finding)[finding.sentence.clone()]
    }

    /// A span of a block as bytes of the text as given.
    pub fn given(&self, block: usize, span: &Range<usize>) -> [usize; 2] {
        let start = self.passage.blocks[block].start;
        [start + span.start, start + span.end].map(|offset| match self.passage.file {
            Some(file) => file.in_file(offset),
            None => offset,
        })
    }
}
