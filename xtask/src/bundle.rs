//! The extension and the site, made from their sources and the built core.

use anyhow::Result;

use crate::command::{node, run};
use crate::{project, setup, wasm};

/// The extension's builds and the site's, as folders under `dist/`; `release` makes the extension as it is shipped.
pub fn build(release: bool) -> Result<()> {
    setup::for_building()?;
    wasm::build()?;
    println!("Building the extension and the site");
    let core = project::wasm();
    let minify: &[&str] = if release { &["--minify"] } else { &[] };
    run(node(&["extension/build.mjs", "--out", "dist"])
        .args(minify)
        .arg("--wasm")
        .arg(&core))?;
    run(node(&["www/build.mjs", "--out", "dist/www", "--wasm"]).arg(&core))
}
