//! Every kind of fault, at every kind of place.

use where_it_broke::clock::Span;
use where_it_broke::dns::{Name, Rcode, Rtype, Zone};
use where_it_broke::sim::fault::{Place, Verb};
use where_it_broke::sim::prefix::Prefix;

use crate::support::{name, story};
use crate::trip::{auth, differences, with};

fn tld() -> Place {
    Place::Station("tld".into())
}

/// Each kind with a name for its scenario, and where it is.
fn faults() -> Vec<(&'static str, Place, Verb)> {
    let buy = || name("buy.itunes.apple.com.");
    let apple = || name("apple.com.");
    vec![
        ("no-reply", auth(), Verb::NoReply),
        (
            "one-silent",
            Place::Server(name("adns1.apple.com.")),
            Verb::NoReply,
        ),
        ("network", network(24), Verb::NoReply),
        (
            "first-of-two",
            Place::Servers {
                station: "auth".into(),
                count: 1,
            },
            Verb::NoReply,
        ),
        ("stop", auth(), Verb::Stop),
        ("old-copy", auth(), Verb::ServeOldCopy { copy: old() }),
        (
            "servfail",
            auth(),
            Verb::Decline {
                rcode: Rcode::SERVFAIL,
            },
        ),
        (
            "refused",
            network(32),
            Verb::Decline {
                rcode: Rcode::REFUSED,
            },
        ),
        (
            "delay",
            auth(),
            Verb::Delay {
                by: Span::from_ms(200),
            },
        ),
        ("upwards", auth(), Verb::ReferUpwards),
        ("no-aa", auth(), Verb::DisclaimAuthority),
        ("reject-edns", auth(), Verb::RejectEdns),
        ("block-tcp", auth(), Verb::BlockTcp),
        ("truncate", auth(), Verb::Truncate),
        ("expire", auth(), Verb::ExpireZone { zone: apple() }),
        ("empty", auth(), Verb::EmptyZone { zone: apple() }),
        ("empty-tld", tld(), Verb::EmptyZone { zone: name("com.") }),
        ("delete-name", auth(), Verb::DeleteName { name: buy() }),
        (
            "delete-records",
            auth(),
            Verb::DeleteRecords {
                name: buy(),
                rtype: Rtype::A,
            },
        ),
        (
            "change-address",
            auth(),
            Verb::ChangeAddress {
                name: buy(),
                to: "192.0.2.99".parse().unwrap(),
            },
        ),
        (
            "no-delegation",
            tld(),
            Verb::RemoveDelegation { zone: apple() },
        ),
        ("no-glue", tld(), Verb::RemoveGlue { zone: apple() }),
        (
            "other-servers",
            tld(),
            Verb::ReplaceServers {
                zone: apple(),
                servers: vec![nowhere()],
            },
        ),
        (
            "lost-dot",
            tld(),
            Verb::LoseDot {
                name: name("adns1.apple.com."),
            },
        ),
    ]
}

/// apple.com. as it was before anybody bought music.
fn old() -> Box<Zone> {
    let zones = story("apple-2015").world.zones;
    let mut zone = zones
        .into_iter()
        .find(|z| *z.apex() == name("apple.com."))
        .unwrap();
    zone.remove_subtree(&name("buy.itunes.apple.com."));
    Box::new(zone)
}

fn nowhere() -> Name {
    name("ns.nowhere.com.")
}

fn network(length: u8) -> Place {
    let address = "203.0.113.54".parse().unwrap();
    Place::Network(Prefix { address, length })
}

#[test]
fn every_kind_of_fault_comes_back_as_it_is() {
    let mut all = Vec::new();
    for (id, place, verb) in faults() {
        let (asked, wrong) = differences(&with(id, vec![(place, verb)]));
        assert!(asked > 6, "{id}: {asked}");
        all.extend(wrong.into_iter().map(|line| format!("{id}: {line}")));
    }
    assert!(all.is_empty(), "{}", all.join("\n"));
}

#[test]
fn several_faults_of_different_names_at_one_server_come_back_as_they_are() {
    let mut story = with(
        "two-names",
        vec![
            (
                auth(),
                Verb::Decline {
                    rcode: Rcode::SERVFAIL,
                },
            ),
            (
                auth(),
                Verb::Decline {
                    rcode: Rcode::REFUSED,
                },
            ),
            (
                auth(),
                Verb::DeleteName {
                    name: name("testflight.apple.com."),
                },
            ),
        ],
    );
    for (fault, under) in story
        .faults
        .iter_mut()
        .zip(["buy.itunes.apple.com.", "itunesconnect.apple.com."])
    {
        fault.under = Some(name(under));
    }
    let (_, wrong) = differences(&story);
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}
