//! The recursive resolver: the search of RFC 1034 section 5.3.3 and what grew on it.
//!
//! [`Search`] works on one question of a device. [`classify`] reads a reply, [`servers`] knows whom to ask.

pub mod classify;
pub mod servers;

use core::net::IpAddr;
use std::collections::HashMap;

use super::cache::{Cache, Entry, Held, Soa, Trust};
use super::network::{Network, Transport};
use super::recorder::Recorder;
use super::trace::{self, Cached, Cause, What};
use super::world::Resolver;
use crate::clock::{Span, Time};
use crate::dns::record::Rrset;
use crate::dns::{Message, Name, Rcode, Record, Rtype, rdata};
use classify::{Verdict, classify};
use servers::{Candidate, Delegation};

/// How many servers of one zone are looked up for their addresses at one time: a bound to what a referral to many
/// servers without addresses can cause (the NXNS attack of 2020).
const MAX_LOOKUPS: usize = 5;

/// What a resolver knows.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    /// Records, denials and failures.
    pub cache: Cache,
    /// When each address last let a query time out: such servers are asked last.
    pub silent: HashMap<IpAddr, Time>,
}

/// The end of a search.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// The aliases on the way, in order.
    pub aliases: Vec<Record>,
    /// What the last name holds.
    pub end: End,
}

/// What a name holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// These records.
    Data(Name, Rrset),
    /// No records of the type asked for.
    NoData(Name, Option<Soa>),
    /// The name does not exist.
    NoSuchName(Name, Option<Soa>),
}

/// One step of a search.
enum Step {
    End(End),
    Alias(Record, Name),
}

/// The search for the answer to one question of a device.
#[derive(Debug)]
pub struct Search<'s, 'w> {
    config: &'w Resolver,
    memory: &'s mut Memory,
    network: &'s mut Network<'w>,
    log: &'s mut Recorder,
    now: Time,
    deadline: Time,
    queries: u16,
    lookups: u16,
    /// The questions under way, the device's first; the others are for servers' addresses.
    pursued: Vec<(Name, Rtype)>,
}

impl<'s, 'w> Search<'s, 'w> {
    /// A search that begins at `now`.
    pub fn new(
        config: &'w Resolver,
        memory: &'s mut Memory,
        network: &'s mut Network<'w>,
        log: &'s mut Recorder,
        now: Time,
    ) -> Self {
        let deadline = now + config.patience;
        Self {
            config,
            memory,
            network,
            log,
            now,
            deadline,
            queries: 0,
            lookups: 0,
            pursued: Vec::new(),
        }
    }

    /// The time on the clock: after [`Self::run`], when the search ended.
    pub fn now(&self) -> Time {
        self.now
    }

    /// Searches to the end, from alias to alias (RFC 1034 section 3.6.2).
    ///
    /// # Errors
    ///
    /// The cause, when there is neither an answer nor a denial. It is remembered (RFC 9520).
    pub fn run(&mut self, name: &Name, rtype: Rtype) -> Result<Answer, Cause> {
        if let Some(entry) = self.memory.cache.failure(name, rtype, self.now)
            && let Held::Failure(cause) = entry.held
        {
            let (age, ttl) = (entry.age(self.now), entry.left(self.now));
            self.note_here(|| What::FromCache {
                found: Cached::Failure { cause },
                age,
                ttl,
            });
            return Err(cause);
        }
        let result = self.follow(name, rtype);
        if let Err(cause) = result {
            self.remember_failure(name, rtype, cause);
        }
        result
    }

    fn follow(&mut self, name: &Name, rtype: Rtype) -> Result<Answer, Cause> {
        let mut aliases: Vec<Record> = Vec::new();
        let mut name = name.clone();
        loop {
            match self.step(&name, rtype)? {
                Step::End(end) => return Ok(Answer { aliases, end }),
                Step::Alias(record, target) => {
                    let circular =
                        target == record.name || aliases.iter().any(|a| a.name == target);
                    aliases.push(record);
                    if circular || aliases.len() > usize::from(self.config.max_aliases) {
                        return Err(Cause::AliasLoop);
                    }
                    name = target;
                }
            }
        }
    }

