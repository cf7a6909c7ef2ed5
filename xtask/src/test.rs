//! `cargo xtask test`: every check of the project, in order, with a table at the end.

use std::fs;
use std::io::{BufRead, BufReader};
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Error, Result, ensure};

use crate::browser::Browser;
use crate::command::{cargo, line, node, npm};
use crate::setup::WASM_TARGET;
use crate::{bundle, project, setup};

#[derive(clap::Args)]
pub struct Options {
    /// Leave out what needs the browser's build or a browser.
    #[arg(long)]
    quick: bool,
}

/// One check.
struct Step {
    name: &'static str,
    /// What it works on: a step whose ground is missing fails without being run.
    needs: Option<&'static str>,
    act: Box<dyn FnOnce() -> Outcome>,
}

/// What came of a check: the tests it told of, and why it failed if it did.
#[derive(Default)]
struct Outcome {
    tally: Tally,
    error: Option<String>,
}

impl Outcome {
    fn failed(error: String) -> Self {
        Outcome {
            tally: Tally::default(),
            error: Some(error),
        }
    }

    fn from_error(error: Error) -> Self {
        Outcome::failed(format!("error: {error:#}"))
    }
}

impl From<Result<()>> for Outcome {
    fn from(result: Result<()>) -> Self {
        result.err().map(Outcome::from_error).unwrap_or_default()
    }
}

/// Tests that passed and failed, read off a test runner's own output.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
struct Tally {
    passed: u64,
    failed: u64,
}

impl Tally {
    fn add(&mut self, other: Tally) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

struct Report {
    name: &'static str,
    outcome: Outcome,
    time: Duration,
}

impl Report {
    fn failed(&self) -> bool {
        self.outcome.error.is_some()
    }
}

const SET_UP: &str = "set-up";
const BUILD: &str = "build";

pub fn test(options: &Options) -> ExitCode {
    let mut reports: Vec<Report> = Vec::new();
    for Step { name, needs, act } in steps(options) {
        println!("\n== {name}");
        let start = Instant::now();
        let missing = needs.filter(|needed| {
            reports
                .iter()
                .any(|report| report.name == *needed && report.failed())
        });
        let outcome = match missing {
            Some(needed) => Outcome::failed(format!("not run, because `{needed}` failed")),
            None => act(),
        };
        if let Some(error) = &outcome.error {
            println!("{error}");
        }
        reports.push(Report {
            name,
            outcome,
            time: start.elapsed(),
        });
    }
    println!("\n{}", table(&reports));
    if reports.iter().any(Report::failed) {
        ExitCode::FAILURE
    } else {
        ExitCode::SUCCESS
    }
}

fn steps(options: &Options) -> Vec<Step> {
    let mut steps = vec![
        Step::new(SET_UP, None, || setup::for_building().into()),
        Step::running(
            "formatting of Rust",
            None,
            cargo(&["fmt", "--all", "--check"]),
        ),
        Step::running("clippy", None, clippy(&["--workspace", "--all-targets"])),
        Step::running(
            "clippy for the browser",
            Some(SET_UP),
            clippy(&[
                "--package=saltgrain",
                "--lib",
                "--target",
                WASM_TARGET,
                "--no-default-features",
                "--features=wasm",
            ]),
        ),
        // Each package alone: together they would share features and build xtask's dependencies a second time.
        Step::running(
            "tests of the core and the command line",
            None,
            cargo(&["test", "--no-fail-fast", "--package=saltgrain"]),
        ),
        Step::running("tests of xtask", None, cargo(&["test", "--package=xtask"])),
        Step::running(
            "tests of the trainer",
            None,
            cargo(&["test", "--package=saltgrain-trainer"]),
        ),
        Step::running(
            "TypeScript",
            Some(SET_UP),
            npm(&["run", "--silent", "check"]),
        ),
        Step::running("biome", Some(SET_UP), npm(&["run", "--silent", "lint"])),
        Step::running(
            "tests of the extension's units",
            Some(SET_UP),
            npm(&["run", "--silent", "test"]),
        ),
    ];
    if options.quick {
        return steps;
    }
    steps.extend([
        Step::new(BUILD, Some(SET_UP), || bundle::build(true).into()),
        Step::new("the suite through WebAssembly", Some(BUILD), || {
            node_tests("tests/wasm", &[]).unwrap_or_else(Outcome::from_error)
        }),
        Step::running("web-ext lint", Some(BUILD), web_ext_lint()),
    ]);
    for browser in Browser::ALL {
        let name = match browser {
            Browser::Chromium => "end to end in Chromium",
            Browser::Firefox => "end to end in Firefox",
        };
        steps.push(Step::new(name, Some(BUILD), move || {
            end_to_end(browser).unwrap_or_else(Outcome::from_error)
        }));
    }
    steps
}

fn clippy(selection: &[&str]) -> Command {
    let mut clippy = cargo(&["clippy", "--quiet"]);
    clippy.args(selection).args(["--", "-D", "warnings"]);
    clippy
}

fn web_ext_lint() -> Command {
    node(&[
        "extension/node_modules/web-ext/bin/web-ext.js",
        "lint",
        "--source-dir=dist/firefox",
        "--warnings-as-errors",
        "--no-config-discovery",
    ])
}

fn end_to_end(browser: Browser) -> Result<Outcome> {
    let program = browser.ensure()?;
    node_tests(
        "tests/e2e",
        &[
            (browser.variable(), program.to_string_lossy().as_ref()),
            ("SALTGRAIN_BROWSER", browser.name()),
        ],
    )
}

/// Runs the test files of one folder with Node's own runner, one after another.
fn node_tests(folder: &str, variables: &[(&str, &str)]) -> Result<Outcome> {
    let mut files: Vec<_> = fs::read_dir(project::at(folder))
        .with_context(|| format!("could not read {folder}"))?
        .map(|entry| Ok(entry?.path()))
        .collect::<Result<_>>()?;
    files.retain(|file| file.extension().is_some_and(|extension| extension == "mjs"));
    files.sort();
    ensure!(!files.is_empty(), "there are no tests in {folder}");
    let mut node = node(&["--test", "--test-concurrency=1", "--test-reporter=spec"]);
    tally(node.args(files).envs(variables.iter().copied()))
}

/// Runs a command, shows its output and counts the tests it tells of.
fn tally(command: &mut Command) -> Result<Outcome> {
    let mut child = command
        .stdout(Stdio::piped())
        .spawn()
        .with_context(|| format!("could not start `{}`", line(command)))?;
    let mut tally = Tally::default();
    for text in BufReader::new(child.stdout.take().expect("standard output is piped")).lines() {
        let text = text?;
        println!("{text}");
        tally.add(counted(&text));
    }
    let status = child.wait()?;
    let error = (!status.success()).then(|| format!("`{}` failed ({status})", line(command)));
    Ok(Outcome { tally, error })
}

/// The tests that a line of output sums up: cargo's (`test result: ok. 3 passed; 0 failed; …`) or Node's (`ℹ pass 3`).
fn counted(line: &str) -> Tally {
    let words: Vec<&str> = line
        .split([' ', ';', ','])
        .filter(|word| !word.is_empty())
        .collect();
    let number = |word: &str| word.parse().unwrap_or(0);
    match words.as_slice() {
        ["test", "result:", _, passed, "passed", failed, "failed", ..] => Tally {
            passed: number(passed),
            failed: number(failed),
        },
        ["ℹ" | "#", "pass", passed] => Tally {
            passed: number(passed),
            failed: 0,
        },
        ["ℹ" | "#", "fail", failed] => Tally {
            passed: 0,
            failed: number(failed),
        },
        _ => Tally::default(),
    }
}

/// The table of all steps, and as its last line the sum: tests where a step has some, else the step itself.
fn table(reports: &[Report]) -> String {
    let width = reports
        .iter()
        .map(|report| report.name.chars().count())
        .max()
        .unwrap_or(0);
    let mut table = String::new();
    let mut sum = Tally::default();
    for Report {
        name,
        outcome: Outcome { tally, error },
        time,
    } in reports
    {
        let verdict = if error.is_none() { "passed" } else { "FAILED" };
        let tests = match (tally.passed, tally.failed) {
            (0, 0) => String::new(),
            (passed, 0) => format!("  {passed} tests"),
            (passed, failed) => format!("  {passed} tests passed, {failed} failed"),
        };
        table.push_str(&format!(
            "{name:width$}  {verdict}  {:6.1} s{tests}\n",
            time.as_secs_f64()
        ));
        sum.add(match (error, *tally) {
            (None, Tally { passed: 0, .. }) => Tally {
                passed: 1,
                failed: 0,
            },
            (Some(_), Tally { passed, failed: 0 }) => Tally { passed, failed: 1 },
            (_, tally) => tally,
        });
    }
    table.push_str(&format!("\n{} passed, {} failed", sum.passed, sum.failed));
    table
}

impl Step {
    fn new(
        name: &'static str,
        needs: Option<&'static str>,
        act: impl FnOnce() -> Outcome + 'static,
    ) -> Self {
        Step {
            name,
            needs,
            act: Box::new(act),
        }
    }

