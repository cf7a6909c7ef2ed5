//! `cargo xtask bench`: how fast the engine judges text, and what the extension costs a page.

use std::path::{Path, PathBuf};

use anyhow::Result;

use crate::browser::Browser;
use crate::bundle;
use crate::command::{cargo, node, run};

#[derive(clap::Subcommand)]
pub enum Bench {
    /// Print how fast the engine judges text; each answer is checked.
    Text {
        /// The folder whose `pool/*.jsonl` hold the texts to judge.
        #[arg(long, value_name = "DIR")]
        corpus: PathBuf,
    },
    /// Measure the built extension on pages, beside its budgets; each answer is checked.
    Page(Pages),
}

#[derive(clap::Args)]
pub struct Pages {
    /// Measure in this browser only [default: in all].
    #[arg(long, value_enum)]
    browser: Vec<Browser>,
    /// Only these benches: quiet, article, large, feed, saved, painting, memory.
    #[arg(long, value_name = "BENCH")]
    only: Vec<String>,
    /// Fewer rounds and a shorter feed: a look, not a figure to keep.
    #[arg(long)]
    quick: bool,
    /// Rewrite the results that the project keeps.
    #[arg(long, conflicts_with_all = ["quick", "only"])]
    keep: bool,
    /// Fail where a budget is exceeded, not only where an answer is wrong.
    #[arg(long)]
    strict: bool,
}

pub fn bench(bench: &Bench) -> Result<()> {
    match bench {
        Bench::Text { corpus } => text(corpus),
        Bench::Page(options) => page(options),
    }
}

/// The bench runs in a folder of its own, so the texts are named in full.
fn text(corpus: &Path) -> Result<()> {
    let corpus = std::path::absolute(corpus)?;
    run(cargo(&["bench", "--quiet", "--bench", "judge", "--", "--corpus"]).arg(corpus))
}

/// The extension is measured as it is shipped.
fn page(options: &Pages) -> Result<()> {
    let browsers: &[Browser] = if options.browser.is_empty() {
        &Browser::ALL
    } else {
        &options.browser
    };
    bundle::build(true)?;
    let mut bench = node(&["benches/page/main.mjs"]);
    for browser in browsers {
        bench.env(browser.variable(), browser.ensure()?);
        bench.args(["--browser", browser.name()]);
    }
    for name in &options.only {
        bench.args(["--only", name]);
    }
    for (flag, is_given) in [
        ("--quick", options.quick),
        ("--keep", options.keep),
        ("--strict", options.strict),
    ] {
        if is_given {
            bench.arg(flag);
        }
    }
    run(&mut bench)
}
