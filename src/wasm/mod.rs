//! The browser's door: the engine and the summary's view for JavaScript.
//!
//! Types that cross are described in `extension/src/engine-types.ts`. Offsets are bytes inside of Rust and UTF-16 code
//! units outside; [`Utf16`] is the one place where they are converted. A lone surrogate in a JavaScript string arrives
//! as U+FFFD, which is one UTF-16 unit too, so offsets still fit.

mod view;
mod words;

use std::ops::Range;

use serde::{Deserialize, Serialize};
use wasm_bindgen::prelude::*;

use crate::{
    Block, Direction, Force, Holder, Judgement, Label, Page, Phrase, Phrases, Role, Sensitivity,
    Subtype, Term, UnreadReason,
};

pub use view::{
    list_all_in_summary, listed_in_summary, render_summary, search_summary, show_in_summary, sum_up,
};

/// `JudgeRequest` of `engine-types.ts`.
#[derive(Deserialize)]
struct Request {
    title: String,
    url: String,
    sensitivity: Sensitivity,
    blocks: Vec<RequestBlock>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RequestBlock {
    text: String,
    role: Role,
    #[serde(default)]
    context_only: bool,
}

/// UTF-16 offsets of a span, end exclusive.
type Span = (u32, u32);

/// `JudgeReply` of `engine-types.ts`.
#[derive(Serialize)]
struct Reply {
    findings: Vec<ReplyFinding>,
    sentences: Vec<usize>,
    unread: Vec<ReplyUnread>,
}

#[derive(Serialize)]
struct ReplyFinding {
    block: usize,
    sentence: Span,
    label: Label,
    subtype: Subtype,
    force: Option<Force>,
    holder: Holder,
    direction: Option<Direction>,
    confidence: f32,
    severity: u8,
    family: &'static str,
    cues: Vec<Span>,
    message: String,
    slots: Option<ReplySlots>,
    continues: bool,
}

#[derive(Serialize)]
struct ReplySlots {
    action: Option<Span>,
    instruments: Vec<ReplyInstrument>,
    entry: Vec<Span>,
    targets: Vec<Span>,
    stop: Option<Span>,
    size: Option<Span>,
    leverage: Option<Span>,
    horizon: Option<Span>,
    term: Term,
    condition: Option<Span>,
}

#[derive(Serialize)]
struct ReplyInstrument {
    span: Span,
    direction: Direction,
}

#[derive(Serialize)]
struct ReplyUnread {
    block: usize,
    reason: ReplyReason,
}

/// `UnreadReason` of `engine-types.ts`.
#[derive(Debug, PartialEq, Eq, Serialize)]
struct ReplyReason {
    kind: &'static str,
    code: &'static str,
}

/// Byte offsets of one text to UTF-16 offsets.
///
/// Findings of a block come in order of the text but their cues and slots do not, so the whole text is mapped once;
/// ASCII texts, where both are the same, need no map.
struct Utf16(Option<Vec<u32>>);

impl Utf16 {
    fn of(text: &str) -> Self {
        if text.is_ascii() {
            return Utf16(None);
        }
        let mut units = Vec::with_capacity(text.len() + 1);
        let mut at = 0;
        for c in text.chars() {
            units.extend(std::iter::repeat_n(at, c.len_utf8()));
            at += c.len_utf16() as u32;
        }
        units.push(at);
        Utf16(Some(units))
    }

    fn span(&self, bytes: &Range<usize>) -> Span {
        match &self.0 {
            None => (bytes.start as u32, bytes.end as u32),
            Some(units) => (units[bytes.start], units[bytes.end]),
        }
    }
}

/// `EngineOptions` of `engine-types.ts`.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Options {
    families_off: Vec<String>,
    phrases: Vec<Phrase>,
}

/// `PhraseFault` of `engine-types.ts`.
#[derive(Serialize)]
struct Fault {
    code: &'static str,
    message: String,
}

/// Tells what is wrong with an `OwnPhrase`: a `PhraseFault`, or null.
///
/// # Errors
///
/// If it is no `OwnPhrase`.
#[wasm_bindgen(js_name = checkPhrase)]
pub fn check_phrase(phrase: JsValue) -> Result<JsValue, JsError> {
    let phrase: Phrase = serde_wasm_bindgen::from_value(phrase)
        .map_err(|error| JsError::new(&format!("not a phrase: {error}")))?;
    let fault = phrase.check().err().map(|problem| Fault {
        code: problem.code(),
        message: problem.to_string(),
    });
    let serializer = serde_wasm_bindgen::Serializer::new().serialize_missing_as_null(true);
    fault
        .serialize(&serializer)
        .map_err(|error| JsError::new(&error.to_string()))
}

/// The engine as JavaScript holds it. It keeps nothing between requests.
#[wasm_bindgen]
#[derive(Debug, Default)]
pub struct Engine {
    families_off: Vec<String>,
    phrases: Phrases,
}

