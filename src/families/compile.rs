//! Compiles the families, the lexicon and the evidence of one language into constant Rust data.
//!
//! Runs in `build.rs` only. All patterns become one program for the matcher, indexed by the words and kinds of token that
//! can begin a match, so nothing is parsed or compiled when the engine starts.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::fmt::{self, Write as _};
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::index::{MAX_NAME, Need, Phrase, Start, WordSet, sketch_bit};
use super::kind::Kind;

/// Guards that the engine knows: name in TOML, variant of `guards::Guard`.
const GUARDS: &[(&str, &str)] = &[
    ("fin", "Fin"),
    ("fin_here", "FinHere"),
    ("promo", "Promo"),
    ("inst", "Inst"),
    ("inst_near", "InstNear"),
    ("obj", "Obj"),
    ("imp", "Imp"),
    ("second", "Second"),
    ("first", "First"),
    ("corp", "Corp"),
    ("past", "Past"),
    ("quote", "Quote"),
    ("neg", "Neg"),
    ("num", "Num"),
    ("head", "Head"),
    ("question", "Question"),
    ("frag", "Frag"),
    ("self", "Self_"),
];

/// Evidence that the engine's own guards read; each must be defined.
const REQUIRED_EVIDENCE: &[&str] = &[
    "asset",
    "attr",
    "booster",
    "fin_strong",
    "fin_weak",
    "option",
    "past_time",
    "promo_sign",
    "trade_noun",
    "urgency",
];

/// Classes that guards, the sentence splitter and the slots of calls look words up in.
const NAMED_CLASSES: &[&str] = &[
    "abbreviation",
    "adv",
    "aux",
    "beyond",
    "buy_verb",
    "clause_opener",
    "condition_opener",
    "english",
    "entry_word",
    "exchange_name",
    "few",
    "first",
    "hold_verb",
    "imp_opener",
    "level_move",
    "leverage_word",
    "timing_event",
    "month",
    "negator",
    "not_ticker",
    "other_latin",
    "past_verb",
    "piece",
    "price_unit",
    "pt_word",
    "quote_noun",
    "rating",
    "second",
    "self_subject",
    "sell_verb",
    "size_part",
    "size_piece",
    "size_whole",
    "size_word",
    "sl_word",
    "term_days",
    "term_intraday",
    "term_lead",
    "term_months",
    "term_years",
    "title_abbreviation",
    "tp_word",
    "unit_days",
    "unit_intraday",
    "unit_months",
    "unit_years",
    "weekday",
];

/// The words met most often in prose, in no order.
const COMMON: &[&str] = &[
    "the", "to", "of", "and", "a", "in", "is", "for", "on", "that", "it", "this", "with", "at",
    "be", "are", "as", "i", "you", "was", "by", "from", "have", "has", "will", "not", "or", "an",
    "we", "but", "they", "if", "can", "so", "up", "its", "all", "'s", "my", "your", "their", "our",
    "more", "no", "just", ",", ".", ":", "-", "(", ")", "\"",
];

const MAX_GAPS: usize = 3;
const MAX_GAP: u8 = 8;

/// Why the families can't be compiled: the file, the entry, and what is wrong with it.
#[derive(Debug)]
pub struct FamilyError {
    file: PathBuf,
    entry: String,
    what: String,
}

impl fmt::Display for FamilyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.file.display(), self.entry, self.what)
    }
}

impl std::error::Error for FamilyError {}

