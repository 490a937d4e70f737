//! Referrals, glue and aliases: RFC 1034 sections 3.6.2, 4.3.2 and 5.3.3.

use where_it_broke::dns::{Rcode, Rtype};
use where_it_broke::sim::trace::{Cause, What};

use crate::fixture::*;

#[test]
fn rfc1034_5_3_3_walks_from_the_root_down_by_referrals_and_glue() {
    let trace = ask(&world(), &[], &question(0));
    let path = [
        "you>device",
        "device>resolver",
        "resolver>root",
        "resolver>tld",
        "resolver>auth",
    ];
    assert_eq!(asked(&trace), path);
    assert_eq!(end(&trace), (Rcode::NOERROR, vec!["192.0.2.10"], None));
    assert!(trace.outcome.reached);
    let [What::Referred { zone, servers, ttl }] = between(&trace, "tld", "resolver")[..] else {
        panic!("{trace:#?}")
    };
    assert_eq!(
        (zone, &servers[..], *ttl),
        (
            &name("shop.lab."),
            &[name("ns1.shop.lab."), name("ns2.shop.lab.")][..],
            3600
        )
    );
    assert!(matches!(
        between(&trace, "you", "service")[..],
        [What::Connected { .. }]
    ));
}

#[test]
fn every_link_takes_its_round_trip() {
    let trace = ask(&world(), &[], &question(0));
    // Half of 20 to the resolver, 18 + 14 + 22 to the servers, half of 20 back, 40 to the service.
    let answered = trace.events.iter().find(|e| &*e.to == "you").unwrap();
    assert_eq!(answered.ms, 10 + 18 + 14 + 22 + 10);
    assert_eq!(trace.events.last().unwrap().ms, 74 + 40);
}

#[test]
fn rfc1034_5_3_3_looks_up_servers_that_came_without_glue() {
    let lab = LAB
        .replace("NS  ns1.shop\n", "NS  ns.cdn.ops.\n")
        .replace("shop      NS  ns2.shop\n", "");
    let cdn = format!("{CDN}ns A 203.0.113.1\n");
    let trace = ask(&world_of(ROOT, &lab, OPS, SHOP, &cdn), &[], &question(0));
    let path = [
        "you>device",
        "device>resolver",
        "resolver>root",
        "resolver>tld",
        "resolver>root",
        "resolver>tld",
        "resolver>cdn",
        "resolver>auth",
    ];
    assert_eq!(asked(&trace), path);
    assert!(trace.outcome.reached);
}

#[test]
fn rfc1912_2_8_a_zone_whose_glue_is_missing_cannot_be_reached() {
    let lab = LAB
        .replace("ns1.shop  A   203.0.113.1\n", "")
        .replace("ns2.shop  A   203.0.113.2\n", "");
    let trace = ask(&world_with_lab(&lab), &[], &question(0));
    assert_eq!(
        end(&trace),
        (Rcode::SERVFAIL, vec![], Some(Cause::NoServerAddress))
    );
    assert!(asked(&trace).len() < 12, "{:?}", asked(&trace));
}

#[test]
fn pappas_2004_two_zones_that_serve_each_other_without_glue_end_in_failure() {
    let lab = "
$ORIGIN lab.
$TTL 3600
@      SOA ns.nic host.nic 1 1800 900 604800 300
@      NS  ns.nic
ns.nic A   198.51.100.2
shop   NS  ns.cdn.ops.
";
    let ops = "
$ORIGIN ops.
$TTL 3600
@      SOA ns.nic host.nic 1 1800 900 604800 300
@      NS  ns.nic
ns.nic A   198.51.100.3
cdn    NS  ns.shop.lab.
";
    let trace = ask(&world_of(ROOT, lab, ops, SHOP, CDN), &[], &question(0));
    assert_eq!(
        end(&trace),
        (Rcode::SERVFAIL, vec![], Some(Cause::NoServerAddress))
    );
}

