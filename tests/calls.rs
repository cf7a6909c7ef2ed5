//! Calls in full: what is proposed, on what, where to, at which levels, for how long and on which condition; and what is
//! no call. The cases stand in `calls/*.toml`, which say how to read them.

use std::collections::BTreeMap;
use std::ops::Range;
use std::path::Path;

use saltgrain::{
    Block, Direction, Engine, Finding, Holder, Label, Page, Role, Subtype, Summary, Term,
};

#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    case: Vec<Case>,
}

/// A passage and the calls in it; none must be found if none is listed.
#[derive(serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    /// One block.
    #[serde(default)]
    text: String,
    /// Several blocks, instead of `text`; one that begins with `# ` is a heading.
    #[serde(default)]
    blocks: Vec<String>,
    /// Title of the page; one about markets if it is left out.
    page: Option<String>,
    #[serde(default)]
    calls: Vec<Call>,
    /// How many calls the summary counts; as many as are listed if it is left out.
    counted: Option<usize>,
}

/// What is expected of a call. A slot that is left out must be empty.
#[derive(Debug, Default, PartialEq, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Call {
    is: String,
    /// The block it is in.
    #[serde(default)]
    block: usize,
    /// The call goes on with the one before it.
    #[serde(default)]
    continues: bool,
    /// `bull`, `bear` or `neutral`.
    direction: String,
    /// Left out if it is not looked at.
    action: Option<String>,
    /// As written; `↑ `, `↓ ` or `· ` before it where it points elsewhere than the call as a whole.
    #[serde(default)]
    on: Vec<String>,
    #[serde(default)]
    entry: Vec<String>,
    #[serde(default)]
    targets: Vec<String>,
    stop: Option<String>,
    size: Option<String>,
    leverage: Option<String>,
    horizon: Option<String>,
    /// `unstated` if it is left out.
    term: Option<String>,
    condition: Option<String>,
    #[serde(default)]
    reported: bool,
    /// The first and the last words that the call covers; not looked at if they are left out.
    covers: Option<[String; 2]>,
}

/// Cases without a call in which the engine finds one; this may only fall. It is a museum's board that speaks like a trader.
const MARKED_WRONGLY: usize = 1;

const MARKETS: &str = "Markets: stocks and crypto";

fn cases() -> Vec<(String, Case)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/calls");
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    let mut cases = Vec::new();
    for path in paths {
        let name = path.file_stem().unwrap().to_string_lossy().into_owned();
        let file: File = toml::from_str(&std::fs::read_to_string(&path).unwrap())
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        cases.extend(file.case.into_iter().map(|case| (name.clone(), case)));
    }
    cases
}

impl Case {
    fn blocks(&self) -> Vec<Block<'_>> {
        let texts = match self.blocks.is_empty() {
            true => std::slice::from_ref(&self.text),
            false => &self.blocks,
        };
        texts
            .iter()
            .map(|text| match text.strip_prefix("# ") {
                Some(heading) => Block::new(heading).with_role(Role::Heading),
                None => Block::new(text).with_role(Role::Body),
            })
            .collect()
    }
}