    fn running(name: &'static str, needs: Option<&'static str>, mut command: Command) -> Self {
        Step::new(name, needs, move || {
            tally(&mut command).unwrap_or_else(Outcome::from_error)
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(name: &'static str, passed: u64, failed: u64, error: Option<&str>) -> Report {
        let outcome = Outcome {
            tally: Tally { passed, failed },
            error: error.map(str::to_owned),
        };
        Report {
            name,
            outcome,
            time: Duration::from_millis(1500),
        }
    }

    #[test]
    fn counts_what_the_runners_print() {
        let of_cargo = "test result: FAILED. 12 passed; 3 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.1s";
        assert_eq!(
            counted(of_cargo),
            Tally {
                passed: 12,
                failed: 3
            }
        );
        assert_eq!(
            counted("ℹ pass 7"),
            Tally {
                passed: 7,
                failed: 0
            }
        );
        assert_eq!(
            counted("# fail 2"),
            Tally {
                passed: 0,
                failed: 2
            }
        );
        assert_eq!(counted("they pass 7 on the way"), Tally::default());
    }

    #[test]
    fn the_last_line_adds_up_tests_and_steps_without_tests() {
        let reports = [
            report("lint", 0, 0, None),
            report("unit tests", 12, 0, None),
            report("suite", 4, 2, Some("`node` failed")),
            report("build", 0, 0, Some("no room")),
        ];
        let table = table(&reports);
        assert_eq!(table.lines().last(), Some("17 passed, 3 failed"));
        assert!(table.contains("unit tests  passed     1.5 s  12 tests"));
        assert!(table.contains("suite       FAILED     1.5 s  4 tests passed, 2 failed"));
    }

    #[test]
    fn a_step_that_broke_after_its_tests_is_not_lost() {
        let table = table(&[report("tests", 5, 0, Some("killed"))]);
        assert_eq!(table.lines().last(), Some("5 passed, 1 failed"));
    }
}
