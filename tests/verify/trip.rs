//! There and back: a story is exported, our resolver is asked in the lab, and what it says is compared with the story.

use std::collections::BTreeSet;
use std::path::Path;

use where_it_broke::clock::Span;
use where_it_broke::dns::Rcode;
use where_it_broke::host::export_lab::Export;
use where_it_broke::host::lab::scenario::Scenario;
use where_it_broke::host::lab::{self, Answer};
use where_it_broke::incident::Story;
use where_it_broke::sim::fault::{Fault, Place, Verb};
use where_it_broke::sim::world::{Visit, Visitor};

use crate::support::{at, ids, story};

/// What differs between the story's traces and our answers in the lab; with the number of questions.
pub(crate) fn differences(story: &Story) -> (usize, Vec<String>) {
    let export = Export::new(story).unwrap();
    keep(&export);
    let files = export.files().into_iter().collect();
    let report = lab::walk(&Scenario::from_texts(&story.id, files).unwrap()).unwrap();
    let (mut asked, mut wrong, mut first) = (0, Vec::new(), true);
    let mut answers = report.steps.iter();
    for step in &export.scenario.steps {
        first |= step.restarts();
        let Some(ask) = step.ask() else { continue };
        let ours = answers.next().unwrap();
        let Some(expected) = &ask.expect else {
            continue;
        };
        asked += 1;
        let told = (code(ours), data(ours, &ask.ask));
        let traced = (expected.clone(), ask.data.iter().cloned().collect());
        if told != traced {
            wrong.push(format!(
                "{}: {told:?} in the lab, {traced:?} in the story",
                ask.label
            ));
        }
        // Later questions of the same time find what the first has taught the resolver.
        if first && ours.path != ask.path {
            let paths = format!("{:?} in the lab, {:?} in the story", ours.path, ask.path);
            wrong.push(format!("{}: asks {paths}", ask.label));
        }
        first = false;
    }
    (asked, wrong)
}

/// Where `WIB_EXPORTS` names a folder, the scenarios stay there for the real lab.
fn keep(export: &Export) {
    if let Some(folder) = std::env::var_os("WIB_EXPORTS") {
        export
            .write(&Path::new(&folder).join(&export.story))
            .unwrap();
    }
}

/// To say nothing is to fail.
fn code(answer: &Answer) -> String {
    match answer.rcode.as_str() {
        "TIMEOUT" => "SERVFAIL".to_owned(),
        other => other.to_owned(),
    }
}

fn data(answer: &Answer, ask: &str) -> BTreeSet<String> {
    let wanted = ask.rsplit(' ').next().unwrap();
    let of_type = answer
        .answer
        .iter()
        .filter(|(_, _, rtype, _)| rtype == wanted);
    of_type.map(|(.., data)| data.clone()).collect()
}

/// Apple's world with other faults, all from 10:00 to 12:00, under a name of its own.
pub(crate) fn with(id: &str, faults: Vec<(Place, Verb)>) -> Story {
    let mut story = story("apple-2015");
    story.id = id.to_owned();
    let fault = |(place, verb)| Fault::new(at("10:00:00"), at("12:00:00"), place, verb);
    story.faults = faults.into_iter().map(fault).collect();
    story
}

#[test]
fn every_story_of_the_project_comes_back_as_it_is() {
    for id in ids() {
        let (asked, wrong) = differences(&story(&id));
        assert!(asked > 0, "{id}");
        assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    }
}

#[test]
fn the_files_say_what_the_export_holds() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("export-lab");
    let _ = std::fs::remove_dir_all(&folder);
    let export = Export::new(&story("apple-2015")).unwrap();
    export.write(&folder).unwrap();
    let files = export.files().into_iter().collect();
    let texts = lab::walk(&Scenario::from_texts("apple-2015", files).unwrap()).unwrap();
    assert_eq!(lab::run_one(&folder).unwrap().steps, texts.steps);
}

#[test]
fn a_time_at_which_a_copy_still_serves_is_asked_with_the_copy_in_memory() {
    let mut story = with("copy", vec![(auth(), Verb::NoReply)]);
    story.world.visits = vec![visit(&story, "09:50:00")];
    // The copy is kept for an hour: at 10:30 it serves, at 11:00 it has run out.
    let export = Export::new(&story).unwrap();
    let waits = export
        .scenario
        .steps
        .iter()
        .filter(|s| s.restarts())
        .count();
    assert!(waits >= 3, "{waits}");
    let (_, wrong) = differences(&story);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_has_run_out_while_the_referral_is_still_known_is_waited_for() {
    let mut story = with(
        "half",
        vec![(
            auth(),
            Verb::Decline {
                rcode: Rcode::SERVFAIL,
            },
        )],
    );
    let resolver = &mut story.world.resolvers[0];
    resolver.max_ttl = Span::from_secs(86_400);
    story.world.visits = vec![visit(&story, "08:30:00")];
    let (_, wrong) = differences(&story);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let export = Export::new(&story).unwrap();
    let text = serde_json::to_string(&export.scenario).unwrap();
    assert!(text.contains("{\"wait\":11}"), "{text}");
}

#[test]
fn a_denial_that_is_still_remembered_comes_back() {
    let name = story("apple-2015").services[1].name.clone();
    let mut story = with("denial", vec![(auth(), Verb::DeleteName { name })]);
    story.world.visits = vec![visit(&story, "11:59:30")];
    let (_, wrong) = differences(&story);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn what_the_lab_cannot_express_is_said() {
    let place = Place::Station("resolver".into());
    let mut story = with(
        "resolver",
        vec![(place, Verb::NoReply), (auth(), Verb::Truncate)],
    );
    story.faults[1].share = 300;
    let export = Export::new(&story).unwrap();
    let notes = export.scenario.notes.join("\n");
    assert!(notes.contains("the fault is in the resolver"), "{notes}");
    assert!(notes.contains("meets 30 %"), "{notes}");
    assert!(differences(&story).1.is_empty());
}

#[test]
fn everything_is_on_loopback() {
    let verb = Verb::ChangeAddress {
        name: "adns1.apple.com.".parse().unwrap(),
        to: "203.0.113.99".parse().unwrap(),
    };
    let export = Export::new(&with("glue", vec![(Place::Station("tld".into()), verb)])).unwrap();
    let servers = export.scenario.servers.values().flatten();
    assert!(
        servers
            .clone()
            .all(|s| s.ip.to_string().starts_with("127.53."))
    );
    assert!(
        servers.clone().any(|s| s.fault.drop),
        "nobody is at the wrong address"
    );
    let zones = export
        .zones
        .iter()
        .map(|(_, text)| text.as_str())
        .collect::<String>();
    for address in ["198.51.100.", "203.0.113."] {
        assert!(!zones.contains(address), "{address}");
    }
}

/// The owner's servers.
pub(crate) fn auth() -> Place {
    Place::Station("auth".into())
}

fn visit(story: &Story, clock: &str) -> Visit {
    let service = &story.services[story.followed];
    Visit {
        at: at(clock),
        every: None,
        name: service.name.clone(),
        rtype: service.rtype,
        visitor: Visitor::Neighbour,
    }
}
