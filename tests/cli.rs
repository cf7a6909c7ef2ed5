//! Runs the real command in folders of its own.

use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tempfile::TempDir;

/// A folder that the command runs in, removed afterwards.
struct Folder(TempDir);

impl Folder {
    fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.0.path().join(name);
        fs::write(&path, content).unwrap();
        path
    }

    fn saltgrain(&self, arguments: &[&str]) -> Run {
        self.saltgrain_with(arguments, b"", &[])
    }

    fn saltgrain_reading(&self, arguments: &[&str], input: impl AsRef<[u8]>) -> Run {
        self.saltgrain_with(arguments, input.as_ref(), &[])
    }

    fn saltgrain_with(
        &self,
        arguments: &[&str],
        input: &[u8],
        environment: &[(&str, &str)],
    ) -> Run {
        let mut child = self.command(arguments, environment).spawn().unwrap();
        let mut stdin = child.stdin.take().unwrap();
        let output = std::thread::scope(|scope| {
            // A command that does not read its input closes it.
            scope.spawn(move || stdin.write_all(input).ok());
            child.wait_with_output().unwrap()
        });
        Run::new(arguments, output)
    }

    fn command(&self, arguments: &[&str], environment: &[(&str, &str)]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_saltgrain"));
        command.args(arguments).current_dir(self.0.path());
        for name in ["NO_COLOR", "CLICOLOR", "CLICOLOR_FORCE", "TERM"] {
            command.env_remove(name);
        }
        command.envs(environment.iter().copied());
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        command
    }
}

/// What a run of the command gave.
struct Run {
    arguments: String,
    stdout: String,
    stderr: String,
    status: Option<i32>,
}

impl Run {
    fn new(arguments: &[&str], output: Output) -> Self {
        Run {
            arguments: arguments.join(" "),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
            status: output.status.code(),
        }
    }

    /// Checks the exit status, and that standard error holds exactly these lines.
    #[track_caller]
    fn ends(self, status: i32, stderr: &[&str]) -> Self {
        let expected: String = stderr.iter().map(|line| format!("{line}\n")).collect();
        self.same("standard error", &self.stderr, &expected);
        assert_eq!(
            self.status,
            Some(status),
            "exit status of `saltgrain {}`",
            self.arguments
        );
        self
    }

    #[track_caller]
    fn same(&self, what: &str, actual: &str, expected: &str) {
        if actual == expected {
            return;
        }
        let mut diff = String::new();
        let (mut actual_lines, mut expected_lines) = (actual.lines(), expected.lines());
        loop {
            match (actual_lines.next(), expected_lines.next()) {
                (None, None) => break,
                (Some(a), Some(e)) if a == e => diff.push_str(&format!("    {a}\n")),
                (a, e) => {
                    diff.extend(e.map(|line| format!("  - {line}\n")));
                    diff.extend(a.map(|line| format!("  + {line}\n")));
                }
            }
        }
        panic!(
            "{what} of `saltgrain {}` (- expected, + actual):\n{diff}",
            self.arguments
        );
    }

    /// Standard output as one JSON value a line.
    #[track_caller]
    fn lines(&self) -> Vec<Value> {
        self.stdout
            .lines()
            .map(|line| {
                serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"))
            })
            .collect()
    }

    /// The names of the findings' sub-types on each line.
    #[track_caller]
    fn subtypes(&self) -> Vec<Vec<String>> {
        let subtype = |finding: &Value| finding["subtype"].as_str().unwrap().to_owned();
        self.lines()
            .iter()
            .map(|line| {
                line["findings"]
                    .as_array()
                    .unwrap()
                    .iter()
                    .map(subtype)
                    .collect()
            })
            .collect()
    }
}

/// A test that has a folder for itself.
macro_rules! cli_test {
    ($name:ident, |$folder:ident| $body:block) => {
        #[test]
        fn $name() {
            let $folder = Folder(TempDir::new().unwrap());
            $body
        }
    };
}

const JSONL: [&str; 5] = ["scan", "--input", "jsonl", "--format", "jsonl"];

fn jsonl<'a>(more: &[&'a str]) -> Vec<&'a str> {
    JSONL.iter().chain(more).copied().collect()
}

/// The text of a JSON pair of byte offsets.
#[track_caller]
fn slice<'t>(text: &'t str, span: &Value) -> &'t str {
    &text[span[0].as_u64().unwrap() as usize..span[1].as_u64().unwrap() as usize]
}

