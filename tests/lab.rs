//! Our resolver against Unbound, BIND, Knot Resolver and PowerDNS Recursor, on the lab's scenarios.
//!
//! The lab's results are not part of this repository: where the folder is absent the test says so and passes.
#![cfg(feature = "host")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on should panic"
)]

use std::path::{Path, PathBuf};

use serde_json::Value;
use where_it_broke::host::lab;

fn folder() -> Option<PathBuf> {
    let folder = std::env::var_os("WIB_ORACLE")
        .map_or_else(|| PathBuf::from("../shared/oracle"), PathBuf::from);
    folder.join("results.json").exists().then_some(folder)
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
    let theirs: Vec<(&str, &Value)> = scenario["resolvers"]
        .as_object()
        .unwrap()
        .iter()
        .map(|(name, list)| (name.as_str(), &list[number]))
        .collect();
    let compared = lab::compare::compare(question, &theirs, ours);
    if !compared.agreed && !compared.like.is_empty() {
        let like = compared.like.join(", ");
        eprintln!("{question}: they disagree; ours is as {like}");
    }
    compared.wrong
}

#[test]
fn a_scenario_that_is_not_there_is_an_error_with_its_file() {
    let error = lab::run(&[Path::new("no-such-folder/01")]).unwrap_err();
    assert!(error.to_string().contains("base.json"), "{error}");
}
