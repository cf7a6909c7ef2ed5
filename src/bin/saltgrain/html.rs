//! Reads an HTML page as a person sees it: blocks of text, each with its role.
//!
//! No style sheet is applied and no script is run. What decides is the element's name, its ARIA role, the `hidden` and
//! `aria-hidden` attributes and the few properties of an inline `style` that break or hide text.

use std::collections::HashMap;
use std::ops::Range;

use ego_tree::iter::Edge;
use encoding_rs::{Encoding, UTF_8};
use saltgrain::Role;
use scraper::Node;
use scraper::node::Element;

use crate::nesting;

/// Blocks are joined by this in [`Document::text`].
const BETWEEN_BLOCKS: &str = "\n\n";

/// How far into a page a `<meta charset>` is looked for. The standard says 1,024 bytes; pages with long scripts in the
/// head put it later, and browsers then still find it.
const CHARSET_WINDOW: usize = 16 * 1024;

/// A cell with more words than this holds prose, so its table is there for layout.
const WORDS_IN_A_CELL: usize = 25;

/// An item of a list at the side of a page with no more words than this is furniture.
const WORDS_IN_A_TINY_ITEM: usize = 4;

/// A page as read.
#[derive(Debug, Default)]
pub struct Document {
    /// All blocks in the order of the page, joined by a blank line.
    pub text: String,
    /// Where each block stands in `text`, in bytes, and its role.
    pub blocks: Vec<(Range<usize>, Role)>,
    /// The page's title and its first top heading, one a line.
    pub title: String,
    /// The address that the page gives as its own; may be empty.
    pub url: String,
}

/// Decodes a page's bytes: byte-order mark, then `<meta charset>`, then UTF-8. The flag tells whether any byte could not
/// be decoded and became U+FFFD.
pub fn decode(bytes: &[u8]) -> (String, bool) {
    let (encoding, mark) = match Encoding::for_bom(bytes) {
        Some((encoding, length)) => (encoding, length),
        None => (declared_encoding(bytes).unwrap_or(UTF_8), 0),
    };
    let (text, malformed) = encoding.decode_without_bom_handling(&bytes[mark..]);
    (text.into_owned(), malformed)
}

/// The encoding that the first `<meta>` with one declares.
fn declared_encoding(bytes: &[u8]) -> Option<&'static Encoding> {
    let window =
        String::from_utf8_lossy(&bytes[..bytes.len().min(CHARSET_WINDOW)]).to_ascii_lowercase();
    let mut rest = window.as_str();
    while let Some(open) = rest.find('<') {
        rest = &rest[open + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = &comment[comment.find("-->")? + 3..];
        } else if let Some(tag) = rest.strip_prefix("meta") {
            let tag = &tag[..tag.find('>')?];
            if let Some(encoding) = charset_in(tag) {
                return Some(encoding);
            }
        } else if rest.starts_with("body") {
            break;
        }
    }
    None
}

/// The encoding named after `charset=` in the inside of a lower-case tag; covers `content="text/html; charset=…"` too.
fn charset_in(tag: &str) -> Option<&'static Encoding> {
    let (_, value) = tag.split_once("charset")?;
    let value = value.trim_start().strip_prefix('=')?;
    let value =
        value.trim_start_matches(|c: char| c.is_ascii_whitespace() || c == '"' || c == '\'');
    let end = value.find(|c: char| c.is_ascii_whitespace() || "\"';/".contains(c));
    let encoding = Encoding::for_label(&value.as_bytes()[..end.unwrap_or(value.len())])?;
    // A page whose `<meta>` could be read as ASCII is not UTF-16; the standard says to take UTF-8 then.
    Some(encoding.output_encoding())
}