cli_test!(a_record_gives_a_line_in_the_promised_shape, |folder| {
    let text = "Ünïcode 🚀 first. Buy the dip in $LUMO now!";
    let record = json!({ "id": "p-1", "text": text });
    let run = folder
        .saltgrain_reading(&jsonl(&["-"]), format!("{record}\n"))
        .ends(0, &[]);
    let line = &run.lines()[0];
    assert_eq!(line["id"], "p-1");
    let finding = &line["findings"][0];
    assert_eq!(
        slice(text, &finding["sentence"]),
        "Buy the dip in $LUMO now!"
    );
    assert!(slice(text, &finding["cues"][0]).starts_with("Buy"));
    assert_eq!(finding["label"], "call");
    assert_eq!(finding["subtype"], "C1");
    assert_eq!(finding["force"], "d");
    assert_eq!(finding["holder"], "author");
    assert_eq!(finding["direction"], "bull");
    assert!((0.5..=1.0).contains(&finding["confidence"].as_f64().unwrap()));
    assert!(finding["severity"].as_u64().unwrap() <= 3);
    assert!(finding["family"].as_str().unwrap().starts_with("C-"));
    assert!(!finding["message"].as_str().unwrap().is_empty());
    assert_eq!(line["summary"]["labels"]["call"]["count"], 1);

    let names = [
        "id",
        "findings",
        "sentence",
        "label",
        "subtype",
        "force",
        "holder",
        "direction",
        "confidence",
        "severity",
    ];
    let names = names
        .into_iter()
        .chain(["family", "cues", "message", "summary"]);
    let places: Vec<_> = names
        .map(|name| {
            run.stdout
                .find(&format!("\"{name}\":"))
                .unwrap_or_else(|| panic!("no {name}"))
        })
        .collect();
    assert!(places.is_sorted(), "order of fields: {}", run.stdout);
    assert!(
        !run.stdout.contains("\"text\":"),
        "the text is the caller's own: {}",
        run.stdout
    );
});

cli_test!(lines_come_in_order_and_names_are_kept, |folder| {
    let input = "{\"id\": 3, \"text\": \"The board met.\"}\n\n{\"text\": \"\", \"id\": 12345678901234567890123}\r\n\
                 {\"id\": {\"a\": [1]}, \"text\": \"Buy the dip in $LUMO.\\nNot financial advice.\"}";
    let run = folder.saltgrain_reading(&jsonl(&["-"]), input).ends(0, &[]);
    assert_eq!(
        run.subtypes(),
        [vec![], vec![], vec!["C1".to_owned(), "D1".to_owned()]]
    );
    let starts = [
        "{\"id\":3,\"findings\":[]",
        "{\"id\":12345678901234567890123,",
        "{\"id\":{\"a\": [1]},",
    ];
    for (line, start) in run.stdout.lines().zip(starts) {
        assert!(line.starts_with(start), "{line}");
    }
});

cli_test!(a_sentence_with_two_labels_gives_two_findings, |folder| {
    let run = folder
        .saltgrain_reading(
            &jsonl(&["-"]),
            json!({ "id": 1, "text": "NFA, but buy $LUMO now." }).to_string(),
        )
        .ends(0, &[]);
    let findings = run.lines()[0]["findings"].as_array().unwrap().clone();
    let labels: Vec<&str> = findings
        .iter()
        .map(|finding| finding["label"].as_str().unwrap())
        .collect();
    assert_eq!(labels, ["disclaimer", "call"]);
    assert_eq!(findings[0]["sentence"], findings[1]["sentence"]);
    assert_eq!(findings[0]["force"], Value::Null);
    assert_eq!(findings[0]["direction"], Value::Null);
});

cli_test!(fields_can_be_renamed, |folder| {
    let file = folder.write(
        "posts.jsonl",
        "{\"no\": 7, \"body\": \"Buy the dip in $LUMO.\", \"id\": 1, \"text\": \"x\"}\n",
    );
    let arguments = jsonl(&[
        "--id-field",
        "no",
        "--text-field",
        "body",
        file.to_str().unwrap(),
    ]);
    let run = folder.saltgrain(&arguments).ends(0, &[]);
    assert_eq!(run.lines()[0]["id"], 7);
    assert_eq!(run.subtypes(), [["C1"]]);
});

