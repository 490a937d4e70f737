//! The device: a stub resolver (RFC 1034 section 5.3.1) with a memory of its own.

use core::net::IpAddr;
use std::collections::HashMap;

use super::mood::Host;
use super::network::Transport;
use super::recorder::{Crossing, Recorder};
use super::resolver::in_words;
use super::resolver::serve::Reply;
use super::session::Session;
use super::trace::{Cached, Cause, Origin, Outcome, StationId, What};
use super::world::Stub;
use crate::clock::{Span, Time};
use crate::dns::record::Rrset;
use crate::dns::{Message, Name, Rcode, Rtype, rdata};

/// What a device remembers: answers and denials, by the question that brought them.
#[derive(Clone, Debug, Default)]
pub struct StubMemory {
    copies: HashMap<(Name, Rtype), Copy>,
}

impl StubMemory {
    /// The copy of what came of this question, whether or not it has run out.
    pub fn copy(&self, name: &Name, rtype: Rtype) -> Option<&Copy> {
        self.copies.get(&(name.clone(), rtype))
    }
}

/// One copy.
#[derive(Clone, Debug)]
pub struct Copy {
    /// When it was made.
    pub since: Time,
    /// For how long it may be used, in seconds.
    pub ttl: u32,
    /// What it says.
    pub found: Cached,
    origin: Option<Origin>,
}

impl Copy {
    fn until(&self) -> Time {
        self.since + Span::from_secs(i64::from(self.ttl))
    }
}

/// What a device tells the program that asked it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    rcode: Rcode,
    /// What was found; `None`: nothing.
    found: Option<Cached>,
    /// Seconds for which it may be used.
    ttl: u32,
    cause: Option<Cause>,
    /// Where a denial came from.
    origin: Option<Origin>,
}

impl Told {
    /// Nothing was found, and this is why.
    pub fn failed(cause: Cause) -> Self {
        Self {
            rcode: Rcode::SERVFAIL,
            found: None,
            ttl: 0,
            cause: Some(cause),
            origin: None,
        }
    }

    fn found(found: Cached, ttl: u32) -> Self {
        let (rcode, cause) = match found {
            Cached::Answer(_) => (Rcode::NOERROR, None),
            Cached::NoData { .. } => (Rcode::NOERROR, Some(Cause::NotThere)),
            Cached::NoSuchName { .. } => (Rcode::NXDOMAIN, Some(Cause::NotThere)),
            Cached::Failure { cause } => (Rcode::SERVFAIL, Some(cause)),
        };
        Self {
            rcode,
            found: Some(found),
            ttl,
            cause,
            origin: None,
        }
    }

    /// As an event.
    pub fn what(&self) -> What {
        let ttl = self.ttl;
        match &self.found {
            Some(Cached::Answer(answer)) => What::Answered(answer.clone()),
            Some(Cached::NoData { name }) => What::NoData {
                name: name.clone(),
                ttl,
            },
            Some(Cached::NoSuchName { name }) => What::NoSuchName {
                name: name.clone(),
                ttl,
            },
            Some(Cached::Failure { cause }) => What::Failed { cause: *cause },
            None => match self.cause {
                Some(cause) => What::Failed { cause },
                None => What::Declined { rcode: self.rcode },
            },
        }
    }