/// Reads a page's markup.
pub fn read(markup: &str) -> Document {
    let html = nesting::parse(markup);
    let mut reader = Reader::default();
    let mut skipped = None;
    for edge in html.tree.root().traverse() {
        match edge {
            Edge::Open(node) => {
                if skipped.is_some() {
                    continue;
                }
                match node.value() {
                    Node::Text(text) => reader.text(text),
                    Node::Element(element) => match kind_of(element) {
                        Kind::Skip => {
                            skipped = Some(node.id());
                            reader.skipped(element);
                            if element.name() == "head" {
                                reader.head(node);
                            }
                        }
                        Kind::Break => reader.line_break(),
                        kind => reader.open(element, kind),
                    },
                    _ => {}
                }
            }
            Edge::Close(node) => {
                if skipped.is_some() {
                    if skipped == Some(node.id()) {
                        skipped = None;
                    }
                } else if let Node::Element(element) = node.value()
                    && element.name() != "br"
                {
                    reader.close();
                }
            }
        }
    }
    reader.finish()
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// Neither it nor anything in it is seen as text.
    Skip,
    /// `<br>`.
    Break,
    Block,
    Inline,
}

fn kind_of(element: &Element) -> Kind {
    if hidden(element) {
        return Kind::Skip;
    }
    match display(element) {
        Some("none") => return Kind::Skip,
        Some(
            "block" | "flex" | "grid" | "list-item" | "table" | "table-row" | "table-cell"
            | "flow-root",
        ) => {
            return Kind::Block;
        }
        Some("inline" | "contents") => return Kind::Inline,
        _ => {}
    }
    match element.name() {
        "head" | "script" | "style" | "template" | "noscript" | "svg" | "math" | "textarea"
        | "input" | "object" | "iframe" | "canvas" | "audio" | "video" | "datalist" | "rp"
        | "noframes" | "noembed" | "title" | "link" | "meta" | "progress" | "meter" => Kind::Skip,
        "br" => Kind::Break,
        "html" | "body" | "address" | "article" | "aside" | "blockquote" | "button" | "caption"
        | "center" | "col" | "colgroup" | "dd" | "details" | "dialog" | "dir" | "div" | "dl"
        | "dt" | "fieldset" | "figcaption" | "figure" | "footer" | "form" | "h1" | "h2" | "h3"
        | "h4" | "h5" | "h6" | "header" | "hgroup" | "hr" | "label" | "legend" | "li"
        | "listing" | "main" | "menu" | "nav" | "ol" | "optgroup" | "option" | "p"
        | "plaintext" | "pre" | "search" | "section" | "select" | "summary" | "table" | "tbody"
        | "td" | "tfoot" | "th" | "thead" | "tr" | "ul" | "xmp" => Kind::Block,
        _ if is_control(element)
            || matches!(
                element.attr("role"),
                Some("heading" | "cell" | "gridcell" | "columnheader" | "rowheader")
            ) =>
        {
            Kind::Block
        }
        _ => Kind::Inline,
    }
}

fn hidden(element: &Element) -> bool {
    element.attr("hidden").is_some()
        || element
            .attr("aria-hidden")
            .is_some_and(|value| value.eq_ignore_ascii_case("true"))
        || is_editable(element)
        || (element.name() == "dialog" && element.attr("open").is_none())
        || property(element, "visibility").is_some_and(|value| value.eq_ignore_ascii_case("hidden"))
}

/// Text that its reader is writing; never judged.
fn is_editable(element: &Element) -> bool {
    element.name() == "textarea"
        || element
            .attr("contenteditable")
            .is_some_and(|value| !value.eq_ignore_ascii_case("false"))
}

/// Something to press, choose from or navigate by.
fn is_control(element: &Element) -> bool {
    matches!(
        element.name(),
        "nav" | "button" | "select" | "menu" | "label" | "legend" | "option" | "optgroup"
    ) || matches!(
        element.attr("role"),
        Some(
            "button"
                | "navigation"
                | "tab"
                | "tablist"
                | "menu"
                | "menubar"
                | "menuitem"
                | "toolbar"
                | "search"
                | "combobox"
                | "listbox"
                | "option"
                | "switch"
        )
    )
}

/// The value of a property in the inline style, without `!important`.
fn property<'a>(element: &'a Element, name: &str) -> Option<&'a str> {
    let declarations = element.attr("style")?.split(';');
    let mut values = declarations.filter_map(|declaration| {
        let (property, value) = declaration.split_once(':')?;
        let value = value.split('!').next().unwrap_or_default().trim();
        property.trim().eq_ignore_ascii_case(name).then_some(value)
    });
    values.next_back()
}

