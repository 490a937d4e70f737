//! The recursive resolver: the search of RFC 1034 section 5.3.3 and what grew on it.
//!
//! [`Search`] works on one question of a device. It looks into the data of its own (`local`) and the memory (`recall`), or else goes from the nearest
//! servers known down to those who know (`iterate`), one exchange at a time (`exchange`), and remembers what they teach
//! (`learn`). [`classify`] reads a reply; [`servers`] knows whom to ask.

pub mod classify;
mod exchange;
mod iterate;
mod learn;
mod local;
mod recall;
pub mod serve;
pub mod servers;

use core::net::IpAddr;
use std::collections::HashMap;

use rustc_hash::FxBuildHasher;

use super::cache::{Cache, Held, Soa};
use super::network::Network;
use super::recorder::Recorder;
use super::trace::{self, Cached, Cause, What};
use super::validator::{self, Gathered, Validator};
use super::world::{Resolver, View};
use crate::clock::Time;
use crate::dns::record::Rrset;
use crate::dns::{Name, Record, Rtype};

pub(super) use recall::{as_cached, in_words, of_set};

/// Extended errors (RFC 8914 section 4).
mod ede {
    /// Section 4.4.
    pub(super) const STALE_ANSWER: u16 = 3;
    /// Section 4.14.
    pub(super) const CACHED_ERROR: u16 = 13;
    /// Section 4.20.
    pub(super) const STALE_NXDOMAIN: u16 = 19;
    /// Section 4.23.
    pub(super) const NO_REACHABLE_AUTHORITY: u16 = 22;
}

/// What a resolver knows.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    /// Records, denials and failures.
    pub cache: Cache,
    /// When each address last let a query time out: such servers are asked last.
    pub silent: HashMap<IpAddr, Time, FxBuildHasher>,
    /// When each address last showed that it does not know EDNS: such servers are asked without.
    pub plain: HashMap<IpAddr, Time, FxBuildHasher>,
    /// Whose signatures were checked, and what came of it.
    pub validator: validator::Memory,
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
    /// The name would become too long under a DNAME record, this one (RFC 6672 section 2.2).
    TooLong(Name, Record),
}

/// One step of a search.
pub(super) enum Step {
    End(End),
    /// The name is an alias: the records that say so, and what it stands for.
    Alias(Vec<Record>, Name),
}

