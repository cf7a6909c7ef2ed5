//! What the reader chose to look for: phrases of their own, and families that are switched off.

use std::fs;

use saltgrain::{Phrase, Phrases, PhrasesError};
use serde::Deserialize;

/// What a file of settings says it is; the extension writes it.
const FORMAT: &str = "saltgrain-settings";
/// The newest version of such a file that is understood.
const VERSION: u32 = 2;

/// An export of the extension's settings; fields of no matter here are passed over.
#[derive(Deserialize)]
struct Export {
    format: String,
    version: u32,
    settings: Settings,
}

#[derive(Deserialize)]
struct Settings {
    #[serde(default)]
    phrases: Vec<Phrase>,
}

/// Reads the file of `--phrases`: an export of the settings, or a list of phrases alone, as JSON.
pub fn phrases(path: &str) -> Result<Phrases, String> {
    let text = fs::read_to_string(path).map_err(|error| error.to_string())?;
    let phrases = read(&text)?;
    Phrases::new(&phrases).map_err(|error| match &error {
        PhrasesError::Phrase { at, .. } => format!("{error}: {:?}", phrases[*at].text),
        PhrasesError::TooMany => error.to_string(),
    })
}

fn read(text: &str) -> Result<Vec<Phrase>, String> {
    let text = text.trim_start_matches('\u{FEFF}');
    // Told apart by hand, because an untagged enum would not tell where a mistake is.
    if text.trim_start().starts_with('[') {
        return serde_json::from_str(text).map_err(|error| error.to_string());
    }
    let export: Export = serde_json::from_str(text).map_err(|error| error.to_string())?;
    if export.format != FORMAT {
        return Err(format!("the format is {:?}, not {FORMAT:?}", export.format));
    }
    if export.version > VERSION {
        return Err(format!(
            "version {} is newer than {VERSION}, the newest that is understood",
            export.version
        ));
    }
    Ok(export.settings.phrases)
}

/// Reads one id of `--families-off`.
pub fn family(id: &str) -> Result<String, String> {
    saltgrain::families()
        .any(|family| family.id == id)
        .then(|| id.to_owned())
        .ok_or_else(|| {
            "no family has this id; `saltgrain explain` names those that match".to_owned()
        })
}
