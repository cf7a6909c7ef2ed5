//! Phrases of the reader's own: what they look like, what is wrong with one, and where they stand in a text.
//!
//! They are compiled once, when an engine is built. Looking for all literals takes one pass over a text, and each expression
//! one more; every pass is linear in the length of the text.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use aho_corasick::{AhoCorasick, AhoCorasickKind};
use regex::{Regex, RegexBuilder};

use crate::text::sentence;
use crate::text::token::Tokens;
use crate::{Finding, Holder, Label, Subtype};

/// The family that findings of own phrases carry.
///
/// ```
/// use saltgrain::{Block, Engine, Label, OWN_FAMILY, Page, Phrase, Phrases};
/// let phrases = Phrases::new(&[Phrase::literal("to the moon", Label::Speculation)])?;
/// let engine = Engine::builder().phrases(phrases).build();
/// let judged = engine.judge(&[Block::new("We ride this to the moon.")], &Page::default());
/// assert_eq!(judged.findings[0].family, OWN_FAMILY);
/// # Ok::<(), saltgrain::PhrasesError>(())
/// ```
pub const OWN_FAMILY: &str = "own";

/// The most characters that a phrase may have.
///
/// ```
/// use saltgrain::{Label, MAX_PHRASE_CHARS, Phrase, PhraseProblem};
/// let long = "x".repeat(MAX_PHRASE_CHARS + 1);
/// assert_eq!(Phrase::literal(&long, Label::Call).check(), Err(PhraseProblem::TooLong));
/// ```
pub const MAX_PHRASE_CHARS: usize = 200;

/// The most phrases that an engine takes.
///
/// ```
/// use saltgrain::{Label, MAX_PHRASES, Phrase, Phrases};
/// let phrase = Phrase::literal("soon", Label::Speculation);
/// assert!(Phrases::new(&vec![phrase; MAX_PHRASES + 1]).is_err());
/// ```
pub const MAX_PHRASES: usize = 200;

/// Bytes that a compiled expression may take.
const MAX_COMPILED: usize = 256 << 10;
/// Bytes of the automaton that grows while a text is read; it is thrown away and begun anew when they are used up.
const CACHE: usize = 512 << 10;
const MAX_NESTING: u32 = 24;

/// How a phrase is written.
///
/// ```
/// use saltgrain::{Label, Phrase, PhraseForm};
/// assert_eq!(Phrase::literal("soon", Label::Speculation).form, PhraseForm::Literal);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "lowercase"))]
pub enum PhraseForm {
    /// Words as they stand. Any white space stands for any other, straight quotes for curly ones.
    Literal,
    /// A regular expression in the syntax of the `regex` crate.
    Regex,
}

/// A phrase of the reader's own and the label that they gave it. Case does not count, unless an expression says `(?-i)`.
///
/// ```
/// use saltgrain::{Label, Phrase};
/// let phrase = Phrase::literal("easy money", Label::Call);
/// assert!(phrase.check().is_ok());
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "camelCase"))]
pub struct Phrase {
    /// What to look for.
    pub text: String,
    /// How it is written.
    pub form: PhraseForm,
    /// It counts only where it begins and ends at the edge of a word.
    pub whole_words: bool,
    /// What a sentence that holds it is marked as.
    pub label: Label,
}

/// What is wrong with a phrase.
///
/// ```
/// use saltgrain::{Label, Phrase, PhraseForm, PhraseProblem};
/// let phrase = Phrase { form: PhraseForm::Regex, ..Phrase::literal("(soon", Label::Speculation) };
/// let problem = phrase.check().unwrap_err();
/// assert_eq!(problem, PhraseProblem::Syntax("unclosed group".to_owned()));
/// assert_eq!(problem.code(), "syntax");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PhraseProblem {
    /// Nothing but white space.
    Empty,
    /// More than [`MAX_PHRASE_CHARS`].
    TooLong,
    /// Not a regular expression; what the `regex` crate says.
    Syntax(String),
    /// It would fit everywhere, because it fits where there is nothing.
    FitsNothing,
    /// The expression is short but stands for too much, as `\w{1000}` does.
    TooLarge,
}

