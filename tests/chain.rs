//! Where a trace broke, for each kind of fault at each place of Apple's chain, and what a still of it shows.
#![allow(
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a test fails by panicking"
)]

mod support;

use support::{at, name, story};
use where_it_broke::clock::Span;
use where_it_broke::dns::{Rcode, Rtype};
use where_it_broke::incident::Story;
use where_it_broke::sim::fault::{Place, Verb};
use where_it_broke::sim::frame::{Frame, Said, State};
use where_it_broke::sim::world::{Visit, Visitor};
use where_it_broke::sim::{Fault, Trace};

const BUY: &str = "buy.itunes.apple.com.";

/// Apple's story with one fault of its own from 08:55 until 20:10, for every name.
fn broken_at(place: Place, verb: Verb) -> Story {
    let mut story = story("apple-2015");
    story.faults = vec![Fault::new(at("08:55:00"), at("20:10:00"), place, verb)];
    story
}

fn station(id: &str) -> Place {
    Place::Station(id.into())
}

fn refuse() -> Verb {
    Verb::Decline {
        rcode: Rcode::REFUSED,
    }
}

fn trace(story: &Story) -> Trace {
    story.trace(story.followed, at("10:24:07")).unwrap()
}

/// The name of the broken link, and of the station that decided it.
fn link(story: &Story) -> Option<(String, String)> {
    let chain = story.chain(story.followed).unwrap();
    let broken = chain.broken(&trace(story))?;
    let culprit = chain.stations()[broken.culprit].to_string();
    Some((chain.link_name(broken.link).unwrap(), culprit))
}

fn still(story: &Story) -> Frame {
    let chain = story.chain(story.followed).unwrap();
    Frame::at(&chain, &trace(story), usize::MAX)
}

/// A link and the station that decided it.
fn broke(link: &str, culprit: &str) -> Option<(String, String)> {
    Some((link.to_owned(), culprit.to_owned()))
}

#[test]
fn a_silent_station_hangs_on_a_broken_link() {
    for (silent, expected) in [
        ("resolver", "device-resolver"),
        ("root", "resolver-root"),
        ("tld", "root-tld"),
        ("auth", "tld-auth"),
        ("service", "auth-service"),
    ] {
        let story = broken_at(station(silent), Verb::NoReply);
        assert_eq!(link(&story), broke(expected, silent), "{silent} is silent");
    }
}

#[test]
fn a_station_that_declines_has_the_broken_link_after_it() {
    for (declines, expected) in [
        ("resolver", "resolver-root"),
        ("root", "root-tld"),
        ("tld", "tld-auth"),
        ("auth", "auth-service"),
    ] {
        let story = broken_at(station(declines), refuse());
        assert_eq!(
            link(&story),
            broke(expected, declines),
            "{declines} declines"
        );
    }
}

#[test]
fn a_server_whose_replies_help_nobody_has_the_broken_link_after_it() {
    let zone = name("apple.com.");
    let verbs = [
        Verb::ReferUpwards,
        Verb::ExpireZone { zone: zone.clone() },
        Verb::EmptyZone { zone },
    ];
    for verb in verbs {
        let story = broken_at(station("auth"), verb.clone());
        assert_eq!(link(&story), broke("auth-service", "auth"), "{verb:?}");
    }
}

#[test]
fn a_server_that_is_only_slow_breaks_nothing() {
    let by = Span::from_ms(300);
    let story = broken_at(station("auth"), Verb::Delay { by });
    assert_eq!(link(&story), None);
    assert!(trace(&story).outcome.reached);
}

#[test]
fn a_parent_without_the_delegation_has_the_broken_link_after_it() {
    for (parent, zone, expected) in [
        ("root", "com.", "root-tld"),
        ("tld", "apple.com.", "tld-auth"),
    ] {
        let story = broken_at(station(parent), Verb::RemoveDelegation { zone: name(zone) });
        assert_eq!(link(&story), broke(expected, parent));
    }
}

#[test]
fn a_name_or_a_record_that_is_missing_breaks_the_link_to_the_service() {
    let missing = [
        Verb::DeleteName { name: name(BUY) },
        Verb::DeleteRecords {
            name: name(BUY),
            rtype: Rtype::A,
        },
    ];
    for verb in missing {
        let story = broken_at(station("auth"), verb);
        assert_eq!(link(&story), broke("auth-service", "auth"));
    }
}

#[test]
fn one_server_of_two_that_fails_breaks_nothing() {
    for verb in [Verb::NoReply, refuse()] {
        let story = broken_at(Place::Server(name("adns1.apple.com.")), verb);
        assert_eq!(link(&story), None);
        assert!(trace(&story).outcome.reached);
    }
}

