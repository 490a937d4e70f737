//! What lies between a resolver's query and a server's reply: there time passes, and there servers' faults take effect.

use core::net::IpAddr;
use std::collections::HashMap;
use std::rc::Rc;

use rustc_hash::FxBuildHasher;

use super::authority::answer_from;
use super::fault::Fault;
use super::mood::{Host, Mood};
use super::resolver::Memory;
use super::trace::StationId;
use super::world::{NameServer, Resolver, World};
use crate::clock::{Span, Time};
use crate::dns::message::Edns;
use crate::dns::{Message, Name, Rcode, Record, Rtype, Zone};

/// The longest message that UDP carries without EDNS (RFC 1035 section 4.2.1).
const UDP_SIZE: u16 = 512;
/// The longest UDP message that servers send, as they agreed on the DNS flag day 2020.
const UDP_SERVER_SIZE: u16 = 1232;
/// The TTL of the root's servers in the hints file, in seconds.
const HINT_TTL: u32 = 3_600_000;
/// How many aliases a server follows by itself within its zones.
const MAX_ALIASES: usize = 8;

/// The servers of a world as one asker meets them.
#[derive(Debug)]
pub struct Network<'w> {
    world: &'w World,
    faults: &'w [Fault],
    rank: u16,
    /// Which server listens at an address.
    listeners: HashMap<IpAddr, usize, FxBuildHasher>,
    /// The zones of each server by their apex.
    served: Vec<HashMap<Name, usize, FxBuildHasher>>,
    /// Zones as faults have changed them: the zone's place in the world, the faults' places, the result.
    edited: Vec<(usize, Vec<usize>, Zone)>,
    /// What the resolvers remember, in the order of the world; `None` while one is at work.
    pub(super) memories: Vec<Option<Memory>>,
    /// Where an address leads that nobody has.
    nowhere: StationId,
    /// Answers instead of the world's servers.
    script: Option<Box<dyn Script + 'w>>,
}

/// Servers that answer from a script instead of from zones.
pub trait Script: core::fmt::Debug {
    /// What the server of this address replies to a query, in wire format; `None`: nothing.
    fn reply(&mut self, address: IpAddr, query: &[u8], transport: Transport) -> Option<Vec<u8>>;
}

/// How a message travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// In one datagram.
    Udp,
    /// Over a connection (RFC 7766).
    Tcp,
}

/// What comes of a query.
enum Reaction {
    /// Nothing.
    Silence,
    /// The machine says that nobody listens there.
    Closed,
    /// A reply in wire format, and how much later than usual.
    Reply(Vec<u8>, Span),
}

impl<'w> Network<'w> {
    /// The servers of `world` as an asker of this rank (0 to 999 per mille) meets them under `faults`.
    pub fn new(world: &'w World, faults: &'w [Fault], rank: u16) -> Self {
        let mut listeners = HashMap::default();
        for (index, server) in world.servers.iter().enumerate() {
            for address in &server.addresses {
                listeners.entry(*address).or_insert(index);
            }
        }
        let by_apex = |server: &NameServer| {
            let mut zones = HashMap::default();
            for index in &server.zones {
                if let Some(zone) = world.zones.get(*index) {
                    zones.entry(zone.apex().clone()).or_insert(*index);
                }
            }
            zones
        };
        let served = world.servers.iter().map(by_apex).collect();
        let nowhere = Rc::from("nowhere");
        Self {
            world,
            faults,
            rank,
            listeners,
            served,
            edited: Vec::new(),
            memories: Vec::new(),
            nowhere,
            script: None,
        }
    }

