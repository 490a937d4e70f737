//! Every kind of fault that the simulation knows can be written in an incident file.

use where_it_broke::clock::Span;
use where_it_broke::dns::{Rcode, Rtype, zonefile};
use where_it_broke::sim::fault::{DnssecFault, Verb};

use crate::support::{Copy, name};

/// How a verb is written. A new kind of fault does not compile here until it has its line, and another below.
fn written(verb: &Verb) -> &'static str {
    match verb {
        Verb::NoReply => "\"no_reply\"",
        Verb::Decline { .. } => "{ decline = { rcode = \"REFUSED\" } }",
        Verb::Delay { .. } => "{ delay = { by_ms = 700 } }",
        Verb::ReferUpwards => "\"refer_upwards\"",
        Verb::DisclaimAuthority => "\"disclaim_authority\"",
        Verb::RejectEdns => "\"reject_edns\"",
        Verb::DropEdns => "\"drop_edns\"",
        Verb::BlockTcp => "\"block_tcp\"",
        Verb::ExpireZone { .. } => "{ expire_zone = { zone = \"apple.com.\" } }",
        Verb::EmptyZone { .. } => "{ empty_zone = { zone = \"apple.com.\" } }",
        Verb::DeleteName { .. } => "{ delete_name = { name = \"itunes.apple.com.\" } }",
        Verb::DeleteRecords { .. } => {
            "{ delete_records = { name = \"buy.itunes.apple.com.\", rtype = \"A\" } }"
        }
        Verb::ChangeAddress { .. } => {
            "{ change_address = { name = \"buy.itunes.apple.com.\", to = \"192.0.2.99\" } }"
        }
        Verb::RemoveDelegation { .. } => "{ remove_delegation = { zone = \"apple.com.\" } }",
        Verb::BreakDnssec { .. } => {
            "{ break_dnssec = { zone = \"apple.com.\", how = \"ds_mismatch\" } }"
        }
        Verb::Truncate => "\"truncate\"",
        Verb::RemoveGlue { .. } => "{ remove_glue = { zone = \"apple.com.\" } }",
        Verb::ReplaceServers { .. } => {
            "{ replace_servers = { zone = \"apple.com.\", servers = [\"ns.nowhere.com.\"] } }"
        }
        Verb::Stop => "\"stop\"",
        Verb::AliasesLast => "\"aliases_last\"",
        Verb::ErrorPage => "\"error_page\"",
        Verb::Misconfigure { resolver: None } => "{ misconfigure = {} }",
        Verb::Misconfigure { resolver: Some(_) } => {
            "{ misconfigure = { resolver = \"198.51.100.99\" } }"
        }
        Verb::ServeOldCopy { .. } => {
            "{ serve_old_copy = { zone = \"com.\", file = \"com-old.zone\" } }"
        }
        Verb::LoseDot { .. } => "{ lose_dot = { name = \"adns1.apple.com.\" } }",
    }
}

/// What `com.` was before: a lower serial, and no `apple.com.` in it.
const OLD: &str = "
$ORIGIN com.
$TTL 172800
@ SOA a.gtld-servers.net. nstld.verisign-grs.com. 1 1800 900 604800 86400
@ NS  a.gtld-servers.net.
";

#[test]
fn every_verb_reads_as_it_is_written() {
    let copy = Copy::new("verbs");
    let old = zonefile::parse(OLD, &name("com.")).unwrap();
    let (zone, buy) = (name("apple.com."), name("buy.itunes.apple.com."));
    let verbs = [
        Verb::NoReply,
        Verb::Decline {
            rcode: Rcode::REFUSED,
        },
        Verb::Delay {
            by: Span::from_ms(700),
        },
        Verb::ReferUpwards,
        Verb::DisclaimAuthority,
        Verb::RejectEdns,
        Verb::DropEdns,
        Verb::BlockTcp,
        Verb::ExpireZone { zone: zone.clone() },
        Verb::EmptyZone { zone: zone.clone() },
        Verb::DeleteName {
            name: name("itunes.apple.com."),
        },
        Verb::DeleteRecords {
            name: buy.clone(),
            rtype: Rtype::A,
        },
        Verb::ChangeAddress {
            name: buy,
            to: "192.0.2.99".parse().unwrap(),
        },
        Verb::BreakDnssec {
            zone: zone.clone(),
            how: DnssecFault::DsMismatch,
        },
        Verb::Truncate,
        Verb::RemoveGlue { zone: zone.clone() },
        Verb::ReplaceServers {
            zone: zone.clone(),
            servers: vec![name("ns.nowhere.com.")],
        },
        Verb::LoseDot {
            name: name("adns1.apple.com."),
        },
        Verb::RemoveDelegation { zone },
        Verb::ServeOldCopy {
            copy: Box::new(old.clone()),
        },
        Verb::Stop,
        Verb::AliasesLast,
        Verb::ErrorPage,
        Verb::Misconfigure { resolver: None },
        Verb::Misconfigure {
            resolver: Some("198.51.100.99".parse().unwrap()),
        },
    ];
    copy.write("incidents/apple-2015/com-old.zone", OLD);
    let file = "incidents/apple-2015/incident.toml";
    let mut was_at = "auth";
    let mut before = "{ decline = { rcode = \"SERVFAIL\" } }";
    for verb in verbs {
        let place = match verb {
            // The parent forgets its child.
            Verb::RemoveDelegation { .. } | Verb::ServeOldCopy { .. } => "tld",
            Verb::AliasesLast => "resolver",
            Verb::Misconfigure { .. } => "device",
            Verb::ErrorPage => "service",
            _ => "auth",
        };
        copy.replace(file, before, written(&verb));
        copy.replace(
            file,
            &format!("0.90\nstation = \"{was_at}\""),
            &format!("0.90\nstation = \"{place}\""),
        );
        was_at = place;
        let story = copy.story();
        assert_eq!(story.faults[0].verb, verb);
        before = written(&verb);
    }
}
