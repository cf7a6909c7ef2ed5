//! Labelled documents: those of a corpus folder, and the readings kept in the project by reference.

use std::collections::HashMap;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::ops::Range;
use std::path::Path;

use anyhow::{Context, Result, bail};
use saltgrain::Label;
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// A text and what careful readers found in it.
pub struct Document {
    pub id: String,
    /// The site or feed it comes from; folds never part one.
    pub source: String,
    /// social, forum, news, analyst, blog, press or general.
    pub kind: String,
    pub text: String,
    pub sentences: Vec<Sentence>,
    /// Whoever writes families may read it, so what they make of it tells little of text that nobody has read.
    pub is_open: bool,
}

/// One sentence that was read.
pub struct Sentence {
    /// In bytes of the text.
    pub range: Range<usize>,
    /// Sub-type, force and so on, as the guide writes them; `-` for none.
    pub codes: String,
}

impl Sentence {
    /// Whether it has the label.
    pub fn has(&self, label: Label) -> bool {
        self.codes_of(label).next().is_some()
    }

    /// Whether the reader hesitated between the label and none.
    pub fn is_doubtful(&self, label: Label) -> bool {
        self.codes_of(label).any(|code| code.ends_with('?'))
    }

    /// The codes that give the label.
    pub fn codes_of(&self, label: Label) -> impl Iterator<Item = &str> {
        let letter = match label {
            Label::Speculation => 'S',
            Label::Disclaimer => 'D',
            Label::Call => 'C',
        };
        self.codes
            .split_whitespace()
            .filter(move |code| code.starts_with(letter))
    }
}

#[derive(Deserialize)]
struct Record {
    id: String,
    kind: String,
    text: String,
    #[serde(default)]
    sentences: Vec<Labelled>,
    #[serde(default)]
    origin: Origin,
}

#[derive(Deserialize)]
struct Labelled {
    start: usize,
    end: usize,
    codes: String,
}

#[derive(Deserialize, Default)]
struct Origin {
    #[serde(default)]
    pool: String,
}

