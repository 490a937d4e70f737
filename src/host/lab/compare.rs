//! Our answers against those of real resolvers: what has to be the same.
//!
//! Where they agree, the code, the records without TTL and AD are the same as ours, and so is the path where they agree
//! on that; where they disagree, ours is as that of one of them at least. To say SERVFAIL and to say nothing are both to
//! fail. An extended error that two of them send, ours sends too.

use std::collections::BTreeSet;

use serde_json::Value;

/// What counts of a reply.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// SERVFAIL, or silence.
    Fails,
    /// The code, the records (owner, type, data), and whether AD is set.
    Says(String, BTreeSet<(String, String, String)>, bool),
}

/// How our answer to one question stands to theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Comparison {
    /// What is not as it has to be; nothing where all is well.
    pub wrong: Vec<String>,
    /// Those whose outcome is ours.
    pub like: Vec<String>,
    /// Whether all of theirs are the same.
    pub agreed: bool,
}

/// The outcome in one of the lab's observations, or in one of ours as JSON.
pub fn outcome(observation: &Value) -> Outcome {
    let rcode = text(observation.get("rcode"));
    if rcode == "SERVFAIL" || rcode == "TIMEOUT" {
        return Outcome::Fails;
    }
    // The lab does not write signatures down.
    let records = list(observation.get("answer")).filter(|r| text(r.get(2)) != "RRSIG");
    let record = |r: &Value| {
        (
            text(r.get(0)).to_lowercase(),
            text(r.get(2)),
            text(r.get(3)),
        )
    };
    let authentic = list(observation.get("flags")).any(|flag| flag == "AD");
    Outcome::Says(rcode, records.map(record).collect(), authentic)
}

/// Compares our observation of a question with those of the real resolvers, each with its name.
pub fn compare(question: &str, theirs: &[(&str, &Value)], ours: &Value) -> Comparison {
    let mut wrong = Vec::new();
    let our_outcome = outcome(ours);
    let outcomes: BTreeSet<Outcome> = theirs.iter().map(|(_, t)| outcome(t)).collect();
    let like: Vec<String> = theirs
        .iter()
        .filter(|(_, t)| outcome(t) == our_outcome)
        .map(|(name, _)| (*name).to_owned())
        .collect();
    if like.is_empty() {
        wrong.push(format!(
            "{question}: ours {our_outcome:?}, theirs {outcomes:?}"
        ));
    }
    // Where they disagree, what they had learnt before differs, and so do their paths.
    let mut paths = theirs.iter().map(|(_, t)| t.get("path"));
    if let (1, Some(path)) = (outcomes.len(), paths.next())
        && paths.all(|other| other == path)
        && path != ours.get("path")
    {
        let shown = |path: Option<&Value>| path.map(Value::to_string).unwrap_or_default();
        wrong.push(format!(
            "{question}: our path {}, theirs {}",
            shown(ours.get("path")),
            shown(path)
        ));
    }
    // Where at least two send the same extended error, so do we.
    let all: BTreeSet<u64> = theirs.iter().flat_map(|(_, t)| codes(t)).collect();
    for code in all {
        let count = theirs
            .iter()
            .filter(|(_, t)| codes(t).contains(&code))
            .count();
        if count >= 2 && !codes(ours).contains(&code) {
            wrong.push(format!(
                "{question}: no extended error {code}, which {count} of them send"
            ));
        }
    }
    Comparison {
        wrong,
        like,
        agreed: outcomes.len() == 1,
    }
}

/// The codes of the extended errors in an observation.
fn codes(observation: &Value) -> BTreeSet<u64> {
    list(observation.get("ede"))
        .filter_map(|e| e.get("code")?.as_u64())
        .collect()
}

fn list(value: Option<&Value>) -> impl Iterator<Item = &Value> {
    value.and_then(Value::as_array).into_iter().flatten()
}

fn text(value: Option<&Value>) -> String {
    value.and_then(Value::as_str).unwrap_or_default().to_owned()
}
