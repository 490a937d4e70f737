//! Whether an answer is as a scenario file expects it.

use std::collections::BTreeSet;

use super::scenario::Entry;
use crate::dns::{Message, Record, rdata};

/// What differs between the answer and what was expected.
///
/// # Errors
/// The first difference, in words.
pub fn mismatch(expected: &Entry, answer: &Message) -> Result<(), String> {
    let wanted = expected.message();
    let has = |what: &str| expected.matches.iter().any(|word| word == what);
    let all = has("all") || expected.matches.is_empty();
    let same = |what: &str, theirs: String, ours: String| {
        if theirs == ours {
            Ok(())
        } else {
            Err(format!("{what}: expected {theirs}, got {ours}"))
        }
    };
    if (all || has("question") || has("qname")) && expected.question.is_some() {
        same(
            "name",
            wanted.name.to_string().to_lowercase(),
            answer.name.to_string().to_lowercase(),
        )?;
    }
    if all || has("rcode") {
        same(
            "code",
            wanted.head.rcode.to_string(),
            answer.head.rcode.to_string(),
        )?;
    }
    if all || has("flags") {
        same("flags", flags(&wanted), flags(answer))?;
    }
    if all || has("answer") {
        let with_ttl = has("ttl");
        same(
            "answer",
            set(&wanted.answer, with_ttl),
            set(&answer.answer, with_ttl),
        )?;
    }
    if let Some(code) = expected
        .matches
        .iter()
        .find_map(|word| word.strip_prefix("ede="))
    {
        let errors = answer.edns.iter().flat_map(|edns| &edns.errors);
        let codes: Vec<String> = errors.map(|(code, _)| code.to_string()).collect();
        if !codes.iter().any(|ours| ours == code || code == "any") {
            return Err(format!("extended error: expected {code}, got {codes:?}"));
        }
    }
    Ok(())
}

fn flags(message: &Message) -> String {
    let head = &message.head;
    let flags = [
        (head.reply, "QR"),
        (head.authoritative, "AA"),
        (head.truncated, "TC"),
        (head.recursion_desired, "RD"),
        (head.recursion_available, "RA"),
        (head.authentic, "AD"),
        (head.checking_disabled, "CD"),
    ];
    let set: Vec<&str> = flags
        .iter()
        .filter(|(on, _)| *on)
        .map(|(_, name)| *name)
        .collect();
    set.join(" ")
}

/// Records as a set, in words.
fn set(records: &[Record], with_ttl: bool) -> String {
    let line = |r: &Record| {
        let ttl = if with_ttl {
            format!("{} ", r.ttl)
        } else {
            String::new()
        };
        let (name, data) = (
            r.name.to_string().to_lowercase(),
            rdata::present(r.rtype, &r.rdata),
        );
        format!("{name} {ttl}{} {}", r.rtype, data.to_lowercase())
    };
    let lines: BTreeSet<String> = records.iter().map(line).collect();
    format!("[{}]", lines.into_iter().collect::<Vec<_>>().join("; "))
}
