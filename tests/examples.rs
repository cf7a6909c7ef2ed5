//! The guide's 186 worked examples, adversarial by design: scored, with a floor.
//!
//! They are not part of the project; without them (`SALTGRAIN_SHARED`, or `../shared` beside it) the test is skipped.

use std::path::{Path, PathBuf};

use saltgrain::{Block, Engine, Label, Page, Role};

/// The least macro-F1 that is accepted.
const FLOOR: f64 = 0.80;

fn examples() -> Option<PathBuf> {
    let shared = std::env::var_os("SALTGRAIN_SHARED").map(PathBuf::from);
    let shared = shared.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"));
    Some(shared.join("labels/examples.jsonl")).filter(|file| file.exists())
}

#[derive(Default, Clone, Copy)]
struct Count {
    right: f64,
    wrong: f64,
    missed: f64,
}

impl Count {
    fn f1(&self) -> f64 {
        2.0 * self.right / (2.0 * self.right + self.wrong + self.missed).max(1.0)
    }
}

#[test]
fn worked_examples() {
    let Some(file) = examples() else {
        println!("skipped: the worked examples are not here");
        return;
    };
    let engine = Engine::new();
    let page = Page {
        title: "Markets: stocks and crypto",
        url: "",
    };
    let mut labels = [Count::default(); 3];
    let mut subtypes = (0, 0);
    let mut misses = Vec::new();
    for line in std::fs::read_to_string(file).unwrap().lines() {
        let example: serde_json::Value = serde_json::from_str(line).unwrap();
        let text = example["text"].as_str().unwrap();
        let role: Role = example["role"].as_str().unwrap().parse().unwrap();
        let judged = engine.judge(&[Block::new(text).with_role(role)], &page);
        for (label, count) in Label::ALL.iter().zip(&mut labels) {
            let short = &label.as_str().to_uppercase()[..4];
            let wanted = example["labels"]
                .as_array()
                .unwrap()
                .iter()
                .any(|l| l == short);
            let finding = judged.findings.iter().find(|f| f.label == *label);
            match (wanted, finding) {
                (true, Some(finding)) => {
                    count.right += 1.0;
                    subtypes.1 += 1;
                    subtypes.0 += usize::from(example["sub"][short][0] == finding.subtype.as_str());
                }
                (true, None) => count.missed += 1.0,
                (false, Some(_)) => count.wrong += 1.0,
                (false, None) => {}
            }
            if wanted != finding.is_some() {
                let what = if wanted { "missed" } else { "wrong" };
                let family = finding.map_or("", |f| f.family);
                let id = example["id"].as_str().unwrap();
                misses.push(format!("{what:6} {label:11} {id} {family}"));
            }
        }
    }
    for (label, count) in Label::ALL.iter().zip(&labels) {
        println!(
            "{label:12} F1 {:.3}  ({} right, {} wrong, {} missed)",
            count.f1(),
            count.right,
            count.wrong,
            count.missed
        );
    }
    let macro_f1 = labels.iter().map(Count::f1).sum::<f64>() / 3.0;
    println!(
        "macro-F1 {macro_f1:.3}; sub-type right on {} of {}",
        subtypes.0, subtypes.1
    );
    println!("{}", misses.join("\n"));
    assert!(
        macro_f1 >= FLOOR,
        "macro-F1 on the worked examples is {macro_f1:.3}, under {FLOOR}"
    );
}
