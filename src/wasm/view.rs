//! The summary as the reader sees it, in the popup and in the playground: the verdict, the shares, the calls, what is
//! missing, and each finding as a button.
//!
//! Page text only ever becomes text nodes, so nothing a page writes can turn into markup here.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::rc::Rc;

use js_sys::Function;
use serde::{Deserialize, Serialize};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;
use web_sys::{Document, Element, Event, HtmlElement};

use super::words::{Open, Words};
use crate::summary::{CallGroup, Item, Levels, fold};
use crate::{Direction, Force, Holder, Label, Subtype, Summary};

/// One finding and its sentence; `SummaryItem` of `engine-types.ts`.
#[derive(Deserialize)]
struct SummaryItem {
    /// Given back when the reader picks the item.
    id: u32,
    /// Position of its block on the page.
    block: usize,
    text: String,
    /// UTF-16 offsets into `text`.
    cues: Vec<(usize, usize)>,
    subtype: Subtype,
    tag: String,
    force: Option<Force>,
    holder: Holder,
    direction: Option<Direction>,
    confidence: f32,
    severity: u8,
    message: String,
    instruments: Vec<SummaryInstrument>,
    levels: Levels<String>,
    continues: bool,
}

/// `SummaryInstrument` of `engine-types.ts`.
#[derive(Deserialize)]
struct SummaryInstrument {
    name: String,
    direction: Direction,
}

/// `SummaryInput` of `engine-types.ts`.
#[derive(Deserialize)]
struct SummaryInput {
    items: Vec<SummaryItem>,
    sentences: usize,
    unread: Vec<String>,
}

/// What keeps a drawn summary alive: dropping it takes its listener's closure with it.
struct View {
    root: Element,
    listing: Rc<Listing>,
    click: Closure<dyn FnMut(Event)>,
}

impl Drop for View {
    fn drop(&mut self) {
        let listener = self.click.as_ref().unchecked_ref();
        // Fails only if the listener was never there.
        let _ = self
            .root
            .remove_event_listener_with_callback("click", listener);
    }
}

thread_local! {
    // A view's closure must live as long as its element shows it, and the element can't own it.
    static VIEWS: RefCell<Vec<View>> = const { RefCell::new(Vec::new()) };
}

/// Draws the summary into `root`, in place of what stood there.
///
/// `input` is a `SummaryInput`; offsets in it are UTF-16. `words` says everything in the reader's language. `on_pick` gets an item's `id` when the reader picks it. Drawing
/// again into the same element keeps the reader's filter and focus and lets the old closures go.
///
/// # Errors
///
/// If `input` has another shape, or the DOM refuses a node; the old view then stays.
#[wasm_bindgen(js_name = renderSummary)]
pub fn render_summary(
    root: &Element,
    input: JsValue,
    #[wasm_bindgen(unchecked_param_type = "(id: number) => void")] on_pick: &Function,
    words: Words,
) -> Result<(), JsValue> {
    let input: SummaryInput = serde_wasm_bindgen::from_value(input)?;
    let document = root.owner_document().ok_or("the element has no document")?;
    let summary = input.sum();
    let (chosen, query, shown) =
        VIEWS.with_borrow(|views| match views.iter().find(|view| view.root == *root) {
            Some(View { listing, .. }) => {
                let query = listing.query.borrow().clone();
                (listing.kind.get(), query, listing.shown.get())
            }
            None => (None, String::new(), None),
        });
    let chosen = chosen.filter(|&kind| summary.labels.get(kind).count > 0);

    let words = Rc::new(words);
    let draw = Draw {
        document: &document,
        words: &words,
    };
    let body = draw.element("div", "sg-summary")?;
    draw.verdict(&body, &summary)?;
    draw.bar(&body, &summary)?;
    draw.notices(&body, &summary)?;
    draw.calls(&body, &summary.calls.groups)?;
    let listing = Rc::new(draw.findings(&body, &summary, input.items, Rc::clone(&words))?);
    listing.query.replace(query);
    listing.shown.set(shown);
    listing.choose(chosen)?;

    let click = listen(Rc::clone(&listing), on_pick.clone());
    let focused = focused_control(&document, root);
    // The old view goes before the new one listens: a root never has two.
    VIEWS.with_borrow_mut(|views| {
        views.retain(|view| view.root != *root && view.root.is_connected())
    });
    root.replace_children_with_node_1(&body);
    root.add_event_listener_with_callback("click", click.as_ref().unchecked_ref())?;
    VIEWS.with_borrow_mut(|views| {
        views.push(View {
            root: root.clone(),
            listing,
            click,
        })
    });
    if let Some(selector) = focused
        && let Some(control) = root.query_selector(&selector)?
    {
        control.unchecked_into::<HtmlElement>().focus()?;
    }
    Ok(())
}

