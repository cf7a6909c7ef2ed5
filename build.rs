//! Compiles `src/families/en` into constant tables; see `src/families/README.md`.

#[path = "src/families/compile.rs"]
mod compile;
#[path = "src/families/index.rs"]
mod index;
#[path = "src/families/kind.rs"]
mod kind;

use std::path::Path;

fn main() {
    println!("cargo::rerun-if-changed=src/families");
    let root = std::env::var("CARGO_MANIFEST_DIR").expect("cargo sets CARGO_MANIFEST_DIR");
    let out = std::env::var("OUT_DIR").expect("cargo sets OUT_DIR");
    match compile::compile(&Path::new(&root).join("src/families/en")) {
        Ok(tables) => std::fs::write(Path::new(&out).join("families.rs"), tables)
            .expect("OUT_DIR is writable"),
        Err(errors) => {
            for error in errors {
                println!("cargo::error={}", error.to_string().replace('\n', " "));
            }
            std::process::exit(1);
        }
    }
}
