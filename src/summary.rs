//! What a page adds up to: how much of it guesses, disclaims and urges, and what its calls have in common.
//!
//! Everything counts sentences, never people. A sentence that stands on the page twice (a teaser and the article, a
//! quoted post) counts once, and so does a set-up of several lines.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::ops::Range;

use crate::{Block, Direction, Force, Holder, Judgement, Label, Subtype};

/// One finding, reduced to what the sum needs.
///
/// ```
/// use saltgrain::{Direction, Force, Holder, Subtype, summary::{Item, Levels}};
/// let item = Item {
///     block: 3,
///     text: "Buy the dip in $LUMO.",
///     subtype: Subtype::C1,
///     force: Some(Force::Direct),
///     holder: Holder::Author,
///     direction: Some(Direction::Bull),
///     severity: 2,
///     instruments: vec![("$LUMO", Direction::Bull)],
///     levels: Levels::default(),
///     continues: false,
/// };
/// assert_eq!(item.subtype.label().as_str(), "call");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item<'a> {
    /// Position of the sentence's block on the page; blocks whose positions differ by one are neighbours.
    pub block: usize,
    /// The sentence. Sentences that differ only in case and blanks are the same.
    pub text: &'a str,
    /// The sub-type, which also tells the label.
    pub subtype: Subtype,
    /// How strongly it is put.
    pub force: Option<Force>,
    /// Whose guess or call it is.
    pub holder: Holder,
    /// Where a call points.
    pub direction: Option<Direction>,
    /// 0 to 3.
    pub severity: u8,
    /// The instruments of a call, as written, and where it points on each.
    pub instruments: Vec<(&'a str, Direction)>,
    /// The prices that a call names.
    pub levels: Levels<&'a str>,
    /// It goes on with the set-up of the call before it; both are one call ([`crate::Finding::continues`]).
    pub continues: bool,
}

/// The prices that calls name, as written.
///
/// ```
/// use saltgrain::summary::Levels;
/// let levels = Levels { targets: vec!["60", "64"], ..Levels::default() };
/// assert!(!levels.is_empty());
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Levels<T> {
    /// Where to get in.
    pub entry: Vec<T>,
    /// Where to get out with a loss.
    pub stop: Vec<T>,
    /// What is aimed at.
    pub targets: Vec<T>,
}

impl<T> Levels<T> {
    /// Whether no price is named.
    ///
    /// ```
    /// assert!(saltgrain::summary::Levels::<&str>::default().is_empty());
    /// ```
    pub fn is_empty(&self) -> bool {
        self.entry.is_empty() && self.stop.is_empty() && self.targets.is_empty()
    }

    fn each(&self) -> [&Vec<T>; 3] {
        [&self.entry, &self.stop, &self.targets]
    }

    fn each_mut(&mut self) -> [&mut Vec<T>; 3] {
        [&mut self.entry, &mut self.stop, &mut self.targets]
    }
}

impl Levels<String> {
    /// Adds the prices that are not there yet; a price is told by how it is written.
    fn add(&mut self, levels: &Levels<&str>) {
        for (own, new) in self.each_mut().into_iter().zip(levels.each()) {
            for price in new {
                let price = price.split_whitespace().collect::<Vec<_>>().join(" ");
                if !price.is_empty() && !own.contains(&price) {
                    own.push(price);
                }
            }
        }
    }
}

/// How many sentences carry a label.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct LabelCount {
    /// Distinct sentences with the label.
    pub count: usize,
    /// Those of them that carry no other label.
    pub alone: usize,
    /// `count` as a part of all sentences judged, 0 to 1.
    pub share: f32,
}

/// The three labels' counts.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Labels {
    /// Sentences that speculate.
    pub speculation: LabelCount,
    /// Sentences that limit reliance or disclose an interest.
    pub disclaimer: LabelCount,
    /// Sentences that propose, rate or solicit a trade.
    pub call: LabelCount,
}

impl Labels {
    /// The count of one label.
    ///
    /// ```
    /// use saltgrain::{Label, summary::Labels};
    /// assert_eq!(Labels::default().get(Label::Call).count, 0);
    /// ```
    pub fn get(&self, label: Label) -> &LabelCount {
        match label {
            Label::Speculation => &self.speculation,
            Label::Disclaimer => &self.disclaimer,
            Label::Call => &self.call,
        }
    }