/// Lists only the findings of a drawn summary that hold every word of `query`, in their sentence, tag or instruments.
/// Gives how many those are, of the kind that the reader has chosen; 0 if `root` shows no summary.
///
/// # Errors
///
/// If the DOM refuses a node.
#[wasm_bindgen(js_name = searchSummary)]
pub fn search_summary(root: &Element, query: &str) -> Result<usize, JsValue> {
    let Some(listing) = listing_of(root) else {
        return Ok(0);
    };
    listing.query.replace(fold(query));
    listing.choose(listing.kind.get())?;
    Ok(listing.listed().count())
}

/// Marks the finding `id` as the one that the page shows and scrolls the list to it. Does nothing if it isn't listed.
///
/// # Errors
///
/// If the DOM refuses a node.
#[wasm_bindgen(js_name = showInSummary)]
pub fn show_in_summary(root: &Element, id: u32) -> Result<(), JsValue> {
    listing_of(root).map_or(Ok(()), |listing| listing.show(id))
}

/// Ids of the findings that a drawn summary lists now, in order of the page.
#[wasm_bindgen(js_name = listedInSummary)]
pub fn listed_in_summary(root: &Element) -> Vec<u32> {
    let Some(listing) = listing_of(root) else {
        return Vec::new();
    };
    listing.listed().map(|(item, _)| item.id).collect()
}

/// Draws every finding that a summary lists, however many: for printing.
///
/// # Errors
///
/// If the DOM refuses a node.
#[wasm_bindgen(js_name = listAllInSummary)]
pub fn list_all_in_summary(root: &Element) -> Result<(), JsValue> {
    listing_of(root).map_or(Ok(()), |listing| listing.draw(usize::MAX))
}

/// What a `SummaryInput` adds up to: a `PageSummary` of `engine-types.ts`.
///
/// # Errors
///
/// If `input` has another shape.
#[wasm_bindgen(js_name = sumUp)]
pub fn sum_up(input: JsValue) -> Result<JsValue, JsValue> {
    let input: SummaryInput = serde_wasm_bindgen::from_value(input)?;
    let serializer = serde_wasm_bindgen::Serializer::new()
        .serialize_missing_as_null(true)
        .serialize_maps_as_objects(true);
    Ok(input.sum().serialize(&serializer)?)
}

fn listing_of(root: &Element) -> Option<Rc<Listing>> {
    VIEWS.with_borrow(|views| {
        let view = views.iter().find(|view| view.root == *root)?;
        Some(Rc::clone(&view.listing))
    })
}

impl SummaryInput {
    fn sum(&self) -> Summary {
        let items = self.items.iter().map(|item| Item {
            block: item.block,
            text: &item.text,
            subtype: item.subtype,
            force: item.force,
            holder: item.holder,
            direction: item.direction,
            severity: item.severity,
            instruments: item
                .instruments
                .iter()
                .map(|i| (i.name.as_str(), i.direction))
                .collect(),
            levels: Levels {
                entry: item.levels.entry.iter().map(String::as_str).collect(),
                stop: item.levels.stop.iter().map(String::as_str).collect(),
                targets: item.levels.targets.iter().map(String::as_str).collect(),
            },
            continues: item.continues,
        });
        Summary::of_items(
            items,
            self.sentences,
            self.unread.iter().map(String::as_str),
        )
    }
}

