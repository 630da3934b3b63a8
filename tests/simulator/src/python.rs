//! JSON and values the way Python writes and refuses them: the provider is a Python program, and its notations are on the wire.

use serde::Serialize;
use serde_json::Value;
use serde_json::ser::{Formatter, Serializer};
use std::io;

/// `json.dumps`: a space after each comma and colon, everything beyond ASCII escaped.
pub(crate) fn dumps<T: Serialize>(value: &T) -> Vec<u8> {
    let mut out = Vec::with_capacity(256);
    dump_into(&mut out, value);
    out
}

/// [`dumps`] at the end of `out`.
pub(crate) fn dump_into<T: Serialize>(out: &mut Vec<u8>, value: &T) {
    // Writing a JSON value to memory cannot fail.
    let _ = value.serialize(&mut Serializer::with_formatter(out, PythonFormatter));
}

struct PythonFormatter;

impl Formatter for PythonFormatter {
    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }

    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        if fragment.bytes().all(|byte| byte < 0x7f) {
            return writer.write_all(fragment.as_bytes());
        }
        let mut units = [0; 2];
        for character in fragment.chars() {
            if character < '\x7f' {
                writer.write_all(&[character as u8])?;
            } else {
                for unit in character.encode_utf16(&mut units) {
                    write!(writer, "\\u{unit:04x}")?;
                }
            }
        }
        Ok(())
    }
}

/// Whether Python takes the value for true.
pub(crate) fn truthy(value: Option<&Value>) -> bool {
    match value {
        None | Some(Value::Null) => false,
        Some(Value::Bool(value)) => *value,
        Some(Value::Number(value)) => value.as_f64() != Some(0.0),
        Some(Value::String(value)) => !value.is_empty(),
        Some(Value::Array(value)) => !value.is_empty(),
        Some(Value::Object(value)) => !value.is_empty(),
    }
}

/// The name of the value's type.
pub(crate) fn type_name(value: &Value) -> &'static str {
    match value {
        Value::Null => "NoneType",
        Value::Bool(_) => "bool",
        Value::Number(number) if number.is_f64() => "float",
        Value::Number(_) => "int",
        Value::String(_) => "str",
        Value::Array(_) => "list",
        Value::Object(_) => "dict",
    }
}

/// `str(value)`.
pub(crate) fn text(value: &Value) -> String {
    match value {
        Value::Null => "None".to_owned(),
        Value::Bool(true) => "True".to_owned(),
        Value::Bool(false) => "False".to_owned(),
        Value::String(value) => value.clone(),
        other => String::from_utf8_lossy(&dumps(other)).replace('"', "'"),
    }
}

/// What `json.loads` says about a text that is not JSON, or `None` if it takes the text.
pub(crate) fn loads_error(text: &str) -> Option<String> {
    let mut reader = Reader { text: text.chars().collect(), at: 0 };
    reader.document().err().map(|(message, at)| {
        let before = reader.text.get(..at).unwrap_or(&reader.text);
        let line = before.iter().filter(|&&character| character == '\n').count() + 1;
        let column = before.iter().rev().take_while(|&&character| character != '\n').count() + 1;
        format!("{message}: line {line} column {column} (char {at})")
    })
}