#[test]
fn a_resolver_that_is_still_trying_is_not_to_blame_for_its_silence() {
    let mut story = broken_at(station("auth"), Verb::NoReply);
    // The device gives up before the resolver does.
    for stub in &mut story.world.stubs {
        stub.tries = 1;
        stub.timeout = Span::from_secs(1);
    }
    assert_eq!(link(&story), broke("tld-auth", "auth"));
    let shown = still(&story);
    assert!(
        !matches!(shown.stations[2].said, Said::Silence { .. }),
        "the resolver is said to be silent"
    );
}

/// The story, with the same question put 17 s before by somebody: after 10 s the resolver gives up, for 30 s it remembers.
fn asked_before(mut story: Story, visitor: Visitor) -> Story {
    story.world.visits.push(Visit {
        at: at("10:23:50"),
        every: None,
        name: name(BUY),
        rtype: Rtype::A,
        visitor,
    });
    story
}

#[test]
fn a_remembered_failure_breaks_the_chain_where_it_broke_when_it_was_learnt() {
    use State::{Asked, Broken, Cached, Idle};
    let declined = asked_before(story("apple-2015"), Visitor::Neighbour);
    assert_eq!(link(&declined), broke("auth-service", "auth"));
    let shown = still(&declined);
    assert_eq!(shown.stations[2].said, Said::RemembersFailure);
    assert_eq!(shown.current, 2);
    let states: Vec<State> = shown.links.iter().map(|l| l.state).collect();
    assert_eq!(states, [Asked, Asked, Cached, Cached, Cached, Broken]);

    let silent = asked_before(
        broken_at(station("auth"), Verb::NoReply),
        Visitor::Neighbour,
    );
    assert_eq!(link(&silent), broke("tld-auth", "auth"));
    let states: Vec<State> = still(&silent).links.iter().map(|l| l.state).collect();
    assert_eq!(states, [Asked, Asked, Cached, Cached, Broken, Idle]);
}

#[test]
fn a_remembered_denial_breaks_the_chain_where_it_was_given() {
    for visitor in [Visitor::Neighbour, Visitor::Reader] {
        let gone = Verb::DeleteName { name: name(BUY) };
        let story = asked_before(broken_at(station("auth"), gone), visitor);
        assert_eq!(link(&story), broke("auth-service", "auth"));
        let who = if visitor == Visitor::Reader { 1 } else { 2 };
        let shown = still(&story);
        assert_eq!(shown.stations[who].said, Said::NoSuchName);
        assert_eq!(shown.current, who);
    }
}

#[test]
fn a_wrong_address_is_shown_as_an_answer_that_leads_astray() {
    let to = "192.0.2.99".parse().unwrap();
    let story = broken_at(
        station("auth"),
        Verb::ChangeAddress {
            name: name(BUY),
            to,
        },
    );
    assert_eq!(link(&story), broke("auth-service", "auth"));
    let shown = still(&story);
    let states: Vec<State> = shown.links.iter().map(|l| l.state).collect();
    assert_eq!(states[..5], [State::Answered; 5]);
    assert_eq!(states[5], State::Wrong);
    assert!(!shown.missing, "the whole name was found");
    assert_eq!(shown.stations[6].said, Said::Misled);
}

#[test]
fn an_address_without_a_machine_is_found_all_the_same() {
    let shown = still(&broken_at(station("service"), Verb::NoReply));
    assert!(!shown.missing, "the whole name was found");
    assert_eq!(shown.found_labels, 4);
    assert_eq!(shown.links[4].state, State::Answered);
    assert_eq!(shown.links[5].state, State::Broken);
}

#[test]
fn the_reader_is_told_how_it_ended() {
    let gave_up = |verb: Verb| match &still(&broken_at(station("auth"), verb)).stations[0].said {
        Said::GaveUp { rcode, .. } => *rcode,
        other => panic!("the reader says {other:?}"),
    };
    assert_eq!(gave_up(refuse()), Rcode::SERVFAIL);
    assert_eq!(gave_up(Verb::NoReply), Rcode::SERVFAIL);
    assert_eq!(
        gave_up(Verb::DeleteName { name: name(BUY) }),
        Rcode::NXDOMAIN
    );
    let mut healthy = story("apple-2015");
    healthy.faults.clear();
    assert_eq!(still(&healthy).stations[0].said, Said::Nothing);
}

#[test]
fn a_remembered_delegation_stands_in_for_the_servers_above_it() {
    let mut story = story("apple-2015");
    // A busy resolver: it keeps delegations for their two days.
    for resolver in &mut story.world.resolvers {
        resolver.max_ttl = Span::from_secs(172_800);
    }
    assert_eq!(link(&story), broke("auth-service", "auth"));
    let shown = still(&story);
    let states: Vec<State> = shown.links.iter().map(|l| l.state).collect();
    use State::{Asked, Broken, Cached};
    assert_eq!(states, [Asked, Asked, Cached, Cached, Asked, Broken]);
}
