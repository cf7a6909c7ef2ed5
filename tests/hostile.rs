//! Bad input: the engine never panics, its offsets are always right, and the same text always gives the same findings.

use std::collections::HashSet;
use std::ops::Range;

use saltgrain::{
    Block, Engine, Finding, Judgement, Label, MAX_BLOCK_BYTES, Page, Phrase, PhraseForm, Phrases,
    Role, Sensitivity, UnreadReason,
};

const PAGE: Page<'static> = Page {
    title: "Markets: stocks and crypto",
    url: "https://feed.example/post/1",
};

/// A finding with a disclaimer, a guess and a call around any text put between.
const LOUD: &str = "NFA, but buy $LUMO now. Sources say it will double by Friday.";

fn assert_span(text: &str, span: &Range<usize>, what: &str) {
    assert!(span.start < span.end, "{what} {span:?} is empty");
    assert!(
        span.end <= text.len(),
        "{what} {span:?} ends after the text"
    );
    assert!(
        text.is_char_boundary(span.start) && text.is_char_boundary(span.end),
        "{what} {span:?} parts a character"
    );
}

fn inside(inner: &Range<usize>, outer: &Range<usize>) -> bool {
    outer.start <= inner.start && inner.end <= outer.end
}

fn assert_finding(blocks: &[Block<'_>], finding: &Finding) {
    let block = blocks[finding.block];
    assert!(
        !block.context_only,
        "a block read for context only got a finding"
    );
    assert!(
        !matches!(block.role, Role::Ui | Role::Code),
        "furniture or code got a finding"
    );
    assert_span(block.text, &finding.sentence, "sentence");
    assert!(!finding.cues.is_empty(), "no cue");
    for cue in &finding.cues {
        assert_span(block.text, cue, "cue");
        assert!(
            inside(cue, &finding.sentence),
            "cue {cue:?} is outside {:?}",
            finding.sentence
        );
    }
    for pair in finding.cues.windows(2) {
        assert!(
            pair[0].end <= pair[1].start,
            "cues {pair:?} overlap or are out of order"
        );
    }
    let slots = finding.slots.iter().flat_map(|slots| slots.spans());
    for slot in slots {
        assert_span(block.text, slot, "slot");
    }
    assert!(
        finding.confidence > 0.0 && finding.confidence <= 1.0,
        "confidence {}",
        finding.confidence
    );
    assert!(finding.severity <= 3);
    assert_eq!(finding.subtype.label(), finding.label);
    assert!(!finding.message.is_empty());
}

/// Judges twice and checks everything that must hold whatever the text is.
fn judge(blocks: &[Block<'_>], page: &Page<'_>) -> Judgement {
    let engine = Engine::builder().sensitivity(Sensitivity::Thorough).build();
    let judged = engine.judge(blocks, page);
    assert_eq!(
        judged,
        engine.judge(blocks, page),
        "the second reading differs"
    );
    assert_eq!(judged.sentences.len(), blocks.len());
    for finding in &judged.findings {
        assert_finding(blocks, finding);
    }
    let order: Vec<_> = judged
        .findings
        .iter()
        .map(|f| (f.block, f.sentence.start, f.sentence.end, f.label))
        .collect();
    assert!(order.is_sorted(), "findings are out of order: {order:?}");
    let distinct: HashSet<_> = order.iter().collect();
    assert_eq!(distinct.len(), order.len(), "a sentence has a label twice");
    for unread in &judged.unread {
        assert!(unread.block < blocks.len());
        assert_eq!(
            judged.sentences[unread.block], 0,
            "an unread block has sentences"
        );
    }
    judged
}

fn judge_one(text: &str) -> Judgement {
    let judged = judge(&[Block::new(text)], &PAGE);
    let mut end = 0;
    for explanation in Engine::new().explain(text, &PAGE) {
        assert_span(text, &explanation.sentence, "sentence");
        assert!(end <= explanation.sentence.start, "sentences overlap");
        end = explanation.sentence.end;
        for fired in &explanation.fired {
            for cue in &fired.cues {
                assert_span(text, cue, "cue");
                assert!(inside(cue, &explanation.sentence));
            }
        }
    }
    judged
}

/// Labels found, as a set of words.
fn labels(judged: &Judgement) -> HashSet<&'static str> {
    judged.findings.iter().map(|f| f.label.as_str()).collect()
}

fn assert_nothing(text: &str) {
    let judged = judge_one(text);
    assert!(
        judged.findings.is_empty(),
        "{:?} in {:?}…",
        judged.findings,
        &text[..text.len().min(40)]
    );
}

#[test]
fn nothing_to_read() {
    assert!(judge(&[], &Page::default()).findings.is_empty());
    for text in [
        "",
        " ",
        "\n",
        "\t\u{a0}\u{3000}",
        "\u{feff}",
        "\u{200b}\u{200d}\u{2060}",
        "\0",
        "\r\n\r\n",
    ] {
        assert_nothing(text);
    }
}

#[test]
fn one_sign_over_and_over() {
    for sign in [
        ".", "?", "!", "\n", "\0", "…", "-", "\"", "'", "(", "$", "#", "@", "%", "🚀", "\u{301}",
        "\u{200d}", "\u{fffd}", "0", "a", "\u{202e}",
    ] {
        for count in [1, 2, 3, 511, 512, 513, 3000] {
            assert_nothing(&sign.repeat(count));
        }
    }
}

#[test]
fn one_word_over_and_over() {
    // What comes of it is not laid down; that it comes back, with right offsets, is.
    for word in [
        "may ",
        "buy ",
        "not ",
        "if ",
        "will, ",
        "NFA ",
        "$LUMO ",
        "3% ",
        "not financial ",
        "risk and ",
        "\"may\" ",
        "buy the dip ",
    ] {
        for count in [1, 3, 50, 1000] {
            judge_one(&word.repeat(count));
        }
    }
}

#[test]
fn very_long_without_a_space() {
    let text = "a".repeat(10 << 20);
    let judged = Engine::new().judge(&[Block::new(&text)], &PAGE);
    assert!(judged.findings.is_empty());
    // Long "words" that hold signs, digits and marks of every kind.
    for piece in [
        "ab1,",
        "🚀e\u{301}",
        "x-",
        "12.5",
        "$A",
        "https://a.example/?q=",
        "\u{200b}b",
        "漢字",
    ] {
        judge_one(&piece.repeat((32 << 10) / piece.len()));
    }
}

#[test]
fn a_megabyte_of_question_marks_and_of_short_sentences() {
    assert_nothing(&"?".repeat(1 << 20));
    let sentence = "Buy $LUMO? ";
    judge_one(&sentence.repeat((32 << 10) / sentence.len()));
}

#[test]
fn one_sentence_without_end() {
    // No full stop in 50 KB: a feed that runs together.
    let clause = "and the price may fall because traders expect that rates could rise if the bank will not act ";
    let text = clause.repeat((50 << 10) / clause.len());
    assert!(labels(&judge_one(&text)).contains("speculation"));
}

#[test]
fn too_long_a_block_is_reported_and_the_rest_is_judged() {
    let long = "a ".repeat(MAX_BLOCK_BYTES / 2 + 1);
    let engine = Engine::new();
    let judged = engine.judge(&[Block::new(&long), Block::new(LOUD)], &PAGE);
    assert_eq!(judged.unread.len(), 1);
    assert_eq!(
        (judged.unread[0].block, judged.unread[0].reason),
        (0, UnreadReason::TooLong)
    );
    assert!(judged.findings.iter().all(|f| f.block == 1));
    assert_eq!(labels(&judged).len(), 3);
}

#[test]
fn nul_bytes_and_replacement_characters_around_words() {
    for sign in ["\0", "\u{fffd}", "\u{1}", "\u{7f}", "\u{85}"] {
        let text = format!("{sign}{sign} {LOUD} {sign}");
        assert_eq!(
            labels(&judge_one(&text)).len(),
            3,
            "with {sign:?} at both ends"
        );
        judge_one(&LOUD.replace(' ', sign));
        judge_one(
            &LOUD
                .chars()
                .map(|c| format!("{c}{sign}"))
                .collect::<String>(),
        );
    }
}

#[test]
fn other_scripts_are_reported_not_judged() {
    for (text, script) in [
        ("比特币可能会上涨，现在就买。", "Chinese"),
        ("ビットコインは上がるかもしれません。", "Japanese"),
        ("비트코인이 오를 수 있습니다.", "Korean"),
        ("قد يرتفع سعر البيتكوين غدا، اشتر الآن.", "Arabic"),
        ("הביטקוין עשוי לעלות מחר.", "Hebrew"),
        (
            "Биткоин может вырасти завтра, покупайте сейчас.",
            "Cyrillic",
        ),
    ] {
        let judged = judge_one(text);
        assert!(judged.findings.is_empty());
        assert_eq!(judged.unread.len(), 1, "{text} is {script}");
        assert!(
            judged.unread[0]
                .reason
                .to_string()
                .starts_with("written in")
        );
    }
}

#[test]
fn english_among_other_scripts_keeps_its_offsets() {
    for other in [
        "比特币。",
        "ビットコイン ",
        "مرحبا ",
        "\u{202b}שלום\u{202c} ",
        "👩‍👩‍👧‍👦🇩🇪 ",
        "e\u{301}\u{302}\u{303} ",
        "𝕏 ",
    ] {
        let text = format!("{LOUD} {other}{LOUD}");
        let judged = judge_one(&text);
        let dips = judged
            .findings
            .iter()
            .filter(|f| f.cues.iter().any(|c| &text[c.clone()] == "buy"));
        assert!(dips.count() >= 1, "no call found beside {other:?}");
    }
}

#[test]
fn disguised_letters_are_seen_through() {
    // Zero-width signs inside words, full-width letters, Cyrillic look-alikes, curly and doubled quotes, odd blanks.
    for text in [
        "This is not fin\u{200b}ancial ad\u{200d}vice.",
        "This is not financial\u{a0}advice.",
        "Ｔｈｉｓ ｉｓ ｎｏｔ ｆｉｎａｎｃｉａｌ ａｄｖｉｃｅ.",
        "This is nоt finаncial аdvice.",
        "This isn’t financial advice.",
        "\u{feff}This is not financial advice.",
        "THIS IS NOT FINANCIAL ADVICE!!!",
    ] {
        let judged = judge_one(text);
        assert!(
            labels(&judged).contains("disclaimer"),
            "nothing found in {text:?}"
        );
    }
}

#[test]
fn roles_and_context() {
    for role in Role::ALL.iter().copied() {
        let blocks = [
            Block::new(LOUD).with_role(role),
            Block::new(LOUD).with_role(role).as_context(),
            Block::new("").with_role(role),
        ];
        let judged = judge(&blocks, &PAGE);
        let silent = matches!(role, Role::Ui | Role::Code);
        assert_eq!(judged.findings.is_empty(), silent, "{}", role.as_str());
    }
}

#[test]
fn a_page_of_very_many_blocks() {
    let blocks: Vec<Block<'_>> = (0..5_000)
        .map(|i| Block::new(["", "Buy", LOUD, "\0", "Comment · Share", "漢字"][i % 6]))
        .collect();
    let judged = judge(&blocks, &PAGE);
    assert!(judged.findings.iter().all(|f| matches!(f.block % 6, 1 | 2)));
    let once = judge(&[Block::new(LOUD)], &PAGE).findings.len();
    assert!(judged.findings.len() >= once);
}

#[test]
fn hostile_titles_and_addresses() {
    let long = "stocks ".repeat(10_000);
    for title in ["", "\0", "\u{fffd}", "漢字", &long, "?????", "\n\n\n"] {
        for url in [
            "",
            "not a url",
            "javascript:alert(1)",
            "\0",
            &long,
            "https://ünïcode.example/ä?ö=ü#ß",
        ] {
            judge(&[Block::new(LOUD)], &Page { title, url });
        }
    }
}

/// Numbers that look random and are the same in every run (splitmix64).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((z ^ (z >> 31)) % sides as u64) as usize
    }

    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.roll(from.len())]
    }
}