type Result<T, E = FamilyError> = std::result::Result<T, E>;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FamilyFile {
    #[serde(default)]
    family: Vec<FamilyEntry>,
    #[serde(default)]
    evidence: Vec<EvidenceEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FamilyEntry {
    id: String,
    name: String,
    subtype: String,
    force: Option<String>,
    weight: f32,
    #[serde(default)]
    guards: Vec<String>,
    patterns: Vec<PatternEntry>,
    message: Option<String>,
    source: String,
    holder: Option<String>,
    direction: Option<String>,
    #[serde(default)]
    suppresses: Vec<String>,
    #[serde(default)]
    severity: i8,
    /// Whether a disclaimer shields its clause; tags such as NFA do not.
    #[serde(default = "yes")]
    shields: bool,
    #[serde(default)]
    positive: Vec<String>,
    #[serde(default)]
    near_miss: Vec<String>,
    #[serde(default)]
    off_topic: Vec<String>,
}

fn yes() -> bool {
    true
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct EvidenceEntry {
    id: String,
    #[allow(dead_code)] // for the reader of the TOML
    about: String,
    patterns: Vec<String>,
}

#[derive(Deserialize)]
#[serde(untagged)]
enum PatternEntry {
    Plain(String),
    Table(PatternTable),
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct PatternTable {
    #[serde(rename = "match")]
    pattern: String,
    subtype: Option<String>,
    force: Option<String>,
    weight: Option<f32>,
    guards: Option<Vec<String>>,
    holder: Option<String>,
    direction: Option<String>,
    suppresses: Option<Vec<String>>,
    severity: Option<i8>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClassEntry {
    #[allow(dead_code)] // for the reader of the TOML
    about: String,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    verbs: Vec<String>,
    #[serde(default)]
    nouns: Vec<String>,
    #[serde(default)]
    classes: Vec<String>,
}

/// One element of a pattern.
#[derive(Clone, Debug)]
enum Node {
    Word(String),
    Exact(String),
    Class(String),
    Kind(Kind),
    Gap { max: u8, any: bool },
    Not(Vec<Vec<Node>>),
    NotBefore(Vec<Node>),
    ClauseStart,
    SentenceStart,
    SentenceEnd,
    CueStart,
    CueEnd,
    Group(Vec<Vec<Node>>),
    Optional(Box<Node>),
}

/// Reads the folder of one language and writes its tables as Rust source.
///
/// All that is wrong is told at once, so that whoever edits the families need not build once an error.
pub fn compile(language: &Path) -> Result<String, Vec<FamilyError>> {
    let mut families = Vec::new();
    let mut evidence = Vec::new();
    let mut classes = BTreeMap::new();
    for file in toml_files(language) {
        let fail = |entry: &str, what: String| FamilyError {
            file: file.clone(),
            entry: entry.to_owned(),
            what,
        };
        let text = std::fs::read_to_string(&file).map_err(|e| vec![fail("file", e.to_string())])?;
        if file.parent().is_some_and(|p| p.ends_with("lexicon")) {
            let entries: BTreeMap<String, ClassEntry> =
                toml::from_str(&text).map_err(|e| vec![fail("lexicon", e.to_string())])?;
            for (name, entry) in entries {
                if classes.insert(name.clone(), entry).is_some() {
                    return Err(vec![fail(&name, "this class is defined twice".into())]);
                }
            }
        } else {
            let entries: FamilyFile =
                toml::from_str(&text).map_err(|e| vec![fail("families", e.to_string())])?;
            families.extend(entries.family.into_iter().map(|f| (file.clone(), f)));
            evidence.extend(entries.evidence.into_iter().map(|e| (file.clone(), e)));
        }
    }
    families.sort_by(|a, b| a.1.id.cmp(&b.1.id));
    Compiler::new(language, classes)
        .map_err(|e| vec![e])?
        .tables(&families, &evidence)
}

/// Every TOML file below `folder`, in a fixed order, so that the same sources give the same tables.
pub fn toml_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(&folder).into_iter().flatten().flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "toml") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

struct Compiler {
    /// Folded word → id; 0 is kept for words that no pattern knows.
    words: BTreeMap<String, u16>,
    class_ids: BTreeMap<String, u16>,
    /// Members of each class, each a sequence of words.
    members: BTreeMap<String, BTreeSet<Vec<String>>>,
    program: Vec<String>,
    exact: Vec<String>,
    sets: Vec<String>,
    /// Sets of word ids that tests ask for; the number is the set's index.
    word_sets: BTreeMap<BTreeSet<u16>, usize>,
    /// Where each of some words leads to, in ops ahead; the number is the index.
    switches: BTreeMap<BTreeMap<u16, u16>, usize>,
    /// Sets of words of which one must stand behind the first word for some pattern to match; the number is the set's id.
    needs: BTreeMap<BTreeSet<String>, u16>,
    /// Ids below it are needs of evidence.
    evidence_needs: usize,
}

/// Alternatives that stand in a row.
enum Run {
    /// Each begins with words that no other one begins with.
    Words(Vec<Branch>),
    /// One that may begin with anything.
    Other(Vec<Node>),
}

/// Alternatives that begin with the same words, and what follows these in each.
struct Branch {
    words: BTreeSet<u16>,
    rests: Vec<Vec<Node>>,
}

/// What a match begins with.
#[derive(Clone, Copy)]
enum Begin<'a> {
    Word(&'a str),
    Kind(Kind),
}

/// What can begin a match: words by id, kinds.
#[derive(Default)]
struct First {
    words: BTreeSet<String>,
    kinds: Vec<Kind>,
}

impl Compiler {
    fn new(language: &Path, classes: BTreeMap<String, ClassEntry>) -> Result<Self> {
        let mut members: BTreeMap<String, BTreeSet<Vec<String>>> = BTreeMap::new();
        for (name, entry) in &classes {
            let mut all = BTreeSet::new();
            for word in &entry.words {
                all.insert(split_words(word));
            }
            for noun in &entry.nouns {
                let words = split_words(noun);
                let mut plural = words.clone();
                if let Some(last) = plural.last_mut() {
                    *last = with_s(last);
                }
                all.insert(words);
                all.insert(plural);
            }
            for verb in &entry.verbs {
                for (form, words) in inflect(verb) {
                    members
                        .entry(format!("{name}:{form}"))
                        .or_default()
                        .insert(words.clone());
                    all.insert(words);
                }
            }
            members.entry(name.clone()).or_default().extend(all);
        }
        // Inclusion of other classes, to a fixed point so that the order does not matter.
        loop {
            let before: usize = members.values().map(BTreeSet::len).sum();
            for (name, entry) in &classes {
                for other in &entry.classes {
                    let Some(more) = members.get(other).cloned() else {
                        return Err(FamilyError {
                            file: language.to_owned(),
                            entry: format!("class {name}"),
                            what: format!("includes the class {other:?}, which is not defined"),
                        });
                    };
                    members.entry(name.clone()).or_default().extend(more);
                    for form in ["base", "s", "ing", "past", "part"] {
                        if let Some(more) = members.get(&format!("{other}:{form}")).cloned() {
                            members
                                .entry(format!("{name}:{form}"))
                                .or_default()
                                .extend(more);
                        }
                    }
                }
            }
            if members.values().map(BTreeSet::len).sum::<usize>() == before {
                break;
            }
        }
        for name in NAMED_CLASSES {
            if !members.contains_key(*name) {
                return Err(FamilyError {
                    file: language.join("lexicon"),
                    entry: format!("class {name}"),
                    what: "a guard needs this class; it is not defined".into(),
                });
            }
        }
        Ok(Compiler {
            words: BTreeMap::new(),
            class_ids: BTreeMap::new(),
            members,
            program: Vec::new(),
            exact: Vec::new(),
            sets: Vec::new(),
            word_sets: BTreeMap::new(),
            switches: BTreeMap::new(),
            needs: BTreeMap::new(),
            evidence_needs: 0,
        })
    }

    fn word(&mut self, word: &str) -> u16 {
        let next = self.words.len() as u16 + 1;
        *self.words.entry(word.to_owned()).or_insert(next)
    }

    fn class(&mut self, name: &str) -> std::result::Result<u16, String> {
        if !self.members.contains_key(name) {
            return Err(format!("the class <{name}> is not defined"));
        }
        let next = self.class_ids.len() as u16;
        Ok(*self.class_ids.entry(name.to_owned()).or_insert(next))
    }

    fn tables(
        mut self,
        families: &[(PathBuf, FamilyEntry)],
        evidence: &[(PathBuf, EvidenceEntry)],
    ) -> Result<String, Vec<FamilyError>> {
        for name in NAMED_CLASSES {
            self.class(name).expect("checked in new");
        }
        let mut errors = Vec::new();
        let mut evidence_ids: BTreeMap<String, usize> = BTreeMap::new();
        for (_, entry) in evidence {
            let next = evidence_ids.len();
            evidence_ids.entry(entry.id.clone()).or_insert(next);
        }
        let evidence_file = evidence.first().map(|(f, _)| f.clone()).unwrap_or_default();
        for missing in REQUIRED_EVIDENCE
            .iter()
            .filter(|id| !evidence_ids.contains_key(**id))
        {
            let what = "the engine needs this evidence; it is not defined".into();
            errors.push(FamilyError {
                file: evidence_file.clone(),
                entry: format!("evidence {missing}"),
                what,
            });
        }
        if evidence_ids.len() > 32 {
            errors.push(FamilyError {
                file: evidence_file,
                entry: "evidence".into(),
                what: "at most 32 kinds of evidence".into(),
            });
        }

        let mut evidence_index = Index::default();
        for (file, entry) in evidence {
            for pattern in &entry.patterns {
                if let Err(what) = self.pattern(pattern, &mut evidence_index) {
                    errors.push(FamilyError {
                        file: file.clone(),
                        entry: format!("evidence {}", entry.id),
                        what,
                    });
                }
                self.program
                    .push(format!("Op::Evidence({})", evidence_ids[&entry.id]));
            }
        }

        self.evidence_needs = self.needs.len() + 1;

        let mut ids = BTreeSet::new();
        let mut table = String::new();
        let mut patterns = Vec::new();
        let mut cue_index = Index::default();
        for (number, (file, family)) in families.iter().enumerate() {
            let fail = |what: String| FamilyError {
                file: file.clone(),
                entry: format!("family {}", family.id),
                what,
            };
            if !ids.insert(family.id.clone()) {
                errors.push(fail("this id is used twice".into()));
            }
            if family.source.is_empty() || family.name.is_empty() {
                errors.push(fail("a name and a source are needed".into()));
            }
            if family.positive.len() < 4 || family.near_miss.len() + family.off_topic.len() < 4 {
                errors.push(fail(
                    "at least four positive and four near-miss examples are needed".into(),
                ));
            }
            let _ = writeln!(
                table,
                "Family {{ id: {:?}, name: {:?}, subtype: Subtype::{}, message: {:?} }},",
                family.id, family.name, family.subtype, family.message,
            );
            for entry in &family.patterns {
                let plain;
                let entry = match entry {
                    PatternEntry::Plain(text) => {
                        plain = PatternTable {
                            pattern: text.clone(),
                            ..Default::default()
                        };
                        &plain
                    }
                    PatternEntry::Table(entry) => entry,
                };
                let compiled = self
                    .pattern(&entry.pattern, &mut cue_index)
                    .and_then(|()| pattern_row(number, family, entry, &evidence_ids));
                self.program.push(format!("Op::Match({})", patterns.len()));
                match compiled {
                    Ok(row) => patterns.push(row),
                    Err(what) => errors.push(fail(what)),
                }
            }
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        self.render(
            &table,
            &patterns.join(",\n"),
            &evidence_ids,
            &evidence_index,
            &cue_index,
        )
        .map_err(|what| {
            vec![FamilyError {
                file: PathBuf::from("families"),
                entry: "tables".into(),
                what,
            }]
        })
    }

    /// Compiles one pattern up to, not including, its final op, and enters its start into `index`.
    fn pattern(&mut self, text: &str, index: &mut Index) -> std::result::Result<(), String> {
        let at = |e: String| format!("pattern `{text}`: {e}");
        let nodes = parse(text).map_err(at)?;
        let gaps = count_gaps(&nodes);
        if gaps > MAX_GAPS {
            return Err(at(format!("{gaps} gaps; {MAX_GAPS} are the most")));
        }
        let start = self.program.len() as u32;
        let mut first = First::default();
        if self.first(&nodes, &mut first).map_err(at)? {
            return Err(at("it can match nothing at all".into()));
        }
        self.emit_all(&nodes).map_err(at)?;
        for word in first.words {
            let id = self.word(&word);
            let begun = self.begun(&nodes, Begin::Word(&word));
            let need = self.need(&begun);
            index
                .words
                .entry(id)
                .or_default()
                .push(Start { pc: start, need });
        }
        for kind in first.kinds {
            let begun = self.begun(&nodes, Begin::Kind(kind));
            let start = Start {
                pc: start,
                need: self.need(&begun),
            };
            let list = index.kinds.entry(format!("{kind:?}")).or_default();
            if !list.contains(&start) {
                list.push(start);
            }
        }
        Ok(())
    }

    /// What a match of `nodes` must consist of if its first token is the one given: alternatives that can't begin with it
    /// fall away, and the word that those which are left begin with stands by itself.
    fn begun(&self, nodes: &[Node], begin: Begin<'_>) -> Vec<Node> {
        let can_begin = |nodes: &[Node]| {
            let mut first = First::default();
            // Where the first token can't be told, anything can begin.
            self.first(nodes, &mut first).is_err()
                || match begin {
                    Begin::Word(word) => first.words.contains(word),
                    Begin::Kind(kind) => first.kinds.contains(&kind),
                }
        };
        let can_be_empty =
            |nodes: &[Node]| !matches!(self.first(nodes, &mut First::default()), Ok(false));
        for (i, node) in nodes.iter().enumerate() {
            let rest = &nodes[i + 1..];
            let head = match (node, begin) {
                (
                    Node::Not(_)
                    | Node::NotBefore(_)
                    | Node::ClauseStart
                    | Node::SentenceStart
                    | Node::SentenceEnd
                    | Node::CueStart
                    | Node::CueEnd,
                    _,
                ) => continue,
                (Node::Optional(inner), _) => {
                    let inner = std::slice::from_ref(&**inner);
                    if !can_begin(inner) {
                        continue;
                    }
                    if can_be_empty(inner) || can_begin(rest) {
                        return nodes[i..].to_vec();
                    }
                    self.begun(inner, begin)
                }
                (Node::Group(alternatives), _) if !alternatives.iter().any(|a| can_be_empty(a)) => {
                    let live = alternatives.iter().filter(|a| can_begin(a));
                    headed(live.map(|a| self.begun(a, begin)).collect())
                }
                (Node::Class(name), Begin::Word(word)) => {
                    let words =
                        |member: &Vec<String>| member.iter().cloned().map(Node::Word).collect();
                    headed(
                        self.members[name]
                            .range(vec![word.to_owned()]..)
                            .take_while(|member| member[0] == word)
                            .map(words)
                            .collect(),
                    )
                }
                (other, _) => vec![other.clone()],
            };
            return [&head, rest].concat();
        }
        Vec::new()
    }

    /// The rarest set of words of which one must stand behind the first token for `nodes` to match, and how far behind it at
    /// most; set 0 if there is none. Most walks are spared by asking for it first.
    fn need(&mut self, nodes: &[Node]) -> Need {
        let mut rarest: Option<(usize, BTreeSet<String>, u8)> = None;
        let mut begun = false;
        let mut reach = 0;
        for node in opened(nodes) {
            let mut first = First::default();
            let takes = self.first(std::slice::from_ref(&node), &mut first);
            // What can't be told by its first word (a gap, any word) asks for nothing in particular.
            let telling = matches!(takes, Ok(false)) && first.kinds.is_empty();
            if let (true, true, Ok(within)) = (begun, telling, u8::try_from(reach)) {
                // Sets are compared by how often their words are met in prose: a function word weighs as many rare ones.
                let common = first
                    .words
                    .iter()
                    .filter(|w| COMMON.contains(&w.as_str()))
                    .count();
                let weight = (first.words.len() + 300 * common) * usize::from(within);
                if rarest.as_ref().is_none_or(|(least, ..)| weight < *least) {
                    rarest = Some((weight, first.words, within));
                }
            }
            begun |= matches!(takes, Ok(false)) || matches!(node, Node::Kind(_));
            reach += self.reach(&node);
        }
        let next = self.needs.len() as u16 + 1;
        rarest.map_or(Need { set: 0, within: 0 }, |(_, words, within)| Need {
            set: *self.needs.entry(words).or_insert(next),
            within,
        })
    }

    /// The most tokens that a match of the node takes.
    fn reach(&self, node: &Node) -> usize {
        match node {
            Node::Word(_) | Node::Exact(_) => 1,
            Node::Class(name) => self.members[name].iter().map(Vec::len).max().unwrap_or(1),
            Node::Kind(Kind::Inst) => MAX_NAME,
            Node::Kind(_) => 1,
            Node::Gap { max, .. } => usize::from(*max),
            Node::Group(alternatives) => alternatives
                .iter()
                .map(|a| a.iter().map(|node| self.reach(node)).sum())
                .max()
                .unwrap_or(0),
            Node::Optional(inner) => self.reach(inner),
            Node::Not(_)
            | Node::NotBefore(_)
            | Node::ClauseStart
            | Node::SentenceStart
            | Node::SentenceEnd
            | Node::CueStart
            | Node::CueEnd => 0,
        }
    }

    /// Collects what can begin a match of `nodes`; true if they can match nothing.
    fn first(&self, nodes: &[Node], into: &mut First) -> std::result::Result<bool, String> {
        for node in nodes {
            match node {
                Node::Word(word) => _ = into.words.insert(word.clone()),
                Node::Exact(word) => _ = into.words.insert(word.to_lowercase()),
                Node::Class(name) => {
                    let Some(members) = self.members.get(name) else {
                        return Err(format!("the class <{name}> is not defined"));
                    };
                    into.words.extend(members.iter().map(|m| m[0].clone()));
                }
                Node::Kind(Kind::Word | Kind::Punct) => {
                    return Err("a pattern can't begin with {word} or {punct}".into());
                }
                Node::Kind(kind) => into.kinds.push(*kind),
                Node::Gap { .. } => return Err("a pattern can't begin with a gap".into()),
                Node::Not(_)
                | Node::NotBefore(_)
                | Node::ClauseStart
                | Node::SentenceStart
                | Node::SentenceEnd
                | Node::CueStart
                | Node::CueEnd => {
                    continue;
                }
                Node::Group(alternatives) => {
                    let mut empty = false;
                    for alternative in alternatives {
                        empty |= self.first(alternative, into)?;
                    }
                    if empty {
                        continue;
                    }
                }
                Node::Optional(inner) => {
                    self.first(std::slice::from_ref(inner), into)?;
                    continue;
                }
            }
            return Ok(false);
        }
        Ok(true)
    }

    fn emit_all(&mut self, nodes: &[Node]) -> std::result::Result<(), String> {
        nodes.iter().try_for_each(|node| self.emit(node))
    }

    fn emit(&mut self, node: &Node) -> std::result::Result<(), String> {
        let op = match node {
            Node::Gap { max, any } => format!("Op::Gap {{ max: {max}, any: {any} }}"),
            Node::ClauseStart => "Op::ClauseStart".into(),
            Node::SentenceStart => "Op::SentenceStart".into(),
            Node::SentenceEnd => "Op::SentenceEnd".into(),
            Node::CueStart => "Op::CueStart".into(),
            Node::CueEnd => "Op::CueEnd".into(),
            Node::Not(alternatives) => {
                let start = self.program.len();
                self.program.push(String::new());
                self.emit(&Node::Group(alternatives.clone()))?;
                self.program.push("Op::Accept".into());
                self.program[start] = format!("Op::Not({})", self.ahead(start)?);
                return Ok(());
            }
            Node::NotBefore(tests) => format!("Op::NotBefore({})", self.set(tests)?),
            Node::Optional(inner) => {
                let split = self.program.len();
                self.program.push(String::new());
                self.emit(inner)?;
                self.program[split] = format!("Op::Split({})", self.ahead(split)?);
                return Ok(());
            }
            Node::Group(alternatives) => return self.group(alternatives),
            single => format!("Op::Test({})", self.test(single)?),
        };
        self.program.push(op);
        Ok(())
    }

    /// Alternatives that are single words come first, the others in order.
    fn group(&mut self, alternatives: &[Vec<Node>]) -> std::result::Result<(), String> {
        let (single, longer): (Vec<_>, Vec<_>) = alternatives
            .iter()
            .partition(|a| matches!(&a[..], [Node::Word(_)]));
        let in_order = single.into_iter().chain(longer);
        self.in_order(in_order.map(|a| opened(a)).collect())
    }

    /// Alternatives that are tried in order. Those in a row that begin with different words exclude each other, so that their
    /// first word decides at once between them.
    fn in_order(&mut self, alternatives: Vec<Vec<Node>>) -> std::result::Result<(), String> {
        let mut runs: Vec<Run> = Vec::new();
        for mut nodes in alternatives {
            let Some(words) = self.first_words(&nodes) else {
                runs.push(Run::Other(nodes));
                continue;
            };
            nodes.remove(0);
            match runs.last_mut() {
                Some(Run::Words(branches)) => {
                    if let Some(branch) = branches.iter_mut().find(|b| b.words == words) {
                        // What was tried in vain need not be tried again.
                        if !nodes.is_empty() || !branch.rests.iter().any(Vec::is_empty) {
                            branch.rests.push(nodes);
                        }
                        continue;
                    }
                    if branches.iter().all(|b| b.words.is_disjoint(&words)) {
                        branches.push(Branch {
                            words,
                            rests: vec![nodes],
                        });
                        continue;
                    }
                }
                Some(Run::Other(_)) | None => {}
            }
            runs.push(Run::Words(vec![Branch {
                words,
                rests: vec![nodes],
            }]));
        }
        let mut jumps = Vec::new();
        let last = runs.len() - 1;
        for (i, run) in runs.into_iter().enumerate() {
            let split = self.program.len();
            if i < last {
                self.program.push(String::new());
            }
            match run {
                Run::Other(nodes) => self.emit_all(&nodes)?,
                Run::Words(branches) => self.branches(branches)?,
            }
            if i < last {
                jumps.push(self.program.len());
                self.program.push(String::new());
                self.program[split] = format!("Op::Split({})", self.ahead(split)?);
            }
        }
        self.land(jumps)
    }

    /// Branches of which the next word decides which one is taken.
    fn branches(&mut self, branches: Vec<Branch>) -> std::result::Result<(), String> {
        let (ends, longer): (Vec<_>, Vec<_>) = branches
            .into_iter()
            .partition(|b| b.rests.len() == 1 && b.rests[0].is_empty());
        let ends: BTreeSet<u16> = ends.into_iter().flat_map(|b| b.words).collect();
        if longer.is_empty() {
            self.one_of(ends);
            return Ok(());
        }
        if ends.is_empty() && longer.len() == 1 {
            for branch in longer {
                self.one_of(branch.words);
                self.in_order(branch.rests)?;
            }
            return Ok(());
        }
        let switch = self.program.len();
        self.program.push(String::new());
        let mut jumps = Vec::new();
        let mut targets = BTreeMap::new();
        let last = longer.len() - 1;
        for (i, branch) in longer.into_iter().enumerate() {
            let ahead = self.ahead(switch)?;
            targets.extend(branch.words.into_iter().map(|word| (word, ahead)));
            self.in_order(branch.rests)?;
            if i < last {
                jumps.push(self.program.len());
                self.program.push(String::new());
            }
        }
        self.land(jumps)?;
        let ahead = self.ahead(switch)?;
        targets.extend(ends.into_iter().map(|word| (word, ahead)));
        let next = self.switches.len();
        let number = *self.switches.entry(targets).or_insert(next);
        self.program[switch] = format!("Op::Switch({number})");
        Ok(())
    }

    /// Emits the test for one of some words.
    fn one_of(&mut self, words: BTreeSet<u16>) {
        let test = match words.first() {
            Some(only) if words.len() == 1 => format!("Test::Word({only})"),
            _ => {
                let next = self.word_sets.len();
                format!("Test::Set({})", self.word_sets.entry(words).or_insert(next))
            }
        };
        self.program.push(format!("Op::Test({test})"));
    }

    /// The words that the first node takes if it takes just one of some words.
    fn first_words(&mut self, nodes: &[Node]) -> Option<BTreeSet<u16>> {
        match nodes.first()? {
            Node::Word(word) => Some([self.word(word)].into()),
            Node::Group(alternatives) => alternatives
                .iter()
                .map(|a| match &a[..] {
                    [Node::Word(word)] => Some(self.word(word)),
                    _ => None,
                })
                .collect(),
            _ => None,
        }
    }

    /// Fills in the jumps to the end of the program.
    fn land(&mut self, jumps: Vec<usize>) -> std::result::Result<(), String> {
        for jump in jumps {
            self.program[jump] = format!("Op::Jump({})", self.ahead(jump)?);
        }
        Ok(())
    }

    /// How far the end of the program lies ahead of the op at `from`.
    fn ahead(&self, from: usize) -> std::result::Result<u16, String> {
        u16::try_from(self.program.len() - from).map_err(|_| "it is too long".into())
    }

    fn test(&mut self, node: &Node) -> std::result::Result<String, String> {
        Ok(match node {
            Node::Word(word) => format!("Test::Word({})", self.word(word)),
            Node::Exact(word) => {
                self.word(&word.to_lowercase());
                self.exact.push(word.clone());
                format!("Test::Exact({})", self.exact.len() - 1)
            }
            Node::Class(name) => format!("Test::Class({})", self.class(name)?),
            Node::Kind(kind) => format!("Test::Kind(Kind::{kind:?})"),
            other => return Err(format!("{other:?} can't stand after <!")),
        })
    }

    fn set(&mut self, tests: &[Node]) -> std::result::Result<usize, String> {
        let mut rendered = Vec::new();
        for test in tests {
            rendered.push(self.test(test)?);
        }
        self.sets.push(format!("&[{}]", rendered.join(", ")));
        Ok(self.sets.len() - 1)
    }

    fn render(
        mut self,
        families: &str,
        patterns: &str,
        evidence_ids: &BTreeMap<String, usize>,
        evidence_index: &Index,
        cue_index: &Index,
    ) -> std::result::Result<String, String> {
        // Only classes that some pattern or guard asks for are kept.
        let used: Vec<(String, u16)> = self
            .class_ids
            .iter()
            .map(|(n, i)| (n.clone(), *i))
            .collect();
        let mut single: HashMap<u16, Vec<u16>> = HashMap::new();
        // First word → the words behind it → classes.
        let mut phrases: BTreeMap<u16, BTreeMap<Vec<u16>, Vec<u16>>> = BTreeMap::new();
        for (name, class) in used {
            for member in self.members[&name].clone() {
                let ids: Vec<u16> = member.iter().map(|w| self.word(w)).collect();
                if let [only] = ids[..] {
                    single.entry(only).or_default().push(class);
                } else {
                    let of_first = phrases.entry(ids[0]).or_default();
                    let classes = of_first.entry(ids[1..].to_vec()).or_default();
                    classes.push(class);
                }
            }
        }
        if self.words.len() >= usize::from(u16::MAX) {
            return Err("too many words for 16 bits".into());
        }
        let needs = self.needs.len() + 1;
        let mut meets: BTreeMap<u16, Vec<u16>> = BTreeMap::new();
        for (words, need) in std::mem::take(&mut self.needs) {
            for word in words {
                meets.entry(self.word(&word)).or_default().push(need);
            }
        }
        let mut by_id: Vec<(&String, &u16)> = self.words.iter().collect();
        by_id.sort_by_key(|(_, id)| **id);

        let mut out = String::from("// Made by build.rs from src/families/en. Do not edit.\n");
        let mut map = phf_codegen::Map::new();
        for (word, id) in &by_id {
            map.entry(word.as_str(), id.to_string());
        }
        let _ = writeln!(
            out,
            "pub(crate) static WORDS: phf::Map<&'static str, u16> = {};",
            map.build()
        );
        let count = by_id.len() + 1;
        let mut class_sets = ClassSets::new(self.class_ids.len());
        let (mut rows, mut meets_needs) = (Vec::new(), Vec::new());
        let (mut phrase_rows, mut phrase_words) = (Vec::<Phrase>::new(), Vec::<u16>::new());
        let (mut cues, mut evidence) = (Vec::<Start>::new(), Vec::<Start>::new());
        // One row more, where the last word's parts end.
        for id in 0..=count as u16 {
            let mut own_phrases: Vec<_> = phrases
                .remove(&id)
                .unwrap_or_default()
                .into_iter()
                .collect();
            own_phrases.sort_by_key(|(words, _)| (words[0], std::cmp::Reverse(words.len())));
            rows.push(format!(
                "Entry {{ classes: {}, phrase_classes: {}, phrases: {}, meets: {}, cues: {}, evidence: {} }}",
                class_sets.row(single.remove(&id).unwrap_or_default())?,
                class_sets.row(own_phrases.iter().flat_map(|(_, classes)| classes.iter().copied()))?,
                phrase_rows.len(),
                meets_needs.len(),
                cues.len(),
                evidence.len(),
            ));
            for (words, classes) in own_phrases {
                phrase_rows.push(Phrase {
                    second: words[0],
                    classes: class_sets.row(classes)?,
                    rest: u16::try_from(phrase_words.len()).map_err(|_| "too many long phrases")?,
                    rest_len: (words.len() - 1) as u16,
                });
                phrase_words.extend(&words[1..]);
            }
            let mut own_meets = meets.remove(&id).unwrap_or_default();
            own_meets.sort_unstable();
            meets_needs.extend(own_meets);
            cues.extend(cue_index.words.get(&id).into_iter().flatten());
            evidence.extend(evidence_index.words.get(&id).into_iter().flatten());
        }
        let _ = writeln!(
            out,
            "/// By word; a word's parts end where the next word's begin.\npub(crate) static LEXICON: [Entry; {}] = [{}];",
            rows.len(),
            rows.join(",\n"),
        );
        let _ = writeln!(
            out,
            "pub(crate) static CLASS_SETS: &[[u32; {}]] = &{:?};",
            class_sets.width, class_sets.rows
        );
        let _ = writeln!(
            out,
            "pub(crate) static PHRASES: &[Phrase] = &{phrase_rows:?};\n\
             /// Words of phrases from the third on.\npub(crate) static PHRASE_WORDS: &[u16] = &{phrase_words:?};"
        );
        let _ = writeln!(out, "pub(crate) static MEETS: &[u16] = &{meets_needs:?};");
        let _ = writeln!(out, "pub(crate) static CUES: &[Start] = &{cues:?};");
        let _ = writeln!(
            out,
            "pub(crate) static EVIDENCE_STARTS: &[Start] = &{evidence:?};"
        );
        for (name, index) in [("CUE_KINDS", cue_index), ("EVIDENCE_KINDS", evidence_index)] {
            let rows: Vec<String> = index
                .kinds
                .iter()
                .map(|(kind, starts)| format!("(Kind::{kind}, &{starts:?})"))
                .collect();
            let _ = writeln!(
                out,
                "pub(crate) static {name}: &[(Kind, &[Start])] = &[{}];",
                rows.join(", ")
            );
        }
        let _ = writeln!(
            out,
            "pub(crate) static PROGRAM: &[Op] = &[{}];",
            self.program.join(", ")
        );
        let _ = writeln!(out, "pub(crate) static EXACT: &[&str] = &{:?};", self.exact);
        let _ = writeln!(
            out,
            "/// One more than the highest id of a need.\npub(crate) const NEEDS: usize = {needs};"
        );
        let _ = writeln!(
            out,
            "/// One more than the highest id of a need of evidence.\npub(crate) const EVIDENCE_NEEDS: usize = {};",
            self.evidence_needs
        );
        let mut word_sets: Vec<_> = self.word_sets.into_iter().collect();
        word_sets.sort_by_key(|(_, index)| *index);
        let (rows, words) = word_set_tables(word_sets.iter().map(|(set, _)| set.iter().copied()));
        let _ = writeln!(
            out,
            "/// Sets that tests ask for.\npub(crate) static WORD_SETS: &[WordSet] = &{rows:?};\n\
             /// Words of [`WORD_SETS`].\npub(crate) static SET_WORDS: &[u16] = &{words:?};",
        );
        let mut switches: Vec<_> = self.switches.into_iter().collect();
        switches.sort_by_key(|(_, index)| *index);
        let (rows, words) = word_set_tables(switches.iter().map(|(to, _)| to.keys().copied()));
        let targets: Vec<&u16> = switches.iter().flat_map(|(to, _)| to.values()).collect();
        let _ = writeln!(
            out,
            "/// Words that each switch knows.\npub(crate) static SWITCHES: &[WordSet] = &{rows:?};\n\
             /// Words of [`SWITCHES`].\npub(crate) static SWITCH_WORDS: &[u16] = &{words:?};\n\
             /// Where each of [`SWITCH_WORDS`] leads to, in ops ahead of the switch.\n\
             pub(crate) static SWITCH_TARGETS: &[u16] = &{targets:?};",
        );
        let _ = writeln!(
            out,
            "pub(crate) static SETS: &[&[Test]] = &[{}];",
            self.sets.join(", ")
        );
        let _ = writeln!(
            out,
            "pub(crate) static FAMILIES: &[Family] = &[{families}];"
        );
        let _ = writeln!(
            out,
            "pub(crate) static PATTERNS: &[Pattern] = &[{patterns}];"
        );
        let mut evidence: Vec<(&String, &usize)> = evidence_ids.iter().collect();
        evidence.sort_by_key(|(_, bit)| **bit);
        let evidence: Vec<&String> = evidence.into_iter().map(|(name, _)| name).collect();
        let _ = writeln!(
            out,
            "/// Names of evidence, by bit.\npub(crate) static EVIDENCE: &[&str] = &{evidence:?};"
        );
        out.push_str("/// Ids of the classes that code asks for.\npub(crate) mod class {\n");
        for name in NAMED_CLASSES {
            let _ = writeln!(
                out,
                "pub(crate) const {}: u16 = {};",
                name.to_uppercase(),
                self.class_ids[*name]
            );
        }
        out.push_str(
            "}\n/// Bits of the evidence that code asks for.\npub(crate) mod evidence {\n",
        );
        for name in REQUIRED_EVIDENCE {
            let _ = writeln!(
                out,
                "pub(crate) const {}: u32 = 1 << {};",
                name.to_uppercase(),
                evidence_ids[*name]
            );
        }
        out.push_str("}\n");
        Ok(out)
    }
}

/// One row of the table of patterns: what the family says, and what this pattern says instead.
fn pattern_row(
    number: usize,
    family: &FamilyEntry,
    entry: &PatternTable,
    evidence_ids: &BTreeMap<String, usize>,
) -> std::result::Result<String, String> {
    let subtype = entry.subtype.as_ref().unwrap_or(&family.subtype);
    let known = matches!(subtype.as_bytes(), [b'S' | b'D' | b'C', b'1'..=b'8']);
    if !known || !family.id.starts_with(&subtype[..1]) {
        return Err(format!("sub-type {subtype:?} does not fit the id"));
    }
    let force = match (
        subtype.as_bytes()[0],
        entry
            .force
            .as_ref()
            .or(family.force.as_ref())
            .map(String::as_str),
    ) {
        (b'S', Some("h")) => "Some(Force::Hedged)",
        (b'S', Some("b")) => "Some(Force::Bare)",
        (b'C', Some("d")) => "Some(Force::Direct)",
        (b'C', Some("s")) => "Some(Force::Soft)",
        (b'D', None) => "None",
        (_, force) => {
            return Err(format!(
                "force {force:?} does not fit the sub-type {subtype}"
            ));
        }
    };
    let holder = match entry
        .holder
        .as_ref()
        .or(family.holder.as_ref())
        .map(String::as_str)
    {
        None => "None",
        Some("author") => "Some(Holder::Author)",
        Some("reported") => "Some(Holder::Reported)",
        Some(other) => return Err(format!("holder {other:?} is neither author nor reported")),
    };
    let direction = match entry
        .direction
        .as_ref()
        .or(family.direction.as_ref())
        .map(String::as_str)
    {
        None => "None",
        Some("bull") => "Some(Direction::Bull)",
        Some("bear") => "Some(Direction::Bear)",
        Some("neutral") => "Some(Direction::Neutral)",
        Some(other) => return Err(format!("direction {other:?} is not bull, bear or neutral")),
    };
    let weight = entry.weight.unwrap_or(family.weight);
    if !(0.0..1.0).contains(&weight) {
        return Err(format!("weight {weight} is not a probability below 1"));
    }
    let mut guards = String::new();
    for guard in entry.guards.as_ref().unwrap_or(&family.guards) {
        let (name, wanted) = match guard.strip_prefix('!') {
            Some(name) => (name, false),
            None => (guard.as_str(), true),
        };
        let test = match (
            GUARDS.iter().find(|(n, _)| *n == name),
            evidence_ids.get(name),
        ) {
            (Some((_, variant)), _) => format!("Guard::{variant}"),
            (None, Some(id)) => format!("Guard::Evidence({id})"),
            (None, None) => return Err(format!("there is no guard or evidence {name:?}")),
        };
        let _ = write!(guards, "({guard:?}, {test}, {wanted}), ");
    }
    Ok(format!(
        "Pattern {{ family: {number}, subtype: Subtype::{subtype}, force: {force}, holder: {holder}, direction: {direction}, \
         weight: {weight:?}, severity: {}, guards: &[{guards}], suppresses: &{:?}, shields: {} }}",
        entry.severity.unwrap_or(family.severity),
        entry.suppresses.as_ref().unwrap_or(&family.suppresses),
        family.shields,
    ))
}

/// Where matching starts: program positions by the word or the kind of the first token.
#[derive(Default)]
struct Index {
    words: BTreeMap<u16, Vec<Start>>,
    kinds: BTreeMap<String, Vec<Start>>,
}

/// Distinct sets of classes, a bit for each class. Most words belong to the same few.
struct ClassSets {
    /// Words of 32 bits a set.
    width: usize,
    rows: Vec<Vec<u32>>,
    known: HashMap<Vec<u32>, u16>,
}

impl ClassSets {
    fn new(classes: usize) -> Self {
        ClassSets {
            width: classes.div_ceil(32),
            rows: Vec::new(),
            known: HashMap::new(),
        }
    }

    fn row(&mut self, classes: impl IntoIterator<Item = u16>) -> std::result::Result<u16, String> {
        let mut bits = vec![0; self.width];
        for class in classes {
            bits[usize::from(class / 32)] |= 1 << (class % 32);
        }
        if let Some(row) = self.known.get(&bits) {
            return Ok(*row);
        }
        let row = u16::try_from(self.rows.len()).map_err(|_| "too many sets of classes")?;
        self.rows.push(bits.clone());
        self.known.insert(bits, row);
        Ok(row)
    }
}

/// Rows and words of a table of word sets; one row more than there are sets tells where the last one's words end.
fn word_set_tables<S: IntoIterator<Item = u16>>(
    sets: impl Iterator<Item = S>,
) -> (Vec<WordSet>, Vec<u16>) {
    let mut rows = Vec::new();
    let mut words: Vec<u16> = Vec::new();
    let mut begin = 0;
    for set in sets {
        words.extend(set);
        rows.push(WordSet {
            sketch: words[begin..]
                .iter()
                .fold(0, |bits, word| bits | sketch_bit(*word)),
            words: begin as u32,
        });
        begin = words.len();
    }
    rows.push(WordSet {
        sketch: 0,
        words: begin as u32,
    });
    (rows, words)
}

/// One of some alternatives, with the word that all of them begin with in front.
fn headed(alternatives: Vec<Vec<Node>>) -> Vec<Node> {
    let word = match alternatives.first().and_then(|a| a.first()) {
        Some(Node::Word(word)) => word.clone(),
        _ => return vec![Node::Group(alternatives)],
    };
    let begins = |a: &Vec<Node>| matches!(a.first(), Some(Node::Word(w)) if *w == word);
    if !alternatives.iter().all(begins) {
        return vec![Node::Group(alternatives)];
    }
    let (ends, longer): (Vec<_>, Vec<_>) = alternatives.into_iter().partition(|a| a.len() == 1);
    let rests: Vec<Vec<Node>> = longer.into_iter().map(|a| a[1..].to_vec()).collect();
    let mut head = vec![Node::Word(word)];
    match (rests.is_empty(), ends.is_empty()) {
        (true, _) => {}
        (false, true) => head.push(Node::Group(rests)),
        (false, false) => head.push(Node::Optional(Box::new(Node::Group(rests)))),
    }
    head
}

/// Groups of one alternative are only brackets; what is in them counts as standing by itself.
fn opened(nodes: &[Node]) -> Vec<Node> {
    nodes
        .iter()
        .flat_map(|node| match node {
            Node::Group(alternatives) if alternatives.len() == 1 => opened(&alternatives[0]),
            other => vec![other.clone()],
        })
        .collect()
}

fn count_gaps(nodes: &[Node]) -> usize {
    nodes
        .iter()
        .map(|node| match node {
            Node::Gap { .. } => 1,
            Node::Group(alternatives) => alternatives
                .iter()
                .map(|a| count_gaps(a))
                .max()
                .unwrap_or(0),
            Node::Optional(inner) => count_gaps(std::slice::from_ref(inner)),
            _ => 0,
        })
        .sum()
}

/// The tokens that the tokenizer makes of a phrase: blanks part them, and clitics (`'s`, `'ll` …) are tokens of their own.
fn split_words(phrase: &str) -> Vec<String> {
    phrase
        .split_whitespace()
        .flat_map(|word| clitics(&word.to_lowercase()))
        .collect()
}

fn clitics(word: &str) -> Vec<String> {
    for clitic in ["'s", "'m", "'re", "'ve", "'ll", "'d"] {
        if let Some(head) = word.strip_suffix(clitic)
            && !head.is_empty()
        {
            return vec![head.to_owned(), clitic.to_owned()];
        }
    }
    vec![word.to_owned()]
}

fn with_s(word: &str) -> String {
    let vowel_before_y = word.len() > 1
        && matches!(
            word.as_bytes()[word.len() - 2],
            b'a' | b'e' | b'i' | b'o' | b'u'
        );
    if word.ends_with('y') && !vowel_before_y {
        format!("{}ies", &word[..word.len() - 1])
    } else if ["s", "x", "z", "ch", "sh"]
        .iter()
        .any(|end| word.ends_with(end))
        || word == "go"
        || word == "do"
    {
        format!("{word}es")
    } else {
        format!("{word}s")
    }
}

/// The forms of a verb given as `base`, `base past` or `base past participle`; `_` joins the words of a phrasal verb.
fn inflect(entry: &str) -> Vec<(&'static str, Vec<String>)> {
    let parts: Vec<&str> = entry.split_whitespace().collect();
    let (head, tail) = match parts[0].split_once('_') {
        Some((head, tail)) => (head, format!(" {}", tail.replace('_', " "))),
        None => (parts[0], String::new()),
    };
    let stem = doubled(head);
    let ing = if let Some(short) = head.strip_suffix("ie") {
        format!("{short}ying")
    } else if head.ends_with('e') && !head.ends_with("ee") && head != "be" {
        format!("{}ing", &head[..head.len() - 1])
    } else {
        format!("{stem}ing")
    };
    let regular = if head.ends_with('e') {
        format!("{head}d")
    } else if head.ends_with('y')
        && !matches!(
            head.as_bytes()[head.len().saturating_sub(2)],
            b'a' | b'e' | b'o' | b'u'
        )
    {
        format!("{}ied", &head[..head.len() - 1])
    } else {
        format!("{stem}ed")
    };
    let given = |i: usize| parts.get(i).map(|p| split_words(&p.replace('_', " ")));
    let own = |word: &str| split_words(&format!("{word}{tail}"));
    let past = given(1).unwrap_or_else(|| own(&regular));
    let part = given(2).unwrap_or_else(|| past.clone());
    vec![
        ("base", own(head)),
        ("s", own(&with_s(head))),
        ("ing", own(&ing)),
        ("past", past),
        ("part", part),
    ]
}

/// Doubles the last consonant of a short verb (`top` → `topp`).
fn doubled(verb: &str) -> String {
    let bytes = verb.as_bytes();
    let vowel = |b: u8| matches!(b, b'a' | b'e' | b'i' | b'o' | b'u');
    let n = bytes.len();
    let groups = bytes
        .iter()
        .zip(std::iter::once(&b'_').chain(bytes))
        .filter(|(b, before)| vowel(**b) && !vowel(**before))
        .count();
    let short = n >= 3
        && groups == 1
        && !vowel(bytes[n - 1])
        && vowel(bytes[n - 2])
        && !vowel(bytes[n - 3]);
    if short && !matches!(bytes[n - 1], b'w' | b'x' | b'y') {
        format!("{verb}{}", bytes[n - 1] as char)
    } else {
        verb.to_owned()
    }
}

/// Parses a pattern; see `README.md` beside this file for the language.
fn parse(text: &str) -> std::result::Result<Vec<Node>, String> {
    let mut parser = Parser { rest: text };
    let nodes = parser.sequence()?;
    match parser.rest.trim_start().chars().next() {
        None => Ok(nodes),
        Some(c) => Err(format!("unexpected {c:?}")),
    }
}

struct Parser<'a> {
    rest: &'a str,
}

impl Parser<'_> {
    fn eat(&mut self, c: char) -> bool {
        match self.rest.strip_prefix(c) {
            Some(rest) => {
                self.rest = rest;
                true
            }
            None => false,
        }
    }

    fn sequence(&mut self) -> std::result::Result<Vec<Node>, String> {
        let mut nodes = Vec::new();
        loop {
            self.rest = self.rest.trim_start();
            match self.rest.chars().next() {
                None | Some('|' | ')' | ']') => return Ok(nodes),
                _ => {}
            }
            let element = self.element()?;
            if self.rest.starts_with('?') {
                self.rest = &self.rest[1..];
                let node = if element.len() == 1 {
                    element.into_iter().next().expect("one")
                } else {
                    Node::Group(vec![element])
                };
                nodes.push(Node::Optional(Box::new(node)));
            } else {
                nodes.extend(element);
            }
        }
    }

    fn element(&mut self) -> std::result::Result<Vec<Node>, String> {
        let one = |node| Ok(vec![node]);
        if self.eat('[') {
            return Ok(vec![
                Node::CueStart,
                Node::Group(self.alternatives(']')?),
                Node::CueEnd,
            ]);
        }
        if self.eat('(') {
            return one(Node::Group(self.alternatives(')')?));
        }
        if self.eat('\\') {
            let c = self.rest.chars().next().ok_or("nothing follows \\")?;
            self.rest = &self.rest[c.len_utf8()..];
            return one(Node::Word(c.to_string()));
        }
        if self.eat('<') {
            if self.eat('!') {
                return one(Node::NotBefore(self.tests()?));
            }
            return one(Node::Class(self.until('>')?));
        }
        if self.eat('{') {
            let name = self.until('}')?;
            return Kind::parse(&name)
                .map(Node::Kind)
                .map(|k| vec![k])
                .ok_or(format!("there is no kind {{{name}}}"));
        }
        if self.rest.starts_with('!') && !self.alone() {
            self.eat('!');
            let alternatives = if self.eat('(') {
                self.alternatives(')')?
            } else {
                vec![self.element()?]
            };
            return one(Node::Not(alternatives));
        }
        if self.rest.starts_with("^^") {
            self.rest = &self.rest[2..];
            return one(Node::SentenceStart);
        }
        if self.eat('^') {
            return one(Node::ClauseStart);
        }
        if self.rest.starts_with('$') && self.alone() {
            self.eat('$');
            return one(Node::SentenceEnd);
        }
        for (mark, any) in [("..", false), ("~", true)] {
            if let Some(rest) = self.rest.strip_prefix(mark)
                && rest.starts_with(|c: char| c.is_ascii_digit())
            {
                let digits =
                    rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
                let max: u8 = rest[..digits]
                    .parse()
                    .map_err(|_| "a gap's length is not a number".to_owned())?;
                if max == 0 || max > MAX_GAP {
                    return Err(format!("a gap may be 1 to {MAX_GAP} tokens"));
                }
                self.rest = &rest[digits..];
                return one(Node::Gap { max, any });
            }
        }
        if self.rest.starts_with('=') && !self.alone() {
            self.eat('=');
            return one(Node::Exact(self.literal()?));
        }
        let literal = self.literal()?;
        Ok(clitics(&literal.to_lowercase())
            .into_iter()
            .map(Node::Word)
            .collect())
    }

    /// Whether the next character stands alone, as punctuation that is meant literally.
    fn alone(&self) -> bool {
        let mut chars = self.rest.chars();
        chars.next();
        chars
            .next()
            .is_none_or(|c| c.is_whitespace() || matches!(c, '|' | ')' | ']'))
    }

    fn until(&mut self, end: char) -> std::result::Result<String, String> {
        let at = self.rest.find(end).ok_or(format!("{end:?} is missing"))?;
        let name = self.rest[..at].trim().to_owned();
        self.rest = &self.rest[at + end.len_utf8()..];
        Ok(name)
    }

    fn literal(&mut self) -> std::result::Result<String, String> {
        // A lone question mark is itself; otherwise `?` ends the word and makes it optional.
        let end = if self.rest.starts_with('?') {
            1
        } else {
            self.rest
                .find(|c: char| {
                    c.is_whitespace() || matches!(c, '|' | '(' | ')' | '[' | ']' | '<' | '{' | '?')
                })
                .unwrap_or(self.rest.len())
        };
        let word = &self.rest[..end];
        if word.is_empty() || matches!(word, ")" | "|" | "}" | ">") {
            return Err(format!("a word is expected at `{}`", self.rest));
        }
        self.rest = &self.rest[end..];
        Ok(word.to_owned())
    }

    /// The rest of a group after its opening bracket.
    fn alternatives(&mut self, end: char) -> std::result::Result<Vec<Vec<Node>>, String> {
        let mut all = vec![self.sequence()?];
        while self.eat('|') {
            all.push(self.sequence()?);
        }
        if !self.eat(end) {
            return Err(format!("{end:?} is missing at `{}`", self.rest));
        }
        if all.iter().any(Vec::is_empty) {
            return Err("an alternative is empty".into());
        }
        Ok(all)
    }

    /// What follows `<!`: one test, or a group of single tests.
    fn tests(&mut self) -> std::result::Result<Vec<Node>, String> {
        if !self.eat('(') {
            return self.element();
        }
        self.alternatives(')')?
            .into_iter()
            .map(|mut alternative| match alternative.len() {
                1 => Ok(alternative.remove(0)),
                _ => Err("only single words may stand in a <!( ) group".to_owned()),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn forms(verb: &str) -> Vec<String> {
        inflect(verb)
            .into_iter()
            .map(|(_, words)| words.join(" "))
            .collect()
    }

    #[test]
    fn verbs_are_inflected() {
        assert_eq!(
            forms("rally"),
            ["rally", "rallies", "rallying", "rallied", "rallied"]
        );
        assert_eq!(forms("top"), ["top", "tops", "topping", "topped", "topped"]);
        assert_eq!(
            forms("rise rose risen"),
            ["rise", "rises", "rising", "rose", "risen"]
        );
        assert_eq!(
            forms("break_out broke_out broken_out"),
            [
                "break out",
                "breaks out",
                "breaking out",
                "broke out",
                "broken out"
            ]
        );
    }

    #[test]
    fn clitics_are_tokens_of_their_own() {
        assert_eq!(
            split_words("they'll see it's done, don't"),
            ["they", "'ll", "see", "it", "'s", "done,", "don't"]
        );
    }

    #[test]
    fn a_wrong_pattern_is_told_with_its_reason() {
        for (pattern, reason) in [
            ("(buy|sell", "is missing"),
            ("buy )", "unexpected"),
            ("{price", "is missing"),
            ("{prize}", "there is no kind"),
            ("buy ..9 it", "1 to 8"),
            ("(buy|)", "empty"),
        ] {
            let error = parse(pattern).expect_err(pattern);
            assert!(error.contains(reason), "{pattern}: {error}");
        }
    }

    #[test]
    fn the_language_is_read_as_its_readme_says() {
        let nodes = parse("^ [(set|poised) to] <change:base>? !on ..3 {num} $").unwrap();
        let shape: Vec<String> = nodes
            .iter()
            .map(|n| {
                format!("{n:?}")
                    .chars()
                    .take_while(|c| c.is_alphabetic())
                    .collect()
            })
            .collect();
        assert_eq!(
            shape,
            [
                "ClauseStart",
                "CueStart",
                "Group",
                "CueEnd",
                "Optional",
                "Not",
                "Gap",
                "Kind",
                "SentenceEnd"
            ]
        );
        assert!(matches!(&parse("?").unwrap()[..], [Node::Word(mark)] if mark == "?"));
        assert!(matches!(&parse("=NFA").unwrap()[..], [Node::Exact(word)] if word == "NFA"));
    }
}