/// One line of `corpus/readings.jsonl`; see `corpus/README.md`.
#[derive(Deserialize)]
struct Reading {
    id: String,
    #[serde(default)]
    open: bool,
    sentences: Vec<Read>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum Read {
    None(usize, usize),
    Codes(usize, usize, String),
}

/// Reads the labelled records of `folder`, and the texts of `folder/pool` that `readings` labels.
pub fn read(folder: &Path, readings: &Path) -> Result<Vec<Document>> {
    let mut documents = Vec::new();
    for path in jsonl(folder)? {
        for record in lines::<Record>(&path)? {
            let bytes = Offsets::of(&record.text);
            let sentences = record
                .sentences
                .iter()
                .map(|s| {
                    Ok(Sentence {
                        range: bytes.range(s.start, s.end)?,
                        codes: s.codes.clone(),
                    })
                })
                .collect::<Result<_>>()
                .with_context(|| format!("in record {} of {}", record.id, path.display()))?;
            documents.push(Document {
                id: record.id,
                source: record.origin.pool,
                kind: record.kind,
                text: record.text,
                sentences,
                is_open: true,
            });
        }
    }
    let mut readings: HashMap<String, Reading> = lines::<Reading>(readings)?
        .into_iter()
        .map(|r| (r.id.clone(), r))
        .collect();
    for record in pool(folder)? {
        let Some(reading) = readings.remove(&record.id) else {
            continue;
        };
        let bytes = Offsets::of(&record.text);
        let sentences = reading
            .sentences
            .into_iter()
            .map(|read| {
                let (start, end, codes) = match read {
                    Read::None(start, end) => (start, end, "-".to_owned()),
                    Read::Codes(start, end, codes) => (start, end, codes),
                };
                Ok(Sentence {
                    range: bytes.range(start, end)?,
                    codes,
                })
            })
            .collect::<Result<_>>()
            .with_context(|| format!("in the reading of {}", record.id))?;
        documents.push(Document {
            source: source(&record.id).to_owned(),
            id: record.id,
            kind: record.kind,
            text: record.text,
            sentences,
            is_open: reading.open,
        });
    }
    if let Some(id) = readings.keys().min() {
        bail!(
            "{} texts that were read are not in the pool, {id} among them",
            readings.len()
        );
    }
    Ok(documents)
}

/// An example that a family carries with it.
pub struct OwnExample {
    pub text: String,
    pub label: Label,
    /// A positive, not a near miss.
    pub has_it: bool,
    /// Title of the page it is read on.
    pub title: &'static str,
}

#[derive(Deserialize)]
struct FamilyFile {
    #[serde(default)]
    family: Vec<FamilyExamples>,
}

#[derive(Deserialize)]
struct FamilyExamples {
    #[serde(default)]
    positive: Vec<String>,
    #[serde(default)]
    near_miss: Vec<String>,
    #[serde(default)]
    off_topic: Vec<String>,
}

/// The examples of all families under `folder`, which has a folder for each label.
pub fn own(folder: &Path) -> Result<Vec<OwnExample>> {
    const MARKETS: &str = "Markets: stocks and crypto";
    let mut examples = Vec::new();
    for label in Label::ALL {
        let mut paths = std::fs::read_dir(folder.join(label.as_str()))?
            .map(|entry| Ok(entry?.path()))
            .collect::<Result<Vec<_>>>()?;
        paths.sort();
        for path in paths {
            let file: FamilyFile = toml::from_str(&std::fs::read_to_string(&path)?)
                .with_context(|| format!("in {}", path.display()))?;
            for family in file.family {
                let sets = [
                    (family.positive, true, MARKETS),
                    (family.near_miss, false, MARKETS),
                    (family.off_topic, false, "Weekend notes"),
                ];
                for (texts, has_it, title) in sets {
                    let of_set = |text| OwnExample {
                        text,
                        label: *label,
                        has_it,
                        title,
                    };
                    examples.extend(texts.into_iter().map(of_set));
                }
            }
        }
    }
    Ok(examples)
}

/// Texts of the pool whose kind is `general`: pages that have nothing to do with markets.
pub fn general(folder: &Path) -> Result<Vec<Document>> {
    let all = pool(folder)?
        .into_iter()
        .filter(|record| record.kind == "general");
    Ok(all
        .map(|record| Document {
            source: source(&record.id).to_owned(),
            id: record.id,
            kind: record.kind,
            text: record.text,
            sentences: Vec::new(),
            is_open: true,
        })
        .collect())
}

fn pool(folder: &Path) -> Result<Vec<Record>> {
    let mut records = Vec::new();
    for path in jsonl(&folder.join("pool"))? {
        records.extend(lines::<Record>(&path)?);
    }
    Ok(records)
}

/// Names in the pool are a source and a number.
fn source(id: &str) -> &str {
    id.rsplit_once('-').map_or(id, |(source, _)| source)
}

fn jsonl(folder: &Path) -> Result<Vec<std::path::PathBuf>> {
    let entries =
        std::fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let mut paths = entries
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<Vec<_>>>()?;
    paths.retain(|path| path.extension().is_some_and(|e| e == "jsonl"));
    paths.sort();
    Ok(paths)
}

fn lines<T: DeserializeOwned>(path: &Path) -> Result<Vec<T>> {
    let file = File::open(path).with_context(|| format!("cannot open {}", path.display()))?;
    let mut values = Vec::new();
    for (i, line) in BufReader::new(file).lines().enumerate() {
        let line = line?;
        if !line.trim().is_empty() {
            let value = serde_json::from_str(&line)
                .with_context(|| format!("line {} of {}", i + 1, path.display()))?;
            values.push(value);
        }
    }
    Ok(values)
}

/// Byte offsets of each code point, for labels count in code points.
struct Offsets(Vec<usize>);

impl Offsets {
    fn of(text: &str) -> Self {
        Offsets(
            text.char_indices()
                .map(|(at, _)| at)
                .chain([text.len()])
                .collect(),
        )
    }

    fn range(&self, start: usize, end: usize) -> Result<Range<usize>> {
        match (self.0.get(start), self.0.get(end)) {
            (Some(from), Some(to)) if from <= to => Ok(*from..*to),
            _ => bail!("the sentence {start}..{end} lies outside of the text"),
        }
    }
}
