//! The command line as programs and people meet it: shapes, exit codes, located messages.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod support;

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use serde_json::Value;
use support::Copy;
use where_it_broke::host::checked::tell;
use where_it_broke::incident::pack::Files;

/// Runs `wib` in the project's folder.
fn wib(args: &[&str]) -> Output {
    wib_in(Path::new(env!("CARGO_MANIFEST_DIR")), args)
}

fn wib_in(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_wib"))
        .args(args)
        .current_dir(folder)
        .output()
        .unwrap()
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).unwrap()
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).unwrap()
}

/// The text of a run that must succeed and say nothing on standard error.
fn text(args: &[&str]) -> String {
    let output = wib(args);
    assert!(output.status.success(), "{args:?}: {}", err(&output));
    assert_eq!(err(&output), "", "{args:?}");
    out(&output)
}

/// The one document of a run with `--json`.
fn json(args: &[&str]) -> Value {
    let text = text(&[args, &["--json"]].concat());
    serde_json::from_str(&text).unwrap_or_else(|e| panic!("{args:?}: {e}\n{text}"))
}

/// A run that must fail with this code, print nothing and say this.
fn refused(code: i32, args: &[&str], says: &[&str]) {
    let output = wib(args);
    let said = err(&output);
    assert_eq!(output.status.code(), Some(code), "{args:?}: {said}");
    assert_eq!(out(&output), "", "{args:?}");
    for s in says {
        assert!(said.contains(s), "{args:?} says {said:?}, expected {s:?}");
    }
}

#[test]
fn check_of_a_good_incident_prints_nothing() {
    let folder = "assets/incidents/apple-2015";
    for file in [
        folder,
        "assets/incidents/apple-2015/incident.toml",
        "apple-2015",
    ] {
        assert_eq!(text(&["check", file]), "");
    }
    assert_eq!(text(&["check", folder, folder]), "");
}

#[test]
fn check_tells_file_line_and_column_on_standard_error() {
    let copy = Copy::new("cli-check");
    copy.replace(
        "incidents/apple-2015/incident.toml",
        "share = 0.90",
        "share = 1.5",
    );
    let (line, column) = copy.find("incidents/apple-2015/incident.toml", "1.5");
    let folder = copy.incident();
    let file = folder.join("incident.toml");
    let expected = format!(
        "{}:{line}:{column}: share is 1.5, expected 0 to 1\n",
        file.display()
    );
    for given in [&folder, &file] {
        let output = wib(&["check", given.to_str().unwrap()]);
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(err(&output), expected);
        assert_eq!(out(&output), "");
    }
    // The other commands refuse it with the same words.
    for command in ["trace", "curve", "loss"] {
        refused(1, &[command, folder.to_str().unwrap()], &[&expected]);
    }
}

#[test]
fn check_of_several_files_tells_of_all_that_are_wrong() {
    let (one, two) = (Copy::new("cli-check-one"), Copy::new("cli-check-two"));
    let file = "incidents/apple-2015/apple.com.zone";
    one.replace(file, "192.0.2.17", "192.0.2.1700");
    two.replace(file, "buy.itunes      A", "buy.itunes      AAA");
    let place = |copy: &Copy, text: &str| {
        let (line, column) = copy.find(file, text);
        format!("apple.com.zone:{line}:{column}: ")
    };
    let places = [place(&one, "192.0.2.1700"), place(&two, "AAA")];
    let (one, two) = (one.incident(), two.incident());
    let (one, two) = (one.to_str().unwrap(), two.to_str().unwrap());
    refused(
        1,
        &["check", one, "apple-2015", two],
        &[&places[0], &places[1], "expected"],
    );
}

#[test]
fn an_incident_that_does_not_exist_is_the_inputs_fault() {
    for command in ["check", "trace", "curve", "loss"] {
        refused(
            1,
            &[command, "apple-2051"],
            &["apple-2051", "expected", "apple-2015"],
        );
    }
    refused(
        1,
        &["check", "Cargo.toml"],
        &["Cargo.toml", "expected a folder with an incident.toml"],
    );
    refused(
        1,
        &["check", "assets/text"],
        &["assets/text/incident.toml:1:1: cannot be read"],
    );
}

#[test]
fn an_incident_is_found_by_its_id_from_elsewhere() {
    // cargo tells a program that it runs where its package is.
    let output = Command::new(env!("CARGO_BIN_EXE_wib"))
        .args(["trace", "apple-2015"])
        .env("CARGO_MANIFEST_DIR", env!("CARGO_MANIFEST_DIR"))
        .current_dir(env!("CARGO_TARGET_TMPDIR"))
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", err(&output));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/incidents");
    let output = wib_in(&folder.join("apple-2015"), &["check", "incident.toml", "."]);
    assert!(output.status.success(), "{}", err(&output));
}