impl PhraseProblem {
    /// A word for programs.
    ///
    /// ```
    /// assert_eq!(saltgrain::PhraseProblem::TooLarge.code(), "too-large");
    /// ```
    pub fn code(&self) -> &'static str {
        match self {
            PhraseProblem::Empty => "empty",
            PhraseProblem::TooLong => "too-long",
            PhraseProblem::Syntax(_) => "syntax",
            PhraseProblem::FitsNothing => "fits-nothing",
            PhraseProblem::TooLarge => "too-large",
        }
    }
}

impl fmt::Display for PhraseProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PhraseProblem::Empty => write!(f, "the phrase is empty"),
            PhraseProblem::TooLong => {
                write!(f, "the phrase has more than {MAX_PHRASE_CHARS} characters")
            }
            PhraseProblem::Syntax(why) => write!(f, "not a regular expression: {why}"),
            PhraseProblem::FitsNothing => {
                write!(
                    f,
                    "the expression fits everywhere, even where there is nothing"
                )
            }
            PhraseProblem::TooLarge => write!(f, "the expression stands for too much"),
        }
    }
}

impl std::error::Error for PhraseProblem {}

/// Why phrases can't be looked for.
///
/// ```
/// use saltgrain::{Label, Phrase, Phrases};
/// let error = Phrases::new(&[Phrase::literal(" ", Label::Call)]).unwrap_err();
/// assert_eq!(error.to_string(), "phrase 1: the phrase is empty");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PhrasesError {
    /// One phrase is at fault.
    Phrase {
        /// Its index.
        at: usize,
        /// What is wrong with it.
        problem: PhraseProblem,
    },
    /// More than [`MAX_PHRASES`].
    TooMany,
}

impl fmt::Display for PhrasesError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            PhrasesError::Phrase { at, problem } => write!(f, "phrase {}: {problem}", at + 1),
            PhrasesError::TooMany => write!(f, "more than {MAX_PHRASES} phrases"),
        }
    }
}

impl std::error::Error for PhrasesError {}

impl Phrase {
    /// Words as they stand, also inside of longer words.
    ///
    /// ```
    /// use saltgrain::{Label, Phrase};
    /// assert!(!Phrase::literal("pump", Label::Call).whole_words);
    /// ```
    pub fn literal(text: &str, label: Label) -> Self {
        Phrase {
            text: text.to_owned(),
            form: PhraseForm::Literal,
            whole_words: false,
            label,
        }
    }

    /// Tells what is wrong with the phrase, if anything.
    ///
    /// ```
    /// use saltgrain::{Label, Phrase};
    /// assert!(Phrase::literal("(as it stands", Label::Call).check().is_ok());
    /// ```
    pub fn check(&self) -> Result<(), PhraseProblem> {
        if self.text.trim().is_empty() {
            return Err(PhraseProblem::Empty);
        }
        if self.text.chars().count() > MAX_PHRASE_CHARS {
            return Err(PhraseProblem::TooLong);
        }
        match self.form {
            PhraseForm::Literal => Ok(()),
            PhraseForm::Regex => self.compile().map(|_| ()),
        }
    }

    fn compile(&self) -> Result<Regex, PhraseProblem> {
        // By itself first: what is wrong must not be told of what is put around it.
        let alone = builder(&self.text).build().map_err(problem)?;
        let regex = if self.whole_words {
            let whole = format!(r"\b{{start-half}}(?:{})\b{{end-half}}", self.text);
            builder(&whole).build().map_err(problem)?
        } else {
            alone
        };
        // Between two letters, beside a blank, nowhere at all: wherever nothing is, an expression that fits nothing fits.
        let fits_nothing = ["", "aa a"]
            .iter()
            .any(|text| regex.find_iter(text).any(|found| found.is_empty()));
        if fits_nothing {
            return Err(PhraseProblem::FitsNothing);
        }
        Ok(regex)
    }
}

fn builder(pattern: &str) -> RegexBuilder {
    let mut builder = RegexBuilder::new(pattern);
    builder
        .case_insensitive(true)
        .size_limit(MAX_COMPILED)
        .dfa_size_limit(CACHE)
        .nest_limit(MAX_NESTING);
    builder
}

fn problem(error: regex::Error) -> PhraseProblem {
    match error {
        regex::Error::CompiledTooBig(_) => PhraseProblem::TooLarge,
        // The message draws the place over several lines and ends in the reason.
        other => {
            let text = other.to_string();
            let reason = text.rsplit("error: ").next().unwrap_or(&text);
            PhraseProblem::Syntax(reason.trim().replace('\n', " "))
        }
    }
}