    fn get_mut(&mut self, label: Label) -> &mut LabelCount {
        match label {
            Label::Speculation => &mut self.speculation,
            Label::Disclaimer => &mut self.disclaimer,
            Label::Call => &mut self.call,
        }
    }
}

/// How the page's speculation is put.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Forces {
    /// With an overt mark of uncertainty, belief, expectation or hearsay.
    pub hedged: usize,
    /// Worded as plain fact.
    pub bare: usize,
}

/// How many calls point where.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Directions {
    /// Towards more exposure.
    pub bull: usize,
    /// Towards less exposure.
    pub bear: usize,
    /// Neither, or not told.
    pub neutral: usize,
}

/// Calls that agree in instrument, direction and holder.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct CallGroup {
    /// A ticker in capitals without its `$`, or a name in lower case; `None` when the sentence names none.
    pub instrument: Option<String>,
    /// Where they point.
    pub direction: Direction,
    /// Whose they are.
    pub holder: Holder,
    /// Distinct sentences; one that names two instruments is in two groups.
    pub count: usize,
    /// The prices that these calls name, each once, in page order. A call that names several instruments does not say
    /// whose its prices are; its groups have none.
    pub levels: Levels<String>,
}

/// The page's trading calls.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Calls {
    /// Calls the writer makes.
    pub author: usize,
    /// Calls of somebody else that the page passes on.
    pub reported: usize,
    /// By direction.
    pub directions: Directions,
    /// By instrument, direction and holder; the most frequent first, then in page order.
    pub groups: Vec<CallGroup>,
}

/// A reason why passages were not judged.
#[derive(Clone, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct UnreadCount {
    /// In words for the reader.
    pub reason: String,
    /// How many passages.
    pub count: usize,
}

/// What a page adds up to.
///
/// ```
/// use saltgrain::{Direction, Force, Holder, Subtype, Summary, summary::{Item, Levels}};
/// let call = Item {
///     block: 0,
///     text: "Buy the dip in $LUMO.",
///     subtype: Subtype::C1,
///     force: Some(Force::Direct),
///     holder: Holder::Author,
///     direction: Some(Direction::Bull),
///     severity: 2,
///     instruments: vec![("$LUMO", Direction::Bull)],
///     levels: Levels::default(),
///     continues: false,
/// };
/// let again = Item { block: 9, text: "buy the dip in  $LUMO.", ..call.clone() };
/// let summary = Summary::of_items([call, again], 12, ["too long"]);
/// assert_eq!(summary.labels.call.count, 1);
/// assert_eq!(summary.calls.groups[0].instrument.as_deref(), Some("LUMO"));
/// assert_eq!(summary.undisclosed_calls, 1);
/// assert_eq!(summary.verdict().to_string(), "One call: 1 of 12 sentences urges a trade.");
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Summary {
    /// Sentences judged, marked or not; repeated ones count each time.
    pub sentences: usize,
    /// Distinct sentences with at least one finding.
    pub marked: usize,
    /// Distinct sentences with more than one label.
    pub several: usize,
    /// Count and share of each label.
    pub labels: Labels,
    /// Distinct sentences of each sub-type; absent ones are left out.
    pub subtypes: BTreeMap<Subtype, usize>,
    /// How the speculation is put.
    pub speculation: Forces,
    /// Who calls, where to, on what.
    pub calls: Calls,
    /// The writer's calls on a page where no sentence discloses a stake (D5) or a payment (D6); 0 once one does.
    pub undisclosed_calls: usize,
    /// A disclaimer stands in the block of a call or in the block before or after it.
    pub disclaimer_beside_call: bool,
    /// The worst severity, 0 to 3.
    pub severity: u8,
    /// Why passages were not judged, the most frequent reason first.
    pub unread: Vec<UnreadCount>,
}

