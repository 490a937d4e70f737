//! What is kept of a check, and what the page says about it.

use std::path::Path;

use serde_json::{Value, json};
use where_it_broke::host::checked::{Check, Checked, fingerprint, sentence};
use where_it_broke::host::export_lab::Export;
use where_it_broke::host::lab::scenario::Scenario;
use where_it_broke::host::{lab, verify};

use crate::support::story;

fn check(fingerprint: String) -> Check {
    Check {
        date: "2026-01-31".to_owned(),
        resolvers: vec!["BIND 9.18".to_owned(), "Unbound 1.17".to_owned()],
        questions: 39,
        agreed: 38,
        fingerprint,
    }
}

#[test]
fn a_check_is_fresh_until_the_faults_change_and_words_do_not_matter() {
    let mut story = story("apple-2015");
    let now = fingerprint(&Export::new(&story).unwrap()).unwrap();
    let mut checked = Checked::default();
    checked.story.insert(story.id.clone(), check(now));
    assert!(checked.fresh(&story).unwrap().is_some());
    story.text.title.push_str(", again");
    assert!(checked.fresh(&story).unwrap().is_some());
    story.faults.pop();
    assert!(checked.fresh(&story).unwrap().is_none());
}

#[test]
fn the_sentence_names_the_resolvers_and_the_day_or_says_that_there_is_no_check() {
    let story = story("apple-2015");
    let told = sentence(&story, Some(&check(String::new())));
    for part in ["2026-01-31", "BIND 9.18, Unbound 1.17", "38 of 39"] {
        assert!(told.contains(part), "{told}");
    }
    assert!(sentence(&story, None).starts_with("Not checked"));
}

#[test]
fn the_file_reads_as_it_was_written_and_may_be_missing() {
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join("checked.toml");
    let mut checked = Checked::default();
    checked.story.insert("a".to_owned(), check("f".to_owned()));
    checked.write(&file).unwrap();
    assert_eq!(Checked::read(&file).unwrap(), checked);
    let missing = Checked::read(Path::new("no-such-folder/checked.toml"));
    assert_eq!(missing.unwrap(), Checked::default());
}

#[test]
fn the_projects_own_file_reads() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/checked.toml");
    assert!(file.exists());
    Checked::read(&file).unwrap();
}

/// Results in which four resolvers answer as ours does, after `change` has been at them.
fn report(test: &str, change: impl Fn(&mut Value)) -> verify::Report {
    let export = Export::new(&story("apple-2015")).unwrap();
    let files = export.files().into_iter().collect();
    let ours = lab::walk(&Scenario::from_texts("apple-2015", files).unwrap()).unwrap();
    let names = ["bind", "knot-resolver", "pdns-recursor", "unbound"];
    let of_each = |value: &dyn Fn() -> Value| -> Value {
        names
            .iter()
            .map(|name| ((*name).to_owned(), value()))
            .collect()
    };
    let steps = serde_json::to_value(&ours.steps).unwrap();
    let mut results = json!({
        "versions": of_each(&|| json!("1.2-3")),
        "scenarios": {"apple-2015": {"resolvers": of_each(&|| steps.clone())}},
    });
    change(&mut results["scenarios"]["apple-2015"]["resolvers"]);
    let file = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{test}.json"));
    std::fs::write(&file, results.to_string()).unwrap();
    verify::Report::new(&file).unwrap()
}

#[test]
fn a_story_passes_where_all_resolvers_end_as_ours() {
    let report = report("all-agree", |_| {});
    assert_eq!(report.wrong(), Vec::<String>::new());
    let story = &report.stories[0];
    assert_eq!(story.like, [story.questions; 4]);
    let (id, check) = report.checks("2026-01-31").pop().unwrap();
    assert_eq!((id.as_str(), check.agreed), ("apple-2015", story.questions));
    assert_eq!(check.resolvers[0], "BIND 1.2");
}

#[test]
fn a_story_fails_where_no_resolver_ends_as_ours() {
    let report = report("none-agrees", |resolvers| {
        for (_, steps) in resolvers.as_object_mut().unwrap() {
            steps[0]["rcode"] = json!("NXDOMAIN");
        }
    });
    assert_eq!(report.wrong().len(), 1);
    assert!(report.checks("2026-01-31").is_empty());
}

#[test]
fn a_story_passes_where_one_resolver_ends_otherwise_and_the_report_says_which() {
    let report = report("one-differs", |resolvers| {
        resolvers["bind"][0]["rcode"] = json!("TIMEOUT");
    });
    assert_eq!(report.wrong(), Vec::<String>::new());
    let told = &report.stories[0].disagreed;
    assert_eq!(told.len(), 1);
    assert!(
        told[0].contains("knot-resolver, pdns-recursor, unbound"),
        "{told:?}"
    );
}

#[test]
fn a_story_fails_where_the_real_ones_fail_at_other_servers() {
    let report = report("elsewhere", |resolvers| {
        for (_, steps) in resolvers.as_object_mut().unwrap() {
            for step in steps.as_array_mut().unwrap() {
                if step["rcode"] == "SERVFAIL" {
                    step["upstream"]
                        .as_array_mut()
                        .unwrap()
                        .push(json!({"to": "root-ns1", "q": "x. A"}));
                }
            }
        }
    });
    assert!(!report.wrong().is_empty());
    assert!(
        report
            .wrong()
            .iter()
            .all(|line| line.contains("fails at auth")),
        "{:?}",
        report.wrong()
    );
}

#[test]
fn the_commands_write_a_scenario_and_run_it() {
    let wib = |args: &[&str]| {
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_wib"));
        let output = command.args(args).output().unwrap();
        let told = |octets: Vec<u8>| String::from_utf8(octets).unwrap();
        (
            output.status.code(),
            told(output.stdout),
            told(output.stderr),
        )
    };
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("export-lab-command");
    let folder = folder.to_str().unwrap();
    let (code, told, _) = wib(&["export-lab", "apple-2015", folder]);
    assert_eq!(code, Some(0));
    assert!(
        told.starts_with("apple-2015: 6 times, 39 questions"),
        "{told}"
    );
    let (code, told, _) = wib(&["lab", folder, "--json"]);
    assert_eq!(code, Some(0));
    let answers: Value = serde_json::from_str(&told).unwrap();
    assert_eq!(
        answers["scenarios"][0]["steps"].as_array().unwrap().len(),
        39
    );
    let (code, _, told) = wib(&["verify", "no-such.json", "--date", "2026-01-31"]);
    assert_eq!(code, Some(1));
    assert!(told.starts_with("no-such.json"), "{told}");
}