cli_test!(role_and_title_give_context, |folder| {
    let record = |role: &str| {
        json!({ "id": role, "text": "Buy the dip in $LUMO.", "role": role }).to_string()
    };
    let roles = ["body", "heading", "ui", "code"].map(record).join("\n");
    let run = folder.saltgrain_reading(&jsonl(&["-"]), roles).ends(0, &[]);
    let marked: Vec<bool> = run
        .subtypes()
        .iter()
        .map(|found| !found.is_empty())
        .collect();
    assert_eq!(marked, [true, true, false, false]);

    // Whether this is about markets only the title tells.
    let text = "It is set to double by spring.";
    let input = [
        json!({ "id": 1, "text": text }),
        json!({ "id": 2, "text": text, "title": "Bitcoin price and crypto stocks" }),
    ];
    let run = folder
        .saltgrain_reading(
            &jsonl(&["-"]),
            input.map(|record| record.to_string()).join("\n"),
        )
        .ends(0, &[]);
    assert_eq!(run.subtypes(), [vec![], vec!["S2".to_owned()]]);
});

cli_test!(
    a_malformed_line_is_told_by_number_and_the_rest_goes_on,
    |folder| {
        let mut input = b"{\"id\": 1, \"text\": \"Buy the dip in $LUMO.\"}\nnot json\n[]\n{\"id\": 2}\n\n{\"text\": \"a\"}\n".to_vec();
        input.extend(b"{\"id\": 3, \"text\": 4}\n{\"id\": 4, \"text\": \"\xff\"}\n{\"id\": 5, \"text\": \"a\", \"role\": \"x\"}\n");
        input.extend(
            b"{\"id\": 6, \"text\": \"Not financial advice.\"}\n{\"id\": 7, \"text\": \"cut",
        );
        folder.write("bad.jsonl", input);
        let run = folder.saltgrain(&jsonl(&["bad.jsonl"])).ends(
        1,
        &[
            "saltgrain: bad.jsonl:2: not JSON: expected ident at column 2",
            "saltgrain: bad.jsonl:3: invalid type: sequence, expected an object with the fields \"id\" and \"text\"",
            "saltgrain: bad.jsonl:4: no field \"text\" (--text-field names another)",
            "saltgrain: bad.jsonl:6: no field \"id\" (--id-field names another)",
            "saltgrain: bad.jsonl:7: field \"text\" is not a string",
            "saltgrain: bad.jsonl:8: not UTF-8 at byte 19",
            "saltgrain: bad.jsonl:9: unknown role \"x\" (body, heading, caption, cell, ui, code or unknown)",
            "saltgrain: bad.jsonl:11: not JSON: EOF while parsing a string at column 22",
        ],
    );
        assert_eq!(run.subtypes(), [["C1"], ["D1"]]);
    }
);

cli_test!(an_object_for_each_file, |folder| {
    folder.write(
        "a.txt",
        "The board met on Monday.\n\nBuy the dip in $LUMO.\n",
    );
    folder.write("b.jsonl", "{\"id\": 8, \"text\": \"No. Not financial advice.\"}\n{\"id\": 9, \"text\": \"Buy the dip in $LUMO.\"}\n");
    folder.write("c.jsonl", "");
    let run = folder
        .saltgrain(&["scan", "--format", "json", "a.txt", "b.jsonl", "c.jsonl"])
        .ends(0, &[]);
    let objects = run.lines();
    let sources: Vec<&Value> = objects.iter().map(|object| &object["source"]).collect();
    assert_eq!(sources, ["a.txt", "b.jsonl", "c.jsonl"]);
    assert_eq!(run.subtypes(), [vec!["C1"], vec!["D1", "C1"], vec![]]);
    assert_eq!(objects[0]["findings"][0]["text"], "Buy the dip in $LUMO.");
    assert_eq!(objects[0]["findings"][0]["sentence"], json!([26, 47]));
    assert_eq!(objects[0]["findings"][0].get("id"), None);
    // The findings of records stand together here, so each tells which record it is of.
    assert_eq!(objects[1]["findings"][0]["id"], 8);
    assert_eq!(objects[1]["findings"][1]["id"], 9);
    assert_eq!(objects[1]["findings"][0]["text"], "Not financial advice.");
    assert_eq!(objects[1]["summary"]["marked"], 2);
    assert_eq!(objects[1]["summary"]["labels"]["disclaimer"]["count"], 1);
    assert_eq!(
        objects[1]["summary"]["subtypes"],
        json!({ "C1": 1, "D1": 1 })
    );
    assert_eq!(objects[2]["summary"]["sentences"], 0);
});