fn display(element: &Element) -> Option<&str> {
    property(element, "display")
}

/// Class names that mark the small print around a post: who, when, where in the site.
fn is_byline(element: &Element) -> bool {
    const NAMES: [&str; 9] = [
        "meta",
        "post-meta",
        "entry-meta",
        "article-meta",
        "byline",
        "timestamp",
        "breadcrumb",
        "breadcrumbs",
        "pagination",
    ];
    element
        .classes()
        .any(|class| NAMES.iter().any(|name| class.eq_ignore_ascii_case(name)))
}

/// An open element, as far as its text is concerned.
#[derive(Clone, Copy, Default)]
struct Frame {
    block: bool,
    /// The role of the text directly in it and, until it is overridden, in its descendants.
    role: Role,
    /// In an `<article>`, `<main>` or `<section>`: a `<header>` here is a post's, not the site's.
    sectioned: bool,
    /// In the site's header, a footer or an aside.
    landmark: bool,
    /// In a link or a `<time>`.
    linked: bool,
    /// In `<code>` or the like.
    coded: bool,
    /// Line breaks in the markup are line breaks on the page.
    keeps_lines: bool,
    top_heading: bool,
    /// Index of the innermost table.
    table: Option<usize>,
    /// It is a list; what its items have been so far.
    list: Option<List>,
    /// A text field stood in it; what follows there is about the field.
    after_field: bool,
}

/// What the items of a list have in common.
#[derive(Clone, Copy)]
struct List {
    /// Index of its first block.
    start: usize,
    all_linked: bool,
    all_tiny: bool,
}

#[derive(Default)]
struct Reader {
    frames: Vec<Frame>,
    document: Document,
    /// Tables by index: whether one is there for layout only.
    layout: Vec<bool>,
    /// The table of each block with the role of a cell, by the block's index.
    cells: HashMap<usize, usize>,
    /// Ranges of blocks that turned out to be lists of furniture; disjoint and in order.
    furniture: Vec<Range<usize>>,
    /// Where the open block's text begins, if it has any yet.
    open_block: Option<usize>,
    /// Length of the text before the open block and its separator.
    before_block: usize,
    space_pending: bool,
    /// An inline element has just been closed and nothing has followed.
    after_inline: bool,
    /// Characters of the open block that are not white space: all, in links, in code.
    seen: usize,
    linked: usize,
    coded: usize,
    top_heading: Option<String>,
}

impl Reader {
    fn frame(&self) -> Frame {
        self.frames.last().copied().unwrap_or_default()
    }

