//! What the memory says (RFC 1034 section 5.3.3 step 1), and copies that have run out (RFC 8767).

use super::{End, Search, Step, ede};
use crate::clock::Time;
use crate::dns::record::Rrset;
use crate::dns::{Name, Record, Rtype, rdata};
use crate::sim::cache::{Entry, Held, Soa};
use crate::sim::trace::{self, Cached, Origin, What};

/// A copy that has run out but may stand in.
pub(super) struct Stale {
    step: Step,
    since: Time,
}

impl Search<'_, '_> {
    /// RFC 1034 section 5.3.3 step 1: what the memory says.
    pub(super) fn recall(&mut self, name: &Name, rtype: Rtype) -> Option<Step> {
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
        let origin = entry.origin.clone();
        if main && let Some(found) = as_cached(&step) {
            self.note_memory(found, age, ttl, origin);
            self.note_alias(&step);
        }
        Some(step)
    }

    /// Notes what an entry of the memory says, of this age and for so many more seconds; a failure among it came from
    /// `origin`, and so does what comes of it.
    pub(super) fn note_memory(
        &mut self,
        found: Cached,
        age: u32,
        ttl: u32,
        origin: Option<Origin>,
    ) {
        self.origin.clone_from(&origin);
        self.note_here(|| What::FromCache {
            found,
            age,
            ttl,
            origin,
        });
    }

    /// A copy that has run out, where the resolver may use such and this one is not too old.
    pub(super) fn stale_copy(&self, name: &Name, rtype: Rtype) -> Option<Stale> {
        let config = self.config.stale.as_ref()?;
        let usable = |entry: &&Entry| {
            let until = entry.until();
            entry.ttl > 0 && until <= self.now && self.now < until + config.keep
        };
        let exact = self
            .memory
            .cache
            .get(name, rtype, self.now)
            .filter(usable)
            .map(|e| (e, rtype));
        let alias = || {
            let alias = self
                .memory
                .cache
                .get(name, Rtype::CNAME, self.now)
                .filter(usable)?;
            matches!(alias.held, Held::Data(_)).then_some((alias, Rtype::CNAME))
        };
        let (entry, rtype) = exact.or_else(alias)?;
        let ttl = u32::try_from(config.ttl.secs()).unwrap_or_default();
        let step = as_step(name, rtype, &entry.held, ttl.min(entry.ttl))?;
        Some(Stale {
            step,
            since: entry.since,
        })
    }

    /// Tries for a fresh answer for as long as the device may be kept waiting (RFC 8767 section 5, client response
    /// timer), and takes the old copy where there is none by then.
    pub(super) fn refresh(&mut self, name: &Name, rtype: Rtype, stale: Stale) -> Step {
        let config = self.config.stale.clone().unwrap_or_default();
        let until = self.now + config.patience;
        if self.memory.cache.failure(name, rtype, self.now).is_none() {
            let result = self.search(name, rtype);
            if let Err(cause) = result {
                // RFC 8767 section 5, failure recheck timer.
                let ttl = u32::try_from(config.recheck.secs()).unwrap_or_default();
                self.remember_failure(name, rtype, cause, ttl);
            }
            match result {
                Ok(step) if self.now <= until && config.patience.ms() > 0 => return step,
                // What comes later is for those who ask later.
                Ok(_) | Err(_) => self.now = self.now.min(until),
            }
        }
        self.errors.push(match stale.step {
            Step::End(End::NoSuchName(..)) => ede::STALE_NXDOMAIN,
            Step::End(End::Data(..) | End::NoData(..) | End::TooLong(..)) | Step::Alias(..) => {
                ede::STALE_ANSWER
            }
        });
        if let Some(found) = as_cached(&stale.step) {
            let age = u32::try_from((self.now - stale.since).secs()).unwrap_or_default();
            self.note_here(|| What::FromCache {
                found,
                age,
                ttl: 0,
                origin: None,
            });
        }
        self.note_alias(&stale.step);
        stale.step
    }
}

/// A set in the words of the trace.
pub(in crate::sim) fn in_words(name: &Name, rrset: &Rrset, authoritative: bool) -> trace::Answer {
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

/// The records of a set; of aliases only the first (RFC 2181 section 10.1).
pub(super) fn records_of(name: &Name, rrset: &Rrset) -> Vec<Record> {
    let (rtype, ttl) = (rrset.rtype, rrset.ttl);
    let first = rrset.rdata.first().cloned();
    first
        .into_iter()
        .map(|rdata| Record {
            name: name.clone(),
            rtype,
            ttl,
            rdata,
        })
        .collect()
}

/// A name below one with a DNAME record, as an alias (RFC 6672 section 3.4).
pub(super) fn rebase(name: &Name, owner: &Name, rrset: &Rrset) -> Step {
    let mut records = records_of(owner, rrset);
    let base = records
        .first()
        .and_then(|record| rdata::target(&record.rdata));
    let Some(target) = base.and_then(|base| name.rebased(owner, &base)) else {
        let (rtype, ttl) = (rrset.rtype, rrset.ttl);
        let empty = Record {
            name: owner.clone(),
            rtype,
            ttl,
            rdata: Vec::new().into(),
        };
        return Step::End(End::TooLong(name.clone(), records.pop().unwrap_or(empty)));
    };
    let rdata = target.as_slice().into();
    records.push(Record {
        name: name.clone(),
        rtype: Rtype::CNAME,
        ttl: rrset.ttl,
        rdata,
    });
    Step::Alias(records, target)
}

/// A set as a step.
pub(in crate::sim) fn of_set(name: &Name, rrset: Rrset) -> Option<Step> {
    if rrset.rtype != Rtype::CNAME {
        return Some(Step::End(End::Data(name.clone(), rrset)));
    }
    let target = rdata::target(rrset.rdata.first()?)?;
    Some(Step::Alias(records_of(name, &rrset), target))
}

/// A memory as a step.
fn as_step(name: &Name, rtype: Rtype, held: &Held, ttl: u32) -> Option<Step> {
    let aged = |soa: &Option<Soa>| soa.clone().map(|soa| Soa { ttl, ..soa });
    match held {
        Held::Data(data) => {
            let rdata = data.clone();
            of_set(name, Rrset { rtype, ttl, rdata })
        }
        Held::NoData(soa) => Some(Step::End(End::NoData(name.clone(), aged(soa)))),
        Held::NoSuchName(soa) => Some(Step::End(End::NoSuchName(name.clone(), aged(soa)))),
        Held::Failure(_) => None,
    }
}

/// A step as the trace tells a memory.
pub(in crate::sim) fn as_cached(step: &Step) -> Option<Cached> {
    Some(match step {
        Step::End(End::Data(name, rrset)) => Cached::Answer(in_words(name, rrset, false)),
        Step::End(End::NoData(name, _)) => Cached::NoData { name: name.clone() },
        Step::End(End::NoSuchName(name, _)) => Cached::NoSuchName { name: name.clone() },
        Step::End(End::TooLong(..)) => return None,
        Step::Alias(records, target) => Cached::Answer(trace::Answer {
            name: records.last()?.name.clone(),
            rtype: Rtype::CNAME,
            ttl: records.last()?.ttl,
            data: vec![target.to_string()],
            authoritative: false,
        }),
    })
}