    /// What is known of one name, from memory or else from its servers.
    fn step(&mut self, name: &Name, rtype: Rtype) -> Result<Step, Cause> {
        if let Some(step) = self.recall(name, rtype) {
            return Ok(step);
        }
        self.pursued.push((name.clone(), rtype));
        let result = self.iterate(name, rtype);
        self.pursued.pop();
        result
    }

    /// RFC 1034 section 5.3.3 step 1: what the memory says.
    fn recall(&mut self, name: &Name, rtype: Rtype) -> Option<Step> {
        let now = self.now;
        let main = self.pursued.is_empty();
        let exact = self.memory.cache.get(name, rtype, now);
        let alias = self.memory.cache.get(name, Rtype::CNAME, now);
        let fresh = |entry: &&Entry| now < entry.until();
        let alias =
            alias.filter(|entry| matches!(entry.held, Held::Data(_)) && rtype != Rtype::CNAME);
        let usable = exact.filter(fresh).map(|entry| (entry, rtype));
        let usable = usable.or_else(|| alias.filter(fresh).map(|entry| (entry, Rtype::CNAME)));
        let Some((entry, rtype)) = usable else {
            if main {
                let was = exact
                    .map(|entry| (entry, rtype))
                    .or(alias.map(|e| (e, Rtype::CNAME)));
                let what = match was {
                    Some((entry, rtype)) => {
                        let (name, at, ttl) = (name.clone(), entry.until(), entry.ttl);
                        What::Expired {
                            name,
                            rtype,
                            at,
                            ttl,
                        }
                    }
                    None => What::Missed {
                        name: name.clone(),
                        rtype,
                    },
                };
                self.note_here(|| what);
            }
            return None;
        };
        let (age, ttl) = (entry.age(now), entry.left(now));
        let step = as_step(name, rtype, &entry.held, ttl)?;
        if main && let Some(found) = as_cached(&step) {
            self.note_here(|| What::FromCache { found, age, ttl });
            self.note_alias(&step);
        }
        Some(step)
    }

    /// RFC 1034 section 5.3.3 steps 2 to 4: from the nearest servers known, down from referral to referral.
    fn iterate(&mut self, name: &Name, rtype: Rtype) -> Result<Step, Cause> {
        let mut delegation = self.nearest(name, rtype);
        loop {
            match self.ask_servers(&delegation, name, rtype)? {
                Reply::Step(step) => return Ok(step),
                // Each cut is strictly below the one before, so this ends.
                Reply::Referral(next) => delegation = next,
            }
        }
    }

    /// Asks the servers of a zone in turn, in rounds of growing patience, until one says something that helps.
    fn ask_servers(
        &mut self,
        zone: &Delegation,
        name: &Name,
        rtype: Rtype,
    ) -> Result<Reply, Cause> {
        let (mut candidates, mut nameless) = self.candidates(zone);
        nameless.truncate(MAX_LOOKUPS);
        nameless.reverse();
        let mut cause = Cause::NoServerAddress;
        for round in 0..self.config.tries.max(1) {
            let mut next = 0;
            loop {
                let Some(candidate) = candidates.get(next).cloned() else {
                    // Only now the servers whose addresses are not known: each is a search of its own.
                    let Some(server) = nameless.pop() else { break };
                    let found = self.look_up(&server);
                    candidates.extend(found?.into_iter().map(|a| Candidate::new(&server, a)));
                    continue;
                };
                next += 1;
                if candidate.given_up {
                    continue;
                }
                match self.ask(&zone.zone, &candidate, round, name, rtype)? {
                    Asked::Helped(reply) => return Ok(reply),
                    Asked::Silent => {
                        if cause != Cause::ServersFailed {
                            cause = Cause::NoReply;
                        }
                    }
                    Asked::Unhelpful => {
                        cause = Cause::ServersFailed;
                        if let Some(candidate) = candidates.get_mut(next - 1) {
                            candidate.given_up = true;
                        }
                    }
                }
            }
        }
        Err(cause)
    }

