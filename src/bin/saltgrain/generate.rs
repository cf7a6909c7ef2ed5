//! The manual page and the shells' completions, made from the table of options.

use std::io::{self, Write};

use clap::CommandFactory as _;
use clap_complete::Shell;
use clap_mangen::Man;

use crate::Output;
use crate::args::{Cli, Generate};

pub fn run(what: Generate, mut output: Output) -> io::Result<()> {
    let mut command = Cli::command();
    let shell = match what {
        Generate::Man => {
            manual(command, &mut output)?;
            return output.flush();
        }
        Generate::CompleteBash => Shell::Bash,
        Generate::CompleteZsh => Shell::Zsh,
        Generate::CompleteFish => Shell::Fish,
    };
    // clap_complete ends the process when it can't write, so it writes to memory.
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut command, "saltgrain", &mut script);
    output.write_all(&script)?;
    output.flush()
}

/// One page: the command, then each sub-command under a heading of its own.
fn manual(mut command: clap::Command, output: &mut Output) -> io::Result<()> {
    command.build();
    let man = Man::new(command.clone());
    man.render_title(output)?;
    man.render_name_section(output)?;
    man.render_synopsis_section(output)?;
    man.render_description_section(output)?;
    man.render_options_section(output)?;
    for subcommand in command
        .get_subcommands()
        .filter(|command| command.get_name() != "help")
    {
        writeln!(output, ".SH {}", subcommand.get_name().to_uppercase())?;
        let man = Man::new(subcommand.clone());
        for render in [
            Man::render_synopsis_section,
            Man::render_description_section,
            Man::render_options_section,
        ] {
            let mut section = Vec::new();
            render(&man, &mut section)?;
            // Sections of a sub-command are sub-sections of this page.
            output.write_all(
                String::from_utf8_lossy(&section)
                    .replace("\n.SH ", "\n.SS ")
                    .as_bytes(),
            )?;
        }
        if let Some(after) = subcommand.get_after_help() {
            writeln!(output, ".PP\n{after}")?;
        }
    }
    Ok(())
}
