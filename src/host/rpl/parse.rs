//! The grammar of scenario files: lines, ranges of steps with entries, steps.

use std::net::IpAddr;

use super::scenario::{Action, Entry, File, Range, Step};
use crate::dns::{Name, Record, Rtype, zonefile};

/// A line that is not understood.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseError {
    /// The line, counted from 1.
    pub line: usize,
    /// What is wrong with it, and what was expected.
    pub message: String,
}

/// Reads a scenario file.
///
/// # Errors
/// For the first line that is not understood.
pub fn parse(text: &str) -> Result<File, ParseError> {
    let lines = text.lines().enumerate().collect();
    let mut reader = Reader {
        lines,
        next: 0,
        line: "",
        origin: Name::root(),
        ttl: 3600,
    };
    reader.lines.reverse();
    reader.file()
}

/// Goes through the lines.
struct Reader<'t> {
    /// Those that are left, the next one last.
    lines: Vec<(usize, &'t str)>,
    /// The number of the line just read.
    next: usize,
    /// That line, without its comment.
    line: &'t str,
    origin: Name,
    ttl: u32,
}

impl Reader<'_> {
    /// The words of the next line that holds any.
    fn words(&mut self) -> Option<Vec<String>> {
        loop {
            let (number, line) = self.lines.pop()?;
            self.next = number + 1;
            let line = uncommented(line);
            self.line = line;
            if !line.is_empty() {
                return Some(line.split_whitespace().map(str::to_owned).collect());
            }
        }
    }

    fn wrong(&self, message: impl Into<String>) -> ParseError {
        ParseError {
            line: self.next,
            message: message.into(),
        }
    }

    fn file(mut self) -> Result<File, ParseError> {
        let mut file = File::default();
        loop {
            let Some((number, line)) = self.lines.pop() else {
                return Err(self.wrong("the file ended, expected CONFIG_END"));
            };
            self.next = number + 1;
            if line.trim() == "CONFIG_END" {
                break;
            }
            file.config.push(line.to_owned());
        }
        while let Some(words) = self.words() {
            let argument = words.get(1).map(String::as_str).unwrap_or_default();
            match words.first().map(String::as_str).unwrap_or_default() {
                "SCENARIO_BEGIN" => {}
                "SCENARIO_END" => return Ok(file),
                "RANGE_BEGIN" => {
                    let range = self.range(&words)?;
                    file.ranges.push(range);
                }
                "STEP" => {
                    let step = self.step(&words)?;
                    file.steps.push(step);
                }
                "$ORIGIN" => self.origin = self.name(argument)?,
                "$TTL" => self.ttl = self.number(argument)?,
                other => {
                    return Err(self.wrong(format!(
                        "`{other}`, expected RANGE_BEGIN, STEP, $ORIGIN, $TTL or SCENARIO_END"
                    )));
                }
            }
        }
        Err(self.wrong("the file ended, expected SCENARIO_END"))
    }

    fn range(&mut self, words: &[String]) -> Result<Range, ParseError> {
        let [_, from, to, rest @ ..] = words else {
            return Err(self.wrong("expected RANGE_BEGIN FROM TO"));
        };
        let mut range = Range {
            from: self.number(from)?,
            to: self.number(to)?,
            ..Range::default()
        };
        if let Some(address) = rest.first() {
            range.addresses.push(self.address(address)?);
        }
        loop {
            let Some(words) = self.words() else {
                return Err(self.wrong("the file ended, expected RANGE_END"));
            };
            match words.first().map(String::as_str).unwrap_or_default() {
                "RANGE_END" => return Ok(range),
                "ADDRESS" => {
                    let address =
                        self.address(words.get(1).map(String::as_str).unwrap_or_default())?;
                    range.addresses.push(address);
                }
                "ENTRY_BEGIN" => {
                    let entry = self.entry()?;
                    range.entries.push(entry);
                }
                other => {
                    return Err(self.wrong(format!(
                        "`{other}`, expected ADDRESS, ENTRY_BEGIN or RANGE_END"
                    )));
                }
            }
        }
    }

    fn step(&mut self, words: &[String]) -> Result<Step, ParseError> {
        let [_, id, kind, rest @ ..] = words else {
            return Err(self.wrong("expected STEP NUMBER KIND"));
        };
        let id = self.number(id)?;
        let action = match kind.as_str() {
            "QUERY" => Action::Query(self.step_entry()?),
            "REPLY" => Action::Query(Entry {
                once: true,
                ..self.step_entry()?
            }),
            "CHECK_ANSWER" => Action::Check(self.step_entry()?),
            "CHECK_OUT_QUERY" => {
                self.step_entry()?;
                Action::Ignored
            }
            // What is not answered at all times out by itself.
            "NOTHING" | "TRAFFIC" | "TIMEOUT" | "ERROR" => Action::Ignored,
            "TIME_PASSES" => match rest {
                [word, seconds] if word == "ELAPSE" => {
                    // A fraction, where there is one, is of no consequence.
                    Action::Pass(i64::from(
                        self.number(seconds.split('.').next().unwrap_or_default())?,
                    ))
                }
                _ => Action::Unsupported(format!("TIME_PASSES {}", rest.join(" "))),
            },
            other => {
                self.skip_step();
                Action::Unsupported(format!("STEP {other}"))
            }
        };
        Ok(Step { id, action })
    }

    /// Leaves out the lines of a step that is not understood.
    fn skip_step(&mut self) {
        let goes_on = |line: &str| !line.starts_with("STEP") && !line.starts_with("SCENARIO_END");
        while self
            .lines
            .last()
            .is_some_and(|(_, line)| goes_on(line.trim_start()))
        {
            self.lines.pop();
        }
    }

    fn step_entry(&mut self) -> Result<Entry, ParseError> {
        loop {
            let words = self
                .words()
                .ok_or_else(|| self.wrong("the file ended, expected ENTRY_BEGIN"))?;
            match words.first().map(String::as_str).unwrap_or_default() {
                "ENTRY_BEGIN" => return self.entry(),
                "ADDRESS" => {}
                other => return Err(self.wrong(format!("`{other}`, expected ENTRY_BEGIN"))),
            }
        }
    }

    fn entry(&mut self) -> Result<Entry, ParseError> {
        let mut entry = Entry::default();
        // None: no section; 0: the question; 1 to 3: the sections of records.
        let mut section: Option<usize> = None;
        loop {
            let Some(words) = self.words() else {
                return Err(self.wrong("the file ended, expected ENTRY_END"));
            };
            let rest = words.get(1..).unwrap_or_default();
            match words.first().map(String::as_str).unwrap_or_default() {
                "ENTRY_END" => return Ok(entry),
                "MATCH" => entry.matches.extend_from_slice(rest),
                "ADJUST" => entry.adjust.extend_from_slice(rest),
                "REPLY" | "FLAGS" => entry.reply.extend_from_slice(rest),
                "SECTION" => {
                    let sections = ["QUESTION", "ANSWER", "AUTHORITY", "ADDITIONAL"];
                    let named = rest
                        .first()
                        .and_then(|word| sections.iter().position(|s| s == word));
                    section = Some(named.ok_or_else(|| {
                        self.wrong("expected SECTION QUESTION, ANSWER, AUTHORITY or ADDITIONAL")
                    })?);
                }
                "HEX_ANSWER_BEGIN" => entry.raw = Some(self.hex("HEX_ANSWER_END")),
                "HEX_EDNSDATA_BEGIN" => drop(self.hex("HEX_EDNSDATA_END")),
                "RAW" => {
                    let line = self.words().unwrap_or_default().concat();
                    entry.raw = Some(octets(&line));
                }
                "EXTRA_PACKET" | "MANDATORY" | "TSIG" => {}
                _ => match section {
                    Some(0) => entry.question = Some(self.question(&words)?),
                    Some(number) => {
                        let record = self.record()?;
                        if let Some(list) = entry.sections.get_mut(number - 1) {
                            list.push(record);
                        }
                    }
                    None => {
                        return Err(
                            self.wrong("expected MATCH, ADJUST, REPLY, SECTION or ENTRY_END")
                        );
                    }
                },
            }
        }
    }

    fn hex(&mut self, end: &str) -> Vec<u8> {
        let mut digits = String::new();
        while let Some(words) = self.words() {
            if words.first().is_some_and(|word| word == end) {
                break;
            }
            digits += &words.concat();
        }
        octets(&digits)
    }

    fn question(&self, words: &[String]) -> Result<(Name, Rtype), ParseError> {
        let (Some(name), Some(rtype)) = (words.first(), words.last()) else {
            return Err(self.wrong("expected NAME [CLASS] TYPE"));
        };
        let rtype = rtype
            .parse()
            .map_err(|_| self.wrong(format!("`{rtype}`, expected a record type")))?;
        Ok((self.name(name)?, rtype))
    }

    /// The record on the line just read.
    fn record(&self) -> Result<Record, ParseError> {
        let line = self.line.trim_start();
        let text = format!("$TTL {}\n{line}\n", self.ttl);
        zonefile::record(&text, &self.origin).map_err(|e| self.wrong(e.what.to_string()))
    }

    fn name(&self, text: &str) -> Result<Name, ParseError> {
        let joined = if text == "@" {
            self.origin.to_string()
        } else if text.ends_with('.') {
            text.to_owned()
        } else {
            format!("{text}.{}", self.origin)
        };
        let joined = joined.replace("..", ".");
        joined
            .parse()
            .map_err(|e| self.wrong(format!("`{text}`: {e}")))
    }

    fn number(&self, text: &str) -> Result<u32, ParseError> {
        text.parse()
            .map_err(|_| self.wrong(format!("`{text}`, expected a number")))
    }

    fn address(&self, text: &str) -> Result<IpAddr, ParseError> {
        let text = text.split('@').next().unwrap_or_default();
        text.parse()
            .map_err(|_| self.wrong(format!("`{text}`, expected an address")))
    }
}

/// A line without its comment and its leading blanks.
fn uncommented(line: &str) -> &str {
    let line = line.trim();
    if line.starts_with('#') {
        return "";
    }
    let mut quoted = false;
    let end = line.char_indices().find(|(_, character)| {
        quoted ^= *character == '"';
        *character == ';' && !quoted
    });
    end.map_or(line, |(place, _)| line.get(..place).unwrap_or(line))
        .trim()
}

/// Octets written as hexadecimal digits; what is no digit is left out.
fn octets(digits: &str) -> Vec<u8> {
    let values: Vec<u32> = digits.chars().filter_map(|c| c.to_digit(16)).collect();
    let pairs = values.chunks_exact(2).filter_map(|pair| match pair {
        [high, low] => u8::try_from(high * 16 + low).ok(),
        _ => None,
    });
    pairs.collect()
}