/// The search for the answer to one question of a device.
#[derive(Debug)]
pub struct Search<'s, 'w> {
    pub(super) config: &'w Resolver,
    pub(super) memory: &'s mut Memory,
    network: &'s mut Network<'w>,
    log: &'s mut Recorder,
    pub(super) now: Time,
    deadline: Time,
    queries: u16,
    lookups: u16,
    /// The questions under way, the device's first; the others are for servers' addresses.
    pub(super) pursued: Vec<(Name, Rtype)>,
    /// Whether the device wants signatures (DO, RFC 3225).
    pub(super) dnssec_ok: bool,
    /// Whether the device checks for itself (CD, RFC 4035 section 3.2.2).
    pub(super) checking_disabled: bool,
    /// Whether the search is for a server's address: what only leads on is not checked.
    pub(super) unchecked: bool,
    /// What checks signatures.
    pub(super) validator: Validator,
    /// How many signatures have been checked.
    pub(super) checks: u16,
    /// What was wrong with the last reply that did not check out.
    pub(super) flaw: Option<trace::Flaw>,
    /// What stands behind the answer.
    pub(super) gathered: Gathered,
    /// The extended errors to tell (RFC 8914 section 4).
    errors: Vec<u16>,
    /// Whose word, or silence, was the last that did not help.
    pub(super) origin: Option<trace::Origin>,
    /// What the resolver that was asked last knows about that: whoever forwards passes it on.
    told_origin: Option<trace::Origin>,
    /// What it answers this asker from data of its own, and the faults of that data.
    view: Option<&'w View>,
    view_edits: Vec<usize>,
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
        let validator = network.world().validator;
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
            dnssec_ok: false,
            checking_disabled: false,
            unchecked: false,
            validator,
            checks: 0,
            flaw: None,
            gathered: Gathered::default(),
            errors: Vec::new(),
            origin: None,
            told_origin: None,
            view: None,
            view_edits: Vec::new(),
        }
    }

    /// The time on the clock: after [`Self::run`], when the search ended.
    pub fn now(&self) -> Time {
        self.now
    }

    /// The extended errors that belong to the reply (RFC 8914).
    pub fn errors(&self) -> Vec<u16> {
        self.errors.clone()
    }

    /// Searches to the end, from alias to alias (RFC 1034 section 3.6.2).
    ///
    /// # Errors
    ///
    /// The cause, when there is neither an answer nor a denial. It is remembered (RFC 9520).
    pub fn run(&mut self, name: &Name, rtype: Rtype) -> Result<Answer, Cause> {
        let private = self.local(name, rtype).is_some();
        if let Some(entry) = self.memory.cache.failure(name, rtype, self.now)
            && let Held::Failure(cause) = entry.held
            // Who checks for itself may have what does not check out.
            && !(cause == Cause::Bogus && self.checking_disabled)
            && self.stale_copy(name, rtype).is_none()
            && !private
        {
            let (age, ttl) = (entry.age(self.now), entry.left(self.now));
            let origin = entry.origin.clone();
            self.note_memory(Cached::Failure { cause }, age, ttl, origin);
            if cause == Cause::Bogus {
                let flaw = self.memory.validator.flaw(name, rtype);
                self.errors.extend(flaw.map(trace::Flaw::code));
            }
            self.errors.push(ede::CACHED_ERROR);
            return Err(cause);
        }
        let result = self.follow(name, rtype);
        if let Err(cause) = result {
            let ttl = self.config.keeps_failure();
            self.remember_failure(name, rtype, cause, ttl);
            if let (Cause::Bogus, Some(flaw)) = (cause, self.flaw) {
                self.errors.push(flaw.code());
                self.memory.validator.put_flaw(name, rtype, flaw);
            }
            if cause == Cause::NoReply {
                self.errors.push(ede::NO_REACHABLE_AUTHORITY);
            }
        }
        result
    }

    fn follow(&mut self, name: &Name, rtype: Rtype) -> Result<Answer, Cause> {
        let mut aliases: Vec<Record> = Vec::new();
        let mut name = name.clone();
        loop {
            let step = match self.local(&name, rtype) {
                Some(step) => {
                    self.note_here(|| What::Local {
                        name: name.clone(),
                        rtype,
                    });
                    step
                }
                None => self.step(&name, rtype)?,
            };
            if self.config.validation.is_some() || self.dnssec_ok {
                self.gather(&name, rtype, &step, aliases.is_empty());
            }
            match step {
                Step::End(end) => return Ok(Answer { aliases, end }),
                // RFC 6672 section 3.4: who asks for the alias itself gets it, with the DNAME that it comes from.
                Step::Alias(mut records, target) if rtype == Rtype::CNAME => {
                    let ttl = records.pop().map_or(0, |record| record.ttl);
                    aliases.extend(records);
                    let rdata = vec![target.as_slice().into()];
                    let end = End::Data(name, Rrset { rtype, ttl, rdata });
                    return Ok(Answer { aliases, end });
                }
                Step::Alias(records, target) => {
                    let is_alias = |r: &&Record| r.rtype == Rtype::CNAME;
                    let circular = target == name || aliases.iter().any(|a| a.name == target);
                    aliases.extend(records);
                    let count = aliases.iter().filter(is_alias).count();
                    if circular || count > usize::from(self.config.max_aliases) {
                        return Err(Cause::AliasLoop);
                    }
                    name = target;
                }
            }
        }
    }

    /// What is known of one name, from memory or else from its servers.
    pub(super) fn step(&mut self, name: &Name, rtype: Rtype) -> Result<Step, Cause> {
        if let Some(step) = self.recall(name, rtype)
            && self.vouched(name, rtype, &step)?
        {
            return Ok(step);
        }
        if let Some(step) = self.deny_from_memory(name, rtype) {
            return Ok(step);
        }
        if let Some(step) = self.expand_from_memory(name, rtype) {
            return Ok(step);
        }
        if self.pursued.is_empty()
            && let Some(stale) = self.stale_copy(name, rtype)
        {
            return Ok(self.refresh(name, rtype, stale));
        }
        self.search(name, rtype)
    }

    /// Asks servers, and keeps in mind for what.
    fn search(&mut self, name: &Name, rtype: Rtype) -> Result<Step, Cause> {
        self.pursued.push((name.clone(), rtype));
        let result = self.iterate(name, rtype);
        self.pursued.pop();
        result
    }

    pub(super) fn note_here(&mut self, what: impl FnOnce() -> What) {
        self.log
            .note(self.now, &self.config.station, &self.config.station, what);
    }

    fn note_to(&mut self, station: &trace::StationId, what: impl FnOnce() -> What) {
        self.log.note(self.now, &self.config.station, station, what);
    }

    pub(super) fn note_from(&mut self, station: &trace::StationId, what: impl FnOnce() -> What) {
        self.log.note(self.now, station, &self.config.station, what);
    }

    fn note_alias(&mut self, step: &Step) {
        if let Step::Alias(records, target) = step
            && let Some(alias) = records.last()
        {
            self.note_here(|| What::Alias {
                name: alias.name.clone(),
                target: target.clone(),
            });
        }
    }
}