const PIECES: &[&str] = &[
    " ",
    " ",
    " ",
    " ",
    " ",
    " ",
    "\n",
    "\t",
    "\0",
    ".",
    ". ",
    ", ",
    "; ",
    ": ",
    "!",
    "?",
    "…",
    "...",
    "-",
    "—",
    "\"",
    "“",
    "”",
    "’",
    "'",
    "(",
    ")",
    "[",
    "]",
    "/",
    "|",
    "·",
    "$",
    "€",
    "£",
    "¥",
    "₿",
    "%",
    "#",
    "@",
    "&",
    "*",
    "_",
    "=",
    "<",
    ">",
    "+",
    "~",
    "\\",
    "`",
    "🚀",
    "👩‍👧",
    "🇩🇪",
    "1️⃣",
    "\u{301}",
    "\u{200b}",
    "\u{200d}",
    "\u{202e}",
    "\u{fffd}",
    "\u{feff}",
    "ß",
    "İ",
    "ﬁ",
    "Ⅷ",
    "ǆ",
    "漢",
    "ש",
    "ا",
    "й",
    "𝕏",
    "may",
    "May",
    "might",
    "will",
    "'ll",
    "buy",
    "Buy",
    "SELL",
    "long",
    "short",
    "hold",
    "not",
    "don't",
    "isn’t",
    "financial",
    "advice",
    "NFA",
    "DYOR",
    "past",
    "performance",
    "risk",
    "if",
    "unless",
    "then",
    "because",
    "sources",
    "say",
    "reportedly",
    "Halden",
    "said",
    "according to",
    "I",
    "think",
    "we",
    "expect",
    "to the moon",
    "the dip",
    "target",
    "TP",
    "SL",
    "entry",
    "stop",
    "$LUMO",
    "LUMO",
    "bitcoin",
    "shares",
    "price",
    "market",
    "#ad",
    "@halden",
    "142–144",
    "61k",
    "$12,000",
    "€4.1bn",
    "£5abc",
    "5x",
    "2027",
    "3%",
    "12:30",
    "1,2.3'4:5",
    "0",
    "9999999999999999999999",
    "1e309",
    "https://a.example/b?c=d",
    "www.",
    "http://",
    "U.S.",
    "e.g.",
    "Inc.",
    "disclaimer",
    "disclosure:",
    "position",
    "sponsored",
    "forward-looking",
    "statements",
    "actual results",
    "differ",
    "and",
    "or",
    "but",
    "so",
    "should you",
];