cli_test!(a_line_for_each_page_carries_the_sentence, |folder| {
    folder.write(
        "page.html",
        "<title>Stocks</title><nav><a>Buy $LUMO</a></nav><p>Buy the <b>dip</b>\nin $LUMO.",
    );
    let run = folder
        .saltgrain(&["scan", "--format", "jsonl", "page.html"])
        .ends(0, &[]);
    assert_eq!(run.lines()[0]["id"], "page.html");
    assert_eq!(run.subtypes(), [["C1"]]);
    let finding = &run.lines()[0]["findings"][0];
    assert_eq!(finding["text"], "Buy the dip in $LUMO.");
    // Bytes of the page's text: the block before, a blank line, the sentence.
    assert_eq!(finding["sentence"], json!([11, 32]));
});

cli_test!(sensitivity_moves_the_threshold, |folder| {
    let texts = [
        "LUMO shares may rise.",
        "LUMO might fall next week.",
        "Buy the dip in $LUMO.",
        "I think LUMO is overvalued.",
        "Sources say LUMO gets listed.",
        "Will LUMO crash?",
        "LUMO is set to double.",
        "Not financial advice.",
    ];
    let records = texts
        .iter()
        .enumerate()
        .map(|(id, text)| json!({ "id": id, "text": text }).to_string());
    let input = records.collect::<Vec<_>>().join("\n");
    let confidences = |level: &str| -> Vec<f64> {
        let run = folder
            .saltgrain_reading(&jsonl(&["--sensitivity", level]), &input)
            .ends(0, &[]);
        let lines = run.lines();
        let findings = lines
            .iter()
            .flat_map(|line| line["findings"].as_array().unwrap().clone());
        findings
            .map(|finding| finding["confidence"].as_f64().unwrap())
            .collect()
    };
    let (strict, balanced, thorough) = (
        confidences("strict"),
        confidences("balanced"),
        confidences("thorough"),
    );
    assert!(
        strict.iter().all(|&confidence| confidence >= 0.75),
        "{strict:?}"
    );
    assert!(
        balanced.iter().all(|&confidence| confidence >= 0.5),
        "{balanced:?}"
    );
    assert!(
        !strict.is_empty() && strict.len() < balanced.len() && balanced.len() <= thorough.len(),
        "{strict:?} {balanced:?} {thorough:?}"
    );
    let default = folder.saltgrain_reading(&jsonl(&[]), &input).ends(0, &[]);
    let explicit = folder
        .saltgrain_reading(&jsonl(&["--sensitivity", "balanced"]), &input)
        .ends(0, &[]);
    default.same("standard output", &default.stdout, &explicit.stdout);
});

cli_test!(text_tells_place_reason_and_sum, |folder| {
    folder.write("notes.txt", "The board met.\n\nIt agreed.\nBuy the dip in $LUMO.\n\n比特币的价格今天在市场上继续下跌，投资者都很担心。\n");
    let run = folder.saltgrain(&["scan", "notes.txt"]).ends(0, &[]);
    let lines: Vec<&str> = run.stdout.lines().collect();
    assert!(
        lines[0].starts_with("notes.txt:4  call · Buy call · "),
        "{}",
        run.stdout
    );
    assert_eq!(lines[1], "    *Buy the dip* in $LUMO.");
    assert!(
        lines[2].starts_with("    ") && lines[2].ends_with('.'),
        "{}",
        run.stdout
    );
    assert_eq!(lines[4], "notes.txt:6  not analysed: written in Chinese");
    assert_eq!(lines[6], "Summary: 3 sentences in 1 source, 1 marked");
    assert!(
        lines[9].starts_with("  call             1  33.3%   Buy call 1"),
        "{}",
        run.stdout
    );
    assert!(
        lines[10].starts_with("  not analysed     1") && lines[10].ends_with("written in Chinese"),
        "{}",
        run.stdout
    );

    folder.write("posts.jsonl", "{\"id\": \"x\", \"text\": \"No.\"}\n{\"id\": \"y\", \"text\": \"No.\\nBuy the dip in $LUMO.\"}\n");
    let run = folder.saltgrain(&["scan", "posts.jsonl"]).ends(0, &[]);
    assert!(
        run.stdout.starts_with("posts.jsonl:2 \"y\"  call"),
        "{}",
        run.stdout
    );
});

cli_test!(what_is_not_analysed_is_in_the_summary, |folder| {
    let record = json!({ "id": 1, "text": "比特币的价格今天在市场上继续下跌，投资者都很担心。" })
        .to_string();
    let run = folder
        .saltgrain_reading(&jsonl(&["-"]), record)
        .ends(0, &[]);
    assert_eq!(
        run.lines()[0]["summary"]["unread"],
        json!([{ "reason": "written in Chinese", "count": 1 }])
    );
});

