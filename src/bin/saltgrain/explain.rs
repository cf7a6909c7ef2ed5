//! `saltgrain explain`: what the engine makes of one sentence, and why.

use std::io::{self, Write as _};

use saltgrain::{Block, Dropped, Engine, Explanation, Fired, Label, Page, Sensitivity, Weights};

use crate::Output;
use crate::args::Explain;
use crate::readable::{Marked, is_coloured};
use crate::style::{self, printable};

/// Contributions shown for each label that is marked or nearly so.
const CONTRIBUTIONS: usize = 6;
/// A label less likely than this is not explained in detail.
const UNLIKELY: f32 = 0.05;
/// Columns of the bar that shows a probability.
const BAR: usize = 20;

pub fn run(explain: &Explain, mut output: Output) -> io::Result<()> {
    let page = Page {
        title: &explain.title,
        ..Page::default()
    };
    let engine = Engine::builder()
        .families_off(explain.families.off.iter().map(String::as_str))
        .build();
    let explanations = engine.explain(&explain.sentence, &page);
    if explanations.is_empty() {
        let unread = engine.judge(&[Block::new(&explain.sentence)], &page).unread;
        match unread.first() {
            Some(unread) => writeln!(output, "not analysed: {}", unread.reason)?,
            None => writeln!(output, "there is no sentence in it")?,
        }
    }
    for (index, explanation) in explanations.iter().enumerate() {
        if index > 0 {
            writeln!(output)?;
        }
        sentence(
            &explain.sentence,
            explanation,
            explain.threshold.sensitivity,
            &mut output,
        )?;
    }
    output.flush()
}

fn sentence(
    text: &str,
    explanation: &Explanation,
    sensitivity: Sensitivity,
    output: &mut Output,
) -> io::Result<()> {
    let strong = style::STRONG;
    let shown = printable(&text[explanation.sentence.clone()]).replace('\n', " ");
    writeln!(output, "{strong}{shown}{strong:#}")?;
    writeln!(
        output,
        "about markets: {}",
        if explanation.about_markets {
            "yes"
        } else {
            "no"
        }
    )?;
    let weights = Weights::embedded();
    for (label, probability) in Label::ALL.iter().zip(explanation.probability) {
        let colour = style::of(*label);
        let filled = (probability * BAR as f32).round() as usize;
        let bar = format!(
            "{}{}",
            "█".repeat(filled),
            "·".repeat(BAR - filled.min(BAR))
        );
        let threshold = weights.threshold(*label, sensitivity);
        let verdict = if probability >= threshold {
            "marked"
        } else {
            ""
        };
        writeln!(
            output,
            "  {colour}{label:<12}{bar}{colour:#} {probability:.2} of {threshold:.2}  {verdict}"
        )?;
    }
    writeln!(
        output,
        "  {sensitivity} marks from the second figure; families alone say {}",
        explanation.prior.map(|p| format!("{p:.2}")).join(", ")
    )?;
    for (k, label) in Label::ALL.iter().enumerate() {
        if explanation.probability[k] < UNLIKELY {
            continue;
        }
        let colour = style::of(*label);
        writeln!(output, "\n{colour}{label}{colour:#}: what weighs most")?;
        for part in explanation.contributions[k].iter().take(CONTRIBUTIONS) {
            writeln!(output, "  {:+.2}  {}", part.score, printable(&part.what))?;
        }
    }
    if explanation.fired.is_empty() {
        writeln!(output, "no family matches")?;
    }
    for fired in &explanation.fired {
        family(text, explanation, fired, output)?;
    }
    Ok(())
}

fn family(
    text: &str,
    explanation: &Explanation,
    fired: &Fired,
    output: &mut Output,
) -> io::Result<()> {
    let label = fired.subtype.label();
    let colour = style::of(label);
    writeln!(
        output,
        "\n{colour}{}{colour:#} {} · {} {} · weight {:.2}",
        fired.family,
        fired.name,
        fired.subtype,
        fired.subtype.tag(),
        fired.weight,
    )?;
    let coloured = is_coloured(output);
    writeln!(
        output,
        "    {}",
        Marked::new(text, &explanation.sentence, &fired.cues, label, coloured)
    )?;
    for (guard, passed) in &fired.guards {
        writeln!(output, "    {} {guard}", if *passed { "✓" } else { "✗" })?;
    }
    if let Some(dropped) = fired.dropped {
        let reason = match dropped {
            Dropped::Guard => "a guard does not hold",
            Dropped::Shielded => "it stands in the clause of a disclaimer",
            Dropped::Suppressed => "another family in its clause outranks it",
        };
        writeln!(output, "    does not count: {reason}")?;
    }
    Ok(())
}
