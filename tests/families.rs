//! Every family's own examples: each positive fires, no near miss does.

use std::path::Path;

use saltgrain::{Engine, Label, Page};

#[derive(serde::Deserialize)]
struct File {
    #[serde(default)]
    family: Vec<Family>,
}

#[derive(serde::Deserialize)]
struct Family {
    id: String,
    subtype: String,
    #[serde(default)]
    positive: Vec<String>,
    #[serde(default)]
    near_miss: Vec<String>,
    #[serde(default)]
    off_topic: Vec<String>,
}

const MARKET_PAGE: Page<'static> = Page {
    title: "Markets: stocks and crypto",
    url: "",
};
const ANY_PAGE: Page<'static> = Page {
    title: "Weekend notes",
    url: "",
};

fn families() -> Vec<(String, Family)> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join("src/families/en")];
    let mut families = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "toml")
                && !path.parent().unwrap().ends_with("lexicon")
            {
                let text = std::fs::read_to_string(&path).unwrap();
                let file: File = toml::from_str(&text).unwrap();
                families.extend(
                    file.family
                        .into_iter()
                        .map(|f| (path.file_name().unwrap().to_string_lossy().into_owned(), f)),
                );
            }
        }
    }
    families.sort_by(|a, b| a.1.id.cmp(&b.1.id));
    families
}

/// Whether a match of the family passed its guards somewhere in the text.
fn fires(family: &str, text: &str, page: &Page<'_>) -> bool {
    Engine::new()
        .explain(text, page)
        .iter()
        .flat_map(|e| &e.fired)
        .any(|f| f.family == family && f.dropped.is_none())
}

/// Whether the families by themselves, before the trained model weighs everything, give the label a fair chance.
fn label_is_found(label: Label, text: &str) -> bool {
    Engine::new()
        .explain(text, &MARKET_PAGE)
        .iter()
        .any(|e| e.prior[label as usize] >= 0.3)
}

#[test]
fn examples_of_families() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for (file, family) in families() {
        let label = Label::ALL
            .iter()
            .copied()
            .find(|l| l.as_str().as_bytes()[0].eq_ignore_ascii_case(&family.subtype.as_bytes()[0]))
            .unwrap();
        for text in &family.positive {
            count += 1;
            if !fires(&family.id, text, &MARKET_PAGE) || !label_is_found(label, text) {
                wrong.push(format!(
                    "{file}: {} does not fire on its example: {text}",
                    family.id
                ));
            }
        }
        for (text, page) in family
            .near_miss
            .iter()
            .map(|t| (t, &MARKET_PAGE))
            .chain(family.off_topic.iter().map(|t| (t, &ANY_PAGE)))
        {
            count += 1;
            if fires(&family.id, text, page) {
                wrong.push(format!(
                    "{file}: {} fires on its near miss: {text}",
                    family.id
                ));
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {count} examples of families are wrong:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
    println!("{count} examples");
}