#[test]
fn random_pieces() {
    let mut dice = Dice(2027);
    for round in 0..1500 {
        let mut texts = Vec::new();
        for _ in 0..1 + dice.roll(4) {
            let mut text = String::new();
            for _ in 0..dice.roll(60) {
                text.push_str(dice.pick(PIECES));
                if dice.roll(3) > 0 {
                    text.push(' ');
                }
            }
            texts.push(text);
        }
        let blocks: Vec<Block<'_>> = texts
            .iter()
            .map(|text| Block {
                text,
                role: Role::ALL[dice.roll(Role::ALL.len())],
                context_only: dice.roll(5) == 0,
            })
            .collect();
        let page = [PAGE, Page::default()][round % 2];
        judge(&blocks, &page);
        judge_one(&texts[0]);
    }
}

#[test]
fn random_characters() {
    let mut dice = Dice(7);
    for _ in 0..1500 {
        let text: String = (0..dice.roll(120))
            .filter_map(|_| {
                // Every plane, with the signs that text is mostly made of drawn more often.
                let limit = [0x80, 0x80, 0x250, 0x2100, 0x1_0000, 0x11_0000][dice.roll(6)];
                char::from_u32(dice.roll(limit) as u32)
            })
            .collect();
        judge_one(&text);
    }
}

