//! No sentence of the labelled text stands in the project: figures measured on it would mean nothing.
//!
//! The labelled text is not part of the project; without it (`SALTGRAIN_SHARED`, or `../shared` beside it) the test is skipped.

use std::collections::HashSet;
use std::fs;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::{Path, PathBuf};

/// So many words in a row are a copy, not chance.
const WORDS: usize = 8;
/// What is not the project's own text.
const NOT_OURS: [&str; 5] = ["target", "node_modules", "dist", ".git", "LICENSE-APACHE"];
/// Files with prose or code.
const TEXT: [&str; 11] = [
    "rs", "toml", "md", "ts", "mjs", "json", "html", "txt", "tsv", "css", "jsonl",
];

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn files(folder: &Path, extensions: &[&str], found: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        if NOT_OURS.contains(&name.as_str()) || name == "package-lock.json" {
            continue;
        }
        if path.is_dir() {
            files(&path, extensions, found);
        } else if path
            .extension()
            .is_some_and(|e| extensions.iter().any(|x| e == *x))
        {
            found.push(path);
        }
    }
}

/// Every run of [`WORDS`] words, as its words joined.
fn runs(text: &str) -> impl Iterator<Item = String> {
    let words: Vec<String> = text
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '\''))
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let last = (words.len() + 1).saturating_sub(WORDS);
    (0..last).map(move |i| words[i..i + WORDS].join(" "))
}

fn hash(run: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    run.hash(&mut hasher);
    hasher.finish()
}

#[test]
fn no_sentence_of_the_labelled_text_is_ours() {
    let shared = std::env::var_os("SALTGRAIN_SHARED").map(PathBuf::from);
    let corpus = shared
        .unwrap_or_else(|| root().join("../shared"))
        .join("corpus");
    if !corpus.exists() {
        println!("skipped: the labelled text is not here");
        return;
    }
    let mut records = Vec::new();
    files(&corpus, &["jsonl"], &mut records);
    let mut theirs = HashSet::new();
    for path in records {
        for line in fs::read_to_string(path).unwrap().lines() {
            let record: serde_json::Value = serde_json::from_str(line).unwrap();
            theirs.extend(runs(record["text"].as_str().unwrap()).map(|run| hash(&run)));
        }
    }
    assert!(
        theirs.len() > 100_000,
        "too little labelled text to tell: {}",
        theirs.len()
    );
    let mut ours = Vec::new();
    files(root(), &TEXT, &mut ours);
    let mut copies = Vec::new();
    for path in ours {
        let Ok(text) = fs::read_to_string(&path) else {
            continue;
        };
        let copied = runs(&text).find(|run| theirs.contains(&hash(run)));
        copies.extend(copied.map(|run| format!("{}: {run}", path.display())));
    }
    assert!(copies.is_empty(), "{}", copies.join("\n"));
}
