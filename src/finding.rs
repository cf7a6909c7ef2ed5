//! What comes out: findings, and the small closed sets they are described by.
//!
//! The sets follow the labelling guide: three labels, eight sub-types each, force, holder, direction.

use std::borrow::Cow;
use std::ops::Range;

macro_rules! closed_set {
    ($(#[$meta:meta])* $name:ident { $($(#[$variant_meta:meta])* $variant:ident = $text:literal,)+ }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        pub enum $name {
            $($(#[$variant_meta])* #[cfg_attr(feature = "serde", serde(rename = $text))] $variant,)+
        }

        impl $name {
            /// Every member, in order of declaration.
            pub const ALL: &'static [$name] = &[$($name::$variant),+];

            /// The word used in JSON and on the command line.
            pub const fn as_str(self) -> &'static str {
                match self { $($name::$variant => $text,)+ }
            }

            /// The member written as `text`, if there is one.
            pub fn parse(text: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|member| member.as_str() == text)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}

closed_set! {
    /// The three kinds of sentence that are marked.
    ///
    /// ```
    /// assert_eq!(saltgrain::Label::parse("call"), Some(saltgrain::Label::Call));
    /// ```
    Label {
        /// A market-relevant proposition that can't be checked now against a public record.
        Speculation = "speculation",
        /// A sentence whose function is to limit reliance or liability, or to disclose an interest.
        Disclaimer = "disclaimer",
        /// A sentence that proposes, rates or solicits a trading decision.
        Call = "call",
    }
}

closed_set! {
    /// The sub-type of a label; its first letter tells the label.
    ///
    /// ```
    /// use saltgrain::{Label, Subtype};
    /// assert_eq!(Subtype::C5.label(), Label::Call);
    /// assert_eq!(Subtype::S2.tag(), "Forecast");
    /// ```
    Subtype {
        /// Hedged fact: a modal or evidential on a present or past matter.
        S1 = "S1",
        /// Forecast: a claim about what comes after now.
        S2 = "S2",
        /// Personal opinion on a present matter.
        S3 = "S3",
        /// Unsourced report: hearsay, anonymous source, weasel plural.
        S4 = "S4",
        /// Alleged motive: hidden intent, plot or manipulation.
        S5 = "S5",
        /// Unbacked interpretation: cause, valuation, standing, reaction, cycle, priced in.
        S6 = "S6",
        /// Scenario: condition and market outcome.
        S7 = "S7",
        /// Loaded question.
        S8 = "S8",
        /// Speculation by a phrase of the reader's own.
        S0 = "S0",
        /// No advice, do your own research.
        D1 = "D1",
        /// Third-party content, no endorsement.
        D2 = "D2",
        /// No warranty, no liability.
        D3 = "D3",
        /// Risk warning.
        D4 = "D4",
        /// Position or conflict of interest.
        D5 = "D5",
        /// Paid, sponsored, affiliate.
        D6 = "D6",
        /// Forward-looking statements notice.
        D7 = "D7",
        /// Eligibility, regulatory status, provenance.
        D8 = "D8",
        /// A disclaimer by a phrase of the reader's own.
        D0 = "D0",
        /// Buy or add.
        C1 = "C1",
        /// Sell, trim or short.
        C2 = "C2",
        /// Hold or wait.
        C3 = "C3",
        /// Avoid.
        C4 = "C4",
        /// Set-up with levels or option legs.
        C5 = "C5",
        /// Rating or price target.
        C6 = "C6",
        /// Solicitation.
        C7 = "C7",
        /// The author's own trade, just made, in progress or planned.
        C8 = "C8",
        /// A call by a phrase of the reader's own.
        C0 = "C0",
    }
}

impl Subtype {
    /// The label that this is a sub-type of.
    pub const fn label(self) -> Label {
        match self.as_str().as_bytes()[0] {
            b'S' => Label::Speculation,
            b'D' => Label::Disclaimer,
            _ => Label::Call,
        }
    }

    /// The one for phrases of the reader's own, which is not in the taxonomy.
    pub const fn own(label: Label) -> Self {
        match label {
            Label::Speculation => Subtype::S0,
            Label::Disclaimer => Subtype::D0,
            Label::Call => Subtype::C0,
        }
    }

    /// A short tag for a badge or a table: one or two words.
    pub const fn tag(self) -> &'static str {
        match self {
            Subtype::S1 => "Maybe",
            Subtype::S2 => "Forecast",
            Subtype::S3 => "Opinion",
            Subtype::S4 => "Unsourced",
            Subtype::S5 => "Motive claim",
            Subtype::S6 => "Interpretation",
            Subtype::S7 => "Scenario",
            Subtype::S8 => "Loaded question",
            Subtype::D1 => "Not advice",
            Subtype::D2 => "Third party",
            Subtype::D3 => "No guarantee",
            Subtype::D4 => "Risk warning",
            Subtype::D5 => "Has a stake",
            Subtype::D6 => "Paid",
            Subtype::D7 => "Forward-looking",
            Subtype::D8 => "Limits",
            Subtype::C1 => "Buy call",
            Subtype::C2 => "Sell call",
            Subtype::C3 => "Hold or wait",
            Subtype::C4 => "Avoid",
            Subtype::C5 => "Trade set-up",
            Subtype::C6 => "Rating",
            Subtype::C7 => "Solicitation",
            Subtype::C8 => "Own trade",
            Subtype::S0 | Subtype::D0 | Subtype::C0 => "Own phrase",
        }
    }
}

closed_set! {
    /// How strongly the sentence commits itself. Disclaimers have none.
    ///
    /// ```
    /// assert_eq!(saltgrain::Force::parse("h"), Some(saltgrain::Force::Hedged));
    /// ```
    Force {
        /// Speculation with an overt mark of uncertainty, belief, expectation or hearsay.
        Hedged = "h",
        /// Speculation put as plain fact.
        Bare = "b",
        /// A direct call: imperative, *should*, levels, rating, invitation.
        Direct = "d",
        /// A soft call: first-person conditional, idiom, own trade.
        Soft = "s",
    }
}

closed_set! {
    /// Whose guess or call it is.
    ///
    /// ```
    /// assert_eq!(saltgrain::Holder::Reported.as_str(), "reported");
    /// ```
    Holder {
        /// The writer's, or the firm's that writes as *we*.
        Author = "author",
        /// Attributed to somebody else, and not adopted.
        Reported = "reported",
    }
}

closed_set! {
    /// The effect on exposure that a call asks for.
    ///
    /// ```
    /// assert_eq!(saltgrain::Direction::Bear.to_string(), "bear");
    /// ```
    Direction {
        /// More exposure: buy, hold on, sell puts.
        Bull = "bull",
        /// Less exposure: sell, short, avoid.
        Bear = "bear",
        /// Neither: wait, join, hold-rating.
        Neutral = "neutral",
    }
}

closed_set! {
    /// How long a call is meant to run, as far as it says so.
    ///
    /// *Short term* is read as days, *mid term* as months, *long term* as years; a named month or quarter as months, a
    /// bare year as years.
    ///
    /// ```
    /// assert_eq!(saltgrain::Term::parse("weeks-months"), Some(saltgrain::Term::Months));
    /// ```
    Term {
        /// Within a trading day.
        Intraday = "intraday",
        /// Days, up to a week.
        Days = "days",
        /// Weeks or months, up to a year.
        Months = "weeks-months",
        /// Years.
        Years = "years",
        /// Not said, or bound to an event.
        Unstated = "unstated",
    }
}

#[allow(clippy::derivable_impls)] // the macro's members carry no `#[default]`
impl Default for Term {
    fn default() -> Self {
        Term::Unstated
    }
}

closed_set! {
    /// How sure the engine must be before it marks a sentence; what that means for each label is learned, see
    /// [`Weights::threshold`](crate::Weights::threshold).
    ///
    /// ```
    /// assert_eq!(saltgrain::Sensitivity::parse("strict"), Some(saltgrain::Sensitivity::Strict));
    /// ```
    Sensitivity {
        /// Few marks, nearly all right.
        Strict = "strict",
        /// The default.
        Balanced = "balanced",
        /// Everything that has a cue.
        Thorough = "thorough",
    }
}

/// One label given to one sentence, with its reasons.
///
/// Spans are bytes of the block's text. A sentence with two labels has two findings.
///
/// ```
/// use saltgrain::{Block, Engine, Page};
/// let text = "NFA, but buy $LUMO now.";
/// let judged = Engine::new().judge(&[Block::new(text)], &Page::default());
/// let call = judged.findings.iter().find(|f| f.label.as_str() == "call").unwrap();
/// assert_eq!(&text[call.cues[0].clone()], "buy");
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Finding {
    /// Index of the block in the slice that was judged.
    pub block: usize,
    /// The sentence, in bytes of the block's text; of a set-up, from its first line to its last.
    pub sentence: Range<usize>,
    /// Which of the three kinds.
    pub label: Label,
    /// The primary sub-type.
    pub subtype: Subtype,
    /// How strongly it is put; `None` for disclaimers.
    pub force: Option<Force>,
    /// Whose it is.
    pub holder: Holder,
    /// Where a call points; `None` for the other labels.
    pub direction: Option<Direction>,
    /// Probability, 0 to 1, that a careful reader would give this label.
    pub confidence: f32,
    /// 0 to 3, for display; computed from the sub-type and what strengthens or weakens it.
    pub severity: u8,
    /// Id of the family that decided, such as `S-08`; [`OWN_FAMILY`](crate::OWN_FAMILY) for a phrase of the reader's own.
    pub family: &'static str,
    /// The words that gave it away, in bytes of the block's text; in order, not overlapping, never empty.
    pub cues: Vec<Range<usize>>,
    /// One plain sentence for the reader.
    pub message: Cow<'static, str>,
    /// What is proposed; only for calls.
    pub slots: Option<Slots>,
    /// It goes on with the set-up that the call before it began in an earlier block: both are one call.
    pub continues: bool,
}

/// The parts of a call, as spans in bytes of the block's text. Nothing is inferred.
///
/// A set-up of several lines is one call: its slots gather what all of its lines say, in order of the text.
///
/// ```
/// use saltgrain::{Block, Engine, Page};
/// let text = "Long QLM 31.5-32, SL 29.8, TP 35 / 38, 3x.";
/// let judged = Engine::new().judge(&[Block::new(text)], &Page::default());
/// let slots = judged.findings[0].slots.as_ref().unwrap();
/// assert_eq!(&text[slots.entry[0].clone()], "31.5-32");
/// assert_eq!(&text[slots.stop.clone().unwrap()], "29.8");
/// assert_eq!(slots.targets.len(), 2);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Slots {
    /// The trade verb or rating.
    pub action: Option<Range<usize>>,
    /// Tickers, coins, names; empty when the instrument stands elsewhere on the page.
    pub instruments: Vec<Instrument>,
    /// Entry prices or ranges.
    pub entry: Vec<Range<usize>>,
    /// Target prices.
    pub targets: Vec<Range<usize>>,
    /// Stop or invalidation price.
    pub stop: Option<Range<usize>>,
    /// How much: a share of the account, *half size*, a number of pieces.
    pub size: Option<Range<usize>>,
    /// Leverage, such as `5x`.
    pub leverage: Option<Range<usize>>,
    /// The words that say for how long, or until when.
    pub horizon: Option<Range<usize>>,
    /// How long that is; [`Term::Unstated`] also where the horizon is an event (*until the vote*).
    pub term: Term,
    /// The clause that the call hangs on: *if it holds 14*, *on a close above 40*.
    pub condition: Option<Range<usize>>,
}

impl Slots {
    /// Every span of every slot, in no order.
    ///
    /// ```
    /// use saltgrain::{Block, Engine, Page};
    /// let text = "Buy $LUMO if it holds 14.20.";
    /// let judged = Engine::new().judge(&[Block::new(text)], &Page::default());
    /// let slots = judged.findings[0].slots.as_ref().unwrap();
    /// assert!(slots.spans().any(|span| &text[span.clone()] == "if it holds 14.20"));
    /// ```
    pub fn spans(&self) -> impl Iterator<Item = &Range<usize>> {
        let single = [
            &self.action,
            &self.stop,
            &self.size,
            &self.leverage,
            &self.horizon,
            &self.condition,
        ];
        single
            .into_iter()
            .flatten()
            .chain(self.instruments.iter().map(|i| &i.span))
            .chain(&self.entry)
            .chain(&self.targets)
    }
}

/// One instrument of a call, and where the call points on it: *rotate out of* **utilities** *into* **banks** points both ways.
///
/// ```
/// use saltgrain::{Block, Direction, Engine, Page};
/// let text = "Sell $LUMO and buy $TLRX.";
/// let judged = Engine::new().judge(&[Block::new(text)], &Page::default());
/// let instruments = &judged.findings[0].slots.as_ref().unwrap().instruments;
/// assert_eq!(instruments[0].direction, Direction::Bear);
/// assert_eq!(instruments[1].direction, Direction::Bull);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Instrument {
    /// The name as written, in bytes of the block's text.
    pub span: Range<usize>,
    /// The effect on exposure to it that the call asks for.
    pub direction: Direction,
}