type Scan = Result<(), (&'static str, usize)>;

struct Reader {
    text: Vec<char>,
    at: usize,
}

impl Reader {
    fn peek(&self) -> Option<char> {
        self.text.get(self.at).copied()
    }

    fn space(&mut self) {
        while matches!(self.peek(), Some(' ' | '\t' | '\n' | '\r')) {
            self.at += 1;
        }
    }

    fn document(&mut self) -> Scan {
        self.space();
        self.value()?;
        self.space();
        if self.at < self.text.len() { Err(("Extra data", self.at)) } else { Ok(()) }
    }

    fn value(&mut self) -> Scan {
        match self.peek() {
            Some('"') => self.string(),
            Some('{') => self.object(),
            Some('[') => self.array(),
            Some('-' | '0'..='9') => self.number(),
            _ => match ["null", "true", "false", "NaN", "Infinity"].iter().find(|word| self.starts_with(word)) {
                Some(word) => {
                    self.at += word.len();
                    Ok(())
                }
                None => Err(("Expecting value", self.at)),
            },
        }
    }

    fn starts_with(&self, word: &str) -> bool {
        word.chars().enumerate().all(|(index, character)| self.text.get(self.at + index) == Some(&character))
    }

    fn object(&mut self) -> Scan {
        self.at += 1;
        self.space();
        if self.peek() == Some('}') {
            self.at += 1;
            return Ok(());
        }
        loop {
            if self.peek() != Some('"') {
                return Err(("Expecting property name enclosed in double quotes", self.at));
            }
            self.string()?;
            self.space();
            if self.peek() != Some(':') {
                return Err(("Expecting ':' delimiter", self.at));
            }
            self.at += 1;
            self.space();
            self.value()?;
            if self.end_of_member('}')? {
                return Ok(());
            }
        }
    }

    fn array(&mut self) -> Scan {
        self.at += 1;
        self.space();
        if self.peek() == Some(']') {
            self.at += 1;
            return Ok(());
        }
        loop {
            self.value()?;
            if self.end_of_member(']')? {
                return Ok(());
            }
        }
    }

    fn end_of_member(&mut self, close: char) -> Result<bool, (&'static str, usize)> {
        self.space();
        let ends = match self.peek() {
            Some(character) if character == close => true,
            Some(',') => false,
            _ => return Err(("Expecting ',' delimiter", self.at)),
        };
        self.at += 1;
        if !ends {
            self.space();
        }
        Ok(ends)
    }

    fn number(&mut self) -> Scan {
        let start = self.at;
        if self.peek() == Some('-') {
            self.at += 1;
        }
        if self.starts_with("Infinity") {
            self.at += "Infinity".len();
            return Ok(());
        }
        if !self.peek().is_some_and(|character| character.is_ascii_digit()) {
            return Err(("Expecting value", start));
        }
        while matches!(self.peek(), Some('0'..='9' | '.' | 'e' | 'E' | '+' | '-')) {
            self.at += 1;
        }
        Ok(())
    }

    fn string(&mut self) -> Scan {
        let start = self.at;
        self.at += 1;
        loop {
            match self.peek() {
                None => return Err(("Unterminated string starting at", start)),
                Some('"') => {
                    self.at += 1;
                    return Ok(());
                }
                Some('\\') => match self.text.get(self.at + 1) {
                    None => return Err(("Unterminated string starting at", start)),
                    Some('"' | '\\' | '/' | 'b' | 'f' | 'n' | 'r' | 't' | 'u') => self.at += 2,
                    Some(_) => return Err(("Invalid \\escape: ", self.at)),
                },
                Some(character) if character < ' ' => return Err(("Invalid control character at", self.at)),
                Some(_) => self.at += 1,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn dumps_as_python_does() {
        let value = json!({"a": [1, null, true], "é": "\u{2603}\u{1f600}\n\"\u{7f}"});
        let text = r#"{"a": [1, null, true], "\u00e9": "\u2603\ud83d\ude00\n\"\u007f"}"#;
        assert_eq!(String::from_utf8_lossy(&dumps(&value)), text);
    }

    #[test]
    fn refuses_as_python_does() {
        for (text, message) in [
            ("{not json", "Expecting property name enclosed in double quotes: line 1 column 2 (char 1)"),
            ("{\"network\": {\"name\": ", "Expecting value: line 1 column 22 (char 21)"),
            ("", "Expecting value: line 1 column 1 (char 0)"),
            ("{\"a\"\n 1}", "Expecting ':' delimiter: line 2 column 2 (char 6)"),
            ("[1 2]", "Expecting ',' delimiter: line 1 column 4 (char 3)"),
            ("{} x", "Extra data: line 1 column 4 (char 3)"),
            ("\"abc", "Unterminated string starting at: line 1 column 1 (char 0)"),
        ] {
            assert_eq!(loads_error(text).as_deref(), Some(message), "{text}");
        }
        assert_eq!(loads_error("{\"a\": [1, -2.5e3, \"\\u00e9\", null]}"), None);
    }
}
