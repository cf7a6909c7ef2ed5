//! The chores of the project: `cargo xtask build`, `run`, `test`, `train`, `eval`, `bench`, `package`.

mod bench;
mod browser;
mod bundle;
mod command;
mod package;
mod project;
mod run;
mod setup;
mod test;
mod train;
mod wasm;

use std::process::ExitCode;

use clap::Parser;

/// The chores of Saltgrain. Each does its own set-up.
#[derive(Parser)]
#[command(name = "cargo xtask", bin_name = "cargo xtask", version)]
enum Chore {
    /// Build the core for the browser, the extension and the site into dist/.
    Build {
        /// Make the extension's scripts as small as they are shipped.
        #[arg(long)]
        release: bool,
    },
    /// Build everything and open a browser with the extension on the sample page.
    Run(run::Options),
    /// Run every check: formatting, lints, tests, the extension in both browsers.
    Test(test::Options),
    /// Learn the engine's weights from labelled text; rewrite them and the training report.
    Train(train::Options),
    /// Measure the engine on labelled text.
    Eval(train::Options),
    /// Measure how fast the engine is, or what the extension costs a page.
    #[command(subcommand)]
    Bench(bench::Bench),
    /// Build everything and zip the extension for both browsers.
    Package,
}

fn main() -> ExitCode {
    let outcome = match Chore::parse() {
        Chore::Build { release } => bundle::build(release),
        Chore::Run(options) => run::run(&options),
        Chore::Test(options) => return test::test(&options),
        Chore::Train(options) => train::train(&options),
        Chore::Eval(options) => train::eval(&options),
        Chore::Bench(what) => bench::bench(&what),
        Chore::Package => package::package(),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}