cli_test!(colour_only_where_it_is_wanted, |folder| {
    let text = b"Buy the dip in $LUMO.";
    let escapes = |environment: &[(&str, &str)], format: &str| {
        let run = folder
            .saltgrain_with(&["scan", "--format", format], text, environment)
            .ends(0, &[]);
        run.stdout.contains('\x1b')
    };
    assert!(!escapes(&[], "text"), "into a pipe");
    assert!(escapes(&[("CLICOLOR_FORCE", "1")], "text"), "asked for");
    assert!(
        !escapes(&[("CLICOLOR_FORCE", "1"), ("NO_COLOR", "1")], "text"),
        "forbidden"
    );
    assert!(
        !escapes(&[("CLICOLOR_FORCE", "1")], "json"),
        "for a program"
    );
    let run = folder
        .saltgrain_with(&["scan"], text, &[("CLICOLOR_FORCE", "1")])
        .ends(0, &[]);
    assert!(
        run.stdout.contains("Buy the dip\x1b[0m in $LUMO"),
        "{:?}",
        run.stdout
    );
});

cli_test!(a_text_cannot_speak_to_the_terminal, |folder| {
    let run = folder
        .saltgrain_reading(&["scan"], "Buy the dip in $LUMO \x1b[2J\x07\u{202E}now.")
        .ends(0, &[]);
    assert!(
        run.stdout.contains("in $LUMO ␛[2J␇\u{FFFD}now."),
        "{:?}",
        run.stdout
    );
});

cli_test!(a_wrong_command_line_ends_with_2, |folder| {
    for arguments in [
        &["scan", "--format", "xml"][..],
        &["scan", "--sensitivity", "some"],
        &["scan", "--input", "pdf"],
        &["scan", "--none"],
        &["judge"],
        &["explain"],
        &["--generate", "man", "scan"],
        &[],
    ] {
        let run = folder.saltgrain(arguments);
        assert_eq!(run.status, Some(2), "{arguments:?}: {}", run.stderr);
        assert!(
            run.stdout.is_empty() && !run.stderr.is_empty(),
            "{arguments:?}: {}{}",
            run.stdout,
            run.stderr
        );
    }
});

const PHRASE: &str =
    r#"[{"text": "moon\\w*", "form": "regex", "wholeWords": false, "label": "speculation"}]"#;

cli_test!(own_phrases_are_marked, |folder| {
    let export = format!(
        r#"{{"format": "saltgrain-settings", "version": 2, "settings": {{"badges": true, "phrases": {PHRASE}}}}}"#
    );
    for (name, content) in [("list.json", PHRASE), ("export.json", &export)] {
        folder.write(name, content);
        let run = folder
            .saltgrain_reading(
                &["scan", "--format", "json", "--phrases", name],
                "We like moonlight.",
            )
            .ends(0, &[]);
        assert_eq!(run.lines()[0]["findings"][0]["family"], "own", "{name}");
    }
    let without = folder.saltgrain_reading(&["scan", "--format", "json"], "We like moonlight.");
    assert_eq!(without.lines()[0]["findings"], json!([]));
});

