//! Writing the next outage: what `docs/write-an-outage.md` promises to somebody who knows no Rust.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod support;

use std::collections::BTreeSet;
use std::fs;
use std::io::{Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use serde_json::Value;
use support::{Copy, assets};
use where_it_broke::host::preview::Preview;
use where_it_broke::host::schema;
use where_it_broke::incident::pack::Files;

/// A folder of its own, with the words of the page and nothing else of the project.
fn folder(test: &str) -> PathBuf {
    let root = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("authoring-{test}"));
    let _ = fs::remove_dir_all(&root);
    fs::create_dir_all(root.join("assets/text")).unwrap();
    fs::copy(
        assets().join("text/en.toml"),
        root.join("assets/text/en.toml"),
    )
    .unwrap();
    let inspector = "text/inspector";
    copy(
        &assets().join(inspector),
        &root.join("assets").join(inspector),
    );
    root
}

fn wib(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_wib"))
        .args(args)
        .current_dir(folder)
        .env_remove("CARGO_MANIFEST_DIR")
        .output()
        .unwrap()
}

fn said(output: &Output) -> String {
    let both = [&output.stdout[..], &output.stderr[..]].concat();
    String::from_utf8(both).unwrap()
}

#[test]
fn what_new_writes_passes_the_check_without_a_word() {
    let root = folder("new");
    let written = wib(&root, &["new", "example-2024"]);
    assert!(written.status.success(), "{}", said(&written));
    let checked = wib(&root, &["check", "example-2024"]);
    assert!(checked.status.success(), "{}", said(&checked));
    assert_eq!(said(&checked), "");
    // Nothing that somebody has written is written over.
    let again = wib(&root, &["new", "example-2024"]);
    assert_eq!(again.status.code(), Some(1));
    assert!(
        said(&again).contains("is there already"),
        "{}",
        said(&again)
    );
    for id in ["", "Example", "../example", "a/b"] {
        assert_eq!(wib(&root, &["new", id]).status.code(), Some(2), "{id}");
    }
}

/// Names and faults come before the words, and the words say what happens.
#[test]
fn what_happens_can_be_seen_before_the_words_are_written() {
    let root = folder("wordless");
    assert!(wib(&root, &["new", "example-2024"]).status.success());
    let words = root.join("assets/text/en/example-2024.toml");
    let text = fs::read_to_string(&words).unwrap();
    fs::write(&words, text.replace("[services.mail]", "[services.post]")).unwrap();
    assert_eq!(
        wib(&root, &["check", "example-2024"]).status.code(),
        Some(1)
    );
    let ask = ["trace", "example-2024", "--at", "2024-01-31T14:00:00Z"];
    let traced = wib(&root, &ask);
    let table = String::from_utf8_lossy(&traced.stdout);
    assert!(table.contains("broken link auth-service"), "{table}");
    assert!(
        said(&traced).contains("note: `wib check` finds 2 more"),
        "{}",
        said(&traced)
    );
    let curve = wib(&root, &["curve", "example-2024", "--every", "3600"]);
    let table = String::from_utf8_lossy(&curve.stdout);
    assert!(table.contains("100.0%"), "{table}");
    // A world that does not hold together is not played.
    let incident = root.join("assets/incidents/example-2024/incident.toml");
    let text = fs::read_to_string(&incident).unwrap();
    fs::write(
        &incident,
        text.replace("station = \"auth\"\nnames", "station = \"auht\"\nnames"),
    )
    .unwrap();
    let traced = wib(&root, &ask);
    assert_eq!(traced.status.code(), Some(1));
    assert!(
        said(&traced).contains("no station `auht`"),
        "{}",
        said(&traced)
    );
}

