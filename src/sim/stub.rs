//! The device: a stub resolver (RFC 1034 section 5.3.1) with a memory of its own.

use std::collections::HashMap;

use super::recorder::Recorder;
use super::resolver::in_words;
use super::resolver::serve::Reply;
use super::session::Session;
use super::trace::{Cached, Cause, Outcome, What};
use super::world::Stub;
use crate::clock::{Span, Time};
use crate::dns::record::Rrset;
use crate::dns::{Message, Name, Rcode, Record, Rtype};

/// What a device remembers: answers and denials, by the question that brought them.
#[derive(Clone, Debug, Default)]
pub struct StubMemory {
    copies: HashMap<(Name, Rtype), Copy>,
}

/// One copy.
#[derive(Clone, Debug)]
struct Copy {
    since: Time,
    ttl: u32,
    found: Cached,
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
}

impl Told {
    /// Nothing was found, and this is why.
    pub fn failed(cause: Cause) -> Self {
        Self {
            rcode: Rcode::SERVFAIL,
            found: None,
            ttl: 0,
            cause: Some(cause),
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

/// The query of a device, in wire format.
pub fn query(name: &Name, rtype: Rtype) -> Vec<u8> {
    let mut query = Message::query(1, name.clone(), rtype);
    query.head.recursion_desired = true;
    query.to_wire(usize::from(u16::MAX)).unwrap_or_default()
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
    let failed = |at| (at, Told::failed(Cause::NoReply));
    let Some(index) = session.resolver_at(config.resolver) else {
        return failed(at);
    };
    let Some(resolver) = session.resolver(index) else {
        return failed(at);
    };
    let query = query(name, rtype);
    let (there, back) = halves(resolver.round_trip);
    let mut under_way: Option<Reply> = None;
    let mut now = at;
    for _ in 0..config.tries.max(1) {
        log.note(now, &config.station, &resolver.station, || What::Asked {
            name: name.clone(),
            rtype,
            server: None,
        });
        // A resolver that still works on the question does not begin anew: the new query waits for the same end.
        let reply = match under_way.take() {
            Some(reply) if now + there < reply.sent => reply,
            Some(_) | None => session.resolve(index, now + there, &query, log),
        };
        let arrives = reply.sent + back;
        let deadline = now + config.timeout;
        if let Some(wire) = &reply.wire
            && arrives <= deadline
            && let Ok(message) = Message::from_wire(wire)
        {
            let told = read(&message, reply.cause);
            log.note(arrives, &resolver.station, &config.station, || told.what());
            remember(config, memory, arrives, question, &told);
            return (arrives, told);
        }
        let after_ms = u32::try_from(config.timeout.ms()).unwrap_or(u32::MAX);
        log.note(deadline, &resolver.station, &config.station, || {
            What::TimedOut { after_ms }
        });
        under_way = reply.wire.is_some().then_some(reply);
        now = deadline;
    }
    failed(now)
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
        };
    };
    let records = message.answer.iter().chain(&message.authority);
    let ttl = records.map(|record| record.ttl).min().unwrap_or_default();
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
            },
        );
    }
}

/// A round trip as the way there and the way back.
fn halves(round_trip: Span) -> (Span, Span) {
    let there = round_trip.ms() / 2;
    (Span::from_ms(there), Span::from_ms(round_trip.ms() - there))
}

/// What a message says, as far as words for it exist.
fn as_found(message: &Message) -> Option<Cached> {
    let last = message.answer.last();
    match (message.head.rcode, last) {
        (Rcode::NOERROR, Some(last)) if last.rtype == message.rtype => {
            let same = |r: &&Record| r.rtype == last.rtype && r.name == last.name;
            let records = message.answer.iter().filter(same);
            let rdata = records.map(|r| r.rdata.clone()).collect();
            let ttl = message
                .answer
                .iter()
                .map(|r| r.ttl)
                .min()
                .unwrap_or_default();
            let set = Rrset {
                rtype: last.rtype,
                ttl,
                rdata,
            };
            Some(Cached::Answer(in_words(&last.name, &set, false)))
        }
        (Rcode::NOERROR, _) => Some(Cached::NoData {
            name: message.name.clone(),
        }),
        (Rcode::NXDOMAIN, _) => Some(Cached::NoSuchName {
            name: message.name.clone(),
        }),
        _ => None,
    }
}
