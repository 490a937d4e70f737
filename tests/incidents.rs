//! The project's own data: every incident passes the check, and Apple's breaks where and when its story says.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

#[path = "incidents/malformed.rs"]
mod malformed;
#[path = "incidents/overlaps.rs"]
mod overlaps;
#[path = "incidents/packed.rs"]
mod packed;
#[path = "incidents/signed.rs"]
mod signed;
mod support;
#[path = "incidents/verbs.rs"]
mod verbs;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use support::{Copy, at, difference, ids, incident, lines, story, texts};
use where_it_broke::clock::{Span, Time};
use where_it_broke::host::trace::Report;
use where_it_broke::incident::How;
use where_it_broke::incident::Story;
use where_it_broke::incident::check::{check, check_and_warn};
use where_it_broke::sim::session::Session;
use where_it_broke::sim::trace::{Cached, Event, What};

const INCIDENT: &str = "incidents/apple-2015/incident.toml";
const ZONE: &str = "incidents/apple-2015/apple.com.zone";

#[test]
fn every_incident_passes_the_check() {
    for id in ids() {
        if let Err(problems) = check(&incident(&id), &texts(), "en") {
            panic!("{}", lines(&problems));
        }
    }
}

#[test]
fn every_claim_names_its_sources_and_every_source_is_used() {
    for id in ids() {
        let story = story(&id);
        let claims: Vec<_> = story.claims().collect();
        assert!(claims.iter().all(|c| !c.sources.is_empty()));
        for (n, source) in story.sources.iter().enumerate() {
            let used = claims.iter().any(|c| c.sources.contains(&n))
                || story.published.iter().any(|p| p.source == n);
            assert!(used, "{id}: nothing rests on the source `{}`", source.id);
        }
    }
}

/// Counts all claims, and prints the share of each kind: `cargo test … --test incidents claims -- --nocapture`.
#[test]
fn the_claims_of_all_stories_are_of_a_kind_each_and_most_are_somebody_elses() {
    let mut counts: BTreeMap<How, usize> = BTreeMap::new();
    for id in ids() {
        for claim in story(&id).claims() {
            *counts.entry(claim.how).or_default() += 1;
        }
    }
    let all: usize = counts.values().sum();
    for (how, count) in &counts {
        println!(
            "{} {how:?}: {count} of {all} claims, {} %",
            how.mark(),
            (count * 100 + all / 2) / all
        );
    }
    let ours = [How::Model, How::Guess].map(|how| counts.get(&how).copied().unwrap_or_default());
    assert!(ours.iter().sum::<usize>() * 2 < all, "{counts:?}");
}

/// A fact that nobody can look up is no fact to a reader.
#[test]
fn no_story_looks_like_a_slip() {
    let mut told = Vec::new();
    for id in ids() {
        let (_, warnings) = check_and_warn(&incident(&id), &texts(), "en").unwrap();
        told.extend(warnings);
    }
    assert!(told.is_empty(), "{}", lines(&told));
}

/// What is broken at a time, by the report that `wib trace` prints.
fn broken(story: &Story, time: Time) -> Option<String> {
    Report::new(story, Some(time), None).unwrap().broken_link
}

#[test]
fn apples_chain_breaks_at_the_link_after_its_name_server() {
    let story = story("apple-2015");
    assert_eq!(
        broken(&story, at("10:24:07")).as_deref(),
        Some("auth-service")
    );
    for whole in ["08:41:06", "09:25:00", "20:45:00", "21:00:00"] {
        assert_eq!(broken(&story, at(whole)), None, "at {whole}");
    }
}