impl Summary {
    /// What a judgement adds up to; `blocks` are those that were judged.
    ///
    /// Findings whose block or spans lie outside of `blocks` are left out.
    ///
    /// ```
    /// use saltgrain::{Block, Engine, Page, Summary};
    /// let blocks = [Block::new("Buy the dip in $LUMO."), Block::new("Not financial advice.")];
    /// let judged = Engine::new().judge(&blocks, &Page::default());
    /// let summary = Summary::of(&judged, &blocks);
    /// assert_eq!((summary.sentences, summary.calls.author), (2, 1));
    /// assert!(summary.disclaimer_beside_call);
    /// ```
    pub fn of(judgement: &Judgement, blocks: &[Block<'_>]) -> Summary {
        let items = judgement.findings.iter().filter_map(|finding| {
            let text = blocks.get(finding.block)?.text;
            let instruments = finding.slots.iter().flat_map(|slots| &slots.instruments);
            let slots = finding.slots.as_ref();
            let texts = |spans: Option<&[Range<usize>]>| -> Vec<&str> {
                let spans = spans.unwrap_or_default().iter();
                spans.filter_map(|span| text.get(span.clone())).collect()
            };
            Some(Item {
                block: finding.block,
                text: text.get(finding.sentence.clone())?,
                subtype: finding.subtype,
                force: finding.force,
                holder: finding.holder,
                direction: finding.direction,
                severity: finding.severity,
                instruments: instruments
                    .filter_map(|i| Some((text.get(i.span.clone())?, i.direction)))
                    .collect(),
                levels: Levels {
                    entry: texts(slots.map(|slots| &slots.entry[..])),
                    stop: texts(slots.map(|slots| slots.stop.as_slice())),
                    targets: texts(slots.map(|slots| &slots.targets[..])),
                },
                continues: finding.continues,
            })
        });
        let unread: Vec<String> = judgement
            .unread
            .iter()
            .map(|unread| unread.reason.to_string())
            .collect();
        Summary::of_items(
            items,
            judgement.sentences.iter().sum(),
            unread.iter().map(String::as_str),
        )
    }

    /// Adds findings up, wherever they come from.
    ///
    /// `items` are in page order. `sentences` is the number of sentences judged; it is raised to the number marked if
    /// it is less. `unread` has one reason an unread passage.
    ///
    /// ```
    /// let summary = saltgrain::Summary::of_items([], 4, []);
    /// assert_eq!((summary.sentences, summary.marked), (4, 0));
    /// ```
    pub fn of_items<'a>(
        items: impl IntoIterator<Item = Item<'a>>,
        sentences: usize,
        unread: impl IntoIterator<Item = &'a str>,
    ) -> Summary {
        let mut summary = Summary::default();
        let mut labels_of: HashMap<String, Vec<Label>> = HashMap::new();
        let mut call_blocks = Vec::new();
        let mut disclaimer_blocks = HashSet::new();
        let mut disclosed = false;
        // A set-up that goes on in later blocks may name its instrument there, so a call is added once the next begins.
        let mut call: Option<Item<'_>> = None;

        for item in items {
            let label = item.subtype.label();
            // Nearness is a matter of places, so a repeated sentence counts at each of them.
            match label {
                Label::Call => call_blocks.push(item.block),
                Label::Disclaimer => {
                    disclaimer_blocks.insert(item.block);
                }
                Label::Speculation => {}
            }
            if item.continues {
                summary.severity = summary.severity.max(item.severity);
                if let Some(call) = &mut call {
                    if call.instruments.is_empty() {
                        call.instruments = item.instruments;
                    }
                    for (own, more) in call.levels.each_mut().into_iter().zip(item.levels.each()) {
                        own.extend(more);
                    }
                }
                continue;
            }
            if label == Label::Call
                && let Some(call) = call.take()
            {
                summary.calls.add(&call);
            }
            let labels = labels_of.entry(fold(item.text)).or_default();
            if labels.contains(&label) {
                continue;
            }
            labels.push(label);
            summary.labels.get_mut(label).count += 1;
            *summary.subtypes.entry(item.subtype).or_default() += 1;
            summary.severity = summary.severity.max(item.severity);
            match label {
                Label::Speculation => match item.force {
                    Some(Force::Bare) => summary.speculation.bare += 1,
                    _ => summary.speculation.hedged += 1,
                },
                Label::Disclaimer => disclosed |= matches!(item.subtype, Subtype::D5 | Subtype::D6),
                Label::Call => call = Some(item),
            }
        }
        if let Some(call) = call {
            summary.calls.add(&call);
        }

        summary.marked = labels_of.len();
        summary.sentences = sentences.max(summary.marked);
        for labels in labels_of.values() {
            match labels[..] {
                [only] => summary.labels.get_mut(only).alone += 1,
                _ => summary.several += 1,
            }
        }
        for &label in Label::ALL {
            let count = summary.labels.get_mut(label);
            count.share = count.count as f32 / summary.sentences.max(1) as f32;
        }
        // Stable, so equally frequent groups stay in page order.
        summary
            .calls
            .groups
            .sort_by_key(|group| std::cmp::Reverse(group.count));
        summary.undisclosed_calls = if disclosed { 0 } else { summary.calls.author };
        summary.disclaimer_beside_call = call_blocks.iter().any(|&block| {
            (block.saturating_sub(1)..=block.saturating_add(1))
                .any(|near| disclaimer_blocks.contains(&near))
        });

        for reason in unread {
            match summary
                .unread
                .iter_mut()
                .find(|known| known.reason == reason)
            {
                Some(known) => known.count += 1,
                None => summary.unread.push(UnreadCount {
                    reason: reason.to_owned(),
                    count: 1,
                }),
            }
        }
        summary
            .unread
            .sort_by_key(|unread| std::cmp::Reverse(unread.count));
        summary
    }

