//! Any octets as a message: they are refused, or read, written and read again to the same; and a resolver to which every
//! server says this comes to an end within its bounds.
#![no_main]

use std::net::{IpAddr, Ipv4Addr};

use libfuzzer_sys::fuzz_target;
use where_it_broke::clock::Time;
use where_it_broke::dns::{Message, Name, Record, Rtype};
use where_it_broke::sim::network::{Script, Transport};
use where_it_broke::sim::recorder::Recorder;
use where_it_broke::sim::session::Session;
use where_it_broke::sim::world::{Hint, Resolver, Role, Station, Validation, World};

/// A bound of work that keeps one input short.
const QUERIES: u16 = 12;

/// Servers that all say the same, with the id of the query, and with its question where that is wanted.
#[derive(Debug)]
struct Parrot {
    said: Message,
    own_question: bool,
    left: u16,
}

impl Script for Parrot {
    fn reply(&mut self, _: IpAddr, query: &[u8], _: Transport) -> Option<Vec<u8>> {
        self.left = self
            .left
            .checked_sub(1)
            .expect("the bound of queries holds");
        let query = Message::from_wire(query).expect("the resolver writes messages");
        self.said.id = query.id;
        self.said.head.reply = true;
        if !self.own_question {
            (self.said.name, self.said.rtype) = (query.name, query.rtype);
        }
        self.said.to_wire(usize::from(u16::MAX)).ok()
    }
}

fn world() -> World {
    let address = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
    let mut resolver = Resolver::new("resolver".into(), IpAddr::V4(Ipv4Addr::LOCALHOST));
    resolver.minimise = Some(Rtype::A);
    resolver.max_queries = QUERIES;
    let anchor = Record {
        name: Name::root(),
        rtype: Rtype::DS,
        ttl: 3600,
        rdata: [&[0, 1, 13, 2][..], &[0; 32]].concat().into(),
    };
    resolver.validation = Some(Validation::new(vec![anchor]));
    World {
        stations: vec![Station {
            id: "resolver".into(),
            role: Role::Resolver,
        }],
        resolvers: vec![resolver],
        hints: vec![Hint {
            name: Name::root(),
            addresses: vec![address],
        }],
        ..World::default()
    }
}

thread_local! {
    static WORLD: World = world();
}

fuzz_target!(|octets: &[u8]| {
    let Ok(message) = Message::from_wire(octets) else {
        return;
    };
    let wire = message
        .to_wire(usize::from(u16::MAX))
        .expect("what was read can be written");
    let again = Message::from_wire(&wire).expect("what was written reads back");
    if !again.head.truncated || message.head.truncated {
        assert_eq!(message, again);
    }
    if message.answer.len() + message.authority.len() + message.additional.len() == 0 {
        return;
    }
    WORLD.with(|world| {
        let mut session = Session::new(world, &[], 0);
        let own_question = octets.first().is_some_and(|octet| octet & 1 == 1);
        let query = Message::query(1, message.name.clone(), message.rtype);
        session.follow(Box::new(Parrot {
            said: message,
            own_question,
            left: QUERIES,
        }));
        let query = query.to_wire(512).expect("a query fits");
        let reply = session.resolve(0, Time::from_ms(0), &query, &mut Recorder::off());
        let reply = reply.wire.expect("the resolver replies");
        Message::from_wire(&reply).expect("the reply reads back");
    });
});
