//! Logistic regression with a quadratic penalty, by L-BFGS.

use anyhow::Result;
use argmin::core::{CostFunction, Executor, Gradient, State};
use argmin::solver::linesearch::MoreThuenteLineSearch;
use argmin::solver::quasinewton::LBFGS;

/// Sentences as rows of a sparse matrix.
#[derive(Default)]
pub struct Matrix {
    starts: Vec<usize>,
    columns: Vec<u32>,
    values: Vec<f32>,
}

impl Matrix {
    pub fn push(&mut self, row: impl IntoIterator<Item = (u32, f32)>) {
        if self.starts.is_empty() {
            self.starts.push(0);
        }
        for (column, value) in row {
            self.columns.push(column);
            self.values.push(value);
        }
        self.starts.push(self.columns.len());
    }

    fn row(&self, i: usize) -> impl Iterator<Item = (usize, f64)> {
        let range = self.starts[i]..self.starts[i + 1];
        self.columns[range.clone()]
            .iter()
            .zip(&self.values[range])
            .map(|(column, value)| (*column as usize, f64::from(*value)))
    }

    /// The score of row `i`: the last weight is the bias.
    pub fn score(&self, i: usize, weights: &[f64]) -> f64 {
        let bias = weights[weights.len() - 1];
        self.row(i)
            .fold(bias, |sum, (column, value)| sum + weights[column] * value)
    }
}

/// A row to learn from: its number in the matrix, the answer, and how much it counts.
#[derive(Clone, Copy)]
pub struct Lesson {
    pub row: usize,
    pub answer: bool,
    pub weight: f64,
}

struct Problem<'a> {
    matrix: &'a Matrix,
    lessons: &'a [Lesson],
    penalty: f64,
}

impl CostFunction for Problem<'_> {
    type Param = Vec<f64>;
    type Output = f64;

    fn cost(&self, weights: &Vec<f64>) -> Result<f64> {
        let squares: f64 = weights[..weights.len() - 1].iter().map(|w| w * w).sum();
        let loss: f64 = self
            .lessons
            .iter()
            .map(|lesson| {
                let score = self.matrix.score(lesson.row, weights);
                let margin = if lesson.answer { score } else { -score };
                // ln(1 + e^-margin), without overflow
                lesson.weight * ((-margin.abs()).exp().ln_1p() + (-margin).max(0.0))
            })
            .sum();
        Ok(loss + self.penalty / 2.0 * squares)
    }
}

impl Gradient for Problem<'_> {
    type Param = Vec<f64>;
    type Gradient = Vec<f64>;

    fn gradient(&self, weights: &Vec<f64>) -> Result<Vec<f64>> {
        let bias = weights.len() - 1;
        let mut gradient: Vec<f64> = weights.iter().map(|w| self.penalty * w).collect();
        gradient[bias] = 0.0;
        for lesson in self.lessons {
            let probability = logistic(self.matrix.score(lesson.row, weights));
            let error = lesson.weight * (probability - f64::from(u8::from(lesson.answer)));
            for (column, value) in self.matrix.row(lesson.row) {
                gradient[column] += error * value;
            }
            gradient[bias] += error;
        }
        Ok(gradient)
    }
}

pub fn logistic(score: f64) -> f64 {
    1.0 / (1.0 + (-score).exp())
}

/// Learns weights for `columns` columns and a bias, which comes last.
pub fn fit(matrix: &Matrix, lessons: &[Lesson], columns: usize, penalty: f64) -> Result<Vec<f64>> {
    let problem = Problem {
        matrix,
        lessons,
        penalty,
    };
    let solver = LBFGS::new(MoreThuenteLineSearch::new(), 8).with_tolerance_grad(1e-2)?;
    let outcome = Executor::new(problem, solver)
        .configure(|state| state.param(vec![0.0; columns + 1]).max_iters(80))
        .run()?;
    Ok(outcome
        .state()
        .get_best_param()
        .expect("a first step was made")
        .clone())
}

/// The line through log odds that makes scores probabilities (Platt 1999): slope and shift.
pub fn calibrate(scores: &[f64], answers: &[bool]) -> Result<(f64, f64)> {
    let mut matrix = Matrix::default();
    let mut lessons = Vec::new();
    for (row, (score, answer)) in scores.iter().zip(answers).enumerate() {
        matrix.push([(0, *score as f32)]);
        lessons.push(Lesson {
            row,
            answer: *answer,
            weight: 1.0,
        });
    }
    let line = fit(&matrix, &lessons, 1, 1e-6)?;
    Ok((line[0], line[1]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn learns_which_column_tells() {
        let mut matrix = Matrix::default();
        let mut lessons = Vec::new();
        for row in 0..40 {
            let answer = row % 4 == 0;
            matrix.push([(u32::from(answer), 1.0), (2, 1.0)]);
            lessons.push(Lesson {
                row,
                answer,
                weight: 1.0,
            });
        }
        let weights = fit(&matrix, &lessons, 3, 0.1).unwrap();
        assert!(weights[1] > 1.0 && weights[0] < -1.0, "{weights:?}");
        assert!((0..40).all(|row| (matrix.score(row, &weights) > 0.0) == (row % 4 == 0)));
    }

    #[test]
    fn calibration_gives_the_rate() {
        // Of 100 with the same score a quarter is right.
        let answers: Vec<bool> = (0..200)
            .map(|i| i % 4 == 0 || i >= 100 && i % 4 == 1)
            .collect();
        let scores: Vec<f64> = (0..200).map(|i| if i < 100 { 1.0 } else { 2.0 }).collect();
        let (slope, shift) = calibrate(&scores, &answers).unwrap();
        assert!((logistic(slope + shift) - 0.25).abs() < 0.01);
        assert!((logistic(2.0 * slope + shift) - 0.5).abs() < 0.01);
    }
}
