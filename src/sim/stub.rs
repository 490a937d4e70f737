//! The device: a stub resolver (RFC 1034 section 5.3.1) with a memory of its own.

mod memory;
mod told;

pub use memory::{Kept, StubMemory};
pub use told::Told;

use core::net::IpAddr;

use super::mood::Host;
use super::network::Transport;
use super::recorder::{Crossing, Recorder};
use super::resolver::serve::Reply;
use super::session::Session;
use super::trace::{Cause, StationId, What};
use super::world::Stub;
use crate::clock::{Span, Time};
use crate::dns::{Message, Name, Rtype};

/// Asks a device at `at`; returns when it knows, and what it tells.
pub(super) fn ask(
    session: &mut Session<'_>,
    config: &Stub,
    memory: &mut StubMemory,
    at: Time,
    question: (&Name, Rtype),
    log: &mut Recorder,
) -> (Time, Told) {
    let (name, rtype) = question;
    if let Some(told) = memory.recall(config, at, question, log) {
        return (at, told);
    }
    let mood = session
        .network()
        .mood(&config.station, &[config.address], at, name);
    let resolvers = mood.misconfigured.as_ref().unwrap_or(&config.resolvers);
    let exists = |address: &IpAddr| session.resolver_at(*address).is_some();
    let cause = if resolvers.iter().any(exists) {
        Cause::NoReply
    } else {
        Cause::NoResolver
    };
    let query = query(name, rtype);
    let mut under_way: Vec<Option<Reply>> = resolvers.iter().map(|_| None).collect();
    let mut declined: Vec<(IpAddr, Told)> = Vec::new();
    let mut now = at;
    for _ in 0..config.tries.max(1) {
        for (address, under_way) in resolvers.iter().zip(&mut under_way) {
            if declined.iter().any(|(by, _)| by == address) {
                continue;
            }
            let to = (*address, under_way);
            match ask_one(session, config, &mut now, to, &query, log) {
                // An error code leaves the hope that another resolver knows better, as glibc has it.
                Some(told) if told.found.is_none() => declined.push((*address, told)),
                Some(told) => {
                    memory.remember(config, now, question, &told);
                    return (now, told);
                }
                None => {}
            }
        }
        if declined.len() == resolvers.len() {
            break;
        }
    }
    let first = declined.into_iter().next();
    (
        now,
        first.map_or_else(|| Told::failed(cause), |(_, told)| told),
    )
}

/// Asks one resolver once, and waits: moves the clock to when it replies, or the wait ends. `under_way` is the reply that it
/// still works on since an earlier try.
fn ask_one(
    session: &mut Session<'_>,
    config: &Stub,
    now: &mut Time,
    (address, under_way): (IpAddr, &mut Option<Reply>),
    query: &Message,
    log: &mut Recorder,
) -> Option<Told> {
    let index = session.resolver_at(address);
    let resolver = index.and_then(|index| Some((index, session.resolver(index)?)));
    let nowhere = "nowhere".into();
    let station = resolver.map_or(&nowhere, |(_, resolver)| &resolver.station);
    log.note(*now, &config.station, station, || What::Asked {
        name: query.name.clone(),
        rtype: query.rtype,
        server: None,
    });
    let sent = *now;
    let deadline = sent + config.timeout;
    if let Some((index, resolver)) = resolver {
        let to = Host {
            station,
            addresses: &[address],
            server: None,
        };
        let round_trip = session
            .network()
            .round_trip(&config.station, to, resolver.round_trip);
        let (there, back) = halves(round_trip);
        // A resolver that still works on the question does not begin anew: the new query waits for the same end.
        let reply = match under_way.take() {
            Some(reply) if sent + there < reply.sent => reply,
            Some(_) | None => {
                let wire = query.to_wire(usize::from(u16::MAX)).unwrap_or_default();
                session.resolve_for(config.address, index, sent + there, &wire, log)
            }
        };
        let arrives = reply.sent + back;
        if reply.closed && arrives <= deadline {
            *now = arrives;
            log.keep(|| crossing(config, station, query, (sent, arrives), None));
            log.note(arrives, station, &config.station, || What::Closed);
            return None;
        }
        if let Some(wire) = &reply.wire
            && arrives <= deadline
            && let Ok(message) = Message::from_wire(wire)
        {
            let mut told = Told::read(&message, reply.cause);
            // What is not a denial has none.
            told.origin = reply.origin.filter(|_| told.cause.is_some());
            log.note(arrives, station, &config.station, || told.what());
            log.keep(|| crossing(config, station, query, (sent, arrives), Some(wire)));
            *now = arrives;
            return Some(told);
        }
        *under_way = reply.wire.is_some().then_some(reply);
    }
    log.keep(|| crossing(config, station, query, (sent, deadline), None));
    let after_ms = u32::try_from(config.timeout.ms()).unwrap_or(u32::MAX);
    log.note(deadline, station, &config.station, || What::TimedOut {
        after_ms,
    });
    *now = deadline;
    None
}

/// What crossed between the device and a resolver from one time to another.
fn crossing(
    config: &Stub,
    station: &StationId,
    query: &Message,
    (sent, back): (Time, Time),
    reply: Option<&Vec<u8>>,
) -> Crossing {
    Crossing {
        from: config.station.clone(),
        to: station.clone(),
        server: None,
        transport: Transport::Udp,
        sent,
        back,
        query: query.to_wire(usize::from(u16::MAX)).unwrap_or_default(),
        reply: reply.cloned(),
    }
}

/// A round trip as the way there and the way back.
fn halves(round_trip: Span) -> (Span, Span) {
    let there = round_trip.ms() / 2;
    (Span::from_ms(there), Span::from_ms(round_trip.ms() - there))
}

/// The query of a device.
fn query(name: &Name, rtype: Rtype) -> Message {
    let mut query = Message::query(1, name.clone(), rtype);
    query.head.recursion_desired = true;
    query
}

/// The query of a device, in wire format.
pub fn query_wire(name: &Name, rtype: Rtype) -> Vec<u8> {
    let wire = query(name, rtype).to_wire(usize::from(u16::MAX));
    wire.unwrap_or_default()
}