/// One listener serves every button: it reads from the button what to do.
fn listen(listing: Rc<Listing>, on_pick: Function) -> Closure<dyn FnMut(Event)> {
    Closure::new(move |event: Event| {
        let button = event
            .target()
            .and_then(|target| target.dyn_into::<Element>().ok())
            .and_then(|target| target.closest("button").ok().flatten());
        let Some(button) = button else { return };
        if let Some(id) = button
            .get_attribute(PICK)
            .and_then(|id| id.parse::<u32>().ok())
        {
            // What the host throws is the host's to report.
            let _ = on_pick.call1(&JsValue::NULL, &id.into());
            let _ = listing.show(id);
        } else if let Some(kind) = button.get_attribute(SHOW) {
            let _ = listing.choose(Label::parse(&kind));
        } else if button == listing.more {
            let _ = listing.show_more();
        }
    })
}

/// On a finding's button: the item's id.
const PICK: &str = "data-sg-pick";
/// On a filter chip: the kind it shows, or `all`.
const SHOW: &str = "data-sg-show";
/// On a finding's list item and wherever a kind is drawn: the kind.
const KIND: &str = "data-sg-kind";

const ALL: &str = "all";

/// Findings drawn at once: a long page has thousands, and nobody waits for those.
const ROWS: usize = 200;
/// Groups of calls drawn, the most frequent ones.
const GROUPS: usize = 12;
/// Prices told of a group and level, the first ones of the page.
const PRICES: usize = 6;

/// The list of findings and what the reader has chosen to see of it.
struct Listing {
    document: Document,
    words: Rc<Words>,
    items: Vec<SummaryItem>,
    /// Index of the first item of each sentence and label, and how often it occurs.
    distinct: Vec<(usize, usize)>,
    /// `None` is every kind.
    kind: Cell<Option<Label>>,
    /// What the reader searches for, folded; everything holds the empty query.
    query: RefCell<String>,
    /// Id of the finding that the page shows.
    shown: Cell<Option<u32>>,
    drawn: Cell<usize>,
    chips: Vec<(Option<Label>, Element)>,
    list: Element,
    more: Element,
}

impl Listing {
    /// Shows one kind, or all, from the start; presses its chip.
    fn choose(&self, kind: Option<Label>) -> Drawn {
        self.kind.set(kind);
        for (chip_kind, chip) in &self.chips {
            let pressed = if *chip_kind == kind { "true" } else { "false" };
            chip.set_attribute("aria-pressed", pressed)?;
        }
        self.list.set_text_content(None);
        self.drawn.set(0);
        self.show_more()
    }

    /// The findings of the kind that hold the query, and how often each occurs.
    fn listed(&self) -> impl Iterator<Item = (&SummaryItem, usize)> {
        let kind = self.kind.get();
        let query = self.query.borrow().clone();
        self.distinct
            .iter()
            .map(|&(index, times)| (&self.items[index], times))
            .filter(move |(item, _)| kind.is_none_or(|kind| item.subtype.label() == kind))
            .filter(move |(item, _)| item.holds(&query))
    }

    /// Draws the next findings that are listed.
    fn show_more(&self) -> Drawn {
        self.draw(ROWS)
    }

    fn draw(&self, rows: usize) -> Drawn {
        let draw = Draw {
            document: &self.document,
            words: &self.words,
        };
        let mut rest = self.listed().skip(self.drawn.get());
        for (item, times) in rest.by_ref().take(rows) {
            let line = draw.finding(&self.list, item, times)?;
            if self.shown.get() == Some(item.id) {
                line.set_attribute("aria-current", "true")?;
            }
            self.drawn.set(self.drawn.get() + 1);
        }
        let left = rest.count();
        self.more.toggle_attribute_with_force("hidden", left == 0)?;
        self.more
            .set_text_content(Some(&self.words.count("summaryMore", left)));
        Ok(())
    }