/// What was found, in the words of a case. What the case does not look at is taken from it.
fn said(finding: &Finding, text: &str, wanted: Option<&Call>) -> Call {
    let slots = finding.slots.as_ref().expect("a call has slots");
    let direction = finding.direction.expect("a call has a direction");
    let words = |span: &Range<usize>| text[span.clone()].to_owned();
    let all = |spans: &[Range<usize>]| spans.iter().map(words).collect();
    let one = |span: &Option<Range<usize>>| span.as_ref().map(words);
    let on = slots.instruments.iter().map(|instrument| {
        let name = words(&instrument.span);
        match instrument.direction {
            own if own == direction => name,
            Direction::Bull => format!("↑ {name}"),
            Direction::Bear => format!("↓ {name}"),
            Direction::Neutral => format!("· {name}"),
        }
    });
    let covered = words(&finding.sentence);
    Call {
        is: finding.subtype.to_string(),
        block: finding.block,
        continues: finding.continues,
        direction: direction.to_string(),
        action: one(&slots.action).filter(|_| wanted.is_none_or(|call| call.action.is_some())),
        on: on.collect(),
        entry: all(&slots.entry),
        targets: all(&slots.targets),
        stop: one(&slots.stop),
        size: one(&slots.size),
        leverage: one(&slots.leverage),
        horizon: one(&slots.horizon),
        term: Some(slots.term.to_string()).filter(|_| slots.term != Term::Unstated),
        condition: one(&slots.condition),
        reported: finding.holder == Holder::Reported,
        covers: wanted.and_then(|call| call.covers.clone()).map(|ends| {
            match covered.starts_with(&ends[0]) && covered.ends_with(&ends[1]) {
                true => ends,
                false => [covered.clone(), String::new()],
            }
        }),
    }
}

#[test]
fn calls_are_read_in_full() {
    let (mut wrong, mut missed, mut marked_wrongly) = (Vec::new(), Vec::new(), Vec::new());
    for (file, case) in cases() {
        let blocks = case.blocks();
        let page = Page {
            title: case.page.as_deref().unwrap_or(MARKETS),
            url: "",
        };
        let judged = Engine::new().judge(&blocks, &page);
        let found: Vec<&Finding> = judged
            .findings
            .iter()
            .filter(|finding| finding.label == Label::Call)
            .collect();
        let said: Vec<Call> = found
            .iter()
            .enumerate()
            .map(|(i, finding)| said(finding, blocks[finding.block].text, case.calls.get(i)))
            .collect();
        let place = format!(
            "{file}: {:?}",
            blocks.iter().map(|b| b.text).collect::<Vec<_>>()
        );
        if said.is_empty() && !case.calls.is_empty() {
            missed.push(place);
            continue;
        }
        if !said.is_empty() && case.calls.is_empty() {
            marked_wrongly.push(place);
            continue;
        }
        if said != case.calls {
            wrong.push(format!(
                "{place}\n  wanted {:?}\n  found  {said:?}",
                case.calls
            ));
        }
        let summary = Summary::of(&judged, &blocks);
        let counted = summary.calls.author + summary.calls.reported;
        let wanted = case.counted.unwrap_or(case.calls.len());
        if counted != wanted {
            wrong.push(format!(
                "{place}\n  {wanted} calls wanted, {counted} counted"
            ));
        }
        let all: usize = judged.sentences.iter().sum();
        assert!(all >= summary.marked, "{place}: {all} sentences judged");
    }
    assert!(
        missed.is_empty(),
        "{} missed:\n{}",
        missed.len(),
        missed.join("\n")
    );
    let count = marked_wrongly.len();
    let listed = marked_wrongly.join("\n");
    assert!(count <= MARKED_WRONGLY, "{count} marked wrongly:\n{listed}");
    let count = wrong.len();
    assert!(
        wrong.is_empty(),
        "{count} cases are wrong:\n{}",
        wrong.join("\n")
    );
}

#[test]
fn the_suite_covers_what_it_should() {
    let cases = cases();
    let none = cases
        .iter()
        .filter(|(_, case)| case.calls.is_empty())
        .count();
    assert!(cases.len() >= 150, "only {} cases", cases.len());
    assert!(none >= 60, "only {none} cases without a call");
    let mut subtypes: BTreeMap<&str, usize> = BTreeMap::new();
    for call in cases.iter().flat_map(|(_, case)| &case.calls) {
        *subtypes.entry(&call.is).or_default() += 1;
    }
    for subtype in Subtype::ALL
        .iter()
        .filter(|s| s.label() == Label::Call && **s != Subtype::own(Label::Call))
    {
        let count = subtypes.get(subtype.as_str()).copied().unwrap_or(0);
        assert!(count >= 5, "{subtype}: {count} cases");
    }
}