/// Written by following `docs/write-an-outage.md` and nothing else. No code knows it.
#[test]
fn an_outage_that_no_code_has_seen_is_checked_played_and_packed() {
    let root = folder("unseen");
    copy(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/unseen"),
        &root.join("assets"),
    );
    let checked = wib(&root, &["check", "godaddy-2012"]);
    assert_eq!(
        (said(&checked), checked.status.code()),
        (String::new(), Some(0))
    );
    for (time, rcode, link) in [
        ("2012-09-10T16:30:00Z", "NOERROR", Value::Null),
        ("2012-09-10T19:00:00Z", "SERVFAIL", Value::from("tld-auth")),
        ("2012-09-10T22:30:00Z", "NOERROR", Value::Null),
    ] {
        let traced = wib(&root, &["trace", "godaddy-2012", "--at", time, "--json"]);
        let traced: Value = serde_json::from_slice(&traced.stdout).unwrap();
        assert_eq!(traced["outcome"]["rcode"], rcode, "{time}");
        assert_eq!(traced["outcome"]["broken_link"], link, "{time}");
    }
    let packed = wib(&root, &["pack", "--out", "stories", "godaddy-2012"]);
    assert!(packed.status.success(), "{}", said(&packed));
    let read = |ending: &str| fs::read(root.join(format!("stories/godaddy-2012{ending}"))).unwrap();
    let files = Files {
        story: read(".wib"),
        world: read(".world.wib"),
    };
    // The page stands at every step, and at every time between them.
    let stage = files.stage().unwrap();
    assert_eq!(stage.story.steps.len(), 4);
    for step in &stage.story.steps {
        assert!(stage.moment(step.at).is_ok());
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

#[test]
fn the_schemas_are_those_of_the_types() {
    for (name, text) in schema::all() {
        let there = fs::read_to_string(assets().join(name)).unwrap_or_default();
        assert!(
            there == text,
            "assets/{name} is not current: `wib schema` writes it"
        );
    }
}

/// Every key of every story stands in the schema, and every key that has to be there is in every story.
#[test]
fn every_story_fits_the_schemas() {
    let schemas = schema::all().map(|(_, text)| serde_json::from_str::<Value>(&text).unwrap());
    for id in support::ids() {
        let files = [
            format!("incidents/{id}/incident.toml"),
            format!("text/en/{id}.toml"),
        ];
        for (file, schema) in files.iter().zip(&schemas) {
            let text = fs::read_to_string(assets().join(file)).unwrap();
            let table: toml::Table = toml::from_str(&text).unwrap();
            let given: BTreeSet<&str> = table.keys().map(String::as_str).collect();
            let known = schema["properties"].as_object().unwrap();
            let strange: Vec<_> = given.iter().filter(|k| !known.contains_key(**k)).collect();
            assert!(strange.is_empty(), "{file}: {strange:?}");
            let required = schema["required"].as_array().unwrap();
            for key in required.iter().filter_map(Value::as_str) {
                assert!(given.contains(key), "{file} has no `{key}`");
            }
        }
    }
}

#[test]
fn what_looks_like_a_slip_is_a_warning_and_no_error() {
    let incident = "incidents/apple-2015/incident.toml";
    for (test, file, from, to, says) in [
        (
            "unsourced",
            incident,
            "offline = true\n",
            "",
            "claims of facts rest on `seed` alone, which has no address",
        ),
        (
            "unused",
            incident,
            "[source.csmonitor]",
            "[source.nobody]\ntitle = \"Nobody\"\nurl = \"https://example.com/\"\n\n[source.csmonitor]",
            "nothing rests on the source `nobody`",
        ),
        (
            "untold",
            "text/en/apple-2015.toml",
            ";[reported: seed] iCloud’s mail had been since one o’clock",
            "",
            "no step speaks of the service `icloud`",
        ),
        (
            "longer",
            incident,
            "until = 2015-03-11T20:10:00Z",
            "until = 2015-03-11T15:10:00Z",
            "by the simulation, 2015-03-11T",
        ),
        (
            "unmarked",
            "text/en/apple-2015.toml",
            "**Nothing there either.**[model]",
            "**Nothing there either.**",
            "step 2 says nothing of how we know in the plain voice",
        ),
        (
            "hard",
            "text/en/apple-2015.toml",
            ";[reported: seed] iCloud’s mail had been since one o’clock",
            "; iCloud’s mail had been since one o’clock, notwithstanding the considerable administrative determination \
            of an extraordinarily numerous organisation of unquestionably experienced administrators",
            "in the plain voice reads as hard as school year",
        ),
    ] {
        let copy = Copy::new(&format!("warns-{test}"));
        copy.replace(file, from, to);
        let output = wib(
            Path::new(env!("CARGO_MANIFEST_DIR")),
            &["check", copy.incident().to_str().unwrap()],
        );
        let said = said(&output);
        assert!(output.status.success(), "{test}: {said}");
        assert!(
            said.contains(".toml:") && said.contains("warning: "),
            "{test}: {said}"
        );
        assert!(said.contains(says), "{test}: {said}");
    }
}

#[test]
fn a_time_without_a_zone_is_refused_at_its_place() {
    let copy = Copy::new("zoneless");
    let file = "incidents/apple-2015/incident.toml";
    copy.replace(
        file,
        "until = 2015-03-11T22:00:00Z",
        "until = 2015-03-11T22:00:00",
    );
    let output = wib(
        Path::new(env!("CARGO_MANIFEST_DIR")),
        &["check", copy.incident().to_str().unwrap()],
    );
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output).contains("has no time zone"),
        "{}",
        said(&output)
    );
}