#[test]
fn wrong_usage_has_exit_code_2() {
    refused(2, &[], &["Usage"]);
    refused(2, &["frobnicate"], &["frobnicate"]);
    refused(2, &["check"], &["FILE"]);
    refused(2, &["trace"], &["INCIDENT"]);
    refused(
        2,
        &["trace", "apple-2015", "--at", "10:24"],
        &["--at", "RFC 3339"],
    );
    refused(
        2,
        &["trace", "apple-2015", "--service", "itunes"],
        &["--service", "itunes-store"],
    );
    refused(
        2,
        &["curve", "apple-2015", "--every", "0"],
        &["--every", "1.."],
    );
    refused(
        2,
        &["loss", "apple-2015", "--draws", "0"],
        &["--draws", "1.."],
    );
    refused(2, &["loss", "apple-2015", "--seed", "-1"], &["-1"]);
    refused(2, &["pack"], &["--out"]);
}

#[test]
fn help_and_version_are_no_errors() {
    assert!(text(&["--help"]).contains("RFC 3339"));
    assert!(text(&["--version"]).starts_with("wib "));
    for command in ["check", "trace", "curve", "loss", "pack"] {
        assert!(text(&[command, "--help"]).contains("Usage: wib"));
    }
}

#[test]
fn trace_breaks_at_the_link_after_apples_name_server() {
    let trace = json(&["trace", "apple-2015", "--at", "2015-03-11T10:24:07Z"]);
    assert_eq!(trace["story"], "apple-2015");
    assert_eq!(trace["at"], "2015-03-11T10:24:07Z");
    assert_eq!(trace["service"], "itunes-store");
    let outcome = &trace["outcome"];
    assert_eq!(outcome["rcode"], "SERVFAIL");
    assert_eq!(outcome["answers"], serde_json::json!([]));
    assert_eq!(outcome["cause"], "servers_failed");
    assert_eq!(outcome["broken_link"], "auth-service");
}

#[test]
fn trace_events_are_in_order_and_have_their_fields_flat() {
    let trace = json(&["trace", "apple-2015", "--at", "2015-03-11T08:41:06Z"]);
    let events = trace["events"].as_array().unwrap();
    let times: Vec<u64> = events.iter().map(|e| e["ms"].as_u64().unwrap()).collect();
    assert!(times.is_sorted());
    for e in events {
        assert!(
            e["kind"].is_string() && e["from"].is_string() && e["to"].is_string(),
            "{e}"
        );
        let flat = e.as_object().unwrap().values().all(|v| !v.is_object());
        assert!(flat, "{e}");
    }
    let kinds: Vec<&str> = events.iter().filter_map(|e| e["kind"].as_str()).collect();
    assert_eq!(kinds.first(), Some(&"asked"));
    assert_eq!(kinds.iter().filter(|k| **k == "referred").count(), 2);
    assert_eq!(kinds.last(), Some(&"connected"));
    let asked = events.iter().find(|e| e["to"] == "root").unwrap();
    assert_eq!(asked["name"], "buy.itunes.apple.com.");
    assert_eq!(asked["rtype"], "A");
    assert_eq!(asked["server"], "a.root-servers.net.");
    assert_eq!(asked["address"], "198.51.100.4");
    assert_eq!(
        trace["outcome"]["answers"],
        serde_json::json!(["192.0.2.17"])
    );
    assert_eq!(trace["outcome"]["broken_link"], Value::Null);
    assert_eq!(trace["outcome"]["cause"], Value::Null);
}

#[test]
fn trace_from_a_memory_says_what_it_holds_and_for_how_long() {
    let trace = json(&["trace", "apple-2015", "--at", "2015-03-11T09:25:00Z"]);
    let events = trace["events"].as_array().unwrap();
    let copy = events.iter().find(|e| e["kind"] == "from_cache").unwrap();
    assert_eq!(copy["found"], "answer");
    assert_eq!(copy["data"], serde_json::json!(["192.0.2.17"]));
    let (age, ttl) = (copy["age"].as_u64().unwrap(), copy["ttl"].as_u64().unwrap());
    assert_eq!(age + ttl, 3600);
}

#[test]
fn trace_is_put_at_the_end_of_the_day_and_for_the_followed_service_unless_told() {
    let plain = json(&["trace", "apple-2015"]);
    let told = json(&[
        "trace",
        "apple-2015",
        "--at",
        "2015-03-11T22:00:00+00:00",
        "--service",
        "itunes-store",
    ]);
    assert_eq!(plain, told);
    assert_eq!(plain["at"], "2015-03-11T22:00:00Z");
    let other = json(&["trace", "apple-2015", "--service", "icloud"]);
    assert_eq!(other["service"], "icloud");
    assert_eq!(other["events"][0]["name"], "mail.icloud.com.");
}

