//! What lies between a question and its reply: the one place where time passes and where servers' faults take effect.

use core::net::IpAddr;
use std::collections::HashMap;
use std::rc::Rc;

use super::authority::answer_from;
use super::fault::{Fault, Place, Verb};
use super::trace::StationId;
use super::world::{NameServer, World};
use crate::clock::{Span, Time};
use crate::dns::{Message, Name, Rcode, Rtype, Zone};

/// The longest message that UDP carries without EDNS (RFC 1035 section 4.2.1).
const UDP_LIMIT: usize = 512;
/// The longest UDP message that servers send, as they agreed on the DNS flag day 2020.
const UDP_SERVER_LIMIT: usize = 1232;
/// How many aliases a server follows by itself within its zones.
const MAX_ALIASES: usize = 8;

/// The servers of a world as one asker meets them.
#[derive(Debug)]
pub struct Network<'w> {
    world: &'w World,
    faults: &'w [Fault],
    rank: u16,
    /// Which server listens at an address.
    listeners: HashMap<IpAddr, usize>,
    /// The zones of each server by their apex.
    served: Vec<HashMap<Name, usize>>,
    /// Zones as faults have changed them: the zone's place in the world, the faults' places, the result.
    edited: Vec<(usize, Vec<usize>, Zone)>,
    /// Where an address leads that nobody has.
    nowhere: StationId,
}

/// How a message travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Transport {
    /// In one datagram.
    Udp,
    /// Over a connection (RFC 7766).
    Tcp,
}

impl<'w> Network<'w> {
    /// The servers of `world` as an asker of this rank (0 to 999 per mille) meets them under `faults`.
    pub fn new(world: &'w World, faults: &'w [Fault], rank: u16) -> Self {
        let mut listeners = HashMap::new();
        for (index, server) in world.servers.iter().enumerate() {
            for address in &server.addresses {
                listeners.entry(*address).or_insert(index);
            }
        }
        let by_apex = |server: &NameServer| {
            let mut zones = HashMap::new();
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
            nowhere,
        }
    }

    /// The world in which the servers stand.
    pub fn world(&self) -> &'w World {
        self.world
    }

    /// Sends a query to a server's address at `clock`, and waits up to `timeout` for the reply.
    /// Moves `clock` to when the reply comes, or to the end of the wait.
    pub fn exchange(
        &mut self,
        clock: &mut Time,
        address: IpAddr,
        query: &[u8],
        transport: Transport,
        timeout: Span,
    ) -> Option<Vec<u8>> {
        let sent = *clock;
        *clock = sent + timeout;
        let index = *self.listeners.get(&address)?;
        let server = self.world.servers.get(index)?;
        // A connection costs a round trip more (RFC 7766 section 6.2.1).
        let trips = match transport {
            Transport::Udp => server.round_trip,
            Transport::Tcp => server.round_trip + server.round_trip,
        };
        let arrived = sent + Span::from_ms(trips.ms() - server.round_trip.ms() / 2);
        let reply = self.reply(index, server, arrived, query, transport)?;
        if trips > timeout {
            return None;
        }
        *clock = sent + trips;
        Some(reply)
    }

    /// The station at which the server of this address stands; where there is none, that of the server of this name.
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
        listener
            .or_else(named)
            .map_or_else(|| self.nowhere.clone(), |server| server.station.clone())
    }

    /// What a fault makes of everything at a station; `None` where it is well.
    pub fn station_fault(&self, station: &StationId, at: Time, name: &Name) -> Option<&'w Verb> {
        let here = |place: &Place| matches!(place, Place::Station(id) if id == station);
        self.met(at, name)
            .map(|(_, fault)| fault)
            .find(|f| here(&f.place))
            .map(|fault| &fault.verb)
    }

    /// What a server replies to a query that arrives at `at`; `None`: nothing.
    fn reply(
        &mut self,
        index: usize,
        server: &'w NameServer,
        at: Time,
        query: &[u8],
        transport: Transport,
    ) -> Option<Vec<u8>> {
        let query = Message::from_wire(query).ok()?;
        let mut edits = Vec::new();
        let mut declined = None;
        for (place, fault) in self.met(at, &query.name) {
            let here = match &fault.place {
                Place::Station(station) => *station == server.station,
                Place::Server(name) => *name == server.name,
            };
            if !here {
                continue;
            }
            match &fault.verb {
                Verb::NoReply => return None,
                Verb::Decline { rcode } => declined = declined.or(Some(*rcode)),
                Verb::DeleteName { .. }
                | Verb::DeleteRecords { .. }
                | Verb::ChangeAddress { .. }
                | Verb::RemoveDelegation { .. } => edits.push(place),
            }
        }
        let mut reply = query.reply(declined.unwrap_or(Rcode::NOERROR));
        if declined.is_none() {
            self.fill(index, &edits, &query, &mut reply);
        }
        let limit = match (transport, &query.edns) {
            (Transport::Tcp, _) => usize::from(u16::MAX),
            (Transport::Udp, None) => UDP_LIMIT,
            // RFC 6891 section 6.2.3: less than 512 counts as 512.
            (Transport::Udp, Some(e)) => usize::from(e.udp_size).clamp(UDP_LIMIT, UDP_SERVER_LIMIT),
        };
        reply.to_wire(limit).ok()
    }

    /// Answers from the zones of a server, from alias to alias.
    fn fill(&mut self, server: usize, edits: &[usize], query: &Message, reply: &mut Message) {
        let mut name = query.name.clone();
        for _ in 0..=MAX_ALIASES {
            let Some(zone) = self.zone(server, edits, &name, query.rtype) else {
                // RFC 1035 section 4.1.1: no zone, no reply; unless an alias led here.
                if reply.answer.is_empty() {
                    reply.head.rcode = Rcode::REFUSED;
                }
                return;
            };
            match answer_from(zone, &name, reply) {
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
