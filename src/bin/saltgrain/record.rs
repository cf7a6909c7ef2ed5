//! Reads one line of JSON: an object with a name, a text, and perhaps a role and a title.

use std::fmt;

use saltgrain::Role;
use serde::de::{self, DeserializeSeed, Deserializer as _, IgnoredAny, MapAccess, Visitor};
use serde_json::value::RawValue;

/// A record to judge.
#[derive(Debug)]
pub struct Record {
    /// Its name, exactly as written: a number keeps all its digits.
    pub id: Box<RawValue>,
    /// The text that offsets are bytes of. A lone surrogate, which no UTF-8 can hold, is U+FFFD here; that is as long as
    /// the surrogate is where encoders let it through.
    pub text: String,
    pub role: Role,
    pub title: String,
}

/// The names of the fields that are read.
#[derive(Clone, Copy, Debug)]
pub struct Fields<'a> {
    pub id: &'a str,
    pub text: &'a str,
}

impl Fields<'_> {
    /// Reads a line. The error is a message for the reader, without the line's number.
    pub fn read(self, line: &[u8]) -> Result<Record, String> {
        let line = std::str::from_utf8(line)
            .map_err(|error| format!("not UTF-8 at byte {}", error.valid_up_to()))?;
        let mut deserializer = serde_json::Deserializer::from_str(line);
        let record = self.deserialize(&mut deserializer).map_err(message)?;
        deserializer.end().map_err(message)?;
        Ok(record)
    }
}

/// What is wrong with a line, with the column only where the JSON itself is at fault: here there is one line, and whoever
/// misses a field knows it by its name.
fn message(error: serde_json::Error) -> String {
    let text = error.to_string();
    let (what, column) = text
        .rsplit_once(" at line 1 column ")
        .unwrap_or((&text, "0"));
    if error.is_data() {
        what.to_owned()
    } else {
        format!("not JSON: {what} at column {column}")
    }
}

impl<'de> DeserializeSeed<'de> for Fields<'_> {
    type Value = Record;

    fn deserialize<D: de::Deserializer<'de>>(self, deserializer: D) -> Result<Record, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Fields<'_> {
    type Value = Record;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        write!(
            f,
            "an object with the fields {:?} and {:?}",
            self.id, self.text
        )
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Record, A::Error> {
        let (mut id, mut text, mut role, mut title) = (None, None, None, None);
        while let Some(key) = map.next_key::<String>()? {
            // The four names may coincide, as with `--id-field text`, so the value is kept as written.
            if key != self.id && key != self.text && key != "role" && key != "title" {
                map.next_value::<IgnoredAny>()?;
                continue;
            }
            let value = map.next_value::<Box<RawValue>>()?;
            if key == self.text {
                let value = string(&value).map_err(|_| unexpected(&key, "a string"))?;
                text = Some(value.ok_or_else(|| unexpected(&key, "a string"))?);
            } else if key == "role" {
                let name = string(&value).map_err(|_| unexpected(&key, "a string"))?;
                role = name
                    .map(|name| name.parse::<Role>())
                    .transpose()
                    .map_err(de::Error::custom)?;
            } else if key == "title" {
                title = string(&value).map_err(|_| unexpected(&key, "a string"))?;
            }
            if key == self.id {
                id = Some(value);
            }
        }
        Ok(Record {
            id: id.ok_or_else(|| missing(self.id, "--id-field"))?,
            text: text.ok_or_else(|| missing(self.text, "--text-field"))?,
            role: role.unwrap_or_default(),
            title: title.unwrap_or_default(),
        })
    }
}

fn missing<E: de::Error>(field: &str, option: &str) -> E {
    E::custom(format_args!("no field {field:?} ({option} names another)"))
}

fn unexpected<E: de::Error>(field: &str, wanted: &str) -> E {
    E::custom(format_args!("field {field:?} is not {wanted}"))
}