    /// Marks a finding as the one that the page shows, and brings it into sight.
    fn show(&self, id: u32) -> Drawn {
        self.shown.set(Some(id));
        let Some(place) = self.listed().position(|(item, _)| item.id == id) else {
            return Ok(());
        };
        if place >= self.drawn.get() {
            self.draw(place + 1 - self.drawn.get())?;
        }
        if let Some(before) = self.list.query_selector("[aria-current]")? {
            before.remove_attribute("aria-current")?;
        }
        if let Some(line) = self.list.children().item(place as u32) {
            line.set_attribute("aria-current", "true")?;
            let options = web_sys::ScrollIntoViewOptions::new();
            options.set_block(web_sys::ScrollLogicalPosition::Nearest);
            line.scroll_into_view_with_scroll_into_view_options(&options);
        }
        Ok(())
    }
}

impl SummaryItem {
    /// Whether every word of a folded query stands in the sentence, its tag or its instruments.
    fn holds(&self, query: &str) -> bool {
        if query.is_empty() {
            return true;
        }
        let mut words = fold(&self.text);
        for more in self.instruments.iter().map(|i| &i.name).chain([&self.tag]) {
            words.push(' ');
            words.push_str(&fold(more));
        }
        query.split(' ').all(|word| words.contains(word))
    }
}

/// A selector that finds the focused button again after a redraw.
fn focused_control(document: &Document, root: &Element) -> Option<String> {
    let active = document
        .active_element()
        .filter(|active| root.contains(Some(active)))?;
    [PICK, SHOW].into_iter().find_map(|name| {
        let value = active.get_attribute(name)?;
        let is_plain = value.bytes().all(|byte| byte.is_ascii_alphanumeric());
        is_plain.then(|| format!("[{name}=\"{value}\"]"))
    })
}

struct Draw<'a> {
    document: &'a Document,
    words: &'a Words,
}

type Drawn<T = ()> = Result<T, JsValue>;

