//! Kinds of token that patterns may ask for. Shared with `build.rs`.

macro_rules! kinds {
    ($($(#[$meta:meta])* $variant:ident = $name:literal,)+) => {
        /// What a `{name}` in a pattern asks of a token.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Kind { $($(#[$meta])* $variant,)+ }

        impl Kind {
            /// A bit of its own, for sets of kinds.
            #[allow(dead_code)] // the engine's half
            pub(crate) fn bit(self) -> u32 {
                1 << self as u32
            }

            #[allow(dead_code)] // the compiler's half of the table; the engine only tests kinds
            pub(crate) fn parse(name: &str) -> Option<Kind> {
                match name { $($name => Some(Kind::$variant),)+ _ => None }
            }
        }
    };
}

kinds! {
    /// Any number, with or without unit.
    Num = "num",
    /// A number with a currency.
    Money = "money",
    /// A percentage.
    Percent = "percent",
    /// `5x`.
    Multiple = "multiple",
    /// 1900 to 2099.
    Year = "year",
    /// A number that can be a price, percentage, strike or level.
    Price = "price",
    /// A time of day.
    Time = "time",
    /// `$LUMO`.
    Cashtag = "cashtag",
    /// A cashtag, or capitals that are no known abbreviation.
    Ticker = "ticker",
    /// An instrument; takes the whole phrase.
    Inst = "inst",
    /// `#word`.
    Hashtag = "hashtag",
    /// `@name`.
    Mention = "mention",
    /// An address.
    Url = "url",
    /// An emoji.
    Emoji = "emoji",
    /// A capitalised word that does not begin the sentence.
    Cap = "cap",
    /// Any word.
    Word = "word",
    /// Any punctuation.
    Punct = "punct",
}