/// What a browser gets: the status line and what follows the headers.
fn get(address: &str, path: &str) -> (String, Vec<u8>) {
    let host = address
        .trim_start_matches("http://")
        .split('/')
        .next()
        .unwrap();
    let mut stream = TcpStream::connect(host).unwrap();
    write!(
        stream,
        "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"
    )
    .unwrap();
    let mut reply = Vec::new();
    stream.read_to_end(&mut reply).unwrap();
    let end = reply.windows(4).position(|w| w == b"\r\n\r\n").unwrap();
    let head = String::from_utf8_lossy(&reply[..end]).into_owned();
    (
        head.lines().next().unwrap().to_owned(),
        reply[end + 4..].to_vec(),
    )
}

#[test]
fn a_preview_shows_the_file_as_it_is_at_each_reload_on_this_machine_only() {
    let copy = Copy::new("preview");
    let incident = copy.incident();
    let incident = incident.to_str().unwrap();
    let dist = copy.texts().join("..").join("dist");
    let Err(missing) = Preview::new(incident, &dist, 0) else {
        panic!("a preview without a page")
    };
    assert!(
        missing.to_string().contains("cargo xtask build"),
        "{missing}"
    );
    fs::create_dir_all(&dist).unwrap();
    fs::write(dist.join("index.html"), "the page").unwrap();
    let preview = Preview::new(incident, &dist, 0).unwrap();
    let address = preview.address();
    assert!(address.starts_with("http://127.0.0.1:") && address.ends_with("/?story=apple-2015"));
    let served = std::thread::spawn(move || {
        let mut told = Vec::new();
        for _ in 0..6 {
            preview.answer_one(&mut |wrong: &str| told.push(wrong.to_owned()));
        }
        told
    });
    let page = get(&address, "/?story=apple-2015");
    assert_eq!(page.1, b"the page");
    assert!(get(&address, "/").0.contains("302"));
    assert!(get(&address, "/../Cargo.toml").0.contains("404"));
    let first = get(&address, "/stories/apple-2015.wib");
    assert!(first.0.contains("200"));
    copy.replace(
        "text/en/apple-2015.toml",
        "title = \"The day",
        "title = \"A day",
    );
    assert_ne!(get(&address, "/stories/apple-2015.wib").1, first.1);
    copy.replace("text/en/apple-2015.toml", "kicker = ", "kiker = ");
    let refused = get(&address, "/stories/apple-2015.wib");
    assert!(refused.0.contains("422"), "{}", refused.0);
    let told = served.join().unwrap();
    assert!(told.last().unwrap().contains("kiker"), "{told:?}");
}