impl Draw<'_> {
    fn element(&self, tag: &str, class: &str) -> Drawn<Element> {
        let element = self.document.create_element(tag)?;
        if !class.is_empty() {
            element.set_class_name(class);
        }
        Ok(element)
    }

    /// An element that holds only text, put at the end of `parent`.
    fn text(&self, parent: &Element, tag: &str, class: &str, text: &str) -> Drawn<Element> {
        let element = self.element(tag, class)?;
        element.set_text_content(Some(text));
        parent.append_child(&element)?;
        Ok(element)
    }

    fn child(&self, parent: &Element, tag: &str, class: &str) -> Drawn<Element> {
        let element = self.element(tag, class)?;
        parent.append_child(&element)?;
        Ok(element)
    }

    /// A line drawing in the text's colour, `width` × 16 units; decoration only, the words stand beside it.
    fn icon(&self, parent: &Element, class: &str, width: u8, path: &str) -> Drawn {
        const SVG: &str = "http://www.w3.org/2000/svg";
        let svg = self.document.create_element_ns(Some(SVG), "svg")?;
        svg.set_attribute("class", class)?;
        svg.set_attribute("viewBox", &format!("0 0 {width} 16"))?;
        svg.set_attribute("width", &width.to_string())?;
        svg.set_attribute("height", "16")?;
        svg.set_attribute("aria-hidden", "true")?;
        let shape = self.document.create_element_ns(Some(SVG), "path")?;
        shape.set_attribute("d", path)?;
        svg.append_child(&shape)?;
        parent.append_child(&svg)?;
        Ok(())
    }

    /// The kind's line as it stands under marked text: wavy, dashed or solid.
    fn kind_icon(&self, parent: &Element, label: Label) -> Drawn {
        let path = match label {
            Label::Speculation => "M1 8 q2.75-6 5.5 0 t5.5 0 t5.5 0 t5.5 0",
            Label::Disclaimer => "M1 8h5M9.5 8h5M18 8h5",
            Label::Call => "M1 8h22",
        };
        self.icon(
            parent,
            &format!("sg-kind-icon sg-{}", label.as_str()),
            24,
            path,
        )
    }

    fn verdict(&self, parent: &Element, summary: &Summary) -> Drawn {
        self.text(
            parent,
            "p",
            "sg-verdict",
            &self.words.verdict(&summary.verdict()),
        )?;
        let forces = summary.speculation;
        let put = match (forces.hedged, forces.bare) {
            (0, 0) => return Ok(()),
            (_, 0) => self.words.say("summaryAllHedged"),
            (0, _) => self.words.say("summaryAllBare"),
            (hedged, bare) => {
                let forces = self.words.list(vec![
                    self.words.count("summaryHedged", hedged),
                    self.words.count("summaryBare", bare),
                ]);
                self.words
                    .fill("summaryForces", &[("forces", Open::Text(&forces))])
            }
        };
        self.text(parent, "p", "sg-forces", &put)?;
        Ok(())
    }

    /// One bar, a part for each sort of sentence; sentences with several kinds are a part of their own, so the parts add
    /// up to the page.
    fn bar(&self, parent: &Element, summary: &Summary) -> Drawn {
        if summary.marked == 0 {
            return Ok(());
        }
        let labels = &summary.labels;
        let parts = [
            (
                "speculation",
                labels.speculation.alone,
                "summaryShareSpeculation",
            ),
            ("call", labels.call.alone, "summaryShareCall"),
            (
                "disclaimer",
                labels.disclaimer.alone,
                "summaryShareDisclaimer",
            ),
            ("several", summary.several, "summaryShareSeveral"),
            (
                "other",
                summary.sentences - summary.marked,
                "summaryShareOther",
            ),
        ];
        let told = parts
            .iter()
            .filter(|(_, count, _)| *count > 0)
            .map(|(_, count, name)| self.part(name, *count, summary.sentences));
        let told = self.words.list(told.collect());
        let bar = self.child(parent, "div", "sg-bar")?;
        bar.set_attribute("role", "img")?;
        bar.set_attribute(
            "aria-label",
            &self.words.fill(
                "summaryShares",
                &[
                    ("count", Open::Number(summary.sentences)),
                    ("shares", Open::Text(&told)),
                ],
            ),
        )?;
        for (class, count, name) in parts {
            if count > 0 {
                let part = self
                    .child(&bar, "span", &format!("sg-part sg-{class}"))?
                    .unchecked_into::<HtmlElement>();
                // Through the CSSOM: a style attribute would fall to the page's content policy.
                part.style().set_property("flex-grow", &count.to_string())?;
                part.set_title(&self.part(name, count, summary.sentences));
            }
        }
        self.text(parent, "p", "sg-shares", &told)?
            .set_attribute("aria-hidden", "true")
    }

    /// How much of the page one sort of sentence is.
    fn part(&self, name: &str, count: usize, of: usize) -> String {
        let share = self.words.share(count, of);
        self.words.fill(name, &[("share", Open::Text(&share))])
    }

    fn notices(&self, parent: &Element, summary: &Summary) -> Drawn {
        let mut notices: Vec<(&str, String)> = Vec::new();
        if summary.undisclosed_calls > 0 {
            notices.push((
                "sg-undisclosed",
                self.words
                    .count("summaryUndisclosed", summary.undisclosed_calls),
            ));
        }
        if summary.disclaimer_beside_call {
            notices.push(("sg-beside", self.words.say("summaryBeside")));
        }
        for unread in &summary.unread {
            notices.push((
                "sg-unread",
                self.words.fill(
                    "summaryUnread",
                    &[
                        ("count", Open::Number(unread.count)),
                        ("reason", Open::Text(&unread.reason)),
                    ],
                ),
            ));
        }
        if notices.is_empty() {
            return Ok(());
        }
        let list = self.child(parent, "ul", "sg-notices")?;
        for (class, notice) in notices {
            let line = self.child(&list, "li", &format!("sg-notice {class}"))?;
            let path = match class {
                "sg-unread" => "M3 2h7l3 3v9H3zM5 14L13 4",
                _ => "M8 1.5a6.5 6.5 0 1 0 .01 0zM8 7v4.5M8 4.4v.2",
            };
            self.icon(&line, "sg-notice-icon", 16, path)?;
            self.text(&line, "span", "", &notice)?;
        }
        Ok(())
    }

    fn calls(&self, parent: &Element, groups: &[CallGroup]) -> Drawn {
        if groups.is_empty() {
            return Ok(());
        }
        let table = self.child(parent, "table", "sg-calls")?;
        self.text(
            &table,
            "caption",
            "sg-heading",
            &self.words.say("summaryCalls"),
        )?;
        let head = self.child(&self.child(&table, "thead", "")?, "tr", "")?;
        for title in [
            "summaryCallsAsks",
            "summaryCallsInstrument",
            "summaryCallsWhose",
        ] {
            self.text(&head, "th", "", &self.words.say(title))?
                .set_attribute("scope", "col")?;
        }
        let body = self.child(&table, "tbody", "")?;
        for group in &groups[..groups.len().min(GROUPS)] {
            let row = self.child(&body, "tr", "")?;
            let (path, name) = match group.direction {
                Direction::Bull => ("M8 14V2.5M3 7l5-5 5 5", "summaryDirectionBull"),
                Direction::Bear => ("M8 2v11.5M3 9l5 5 5-5", "summaryDirectionBear"),
                Direction::Neutral => ("M2 8h11.5M9 3l5 5-5 5", "summaryDirectionNeutral"),
            };
            let asks = self.child(&row, "td", "sg-direction")?;
            self.icon(&asks, "sg-arrow", 16, path)?;
            self.text(&asks, "span", "", &self.words.say(name))?;
            let instrument = self.child(&row, "td", "sg-instrument")?;
            match &group.instrument {
                Some(name) => self.text(&instrument, "bdi", "", name)?,
                None => self.text(
                    &instrument,
                    "span",
                    "sg-quiet",
                    &self.words.say("summaryNotNamed"),
                )?,
            };
            if group.count > 1 {
                instrument.append_child(&self.document.create_text_node(" "))?;
                let times = self
                    .words
                    .fill("summaryTimes", &[("times", Open::Number(group.count))]);
                self.text(&instrument, "span", "sg-times", &times)?;
            }
            let whose = match group.holder {
                Holder::Author => "summaryHolderAuthor",
                Holder::Reported => "summaryHolderReported",
            };
            self.text(&row, "td", "", &self.words.say(whose))?;
            self.levels(&body, &group.levels)?;
        }
        if groups.len() > GROUPS {
            let row = self.child(&body, "tr", "")?;
            let rest = self.words.count("summaryCallsMore", groups.len() - GROUPS);
            let cell = self.text(&row, "td", "sg-quiet", &rest)?;
            cell.set_attribute("colspan", "3")?;
        }
        Ok(())
    }

    /// A row of its own under the call's: a narrow popup has no room for more columns.
    fn levels(&self, body: &Element, levels: &Levels<String>) -> Drawn {
        if levels.is_empty() {
            return Ok(());
        }
        let row = self.child(body, "tr", "sg-levels")?;
        let cell = self.child(&row, "td", "")?;
        cell.set_attribute("colspan", "3")?;
        for (name, prices) in [
            ("slotEntry", &levels.entry),
            ("slotStop", &levels.stop),
            ("slotTargets", &levels.targets),
        ] {
            if prices.is_empty() {
                continue;
            }
            let level = self.child(&cell, "span", "sg-level")?;
            self.text(&level, "span", "sg-quiet", &self.words.say(name))?;
            level.append_child(&self.document.create_text_node(" "))?;
            let mut told = prices[..prices.len().min(PRICES)].join(", ");
            if prices.len() > PRICES {
                told.push_str(" …");
            }
            self.text(&level, "bdi", "", &told)?;
        }
        Ok(())
    }

    fn findings(
        &self,
        parent: &Element,
        summary: &Summary,
        items: Vec<SummaryItem>,
        words: Rc<Words>,
    ) -> Drawn<Listing> {
        let distinct = distinct(&items);
        let section = self.element("section", "")?;
        self.text(&section, "h2", "sg-heading", &words.say("summaryFindings"))?;
        let group = self.child(&section, "div", "sg-chips")?;
        group.set_attribute("role", "group")?;
        group.set_attribute("aria-label", &words.say("summaryFilter"))?;
        let mut chips = vec![(None, self.chip(&group, None, distinct.len())?)];
        for label in [Label::Speculation, Label::Call, Label::Disclaimer] {
            let count = summary.labels.get(label).count;
            if count > 0 {
                chips.push((Some(label), self.chip(&group, Some(label), count)?));
            }
        }
        let list = self.child(&section, "ol", "sg-findings")?;
        let more = self.child(&section, "button", "sg-more")?;
        more.set_attribute("type", "button")?;
        if !items.is_empty() {
            parent.append_child(&section)?;
        }
        Ok(Listing {
            document: self.document.clone(),
            words,
            items,
            distinct,
            kind: Cell::new(None),
            query: RefCell::default(),
            shown: Cell::new(None),
            drawn: Cell::new(0),
            chips,
            list,
            more,
        })
    }

    fn chip(&self, parent: &Element, label: Option<Label>, count: usize) -> Drawn<Element> {
        let chip = self.child(parent, "button", "sg-chip")?;
        chip.set_attribute("type", "button")?;
        chip.set_attribute(SHOW, label.map_or(ALL, Label::as_str))?;
        if let Some(label) = label {
            self.kind_icon(&chip, label)?;
        }
        let name = match label {
            Some(label) => self.words.kind(label),
            None => self.words.say("summaryFilterAll"),
        };
        self.text(&chip, "span", "", &name)?;
        chip.append_child(&self.document.create_text_node(" "))?;
        self.text(&chip, "span", "sg-count", &self.words.whole(count))?;
        Ok(chip)
    }

    fn finding(&self, parent: &Element, item: &SummaryItem, times: usize) -> Drawn<Element> {
        let label = item.subtype.label();
        let line = self.child(parent, "li", "sg-finding")?;
        line.set_attribute(KIND, label.as_str())?;
        line.set_attribute("data-sg-severity", &item.severity.to_string())?;
        let button = self.child(&line, "button", "sg-pick")?;
        button.set_attribute("type", "button")?;
        button.set_attribute(PICK, &item.id.to_string())?;

        let head = self.child(&button, "span", "sg-head")?;
        self.kind_icon(&head, label)?;
        self.text(&head, "span", "sg-kind", &self.words.kind(label))?;
        self.text(&head, "span", "sg-tag", &item.tag)?;
        if item.severity >= 3 {
            self.text(&head, "span", "sg-grave", &self.words.say("summaryGrave"))?;
        }
        if item.holder == Holder::Reported {
            self.text(
                &head,
                "span",
                "sg-quiet",
                &self.words.say("summaryHolderReported"),
            )?;
        }
        if times > 1 {
            let repeated = self.words.count("summaryRepeated", times);
            self.text(&head, "span", "sg-quiet", &repeated)?;
        }
        self.text(&head, "span", "sg-sure", &self.words.sure(item.confidence))?;

        let sentence = self.child(&button, "span", "sg-sentence")?;
        sentence.set_attribute("dir", "auto")?;
        for (piece, is_cue) in pieces(&item.text, &item.cues) {
            if is_cue {
                self.text(&sentence, "strong", "sg-cue", piece)?;
            } else {
                sentence.append_child(&self.document.create_text_node(piece))?;
            }
        }
        self.text(&button, "span", "sg-message", &item.message)?;
        Ok(line)
    }
}

