//! What exists: stations, name servers and their zones, resolvers, devices, service hosts, and who asked before.
//!
//! A world is plain data. It holds nothing that changes while a question travels: memories are computed from
//! [`World::visits`] by running them.

use core::net::{IpAddr, Ipv4Addr};

use serde::{Deserialize, Serialize};

use super::fault::Place;
use super::prefix::Prefix;
use super::trace::StationId;
use super::validator::Validator;
use crate::clock::{Span, Time};
use crate::dns::{Name, Record, Rtype, Zone};

/// Everything that exists in a story.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct World {
    /// The stations of the chain, in the order in which a picture shows them.
    pub stations: Vec<Station>,
    /// The authoritative servers.
    pub servers: Vec<NameServer>,
    /// The zones; a server names those that it serves by their place in this list.
    pub zones: Vec<Zone>,
    /// The root servers as a resolver knows them before it has asked anybody (RFC 9609 section 2).
    pub hints: Vec<Hint>,
    /// The recursive resolvers.
    pub resolvers: Vec<Resolver>,
    /// The devices that ask them.
    pub stubs: Vec<Stub>,
    /// The machines that the reader wants to reach in the end.
    pub services: Vec<ServiceHost>,
    /// Questions asked before the reader's: what the memories hold comes from these.
    pub visits: Vec<Visit>,
    /// Ways that take another time than what lies at their end usually does; of several the first counts.
    pub paths: Vec<Path>,
    /// What checks signatures, for resolvers that do. Whoever runs the world may bring it; no file says it.
    #[serde(skip)]
    pub validator: Validator,
}

impl World {
    /// Whether one of its resolvers checks signatures.
    pub fn validates(&self) -> bool {
        self.resolvers.iter().any(|r| r.validation.is_some())
    }
}

/// The way from a station to what it asks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Path {
    /// Where it begins: the station of a device or a resolver.
    pub from: StationId,
    /// Where it leads.
    pub to: Place,
    /// From a question to the reply, on the wire: both ways together. Stands in for the other end's own round trip.
    pub round_trip: Span,
}

/// One station of the chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Station {
    /// Its id, unique in the world.
    pub id: StationId,
    /// What stands there.
    pub role: Role,
}

/// What a station is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Role {
    /// The person who asks.
    Reader,
    /// Their device, with a stub resolver.
    Device,
    /// A recursive resolver.
    Resolver,
    /// Authoritative servers of one zone or operator.
    Authority,
    /// The machines that a good answer leads to.
    Service,
}

/// An authoritative server.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NameServer {
    /// Its host name.
    pub name: Name,
    /// Where it listens, IPv4 or IPv6.
    pub addresses: Vec<IpAddr>,
    /// The station at which it stands.
    pub station: StationId,
    /// The zones that it serves, as places in [`World::zones`]. Of two with the same apex the first counts.
    /// A server without the zone asked about refuses.
    pub zones: Vec<usize>,
    /// From a resolver's question to the reply, on the wire: both ways together.
    pub round_trip: Span,
}

/// A root server as known beforehand.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Hint {
    /// Its host name.
    pub name: Name,
    /// Its addresses.
    pub addresses: Vec<IpAddr>,
}