    /// One query to one address, and what came of it.
    fn ask(
        &mut self,
        zone: &Name,
        server: &Candidate,
        round: u8,
        name: &Name,
        rtype: Rtype,
    ) -> Result<Asked, Cause> {
        let (mut transport, mut edns) = (Transport::Udp, true);
        loop {
            let Some(reply) = self.exchange(server, round, name, rtype, transport, edns)? else {
                return Ok(Asked::Silent);
            };
            let station = self.network.station(server.address, &server.name);
            let verdict = reply
                .as_ref()
                .map_or(Verdict::Useless, |m| classify(zone, name, rtype, m));
            // RFC 6891 section 6.2.2: a server that does not know EDNS says FORMERR; it is asked again without.
            if edns && matches!(verdict, Verdict::Declined(Rcode::FORMERR)) {
                self.note_from(&station, || What::Declined {
                    rcode: Rcode::FORMERR,
                });
                edns = false;
                continue;
            }
            // RFC 7766 section 5: what did not fit a datagram is asked for over TCP.
            if transport == Transport::Udp && verdict == Verdict::Truncated {
                self.note_from(&station, || What::Useless);
                transport = Transport::Tcp;
                continue;
            }
            let authoritative = reply.is_some_and(|message| message.head.authoritative);
            return Ok(self.take(&station, name, rtype, verdict, authoritative));
        }
    }

    /// Sends one query and waits. `None`: nothing came in time. `Some(None)`: what came is not a reply to it.
    fn exchange(
        &mut self,
        server: &Candidate,
        round: u8,
        name: &Name,
        rtype: Rtype,
        transport: Transport,
        edns: bool,
    ) -> Result<Option<Option<Message>>, Cause> {
        if self.queries >= self.config.max_queries {
            return Err(Cause::TooMuchWork);
        }
        if self.now >= self.deadline {
            return Err(Cause::NoReply);
        }
        self.queries += 1;
        let mut query = Message::query(self.queries, name.clone(), rtype);
        query.edns = edns.then(|| crate::dns::message::Edns::new(UDP_SIZE));
        let wire = query
            .to_wire(usize::from(u16::MAX))
            .map_err(|_| Cause::TooMuchWork)?;
        let station = self.network.station(server.address, &server.name);
        let asked = trace::Server {
            name: server.name.clone(),
            address: server.address,
        };
        self.log
            .note(self.now, &self.config.station, &station, || What::Asked {
                name: name.clone(),
                rtype,
                server: Some(asked),
            });
        let patience = Span::from_ms(self.config.timeout.ms().saturating_mul(1 << round.min(20)));
        let timeout = patience
            .min(self.config.max_timeout)
            .min(self.deadline - self.now);
        let sent = self.now;
        let reply = self
            .network
            .exchange(&mut self.now, server.address, &wire, transport, timeout);
        let Some(reply) = reply else {
            self.memory.silent.insert(server.address, sent);
            let after_ms = u32::try_from(timeout.ms()).unwrap_or(u32::MAX);
            self.note_from(&station, || What::TimedOut { after_ms });
            return Ok(None);
        };
        self.memory.silent.remove(&server.address);
        // RFC 5452 section 9.1: a reply counts only with the id and the question of the query.
        let ours =
            |m: &Message| m.head.reply && m.id == query.id && m.name == *name && m.rtype == rtype;
        Ok(Some(Message::from_wire(&reply).ok().filter(ours)))
    }