#[test]
fn trace_for_people_is_a_table_with_times() {
    let table = text(&["trace", "apple-2015", "--at", "2015-03-11T10:24:07Z"]);
    assert!(table.contains("10:24:07.058"), "{table}");
    assert!(table.contains("broken link auth-service"), "{table}");
    // The columns stand under each other.
    let head = table.lines().find(|l| l.contains("from")).unwrap();
    let column = head.find("from").unwrap();
    let rows = table.lines().filter(|l| l.starts_with("10:24:"));
    for row in rows {
        assert!(
            !row[column..].starts_with(' ') && row[..column].ends_with("  "),
            "{row}"
        );
    }
}

#[test]
fn trace_prints_the_same_bytes_each_time() {
    let args = [
        "trace",
        "apple-2015",
        "--at",
        "2015-03-11T10:24:07Z",
        "--json",
    ];
    assert_eq!(text(&args), text(&args));
}

#[test]
fn curve_of_one_service_is_a_list_of_points() {
    let points = json(&["curve", "apple-2015", "--service", "itunes-store"]);
    let points = points.as_array().unwrap();
    assert_eq!(points.len(), 14 * 60 + 1);
    assert_eq!(points[0]["t"], "2015-03-11T08:00:00Z");
    assert_eq!(points[points.len() - 1]["t"], "2015-03-11T22:00:00Z");
    for p in points {
        assert!((0.0..=1.0).contains(&p["failing"].as_f64().unwrap()), "{p}");
    }
    let failing = |t: &str| {
        let point = points
            .iter()
            .find(|p| p["t"] == format!("2015-03-11T{t}Z"))
            .unwrap();
        point["failing"].as_f64().unwrap()
    };
    assert!(failing("08:55:00") <= 0.0);
    assert!((failing("10:24:00") - 0.9).abs() < 1e-9);
    assert!(failing("21:00:00") <= 0.0);
    // A straight line over one TTL: half of the way after half an hour.
    assert!((failing("09:25:00") - 0.45).abs() < 1e-9);
}

#[test]
fn curve_of_all_services_is_keyed_by_service_and_ends_with_the_day() {
    let curves = json(&["curve", "apple-2015", "--every", "7000"]);
    let curves = curves.as_object().unwrap();
    assert_eq!(curves.len(), 9);
    for (service, points) in curves {
        let points = points.as_array().unwrap();
        assert_eq!(points.len(), 9, "{service}");
        assert_eq!(points[1]["t"], "2015-03-11T09:56:40Z");
        assert_eq!(points[8]["t"], "2015-03-11T22:00:00Z");
    }
    let table = text(&["curve", "apple-2015", "--every", "3600"]);
    assert_eq!(table.lines().count(), 1 + 15);
    assert!(table.contains("90.0%"));
}

/// Low, middle and high of a range.
fn range(loss: &Value, of: &str) -> [f64; 3] {
    ["low", "mid", "high"].map(|end| loss[of][end].as_f64().unwrap())
}

#[test]
fn loss_is_a_range_with_its_shares_and_what_others_said() {
    let loss = json(&["loss", "apple-2015"]);
    assert_eq!(loss["story"], "apple-2015");
    assert_eq!(loss["currency"], "USD");
    assert_eq!(loss["seed"], 20_150_311);
    assert_eq!(loss["draws"], 10_000);
    for of in ["blocked", "returns", "lost"] {
        let [low, mid, high] = range(&loss, of);
        assert!(
            0.0 < low && low < mid && mid < high,
            "{of}: {low} {mid} {high}"
        );
    }
    let shares = loss["shares"].as_object().unwrap();
    let mut names: Vec<&str> = shares.keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(names, ["C", "E", "K", "R", "f", "g", "r", "s", "w"]);
    let sum: f64 = shares.values().map(|s| s.as_f64().unwrap()).sum();
    assert!((sum - 1.0).abs() < 1e-9);
    let most = shares
        .iter()
        .max_by(|a, b| a.1.as_f64().partial_cmp(&b.1.as_f64()).unwrap());
    assert_eq!(most.unwrap().0, "r");
    let published = loss["published"].as_array().unwrap();
    let seed = published.iter().find(|p| p["by"] == "seed").unwrap();
    assert_eq!(seed["amount"].as_f64(), Some(48_000_000.0));
    assert_eq!(seed["currency"], "USD");
}

#[test]
fn loss_grows_with_the_day_and_is_nothing_before_the_fault() {
    let mids: Vec<f64> = ["08:00:00", "08:55:00", "10:24:07", "15:00:00", "22:00:00"]
        .iter()
        .map(|t| {
            let at = format!("2015-03-11T{t}Z");
            range(&json(&["loss", "apple-2015", "--at", &at]), "lost")[1]
        })
        .collect();
    assert!(mids[0] <= 0.0 && mids[1] <= 0.0, "{mids:?}");
    assert!(
        mids[1..].windows(2).all(|pair| pair[0] < pair[1]),
        "{mids:?}"
    );
}

