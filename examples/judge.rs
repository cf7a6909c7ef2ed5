//! Judges standard input, one document a line, and prints what was found.
//!
//! `echo "Buy the dip in LUMO." | cargo run --example judge`

use std::io::BufRead;

use saltgrain::{Block, Engine, Page};

fn main() -> std::io::Result<()> {
    let engine = Engine::new();
    for line in std::io::stdin().lock().lines() {
        let line = line?;
        let judged = engine.judge(&[Block::new(&line)], &Page::default());
        for finding in judged.findings {
            println!(
                "{} {:.2} {}: {}",
                finding.subtype, finding.confidence, finding.family, &line[finding.sentence]
            );
        }
    }
    Ok(())
}
