//! Learns a model on some parts of the corpus and says what it makes of the rest.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::Result;
use saltgrain::{Trained, Weights};

use crate::lesson::{COLUMNS, Lessons, split};
use crate::regression::{self, Lesson, calibrate, logistic};

/// Strength of the penalty on squared weights; on sources left out 1, 2 and 4 were within 0.003 of each other.
const PENALTY: f64 = 2.0;

/// A line through log odds and the thresholds on what comes out, for one label.
#[derive(Clone, Copy, Debug)]
pub struct Calibration {
    slope: f64,
    shift: f64,
    pub thresholds: [f32; 3],
    /// The same for sentences in which no family speaks for the label.
    pub wording: [f32; 3],
}

impl Calibration {
    /// The probability that a score stands for.
    pub fn probability(&self, score: f64) -> f64 {
        logistic(self.slope * score + self.shift)
    }
}

/// Raw weights of one label, as the regression gives them.
pub type Raw = Vec<f64>;

/// Learns every label on each of the sets of rows. The jobs are independent, so their order changes nothing.
pub fn fit_all(lessons: &Lessons, sets: &[Vec<usize>]) -> Result<Vec<[Raw; 3]>> {
    let jobs: Vec<(usize, usize)> = (0..sets.len())
        .flat_map(|set| [0, 1, 2].map(|k| (set, k)))
        .collect();
    let next = AtomicUsize::new(0);
    let done: Mutex<Vec<Option<Result<Raw>>>> = Mutex::new(jobs.iter().map(|_| None).collect());
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..workers {
            scope.spawn(|| {
                while let Some((i, (set, k))) = {
                    let i = next.fetch_add(1, Ordering::Relaxed);
                    jobs.get(i).map(|job| (i, *job))
                } {
                    let lessons_of: Vec<Lesson> = sets[set]
                        .iter()
                        .map(|row| Lesson {
                            row: *row,
                            answer: lessons.answers[*row][k],
                            weight: lessons.weights[*row][k],
                        })
                        .collect();
                    let raw = regression::fit(&lessons.matrix, &lessons_of, COLUMNS, PENALTY);
                    done.lock().expect("no worker panicked")[i] = Some(raw);
                }
            });
        }
    });
    let mut raws = done
        .into_inner()
        .expect("no worker panicked")
        .into_iter()
        .map(|raw| raw.expect("every job was done"));
    let mut sets_of = Vec::new();
    while let Some(first) = raws.next() {
        let mut one = || raws.next().expect("three a set");
        sets_of.push([first?, one()?, one()?]);
    }
    Ok(sets_of)
}

/// What a model that did not learn from a sentence made of it.
pub struct Outcome {
    pub score: f64,
    pub answer: bool,
    /// No family speaks for the label.
    pub worded_alone: bool,
}

/// Calibrates one label on scores of rows that were not learned from, and chooses its thresholds.
pub fn settle(outcomes: &[Outcome]) -> Result<Calibration> {
    let (scores, answers): (Vec<f64>, Vec<bool>) =
        outcomes.iter().map(|o| (o.score, o.answer)).unzip();
    let (slope, shift) = calibrate(&scores, &answers)?;
    let ranked = |worded_alone| {
        let of_group = outcomes.iter().filter(|o| o.worded_alone == worded_alone);
        let probability = |o: &Outcome| logistic(slope * o.score + shift);
        Ranked(of_group.map(|o| (probability(o), o.answer)).collect())
    };
    let (backed, alone) = (ranked(false), ranked(true));
    let all = answers.iter().filter(|answer| **answer).count() as f64;
    let wording = [BALANCED_PRECISION, BALANCED_WORDING, THOROUGH_WORDING]
        .map(|precision| alone.least(precision));
    // Both kinds of marks together must be precise enough.
    let choose = |i: usize, precision, beta| {
        backed.threshold(alone.marks(wording[i].into()), all, precision, beta)
    };
    let balanced = choose(1, BALANCED_PRECISION, 1.0);
    let strict = choose(0, 0.92, 1.0).max(balanced + 0.05);
    let thorough = choose(2, 0.5, 2.0).min(balanced - 0.05);
    let thresholds = [strict, balanced, thorough];
    let wording = [0, 1, 2].map(|i| wording[i].max(thresholds[i]));
    Ok(Calibration {
        slope,
        shift,
        thresholds,
        wording,
    })
}

/// Probabilities given, and whether they were of sentences that have the label.
struct Ranked(Vec<(f64, bool)>);

impl Ranked {
    /// How many sentences reach the threshold, and how many of them have the label.
    fn marks(&self, threshold: f64) -> (f64, f64) {
        let marked = self.0.iter().filter(|(p, _)| *p >= threshold);
        marked.fold((0.0, 0.0), |(n, right), (_, answer)| {
            (n + 1.0, right + f64::from(u8::from(*answer)))
        })
    }

    /// The best threshold by F with `beta` among those that are precise enough, where `all` sentences have the label and there
    /// are `other` marks (so many, so many of them right) besides.
    fn threshold(&self, other: (f64, f64), all: f64, least_precision: f64, beta: f64) -> f32 {
        let mut best = (f64::MIN, 0.5);
        for threshold in steps() {
            let (count, right) = self.marks(threshold);
            let (count, right) = (count + other.0, right + other.1);
            if count == 0.0 {
                continue;
            }
            let (precision, recall): (f64, f64) = (right / count, right / all);
            let b = beta * beta;
            let f = (1.0 + b) * precision * recall / (b * precision + recall).max(1e-9);
            let merit = if precision >= least_precision {
                f
            } else {
                precision - 10.0
            };
            if merit > best.0 {
                best = (merit, threshold);
            }
        }
        best.1 as f32
    }

    /// The least threshold from which on as many marks are right as asked for; [`NEVER`] if there are too few to tell.
    fn least(&self, precision: f64) -> f32 {
        steps()
            .find(|threshold| {
                let (count, right) = self.marks(*threshold);
                count >= TELLING && right >= precision * count
            })
            .map_or(NEVER, |threshold| threshold as f32)
    }
}

/// Thresholds are looked for in steps of 1 %.
fn steps() -> impl Iterator<Item = f64> {
    (5..95).map(|step| f64::from(step) / 100.0)
}

/// The least precision at the balanced setting, on sources left out.
const BALANCED_PRECISION: f64 = 0.7;

/// The least precision, by themselves, of marks that only the wording speaks for, at balanced and at thorough. At strict they
/// must be as precise as all others are at balanced.
const BALANCED_WORDING: f64 = 0.5;
const THOROUGH_WORDING: f64 = 0.33;

/// The least number of marks that tells how precise they are.
const TELLING: f64 = 8.0;

/// A threshold that no probability reaches.
const NEVER: f32 = 2.0;

/// The file of weights: what was learned, with the calibration folded in.
pub fn weights(raws: &[Raw; 3], calibrations: &[Calibration; 3]) -> Weights {
    let trained = [0, 1, 2].map(|k| {
        let calibration = &calibrations[k];
        let (bias, signs, grams) = split(&raws[k]);
        let slope = calibration.slope as f32;
        let stretch = |weights: Vec<f32>| weights.iter().map(|w| w * slope).collect();
        Trained {
            bias: bias * slope + calibration.shift as f32,
            signs: stretch(signs),
            grams: stretch(grams),
            thresholds: calibration.thresholds,
            wording: calibration.wording,
        }
    });
    Weights::from_trained(&trained)
}
