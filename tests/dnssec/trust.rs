//! The chain of trust (RFC 4035 section 5), and what a device is told (RFC 4035 section 3.2, RFC 6840 section 5).

use where_it_broke::dns::{Rcode, Rtype};
use where_it_broke::sim::run;
use where_it_broke::sim::validator::Validator;
use where_it_broke::sim::world::{Dates, Question};

use crate::fixture::{Manner, ask, codes, name, noon, put, puts, types, world};

#[test]
fn rfc4035_5_a_signed_answer_is_authentic_and_comes_with_its_signature() {
    let reply = ask(&world(), "www.sec. A");
    assert_eq!(reply.head.rcode, Rcode::NOERROR);
    assert!(reply.head.authentic);
    assert_eq!(types(&reply), [Rtype::A, Rtype::RRSIG]);
    assert!(codes(&reply).is_empty());
}

#[test]
fn rfc4035_5_a_second_question_is_answered_from_memory_as_authentic() {
    let replies = puts(
        &world(),
        &[],
        &[
            ("www.sec. A", Manner::default()),
            ("www.sec. A", Manner::default()),
        ],
    );
    assert!(replies[1].head.authentic);
    assert_eq!(types(&replies[1]), [Rtype::A, Rtype::RRSIG]);
    // Nine whole seconds have passed since the answer came.
    assert_eq!(replies[1].answer[0].ttl, 291);
    assert_eq!(replies[1].answer[1].ttl, 291);
}

#[test]
fn rfc4035_5_2_a_zone_that_its_parent_says_is_not_signed_is_insecure() {
    let reply = ask(&world(), "www.open. A");
    assert_eq!(reply.head.rcode, Rcode::NOERROR);
    assert!(!reply.head.authentic);
    assert_eq!(types(&reply), [Rtype::A]);
}

#[test]
fn rfc4035_5_2_a_zone_whose_only_algorithm_is_not_known_is_insecure() {
    let mut world = world();
    let anchor = &mut world.resolvers[0].validation.as_mut().unwrap().anchors[0];
    let mut rdata = anchor.rdata.to_vec();
    rdata[2] = 250;
    anchor.rdata = rdata.into();
    let reply = ask(&world, "www.sec. A");
    assert_eq!(reply.head.rcode, Rcode::NOERROR);
    assert!(!reply.head.authentic);
}

#[test]
fn rfc6840_5_8_ad_is_for_who_asks_for_it() {
    let world = world();
    let plain = Manner {
        without_do: true,
        ..Manner::default()
    };
    let reply = put(&world, &[], "www.sec. A", plain);
    assert!(!reply.head.authentic);
    assert_eq!(types(&reply), [Rtype::A]);
    let reply = put(&world, &[], "www.sec. A", Manner { ad: true, ..plain });
    assert!(reply.head.authentic);
    assert_eq!(types(&reply), [Rtype::A]);
}

#[test]
fn rfc4035_3_2_3_an_answer_is_as_authentic_as_its_least_part() {
    let world = world();
    let reply = ask(&world, "alias.sec. A");
    assert!(reply.head.authentic);
    assert_eq!(
        types(&reply),
        [Rtype::CNAME, Rtype::A, Rtype::RRSIG, Rtype::RRSIG]
    );
    let reply = ask(&world, "out.sec. A");
    assert_eq!(reply.head.rcode, Rcode::NOERROR);
    assert!(!reply.head.authentic);
}

#[test]
fn rfc6672_5_3_1_an_alias_made_from_a_dname_counts_by_the_dname() {
    let reply = ask(&world(), "a.sub.sec. A");
    assert_eq!(reply.head.rcode, Rcode::NOERROR);
    assert!(reply.head.authentic);
    assert_eq!(types(&reply)[..3], [Rtype::DNAME, Rtype::CNAME, Rtype::A]);
}

#[test]
fn rfc7646_below_a_negative_trust_anchor_nothing_is_checked() {
    let mut world = world();
    let validation = world.resolvers[0].validation.as_mut().unwrap();
    validation.insecure.push(name("sec."));
    let reply = ask(&world, "www.sec. A");
    assert_eq!(reply.head.rcode, Rcode::NOERROR);
    assert!(!reply.head.authentic);
}

#[test]
fn rfc4034_3_1_5_signatures_count_from_then_until_then() {
    let mut world = world();
    let day = 86_400_000;
    for (ms, code) in [(day * 3, Some(7)), (-day * 3, Some(8)), (0, None)] {
        let validation = world.resolvers[0].validation.as_mut().unwrap();
        let then = where_it_broke::clock::Time::from_ms(noon().ms() + ms);
        validation.dates = Dates::Fixed(then);
        let reply = ask(&world, "www.sec. A");
        assert_eq!(codes(&reply), code.into_iter().collect::<Vec<u16>>());
        assert_eq!(reply.head.authentic, code.is_none());
    }
}

#[test]
fn a_resolver_that_does_not_check_passes_signatures_on_and_never_says_ad() {
    let mut world = world();
    world.resolvers[0].validation = None;
    let reply = ask(&world, "www.sec. A");
    assert!(!reply.head.authentic);
    assert_eq!(types(&reply), [Rtype::A, Rtype::RRSIG]);
}

#[test]
fn a_world_that_validates_does_not_run_without_a_validator() {
    let mut world = world();
    world.validator = Validator::NONE;
    let question = Question {
        at: noon(),
        device: "device".into(),
        name: name("www.sec."),
        rtype: Rtype::A,
        service: None,
        rank: 0,
    };
    let error = run(&world, &[], &question).unwrap_err();
    assert!(error.to_string().contains("validator"), "{error}");
    world.validator = Validator::ALL;
    assert!(!run(&world, &[], &question).is_err_and(|e| e.to_string().contains("validator")));
}
