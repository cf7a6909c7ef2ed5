//! `cargo xtask train`, `eval` and `bench`: learning, and measuring what was learned and how fast it is.

use std::path::PathBuf;

use anyhow::Result;

use crate::command::{cargo, run};

/// A folder of labelled text and what is done with it.
#[derive(clap::Args)]
pub struct Train {
    /// The folder: labelled records in `*.jsonl`, and `pool/` with the texts of `corpus/readings.jsonl`.
    #[arg(long)]
    corpus: PathBuf,
    /// Leave the learning curve out of the report; it takes most of the time.
    #[arg(long)]
    quick: bool,
}

#[derive(clap::Args)]
pub struct Eval {
    /// The folder: labelled records in `*.jsonl`, and `pool/` with the texts of `corpus/readings.jsonl`.
    #[arg(long)]
    corpus: PathBuf,
    /// Learn anew without each eighth of the sources and judge those; else judge all with the weights as they are.
    #[arg(long)]
    leave_source_out: bool,
    /// How many of the worst mistakes to print, of each kind.
    #[arg(long, default_value_t = 15)]
    mistakes: usize,
    /// With sources left out: where to write what each sentence got, as JSON lines.
    #[arg(long, requires = "leave_source_out")]
    scores: Option<PathBuf>,
}

#[derive(clap::Args)]
pub struct Bench {
    /// The folder whose `pool/*.jsonl` hold the texts to judge.
    #[arg(long)]
    corpus: PathBuf,
}

/// Prints a table of speeds; each answer is checked.
pub fn bench(options: &Bench) -> Result<()> {
    let corpus = std::path::absolute(&options.corpus)?;
    run(cargo(&["bench", "--quiet", "--bench", "judge", "--", "--corpus"]).arg(corpus))
}

/// Rewrites the weights and the report beside them.
pub fn train(options: &Train) -> Result<()> {
    let mut trainer = cargo(&TRAINER);
    trainer.arg("train").arg("--corpus").arg(&options.corpus);
    if options.quick {
        trainer.arg("--quick");
    }
    run(&mut trainer)
}

/// Prints how well the engine does.
pub fn eval(options: &Eval) -> Result<()> {
    let mut trainer = cargo(&TRAINER);
    trainer.arg("eval").arg("--corpus").arg(&options.corpus);
    trainer.arg("--mistakes").arg(options.mistakes.to_string());
    if options.leave_source_out {
        trainer.arg("--leave-source-out");
    }
    if let Some(path) = &options.scores {
        trainer.arg("--scores").arg(path);
    }
    run(&mut trainer)
}

/// The trainer is a program of its own, so that no other chore waits for the engine to be built.
const TRAINER: [&str; 6] = [
    "run",
    "--release",
    "--quiet",
    "--package",
    "saltgrain-trainer",
    "--",
];