    /// The page in one line: what its sentences do, not whether they are right. Its display is that line in English.
    ///
    /// ```
    /// let verdict = saltgrain::Summary::of_items([], 17, []).verdict();
    /// assert_eq!(
    ///     verdict.to_string(),
    ///     "Nothing marked: 17 sentences read, none speculates, disclaims or urges a trade.",
    /// );
    /// ```
    pub fn verdict(&self) -> Verdict {
        if self.sentences == 0 {
            return match self.unread.is_empty() {
                true => Verdict::NoSentence,
                false => Verdict::NothingJudged,
            };
        }
        // What the sentences do, the most frequent first; equally frequent, the weightier one first.
        let mut deeds: Vec<(Deed, usize)> = [
            (Deed::Urge, self.calls.author),
            (Deed::PassOn, self.calls.reported),
            (Deed::Speculate, self.labels.speculation.count),
            (Deed::Disclaim, self.labels.disclaimer.count),
        ]
        .into_iter()
        .filter(|&(_, count)| count > 0)
        .collect();
        deeds.sort_by_key(|&(_, count)| std::cmp::Reverse(count));
        let sentences = self.sentences;
        let Some(&(_, most)) = deeds.first() else {
            return Verdict::NothingMarked { sentences };
        };
        if sentences == 1 {
            return Verdict::OneSentence {
                deeds: deeds.into_iter().map(|(deed, _)| deed).collect(),
            };
        }
        Verdict::Sentences {
            amount: Amount::of(most, sentences),
            deeds,
            sentences,
        }
    }
}

/// A page in one line, before it is put into words.
///
/// ```
/// use saltgrain::summary::{Summary, Verdict};
/// assert_eq!(Summary::of_items([], 0, []).verdict(), Verdict::NoSentence);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// The page holds no text.
    NoSentence,
    /// The page holds text, and none of it could be judged.
    NothingJudged,
    /// No sentence has a finding.
    NothingMarked {
        /// How many were judged.
        sentences: usize,
    },
    /// The text is one sentence.
    OneSentence {
        /// What it does; at least one.
        deeds: Vec<Deed>,
    },
    /// Several sentences, some of them with findings.
    Sentences {
        /// How much of the page the first deed is.
        amount: Amount,
        /// What the sentences do and how many of them, the most frequent first; at least one.
        deeds: Vec<(Deed, usize)>,
        /// How many were judged.
        sentences: usize,
    },
}

/// What a sentence does.
///
/// ```
/// use saltgrain::summary::{Deed, Summary, Verdict};
/// assert_ne!(Deed::Urge, Deed::PassOn);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Deed {
    /// Makes a call of the writer's own.
    Urge,
    /// Passes on a call of somebody else.
    PassOn,
    /// Speculates.
    Speculate,
    /// Limits reliance or discloses an interest.
    Disclaim,
}

/// How much of a page does something.
///
/// ```
/// use saltgrain::summary::Amount;
/// assert_eq!(Amount::of(1, 2), Amount::Mostly);
/// assert_eq!(Amount::of(3, 12), Amount::Many);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Amount {
    /// Half of the sentences or more.
    Mostly,
    /// One sentence.
    One,
    /// A quarter of the sentences or more.
    Many,
    /// Less.
    Some,
}

impl Amount {
    /// What `count` of `all` sentences are.
    ///
    /// ```
    /// use saltgrain::summary::Amount;
    /// assert_eq!(Amount::of(1, 12), Amount::One);
    /// assert_eq!(Amount::of(2, 12), Amount::Some);
    /// ```
    pub fn of(count: usize, all: usize) -> Amount {
        match count as f32 / all.max(1) as f32 {
            0.5.. => Amount::Mostly,
            _ if count == 1 => Amount::One,
            0.25.. => Amount::Many,
            _ => Amount::Some,
        }
    }
}

