//! Tables for people: what was learned and what it is worth.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use anyhow::Result;
use saltgrain::{Block, Engine, Label, Page, Weights};

use crate::LeftOut;
use crate::corpus::{self, Document};
use crate::lesson::{Lessons, OWN};
use crate::tally::{Count, Tally};

/// Precision, recall and F1 by label, by kind of source and by sub-type.
pub fn table(tally: &Tally) -> String {
    let mut out = String::new();
    let _ = writeln!(
        out,
        "| {} sentences | precision | recall | F1 | labelled |\n|---|---|---|---|---|",
        tally.sentences
    );
    let row = |out: &mut String, name: &str, count: &Count| {
        let _ = writeln!(
            out,
            "| {name} | {:.3} | {:.3} | {:.3} | {} |",
            count.precision(),
            count.recall(),
            count.f1(),
            count.right + count.missing
        );
    };
    for (label, count) in Label::ALL.iter().zip(&tally.all) {
        row(&mut out, label.as_str(), count);
    }
    let _ = writeln!(out, "| **macro-F1** | | | **{:.3}** | |", tally.macro_f1());
    let _ = writeln!(
        out,
        "\n| kind of source | precision | recall | F1 | labelled |\n|---|---|---|---|---|"
    );
    for (kind, counts) in &tally.kinds {
        for (label, count) in Label::ALL.iter().zip(counts) {
            row(&mut out, &format!("{kind}, {label}"), count);
        }
    }
    let _ = writeln!(
        out,
        "\n| sub-type | found | labelled | recall |\n|---|---|---|---|"
    );
    for (subtype, (found, lost)) in &tally.subtypes {
        let all = found + lost;
        let _ = writeln!(
            out,
            "| {subtype} | {found} | {all} | {:.2} |",
            *found as f64 / all as f64
        );
    }
    out
}

/// The surest of the wrong marks, and missing marks from all over the corpus.
pub fn mistakes(tally: &Tally, most: usize) -> String {
    let mut out = String::new();
    for label in Label::ALL {
        let (mut wrong, missing): (Vec<_>, Vec<_>) = tally
            .mistakes
            .iter()
            .filter(|m| m.label == *label)
            .partition(|m| m.confidence > 0.0);
        wrong.sort_by(|a, b| b.confidence.total_cmp(&a.confidence));
        let _ = writeln!(out, "\n{label}: wrong, the surest of {}", wrong.len());
        for m in wrong.iter().take(most) {
            let _ = writeln!(
                out,
                "  {:.2} {} [{}] {}: {}",
                m.confidence, m.family, m.codes, m.id, m.text
            );
        }
        let _ = writeln!(out, "{label}: missing, some of {}", missing.len());
        for m in missing
            .iter()
            .step_by((missing.len() / most.max(1)).max(1))
            .take(most)
        {
            let _ = writeln!(out, "  [{}] {}: {}", m.codes, m.id, m.text);
        }
    }
    out
}

/// The report that stands beside the weights.
pub fn training(
    corpus: &Path,
    documents: &[Document],
    left_out: &LeftOut<'_>,
    weights: &Weights,
    quick: bool,
) -> Result<String> {
    let mut out = String::from("# Training report\n\n");
    let _ = writeln!(
        out,
        "Written by `cargo xtask train`. Weights with checksum {:08x}, learned from {} documents of {} sources, {} sentences.\n\
         All figures below are of text that nobody who writes families has read, from sources left out: each eighth of the\n\
         sources is judged by an engine that learned from the other seven, at the balanced setting, scored as the corpus'\n\
         own scorer does.\n",
        weights.checksum(),
        documents.len(),
        documents
            .iter()
            .map(|d| &d.source)
            .collect::<std::collections::BTreeSet<_>>()
            .len(),
        left_out.lessons.len(),
    );
    let tally = left_out.tally(documents);
    out.push_str(&table(&tally));
    let _ = writeln!(
        out,
        "\n## Thresholds\n\n| label | strict | balanced | thorough |\n|---|---|---|---|"
    );
    for (label, calibration) in Label::ALL.iter().zip(&left_out.calibrations) {
        let [strict, balanced, thorough] = calibration.thresholds;
        let _ = writeln!(
            out,
            "| {label} | {strict:.2} | {balanced:.2} | {thorough:.2} |"
        );
    }
    out.push_str(&calibration(left_out));
    out.push_str(&general(corpus, documents, left_out)?);
    if !quick {
        out.push_str(&learning_curve(documents, left_out.lessons, &tally)?);
    }
    Ok(out)
}