/// What the stories say, at their times: the followed question's response code and its broken link.
const TOLD: &[(&str, &str, &str, Option<&str>)] = &[
    ("facebook-2021", "2021-10-04T15:42:00Z", "NOERROR", None),
    (
        "facebook-2021",
        "2021-10-04T16:30:00Z",
        "SERVFAIL",
        Some("tld-auth"),
    ),
    ("facebook-2021", "2021-10-04T21:15:00Z", "NOERROR", None),
    (
        "aws-2025",
        "2025-10-20T06:50:00Z",
        "NOERROR",
        Some("auth-service"),
    ),
    (
        "aws-2025",
        "2025-10-20T09:30:00Z",
        "NOERROR",
        Some("auth-service"),
    ),
    ("aws-2025", "2025-10-20T09:45:00Z", "NOERROR", None),
    ("zoom-2025", "2025-04-16T18:40:00Z", "NOERROR", None),
    (
        "zoom-2025",
        "2025-04-16T19:30:00Z",
        "NXDOMAIN",
        Some("tld-auth"),
    ),
    ("zoom-2025", "2025-04-16T20:55:00Z", "NOERROR", None),
    (
        "se-2009",
        "2009-10-12T20:10:00Z",
        "SERVFAIL",
        Some("tld-auth"),
    ),
    (
        "se-2009",
        "2009-10-13T09:00:00Z",
        "SERVFAIL",
        Some("tld-auth"),
    ),
    ("se-2009", "2009-10-13T20:45:00Z", "NOERROR", None),
    (
        "de-2010",
        "2010-05-12T12:15:00Z",
        "NXDOMAIN",
        Some("tld-auth"),
    ),
    ("de-2010", "2010-05-12T15:45:00Z", "NOERROR", None),
    (
        "microsoft-2019",
        "2019-05-02T20:00:00Z",
        "NXDOMAIN",
        Some("auth-service"),
    ),
    ("microsoft-2019", "2019-05-02T21:40:00Z", "NOERROR", None),
    (
        "dyn-2016",
        "2016-10-21T11:30:00Z",
        "SERVFAIL",
        Some("tld-auth"),
    ),
    ("dyn-2016", "2016-10-21T13:40:00Z", "NOERROR", None),
    (
        "dyn-2016",
        "2016-10-21T16:15:00Z",
        "SERVFAIL",
        Some("tld-auth"),
    ),
    (
        "myetherwallet-2018",
        "2018-04-24T11:30:00Z",
        "NOERROR",
        Some("auth-service"),
    ),
    (
        "myetherwallet-2018",
        "2018-04-24T13:30:00Z",
        "NOERROR",
        None,
    ),
    (
        "cloudflare-2025",
        "2025-07-14T21:55:00Z",
        "SERVFAIL",
        Some("device-resolver"),
    ),
    ("cloudflare-2025", "2025-07-14T23:00:00Z", "NOERROR", None),
    (
        "roblox-2021",
        "2021-10-28T23:30:00Z",
        "NOERROR",
        Some("auth-service"),
    ),
    (
        "fastly-2021",
        "2021-06-08T10:00:00Z",
        "NOERROR",
        Some("cdn-service"),
    ),
    ("fastly-2021", "2021-06-08T12:40:00Z", "NOERROR", None),
    (
        "ubuntu-azure-2022",
        "2022-08-30T08:00:00Z",
        "SERVFAIL",
        Some("device-resolver"),
    ),
    (
        "azure-2021",
        "2021-04-01T21:35:00Z",
        "SERVFAIL",
        Some("tld-auth"),
    ),
    ("azure-2021", "2021-04-01T22:05:00Z", "NOERROR", None),
    (
        "akamai-2021",
        "2021-07-22T16:00:00Z",
        "SERVFAIL",
        Some("auth-service"),
    ),
    ("akamai-2021", "2021-07-22T16:55:00Z", "NOERROR", None),
    ("cloudflare-2023", "2023-10-04T06:50:00Z", "NOERROR", None),
    (
        "cloudflare-2023",
        "2023-10-04T08:00:00Z",
        "SERVFAIL",
        Some("root-tld"),
    ),
    ("cloudflare-2023", "2023-10-04T11:10:00Z", "NOERROR", None),
    (
        "nz-2023",
        "2023-05-29T11:00:00Z",
        "SERVFAIL",
        Some("tld-auth"),
    ),
    ("nz-2023", "2023-05-30T00:30:00Z", "NOERROR", None),
    ("de-2026", "2026-05-05T18:30:00Z", "NOERROR", None),
    (
        "de-2026",
        "2026-05-05T21:15:00Z",
        "SERVFAIL",
        Some("tld-auth"),
    ),
    ("de-2026", "2026-05-06T00:00:00Z", "NOERROR", None),
    ("ru-2024", "2024-01-30T14:30:00Z", "NOERROR", None),
    (
        "ru-2024",
        "2024-01-30T16:30:00Z",
        "SERVFAIL",
        Some("tld-auth"),
    ),
    ("ru-2024", "2024-01-30T20:30:00Z", "NOERROR", None),
    (
        "slack-2021",
        "2021-09-30T17:10:00Z",
        "SERVFAIL",
        Some("auth-service"),
    ),
    ("slack-2021", "2021-10-01T17:30:00Z", "NOERROR", None),
    (
        "cloudflare-2026",
        "2026-01-08T18:10:00Z",
        "NOERROR",
        Some("device-resolver"),
    ),
    ("cloudflare-2026", "2026-01-08T20:05:00Z", "NOERROR", None),
];