    /// As the end of a question. It has reached its end where data came back; a service to open decides further.
    pub fn outcome(&self) -> Outcome {
        let answers = match &self.found {
            Some(Cached::Answer(answer)) => answer.data.clone(),
            Some(Cached::NoData { .. } | Cached::NoSuchName { .. } | Cached::Failure { .. })
            | None => Vec::new(),
        };
        let reached = !answers.is_empty();
        Outcome {
            rcode: self.rcode,
            answers,
            cause: self.cause,
            reached,
        }
    }
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
    if let Some(told) = recall(config, memory, at, question, log) {
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
                    remember(config, memory, now, question, &told);
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
            let mut told = read(&message, reply.cause);
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

/// What the memory says, where it has a copy that has not run out.
fn recall(
    config: &Stub,
    memory: &StubMemory,
    at: Time,
    (name, rtype): (&Name, Rtype),
    log: &mut Recorder,
) -> Option<Told> {
    let here = &config.station;
    let copy = memory
        .copies
        .get(&(name.clone(), rtype))
        .filter(|copy| copy.since <= at);
    let Some(copy) = copy else {
        log.note(at, here, here, || What::Missed {
            name: name.clone(),
            rtype,
        });
        return None;
    };
    if copy.until() <= at {
        let (until, ttl) = (copy.until(), copy.ttl);
        log.note(at, here, here, || What::Expired {
            name: name.clone(),
            rtype,
            at: until,
            ttl,
        });
        return None;
    }
    let age = u32::try_from((at - copy.since).secs()).unwrap_or_default();
    let ttl = copy.ttl.saturating_sub(age);
    let mut found = copy.found.clone();
    if let Cached::Answer(answer) = &mut found {
        answer.ttl = ttl;
    }
    log.note(at, here, here, || What::FromCache {
        found: found.clone(),
        age,
        ttl,
        origin: copy.origin.clone(),
    });
    Some(Told::found(found, ttl))
}

/// What a resolver's reply says.
fn read(message: &Message, cause: Option<Cause>) -> Told {
    let Some(found) = as_found(message) else {
        return Told {
            rcode: message.head.rcode,
            found: None,
            ttl: 0,
            cause,
            origin: None,
        };
    };
    let records = message.answer.iter().chain(&message.authority);
    let ttl = match found {
        // RFC 2308 section 5: a denial without an SOA record is not kept.
        Cached::NoData { .. } | Cached::NoSuchName { .. } if message.authority.is_empty() => 0,
        _ => records.map(|record| record.ttl).min().unwrap_or_default(),
    };
    Told::found(found, ttl)
}

fn remember(
    config: &Stub,
    memory: &mut StubMemory,
    at: Time,
    question: (&Name, Rtype),
    told: &Told,
) {
    let longest = u32::try_from(config.max_ttl.secs()).unwrap_or_default();
    let ttl = told.ttl.min(longest);
    if let Some(found) = &told.found
        && ttl > 0
    {
        let key = (question.0.clone(), question.1);
        memory.copies.insert(
            key,
            Copy {
                since: at,
                ttl,
                found: found.clone(),
                origin: told.origin.clone(),
            },
        );
    }
}

/// A round trip as the way there and the way back.
fn halves(round_trip: Span) -> (Span, Span) {
    let there = round_trip.ms() / 2;
    (Span::from_ms(there), Span::from_ms(round_trip.ms() - there))
}

/// What a message says, as far as words for it exist. The answer is read in one go from its first record to its last, as
/// many devices do: an alias that stands behind what it leads to leads nowhere.
fn as_found(message: &Message) -> Option<Cached> {
    match message.head.rcode {
        Rcode::NOERROR => {}
        Rcode::NXDOMAIN => {
            return Some(Cached::NoSuchName {
                name: message.name.clone(),
            });
        }
        _ => return None,
    }
    let mut owner = message.name.clone();
    let mut rdata = Vec::new();
    for record in &message.answer {
        if record.name != owner {
            continue;
        }
        if record.rtype == message.rtype {
            rdata.push(record.rdata.clone());
        } else if record.rtype == Rtype::CNAME
            && let Some(target) = rdata::target(&record.rdata)
        {
            owner = target;
        }
    }
    if rdata.is_empty() {
        return Some(Cached::NoData {
            name: message.name.clone(),
        });
    }
    let ttls = message.answer.iter().map(|record| record.ttl);
    let set = Rrset {
        rtype: message.rtype,
        ttl: ttls.min().unwrap_or_default(),
        rdata,
    };
    Some(Cached::Answer(in_words(&owner, &set, false)))
}
