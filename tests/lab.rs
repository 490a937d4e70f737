//! Our resolver against Unbound, BIND, Knot Resolver and PowerDNS Recursor, on the lab's scenarios.
//!
//! The lab's results are not part of this repository: where the folder is absent the test says so and passes.
#![cfg(feature = "host")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on should panic"
)]

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use serde_json::Value;
use where_it_broke::host::lab;

/// What counts of a reply: whether it fails, and else the code, the records without TTL, and AD.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Outcome {
    Fails,
    Says(String, BTreeSet<(String, String, String)>, bool),
}

fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("WIB_ORACLE")
        .map_or_else(|| PathBuf::from("../shared/oracle"), PathBuf::from);
    folder.join("results.json").exists().then_some(folder)
}

/// The outcome in one of the lab's, or one of our, observations.
fn outcome(observation: &Value) -> Outcome {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let rcode = text(&observation["rcode"]);
    if rcode == "SERVFAIL" || rcode == "TIMEOUT" {
        return Outcome::Fails;
    }
    let records = observation["answer"]
        .as_array()
        .cloned()
        .unwrap_or_default();
    // The lab does not write signatures down.
    let records: Vec<Value> = records.into_iter().filter(|r| r[2] != "RRSIG").collect();
    let record = |r: &Value| (text(&r[0]).to_lowercase(), text(&r[2]), text(&r[3]));
    let authentic = observation["flags"]
        .as_array()
        .is_some_and(|flags| flags.contains(&Value::from("AD")));
    Outcome::Says(rcode, records.iter().map(record).collect(), authentic)
}

#[test]
fn agrees_with_the_real_resolvers_where_they_agree_and_with_one_where_they_do_not() {
    let Some(folder) = folder() else {
        eprintln!(
            "skipped: there is no ../shared/oracle/results.json (WIB_ORACLE names another folder)"
        );
        return;
    };
    let text = std::fs::read_to_string(folder.join("results.json")).unwrap();
    let results: Value = serde_json::from_str(&text).unwrap();
    let mut wrong: Vec<String> = Vec::new();
    let mut asked = 0;
    for (id, scenario) in results["scenarios"].as_object().unwrap() {
        let ours = serde_json::to_value(lab::run_one(&folder.join("scenarios").join(id)).unwrap())
            .unwrap();
        for (number, ours) in ours["steps"].as_array().unwrap().iter().enumerate() {
            asked += 1;
            let question = format!("{id}: {} (step {})", ours["ask"], ours["step"]);
            wrong.extend(compare(&question, scenario, number, ours));
        }
    }
    eprintln!(
        "{asked} questions, {} not as the real resolvers",
        wrong.len()
    );
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What is wrong with our observation of one question.
fn compare(question: &str, scenario: &Value, number: usize, ours: &Value) -> Vec<String> {
    let theirs: Vec<(&String, &Value)> = scenario["resolvers"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, list)| (name, &list[number]))
        .collect();
    let mut wrong = Vec::new();
    let our_outcome = outcome(ours);
    let outcomes: BTreeSet<Outcome> = theirs.iter().map(|(_, theirs)| outcome(theirs)).collect();
    let like: Vec<&str> = theirs
        .iter()
        .filter(|(_, t)| outcome(t) == our_outcome)
        .map(|(name, _)| name.as_str())
        .collect();
    if like.is_empty() {
        wrong.push(format!(
            "{question}: ours {our_outcome:?}, theirs {outcomes:?}"
        ));
    } else if outcomes.len() > 1 {
        eprintln!("{question}: they disagree; ours is as {}", like.join(", "));
    }
    // Where they disagree, what they had learnt before differs, and so do their paths.
    let paths: Vec<&Value> = theirs.iter().map(|(_, t)| &t["path"]).collect();
    if let (1, Some(path)) = (outcomes.len(), paths.first())
        && paths.iter().all(|other| other == path)
        && **path != ours["path"]
    {
        wrong.push(format!(
            "{question}: our path {}, theirs {path}",
            ours["path"]
        ));
    }
    // Where at least two send the same extended error, so do we.
    let codes = |o: &Value| -> BTreeSet<u64> {
        o["ede"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(|e| e["code"].as_u64())
            .collect()
    };
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
    wrong
}

#[test]
fn a_scenario_that_is_not_there_is_an_error_with_its_file() {
    let error = lab::run(&[Path::new("no-such-folder/01")]).unwrap_err();
    assert!(error.to_string().contains("base.json"), "{error}");
}
