//! `cargo xtask train` and `cargo xtask eval`: the engine's weights, and what they are worth on sources left out.

mod corpus;
mod folds;
mod learn;
mod lesson;
mod regression;
mod report;
mod tally;

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use anyhow::Result;
use clap::{Parser, Subcommand};
use saltgrain::{Engine, Weights};

use corpus::Document;
use learn::Calibration;
use lesson::Lessons;
use tally::Tally;

/// Parts of the corpus, each left out once.
const FOLDS: usize = 8;

#[derive(Parser)]
#[command(name = "trainer")]
struct Arguments {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Learn from all sources; write the weights and the report.
    Train {
        #[arg(long)]
        corpus: PathBuf,
        /// Leave the learning curve out of the report; it takes most of the time.
        #[arg(long)]
        quick: bool,
    },
    /// Print how well the engine does.
    Eval {
        #[arg(long)]
        corpus: PathBuf,
        /// Learn anew without each eighth of the sources and judge those; else judge all with the weights as they are.
        #[arg(long)]
        leave_source_out: bool,
        /// How many of the worst mistakes to print, of each kind.
        #[arg(long, default_value_t = 15)]
        mistakes: usize,
        /// With sources left out: where to write what each sentence got, as JSON lines.
        #[arg(long, requires = "leave_source_out")]
        scores: Option<PathBuf>,
    },
}

fn main() -> Result<()> {
    match Arguments::parse().task {
        Task::Train { corpus, quick } => train(&corpus, quick),
        Task::Eval {
            corpus,
            leave_source_out,
            mistakes,
            scores,
        } => eval(&corpus, leave_source_out, mistakes, scores.as_deref()),
    }
}

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("the trainer lies in the project")
}

fn read(corpus: &Path) -> Result<Vec<Document>> {
    corpus::read(corpus, &project().join("corpus/readings.jsonl"))
}

fn train(corpus: &Path, quick: bool) -> Result<()> {
    let documents = read(corpus)?;
    let lessons = lessons(&documents)?;
    let left_out = LeftOut::learn(&documents, &lessons, |_| true)?;
    let all: Vec<usize> = (0..lessons.len()).collect();
    let raws = learn::fit_all(&lessons, &[all])?.remove(0);
    let weights = learn::weights(&raws, &left_out.calibrations);
    std::fs::write(project().join("src/model/en.weights"), weights.as_bytes())?;
    let report = report::training(corpus, &documents, &left_out, &weights, quick)?;
    std::fs::write(project().join("src/model/report.md"), &report)?;
    print!("{report}");
    Ok(())
}

fn eval(
    corpus: &Path,
    leave_source_out: bool,
    mistakes: usize,
    scores: Option<&Path>,
) -> Result<()> {
    let documents = read(corpus)?;
    let tally = if leave_source_out {
        let lessons = lessons(&documents)?;
        let left_out = LeftOut::learn(&documents, &lessons, |_| true)?;
        if let Some(path) = scores {
            left_out.write_scores(&documents, path)?;
        }
        left_out.tally(&documents)
    } else {
        let engine = Engine::new();
        let mut tally = Tally::default();
        documents
            .iter()
            .for_each(|document| tally.add(&engine, document));
        tally
    };
    print!("{}", report::table(&tally));
    print!("{}", report::mistakes(&tally, mistakes));
    Ok(())
}

/// Rows of the documents, and of the families' own examples.
fn lessons(documents: &[Document]) -> Result<Lessons> {
    let engine = Engine::new();
    let mut lessons = Lessons::of(&engine, documents);
    lessons.add_own(&engine, &corpus::own(&project().join("src/families/en"))?);
    Ok(lessons)
}

/// A model for each part of the corpus, learned from all other parts.
pub struct LeftOut<'l> {
    pub lessons: &'l Lessons,
    pub part: Vec<usize>,
    pub calibrations: [Calibration; 3],
    /// Rows of documents that nobody who writes families has read.
    pub judged: Vec<usize>,
    /// Score of each of them, by the model that did not see it.
    pub scores: Vec<[f64; 3]>,
    pub weights: Vec<Weights>,
}

impl<'l> LeftOut<'l> {
    /// Writes the probabilities each sentence got, one JSON object a line: document, bytes, what readers said, what was learned.
    fn write_scores(&self, documents: &[Document], path: &Path) -> Result<()> {
        let mut file = BufWriter::new(File::create(path)?);
        for (row, scores) in self.judged.iter().zip(&self.scores) {
            let row = *row;
            let document = &documents[self.lessons.document[row]];
            let range = &self.lessons.sentence[row];
            let probability = [0, 1, 2].map(|k| self.calibrations[k].probability(scores[k]));
            let line = serde_json::json!({
                "id": document.id,
                "source": document.source,
                "sentence": [range.start, range.end],
                "labels": self.lessons.answers[row],
                "families": self.lessons.prior[row],
                "probability": probability,
            });
            writeln!(file, "{line}")?;
        }
        Ok(file.flush()?)
    }

    /// Learns from those rows of other parts that `takes` takes.
    pub fn learn(
        documents: &[Document],
        lessons: &'l Lessons,
        takes: impl Fn(usize) -> bool,
    ) -> Result<Self> {
        let part = folds::by_source(documents, FOLDS);
        let rows = |wanted: &dyn Fn(usize) -> bool| -> Vec<usize> {
            (0..lessons.len()).filter(|row| wanted(*row)).collect()
        };
        // The families' own examples belong to no part: every model learns from them, none is judged on them.
        let part_of = |row: usize| part.get(lessons.document[row]).copied();
        let sets: Vec<Vec<usize>> = (0..FOLDS)
            .map(|fold| rows(&|row| part_of(row) != Some(fold) && takes(row)))
            .collect();
        let raws = learn::fit_all(lessons, &sets)?;
        // What families make of text that their writers read says little: only other text settles how sure a score is.
        let judged = rows(&|row| {
            documents
                .get(lessons.document[row])
                .is_some_and(|d| !d.is_open)
        });
        let scores: Vec<[f64; 3]> = judged
            .iter()
            .map(|row| {
                let raws = &raws[part_of(*row).expect("it has a part")];
                [0, 1, 2].map(|k| lessons.matrix.score(*row, &raws[k]))
            })
            .collect();
        let mut calibrations = Vec::new();
        for k in 0..3 {
            let asked = judged
                .iter()
                .zip(&scores)
                .filter(|(row, _)| lessons.is_asked(**row, k));
            let (scores, answers): (Vec<f64>, Vec<bool>) = asked
                .map(|(row, scores)| (scores[k], lessons.answers[*row][k]))
                .unzip();
            calibrations.push(learn::settle(&scores, &answers)?);
        }
        let calibrations: [Calibration; 3] = calibrations.try_into().expect("three labels");
        let weights = raws
            .iter()
            .map(|raws| learn::weights(raws, &calibrations))
            .collect();
        Ok(LeftOut {
            judged,
            lessons,
            part,
            calibrations,
            scores,
            weights,
        })
    }

    /// Judges every document that family writers have not read by the engine that learned without its source.
    pub fn tally(&self, documents: &[Document]) -> Tally {
        let engines: Vec<Engine> = self
            .weights
            .iter()
            .map(|weights| Engine::builder().weights(weights.clone()).build())
            .collect();
        let mut tally = Tally::default();
        for (document, part) in documents.iter().zip(&self.part).filter(|(d, _)| !d.is_open) {
            tally.add(&engines[*part], document);
        }
        tally
    }
}
