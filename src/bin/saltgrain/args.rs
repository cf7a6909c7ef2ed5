//! The command line. Help, manual page and completions all come from this one table.

use std::path::PathBuf;

use clap::builder::{PossibleValuesParser, TypedValueParser as _};
use clap::{Args, Parser, Subcommand, ValueEnum, ValueHint};
use saltgrain::{Phrases, Sensitivity};

use crate::own;

/// Marks speculation, disclaimers and trading calls in text about markets.
///
/// Nothing is fetched and nothing is sent: what is judged is the text that is given.
#[derive(Debug, Parser)]
#[command(
    name = "saltgrain",
    version,
    arg_required_else_help = true,
    args_conflicts_with_subcommands = true
)]
pub struct Cli {
    /// What to do.
    #[command(subcommand)]
    pub command: Option<Command>,

    /// Write a manual page or a shell's completions to standard output and exit
    #[arg(long, value_enum, value_name = "WHAT", exclusive = true)]
    pub generate: Option<Generate>,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Scan(Scan),
    Explain(Explain),
}

/// Judge files, or standard input, and report what was found
///
/// Offsets are bytes of the text that was given: of the `text` field of a JSON line, of the file with `--input text`, and
/// with `--input html` of the page's text as read, which is its blocks of text joined by blank lines.
#[derive(Debug, Args)]
#[command(
    after_help = "Exit status: 0 when all input was read, 1 when some was not, 2 when the command line is wrong."
)]
pub struct Scan {
    /// What to write
    #[arg(long, value_enum, default_value_t, value_name = "FORMAT")]
    pub format: Format,

    /// What the input is; by default .html and .htm are html, .jsonl and .ndjson are jsonl, all else is text
    #[arg(long, value_enum, value_name = "KIND")]
    pub input: Option<Input>,

    #[command(flatten)]
    pub threshold: Threshold,

    #[command(flatten)]
    pub families: Families,

    /// Phrases of your own: a JSON file with a list of them, or settings exported from the extension
    #[arg(long, value_name = "FILE", value_parser = own::phrases, value_hint = ValueHint::FilePath)]
    pub phrases: Option<Phrases>,

    /// Field of a JSON line that names the record
    #[arg(long, default_value = "id", value_name = "FIELD")]
    pub id_field: String,

    /// Field of a JSON line that holds the text to judge
    #[arg(long, default_value = "text", value_name = "FIELD")]
    pub text_field: String,

    /// Files to read; `-` is standard input
    #[arg(value_name = "FILE", default_value = "-")]
    pub files: Vec<PathBuf>,
}

/// Show how one sentence is judged: the families that fire, their guards and their weights
#[derive(Debug, Args)]
pub struct Explain {
    #[command(flatten)]
    pub threshold: Threshold,

    #[command(flatten)]
    pub families: Families,

    /// Title of the page that the sentence is taken from; it tells whether the text is about markets
    #[arg(long, default_value = "", hide_default_value = true)]
    pub title: String,

    /// The sentence
    pub sentence: String,
}

#[derive(Debug, Args)]
pub struct Threshold {
    /// How sure the engine must be: strict marks little and is nearly always right, thorough marks all that has a cue
    #[arg(long, default_value = "balanced", value_name = "LEVEL", value_parser = sensitivity())]
    pub sensitivity: Sensitivity,
}

#[derive(Debug, Args)]
pub struct Families {
    /// Families that are not looked for, by id
    #[arg(long = "families-off", value_name = "ID,…", value_delimiter = ',', value_parser = own::family)]
    pub off: Vec<String>,
}

fn sensitivity() -> impl clap::builder::TypedValueParser<Value = Sensitivity> {
    let names = Sensitivity::ALL.iter().map(|level| level.as_str());
    PossibleValuesParser::new(names)
        .map(|name| Sensitivity::parse(&name).unwrap_or(Sensitivity::Balanced))
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// For reading: each finding with its reason, and a summary
    #[default]
    Text,
    /// One object for each file
    Json,
    /// One line for each record, or for each file
    Jsonl,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Input {
    /// Plain text; a blank line ends a paragraph
    Text,
    /// A web page
    Html,
    /// One JSON object a line
    Jsonl,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Generate {
    Man,
    CompleteBash,
    CompleteZsh,
    CompleteFish,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory as _;

    #[test]
    fn the_table_is_consistent() {
        super::Cli::command().debug_assert();
    }
}
