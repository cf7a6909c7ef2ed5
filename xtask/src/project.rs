//! Where things stand in the project.

use std::path::PathBuf;

/// The folder of the workspace.
pub fn root() -> PathBuf {
    let xtask = PathBuf::from(env!("CARGO_MANIFEST_DIR"));
    xtask
        .parent()
        .expect("xtask is a folder of the workspace")
        .to_owned()
}

/// A file or folder of the workspace, written with `/`.
pub fn at(path: &str) -> PathBuf {
    root().join(path)
}

/// Where Cargo puts what it builds.
pub fn target() -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(folder) => root().join(folder),
        None => at("target"),
    }
}

/// The core as the browser loads it: `saltgrain.js`, `saltgrain_bg.wasm` and their types.
pub fn wasm() -> PathBuf {
    target().join("saltgrain-wasm")
}