    /// The world in which the servers stand.
    pub fn world(&self) -> &'w World {
        self.world
    }

    /// From now on a script answers, at once, instead of the world's servers.
    pub fn follow(&mut self, script: Box<dyn Script + 'w>) {
        self.script = Some(script);
    }

    /// Sends a query from a station to a server's address at `clock`, and waits up to `timeout` for the reply.
    /// Moves `clock` to when the reply comes, or to the end of the wait; before that without a reply: nobody listens there.
    pub fn exchange(
        &mut self,
        clock: &mut Time,
        from: &StationId,
        address: IpAddr,
        query: &[u8],
        transport: Transport,
        timeout: Span,
    ) -> Option<Vec<u8>> {
        let sent = *clock;
        *clock = sent + timeout;
        if let Some(script) = &mut self.script {
            let reply = script.reply(address, query, transport)?;
            *clock = sent;
            return Some(reply);
        }
        let index = *self.listeners.get(&address)?;
        let server = self.world.servers.get(index)?;
        // A connection costs a round trip more (RFC 7766 section 6.2.1).
        let round_trip = self.round_trip(from, self.standing(index, &[address]), server.round_trip);
        let trips = match transport {
            Transport::Udp => round_trip,
            Transport::Tcp => round_trip + round_trip,
        };
        let arrived = sent + Span::from_ms(trips.ms() - round_trip.ms() / 2);
        let (reply, delay) = match self.reply(index, address, arrived, query, transport) {
            Reaction::Reply(reply, delay) => (reply, delay),
            Reaction::Closed => {
                *clock = sent + round_trip.min(timeout);
                return None;
            }
            Reaction::Silence => return None,
        };
        let took = trips + delay;
        if took > timeout {
            return None;
        }
        *clock = sent + took;
        Some(reply)
    }

    /// How long it takes from a station to a host and back; `usual` where no path says otherwise.
    pub(super) fn round_trip(&self, from: &StationId, to: Host<'_>, usual: Span) -> Span {
        let mut paths = self.world.paths.iter();
        let path = paths.find(|path| path.from == *from && to.is_at(&path.to));
        path.map_or(usual, |path| path.round_trip)
    }

    /// A name server, at some of its addresses.
    fn standing<'h>(&'h self, server: usize, addresses: &'h [IpAddr]) -> Host<'h> {
        let station = self.world.servers.get(server);
        Host {
            station: station.map_or(&self.nowhere, |server| &server.station),
            addresses,
            server: Some((self.world, server)),
        }
    }

    /// The resolver that listens at an address, and its place.
    pub(super) fn resolver_at(&self, address: IpAddr) -> Option<(usize, &'w Resolver)> {
        let mut resolvers = self.world.resolvers.iter().enumerate();
        resolvers.find(|(_, resolver)| resolver.address == address)
    }

    /// The host name of the server of this address; where there is none, the root.
    pub fn host(&self, address: IpAddr) -> Name {
        let listener = self
            .listeners
            .get(&address)
            .and_then(|index| self.world.servers.get(*index));
        listener.map_or_else(Name::root, |server| server.name.clone())
    }

    /// The station at which the server or the resolver of this address stands; where there is none, that of the server of
    /// this name.
    pub fn station(&self, address: IpAddr, name: &Name) -> StationId {
        let listener = self
            .listeners
            .get(&address)
            .and_then(|index| self.world.servers.get(*index));
        let named = || {
            self.world
                .servers
                .iter()
                .find(|server| server.name == *name)
        };
        let resolver = || self.resolver_at(address).map(|(_, r)| r.station.clone());
        listener
            .map(|server| server.station.clone())
            .or_else(resolver)
            .or_else(|| named().map(|server| server.station.clone()))
            .unwrap_or_else(|| self.nowhere.clone())
    }

    /// How a device, a resolver or a service behaves towards a question for this name.
    pub(super) fn mood(
        &self,
        station: &StationId,
        addresses: &[IpAddr],
        at: Time,
        name: &Name,
    ) -> Mood {
        let host = Host {
            station,
            addresses,
            server: None,
        };
        Mood::of(host, false, Transport::Udp, self.met(at, name))
    }

    /// What comes of a query that arrives at a server at `at`.
    fn reply(
        &mut self,
        index: usize,
        address: IpAddr,
        at: Time,
        query: &[u8],
        transport: Transport,
    ) -> Reaction {
        let Ok(query) = Message::from_wire(query) else {
            return Reaction::Silence;
        };
        let met = self.met(at, &query.name);
        let edns = query.edns.is_some();
        let mood = Mood::of(self.standing(index, &[address]), edns, transport, met);
        if mood.silent {
            return Reaction::Silence;
        }
        if mood.stopped {
            return Reaction::Closed;
        }
        let mut reply = query.reply(mood.declines.unwrap_or(Rcode::NOERROR));
        if mood.declines.is_none() {
            self.fill(index, &mood, &query, &mut reply);
            reply.edns = query.edns.as_ref().map(|edns| Edns {
                dnssec_ok: edns.dnssec_ok,
                ..Edns::new(UDP_SERVER_SIZE)
            });
        }
        reply.head.authoritative &= !mood.disclaims;
        if mood.truncates {
            reply.head.truncated = true;
            (reply.answer, reply.authority, reply.additional) =
                (Vec::new(), Vec::new(), Vec::new());
        }
        let limit = match (transport, &query.edns) {
            (Transport::Tcp, _) => u16::MAX,
            (Transport::Udp, None) => UDP_SIZE,
            // RFC 6891 section 6.2.3: less than 512 counts as 512.
            (Transport::Udp, Some(edns)) => edns.udp_size.clamp(UDP_SIZE, UDP_SERVER_SIZE),
        };
        let wire = reply.to_wire(usize::from(limit));
        wire.map_or(Reaction::Silence, |wire| Reaction::Reply(wire, mood.delay))
    }

    /// Answers from the zones of a server, from alias to alias.
    fn fill(&mut self, server: usize, mood: &Mood, query: &Message, reply: &mut Message) {
        if mood.refers_upwards {
            refer_upwards(self.world, reply);
            return;
        }
        let mut name = query.name.clone();
        let validator = self.world.validator;
        for _ in 0..=MAX_ALIASES {
            let Some(zone) = self.zone(server, &mood.edits, &name, query.rtype) else {
                // RFC 1035 section 4.1.1: no zone, no reply; unless an alias led here.
                if reply.answer.is_empty() {
                    reply.head.rcode = Rcode::REFUSED;
                }
                return;
            };
            if mood.expired.contains(zone.apex()) {
                // A secondary that has lost its zone answers nothing for it (RFC 1034 section 4.3.5).
                if reply.answer.is_empty() {
                    reply.head.rcode = Rcode::SERVFAIL;
                }
                return;
            }
            let next = answer_from(zone, &name, reply);
            // RFC 4035 section 3.1: signatures are for those who ask for them.
            if query.edns.as_ref().is_some_and(|edns| edns.dnssec_ok) {
                validator.attest(zone, &name, reply);
            }
            match next {
                Some(target) => name = target,
                None => return,
            }
        }
    }

    /// The nearest zone above a name that a server has (RFC 1034 section 4.3.2 step 2), as the faults have changed it.
    fn zone(&mut self, server: usize, edits: &[usize], name: &Name, rtype: Rtype) -> Option<&Zone> {
        let zones = self.served.get(server)?;
        let mut above = name
            .upwards()
            .filter_map(|apex| zones.get(&apex).map(|index| (apex, *index)));
        let (apex, mut index) = above.next()?;
        // RFC 4035 section 3.1.4.1: a server of both parent and child answers for DS as the parent.
        if rtype == Rtype::DS
            && apex == *name
            && let Some((_, parent)) = above.next()
        {
            index = parent;
        }
        self.edited(index, edits)
    }

    /// The nearest of these zones above a name, as the faults have changed it.
    pub(super) fn local(&mut self, zones: &[usize], edits: &[usize], name: &Name) -> Option<&Zone> {
        let above = |index: &&usize| {
            let zone = self.world.zones.get(**index);
            zone.filter(|zone| name.is_under(zone.apex()))
                .map(|zone| zone.apex().depth())
        };
        let nearest = zones.iter().filter(|index| above(index).is_some());
        let index = *nearest.max_by_key(above)?;
        self.edited(index, edits)
    }

    /// The nearest zone above a name that the server of this address has, as it serves it at `at`: the zone as it was
    /// meant, as the faults have changed it, and whether the server has lost it. `None`: it has none, and refuses.
    pub fn served(&mut self, address: IpAddr, at: Time, name: &Name) -> Option<(Zone, Zone, bool)> {
        let index = *self.listeners.get(&address)?;
        let met = self.met(at, name);
        let here = [address];
        let mood = Mood::of(self.standing(index, &here), true, Transport::Udp, met);
        let zones = self.served.get(index)?;
        let place = *name.upwards().find_map(|apex| zones.get(&apex))?;
        let meant = self.world.zones.get(place)?.clone();
        let zone = self.edited(place, &mood.edits)?.clone();
        let lost = mood.expired.contains(zone.apex());
        Some((meant, zone, lost))
    }

    /// A zone as these faults have changed it, given by their places.
    fn edited(&mut self, index: usize, edits: &[usize]) -> Option<&Zone> {
        let original = self.world.zones.get(index)?;
        if edits.is_empty() {
            return Some(original);
        }
        let known = self
            .edited
            .iter()
            .position(|(i, by, _)| *i == index && by == edits);
        let place = known.unwrap_or_else(|| {
            let mut zone = original.clone();
            for fault in edits.iter().filter_map(|place| self.faults.get(*place)) {
                fault.verb.edit(&mut zone);
            }
            self.edited.push((index, edits.to_vec(), zone));
            self.edited.len() - 1
        });
        self.edited.get(place).map(|(_, _, zone)| zone)
    }

    /// The faults that this asker meets now with a question for this name, with their places in the list.
    fn met(&self, at: Time, name: &Name) -> impl Iterator<Item = (usize, &'w Fault)> {
        let rank = self.rank;
        let about = |fault: &Fault| {
            fault
                .under
                .as_ref()
                .is_none_or(|under| name.is_under(under))
        };
        self.faults
            .iter()
            .enumerate()
            .filter(move |(_, fault)| fault.met(at, rank) && about(fault))
    }
}

/// What a server says that has lost its zone and knows only the root's servers (RFC 1912 section 2.8).
fn refer_upwards(world: &World, reply: &mut Message) {
    for hint in &world.hints {
        reply.authority.push(Record {
            name: Name::root(),
            rtype: Rtype::NS,
            ttl: HINT_TTL,
            rdata: hint.name.as_slice().into(),
        });
    }
}
