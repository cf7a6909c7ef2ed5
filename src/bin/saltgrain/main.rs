//! The command line: `saltgrain scan` judges files, `saltgrain explain` shows how one sentence is judged.

mod args;
mod explain;
mod generate;
mod html;
mod json;
mod nesting;
mod own;
mod passage;
mod plain;
mod readable;
mod record;
mod scan;
mod style;
mod totals;

use std::io::{self, BufWriter, Write};
use std::process::ExitCode;

use anstream::{AutoStream, ColorChoice};
use clap::Parser as _;

use crate::args::{Cli, Command, Format};

/// Where reports go: standard output, written in large pieces.
type Output = BufWriter<AutoStream<io::Stdout>>;

/// Standard output for people, without colours where they are not wanted (`NO_COLOR`, a pipe, a dumb terminal); or as it
/// is, for programs.
fn output(for_people: bool) -> Output {
    let stdout = io::stdout();
    let choice = if for_people {
        AutoStream::choice(&stdout)
    } else {
        ColorChoice::AlwaysAnsi
    };
    BufWriter::with_capacity(64 * 1024, AutoStream::new(stdout, choice))
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let outcome = match (&cli.generate, &cli.command) {
        (Some(what), _) => generate::run(*what, output(false)).map(|()| true),
        (None, Some(Command::Scan(scan))) => scan::run(scan, output(scan.format == Format::Text)),
        (None, Some(Command::Explain(explain))) => {
            explain::run(explain, output(true)).map(|()| true)
        }
        (None, None) => Ok(true),
    };
    match outcome {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        // Who reads the output has seen enough, as `head` does.
        Err(error) if error.kind() == io::ErrorKind::BrokenPipe => ExitCode::SUCCESS,
        Err(error) => {
            complain(format_args!("can't write: {error}"));
            ExitCode::FAILURE
        }
    }
}

/// Tells about a problem on standard error. Control characters in names and messages are made visible.
fn complain(message: std::fmt::Arguments) {
    let message = message.to_string();
    let message = style::printable(&message);
    // Nothing is left to do if standard error is gone too.
    let _ = writeln!(
        anstream::stderr(),
        "{}saltgrain:{:#} {message}",
        style::PROBLEM,
        style::PROBLEM
    );
}