#[wasm_bindgen]
impl Engine {
    /// An engine for `EngineOptions`, all of which may be missing. Phrases are compiled here, not with each request.
    ///
    /// # Errors
    ///
    /// If the options have another shape, or a phrase can't be compiled; the message says which.
    #[wasm_bindgen(constructor)]
    pub fn new(options: JsValue) -> Result<Engine, JsError> {
        if options.is_undefined() {
            return Ok(Engine::default());
        }
        let options: Options = serde_wasm_bindgen::from_value(options)
            .map_err(|error| JsError::new(&format!("not the engine's options: {error}")))?;
        Ok(Engine {
            families_off: options.families_off,
            phrases: Phrases::new(&options.phrases)?,
        })
    }

    /// Judges a `JudgeRequest` and gives a `JudgeReply`; offsets are UTF-16.
    ///
    /// # Errors
    ///
    /// If the request has another shape; the message says where.
    pub fn judge(&self, request: JsValue) -> Result<JsValue, JsError> {
        let request: Request = serde_wasm_bindgen::from_value(request)
            .map_err(|error| JsError::new(&format!("not a judge request: {error}")))?;
        let blocks: Vec<Block<'_>> = request
            .blocks
            .iter()
            .map(|block| Block {
                text: &block.text,
                role: block.role,
                context_only: block.context_only,
            })
            .collect();
        let page = Page {
            title: &request.title,
            url: &request.url,
        };
        let engine = crate::Engine::builder()
            .sensitivity(request.sensitivity)
            .families_off(self.families_off.iter().map(String::as_str))
            .phrases(self.phrases.clone())
            .build();
        let reply = reply(&engine.judge(&blocks, &page), &blocks);
        let serializer = serde_wasm_bindgen::Serializer::new().serialize_missing_as_null(true);
        reply
            .serialize(&serializer)
            .map_err(|error| JsError::new(&error.to_string()))
    }
}

fn reply(judgement: &Judgement, blocks: &[Block<'_>]) -> Reply {
    let mut map = (usize::MAX, Utf16(None));
    let findings = judgement.findings.iter().map(|finding| {
        if map.0 != finding.block {
            map = (finding.block, Utf16::of(blocks[finding.block].text));
        }
        let span = |bytes: &Range<usize>| map.1.span(bytes);
        ReplyFinding {
            block: finding.block,
            sentence: span(&finding.sentence),
            label: finding.label,
            subtype: finding.subtype,
            force: finding.force,
            holder: finding.holder,
            direction: finding.direction,
            confidence: finding.confidence,
            severity: finding.severity,
            family: finding.family,
            cues: finding.cues.iter().map(span).collect(),
            message: finding.message.clone().into_owned(),
            slots: finding.slots.as_ref().map(|slots| ReplySlots {
                action: slots.action.as_ref().map(span),
                instruments: slots
                    .instruments
                    .iter()
                    .map(|instrument| ReplyInstrument {
                        span: span(&instrument.span),
                        direction: instrument.direction,
                    })
                    .collect(),
                entry: slots.entry.iter().map(span).collect(),
                targets: slots.targets.iter().map(span).collect(),
                stop: slots.stop.as_ref().map(span),
                size: slots.size.as_ref().map(span),
                leverage: slots.leverage.as_ref().map(span),
                horizon: slots.horizon.as_ref().map(span),
                term: slots.term,
                condition: slots.condition.as_ref().map(span),
            }),
            continues: finding.continues,
        }
    });
    Reply {
        findings: findings.collect(),
        sentences: judgement.sentences.clone(),
        unread: judgement
            .unread
            .iter()
            .map(|unread| ReplyUnread {
                block: unread.block,
                reason: reason(unread.reason),
            })
            .collect(),
    }
}

/// The browser knows the names of languages and scripts in every language; it is given ISO codes.
fn reason(reason: UnreadReason) -> ReplyReason {
    let (kind, code) = match reason {
        UnreadReason::TooLong => ("too-long", ""),
        UnreadReason::Language(name) => match name {
            "Chinese" => ("language", "zh"),
            "Greek" => ("language", "el"),
            "Hebrew" => ("language", "he"),
            "Japanese" => ("language", "ja"),
            "Korean" => ("language", "ko"),
            "Thai" => ("language", "th"),
            "Arabic script" => ("script", "Arab"),
            "Cyrillic script" => ("script", "Cyrl"),
            _ => ("other-language", ""),
        },
    };
    ReplyReason { kind, code }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reasons_are_codes() {
        let of = |text| {
            let judged = crate::Engine::new().judge(&[Block::new(text)], &Page::default());
            let ReplyReason { kind, code } = reason(judged.unread[0].reason);
            (kind, code)
        };
        assert_eq!(of("比特币可能会上涨。"), ("language", "zh"));
        assert_eq!(of("Биткоин может вырасти."), ("script", "Cyrl"));
        assert_eq!(of("बिटकॉइन बढ़ सकता है।"), ("other-language", ""));
    }

    #[test]
    fn offsets_are_utf16_units() {
        let text = "🚀 é buy";
        let map = Utf16::of(text);
        let bytes = text.find("buy").unwrap()..text.len();
        assert_eq!(map.span(&bytes), (5, 8));
        assert_eq!(
            Utf16::of("plain").span(&(1..3)),
            (1, 3),
            "ASCII needs no map"
        );
    }
}