/// A recursive resolver (RFC 9499 section 6) and its settings.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Resolver {
    /// The station at which it stands.
    pub station: StationId,
    /// Where devices reach it.
    pub address: IpAddr,
    /// From a device's question to the reply, on the wire: both ways together.
    pub round_trip: Span,
    /// No copy is kept for less than this (0: as the zone says).
    pub min_ttl: Span,
    /// No copy is kept for longer than this (RFC 8767 section 4 recommends a cap of 7 days or less).
    pub max_ttl: Span,
    /// No denial is kept for longer than this (RFC 2308 section 5 recommends one to three hours).
    pub max_negative_ttl: Span,
    /// How long a failed search is remembered: 1 s to 5 min (RFC 9520 section 3.2); 0: not at all.
    pub failure_ttl: Span,
    /// How long the first try at a server waits. Each further try at the same server waits twice as long.
    pub timeout: Span,
    /// The longest wait for one reply.
    pub max_timeout: Span,
    /// How often each address of a zone's servers is tried, at least 1.
    pub tries: u8,
    /// How many questions it sends to servers for one question of a device before it gives up.
    pub max_queries: u16,
    /// How long it works on one question of a device before it gives up.
    pub patience: Span,
    /// How many aliases (CNAME) it follows for one question.
    pub max_aliases: u8,
    /// Whether it tells servers only as much of a name as they need (RFC 9156), and then the type that it asks for: A,
    /// or as older resolvers do NS (RFC 7816).
    pub minimise: Option<Rtype>,
    /// Whether copies that have run out may stand in for answers that cannot be had (RFC 8767); `None`: they may not.
    pub stale: Option<Stale>,
    /// Names for which it asks others to search instead of searching itself; of several zones the deepest counts.
    pub forward: Vec<Forward>,
    /// Zones whose servers it has been told, whatever the zones above say.
    pub stub_zones: Vec<Forward>,
    /// Whether it can reach servers over IPv6.
    pub ipv6: bool,
    /// Whether it checks signatures (RFC 4035 section 5), and by which anchors; `None`: it does not.
    pub validation: Option<Validation>,
    /// Names that it answers from data of its own, by who asks; of several views the first that serves the asker counts.
    pub views: Vec<View>,
}

/// Private names: zones that a resolver answers from by itself, for some of those who ask it ("split DNS", RFC 9499
/// section 6; local zones as in RFC 6303).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct View {
    /// Whom it serves, by their addresses; empty: everybody.
    pub clients: Vec<Prefix>,
    /// Its zones, as places in [`World::zones`].
    pub zones: Vec<usize>,
}

impl View {
    /// Whether it serves this asker.
    pub fn serves(&self, client: IpAddr) -> bool {
        self.clients.is_empty() || self.clients.iter().any(|prefix| prefix.covers(client))
    }
}

/// How a resolver checks signatures.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Validation {
    /// The trust anchors (RFC 4033 section 2): DS or DNSKEY records, several for one name where it has several keys.
    /// Of several names above another the deepest counts.
    pub anchors: Vec<Record>,
    /// Names below which nothing is checked, whatever the anchors say (negative trust anchors, RFC 7646).
    pub insecure: Vec<Name>,
    /// What time it is when dates are compared.
    pub dates: Dates,
    /// A denial by NSEC3 with more iterations than this is as good as unsigned (RFC 9276 section 3.2).
    pub max_iterations: u16,
    /// Whether proofs in memory serve for other names too (RFC 8198).
    pub aggressive: bool,
}

impl Validation {
    /// With these anchors, the simulation's clock, and at most 150 iterations, as resolvers agreed in 2021.
    pub fn new(anchors: Vec<Record>) -> Self {
        Self {
            anchors,
            insecure: Vec::new(),
            dates: Dates::Now,
            max_iterations: 150,
            aggressive: true,
        }
    }
}

/// The time by which the dates of signatures are judged.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Dates {
    /// The simulation's.
    #[default]
    Now,
    /// Always this.
    Fixed(Time),
    /// None: signatures neither run out nor begin.
    Ignored,
}

/// How a resolver uses copies that have run out (RFC 8767 section 5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stale {
    /// For how long after it has run out a copy may stand in (RFC 8767 suggests one to three days).
    pub keep: Span,
    /// For how long the device is kept waiting for a fresh answer first (RFC 8767 suggests 1.8 s). The search goes on
    /// after that, for those who ask later.
    pub patience: Span,
    /// The TTL with which such a copy is given (RFC 8767 section 4 recommends 30 s).
    pub ttl: Span,
    /// For how long nobody is asked again after a search has failed (RFC 8767 section 5 suggests 30 s).
    pub recheck: Span,
}

impl Default for Stale {
    /// One day, 1.8 s, 30 s and 30 s.
    fn default() -> Self {
        Self {
            keep: Span::from_secs(86_400),
            patience: Span::from_ms(1_800),
            ttl: Span::from_secs(30),
            recheck: Span::from_secs(30),
        }
    }
}