#[test]
fn cut_anywhere() {
    let text = "“NFA”, but I’m buying £5k of $LUMO 🚀 at 142–144, SL 138; sources say it may well double… Don't sell!";
    for (at, _) in text.char_indices() {
        judge_one(&text[..at]);
        judge_one(&text[at..]);
    }
}

/// Characters that grow, shrink or join when case is folded, blanks of all kinds, marks of direction, and what follows none.
const ODD: [&str; 24] = [
    "İ",
    "ı",
    "ß",
    "ẞ",
    "Σ",
    "ς",
    "ŉ",
    "ﬁ",
    "Ⱥ",
    "\u{212A}",
    "\u{301}",
    "\u{200B}",
    "\u{200D}",
    "\u{202E}",
    "\u{FEFF}",
    "\u{FFFD}",
    "\u{2028}",
    "\u{3000}",
    "\u{A0}",
    "👩‍🚀",
    "’",
    "שלום",
    "moon",
    ". ",
];

/// Every text of a few odd pieces, by its number.
fn odd_text(mut number: u64, pieces: usize) -> String {
    (0..pieces)
        .map(|_| {
            // A linear congruence: the same texts in every run.
            number = number
                .wrapping_mul(6364136223846793005)
                .wrapping_add(1442695040888963407);
            ODD[(number >> 33) as usize % ODD.len()]
        })
        .collect()
}

#[test]
fn own_phrases_have_right_offsets_in_any_text() {
    let literal = |text: &str| Phrase::literal(text, Label::Speculation);
    let regex = |text: &str| Phrase {
        form: PhraseForm::Regex,
        ..Phrase::literal(text, Label::Call)
    };
    let mut phrases: Vec<Phrase> = ODD
        .iter()
        .filter(|text| !text.trim().is_empty())
        .map(|text| literal(text))
        .collect();
    phrases.extend(["i\u{307}", "ss", "n moon", "\u{307}"].map(literal));
    phrases.extend([r"\w+\s", r"[^a]\b", "(?s)m.{2,9}"].map(regex));
    let engine = Engine::builder()
        .phrases(Phrases::new(&phrases).unwrap())
        .build();
    let mut found = 0;
    for number in 0..3000 {
        let text = odd_text(number, 2 + number as usize % 40);
        let blocks = [Block::new(&text), Block::new(LOUD)];
        let judged = engine.judge(&blocks, &PAGE);
        for finding in &judged.findings {
            assert_finding(&blocks, finding);
        }
        found += judged.findings.iter().filter(|f| f.block == 0).count();
    }
    assert!(found > 3000, "{found} findings");
}