#[test]
fn each_story_shows_the_reported_symptom_at_the_link_that_broke() {
    for (id, time, rcode, link) in TOLD {
        let story = story(id);
        let report = Report::new(&story, Some(time.parse().unwrap()), None).unwrap();
        assert_eq!(
            report.trace.outcome.rcode.to_string(),
            *rcode,
            "{id} at {time}"
        );
        assert_eq!(report.broken_link.as_deref(), *link, "{id} at {time}");
    }
}

#[test]
fn rfc4035_5_a_chain_of_trust_that_broke_above_is_remembered_as_broken_there() {
    let story = story("nz-2023");
    let mut question = story
        .question(story.followed, "2023-05-29T11:00:00Z".parse().unwrap())
        .unwrap();
    let chain = story.chain(story.followed).unwrap();
    let mut session = Session::new(&story.world, &story.faults, 0);
    session.recall_visits(&question).unwrap();
    for asked_again in [false, true] {
        let trace = session.ask(&question).unwrap();
        let remembered = |e: &Event| matches!(&e.what, What::FromCache { found: Cached::Failure { .. }, origin: Some(o), .. } if &*o.station == "tld");
        assert_eq!(trace.events.iter().any(remembered), asked_again);
        let link = chain.broken(&trace).unwrap().link;
        assert_eq!(chain.link_name(link).as_deref(), Some("tld-auth"));
        question.at = question.at + Span::from_secs(10);
    }
}

#[test]
fn the_curve_of_a_fault_above_the_owner_runs_on_the_copies_of_the_way_there() {
    let story = story("se-2009");
    let shape = story.services[story.followed].shapes[0];
    // A good delegation hides the missing dot for its 24 hours, and a bad one keeps it as long, however short the answer's
    // own TTL and however short the fault.
    assert_eq!((shape.good_ttl_s, shape.failure_ttl_s), (86_400, 86_400));
}

#[test]
fn half_an_hour_into_the_fault_the_resolver_still_has_its_copy() {
    let story = story("apple-2015");
    let trace = story.trace(story.followed, at("09:25:00")).unwrap();
    let copied = trace.events.iter().any(|e| {
        &*e.from == "resolver"
            && matches!(
                e.what,
                What::FromCache {
                    found: Cached::Answer(_),
                    ..
                }
            )
    });
    assert!(copied && trace.outcome.reached);
}

#[test]
fn other_names_of_the_company_resolve_throughout() {
    let story = story("apple-2015");
    for (n, service) in story.services.iter().enumerate() {
        let reached = story.trace(n, at("10:24:07")).unwrap().outcome.reached;
        let works = ["store-fronts", "status-page"].contains(&service.id.as_str());
        assert_eq!(reached, works, "{}", service.id);
    }
}

#[test]
fn a_service_fails_when_people_saw_it_fail() {
    let story = story("apple-2015");
    for (n, service) in story.services.iter().enumerate() {
        assert_eq!(
            service.out.is_empty(),
            service.shapes.is_empty(),
            "{}",
            service.id
        );
        for window in &service.out {
            // An hour into the window the copies have run out; an hour after it the fix has reached everybody.
            let in_it = window.from + Span::from_mins(61);
            let after = window.until + Span::from_mins(60);
            assert!(
                story.failing_at(n, in_it) >= 0.9,
                "{} at {in_it}",
                service.id
            );
            assert!(
                story.failing_at(n, after) <= 0.0,
                "{} at {after}",
                service.id
            );
        }
    }
}

