//! How fast `Engine::judge` is, on one core, beside two yardsticks in the same run.
//!
//! `cargo xtask bench text --corpus DIR` reads the texts of `DIR/pool/*.jsonl`. Each size is text of all sources mixed; a document is a
//! page with one block. Every round's answer is compared with the first's, and pages are judged again in the opposite order:
//! what is on one must not change what is found on another.

use std::hint::black_box;
use std::path::{Path, PathBuf};
use std::time::Instant;

use saltgrain::{Block, Engine, Finding, Page};

const SIZES: [usize; 4] = [10_000, 100_000, 1_000_000, 10_000_000];
/// Rounds of each size; the median counts.
const ROUNDS: usize = 5;

fn main() {
    let mut arguments = std::env::args().skip(1).filter(|a| a != "--bench");
    let corpus = match (arguments.next().as_deref(), arguments.next()) {
        (Some("--corpus"), Some(folder)) => PathBuf::from(folder),
        _ => {
            println!("nothing to measure: give the texts with --corpus DIR");
            return;
        }
    };
    let texts = texts(&corpus.join("pool"));
    println!(
        "| size | judge | findings | lower-casing each word | counting bytes | judge to lower-casing |"
    );
    println!("|---|---|---|---|---|---|");
    for size in SIZES {
        let pages = pages(&texts, size);
        let bytes: usize = pages.iter().map(|page| page.len()).sum();
        let expected = judge(&pages);
        let mut backwards = judge(&pages.iter().rev().copied().collect::<Vec<_>>());
        backwards.reverse();
        assert!(
            expected == backwards,
            "the order of pages changed what was found"
        );
        let judging = median(|| assert!(judge(&pages) == expected, "two rounds differ"));
        let lowering = median(|| {
            let words = pages.iter().flat_map(|page| page.split_whitespace());
            assert!(
                words
                    .map(|word| black_box(word.to_lowercase()).len())
                    .sum::<usize>()
                    > 0
            );
        });
        let counting = median(|| {
            let sum: usize = pages
                .iter()
                .flat_map(|page| page.bytes())
                .map(usize::from)
                .sum();
            assert!(black_box(sum) > 0);
        });
        let rate = |seconds: f64| bytes as f64 / 1e6 / seconds;
        println!(
            "| {:.2} MB | {:.1} MB/s | {} | {:.0} MB/s | {:.0} MB/s | 1 : {:.1} |",
            bytes as f64 / 1e6,
            rate(judging),
            expected.iter().map(Vec::len).sum::<usize>(),
            rate(lowering),
            rate(counting),
            judging / lowering,
        );
    }
}

fn judge(pages: &[&str]) -> Vec<Vec<Finding>> {
    let engine = Engine::new();
    pages
        .iter()
        .map(|page| engine.judge(&[Block::new(page)], &Page::default()).findings)
        .collect()
}

/// Seconds of the middle one of some rounds.
fn median(mut round: impl FnMut()) -> f64 {
    let mut seconds: Vec<f64> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            round();
            start.elapsed().as_secs_f64()
        })
        .collect();
    seconds.sort_by(f64::total_cmp);
    seconds[ROUNDS / 2]
}

/// The texts of each file of the pool.
fn texts(pool: &Path) -> Vec<Vec<String>> {
    let mut paths: Vec<PathBuf> = std::fs::read_dir(pool)
        .unwrap_or_else(|error| panic!("cannot read {}: {error}", pool.display()))
        .map(|entry| entry.unwrap().path())
        .filter(|path| path.extension().is_some_and(|e| e == "jsonl"))
        .collect();
    paths.sort();
    let text = |line: &str| {
        let record: serde_json::Value = serde_json::from_str(line).unwrap();
        record["text"].as_str().unwrap().to_owned()
    };
    paths
        .iter()
        .map(|path| {
            std::fs::read_to_string(path)
                .unwrap()
                .lines()
                .map(text)
                .collect()
        })
        .collect()
}

/// Pages of about `size` bytes in all: one text of each source in turn, again from the start where they do not suffice.
fn pages(texts: &[Vec<String>], size: usize) -> Vec<&str> {
    let most = texts.iter().map(Vec::len).max().unwrap_or(0);
    let mixed = (0..most).flat_map(|i| texts.iter().filter_map(move |source| source.get(i)));
    let all: Vec<&str> = mixed.map(String::as_str).collect();
    let mut sum = 0;
    let fits = |page: &&str| {
        let fits = sum < size;
        sum += page.len();
        fits
    };
    all.iter().copied().cycle().take_while(fits).collect()
}