#[test]
fn loss_with_every_assumption_set_is_the_formula() {
    let settings = [
        "R=8760", "s=0.5", "g=0.5", "f=0.5", "w=2", "E=10", "r=0.25", "K=1", "C=2",
    ];
    let mut args = vec!["loss", "apple-2015"];
    for s in settings {
        args.extend(["--set", s]);
    }
    let loss = json(&args);
    // 8760 / 8760 × 0.5 × 0.5 × 0.5 × 2 × 10 = 2.5, and 3 for refunds and response.
    for (of, expected) in [("blocked", 5.5), ("returns", 0.625), ("lost", 4.875)] {
        for end in range(&loss, of) {
            assert!((end - expected).abs() < 1e-9, "{of}: {end}");
        }
    }
}

#[test]
fn loss_takes_draws_and_a_seed_and_prints_the_same_bytes_each_time() {
    let args = [
        "loss",
        "apple-2015",
        "--draws",
        "500",
        "--seed",
        "7",
        "--json",
    ];
    let first = text(&args);
    assert_eq!(first, text(&args));
    let loss: Value = serde_json::from_str(&first).unwrap();
    assert_eq!((&loss["draws"], &loss["seed"]), (&500.into(), &7.into()));
    assert_ne!(
        range(&loss, "lost"),
        range(&json(&["loss", "apple-2015"]), "lost")
    );
}

#[test]
fn loss_refuses_what_is_no_assumption() {
    for (set, says) in [
        ("r=NaN", ["r: NaN is out of range", "expected 0 to 1"]),
        ("r=-0.1", ["r: -0.1 is out of range", "expected 0 to 1"]),
        ("f=1.5", ["f: 1.5 is out of range", "expected 0 to 1"]),
        (
            "R=-1",
            [
                "R: -1 is out of range",
                "expected a finite number, 0 or more",
            ],
        ),
        (
            "E=inf",
            [
                "E: inf is out of range",
                "expected a finite number, 0 or more",
            ],
        ),
        (
            "w=much",
            [
                "w: `much` is not a number",
                "expected a finite number, 0 or more",
            ],
        ),
        (
            "q=1",
            [
                "there is no input `q`",
                "expected one of R, s, g, f, w, E, r, K, C",
            ],
        ),
        ("r", ["--set", "expected NAME=VALUE"]),
    ] {
        refused(2, &["loss", "apple-2015", "--set", set], &says);
    }
}

#[test]
fn loss_for_people_has_two_significant_figures() {
    let table = text(&["loss", "apple-2015"]);
    let rows: Vec<&str> = table
        .lines()
        .filter(|l| {
            ["blocked", "returns", "lost "]
                .iter()
                .any(|w| l.starts_with(w))
        })
        .collect();
    assert_eq!(rows.len(), 3, "{table}");
    for row in rows {
        for figure in row.split_whitespace().skip(1) {
            let digits = figure.replace(',', "");
            assert!(digits.trim_end_matches('0').len() <= 2, "{row}");
        }
    }
}

#[test]
fn pack_writes_a_file_for_each_incident_and_prints_its_size() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli-pack");
    let _ = fs::remove_dir_all(&folder);
    let to = folder.join("deep/er");
    let printed = text(&["pack", "--out", to.to_str().unwrap()]);
    for id in support::ids() {
        let read = |ending: &str| fs::read(to.join(format!("{id}{ending}"))).unwrap();
        let files = Files {
            story: read(".wib"),
            world: read(".world.wib"),
        };
        // What is packed also says whether the story was checked against real resolvers.
        let mut expected = support::story(&id);
        tell(&mut expected).unwrap();
        assert!(*files.stage().unwrap().story == expected, "{id}");
        let mut lines = printed.lines().filter(|l| l.starts_with(&id));
        for bytes in [files.story.len(), files.world.len()] {
            let line = lines.next().unwrap().replace(',', "");
            assert!(line.contains(&format!("{bytes} bytes")), "{line}");
        }
    }
    fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn pack_writes_nothing_where_an_incident_is_malformed() {
    let copy = Copy::new("cli-pack-malformed");
    copy.replace("text/en/apple-2015.toml", "tld = \".com\"\n", "");
    let incident = copy.incident();
    let to = Path::new(env!("CARGO_TARGET_TMPDIR")).join("cli-pack-nothing");
    let _ = fs::remove_dir_all(&to);
    let args = [
        "pack",
        "--out",
        to.to_str().unwrap(),
        "apple-2015",
        incident.to_str().unwrap(),
    ];
    refused(
        1,
        &args,
        &["text/en/apple-2015.toml:", "[stations] has no `tld`"],
    );
    assert!(!to.exists());
}
