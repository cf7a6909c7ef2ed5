//! `cargo xtask run`: the extension in a browser, on the sample page.

use std::env;
use std::path::PathBuf;

use anyhow::Result;

use crate::browser::Browser;
use crate::command::{node, run as run_command};
use crate::{bundle, project};

#[derive(clap::Args)]
pub struct Options {
    /// The browser to open.
    #[arg(long, value_enum, default_value = "chromium")]
    browser: Browser,
    /// A page to open instead of the bundled sample: an address or a file.
    #[arg(long)]
    url: Option<String>,
    /// Show no window: wait for the marks, point at one, write a screenshot, say what was seen.
    #[arg(long)]
    headless: bool,
    /// Where the screenshot goes [default when headless: out/sample-BROWSER.png].
    #[arg(long, value_name = "FILE")]
    screenshot: Option<PathBuf>,
}

pub fn run(options: &Options) -> Result<()> {
    let program = options.browser.ensure()?;
    bundle::build(false)?;
    let headless = options.headless
        || {
            let blind = cfg!(target_os = "linux") && !has_display();
            if blind {
                println!(
                    "There is no display here, so the browser runs without a window (as with --headless)."
                );
            }
            blind
        };
    let name = options.browser.name();
    let mut open = node(&["xtask/open.mjs", "--browser", name]);
    open.env(options.browser.variable(), program);
    if let Some(url) = &options.url {
        open.args(["--url", url]);
    }
    if headless {
        open.arg("--headless");
    }
    let default = headless.then(|| project::at(&format!("out/sample-{name}.png")));
    if let Some(file) = options.screenshot.clone().map(absolute).or(default) {
        open.arg("--screenshot").arg(file);
    }
    run_command(&mut open)
}

/// A path as the person who typed it meant it; commands run in the workspace's folder.
fn absolute(path: PathBuf) -> PathBuf {
    std::path::absolute(&path).unwrap_or(path)
}

fn has_display() -> bool {
    ["DISPLAY", "WAYLAND_DISPLAY"]
        .iter()
        .any(|name| env::var_os(name).is_some_and(|value| !value.is_empty()))
}
