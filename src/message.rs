//! What the reader is told: one plain sentence a finding. It says what the sentence does, never that it is false or unlawful.

use std::borrow::Cow;

use crate::families::{FAMILIES, Pattern};
use crate::{Finding, Force, Label, Slots, Subtype};

/// The sentence for a sub-type.
pub(crate) fn of_subtype(subtype: Subtype, force: Option<Force>) -> &'static str {
    match (subtype, force) {
        (Subtype::S1, Some(Force::Bare)) => "A guess worded as a certainty.",
        (Subtype::S1, _) => "The writer is not certain that this is the case.",
        (Subtype::S2, Some(Force::Bare)) => "States a prediction as if it were fact.",
        (Subtype::S2, _) => "A forecast about something that has not happened yet.",
        (Subtype::S3, _) => "The writer's personal view, not a reported fact.",
        (Subtype::S4, _) => "Passes on information without naming who it comes from.",
        (Subtype::S5, _) => "Claims to know a hidden intent; no evidence in this sentence.",
        (Subtype::S6, _) => "A judgement presented as fact; no figure or source given here.",
        (Subtype::S7, _) => "An if-then scenario: it depends on a condition not yet met.",
        (Subtype::S8, _) => "A question that suggests an answer without stating it.",
        (Subtype::D1, _) => "Says that this is not advice and that you decide for yourself.",
        (Subtype::D2, _) => "Says that others wrote this, or that nobody here endorses it.",
        (Subtype::D3, _) => "The publisher does not vouch for accuracy or accept responsibility.",
        (Subtype::D4, _) => "A standard risk warning.",
        (Subtype::D5, _) => "Says what the writer holds or how they could benefit.",
        (Subtype::D6, _) => "Someone pays for this or for your sign-up.",
        (Subtype::D7, _) => "A legal notice that plans and forecasts may not come true.",
        (Subtype::D8, _) => "Says who this is for, who regulates it, or how it was made.",
        (Subtype::C1, _) => "Urges buying.",
        (Subtype::C2, _) => "Urges selling, reducing or shorting.",
        (Subtype::C3, _) => "Urges holding or waiting.",
        (Subtype::C4, _) => "Urges staying away.",
        (Subtype::C5, _) => "A ready-made trade with levels.",
        (Subtype::C6, _) => "A rating or price target.",
        (Subtype::C7, _) => "Invites you to join, deposit, copy or buy in.",
        (Subtype::C8, _) => {
            "The writer says they are making this trade, which can work as a nudge."
        }
        (Subtype::S0 | Subtype::D0 | Subtype::C0, _) => "Holds a phrase of your own.",
    }
}

/// The sentence for a finding: the family's own, or the sub-type's, with the instrument where one is named.
pub(crate) fn of(
    pattern: &Pattern,
    subtype: Subtype,
    force: Option<Force>,
    slots: Option<&Slots>,
    text: &str,
) -> Cow<'static, str> {
    if let Some(own) = FAMILIES[usize::from(pattern.family)]
        .message
        .filter(|_| subtype == pattern.subtype)
    {
        return Cow::Borrowed(own);
    }
    let plain = of_subtype(subtype, force);
    let instrument = slots
        .and_then(|s| s.instruments.first())
        .map(|instrument| &text[instrument.span.clone()]);
    match (subtype, instrument) {
        (Subtype::C1, Some(name)) => format!("Urges buying {name}.").into(),
        (Subtype::C2, Some(name)) => format!("Urges selling, reducing or shorting {name}.").into(),
        (Subtype::C4, Some(name)) => format!("Urges staying away from {name}.").into(),
        _ => Cow::Borrowed(plain),
    }
}

/// Adds to a call that shares its sentence with a disclaimer that the one does not undo the other.
pub(crate) fn disclaimed_call(findings: &mut [Finding]) {
    let disclaimed = findings.iter().any(|f| f.label == Label::Disclaimer);
    for finding in findings
        .iter_mut()
        .filter(|f| disclaimed && f.label == Label::Call)
    {
        finding.message = format!(
            "{} The disclaimer does not change that this urges a trade.",
            finding.message
        )
        .into();
    }
}