/// A JSON string, or nothing for `null`.
fn string(value: &RawValue) -> Result<Option<String>, serde_json::Error> {
    struct Bytes;
    impl Visitor<'_> for Bytes {
        type Value = Vec<u8>;
        fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
            f.write_str("a string")
        }
        fn visit_bytes<E: de::Error>(self, bytes: &[u8]) -> Result<Vec<u8>, E> {
            Ok(bytes.to_vec())
        }
    }
    if value.get() == "null" {
        return Ok(None);
    }
    // Read as bytes a lone surrogate passes, as three bytes; read as a string it is an error.
    let mut bytes = serde_json::Deserializer::from_str(value.get()).deserialize_bytes(Bytes)?;
    let mut at = 0;
    while let Err(error) = std::str::from_utf8(&bytes[at..]) {
        at += error.valid_up_to();
        let end = (at + '\u{FFFD}'.len_utf8()).min(bytes.len());
        bytes.splice(at..end, "\u{FFFD}".bytes());
        at += '\u{FFFD}'.len_utf8();
    }
    Ok(Some(String::from_utf8_lossy(&bytes).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;

    const FIELDS: Fields = Fields {
        id: "id",
        text: "text",
    };

    fn read(line: &str) -> Result<Record, String> {
        FIELDS.read(line.as_bytes())
    }

    #[test]
    fn keeps_the_name_as_written() {
        let record =
            read(r#"{"text": "a", "id": 123456789012345678901234567890.10, "extra": [[1]]}"#)
                .unwrap();
        assert_eq!(record.id.get(), "123456789012345678901234567890.10");
        assert_eq!((record.role, record.title.as_str()), (Role::Body, ""));
    }

    #[test]
    fn context_is_read_and_null_is_none() {
        let record = read(r#"{"id": null, "text": "a", "role": "heading", "title": "T"}"#).unwrap();
        assert_eq!(
            (record.role, record.title.as_str(), record.id.get()),
            (Role::Heading, "T", "null")
        );
        let record = read(r#"{"id": 1, "text": "a", "role": null, "title": null}"#).unwrap();
        assert_eq!((record.role, record.title.as_str()), (Role::Body, ""));
    }

    #[test]
    fn one_field_may_be_name_and_text() {
        let record = Fields { id: "t", text: "t" }
            .read(br#"{"t": "same"}"#)
            .unwrap();
        assert_eq!(
            (record.id.get(), record.text.as_str()),
            ("\"same\"", "same")
        );
    }

    #[test]
    fn lone_surrogates_keep_the_length() {
        let record = read(r#"{"id": 1, "text": "a\ud83db \ud83d\ude00 \udc00\ud800"}"#).unwrap();
        assert_eq!(record.text, "a\u{FFFD}b \u{1F600} \u{FFFD}\u{FFFD}");
    }

    #[test]
    fn says_what_is_wrong() {
        for (line, expected) in [
            ("", "not JSON: EOF while parsing a value at column 0"),
            ("[1]", "expected an object"),
            (
                r#"{"id": 1}"#,
                "no field \"text\" (--text-field names another)",
            ),
            (
                r#"{"text": "a"}"#,
                "no field \"id\" (--id-field names another)",
            ),
            (r#"{"id": 1, "text": 7}"#, "field \"text\" is not a string"),
            (
                r#"{"id": 1, "text": null}"#,
                "field \"text\" is not a string",
            ),
            (
                r#"{"id": 1, "text": "a", "role": "footer"}"#,
                "unknown role \"footer\"",
            ),
            (
                r#"{"id": 1, "text": "a"} x"#,
                "not JSON: trailing characters at column 24",
            ),
        ] {
            let error = read(line).unwrap_err();
            assert!(error.contains(expected), "{line}: {error}");
        }
        assert_eq!(
            FIELDS.read(b"{\"id\": \xff}").unwrap_err(),
            "not UTF-8 at byte 7"
        );
    }

    #[test]
    fn deep_nesting_elsewhere_is_no_matter() {
        let deep = format!(
            r#"{{"deep": {}{}, "id": 1, "text": "a"}}"#,
            "[".repeat(100_000),
            "]".repeat(100_000)
        );
        assert_eq!(read(&deep).unwrap().text, "a");
    }
}
