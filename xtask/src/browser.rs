//! The browsers that the extension is tried in: where they are, and how they are installed.

use std::env;
use std::path::PathBuf;

use anyhow::{Result, bail};

use crate::command::{command, run, succeeds};

/// A browser that the extension is made for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
pub enum Browser {
    /// Chromium, or Chrome.
    Chromium,
    /// Firefox, or its long-term release.
    Firefox,
}

impl Browser {
    /// All that the tests run in.
    pub const ALL: [Browser; 2] = [Browser::Chromium, Browser::Firefox];

    /// Its word in options, folders and files.
    pub fn name(self) -> &'static str {
        match self {
            Browser::Chromium => "chromium",
            Browser::Firefox => "firefox",
        }
    }

    /// The environment variable that names its program, for a browser that is not in a usual place.
    pub fn variable(self) -> &'static str {
        match self {
            Browser::Chromium => "SALTGRAIN_CHROMIUM",
            Browser::Firefox => "SALTGRAIN_FIREFOX",
        }
    }

    fn debian_package(self) -> &'static str {
        match self {
            Browser::Chromium => "chromium",
            Browser::Firefox => "firefox-esr",
        }
    }

    fn programs(self) -> &'static [&'static str] {
        match self {
            Browser::Chromium => &[
                "chromium",
                "chromium-browser",
                "google-chrome",
                "google-chrome-stable",
                "chrome",
            ],
            Browser::Firefox => &["firefox-esr", "firefox"],
        }
    }

    fn usual_places(self) -> &'static [&'static str] {
        match self {
            Browser::Chromium => &[
                "/Applications/Chromium.app/Contents/MacOS/Chromium",
                "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
                r"C:\Program Files\Google\Chrome\Application\chrome.exe",
            ],
            Browser::Firefox => &[
                "/Applications/Firefox.app/Contents/MacOS/firefox",
                r"C:\Program Files\Mozilla Firefox\firefox.exe",
            ],
        }
    }

    /// Its program, if it is installed.
    pub fn find(self) -> Option<PathBuf> {
        if let Some(named) = env::var_os(self.variable()) {
            return Some(PathBuf::from(named));
        }
        let path = env::var_os("PATH").unwrap_or_default();
        let folders: Vec<PathBuf> = env::split_paths(&path).collect();
        self.programs()
            .iter()
            .flat_map(|program| folders.iter().map(move |folder| folder.join(program)))
            .chain(self.usual_places().iter().map(PathBuf::from))
            .find(|program| program.is_file())
    }

    /// Its program; installed first, where the system's package manager lets us.
    pub fn ensure(self) -> Result<PathBuf> {
        if let Some(program) = self.find() {
            return Ok(program);
        }
        let package = self.debian_package();
        if let Some(apt) = apt_get() {
            println!("Installing {package}");
            // Without fresh lists a package may not be found; where they can't be fetched the old ones may still do.
            if let Err(error) = run(command(apt[0], &apt[1..]).args(["update", "-qq"])) {
                eprintln!("{error:#}");
            }
            run(command(apt[0], &apt[1..])
                .env("DEBIAN_FRONTEND", "noninteractive")
                .args([
                    "install",
                    "--yes",
                    "-qq",
                    "--no-install-recommends",
                    package,
                ]))?;
            if let Some(program) = self.find() {
                return Ok(program);
            }
        }
        bail!(
            "{} is not installed: install it (on Debian: `apt-get install {package}`), or name its program in {}",
            self.name(),
            self.variable()
        )
    }
}

/// How apt-get may be run without asking for a password.
fn apt_get() -> Option<&'static [&'static str]> {
    if !succeeds(&mut command("apt-get", &["--version"])) {
        return None;
    }
    let is_root = crate::command::read(&mut command("id", &["-u"])).is_ok_and(|id| id == "0");
    if is_root {
        Some(&["apt-get"])
    } else if succeeds(&mut command("sudo", &["-n", "true"])) {
        Some(&["sudo", "-n", "apt-get"])
    } else {
        None
    }
}
