//! Parses markup with a bound on how deep elements nest.
//!
//! The parsing algorithm looks through the open elements at every tag, so its time grows with the square of the depth.
//! Browsers stop at 512 elements too; past that they flatten, and so does this.

use std::cell::{Cell, RefCell};

use html5ever::tendril::StrTendril;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};
use html5ever::tree_builder::{TreeBuilder, TreeBuilderOpts, TreeSink as _};
use html5ever::{LocalName, TokenizerResult, local_name};
use scraper::{Html, HtmlTreeSink};

/// As in Chromium (`kMaximumHTMLParserDOMTreeDepth`).
const DEEPEST: usize = 512;

/// Parses a document.
pub fn parse(markup: &str) -> Html {
    let tree = TreeBuilder::new(
        HtmlTreeSink::new(Html::new_document()),
        TreeBuilderOpts::default(),
    );
    let tokenizer = Tokenizer::new(
        Flattened {
            tree,
            open: RefCell::default(),
            broken: Cell::default(),
        },
        TokenizerOpts::default(),
    );
    let input = BufferQueue::default();
    input.push_back(StrTendril::from_slice(markup));
    while !matches!(tokenizer.feed(&input), TokenizerResult::Done) {}
    tokenizer.end();
    tokenizer.sink.tree.sink.finish()
}

/// Passes tokens on, with tags too deep turned into mere breaks between blocks.
struct Flattened<Tree> {
    tree: Tree,
    /// Names of the elements that the tags so far leave open, as far as tags alone tell.
    open: RefCell<Vec<LocalName>>,
    /// A break was passed on and no text since, so that another one would part nothing.
    broken: Cell<bool>,
}

impl<Tree> Flattened<Tree> {
    /// Whether a tag is at a depth that is kept. Keeps count of the open elements.
    fn keeps(&self, tag: &Tag) -> bool {
        if is_childless(&tag.name) {
            return true;
        }
        let mut open = self.open.borrow_mut();
        match tag.kind {
            TagKind::StartTag => {
                open.push(tag.name.clone());
                open.len() <= DEEPEST
            }
            TagKind::EndTag => {
                // An end tag closes all that was left open inside its element; one without an element closes nothing.
                let searched = open.len().saturating_sub(DEEPEST);
                match open[searched..].iter().rposition(|name| *name == tag.name) {
                    Some(at) => {
                        open.truncate(searched + at);
                        open.len() < DEEPEST
                    }
                    None => open.len() < DEEPEST,
                }
            }
        }
    }
}

/// Elements that never hold others or whose end tags may be left out, so that tags alone do not tell their depth. The
/// latter nest only within elements that are counted.
fn is_childless(name: &LocalName) -> bool {
    matches!(
        *name,
        local_name!("area")
            | local_name!("base")
            | local_name!("br")
            | local_name!("col")
            | local_name!("embed")
            | local_name!("hr")
            | local_name!("img")
            | local_name!("input")
            | local_name!("link")
            | local_name!("meta")
            | local_name!("source")
            | local_name!("track")
            | local_name!("wbr")
            | local_name!("html")
            | local_name!("head")
            | local_name!("body")
            | local_name!("p")
            | local_name!("li")
            | local_name!("dt")
            | local_name!("dd")
            | local_name!("option")
            | local_name!("optgroup")
            | local_name!("tr")
            | local_name!("td")
            | local_name!("th")
            | local_name!("thead")
            | local_name!("tbody")
            | local_name!("tfoot")
            | local_name!("colgroup")
            | local_name!("script")
            | local_name!("style")
            | local_name!("title")
            | local_name!("textarea")
            | local_name!("xmp")
            | local_name!("iframe")
            | local_name!("noembed")
            | local_name!("noframes")
            | local_name!("noscript")
            | local_name!("plaintext")
    )
}

impl<Tree: TokenSink> TokenSink for Flattened<Tree> {
    type Handle = Tree::Handle;

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<Self::Handle> {
        let token = match token {
            Token::TagToken(tag) if !self.keeps(&tag) => {
                if self.broken.replace(true) {
                    return TokenSinkResult::Continue;
                }
                let name = local_name!("hr");
                Token::TagToken(Tag {
                    kind: TagKind::StartTag,
                    name,
                    self_closing: false,
                    attrs: Vec::new(),
                    had_duplicate_attributes: false,
                })
            }
            Token::CharacterTokens(_) => {
                self.broken.set(false);
                token
            }
            token => token,
        };
        self.tree.process_token(token, line)
    }

    fn end(&self) {
        self.tree.end();
    }

    fn adjusted_current_node_present_but_not_in_html_namespace(&self) -> bool {
        self.tree
            .adjusted_current_node_present_but_not_in_html_namespace()
    }
}