#[test]
fn rfc2181_5_4_1_glue_outside_the_zone_of_the_server_is_refused() {
    // The lab domain claims to know the address of a server under ops, and gives a wrong one.
    let lab = LAB
        .replace("shop      NS  ns1.shop\n", "shop      NS  ns1.cdn.ops.\n")
        .replace("shop      NS  ns2.shop\n", "");
    let mut world = world_with_lab(&lab);
    world.servers[5].zones.push(3);
    let poison = where_it_broke::dns::Record {
        name: name("ns1.cdn.ops."),
        rtype: Rtype::A,
        ttl: 3600,
        rdata: [203, 0, 113, 66].into(),
    };
    world.zones[1].insert(poison);
    let trace = ask(&world, &[], &question(0));
    assert!(trace.outcome.reached);
    let poisoned = trace.events.iter().any(|e| match &e.what {
        What::Asked {
            server: Some(server),
            ..
        } => server.address.to_string() == "203.0.113.66",
        _ => false,
    });
    assert!(!poisoned, "{trace:#?}");
}

#[test]
fn rfc1912_2_8_a_referral_upwards_is_a_lame_server_s() {
    // The shop's servers hold only a copy of the root, and point there.
    let mut world = world();
    world.servers[3].zones = vec![0];
    world.servers[4].zones = vec![0];
    let trace = ask(&world, &[], &question(0));
    assert_eq!(
        end(&trace),
        (Rcode::SERVFAIL, vec![], Some(Cause::ServersFailed))
    );
    assert!(
        between(&trace, "auth", "resolver")
            .iter()
            .all(|what| **what == What::Useless)
    );
}

#[test]
fn rfc1034_3_6_2_follows_an_alias_into_another_zone() {
    let shop = SHOP.replace("www   A   192.0.2.10", "www   CNAME shop.cdn.ops.");
    let mut question = question(0);
    question.service = None;
    let trace = ask(&world_with_shop(&shop), &[], &question);
    assert_eq!(end(&trace), (Rcode::NOERROR, vec!["192.0.2.20"], None));
    let path = [
        "resolver>root",
        "resolver>tld",
        "resolver>auth",
        "resolver>root",
        "resolver>tld",
        "resolver>cdn",
    ];
    assert_eq!(asked(&trace)[2..], path);
    let [
        What::Alias {
            name: alias,
            target,
        },
    ] = between(&trace, "auth", "resolver")[..]
    else {
        panic!("{trace:#?}")
    };
    assert_eq!(
        (alias, target),
        (&name("www.shop.lab."), &name("shop.cdn.ops."))
    );
}

#[test]
fn rfc1034_3_6_2_an_alias_that_leads_back_to_itself_fails() {
    let shop = SHOP.replace(
        "www   A   192.0.2.10",
        "www   CNAME back\nback  CNAME www\nself  CNAME self",
    );
    let world = world_with_shop(&shop);
    for host in ["www.shop.lab.", "self.shop.lab."] {
        let trace = ask(&world, &[], &question_for(0, host, Rtype::A));
        assert_eq!(
            end(&trace),
            (Rcode::SERVFAIL, vec![], Some(Cause::AliasLoop))
        );
    }
}

#[test]
fn eleven_aliases_are_followed_and_no_more() {
    // As BIND, Unbound and PowerDNS Recursor do; Knot Resolver follows one more (the lab's scenario 21).
    let links: String = (0..20)
        .map(|n| format!("c{n} CNAME c{}\n", n + 1))
        .collect();
    let world = world_with_shop(&format!("{SHOP}{links}c20 A 192.0.2.10\n"));
    let eleven = ask(&world, &[], &question_for(0, "c9.shop.lab.", Rtype::A));
    assert_eq!(end(&eleven), (Rcode::NOERROR, vec!["192.0.2.10"], None));
    let twelve = ask(&world, &[], &question_for(0, "c8.shop.lab.", Rtype::A));
    assert_eq!(
        end(&twelve),
        (Rcode::SERVFAIL, vec![], Some(Cause::AliasLoop))
    );
}

#[test]
fn a_question_for_the_alias_itself_is_not_followed() {
    let trace = ask(
        &world(),
        &[],
        &question_for(0, "alias.shop.lab.", Rtype::CNAME),
    );
    assert_eq!(end(&trace), (Rcode::NOERROR, vec!["www.shop.lab."], None));
}