    fn open(&mut self, element: &Element, kind: Kind) {
        let parent = self.frame();
        let name = element.name();
        let aria = element.attr("role");
        let mut frame = Frame {
            block: kind == Kind::Block,
            list: None,
            after_field: false,
            ..parent
        };

        frame.sectioned |=
            matches!(name, "article" | "main" | "section") || aria == Some("article");
        frame.landmark |= matches!(name, "footer" | "aside")
            || (name == "header" && !parent.sectioned)
            || matches!(aria, Some("banner" | "contentinfo" | "complementary"));
        frame.linked |= matches!(name, "a" | "time");
        frame.coded |= matches!(
            name,
            "code" | "pre" | "kbd" | "samp" | "listing" | "plaintext" | "xmp"
        );
        if let Some(value) = property(element, "white-space") {
            frame.keeps_lines = value.starts_with("pre") || value == "break-spaces";
        }
        frame.keeps_lines |= matches!(name, "pre" | "listing" | "plaintext" | "xmp");
        if name == "table" {
            frame.table = Some(self.layout.len());
            self.layout
                .push(matches!(aria, Some("presentation" | "none")));
        }

        let furniture = is_control(element);
        frame.role = match parent.role {
            Role::Ui => Role::Ui,
            _ if furniture => Role::Ui,
            Role::Code => Role::Code,
            _ if matches!(name, "pre" | "listing" | "plaintext" | "xmp") => Role::Code,
            _ if frame.landmark || is_byline(element) || (frame.block && parent.after_field) => {
                Role::Unknown
            }
            Role::Unknown => Role::Unknown,
            inherited => match (name, aria) {
                ("h1" | "h2" | "h3" | "h4" | "h5" | "h6", _) | (_, Some("heading")) => {
                    Role::Heading
                }
                ("figcaption" | "caption", _) => Role::Caption,
                ("td" | "th", _)
                | (_, Some("cell" | "gridcell" | "columnheader" | "rowheader")) => Role::Cell,
                ("table", _) => Role::Body,
                _ => inherited,
            },
        };
        // A site's header may hold the page's heading; nothing else in it is prose.
        if matches!(name, "h1") && frame.role == Role::Unknown {
            frame.role = Role::Heading;
        }
        frame.top_heading |= name == "h1";

        // Menus and side columns set their entries apart by style alone: `<a>…</a><a>…</a>`.
        let adjacent = self.after_inline && !self.space_pending;
        let entry =
            (frame.role == Role::Ui && (name == "a" || adjacent)) || (frame.landmark && adjacent);
        if frame.block || entry {
            self.end_block();
        }
        if matches!(name, "ul" | "ol" | "dl") {
            frame.list = Some(List {
                start: self.document.blocks.len(),
                all_linked: true,
                all_tiny: true,
            });
        }
        self.after_inline = false;
        self.frames.push(frame);
    }

    fn close(&mut self) {
        let Some(frame) = self.frames.last() else {
            return;
        };
        if frame.block {
            self.end_block();
        } else {
            self.after_inline = true;
        }
        let Some(frame) = self.frames.pop() else {
            return;
        };
        let Some(list) = frame.list else { return };
        let end = self.document.blocks.len();
        let furniture = if frame.landmark {
            list.all_linked || list.all_tiny
        } else {
            list.all_linked && list.all_tiny
        };
        if furniture && list.start < end {
            // Lists close from the inside out, so those within this one are at the end.
            while self
                .furniture
                .last()
                .is_some_and(|inner| inner.start >= list.start)
            {
                self.furniture.pop();
            }
            self.furniture.push(list.start..end);
        }
        if let Some(outer) = self
            .frames
            .iter_mut()
            .rev()
            .find_map(|frame| frame.list.as_mut())
        {
            outer.all_linked &= list.all_linked;
            outer.all_tiny &= list.all_tiny;
        }
    }

    fn skipped(&mut self, element: &Element) {
        if is_editable(element)
            && let Some(frame) = self.frames.last_mut()
        {
            frame.after_field = true;
        }
    }

    /// Takes the title and the address from the page's head.
    fn head(&mut self, head: ego_tree::NodeRef<'_, Node>) {
        for child in head.children() {
            let Some(element) = child.value().as_element() else {
                continue;
            };
            match element.name() {
                "title" if self.document.title.is_empty() => {
                    let text: String = child
                        .children()
                        .filter_map(|node| node.value().as_text().map(|text| text.to_string()))
                        .collect();
                    self.document.title = text.split_whitespace().collect::<Vec<_>>().join(" ");
                }
                "link"
                    if element
                        .attr("rel")
                        .is_some_and(|rel| rel.eq_ignore_ascii_case("canonical")) =>
                {
                    self.document.url = element.attr("href").unwrap_or_default().to_owned();
                }
                _ => {}
            }
        }
    }

    fn text(&mut self, text: &str) {
        let (keeps_lines, linked, coded) =
            self.frames.last().map_or((false, false, false), |frame| {
                (frame.keeps_lines, frame.linked, frame.coded)
            });
        let mut rest = text;
        while let Some(c) = rest.chars().next() {
            if c.is_ascii_whitespace() {
                if c == '\n' && keeps_lines {
                    self.line_break();
                } else {
                    self.space_pending = true;
                }
                rest = &rest[1..];
                continue;
            }
            let end = rest
                .find(|c: char| c.is_ascii_whitespace())
                .unwrap_or(rest.len());
            let word = &rest[..end];
            rest = &rest[end..];
            self.word(word, linked, coded);
        }
    }