impl std::fmt::Display for Verdict {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Verdict::NoSentence => f.write_str("No sentence to judge here."),
            Verdict::NothingJudged => f.write_str("Nothing here could be judged."),
            Verdict::NothingMarked { sentences: 1 } => {
                f.write_str("Nothing marked: one sentence read.")
            }
            Verdict::NothingMarked { sentences } => write!(
                f,
                "Nothing marked: {sentences} sentences read, none speculates, disclaims or urges a trade."
            ),
            Verdict::OneSentence { deeds } => {
                let does: Vec<&str> = deeds.iter().map(|deed| deed.verb(1)).collect();
                write!(f, "One sentence: it {}.", listed(&does))
            }
            Verdict::Sentences {
                amount,
                deeds,
                sentences,
            } => {
                let Some(((lead, most), further)) = deeds.split_first() else {
                    return Ok(());
                };
                let mut parts = vec![format!(
                    "{most} of {sentences} sentences {}",
                    lead.verb(*most)
                )];
                parts.extend(
                    further
                        .iter()
                        .map(|(deed, count)| format!("{count} {}", deed.verb(*count))),
                );
                let parts: Vec<&str> = parts.iter().map(String::as_str).collect();
                write!(f, "{}: {}.", lead.headline(*amount), listed(&parts))
            }
        }
    }
}

impl Deed {
    fn verb(self, count: usize) -> &'static str {
        match (self, count) {
            (Deed::Urge, 1) => "urges a trade",
            (Deed::Urge, _) => "urge a trade",
            (Deed::PassOn, 1) => "passes on a call",
            (Deed::PassOn, _) => "pass on a call",
            (Deed::Speculate, 1) => "speculates",
            (Deed::Speculate, _) => "speculate",
            (Deed::Disclaim, 1) => "is a disclaimer",
            (Deed::Disclaim, _) => "are disclaimers",
        }
    }

    fn headline(self, amount: Amount) -> String {
        let (one, some, more) = match self {
            Deed::Urge => ("call", "calls", "Many"),
            Deed::PassOn => ("reported call", "reported calls", "Many"),
            Deed::Speculate => ("guess", "guesses", "Many"),
            Deed::Disclaim => ("disclaimer", "fine print", "Much"),
        };
        match amount {
            Amount::Mostly => format!("Mostly {some}"),
            Amount::One => format!("One {one}"),
            Amount::Many => format!("{more} {some}"),
            Amount::Some => format!("Some {some}"),
        }
    }
}

impl Calls {
    fn add(&mut self, item: &Item<'_>) {
        let direction = item.direction.unwrap_or(Direction::Neutral);
        match item.holder {
            Holder::Author => self.author += 1,
            Holder::Reported => self.reported += 1,
        }
        match direction {
            Direction::Bull => self.directions.bull += 1,
            Direction::Bear => self.directions.bear += 1,
            Direction::Neutral => self.directions.neutral += 1,
        }
        let mut named: Vec<(Option<String>, Direction)> = Vec::new();
        for (written, direction) in &item.instruments {
            let instrument = (instrument_name(written), *direction);
            if instrument.0.is_some() && !named.contains(&instrument) {
                named.push(instrument);
            }
        }
        if named.is_empty() {
            named.push((None, direction));
        }
        let nothing = Levels::default();
        let levels = if named.len() == 1 {
            &item.levels
        } else {
            &nothing
        };
        for (instrument, direction) in named {
            let same = |group: &&mut CallGroup| {
                group.instrument == instrument
                    && group.direction == direction
                    && group.holder == item.holder
            };
            match self.groups.iter_mut().find(same) {
                Some(group) => {
                    group.count += 1;
                    group.levels.add(levels);
                }
                None => {
                    let mut group = CallGroup {
                        instrument,
                        direction,
                        holder: item.holder,
                        count: 1,
                        levels: Levels::default(),
                    };
                    group.levels.add(levels);
                    self.groups.push(group);
                }
            }
        }
    }
}

