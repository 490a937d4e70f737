//! Zones: RFC 1034 sections 4.3.2 and 4.3.3, RFC 4592, RFC 6672, RFC 8020; and master files, RFC 1035 section 5.

use where_it_broke::dns::zone::Found;
use where_it_broke::dns::{Rcode, Rtype, Zone, zonefile};
use where_it_broke::sim::trace::What;

use crate::fixture::*;

fn zone(text: &str) -> Zone {
    zonefile::parse(text, &name("example.")).unwrap()
}

const WILD: &str = "
$TTL 60
@          SOA ns host 1 2 3 4 5
@          NS  ns
ns         A   192.0.2.1
*          MX  10 mail
sub.*      TXT \"below a wildcard\"
host1      A   192.0.2.2
_ssh.host1 TXT \"x\"
a.b.c      A   192.0.2.3
*.w        CNAME host1
";

#[test]
fn rfc4592_2_2_1_a_wildcard_answers_for_names_that_do_not_exist() {
    let zone = zone(WILD);
    assert!(matches!(
        zone.find(&name("host3.example."), Rtype::MX),
        Found::Data(_)
    ));
    assert_eq!(zone.find(&name("host3.example."), Rtype::A), Found::NoData);
    assert!(matches!(
        zone.find(&name("foo.bar.example."), Rtype::MX),
        Found::Data(_)
    ));
}

#[test]
fn rfc4592_2_2_1_a_wildcard_does_not_answer_for_names_that_exist_or_lie_below_such() {
    let zone = zone(WILD);
    assert_eq!(zone.find(&name("host1.example."), Rtype::MX), Found::NoData);
    assert_eq!(zone.find(&name("sub.*.example."), Rtype::MX), Found::NoData);
    assert_eq!(
        zone.find(&name("_telnet.host1.example."), Rtype::MX),
        Found::NoSuchName
    );
    assert_eq!(
        zone.find(&name("ghost.*.example."), Rtype::MX),
        Found::NoSuchName
    );
    // RFC 4592 section 2.2.2: b.c exists, though it holds nothing.
    assert_eq!(zone.find(&name("b.c.example."), Rtype::MX), Found::NoData);
}

#[test]
fn rfc4592_3_3_1_a_wildcard_may_be_an_alias() {
    assert!(matches!(
        zone(WILD).find(&name("x.w.example."), Rtype::A),
        Found::Alias(_)
    ));
}

#[test]
fn rfc1034_4_3_3_a_wildcard_answers_in_the_name_that_was_asked_for() {
    let world = world_with_shop(&format!("{SHOP}*.w A 192.0.2.10\n"));
    let trace = ask(&world, &[], &question_for(0, "any.w.shop.lab.", Rtype::A));
    let [What::Answered(answer)] = between(&trace, "auth", "resolver")[..] else {
        panic!("{trace:#?}")
    };
    assert_eq!(answer.name, name("any.w.shop.lab."));
}

#[test]
fn rfc8020_2_an_empty_non_terminal_exists() {
    let world = world_with_shop(&format!("{SHOP}a.b A 192.0.2.1\n"));
    let empty = ask(&world, &[], &question_for(0, "b.shop.lab.", Rtype::A));
    assert_eq!(
        (end(&empty).0, empty.outcome.answers.len()),
        (Rcode::NOERROR, 0)
    );
    assert!(matches!(
        between(&empty, "auth", "resolver")[..],
        [What::NoData { ttl: 60, .. }]
    ));
    let none = ask(&world, &[], &question_for(0, "c.b.shop.lab.", Rtype::A));
    assert_eq!(end(&none).0, Rcode::NXDOMAIN);
}

#[test]
fn rfc1034_4_3_2_a_cut_hides_what_lies_below_it() {
    let zone = zone(&format!(
        "{WILD}child NS ns.child\nns.child A 192.0.2.9\nchild DS 1 13 2 00\n"
    ));
    let cut =
        |found| matches!(found, Found::Delegation { cut, .. } if cut == name("child.example."));
    assert!(cut(zone.find(&name("child.example."), Rtype::A)));
    assert!(cut(zone.find(&name("child.example."), Rtype::NS)));
    assert!(cut(zone.find(&name("ns.child.example."), Rtype::A)));
    assert!(cut(zone.find(&name("www.child.example."), Rtype::MX)));
    // RFC 4035 section 3.1.4.1
    assert!(matches!(
        zone.find(&name("child.example."), Rtype::DS),
        Found::Data(_)
    ));
    assert!(matches!(
        zone.find(&name("example."), Rtype::NS),
        Found::Data(_)
    ));
}

