//! `cargo xtask train` and `eval`: learning, and measuring what was learned.

use std::ffi::OsString;

use anyhow::Result;

use crate::command::{cargo, run};

/// What the trainer is told; it explains its options itself.
#[derive(clap::Args)]
#[command(disable_help_flag = true)]
pub struct Options {
    /// Options of the trainer, such as `--corpus DIR`; `--help` lists them.
    #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
    options: Vec<OsString>,
}

/// Rewrites the weights and the report beside them.
pub fn train(options: &Options) -> Result<()> {
    trainer("train", options)
}

/// Prints how well the engine does.
pub fn eval(options: &Options) -> Result<()> {
    trainer("eval", options)
}

/// The trainer is a program of its own, so that no other chore waits for the engine to be built.
fn trainer(task: &str, options: &Options) -> Result<()> {
    let run_it = [
        "run",
        "--release",
        "--quiet",
        "--package",
        "saltgrain-trainer",
        "--",
        task,
    ];
    run(cargo(&run_it).args(&options.options))
}
