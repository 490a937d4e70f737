//! Our resolver on the scenario files of Deckard's and Unbound's test suites.
//!
//! The suites are not part of this repository: where the folder is absent the test says so and passes.
#![cfg(feature = "host")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on should panic"
)]

use std::path::{Path, PathBuf};

use where_it_broke::host::rpl;

/// Files that are not passed yet, and why. The list may only shrink.
const NOT_YET: [(&str, &str); 3] = [
    (
        "unbound/iter_scrub_rr_length.rpl",
        "expects extended error 0 for records that were left out",
    ),
    (
        "unbound/val_cnametocnamewctoposwc.rpl",
        "expects TC in the answer, because a server set it over TCP",
    ),
    (
        "unbound/val_nsec3_cnametocnamewctoposwc.rpl",
        "expects TC in the answer, because a server set it over TCP",
    ),
];

fn folder() -> Option<PathBuf> {
    let folder =
        std::env::var_os("WIB_RPL").map_or_else(|| PathBuf::from("../shared/rpl"), PathBuf::from);
    folder.join("index.tsv").exists().then_some(folder)
}

/// The files of a set, as `suite/file`, and whether nothing but SERVFAIL is expected in it.
fn set(folder: &Path, wanted: &str) -> Vec<(String, bool)> {
    let index = std::fs::read_to_string(folder.join("index.tsv")).unwrap();
    let rows = index
        .lines()
        .skip(1)
        .map(|line| line.split('\t').collect::<Vec<_>>());
    rows.filter(|row| row.get(2) == Some(&wanted))
        .map(|row| {
            let file = row.get(..2).unwrap_or_default().join("/");
            let features = row.get(4).copied().unwrap_or_default();
            (
                file,
                features.split(',').any(|word| word == "servfail-only"),
            )
        })
        .collect()
}

#[test]
fn passes_the_files_of_other_suites_set_by_set() {
    let Some(folder) = folder() else {
        eprintln!("skipped: there is no ../shared/rpl/index.tsv (WIB_RPL names another folder)");
        return;
    };
    for (name, share) in [("a", 95), ("b", 95), ("c", 90), ("d", 95)] {
        let files = set(&folder, name);
        // Those in which every answer is SERVFAIL are counted by themselves: who always says so passes them all.
        let (mut passed, mut bogus) = (0, 0);
        for (file, servfail_only) in &files {
            let result = rpl::run_one(&folder.join(file)).unwrap();
            let expected = NOT_YET.iter().find(|(path, _)| path == file);
            match (result, expected) {
                (Ok(()), None) if *servfail_only => bogus += 1,
                (Ok(()), None) => passed += 1,
                (Err(_), Some(_)) => {}
                (Err(failure), None) => panic!("{file}: {failure}"),
                (Ok(()), Some(_)) => panic!("{file} is passed now: take it off the list"),
            }
        }
        let all_bogus = files
            .iter()
            .filter(|(_, servfail_only)| *servfail_only)
            .count();
        let all = files.len() - all_bogus;
        eprintln!(
            "set {name}: {passed} of {all} passed, and {bogus} of {all_bogus} with failures only"
        );
        assert!(passed * 100 >= all * share, "set {name}: {passed} of {all}");
        assert!(
            bogus * 100 >= all_bogus * share,
            "set {name}: {bogus} of {all_bogus} with failures only"
        );
    }
}

#[test]
fn passes_the_files_of_our_own() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/rpl");
    let mut count = 0;
    for file in std::fs::read_dir(folder).unwrap() {
        let path = file.unwrap().path();
        assert_eq!(rpl::run_one(&path).unwrap(), Ok(()), "{}", path.display());
        count += 1;
    }
    assert!(count >= 2, "{count}");
}

/// Writes a scenario file for one test.
fn file(name: &str, text: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("wib-{}-{name}.rpl", std::process::id()));
    std::fs::write(&path, text).unwrap();
    path
}

const SMALL: &str = "stub-addr: 193.0.14.129
query-minimization: off
CONFIG_END
SCENARIO_BEGIN a small one
RANGE_BEGIN 0 100
 ADDRESS 193.0.14.129
ENTRY_BEGIN
MATCH opcode qtype qname
ADJUST copy_id
REPLY QR AA NOERROR
SECTION QUESTION
www.example. IN A
SECTION ANSWER
www.example. 60 IN A 192.0.2.1
ENTRY_END
RANGE_END
STEP 1 QUERY
ENTRY_BEGIN
REPLY RD
SECTION QUESTION
www.example. IN A
ENTRY_END
STEP 2 CHECK_ANSWER
ENTRY_BEGIN
MATCH all
REPLY QR RD RA NOERROR
SECTION QUESTION
www.example. IN A
SECTION ANSWER
www.example. IN A 192.0.2.1
ENTRY_END
SCENARIO_END
";

#[test]
fn a_file_with_the_right_expectation_is_passed_and_one_with_a_wrong_one_is_not() {
    assert_eq!(rpl::run_one(&file("right", SMALL)).unwrap(), Ok(()));
    let wrong = SMALL.replace(
        "www.example. IN A 192.0.2.1\nENTRY_END\nSCENARIO_END",
        "www.example. IN A 192.0.2.2\nENTRY_END\nSCENARIO_END",
    );
    let failure = rpl::run_one(&file("wrong", &wrong)).unwrap().unwrap_err();
    assert!(
        failure.to_string().starts_with("step 2: answer: expected"),
        "{failure}"
    );
}

#[test]
fn a_line_that_is_not_understood_is_an_error_with_its_place() {
    let error =
        rpl::run_one(&file("bad", &SMALL.replace("RANGE_END", "RANGE_FINISH"))).unwrap_err();
    assert!(
        error
            .to_string()
            .contains(".rpl:16:1: `RANGE_FINISH`, expected"),
        "{error}"
    );
    let cut = rpl::run_one(&file("cut", "CONFIG_END\nSCENARIO_BEGIN x\n")).unwrap_err();
    assert!(cut.to_string().contains("expected SCENARIO_END"), "{cut}");
}