/// The first of each sentence and label, in order, and how often it occurs; as [`Summary`] counts. A set-up is listed
/// where it begins.
fn distinct(items: &[SummaryItem]) -> Vec<(usize, usize)> {
    let mut places: HashMap<(String, Label), usize> = HashMap::new();
    let mut distinct: Vec<(usize, usize)> = Vec::new();
    for (index, item) in items.iter().enumerate().filter(|(_, item)| !item.continues) {
        let key = (fold(&item.text), item.subtype.label());
        let place = *places.entry(key).or_insert(distinct.len());
        match distinct.get_mut(place) {
            Some((_, times)) => *times += 1,
            None => distinct.push((index, 1)),
        }
    }
    distinct
}

/// `text` cut at its cues: each piece and whether it is one. Cues are UTF-16 offsets; whatever lies outside the text,
/// runs backwards or overlaps is cut to fit, and an offset inside a character moves to its start.
fn pieces<'a>(text: &'a str, cues: &[(usize, usize)]) -> Vec<(&'a str, bool)> {
    let mut cues = cues.to_vec();
    cues.sort_unstable();
    let mut offsets = Utf16Offsets {
        text,
        bytes: 0,
        units: 0,
    };
    let mut pieces = Vec::new();
    let mut done = 0;
    for (start, end) in cues {
        let start = offsets.byte_at(start).max(done);
        let end = offsets.byte_at(end).max(start);
        if start == end {
            continue;
        }
        if done < start {
            pieces.push((&text[done..start], false));
        }
        pieces.push((&text[start..end], true));
        done = end;
    }
    if done < text.len() {
        pieces.push((&text[done..], false));
    }
    pieces
}