/// Phrases ready to be looked for.
///
/// ```
/// use saltgrain::{Label, Phrase, Phrases};
/// let phrases = Phrases::new(&[Phrase::literal("diamond hands", Label::Call)])?;
/// assert!(!phrases.is_empty());
/// # Ok::<(), saltgrain::PhrasesError>(())
/// ```
#[derive(Clone, Debug, Default)]
pub struct Phrases(Arc<Compiled>);

/// Shared, so that what is learned of an expression's automaton from one text serves the next.
#[derive(Debug, Default)]
struct Compiled {
    /// All literals, folded; the numbers of its patterns are indexes of `literals`.
    automaton: Option<AhoCorasick>,
    literals: Vec<Own>,
    expressions: Vec<(Regex, Own)>,
}

/// What a phrase says of a sentence.
#[derive(Debug)]
struct Own {
    label: Label,
    /// The phrase as its message repeats it.
    name: String,
    whole_words: bool,
}

/// A phrase found in a block, in bytes.
struct Hit<'p> {
    own: &'p Own,
    span: Range<usize>,
}

impl Phrases {
    /// Compiles phrases.
    ///
    /// # Errors
    ///
    /// If one can't be compiled, or if there are too many; the error tells which and why.
    ///
    /// ```
    /// use saltgrain::{Label, Phrase, Phrases};
    /// assert!(Phrases::new(&[]).unwrap().is_empty());
    /// ```
    pub fn new(phrases: &[Phrase]) -> Result<Self, PhrasesError> {
        if phrases.len() > MAX_PHRASES {
            return Err(PhrasesError::TooMany);
        }
        let mut compiled = Compiled::default();
        let mut folded = Vec::new();
        for (at, phrase) in phrases.iter().enumerate() {
            let wrong = |problem| PhrasesError::Phrase { at, problem };
            phrase.check().map_err(wrong)?;
            let own = Own {
                label: phrase.label,
                name: shown(&phrase.text),
                whole_words: phrase.whole_words,
            };
            match phrase.form {
                PhraseForm::Literal => {
                    folded.push(Folded::of(phrase.text.trim()).text);
                    compiled.literals.push(own);
                }
                PhraseForm::Regex => {
                    let regex = phrase.compile().map_err(wrong)?;
                    compiled.expressions.push((regex, own));
                }
            }
        }
        if !folded.is_empty() {
            // At most MAX_PHRASES short words: far from the automaton's limits.
            compiled.automaton = AhoCorasick::builder()
                .kind(Some(AhoCorasickKind::ContiguousNFA))
                .build(folded)
                .ok();
        }
        Ok(Phrases(Arc::new(compiled)))
    }

    /// Whether there is nothing to look for.
    ///
    /// ```
    /// assert!(saltgrain::Phrases::default().is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.0.literals.is_empty() && self.0.expressions.is_empty()
    }

    /// The places of every phrase, in order of the text; what fits nothing does not count.
    fn hits(&self, text: &str) -> Vec<Hit<'_>> {
        let Compiled {
            automaton,
            literals,
            expressions,
        } = &*self.0;
        let mut hits = Vec::new();
        if let Some(automaton) = automaton {
            let folded = Folded::of(text);
            for found in automaton.find_overlapping_iter(&folded.text) {
                let own = &literals[found.pattern().as_usize()];
                let span = folded.original(found.range());
                if !span.is_empty() && (!own.whole_words || is_whole(text, &span)) {
                    hits.push(Hit { own, span });
                }
            }
        }
        for (regex, own) in expressions {
            let found = regex.find_iter(text).filter(|found| !found.is_empty());
            hits.extend(found.map(|found| Hit {
                own,
                span: found.range(),
            }));
        }
        hits.sort_by_key(|hit| (hit.span.start, hit.span.end));
        hits
    }

    /// Marks the sentences of one block that hold a phrase. Where the sentence is marked with the label already, the phrase
    /// joins the words that gave it away. `findings` are those of the block. Gives how many sentences are marked that had
    /// no finding.
    pub(crate) fn mark(&self, block: usize, text: &str, findings: &mut Vec<Finding>) -> usize {
        let hits = self.hits(text);
        if hits.is_empty() {
            return 0;
        }
        let tokens = Tokens::read(text);
        let bytes = |range: Range<usize>| {
            tokens.list[range.start].start as usize..tokens.list[range.end - 1].end as usize
        };
        let sentences: Vec<Range<usize>> =
            sentence::split(&tokens).into_iter().map(bytes).collect();
        let before: Vec<Range<usize>> = findings.iter().map(|f| f.sentence.clone()).collect();
        for hit in hits {
            // The end may lie in a later sentence; the phrase belongs to the one that it begins in.
            let at = sentences.partition_point(|sentence| sentence.end <= hit.span.start);
            let Some(sentence) = sentences.get(at) else {
                continue;
            };
            let span = hit.span.start.max(sentence.start)..hit.span.end.min(sentence.end);
            if span.is_empty() {
                continue;
            }
            let marked = findings
                .iter_mut()
                .find(|f| f.label == hit.own.label && holds(&f.sentence, sentence));
            match marked {
                Some(finding) => add_cue(&mut finding.cues, span),
                None => findings.push(finding(block, sentence.clone(), &hit, span)),
            }
        }
        let mut new: Vec<usize> = findings
            .iter()
            .filter(|f| !before.iter().any(|known| holds(known, &f.sentence)))
            .map(|f| f.sentence.start)
            .collect();
        new.sort_unstable();
        new.dedup();
        findings.sort_by_key(|f| (f.sentence.start, f.label));
        new.len()
    }
}