#[test]
fn without_its_faults_apples_chain_does_not_break() {
    let copy = Copy::new("without-faults");
    while copy.has(INCIDENT, "[[fault]]") {
        copy.cut(INCIDENT, "[[fault]]", "[[");
    }
    let story = copy.story();
    assert!(story.faults.is_empty());
    for time in ["08:41:06", "09:25:00", "10:24:07", "20:45:00"] {
        assert_eq!(broken(&story, at(time)), None, "at {time}");
    }
    assert!(story.failing_at(story.followed, at("10:24:07")) <= 0.0);
}

#[test]
fn another_address_in_the_zone_file_leads_elsewhere() {
    let copy = Copy::new("another-address");
    // An address of another machine of the host: the answer changes, the chain holds.
    copy.replace(ZONE, "192.0.2.17", "192.0.2.80");
    let story = copy.story();
    let trace = story.trace(story.followed, at("08:41:06")).unwrap();
    assert_eq!(trace.outcome.answers, ["192.0.2.80"]);
    assert!(trace.outcome.reached);
}

#[test]
fn an_address_that_is_nobodys_and_a_record_that_is_gone_are_found_by_the_check() {
    for (test, replacement) in [("nobodys-address", "192.0.2.99"), ("record-gone", "")] {
        let copy = Copy::new(test);
        let line = "buy.itunes      A    192.0.2.17\n";
        let new = if replacement.is_empty() {
            String::new()
        } else {
            line.replace("192.0.2.17", replacement)
        };
        copy.replace(ZONE, line, &new);
        let said = lines(&copy.check().unwrap_err());
        assert!(
            said.contains("`buy.itunes.apple.com.` leads nowhere"),
            "{said}"
        );
    }
}

#[test]
fn a_longer_ttl_in_the_zone_file_buys_time() {
    let copy = Copy::new("longer-ttl");
    copy.replace(ZONE, "buy.itunes      A", "buy.itunes 7200 A")
        .replace(INCIDENT, "max_ttl_s = 3600", "max_ttl_s = 7200");
    let story = copy.story();
    // The copy of 08:41 lives until 10:41, so at 10:24 nobody has asked Apple yet.
    assert_eq!(broken(&story, at("10:24:07")), None);
    assert_eq!(
        broken(&story, at("10:42:00")).as_deref(),
        Some("auth-service")
    );
}

#[test]
fn the_same_input_gives_the_same_trace_to_the_byte() {
    let bytes = || {
        let story = story("apple-2015");
        let times = times(&story);
        let traces = times
            .iter()
            .map(|t| story.trace(story.followed, *t).unwrap());
        postcard::to_allocvec(&traces.collect::<Vec<_>>()).unwrap()
    };
    assert_eq!(bytes(), bytes());
}

/// The times of the steps, each once, and the last hour's beginning: for Apple 21:00.
fn times(story: &Story) -> Vec<Time> {
    let mut times: Vec<Time> = story.steps.iter().map(|s| s.at).collect();
    times.push(story.day.until - Span::from_mins(60));
    times.sort_unstable();
    times.dedup();
    times
}

/// Compares each story with its `tests/golden/<id>.trace.json`; writes them where the environment has `UPDATE_GOLDEN=1`.
#[test]
fn the_traces_are_those_of_the_golden_files() {
    let mut told = String::new();
    for id in ids() {
        let story = story(&id);
        let reports: Vec<Report> = times(&story)
            .into_iter()
            .map(|t| Report::new(&story, Some(t), None).unwrap())
            .collect();
        let documents: Vec<_> = reports.iter().map(Report::json).collect();
        let found = serde_json::to_string_pretty(&documents).unwrap() + "\n";
        let golden = format!("tests/golden/{id}.trace.json");
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(&golden);
        if std::env::var_os("UPDATE_GOLDEN").is_some_and(|v| v == "1") {
            fs::write(&path, &found).unwrap();
        }
        let expected = fs::read_to_string(&path).unwrap_or_default();
        if expected != found {
            told += &format!("{golden}:\n{}\n", difference(&expected, &found));
        }
    }
    assert!(
        told.is_empty(),
        "the traces differ from the golden files (UPDATE_GOLDEN=1 accepts them):\n{told}"
    );
}

#[test]
fn a_difference_shows_only_the_lines_that_changed() {
    let told = difference("a\nb\nc\nd", "a\nx\nc\nd\ne");
    assert_eq!(told, "    2 - b\n    2 + x\n    5 + e");
}
