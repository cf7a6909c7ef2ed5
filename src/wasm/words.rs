//! The reader's language: the host hands the view its words, so that there is one source of them, `extension/_locales/`.

use js_sys::{Object, Reflect};
use wasm_bindgen::prelude::*;

use crate::Label;
use crate::summary::{Amount, Deed, Verdict};

#[wasm_bindgen]
extern "C" {
    /// `Words` of `extension/src/messages.ts`.
    #[wasm_bindgen(typescript_type = "Words")]
    pub type Words;

    #[wasm_bindgen(method, js_name = say)]
    fn say_with(this: &Words, name: &str, given: &Object) -> String;

    /// A number as the language writes it.
    #[wasm_bindgen(method)]
    fn number(this: &Words, value: f64) -> String;

    /// A part of one, in whole percents.
    #[wasm_bindgen(method)]
    fn percent(this: &Words, share: f64) -> String;

    /// Several things as one: “a, b and c”.
    #[wasm_bindgen(method)]
    pub(super) fn list(this: &Words, parts: Vec<String>) -> String;
}

/// What a message leaves open.
pub(super) enum Open<'a> {
    Text(&'a str),
    Number(usize),
}

impl Words {
    /// A message that leaves nothing open.
    pub(super) fn say(&self, name: &str) -> String {
        self.say_with(name, &Object::new())
    }

    /// A message with what it leaves open. A number called `count` chooses the plural.
    pub(super) fn fill(&self, name: &str, given: &[(&str, Open<'_>)]) -> String {
        let object = Object::new();
        for (placeholder, open) in given {
            let value = match open {
                Open::Text(text) => JsValue::from_str(text),
                Open::Number(number) => JsValue::from_f64(*number as f64),
            };
            // A plain object refuses no property.
            let _ = Reflect::set(&object, &JsValue::from_str(placeholder), &value);
        }
        self.say_with(name, &object)
    }

    /// A message about so many of something.
    pub(super) fn count(&self, name: &str, count: usize) -> String {
        self.fill(name, &[("count", Open::Number(count))])
    }

    pub(super) fn whole(&self, number: usize) -> String {
        self.number(number as f64)
    }

    pub(super) fn kind(&self, label: Label) -> String {
        self.say(match label {
            Label::Speculation => "kindSpeculation",
            Label::Disclaimer => "kindDisclaimer",
            Label::Call => "kindCall",
        })
    }

    /// How sure the engine is. No judgement of a sentence is certain, whatever the rounding says.
    pub(super) fn sure(&self, confidence: f32) -> String {
        let share = self.percent(f64::from(confidence).clamp(0.0, 0.99));
        self.fill("summarySure", &[("share", Open::Text(&share))])
    }

    /// A share for the reader: whole percents, and never nothing or all for a part that is neither.
    pub(super) fn share(&self, count: usize, of: usize) -> String {
        let share = count as f64 / of.max(1) as f64;
        match bounded(count, of) {
            Bounded::Under => {
                self.fill("shareUnder", &[("share", Open::Text(&self.percent(0.01)))])
            }
            Bounded::Over => self.fill("shareOver", &[("share", Open::Text(&self.percent(0.99)))]),
            Bounded::Neither => self.percent(share),
        }
    }

    pub(super) fn verdict(&self, verdict: &Verdict) -> String {
        match verdict {
            Verdict::NoSentence => self.say("summaryNoSentence"),
            Verdict::NothingJudged => self.say("summaryNothingJudged"),
            Verdict::NothingMarked { sentences } => self.count("summaryNothingMarked", *sentences),
            Verdict::OneSentence { deeds } => {
                let does = deeds.iter().map(|deed| self.say(names(*deed).sole));
                let does = self.list(does.collect());
                self.fill("summaryOneSentence", &[("deeds", Open::Text(&does))])
            }
            Verdict::Sentences {
                amount,
                deeds,
                sentences,
            } => {
                let told = deeds.iter().enumerate().map(|(index, &(deed, count))| {
                    let count = ("count", Open::Number(count));
                    match index {
                        0 => self.fill(
                            names(deed).lead,
                            &[count, ("sentences", Open::Number(*sentences))],
                        ),
                        _ => self.fill(names(deed).then, &[count]),
                    }
                });
                let told = self.list(told.collect());
                let headline = deeds
                    .first()
                    .map(|(deed, _)| names(*deed).headline(*amount));
                self.fill(
                    "summaryVerdict",
                    &[
                        (
                            "headline",
                            Open::Text(&self.say(headline.unwrap_or_default())),
                        ),
                        ("deeds", Open::Text(&told)),
                    ],
                )
            }
        }
    }
}

/// What whole percents would say wrongly of a part.
#[derive(Debug, PartialEq, Eq)]
enum Bounded {
    /// It is not nothing.
    Under,
    /// It is not all.
    Over,
    Neither,
}

fn bounded(count: usize, of: usize) -> Bounded {
    match (count as f64 / of.max(1) as f64 * 100.0).round() as u32 {
        0 if count > 0 => Bounded::Under,
        100 if count < of => Bounded::Over,
        _ => Bounded::Neither,
    }
}

/// The messages about one deed.
struct DeedNames {
    mostly: &'static str,
    many: &'static str,
    some: &'static str,
    one: &'static str,
    lead: &'static str,
    then: &'static str,
    sole: &'static str,
}

impl DeedNames {
    fn headline(&self, amount: Amount) -> &'static str {
        match amount {
            Amount::Mostly => self.mostly,
            Amount::One => self.one,
            Amount::Many => self.many,
            Amount::Some => self.some,
        }
    }
}

fn names(deed: Deed) -> DeedNames {
    match deed {
        Deed::Urge => DeedNames {
            mostly: "summaryMostlyUrge",
            many: "summaryManyUrge",
            some: "summarySomeUrge",
            one: "summaryOneUrge",
            lead: "summaryLeadUrge",
            then: "summaryThenUrge",
            sole: "summarySoleUrge",
        },
        Deed::PassOn => DeedNames {
            mostly: "summaryMostlyPassOn",
            many: "summaryManyPassOn",
            some: "summarySomePassOn",
            one: "summaryOnePassOn",
            lead: "summaryLeadPassOn",
            then: "summaryThenPassOn",
            sole: "summarySolePassOn",
        },
        Deed::Speculate => DeedNames {
            mostly: "summaryMostlySpeculate",
            many: "summaryManySpeculate",
            some: "summarySomeSpeculate",
            one: "summaryOneSpeculate",
            lead: "summaryLeadSpeculate",
            then: "summaryThenSpeculate",
            sole: "summarySoleSpeculate",
        },
        Deed::Disclaim => DeedNames {
            mostly: "summaryMostlyDisclaim",
            many: "summaryManyDisclaim",
            some: "summarySomeDisclaim",
            one: "summaryOneDisclaim",
            lead: "summaryLeadDisclaim",
            then: "summaryThenDisclaim",
            sole: "summarySoleDisclaim",
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percents_do_not_claim_nothing_or_all() {
        assert_eq!(bounded(1, 900), Bounded::Under);
        assert_eq!(bounded(899, 900), Bounded::Over);
        assert_eq!(bounded(0, 900), Bounded::Neither);
        assert_eq!(bounded(3, 3), Bounded::Neither);
        assert_eq!(bounded(8, 17), Bounded::Neither);
    }
}