/// Whether of the sentences given probability p a share of p has the label.
fn calibration(left_out: &LeftOut<'_>) -> String {
    let mut out = String::from(
        "\n## Calibration\n\nShare of sentences that have the label, by the probability given (number of sentences).\n\n\
         | probability | speculation | disclaimer | call |\n|---|---|---|---|\n",
    );
    for bin in 0..10 {
        let (low, high) = (f64::from(bin) / 10.0, f64::from(bin + 1) / 10.0);
        let _ = write!(out, "| {low:.1} to {high:.1} |");
        for k in 0..3 {
            let rows = left_out
                .judged
                .iter()
                .zip(&left_out.scores)
                .filter(|(row, scores)| {
                    let p = left_out.calibrations[k].probability(scores[k]);
                    let is_in_bin = p >= low && (p < high || bin == 9);
                    is_in_bin && left_out.lessons.is_asked(**row, k)
                });
            let (all, right) = rows.fold((0, 0), |(all, right), (row, _)| {
                let has_it = left_out.lessons.answers[*row][k];
                (all + 1, right + usize::from(has_it))
            });
            let _ = match all {
                0 => write!(out, " – |"),
                _ => write!(out, " {:.2} ({all}) |", right as f64 / f64::from(all)),
            };
        }
        out.push('\n');
    }
    out
}

/// Marks on text that has nothing to do with markets, by an engine that did not learn from its source.
fn general(corpus: &Path, documents: &[Document], left_out: &LeftOut<'_>) -> Result<String> {
    let part_of: BTreeMap<&str, usize> = documents
        .iter()
        .zip(&left_out.part)
        .map(|(d, part)| (d.source.as_str(), *part))
        .collect();
    let mut counts: BTreeMap<String, (usize, usize)> = BTreeMap::new();
    for document in corpus::general(corpus)? {
        let Some(part) = part_of.get(document.source.as_str()) else {
            continue;
        };
        let engine = Engine::builder()
            .weights(left_out.weights[*part].clone())
            .build();
        let judged = engine.judge(&[Block::new(&document.text)], &Page::default());
        let count = counts.entry(document.source.clone()).or_default();
        count.0 += judged.sentences.iter().sum::<usize>();
        count.1 += judged
            .findings
            .iter()
            .filter(|f| f.label != Label::Disclaimer)
            .count();
    }
    let mut out = String::from(
        "\n## General pages\n\nMarks (speculation and calls) on the pool's text of kind `general`.\n\n\
         | source | sentences | marks | a thousand sentences |\n|---|---|---|---|\n",
    );
    for (source, (sentences, marks)) in &counts {
        let rate = 1000.0 * *marks as f64 / (*sentences).max(1) as f64;
        let _ = writeln!(out, "| {source} | {sentences} | {marks} | {rate:.1} |");
    }
    Ok(out)
}

/// What more labelled text is worth: the same measure, learned from a part of the documents.
fn learning_curve(documents: &[Document], lessons: &Lessons, whole: &Tally) -> Result<String> {
    let mut out = String::from(
        "\n## Learning curve\n\n| documents learned from | speculation | disclaimer | call | macro-F1 |\n|---|---|---|---|---|\n",
    );
    let row = |out: &mut String, every: usize, tally: &Tally| {
        let [s, d, c] = tally.all.map(|count| count.f1());
        let all = tally.macro_f1();
        let _ = writeln!(
            out,
            "| 1 in {every} | {s:.3} | {d:.3} | {c:.3} | {all:.3} |"
        );
    };
    for every in [8, 4, 2] {
        let takes = |row: usize| {
            let document = lessons.document[row];
            document == OWN || document.is_multiple_of(every)
        };
        let tally = LeftOut::learn(documents, lessons, takes)?.tally(documents);
        row(&mut out, every, &tally);
    }
    row(&mut out, 1, whole);
    Ok(out)
}