/// A text as literals are compared: lower case, straight quotes, each run of white space one blank.
struct Folded {
    text: String,
    /// Where each byte comes from, and the end; none where no byte has moved.
    bytes: Option<Vec<u32>>,
}

impl Folded {
    fn of(text: &str) -> Self {
        let is_plain = |c: char| c.is_ascii() && (c == ' ' || !c.is_whitespace());
        if text.chars().all(is_plain) && !text.contains("  ") {
            return Folded {
                text: text.to_ascii_lowercase(),
                bytes: None,
            };
        }
        let mut folded = String::with_capacity(text.len());
        let mut bytes = Vec::with_capacity(text.len() + 1);
        for (at, c) in text.char_indices() {
            if c.is_whitespace() {
                if !folded.ends_with(' ') {
                    folded.push(' ');
                }
            } else {
                match c {
                    '‘' | '’' => folded.push('\''),
                    '“' | '”' => folded.push('"'),
                    // A final sigma is a sigma.
                    'ς' => folded.push('σ'),
                    _ => folded.extend(c.to_lowercase()),
                }
            }
            bytes.resize(folded.len(), at as u32);
        }
        bytes.push(text.len() as u32);
        Folded {
            text: folded,
            bytes: Some(bytes),
        }
    }

    fn original(&self, range: Range<usize>) -> Range<usize> {
        match &self.bytes {
            None => range,
            Some(bytes) => bytes[range.start] as usize..bytes[range.end] as usize,
        }
    }
}

/// Whether a stretch begins and ends at the edges of words.
fn is_whole(text: &str, span: &Range<usize>) -> bool {
    let is_word = |c: char| c.is_alphanumeric() || c == '_';
    let before = text[..span.start].chars().next_back();
    let after = text[span.end..].chars().next();
    !before.is_some_and(is_word) && !after.is_some_and(is_word)
}

