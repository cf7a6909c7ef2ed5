//! What a machine with Rust and Node needs besides: the WebAssembly target and the npm packages.

use std::path::Path;
use std::time::SystemTime;

use anyhow::{Context, Result, bail};

use crate::command::{command, node, npm, read, run};
use crate::project;

/// The target of the browser's build.
pub const WASM_TARGET: &str = "wasm32-unknown-unknown";

/// The oldest Node.js that the tools of the extension run on.
const NODE_MAJOR: u32 = 20;

/// Sees to everything that a build needs. Quick when all is there.
pub fn for_building() -> Result<()> {
    wasm_target()?;
    node_version()?;
    npm_packages()
}

/// Adds the WebAssembly target to the toolchain, unless it is there.
fn wasm_target() -> Result<()> {
    let rustc = std::env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let folder = read(&mut command(
        rustc,
        &["--print", "target-libdir", "--target", WASM_TARGET],
    ))?;
    if Path::new(&folder).is_dir() {
        return Ok(());
    }
    println!("Adding the Rust target {WASM_TARGET}");
    run(&mut command("rustup", &["target", "add", WASM_TARGET])).with_context(|| {
        format!("the Rust target {WASM_TARGET} is missing; add it with your Rust's installer")
    })
}

fn node_version() -> Result<()> {
    let version = read(&mut node(&["--version"]))
        .context("Node.js 20 or later is needed: https://nodejs.org")?;
    match major(&version) {
        Some(major) if major >= NODE_MAJOR => Ok(()),
        _ => {
            bail!("Node.js {NODE_MAJOR} or later is needed, this is {version}: https://nodejs.org")
        }
    }
}

/// The first number of a version such as `v20.20.2`.
fn major(version: &str) -> Option<u32> {
    version
        .trim_start_matches('v')
        .split('.')
        .next()?
        .parse()
        .ok()
}

/// Installs the npm packages exactly as the lockfile says, unless that was done since it changed.
fn npm_packages() -> Result<()> {
    // npm writes this file last, so that an installation that was cut short is done again.
    let installed = modified(&project::at("extension/node_modules/.package-lock.json"));
    let locked = modified(&project::at("extension/package-lock.json"));
    if installed.is_some() && installed >= locked {
        return Ok(());
    }
    println!("Installing the npm packages of extension/");
    run(&mut npm(&[
        "ci",
        "--no-audit",
        "--no-fund",
        "--loglevel=error",
    ]))
}

fn modified(file: &Path) -> Option<SystemTime> {
    file.metadata()
        .and_then(|metadata| metadata.modified())
        .ok()
}

#[cfg(test)]
mod tests {
    use super::major;

    #[test]
    fn reads_the_major_version() {
        assert_eq!(major("v20.20.2"), Some(20));
        assert_eq!(major("18.0.0"), Some(18));
        assert_eq!(major("nightly"), None);
    }
}