    /// Takes down a reply, remembers what it taught, and makes a step of it.
    fn take(
        &mut self,
        station: &trace::StationId,
        name: &Name,
        rtype: Rtype,
        verdict: Verdict,
        authoritative: bool,
    ) -> Asked {
        let step = match verdict {
            Verdict::Truncated | Verdict::Useless => {
                self.note_from(station, || What::Useless);
                return Asked::Unhelpful;
            }
            Verdict::Declined(rcode) => {
                self.note_from(station, || What::Declined { rcode });
                return Asked::Unhelpful;
            }
            Verdict::Referral { cut, servers, glue } => {
                return Asked::Helped(Reply::Referral(
                    self.take_referral(station, cut, &servers, &glue),
                ));
            }
            Verdict::Data {
                mut rrset,
                addresses,
            } => {
                self.note_from(station, || {
                    What::Answered(in_words(name, &rrset, authoritative))
                });
                rrset.ttl = self.remember(name, &rrset, Trust::Answer);
                self.remember_addresses(&addresses);
                Step::End(End::Data(name.clone(), rrset))
            }
            Verdict::Alias { mut rrset, target } => {
                let (alias, to) = (name.clone(), target.clone());
                self.note_from(station, || What::Alias {
                    name: alias,
                    target: to,
                });
                rrset.ttl = self.remember(name, &rrset, Trust::Answer);
                Step::Alias(record_of(name, &rrset), target)
            }
            Verdict::NoData(soa) => {
                let soa = self.capped(soa);
                let ttl = soa.as_ref().map_or(0, |soa| soa.ttl);
                self.note_from(station, || What::NoData {
                    name: name.clone(),
                    ttl,
                });
                self.remember_denial(name, rtype, Held::NoData(soa.clone()), ttl);
                Step::End(End::NoData(name.clone(), soa))
            }
            Verdict::NoSuchName(soa) => {
                let soa = self.capped(soa);
                let ttl = soa.as_ref().map_or(0, |soa| soa.ttl);
                self.note_from(station, || What::NoSuchName {
                    name: name.clone(),
                    ttl,
                });
                self.remember_denial(name, rtype, Held::NoSuchName(soa.clone()), ttl);
                Step::End(End::NoSuchName(name.clone(), soa))
            }
        };
        Asked::Helped(Reply::Step(step))
    }

    fn take_referral(
        &mut self,
        station: &trace::StationId,
        cut: Name,
        servers: &Rrset,
        glue: &[Record],
    ) -> Delegation {
        let names: Vec<Name> = servers
            .rdata
            .iter()
            .filter_map(|rdata| rdata::target(rdata))
            .collect();
        let told = (cut.clone(), names.clone(), servers.ttl);
        self.note_from(station, || What::Referred {
            zone: told.0,
            servers: told.1,
            ttl: told.2,
        });
        self.remember(&cut, servers, Trust::Referral);
        self.remember_addresses(glue);
        let address = |r: &Record| Some((r.name.clone(), rdata::address(r.rtype, &r.rdata)?));
        Delegation {
            zone: cut,
            servers: names,
            glue: glue.iter().filter_map(address).collect(),
        }
    }

    /// Remembers a set for its TTL within the resolver's limits, and returns that.
    fn remember(&mut self, name: &Name, rrset: &Rrset, trust: Trust) -> u32 {
        let (min, max) = (self.config.min_ttl.secs(), self.config.max_ttl.secs());
        let ttl = i64::from(rrset.ttl).max(min).min(max);
        let ttl = u32::try_from(ttl).unwrap_or_default();
        // RFC 1035 section 3.2.1: a TTL of zero is for the question under way only.
        let held = Held::Data(rrset.rdata.clone());
        self.memory.cache.put(
            name,
            rrset.rtype,
            Entry {
                since: self.now,
                ttl,
                trust,
                held,
            },
        );
        ttl
    }

    fn remember_addresses(&mut self, records: &[Record]) {
        for record in records {
            let same = |r: &&Record| r.name == record.name && r.rtype == record.rtype;
            let rdata = records
                .iter()
                .filter(same)
                .map(|r| r.rdata.clone())
                .collect();
            let rrset = Rrset {
                rtype: record.rtype,
                ttl: record.ttl,
                rdata,
            };
            self.remember(&record.name, &rrset, Trust::Glue);
        }
    }

    /// A denial's SOA record with its TTL within the resolver's limit (RFC 2308 section 5).
    fn capped(&self, soa: Option<Soa>) -> Option<Soa> {
        let limit = u32::try_from(self.config.max_negative_ttl.secs()).unwrap_or(u32::MAX);
        soa.map(|soa| Soa {
            ttl: soa.ttl.min(limit),
            ..soa
        })
    }