fn holds(outer: &Range<usize>, inner: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

/// Cues stay in order and do not overlap.
fn add_cue(cues: &mut Vec<Range<usize>>, span: Range<usize>) {
    let (touching, mut apart): (Vec<_>, Vec<_>) = cues
        .drain(..)
        .partition(|cue| cue.start < span.end && span.start < cue.end);
    let start = touching.iter().map(|c| c.start).min().unwrap_or(span.start);
    let end = touching.iter().map(|c| c.end).max().unwrap_or(span.end);
    apart.push(start.min(span.start)..end.max(span.end));
    apart.sort_by_key(|cue| cue.start);
    *cues = apart;
}

fn finding(block: usize, sentence: Range<usize>, hit: &Hit<'_>, span: Range<usize>) -> Finding {
    Finding {
        block,
        sentence,
        label: hit.own.label,
        subtype: Subtype::own(hit.own.label),
        force: None,
        holder: Holder::Author,
        direction: None,
        confidence: 1.0,
        severity: 0,
        family: OWN_FAMILY,
        cues: vec![span],
        message: format!("Holds a phrase of your own: “{}”.", hit.own.name).into(),
        slots: None,
        continues: false,
    }
}

/// Characters of a phrase that a message repeats.
const SHOWN_CHARS: usize = 60;

fn shown(text: &str) -> String {
    let text = text.trim();
    match text.char_indices().nth(SHOWN_CHARS) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{Block, Engine, Page};

    fn regex(text: &str) -> Phrase {
        Phrase {
            form: PhraseForm::Regex,
            ..Phrase::literal(text, Label::Speculation)
        }
    }

    fn whole(text: &str) -> Phrase {
        Phrase {
            whole_words: true,
            ..Phrase::literal(text, Label::Speculation)
        }
    }

    /// The pieces of a text where a phrase stands.
    fn found<'t>(phrase: &Phrase, text: &'t str) -> Vec<&'t str> {
        let phrases = Phrases::new(std::slice::from_ref(phrase)).unwrap();
        let hits = phrases.hits(text);
        hits.into_iter().map(|hit| &text[hit.span]).collect()
    }

    #[test]
    fn literals_are_read_as_they_stand() {
        let phrase = Phrase::literal("to the  moon", Label::Speculation);
        assert_eq!(
            found(&phrase, "To the\nmoon! To a moon. TO THE MOON"),
            ["To the\nmoon", "TO THE MOON"]
        );
        let signs = Phrase::literal("don't (ever) + .*", Label::Call);
        assert_eq!(
            found(&signs, "Don’t (ever) + .* sell"),
            ["Don’t (ever) + .*"]
        );
        // Case is folded in other scripts too.
        let greek = Phrase::literal("ΑΓΟΡΆ", Label::Call);
        assert_eq!(found(&greek, "η αγορά"), ["αγορά"]);
    }

    #[test]
    fn whole_words_end_at_the_edges_of_words() {
        assert_eq!(found(&whole("pump"), "pump, pumps, Pump"), ["pump", "Pump"]);
        assert_eq!(found(&whole("$LUMO"), "buy $LUMO, not $LUMOS"), ["$LUMO"]);
        let either = Phrase {
            whole_words: true,
            ..regex("moon|lambo")
        };
        assert_eq!(found(&either, "moonshot lambo"), ["lambo"]);
    }

    #[test]
    fn expressions_are_in_the_syntax_of_the_crate() {
        assert_eq!(
            found(&regex(r"\d+ ?x\b"), "10x or 3 X, 4xy"),
            ["10x", "3 X"]
        );
        assert_eq!(found(&regex("(?-i)HODL"), "hodl HODL"), ["HODL"]);
        // Where it can fit nothing in places the check does not see, those do not count.
        assert_eq!(found(&regex(r"^x?b"), "b"), ["b"]);
    }

    #[test]
    fn what_is_wrong_is_told() {
        use PhraseProblem::*;
        let syntax = |text: &str| Err(Syntax(text.to_owned()));
        assert_eq!(whole(" \n").check(), Err(Empty));
        assert_eq!(regex(&"x".repeat(201)).check(), Err(TooLong));
        assert_eq!(regex(&"é".repeat(200)).check(), Ok(()));
        assert_eq!(regex("(moon").check(), syntax("unclosed group"));
        assert_eq!(regex("moon)").check(), syntax("unopened group"));
        assert_eq!(
            regex("(?=moon)").check(),
            syntax("look-around, including look-ahead and look-behind, is not supported")
        );
        // What is put around an expression for whole words must not close what it leaves open.
        let open = Phrase {
            whole_words: true,
            ..regex("a)|(b")
        };
        assert_eq!(open.check(), syntax("unopened group"));
        for nothing in ["a*", "", "x?|b?", "^", r"\b", r"\B", "$"] {
            let wrong = regex(nothing).check();
            assert!(
                matches!(wrong, Err(FitsNothing | Empty)),
                "{nothing}: {wrong:?}"
            );
        }
        assert_eq!(regex(r"\w{1000}").check(), Err(TooLarge));
        assert!(matches!(
            regex(&format!("{}a{}", "(".repeat(90), ")".repeat(90))).check(),
            Err(Syntax(_))
        ));
        for problem in [Empty, TooLong, FitsNothing, TooLarge, Syntax("x".into())] {
            assert!(!problem.to_string().is_empty() && !problem.code().is_empty());
        }
    }

    #[test]
    fn too_many_or_one_that_is_wrong() {
        let many = vec![whole("moon"); MAX_PHRASES + 1];
        assert_eq!(Phrases::new(&many).unwrap_err(), PhrasesError::TooMany);
        let wrong = [whole("moon"), regex("[")];
        let error = Phrases::new(&wrong).unwrap_err();
        assert!(matches!(error, PhrasesError::Phrase { at: 1, .. }));
        assert!(
            error
                .to_string()
                .starts_with("phrase 2: not a regular expression")
        );
    }

    fn judge(phrases: &[Phrase], text: &str) -> (Vec<Finding>, usize) {
        let engine = Engine::builder()
            .phrases(Phrases::new(phrases).unwrap())
            .build();
        let mut judged = engine.judge(&[Block::new(text)], &Page::default());
        (judged.findings, judged.sentences.remove(0))
    }

    #[test]
    fn a_sentence_is_marked_once_for_each_label() {
        let text = "Nothing here. Wen moon and wen lambo, ser? Nothing there.";
        let call = Phrase::literal("ser", Label::Call);
        let (findings, sentences) = judge(&[whole("wen lambo"), whole("wen moon"), call], text);
        assert_eq!(sentences, 3);
        let own: Vec<_> = findings.iter().filter(|f| f.family == OWN_FAMILY).collect();
        let labels: Vec<Label> = own.iter().map(|f| f.label).collect();
        assert_eq!(labels, [Label::Speculation, Label::Call]);
        assert!(
            own.iter()
                .all(|f| &text[f.sentence.clone()] == "Wen moon and wen lambo, ser?")
        );
        let cues: Vec<&str> = own[0].cues.iter().map(|cue| &text[cue.clone()]).collect();
        assert_eq!(cues, ["Wen moon", "wen lambo"]);
        assert_eq!(own[0].message, "Holds a phrase of your own: “wen moon”.");
        assert_eq!(own[0].subtype.tag(), "Own phrase");
        assert_eq!(own[0].subtype.label(), own[0].label);
    }

    #[test]
    fn a_phrase_joins_the_finding_that_is_there() {
        let text = "Not financial advice, frens.";
        let disclaimer = Phrase::literal("frens", Label::Disclaimer);
        let (without, _) = judge(&[], text);
        let (with, _) = judge(&[disclaimer], text);
        assert_eq!(with.len(), without.len());
        assert_eq!(with[0].family, without[0].family);
        let last = with[0].cues.last().unwrap().clone();
        assert_eq!(&text[last], "frens");
        assert_eq!(with[0].cues.len(), without[0].cues.len() + 1);
    }

    #[test]
    fn cues_stay_apart_and_in_order() {
        let mut cues = vec![2..5, 8..9, 20..22];
        add_cue(&mut cues, 4..12);
        add_cue(&mut cues, 14..16);
        assert_eq!(cues, [2..12, 14..16, 20..22]);
    }

    #[test]
    fn text_in_other_languages_is_read_for_phrases_too() {
        let text = "这个币很快就要上交易所了。明天见。";
        let (findings, sentences) = judge(&[Phrase::literal("上交易所", Label::Speculation)], text);
        assert_eq!(findings.len(), 1);
        assert!(text[findings[0].sentence.clone()].starts_with("这个币"));
        assert_eq!(sentences, 1);
    }

    #[test]
    fn furniture_code_and_context_are_not_marked() {
        let engine = Engine::builder()
            .phrases(Phrases::new(&[whole("moon")]).unwrap())
            .build();
        let text = "We all go to the moon.";
        let blocks = [
            Block::new(text).with_role(crate::Role::Ui),
            Block::new(text).with_role(crate::Role::Code),
            Block::new(text).as_context(),
            Block::new(text),
        ];
        let judged = engine.judge(&blocks, &Page::default());
        let marked: Vec<usize> = judged.findings.iter().map(|f| f.block).collect();
        assert_eq!(marked, [3]);
    }

    #[test]
    fn a_family_that_is_off_is_not_looked_for() {
        let blocks = [Block::new("This is not investment advice.")];
        let judged = Engine::new().judge(&blocks, &Page::default());
        let family = judged.findings[0].family;
        let others = Engine::builder().families_off(["X-99"]).build();
        assert_eq!(others.judge(&blocks, &Page::default()), judged);
        let off = Engine::builder().families_off([family]).build();
        let without = off.judge(&blocks, &Page::default());
        assert!(without.findings.iter().all(|f| f.family != family));
    }
}