cli_test!(
    phrases_that_are_wrong_are_told_and_nothing_is_read,
    |folder| {
        let export = |version: u32| {
            format!(r#"{{"format": "saltgrain-settings", "version": {version}, "settings": {{}}}}"#)
        };
        let many = format!("[{}]", vec![&PHRASE[1..PHRASE.len() - 1]; 201].join(","));
        for (content, expected) in [
            (
                PHRASE.replace("moon", "(moon"),
                "phrase 1: not a regular expression: unclosed group",
            ),
            (
                PHRASE.replace("moon\\\\w*", "\\\\w{1000}"),
                "phrase 1: the expression stands for too much",
            ),
            (PHRASE.replace("\"label\"", "\n\"lable\""), "line 2 column"),
            (
                PHRASE.replace("speculation", "rumour"),
                "unknown variant `rumour`",
            ),
            (many, "more than 200 phrases"),
            (export(3), "version 3 is newer than 2"),
            (
                export(2).replace("settings\",", "other\","),
                "the format is \"saltgrain-other\"",
            ),
            (String::new(), "EOF"),
        ] {
            folder.write("own.json", &content);
            let run = folder.saltgrain(&["scan", "--phrases", "own.json"]);
            assert_eq!(
                (run.status, run.stdout.as_str()),
                (Some(2), ""),
                "{content}"
            );
            assert!(
                run.stderr.contains("own.json") && run.stderr.contains(expected),
                "{}",
                run.stderr
            );
        }
        let run = folder.saltgrain(&["scan", "--phrases", "none.json"]);
        assert_eq!(run.status, Some(2));
        assert!(run.stderr.contains("No such file"), "{}", run.stderr);
    }
);

cli_test!(families_are_switched_off_by_id, |folder| {
    let text = "Buy the dip in $LUMO.";
    let scan = ["scan", "--format", "json"];
    let run = folder.saltgrain_reading(&scan, text).ends(0, &[]);
    let family = run.lines()[0]["findings"][0]["family"]
        .as_str()
        .unwrap()
        .to_owned();
    let off = format!("S-08,{family}");
    let run = folder
        .saltgrain_reading(&[&scan[..], &["--families-off", &off]].concat(), text)
        .ends(0, &[]);
    let findings = run.lines()[0]["findings"].as_array().unwrap().clone();
    assert!(
        findings.iter().all(|finding| finding["family"] != *family),
        "{findings:?}"
    );
    let explained = folder
        .saltgrain(&["explain", "--families-off", &off, text])
        .ends(0, &[]);
    assert!(!explained.stdout.contains(&family), "{}", explained.stdout);
    for command in [
        ["scan", "--families-off", "X-99"],
        ["explain", "--families-off", "X-99"],
    ] {
        let run = folder.saltgrain(&command);
        assert_eq!(run.status, Some(2));
        assert!(
            run.stderr.contains("no family has this id"),
            "{}",
            run.stderr
        );
    }
});

cli_test!(
    a_file_that_cannot_be_read_does_not_stop_the_others,
    |folder| {
        folder.write("a.txt", "Buy the dip in $LUMO.");
        fs::create_dir(folder.0.path().join("d.jsonl")).unwrap();
        let run = folder
            .saltgrain(&["scan", "--format", "json", "none.txt", "d.jsonl", "a.txt"])
            .ends(
                1,
                &[
                    "saltgrain: none.txt: No such file or directory",
                    "saltgrain: d.jsonl: Is a directory",
                ],
            );
        assert_eq!(run.subtypes(), [["C1"]]);
    }
);

cli_test!(standard_input_is_the_default, |folder| {
    let run = folder
        .saltgrain_reading(&["scan", "--format", "json"], "Buy the dip in $LUMO.")
        .ends(0, &[]);
    assert_eq!(run.lines()[0]["source"], "-");
    let empty = folder.saltgrain(&["scan", "--format", "json"]).ends(0, &[]);
    assert_eq!(empty.lines()[0]["findings"], json!([]));
});

cli_test!(
    bytes_that_are_not_utf8_keep_the_offsets_of_the_file,
    |folder| {
        let bytes = b"caf\xe9 \xff\xff.\n\nBuy the dip in $LUMO\xe9 now.";
        folder.write("latin.txt", bytes);
        let warning = "saltgrain: latin.txt: warning: bytes that are not UTF-8 were read as U+FFFD";
        let run = folder
            .saltgrain(&["scan", "--format", "json", "latin.txt"])
            .ends(0, &[warning]);
        let finding = &run.lines()[0]["findings"][0];
        assert_eq!(finding["sentence"], json!([10, bytes.len()]));
        assert_eq!(finding["text"], "Buy the dip in $LUMO\u{FFFD} now.");
    }
);

cli_test!(odd_text_keeps_its_offsets, |folder| {
    for before in [
        "",
        "\0",
        "مرحبا بالعالم.",
        "👩‍👩‍👧‍👦 e\u{301}\u{327}!",
        "\u{FEFF}",
        "a\0b.",
        "\u{202E}abc.",
        "ｆｕｌｌ．",
    ] {
        let text = format!("{before}\nBuy the dip in $LUMO.");
        let run = folder
            .saltgrain_reading(&jsonl(&["-"]), json!({ "id": 1, "text": text }).to_string())
            .ends(0, &[]);
        let lines = run.lines();
        let call = lines[0]["findings"]
            .as_array()
            .unwrap()
            .iter()
            .find(|finding| finding["label"] == "call");
        let call = call.unwrap_or_else(|| panic!("{text:?}: {}", run.stdout));
        assert_eq!(
            slice(&text, &call["sentence"]),
            "Buy the dip in $LUMO.",
            "{text:?}"
        );
    }
    // A lone surrogate counts three bytes, as U+FFFD does.
    let run = folder
        .saltgrain_reading(
            &jsonl(&["-"]),
            r#"{"id": 1, "text": "\ud83d up.\nBuy the dip in $LUMO."}"#,
        )
        .ends(0, &[]);
    assert_eq!(run.lines()[0]["findings"][0]["sentence"], json!([8, 29]));
});

cli_test!(ten_megabytes_without_a_space, |folder| {
    let started = Instant::now();
    let text = "x".repeat(10 << 20);
    let run = folder
        .saltgrain_reading(&jsonl(&["-"]), json!({ "id": 1, "text": text }).to_string())
        .ends(0, &[]);
    assert_eq!(run.subtypes(), [[""; 0]]);
    folder
        .saltgrain_reading(&["scan", "--input", "html"], &text)
        .ends(0, &[]);
    folder
        .saltgrain_reading(&["scan", "--input", "text"], "\0".repeat(1 << 20))
        .ends(0, &[]);
    assert!(
        started.elapsed() < Duration::from_secs(60),
        "{:?}",
        started.elapsed()
    );
});

cli_test!(tags_nested_deep, |folder| {
    let started = Instant::now();
    let deep = 10_000;
    for (open, close) in [
        ("<div>", "</div>"),
        ("<ul><li>", "</li></ul>"),
        ("<b><i>", ""),
        ("<table><tr><td>", "</table>"),
        ("<svg>", "</svg>"),
    ] {
        let page = format!(
            "<p>Stocks.</p>{}<p>x</p>{}<p>Buy the dip in $LUMO.",
            open.repeat(deep),
            close.repeat(deep)
        );
        let run = folder
            .saltgrain_reading(&["scan", "--input", "html", "--format", "json"], page)
            .ends(0, &[]);
        assert_eq!(run.subtypes(), [["C1"]], "{open}");
    }
    assert!(
        started.elapsed() < Duration::from_secs(60),
        "{:?}",
        started.elapsed()
    );
});

cli_test!(a_page_in_its_own_encoding, |folder| {
    folder.write(
        "page.html",
        b"<meta charset=windows-1252><p>Caf\xe9 bonds: buy the dip in $LUMO.",
    );
    let run = folder
        .saltgrain(&["scan", "--format", "json", "page.html"])
        .ends(0, &[]);
    assert_eq!(
        run.lines()[0]["findings"][0]["text"],
        "Café bonds: buy the dip in $LUMO."
    );
    folder.write("bad.html", b"<p>Caf\xe9.");
    let warning = "saltgrain: bad.html: warning: bytes that are not in the page's encoding were read as U+FFFD";
    folder.saltgrain(&["scan", "bad.html"]).ends(0, &[warning]);
});

cli_test!(a_reader_that_stops_ends_it_quietly, |folder| {
    use std::io::Read as _;
    let line = json!({ "id": 1, "text": "Buy the dip in $LUMO." }).to_string() + "\n";
    folder.write("many.jsonl", line.repeat(20_000));
    let mut child = folder
        .command(&jsonl(&["many.jsonl"]), &[])
        .spawn()
        .unwrap();
    let mut start = [0; 16];
    child.stdout.take().unwrap().read_exact(&mut start).unwrap();
    // The pipe is closed here.
    let output = child.wait_with_output().unwrap();
    assert_eq!(String::from_utf8_lossy(&output.stderr), "");
    assert_eq!(output.status.code(), Some(0));
});

cli_test!(a_line_is_answered_before_the_next_comes, |folder| {
    use std::io::{BufRead as _, BufReader};
    let mut child = folder.command(&jsonl(&["-"]), &[]).spawn().unwrap();
    let (mut stdin, stdout) = (child.stdin.take().unwrap(), child.stdout.take().unwrap());
    let mut answers = BufReader::new(stdout).lines();
    for id in 0..3 {
        writeln!(
            stdin,
            "{{\"id\": {id}, \"text\": \"Buy the dip in $LUMO.\"}}"
        )
        .unwrap();
        let answer: Value = serde_json::from_str(&answers.next().unwrap().unwrap()).unwrap();
        assert_eq!(answer["id"], id);
    }
    drop(stdin);
    assert!(child.wait().unwrap().success());
});

cli_test!(explain_shows_families_guards_and_probabilities, |folder| {
    let run = folder
        .saltgrain(&["explain", "NFA, but buy $LUMO now."])
        .ends(0, &[]);
    for part in [
        "about markets: yes",
        "disclaimer",
        "· D1 Not advice · weight 0.",
        "· C1 Buy call · weight 0.",
        "    ✓ ",
        "*buy*",
        "marked",
    ] {
        assert!(run.stdout.contains(part), "{part:?} in:\n{}", run.stdout);
    }
    let strict = folder
        .saltgrain(&[
            "explain",
            "--sensitivity",
            "strict",
            "NFA, but buy $LUMO now.",
        ])
        .ends(0, &[]);
    assert!(
        strict
            .stdout
            .contains("strict marks from the second figure"),
        "{}",
        strict.stdout
    );
    let none = folder
        .saltgrain(&["explain", "The board met on Monday."])
        .ends(0, &[]);
    assert!(none.stdout.contains("no family matches"), "{}", none.stdout);
    let foreign = folder
        .saltgrain(&[
            "explain",
            "比特币的价格今天在市场上继续下跌，投资者都很担心。",
        ])
        .ends(0, &[]);
    foreign.same(
        "standard output",
        &foreign.stdout,
        "not analysed: written in Chinese\n",
    );
    folder.saltgrain(&["explain", ""]).ends(0, &[]);
});

cli_test!(manual_and_completions_come_from_the_options, |folder| {
    let man = folder.saltgrain(&["--generate", "man"]).ends(0, &[]);
    assert!(man.stdout.contains(".TH saltgrain 1"), "{}", man.stdout);
    for what in ["man", "complete-bash", "complete-zsh", "complete-fish"] {
        let run = folder.saltgrain(&["--generate", what]).ends(0, &[]);
        for option in [
            "sensitivity",
            "text-field",
            "format",
            "families-off",
            "phrases",
        ] {
            assert!(
                run.stdout.replace("\\-", "-").contains(option),
                "{what}: no {option}"
            );
        }
    }
});

/// The material beside the checkout, where there is any.
fn shared(path: &str) -> Option<PathBuf> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../shared")
        .join(path);
    if !path.exists() {
        eprintln!("skipped: {} is not there", path.display());
        return None;
    }
    Some(path)
}