#[test]
fn rfc6672_2_2_a_dname_rebases_the_names_below_it() {
    let shop = format!("{SHOP}old DNAME cdn.ops.\n");
    let trace = ask(
        &world_with_shop(&shop),
        &[],
        &question_for(0, "shop.old.shop.lab.", Rtype::A),
    );
    assert_eq!(end(&trace), (Rcode::NOERROR, vec!["192.0.2.20"], None));
}

#[test]
fn rfc4343_names_compare_without_case() {
    let trace = ask(&world(), &[], &question_for(0, "WWW.Shop.LAB.", Rtype::A));
    assert_eq!(end(&trace).1, ["192.0.2.10"]);
}

#[test]
fn rfc1035_5_1_what_the_library_does_not_stand_is_an_error_with_its_place() {
    let error = |text: &str| zonefile::parse(text, &name("example.")).unwrap_err();
    let soa = "@ 60 SOA ns host 1 2 3 4 5\n";
    // Found by fuzzing: the library panics at the name behind the quotation mark.
    let naptr = error(&format!(
        "{soa}x 60 NAPTR 1 1 \"u\" \"x\" \"!a!b!\"replacement\n"
    ));
    assert_eq!((naptr.line, naptr.column), (2, Some(31)), "{naptr}");
    let include = error(&format!("{soa}$INCLUDE \"file\"x\n"));
    assert_eq!((include.line, include.column), (2, Some(16)), "{include}");
    let open = error(&format!("{soa}x 60 TXT a (\n b\n"));
    assert_eq!((open.line, open.column), (2, Some(12)), "{open}");
    for record in ["x..y 60 A 192.0.2.1", "x 60 CNAME y..z", "x 60 MX 1 y..z."] {
        let dots = error(&format!("{soa}{record}\n"));
        assert_eq!((dots.line, dots.column), (2, None), "{dots}");
    }
    let fine = format!("{soa}x 60 TXT \"a\\\" b\" (\"c\") d\\\"e ; \"f\"g\n");
    assert!(zonefile::parse(&fine, &name("example.")).is_ok());
}

#[test]
fn rfc1035_5_1_a_mistake_in_a_master_file_is_told_with_its_line_and_column() {
    let error = |text: &str| zonefile::parse(text, &name("example.")).unwrap_err();
    let soa = "@ 60 SOA ns host 1 2 3 4 5\n";
    let bad = error(&format!("{soa}www 60 A 192.0.2.300\n"));
    assert_eq!((bad.line, bad.column), (2, Some(10)), "{bad}");
    assert!(bad.to_string().contains("expected"), "{bad}");
    let unknown = error(&format!("{soa}\nwww 60 NOPE 1\n"));
    assert_eq!((unknown.line, unknown.column), (3, Some(8)), "{unknown}");
    let directive = error(&format!("{soa}$TTL x\nwww 60 A 192.0.2.1\n"));
    assert_eq!(directive.line, 2, "{directive}");
    let included = error(&format!("{soa}\n$INCLUDE other.zone\n"));
    assert_eq!(included.line, 3, "{included}");
    let last = error(&format!("{soa}\nwww 60 A"));
    assert_eq!(last.line, 3, "{last}");
    let outside = error(&format!(
        "{soa}www 60 A 192.0.2.1\nwww.other. 60 A 192.0.2.1\n"
    ));
    assert_eq!(
        outside.to_string(),
        "3: www.other. is not in the zone; expected example. or a name below it"
    );
}

#[test]
fn rfc1035_5_2_a_zone_has_exactly_one_soa_record() {
    let error = |text: &str| {
        zonefile::parse(text, &name("example."))
            .unwrap_err()
            .to_string()
    };
    assert_eq!(
        error("www 60 A 192.0.2.1\n"),
        "1: the zone has no SOA record; expected exactly one"
    );
    let twice = "@ 60 SOA ns host 1 2 3 4 5\nx 60 SOA ns host 1 2 3 4 5\n";
    assert_eq!(error(twice), "2: a second SOA record; expected exactly one");
}

#[test]
fn rfc1034_3_6_2_an_alias_has_no_other_data_beside_it() {
    let soa = "@ 60 SOA ns host 1 2 3 4 5\n";
    for (one, other) in [("A 192.0.2.1", "CNAME ns"), ("CNAME ns", "A 192.0.2.1")] {
        let text = format!("{soa}www 60 {one}\nwww 60 {other}\n");
        let error = zonefile::parse(&text, &name("example.")).unwrap_err();
        assert_eq!(error.line, 3, "{error}");
    }
}

#[test]
fn a_master_file_may_end_without_a_line_feed() {
    let text = "@ 60 SOA ns host 1 2 3 4 5\nwww 60 A 192.0.2.1";
    let zone = zonefile::parse(text, &name("example.")).unwrap();
    assert!(zone.rrset(&name("www.example."), Rtype::A).is_some());
}
