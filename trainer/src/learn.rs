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

/// Calibrates one label on scores of rows that were not learned from, and chooses its thresholds.
pub fn settle(scores: &[f64], answers: &[bool]) -> Result<Calibration> {
    let (slope, shift) = calibrate(scores, answers)?;
    let mut ranked: Vec<(f64, bool)> = scores
        .iter()
        .map(|s| logistic(slope * s + shift))
        .zip(answers.iter().copied())
        .collect();
    ranked.sort_by(|a, b| b.0.total_cmp(&a.0));
    let all = answers.iter().filter(|answer| **answer).count() as f64;
    // Each threshold: the best by its measure among those that are precise enough, looked for in steps of 1 %.
    let choose = |least_precision: f64, beta: f64| {
        let mut best = (f64::MIN, 0.5);
        for step in 5..95 {
            let threshold = f64::from(step) / 100.0;
            let marked = ranked.iter().take_while(|(p, _)| *p >= threshold);
            let (count, right) = marked.fold((0.0, 0.0), |(n, r), (_, answer)| {
                (n + 1.0, r + f64::from(u8::from(*answer)))
            });
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
    };
    let balanced = choose(BALANCED_PRECISION, 1.0);
    let strict = choose(0.92, 1.0).max(balanced + 0.05);
    let thorough = choose(0.5, 2.0).min(balanced - 0.05);
    Ok(Calibration {
        slope,
        shift,
        thresholds: [strict, balanced, thorough],
    })
}

/// The least precision at the balanced setting, on sources left out.
const BALANCED_PRECISION: f64 = 0.7;

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
        }
    });
    Weights::from_trained(&trained)
}