/// Names, and those who are asked about them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Forward {
    /// The zone: this name and all below it.
    pub zone: Name,
    /// The addresses of those who are asked, in order. None: whoever the search would come to by itself, for names
    /// that a rule for a zone above would send elsewhere.
    pub addresses: Vec<IpAddr>,
    /// Where they fail, the resolver searches by itself. For those who search for us, not for a zone's own servers.
    pub first: bool,
}

impl Resolver {
    /// A resolver with the settings that the well-known ones have in common:
    /// TTLs of at most a day and denials of at most an hour, failures remembered for 5 s, three tries of each address
    /// beginning at 400 ms, 100 questions and 10 s for one question of a device, 11 aliases.
    pub fn new(station: StationId, address: IpAddr) -> Self {
        Self {
            station,
            address,
            round_trip: Span::from_ms(20),
            min_ttl: Span::from_ms(0),
            max_ttl: Span::from_secs(86_400),
            max_negative_ttl: Span::from_secs(3_600),
            failure_ttl: Span::from_secs(5),
            timeout: Span::from_ms(400),
            max_timeout: Span::from_ms(3_000),
            tries: 3,
            max_queries: 100,
            patience: Span::from_secs(10),
            max_aliases: 11,
            minimise: None,
            stale: None,
            forward: Vec::new(),
            stub_zones: Vec::new(),
            ipv6: true,
            validation: None,
            views: Vec::new(),
        }
    }
}

/// A device: a stub resolver (RFC 9499 section 6) with a memory of its own.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stub {
    /// The station at which it stands.
    pub station: StationId,
    /// Its own address, by which a resolver knows who asks.
    pub address: IpAddr,
    /// The addresses of the resolvers that it asks, in order: each once, then all of them again.
    pub resolvers: Vec<IpAddr>,
    /// How often it asks each before it gives up, at least 1.
    pub tries: u8,
    /// How long it waits for each reply.
    pub timeout: Span,
    /// No copy is kept for longer than this; 0: it has no memory.
    pub max_ttl: Span,
}

impl Stub {
    /// A device with no address of its own that tries one resolver three times for 5 s each, and has a memory as a phone
    /// has.
    pub fn new(station: StationId, resolver: IpAddr) -> Self {
        Self {
            station,
            address: IpAddr::V4(Ipv4Addr::UNSPECIFIED),
            resolvers: vec![resolver],
            tries: 3,
            timeout: Span::from_secs(5),
            max_ttl: Span::from_secs(86_400),
        }
    }
}

/// The machines of a service.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ServiceHost {
    /// The station at which they stand.
    pub station: StationId,
    /// Their addresses: an answer with any other leads astray.
    pub addresses: Vec<IpAddr>,
    /// From the reader's request to the reply, on the wire: both ways together.
    pub round_trip: Span,
}

/// A question that somebody asked before the reader. Visits of the same time run in the order of the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Visit {
    /// When.
    pub at: Time,
    /// Repeated after each such span, until the reader asks; at most [`Visit::MAX_REPEATS`] times.
    pub every: Option<Span>,
    /// The name asked for.
    pub name: Name,
    /// The type asked for.
    pub rtype: Rtype,
    /// Who asked.
    pub visitor: Visitor,
}

impl Visit {
    /// How often one entry may be repeated before the reader asks; more is an error of the world.
    pub const MAX_REPEATS: i64 = 100_000;
}

/// Who asked before.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum Visitor {
    /// The reader, on the same device: its memory and the resolver's hold the answer.
    Reader,
    /// Another customer of the same resolver: the resolver's memory holds the answer.
    Neighbour,
}

/// One question of the reader.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Question {
    /// When it is asked.
    pub at: Time,
    /// The station of the device that it is asked on, one of [`World::stubs`].
    pub device: StationId,
    /// The name asked for.
    pub name: Name,
    /// The type asked for.
    pub rtype: Rtype,
    /// The station of the service that the answer should lead to, one of [`World::services`];
    /// `None`: the question ends with the answer.
    pub service: Option<StationId>,
    /// Where this asker stands among all, in per mille: 0 to 999. A fault with a `share` of 300 meets ranks below 300,
    /// and a fix with a `spread` reaches rank 0 first.
    pub rank: u16,
}
