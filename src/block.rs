//! What goes in: blocks of text, their role on the page, and what is known of the page.

/// What part of a page a block is. Furniture and code are never judged.
///
/// ```
/// use saltgrain::Role;
/// assert_eq!("caption".parse(), Ok(Role::Caption));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[cfg_attr(
    feature = "serde",
    derive(serde::Serialize, serde::Deserialize),
    serde(rename_all = "lowercase")
)]
pub enum Role {
    /// Running text: a paragraph, a list item that reads as one, a post.
    #[default]
    Body,
    /// A heading or headline.
    Heading,
    /// The caption of a figure or table.
    Caption,
    /// A cell of a data table.
    Cell,
    /// Page furniture: navigation, buttons, menus, tickers. Not judged.
    Ui,
    /// Program text or data. Not judged.
    Code,
    /// Nothing is known; very short fragments are taken for furniture.
    Unknown,
}

impl Role {
    /// Every role, in order of declaration.
    ///
    /// ```
    /// use saltgrain::Role;
    /// assert!(Role::ALL.iter().all(|role| role.as_str().parse() == Ok(*role)));
    /// ```
    pub const ALL: &'static [Role] = &[
        Role::Body,
        Role::Heading,
        Role::Caption,
        Role::Cell,
        Role::Ui,
        Role::Code,
        Role::Unknown,
    ];

    /// The word used in messages and on the command line.
    ///
    /// ```
    /// assert_eq!(saltgrain::Role::Heading.as_str(), "heading");
    /// ```
    pub fn as_str(self) -> &'static str {
        match self {
            Role::Body => "body",
            Role::Heading => "heading",
            Role::Caption => "caption",
            Role::Cell => "cell",
            Role::Ui => "ui",
            Role::Code => "code",
            Role::Unknown => "unknown",
        }
    }
}

impl std::str::FromStr for Role {
    type Err = UnknownRole;

    fn from_str(s: &str) -> Result<Self, UnknownRole> {
        Role::ALL
            .iter()
            .copied()
            .find(|role| role.as_str() == s)
            .ok_or_else(|| UnknownRole(s.to_owned()))
    }
}

/// A role's name that is not one of [`Role`]'s.
///
/// ```
/// let error = "footer".parse::<saltgrain::Role>().unwrap_err();
/// assert_eq!(error.to_string(), "unknown role \"footer\" (body, heading, caption, cell, ui, code or unknown)");
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct UnknownRole(String);

impl std::fmt::Display for UnknownRole {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            f,
            "unknown role {:?} (body, heading, caption, cell, ui, code or unknown)",
            self.0
        )
    }
}

impl std::error::Error for UnknownRole {}

/// The text of one block-level element, as a person sees it, and its role.
///
/// A line break (`\n`) inside the text ends a sentence; nothing else of the layout is known here.
///
/// ```
/// use saltgrain::{Block, Role};
/// let block = Block::new("Buy the dip in $LUMO.").with_role(Role::Heading);
/// assert_eq!(block.text, "Buy the dip in $LUMO.");
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Block<'a> {
    /// The text, in any script. Offsets in findings are bytes of it.
    pub text: &'a str,
    /// Its part on the page.
    pub role: Role,
    /// Read for context only: it gives evidence to its neighbours and gets no finding.
    pub context_only: bool,
}

impl<'a> Block<'a> {
    /// A block of running text.
    pub fn new(text: &'a str) -> Self {
        Block {
            text,
            role: Role::Body,
            context_only: false,
        }
    }

    /// The same block with another role.
    pub fn with_role(self, role: Role) -> Self {
        Block { role, ..self }
    }

    /// The same block, read for context only.
    pub fn as_context(self) -> Self {
        Block {
            context_only: true,
            ..self
        }
    }
}

/// What is known of the page as a whole. Everything may be empty.
///
/// ```
/// let page = saltgrain::Page { title: "Why LUMO shares fell", ..Default::default() };
/// assert_eq!(page.url, "");
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Page<'a> {
    /// Its title, and headings worth knowing, one a line.
    pub title: &'a str,
    /// Its address; only words in it are used, nothing is fetched.
    pub url: &'a str,
}