cli_test!(the_founding_page_agrees_with_its_labels, |folder| {
    let (Some(page), Some(labels)) = (
        shared("pages/exchange-feed-post.html"),
        shared("pages/exchange-feed-post.labels.tsv"),
    ) else {
        return;
    };
    let run = folder
        .saltgrain(&[
            "scan",
            "--input",
            "html",
            "--format",
            "json",
            page.to_str().unwrap(),
        ])
        .ends(0, &[]);
    let findings = run.lines()[0]["findings"].as_array().unwrap().clone();
    let mut wrong = Vec::new();
    let mut known = Vec::new();
    for row in fs::read_to_string(labels).unwrap().lines().skip(1) {
        let [expected, label, subtype, text] = row.split('\t').collect::<Vec<_>>()[..] else {
            panic!("row {row:?}")
        };
        known.push(text.to_owned());
        let found: Vec<String> = findings
            .iter()
            .filter(|finding| finding["text"] == text)
            .map(|finding| {
                format!(
                    "{} {}",
                    finding["label"].as_str().unwrap(),
                    finding["subtype"].as_str().unwrap()
                )
            })
            .collect();
        let agrees = match expected {
            "must" => found == [format!("{label} {subtype}")],
            "may" => found.is_empty() || found.iter().all(|found| found.starts_with(label)),
            _ => found.is_empty(),
        };
        if !agrees {
            wrong.push(format!(
                "{expected} {label} {subtype}, found {found:?}: {text}"
            ));
        }
    }
    for finding in &findings {
        let text = finding["text"].as_str().unwrap();
        if !known.iter().any(|known| known == text) {
            wrong.push(format!("not a sentence of the labels: {text}"));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} disagree:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
});

cli_test!(every_real_page_is_read, |folder| {
    let Some(pages) = shared("pages") else { return };
    let mut read = 0;
    for entry in fs::read_dir(pages).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "html") {
            continue;
        }
        let output = folder
            .command(&["scan", "--format", "json", path.to_str().unwrap()], &[])
            .output()
            .unwrap();
        assert_eq!(
            output.status.code(),
            Some(0),
            "{}: {}",
            path.display(),
            String::from_utf8_lossy(&output.stderr)
        );
        let object: Value = serde_json::from_slice(&output.stdout).unwrap();
        let summary = &object["summary"];
        assert!(
            summary["sentences"].as_u64().unwrap() > 0
                || summary["unread"]
                    .as_array()
                    .is_some_and(|all| !all.is_empty()),
            "{}",
            path.display()
        );
        for finding in object["findings"].as_array().unwrap() {
            let text = finding["text"].as_str().unwrap();
            assert_eq!(text.trim(), text, "{}", path.display());
            let length =
                finding["sentence"][1].as_u64().unwrap() - finding["sentence"][0].as_u64().unwrap();
            assert_eq!(length as usize, text.len(), "{}: {text}", path.display());
        }
        read += 1;
    }
    assert!(read > 0, "no page in the folder");
});