    /// Adds a run of characters without white space.
    fn word(&mut self, word: &str, linked: bool, coded: bool) {
        let text = &mut self.document.text;
        if self.open_block.is_none() {
            self.before_block = text.len();
            if !text.is_empty() {
                text.push_str(BETWEEN_BLOCKS);
            }
            self.open_block = Some(text.len());
        } else if self.space_pending && !text.ends_with('\n') {
            text.push(' ');
        }
        text.push_str(word);
        self.space_pending = false;
        self.after_inline = false;
        self.seen += word.len();
        self.linked += if linked { word.len() } else { 0 };
        self.coded += if coded { word.len() } else { 0 };
    }

    /// One line break ends a line, two end the block.
    fn line_break(&mut self) {
        self.space_pending = false;
        if self.open_block.is_none() {
            return;
        }
        if self.document.text.ends_with('\n') {
            self.end_block();
        } else {
            self.document.text.push('\n');
        }
    }

    fn end_block(&mut self) {
        self.space_pending = false;
        self.after_inline = false;
        let (seen, linked, coded) = (self.seen, self.linked, self.coded);
        (self.seen, self.linked, self.coded) = (0, 0, 0);
        let Some(start) = self.open_block.take() else {
            return;
        };
        let text = &mut self.document.text;
        let blank =
            |c: char| c.is_whitespace() || matches!(c, '\u{200B}'..='\u{200D}' | '\u{FEFF}');
        if text[start..].chars().all(blank) {
            text.truncate(self.before_block);
            return;
        }
        while text.ends_with('\n') {
            text.pop();
        }
        let block = &text[start..];
        let words = block.split_whitespace().take(WORDS_IN_A_CELL + 1).count();
        let whole_link = linked == seen;

        let Some(frame) = self.frames.last() else {
            return;
        };
        let role = match frame.role {
            Role::Body if coded == seen => Role::Code,
            Role::Body if whole_link => Role::Unknown,
            role => role,
        };
        let index = self.document.blocks.len();
        if let Some(table) = frame.table {
            if words > WORDS_IN_A_CELL {
                self.layout[table] = true;
            }
            if role == Role::Cell {
                self.cells.insert(index, table);
            }
        }
        if frame.top_heading && self.top_heading.is_none() {
            self.top_heading = Some(block.replace('\n', " "));
        }
        let tiny = words <= WORDS_IN_A_TINY_ITEM && !block.ends_with(['.', '!', '?']);
        self.document.blocks.push((start..text.len(), role));
        if let Some(list) = self
            .frames
            .iter_mut()
            .rev()
            .find_map(|frame| frame.list.as_mut())
        {
            list.all_linked &= whole_link || role == Role::Ui;
            list.all_tiny &= tiny;
        }
    }

