//! From the core's Rust to the WebAssembly that the browser loads.

use std::env;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use crate::command::{cargo, node, read, run};
use crate::project;
use crate::setup::WASM_TARGET;

/// What Rust's own defaults for the target let a module use; the optimiser may use no more than that.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-multivalue",
    "--enable-mutable-globals",
    "--enable-nontrapping-float-to-int",
    "--enable-reference-types",
    "--enable-sign-ext",
];

/// Compiles the core, makes its bindings, optimises it and prints its sizes. Work that is up to date is skipped.
pub fn build() -> Result<()> {
    let compiled = compile()?;
    let bytes =
        fs::read(&compiled).with_context(|| format!("could not read {}", compiled.display()))?;
    let stamp = fingerprint(&bytes);
    let out = project::wasm();
    let stamp_file = out.join(".made-from");
    if fs::read_to_string(&stamp_file).is_ok_and(|made_from| made_from == stamp) {
        return Ok(());
    }
    // Absent while the folder is being written, so that work that was cut short is done again.
    let _ = fs::remove_file(&stamp_file);
    fs::create_dir_all(&out)?;
    bind(&compiled, &out)?;
    let module = out.join("saltgrain_bg.wasm");
    optimise(&module)?;
    names_no_folder(&module)?;
    println!(
        "WebAssembly: {} compiled, {} optimised, {} as brotli",
        kilobytes(bytes.len() as u64),
        kilobytes(fs::metadata(&module)?.len()),
        kilobytes(brotli_size(&module)?),
    );
    // Node takes the glue for a module wherever the project stands.
    fs::write(out.join("package.json"), "{\"type\":\"module\"}\n")?;
    fs::write(stamp_file, stamp)?;
    Ok(())
}

fn compile() -> Result<PathBuf> {
    println!("Compiling the core to WebAssembly");
    // The crate's type is given here, not in the manifest: a library that is both `cdylib` and `rlib` is built without
    // link-time optimisation.
    let cargo_home = cargo_home()?;
    // Messages of panics name files of packages: the same bytes come out whoever builds, and no folder's name gets out.
    let remapped = format!(
        "target.{WASM_TARGET}.rustflags=[{:?}]",
        format!("--remap-path-prefix={}=cargo", cargo_home.display())
    );
    run(&mut cargo(&[
        "rustc",
        "--config",
        &remapped,
        "--quiet",
        "--package=saltgrain",
        "--lib",
        "--crate-type=cdylib",
        "--target",
        WASM_TARGET,
        "--profile=wasm",
        "--no-default-features",
        "--features=wasm",
    ]))?;
    Ok(project::target()
        .join(WASM_TARGET)
        .join("wasm/saltgrain.wasm"))
}

/// Where Cargo keeps the sources of packages.
fn cargo_home() -> Result<PathBuf> {
    env::var_os("CARGO_HOME")
        .map(PathBuf::from)
        .or_else(|| env::home_dir().map(|home| home.join(".cargo")))
        .context("neither CARGO_HOME nor a home folder is known")
}

/// The module is given to others: it must not tell where it was built.
fn names_no_folder(module: &Path) -> Result<()> {
    let bytes = fs::read(module)?;
    for folder in [cargo_home()?, project::root()] {
        let name = folder.to_string_lossy().into_owned();
        ensure!(
            !bytes
                .windows(name.len())
                .any(|part| part == name.as_bytes()),
            "the module holds the path {name}"
        );
    }
    Ok(())
}

/// Tells whether the same was made before by the same steps.
fn fingerprint(compiled: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    compiled.hash(&mut hasher);
    include_str!("wasm.rs").hash(&mut hasher);
    format!("{:016x}", hasher.finish())
}

fn bind(compiled: &Path, out: &Path) -> Result<()> {
    let mut bindgen = Bindgen::new();
    bindgen
        .input_path(compiled)
        .typescript(true)
        .remove_name_section(true)
        .remove_producers_section(true);
    bindgen
        .web(true)?
        .generate(out)
        .context("wasm-bindgen could not make the bindings")
}

fn optimise(module: &Path) -> Result<()> {
    let file = module.to_string_lossy();
    let mut wasm_opt = node(&["extension/node_modules/binaryen/bin/wasm-opt", "-Os"]);
    run(wasm_opt
        .args(FEATURES)
        .args(["--strip-debug", "--strip-producers", &file, "-o", &file]))
}

fn brotli_size(module: &Path) -> Result<u64> {
    const SCRIPT: &str = "console.log(require('zlib').brotliCompressSync(require('fs').readFileSync(process.argv[1])).length)";
    let size = read(node(&["--eval", SCRIPT]).arg(module))?;
    size.parse().with_context(|| format!("not a size: {size}"))
}

fn kilobytes(bytes: u64) -> String {
    format!("{} KB", bytes.div_ceil(1000))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_fingerprint_follows_the_module() {
        assert_eq!(fingerprint(b"one"), fingerprint(b"one"));
        assert_ne!(fingerprint(b"one"), fingerprint(b"two"));
    }

    #[test]
    fn sizes_are_rounded_up() {
        assert_eq!(kilobytes(1), "1 KB");
        assert_eq!(kilobytes(159_001), "160 KB");
    }
}