    fn remember_denial(&mut self, name: &Name, rtype: Rtype, held: Held, ttl: u32) {
        // RFC 2308 section 5: a denial without an SOA record is not kept.
        if ttl > 0 {
            let entry = Entry {
                since: self.now,
                ttl,
                trust: Trust::Answer,
                held,
            };
            self.memory.cache.put(name, rtype, entry);
        }
    }

    fn remember_failure(&mut self, name: &Name, rtype: Rtype, cause: Cause) {
        // RFC 9520 section 3.2: for at least one second and at most five minutes.
        let ttl = u32::try_from(self.config.failure_ttl.secs().min(300)).unwrap_or_default();
        if ttl > 0 {
            let held = Held::Failure(cause);
            let entry = Entry {
                since: self.now,
                ttl,
                trust: Trust::Answer,
                held,
            };
            self.memory.cache.put_failure(name, rtype, entry);
        }
    }

    fn note_here(&mut self, what: impl FnOnce() -> What) {
        self.log
            .note(self.now, &self.config.station, &self.config.station, what);
    }

    fn note_from(&mut self, station: &trace::StationId, what: impl FnOnce() -> What) {
        self.log.note(self.now, station, &self.config.station, what);
    }

    fn note_alias(&mut self, step: &Step) {
        if let Step::Alias(record, target) = step {
            self.note_here(|| What::Alias {
                name: record.name.clone(),
                target: target.clone(),
            });
        }
    }
}

/// The longest UDP reply that the resolver takes, as resolvers agreed on the DNS flag day 2020.
const UDP_SIZE: u16 = 1232;

/// What came of asking one server.
enum Asked {
    /// Something that leads on.
    Helped(Reply),
    /// No reply: it may be tried again.
    Silent,
    /// A reply that does not help: it is not tried again.
    Unhelpful,
}

/// A reply that leads on.
enum Reply {
    Step(Step),
    Referral(Delegation),
}

/// A set in the words of the trace.
pub(super) fn in_words(name: &Name, rrset: &Rrset, authoritative: bool) -> trace::Answer {
    trace::Answer {
        name: name.clone(),
        rtype: rrset.rtype,
        ttl: rrset.ttl,
        data: rrset
            .rdata
            .iter()
            .map(|rdata| rdata::present(rrset.rtype, rdata))
            .collect(),
        authoritative,
    }
}

/// The first record of a set.
fn record_of(name: &Name, rrset: &Rrset) -> Record {
    let rdata = rrset.rdata.first().cloned().unwrap_or_default();
    Record {
        name: name.clone(),
        rtype: rrset.rtype,
        ttl: rrset.ttl,
        rdata,
    }
}

/// A memory as a step.
fn as_step(name: &Name, rtype: Rtype, held: &Held, ttl: u32) -> Option<Step> {
    let aged = |soa: &Option<Soa>| soa.clone().map(|soa| Soa { ttl, ..soa });
    match held {
        Held::Data(data) => {
            let rrset = Rrset {
                rtype,
                ttl,
                rdata: data.clone(),
            };
            if rtype != Rtype::CNAME {
                return Some(Step::End(End::Data(name.clone(), rrset)));
            }
            let record = record_of(name, &rrset);
            rdata::target(&record.rdata).map(|target| Step::Alias(record, target))
        }
        Held::NoData(soa) => Some(Step::End(End::NoData(name.clone(), aged(soa)))),
        Held::NoSuchName(soa) => Some(Step::End(End::NoSuchName(name.clone(), aged(soa)))),
        Held::Failure(_) => None,
    }
}

/// A step as the trace tells a memory.
fn as_cached(step: &Step) -> Option<Cached> {
    Some(match step {
        Step::End(End::Data(name, rrset)) => Cached::Answer(in_words(name, rrset, false)),
        Step::End(End::NoData(name, _)) => Cached::NoData { name: name.clone() },
        Step::End(End::NoSuchName(name, _)) => Cached::NoSuchName { name: name.clone() },
        Step::Alias(record, target) => Cached::Answer(trace::Answer {
            name: record.name.clone(),
            rtype: Rtype::CNAME,
            ttl: record.ttl,
            data: vec![target.to_string()],
            authoritative: false,
        }),
    })
}