/// `a`, `a and b`, `a, b and c`.
fn listed(parts: &[&str]) -> String {
    match parts {
        [] => String::new(),
        [only] => (*only).to_owned(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The same for sentences that differ only in case and blanks.
pub(crate) fn fold(sentence: &str) -> String {
    let mut folded = String::with_capacity(sentence.len());
    for word in sentence.split_whitespace() {
        if !folded.is_empty() {
            folded.push(' ');
        }
        folded.extend(word.chars().flat_map(char::to_lowercase));
    }
    folded
}

/// A ticker in capitals without its mark, or a name in lower case without its article. Nothing is looked up: a coin's
/// name and its ticker stay two.
fn instrument_name(written: &str) -> Option<String> {
    let trimmed = written
        .trim()
        .trim_end_matches(['.', ',', ';', ':', '!', '?']);
    let bare = trimmed.trim_start_matches(['$', '#']);
    let is_ticker = bare.len() < trimmed.len() && !bare.contains(char::is_whitespace)
        || bare.chars().any(char::is_alphabetic) && !bare.chars().any(char::is_lowercase);
    let name = if is_ticker {
        bare.to_uppercase()
    } else {
        let folded = fold(bare);
        ["the ", "a ", "an "]
            .iter()
            .find_map(|article| folded.strip_prefix(article))
            .unwrap_or(&folded)
            .to_owned()
    };
    Some(name).filter(|name| !name.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn item(block: usize, text: &str, subtype: Subtype) -> Item<'_> {
        let is_call = subtype.label() == Label::Call;
        Item {
            block,
            text,
            subtype,
            force: match subtype.label() {
                Label::Speculation => Some(Force::Hedged),
                Label::Disclaimer => None,
                Label::Call => Some(Force::Direct),
            },
            holder: Holder::Author,
            direction: is_call.then_some(Direction::Bull),
            severity: 1,
            instruments: Vec::new(),
            levels: Levels::default(),
            continues: false,
        }
    }

    #[test]
    fn a_sentence_with_two_labels_is_marked_once() {
        let text = "NFA, but buy LUMO.";
        let summary = Summary::of_items(
            [item(0, text, Subtype::D1), item(0, text, Subtype::C1)],
            4,
            [],
        );
        assert_eq!((summary.marked, summary.several), (1, 1));
        assert_eq!(
            summary.labels.call,
            LabelCount {
                count: 1,
                alone: 0,
                share: 0.25
            }
        );
        assert_eq!(
            summary.labels.disclaimer,
            LabelCount {
                count: 1,
                alone: 0,
                share: 0.25
            }
        );
        assert_eq!(
            summary.verdict().to_string(),
            "One call: 1 of 4 sentences urges a trade and 1 is a disclaimer."
        );
    }

    #[test]
    fn repeats_count_once_whatever_their_case_and_blanks() {
        let items = [
            item(0, "LUMO may double.", Subtype::S2),
            item(5, "  LUMO may\u{a0}double.\n", Subtype::S2),
            item(7, "Lumo MAY double.", Subtype::S1),
            item(8, "LUMO may halve.", Subtype::S2),
        ];
        let summary = Summary::of_items(items, 9, []);
        assert_eq!(summary.labels.speculation.count, 2);
        assert_eq!(summary.subtypes, BTreeMap::from([(Subtype::S2, 2)]));
    }

    #[test]
    fn fewer_sentences_than_marks_never_give_a_share_over_one() {
        let summary = Summary::of_items(
            [item(0, "a", Subtype::S1), item(0, "b", Subtype::S1)],
            0,
            [],
        );
        assert_eq!(summary.sentences, 2);
        assert_eq!(summary.labels.speculation.share, 1.0);
    }

    #[test]
    fn hedged_and_bare_are_told_apart() {
        let bare = Item {
            force: Some(Force::Bare),
            ..item(0, "It goes to 90.", Subtype::S2)
        };
        let summary = Summary::of_items([bare, item(1, "It may fall.", Subtype::S2)], 2, []);
        assert_eq!(summary.speculation, Forces { hedged: 1, bare: 1 });
    }

    #[test]
    fn calls_are_grouped_by_normalised_instrument() {
        let call = |text, instruments: &[&'static str], direction| Item {
            direction,
            instruments: instruments
                .iter()
                .map(|name| (*name, direction.unwrap_or(Direction::Neutral)))
                .collect(),
            ..item(0, text, Subtype::C1)
        };
        let items = [
            call("Hold on.", &[], None),
            call("Buy $lumo.", &["$lumo"], Some(Direction::Bull)),
            call(
                "Load up on LUMO and the Chip  Makers.",
                &["LUMO", "LUMO", "the Chip  Makers"],
                Some(Direction::Bull),
            ),
            Item {
                holder: Holder::Reported,
                ..call(
                    "Halden says to sell LUMO.",
                    &["LUMO"],
                    Some(Direction::Bear),
                )
            },
        ];
        let calls = Summary::of_items(items, 9, []).calls;
        assert_eq!((calls.author, calls.reported), (3, 1));
        assert_eq!(
            calls.directions,
            Directions {
                bull: 2,
                bear: 1,
                neutral: 1
            }
        );
        let rows: Vec<_> = calls
            .groups
            .iter()
            .map(|g| {
                (
                    g.instrument.as_deref(),
                    g.direction.as_str(),
                    g.holder.as_str(),
                    g.count,
                )
            })
            .collect();
        assert_eq!(
            rows,
            [
                (Some("LUMO"), "bull", "author", 2),
                (None, "neutral", "author", 1),
                (Some("chip makers"), "bull", "author", 1),
                (Some("LUMO"), "bear", "reported", 1),
            ]
        );
    }

    #[test]
    fn instruments_are_named_alike() {
        for (written, name) in [
            ("$LUMO", Some("LUMO")),
            ("#lumo", Some("LUMO")),
            ("LUMO.", Some("LUMO")),
            ("BTC/USDT", Some("BTC/USDT")),
            ("Bitcoin", Some("bitcoin")),
            ("the Dip", Some("dip")),
            ("Überbau", Some("überbau")),
            ("比特币", Some("比特币")),
            ("$", None),
            ("  ", None),
        ] {
            assert_eq!(instrument_name(written).as_deref(), name, "{written:?}");
        }
    }

    #[test]
    fn a_disclosure_anywhere_covers_the_writers_calls() {
        let calls = [
            item(0, "Buy LUMO.", Subtype::C1),
            item(1, "Join us.", Subtype::C7),
        ];
        assert_eq!(Summary::of_items(calls.clone(), 9, []).undisclosed_calls, 2);
        for (subtype, left) in [(Subtype::D1, 2), (Subtype::D5, 0), (Subtype::D6, 0)] {
            let page = calls.iter().cloned().chain([item(40, "…", subtype)]);
            assert_eq!(
                Summary::of_items(page, 9, []).undisclosed_calls,
                left,
                "{subtype}"
            );
        }
        let reported = Item {
            holder: Holder::Reported,
            ..item(0, "Halden rates it Buy.", Subtype::C6)
        };
        assert_eq!(Summary::of_items([reported], 9, []).undisclosed_calls, 0);
    }

    #[test]
    fn a_set_up_that_goes_on_is_one_call() {
        let opener = item(0, "LONG", Subtype::C5);
        let levels = Item {
            instruments: vec![("$LUMO", Direction::Bull)],
            levels: Levels {
                entry: vec!["14"],
                stop: vec!["13"],
                ..Levels::default()
            },
            continues: true,
            severity: 3,
            ..item(1, "$LUMO entry 14, SL 13", Subtype::C5)
        };
        let other = item(2, "Buy gold.", Subtype::C1);
        let summary = Summary::of_items([opener, levels, other], 3, []);
        assert_eq!((summary.labels.call.count, summary.calls.author), (2, 2));
        assert_eq!(summary.marked, 2);
        assert_eq!(summary.calls.groups[0].instrument.as_deref(), Some("LUMO"));
        assert_eq!(summary.calls.groups[0].levels.entry, ["14"]);
        assert_eq!(summary.calls.groups[0].levels.stop, ["13"]);
        assert_eq!(summary.severity, 3);
    }

    #[test]
    fn prices_go_to_their_instrument_each_once() {
        let call = |text, instruments: &[&'static str], entry: &[&'static str]| Item {
            instruments: instruments
                .iter()
                .map(|&name| (name, Direction::Bull))
                .collect(),
            levels: Levels {
                entry: entry.to_vec(),
                ..Levels::default()
            },
            ..item(0, text, Subtype::C5)
        };
        let items = [
            call("Long LUMO at 14.", &["LUMO"], &["14"]),
            call(
                "Long LUMO at 14  or $14.5K.",
                &["LUMO"],
                &["14", "$14.5K  area"],
            ),
            call("Long LUMO and GRAD at 9.", &["LUMO", "GRAD"], &["9"]),
        ];
        let groups = Summary::of_items(items, 3, []).calls.groups;
        assert_eq!(groups[0].levels.entry, ["14", "$14.5K area"]);
        assert_eq!(groups[1].instrument.as_deref(), Some("GRAD"));
        assert!(groups[1].levels.is_empty(), "nothing says whose the 9 is");
    }

    #[test]
    fn beside_means_the_same_or_the_next_block() {
        for (disclaimer, beside) in [(2, false), (3, true), (4, true), (5, true), (6, false)] {
            let items = [
                item(4, "Buy LUMO.", Subtype::C1),
                item(disclaimer, "NFA.", Subtype::D1),
            ];
            assert_eq!(
                Summary::of_items(items, 9, []).disclaimer_beside_call,
                beside,
                "block {disclaimer}"
            );
        }
        // A repeated disclaimer counts where it stands, though it is counted once.
        let items = [
            item(0, "NFA.", Subtype::D1),
            item(8, "Buy LUMO.", Subtype::C1),
            item(9, "NFA.", Subtype::D1),
        ];
        let summary = Summary::of_items(items, 9, []);
        assert!(summary.disclaimer_beside_call);
        assert_eq!(summary.labels.disclaimer.count, 1);
    }

    #[test]
    fn unread_reasons_are_counted() {
        let unread =
            Summary::of_items([], 0, ["too long", "another language", "another language"]).unread;
        let counted: Vec<_> = unread
            .iter()
            .map(|u| (u.reason.as_str(), u.count))
            .collect();
        assert_eq!(counted, [("another language", 2), ("too long", 1)]);
    }

    #[test]
    fn verdicts() {
        let guesses: Vec<String> = (0..8).map(|n| format!("Guess {n}.")).collect();
        let page = |sentences, items: Vec<Item<'_>>| {
            Summary::of_items(items, sentences, [])
                .verdict()
                .to_string()
        };
        let all = || guesses.iter().map(|text| item(0, text, Subtype::S2));

        assert_eq!(page(0, vec![]), "No sentence to judge here.");
        assert_eq!(
            Summary::of_items([], 0, ["too long"]).verdict().to_string(),
            "Nothing here could be judged."
        );
        assert_eq!(page(1, vec![]), "Nothing marked: one sentence read.");
        assert_eq!(
            page(1, all().take(1).collect()),
            "One sentence: it speculates."
        );
        assert_eq!(
            page(
                1,
                vec![
                    item(0, "x", Subtype::S2),
                    item(0, "x", Subtype::C1),
                    item(0, "x", Subtype::D1)
                ]
            ),
            "One sentence: it urges a trade, speculates and is a disclaimer."
        );
        let mixed: Vec<_> = all()
            .chain([item(0, "Buy.", Subtype::C1), item(0, "NFA.", Subtype::D1)])
            .collect();
        assert_eq!(
            page(17, mixed.clone()),
            "Many guesses: 8 of 17 sentences speculate, 1 urges a trade and 1 is a disclaimer."
        );
        assert_eq!(
            page(16, mixed),
            "Mostly guesses: 8 of 16 sentences speculate, 1 urges a trade and 1 is a disclaimer."
        );
        assert_eq!(
            page(100, all().collect()),
            "Some guesses: 8 of 100 sentences speculate."
        );
        let reported = Item {
            holder: Holder::Reported,
            ..item(0, "Halden rates it Buy.", Subtype::C6)
        };
        assert_eq!(
            page(9, vec![reported]),
            "One reported call: 1 of 9 sentences passes on a call."
        );
    }

    #[cfg(feature = "serde")]
    #[test]
    fn json_comes_back_the_same() {
        let call = Item {
            instruments: vec![("$LUMO", Direction::Bull)],
            ..item(0, "Buy $LUMO.", Subtype::C1)
        };
        let summary = Summary::of_items(
            [call, item(1, "It may fall.", Subtype::S2)],
            5,
            ["too long"],
        );
        let json = serde_json::to_value(&summary).unwrap();
        assert_eq!(json["labels"]["call"]["count"], 1);
        assert_eq!(json["subtypes"]["S2"], 1);
        assert_eq!(json["calls"]["groups"][0]["direction"], "bull");
        assert_eq!(serde_json::from_value::<Summary>(json).unwrap(), summary);
    }
}