    fn finish(mut self) -> Document {
        self.end_block();
        let Document { blocks, title, .. } = &mut self.document;
        for (index, table) in self.cells {
            if self.layout[table] {
                blocks[index].1 = Role::Body;
            }
        }
        for range in self.furniture {
            for (_, role) in &mut blocks[range] {
                if *role != Role::Code {
                    *role = Role::Ui;
                }
            }
        }
        if let Some(heading) = self.top_heading {
            if !title.is_empty() {
                title.push('\n');
            }
            title.push_str(&heading);
        }
        self.document
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The blocks of a page's body, each as `role: text` with `/` for a line break.
    fn blocks(markup: &str) -> Vec<String> {
        let document = read(markup);
        let shown = document.blocks.iter();
        shown
            .map(|(range, role)| {
                format!(
                    "{}: {}",
                    role.as_str(),
                    document.text[range.clone()].replace('\n', "/")
                )
            })
            .collect()
    }

    #[test]
    fn inline_elements_do_not_break_and_blocks_do() {
        assert_eq!(
            blocks(
                "<p>Buy <b>the</b> <a href=#>d<i>i</i>p</a>,\n then   wait</p>loose<div>one<p>two</div>three"
            ),
            [
                "body: Buy the dip, then wait",
                "body: loose",
                "body: one",
                "body: two",
                "body: three"
            ]
        );
    }

    #[test]
    fn a_break_ends_a_line_and_two_end_a_block() {
        assert_eq!(
            blocks("<p><br>a <br> b<br><br>\nc<br></p>d"),
            ["body: a/b", "body: c", "body: d"]
        );
        assert_eq!(
            blocks("<div style='white-space: pre-wrap'>a\n  b\n\nc</div>"),
            ["body: a/b", "body: c"]
        );
    }

    #[test]
    fn offsets_are_bytes_of_the_joined_text() {
        let document = read("<p>é</p><p> </p><p>&nbsp;</p><p>ü <b> x</b></p>");
        assert_eq!(document.text, "é\n\nü x");
        assert_eq!(document.blocks, [(0..2, Role::Body), (4..8, Role::Body)]);
    }

    #[test]
    fn what_is_not_seen_is_skipped() {
        let markup = "<head><title>t</title><style>a{}</style></head><script>x</script><noscript>n</noscript>
            <template><p>t</p></template><svg><text>s</text></svg><textarea>w</textarea><input value=v>
            <p hidden>h</p><p aria-hidden=true>a</p><p style='color:red; display : none!important'>d</p>
            <p style='visibility:hidden'>v</p><div contenteditable>mine</div><dialog>later</dialog><p>seen</p>";
        // What follows a text field is about the field.
        assert_eq!(blocks(markup), ["unknown: seen"]);
    }

    #[test]
    fn roles_follow_the_elements() {
        assert_eq!(
            blocks(
                "<h2>A <em>head</em></h2><figure><figcaption>cap</figcaption></figure><pre>let a;\nlet b;</pre>
                <p>Call <code>buy()</code> now</p><p><code>buy()</code></p><div role=heading>H</div>"
            ),
            ["heading: A head", "caption: cap", "code: let a;/let b;", "body: Call buy() now", "code: buy()", "heading: H"]
        );
    }

    #[test]
    fn controls_are_furniture_one_by_one() {
        assert_eq!(
            blocks(
                "<nav><a>Buy Crypto</a><a>Markets</a></nav><button>Log In</button><button>Sign Up</button>
                <div role=tablist><span role=tab>Spot</span><span role=tab>Margin</span></div>
                <select><option>One<option>Two</select><p>Text <span role=button>More</span></p>"
            ),
            [
                "ui: Buy Crypto", "ui: Markets", "ui: Log In", "ui: Sign Up", "ui: Spot", "ui: Margin", "ui: One",
                "ui: Two", "body: Text", "ui: More",
            ]
        );
    }

    #[test]
    fn the_edges_of_the_site_are_no_prose() {
        assert_eq!(
            blocks(
                "<header><b>Site</b><h1>Shares fell</h1></header><main><header><p>Shares fell on Monday.</p></header>
                <p class=byline>By A. Writer</p><p><a>Read more</a></p><ul><li><a>Home</a><li><a>News</a></ul>
                <ul><li><a>A headline of a good many words</a><li>No link</ul></main>
                <aside><h2>Hot</h2><ul><li><span>LUMO</span><span>+1%</span></li><li><a>LUMO may rise, say two of them</a></ul>
                <ul><li><span>LUMO</span><span>+1%</span></ul></aside><footer>Trading is risky, see <a>terms</a>.</footer>"
            ),
            [
                "unknown: Site", "heading: Shares fell", "body: Shares fell on Monday.", "unknown: By A. Writer",
                "unknown: Read more", "ui: Home", "ui: News", "unknown: A headline of a good many words",
                "body: No link", "unknown: Hot", "unknown: LUMO", "unknown: +1%",
                "unknown: LUMO may rise, say two of them", "ui: LUMO", "ui: +1%",
                "unknown: Trading is risky, see terms.",
            ]
        );
    }

    #[test]
    fn a_table_with_prose_is_there_for_layout() {
        let prose = "word ".repeat(30);
        assert_eq!(
            blocks(&format!(
                "<table><td>Posted<td><p>{prose}</p><table><tr><td>1<td><p>2</p></table></table>"
            )),
            [
                "body: Posted",
                &format!("body: {}", prose.trim()),
                "cell: 1",
                "cell: 2"
            ]
        );
    }

    #[test]
    fn titles_and_address() {
        let document = read(
            "<title>\n Shares fell </title><link rel=canonical href=https://example.org/shares>
            <h1>Why shares<br>fell</h1><h1>Second</h1><svg><title>icon</title></svg>",
        );
        assert_eq!(document.title, "Shares fell\nWhy shares fell");
        assert_eq!(document.url, "https://example.org/shares");
    }

    #[test]
    fn charsets() {
        let page = |meta: &str| {
            [
                format!("<html><head>{meta}</head>").as_bytes(),
                b"<p>\xe9\x80</p>",
            ]
            .concat()
        };
        for (meta, expected) in [
            ("<meta charset=windows-1252>", "é€"),
            (
                "<META http-equiv=Content-Type content='text/html; charset=ISO-8859-1'>",
                "é€",
            ),
            (
                "<!-- <meta charset=utf-8> --><meta name=a><meta charset = \"koi8-r\" >",
                "И─",
            ),
        ] {
            let (markup, malformed) = decode(&page(meta));
            assert!(!malformed);
            assert_eq!(read(&markup).text, expected, "{meta}");
        }
        assert_eq!(
            decode(&page("")),
            (format!("<html><head></head><p>{0}</p>", "\u{FFFD}"), true)
        );
        assert_eq!(decode(b"\xff\xfea\0"), ("a".to_owned(), false));
        assert_eq!(
            decode(b"\xef\xbb\xbf<meta charset=koi8-r>"),
            ("<meta charset=koi8-r>".to_owned(), false)
        );
    }

    #[test]
    fn depth_and_nul_are_harmless() {
        let deep = 10_000;
        let markup = format!(
            "<p>Above.</p>{}Buy\0 now{}<p>Below.</p>",
            "<div><b><ul><li>".repeat(deep),
            "</ul></b></div>".repeat(deep)
        );
        assert_eq!(
            blocks(&markup),
            ["body: Above.", "body: Buy now", "body: Below."]
        );
        let nested = format!("{}<td>x<p>y</p>z", "<table><tr><td>".repeat(deep));
        assert_eq!(blocks(&nested), ["cell: x", "cell: y", "cell: z"]);
    }

    #[test]
    fn the_founding_page_is_read_as_its_labels_have_it() {
        let pages = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared/pages");
        let (Ok(markup), Ok(labels)) = (
            std::fs::read_to_string(pages.join("exchange-feed-post.html")),
            std::fs::read_to_string(pages.join("exchange-feed-post.labels.tsv")),
        ) else {
            eprintln!("skipped: no page in {}", pages.display());
            return;
        };
        let document = read(&markup);
        let rows: Vec<Vec<&str>> = labels
            .lines()
            .skip(1)
            .map(|row| row.split('\t').collect())
            .collect();
        // The post's sentences come first, then what is around them.
        let post = rows.iter().rposition(|row| row[0] != "none").unwrap() + 1;
        for (index, row) in rows.iter().enumerate() {
            let text = row[3];
            let is_sentence = |block: &str| {
                block.match_indices(text).any(|(at, _)| {
                    let (before, after) = (&block[..at], &block[at + text.len()..]);
                    (before.is_empty() || before.ends_with([' ', '\n']))
                        && (after.is_empty() || after.starts_with([' ', '\n']))
                })
            };
            let found: Vec<Role> = document
                .blocks
                .iter()
                .filter(|(range, role)| match role {
                    Role::Ui | Role::Unknown => document.text[range.clone()] == *text,
                    _ => index < post && is_sentence(&document.text[range.clone()]),
                })
                .map(|(_, role)| *role)
                .collect();
            assert_eq!(found.len(), 1, "{text}: {found:?}");
            if index < post {
                assert!(
                    !matches!(found[0], Role::Ui | Role::Unknown),
                    "{text}: {found:?}"
                );
            }
        }
    }
}