/// Walks a text forward from one UTF-16 offset to the next; an offset behind the walk gives where the walk stands.
struct Utf16Offsets<'a> {
    text: &'a str,
    bytes: usize,
    units: usize,
}

impl Utf16Offsets<'_> {
    fn byte_at(&mut self, unit: usize) -> usize {
        for character in self.text[self.bytes..].chars() {
            if self.units + character.len_utf16() > unit {
                break;
            }
            self.units += character.len_utf16();
            self.bytes += character.len_utf8();
        }
        self.bytes
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_is_cut_at_its_cues() {
        let cut = |cues: &[(usize, usize)]| pieces("Sources say 🚀 it lists.", cues);
        assert_eq!(cut(&[]), [("Sources say 🚀 it lists.", false)]);
        assert_eq!(
            cut(&[(15, 17), (0, 11)]),
            [
                ("Sources say", true),
                (" 🚀 ", false),
                ("it", true),
                (" lists.", false)
            ]
        );
        // Between the two halves of the rocket: to its start.
        assert_eq!(cut(&[(13, 15)])[1], ("🚀 ", true));
    }

    #[test]
    fn odd_cues_never_lose_or_repeat_text() {
        let text = "é🚀中 buy\u{301} now";
        let odd = [
            (0, 0),
            (1, 2),
            (2, 9),
            (3, 4),
            (9, 5),
            (usize::MAX, usize::MAX),
            (0, usize::MAX),
        ];
        for a in odd {
            for b in odd {
                let joined: String = pieces(text, &[a, b])
                    .iter()
                    .map(|(piece, _)| *piece)
                    .collect();
                assert_eq!(joined, text, "{a:?} {b:?}");
            }
        }
        assert!(pieces("", &[(0, 3)]).is_empty());
    }
}
