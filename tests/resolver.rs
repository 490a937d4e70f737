//! The resolver, by RFC and section.

use where_it_broke::clock::{Span, Time};
use where_it_broke::dns::{Rcode, Record, Rtype, Zone};
use where_it_broke::sim::fault::{Fault, Place, Verb};
use where_it_broke::sim::world::World;

#[test]
fn a_world_and_its_faults_survive_postcard() {
    let apex = "example.".parse().unwrap();
    let record = Record {
        name: "www.example.".parse().unwrap(),
        rtype: Rtype::A,
        ttl: 60,
        rdata: [192, 0, 2, 1].into(),
    };
    let world = World {
        zones: vec![Zone::new(apex, [record])],
        ..World::default()
    };
    let mut fault = Fault::new(
        Time::from_ms(0),
        Time::from_ms(10),
        Place::Station("auth".into()),
        Verb::Decline {
            rcode: Rcode::SERVFAIL,
        },
    );
    fault.spread = Span::from_ms(100);
    let bytes = postcard::to_allocvec(&(&world, &fault)).unwrap();
    let back: (World, Fault) = postcard::from_bytes(&bytes).unwrap();
    assert_eq!(back, (world, fault));
}
