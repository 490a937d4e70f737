//! What the memory says (RFC 1034 section 5.3.3 step 1), and copies that have run out (RFC 8767).

use super::{End, Search, Step, ede};
use crate::clock::{Span, Time};
use crate::dns::record::Rrset;
use crate::dns::{Name, Record, Rtype, rdata};
use crate::sim::cache::{Entry, Held, Soa};
use crate::sim::trace::{self, Cached, What};

/// For how long nobody is asked again after a copy had to stand in (RFC 8767 section 5, failure recheck timer).
const RECHECK: u32 = 30;

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
        if main && let Some(found) = as_cached(&step) {
            self.note_here(|| What::FromCache { found, age, ttl });
            self.note_alias(&step);
        }
        Some(step)
    }

    /// A copy that has run out, where the resolver may use such and this one is not too old.
    pub(super) fn stale_copy(&self, name: &Name, rtype: Rtype) -> Option<Stale> {
        let config = self.config.stale.as_ref()?;
        let usable = |entry: &&Entry| {
            let until = entry.until();
            until <= self.now && self.now < until + config.keep
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
        let step = as_step(name, rtype, &entry.held, ttl)?;
        Some(Stale {
            step,
            since: entry.since,
        })
    }

    /// Tries for a fresh answer for as long as the device may be kept waiting (RFC 8767 section 5, client response
    /// timer), and takes the old copy where there is none by then.
    pub(super) fn refresh(&mut self, name: &Name, rtype: Rtype, stale: Stale) -> Step {
        let patience = self.config.stale.as_ref().map(|config| config.patience);
        let until = self.now + patience.unwrap_or_default();
        if self.memory.cache.failure(name, rtype, self.now).is_none() {
            let result = self.search(name, rtype);
            if let Err(cause) = result {
                self.remember_failure(name, rtype, cause, RECHECK);
            }
            match result {
                Ok(step) if self.now <= until => return step,
                // What comes later is for those who ask later.
                Ok(_) | Err(_) => self.now = self.now.min(until),
            }
        }
        self.errors.push(match stale.step {
            Step::End(End::NoSuchName(..)) => ede::STALE_NXDOMAIN,
            Step::End(End::Data(..) | End::NoData(..)) | Step::Alias(..) => ede::STALE_ANSWER,
        });
        if let Some(found) = as_cached(&stale.step) {
            let age = u32::try_from((self.now - stale.since).secs()).unwrap_or_default();
            self.note_here(|| What::FromCache { found, age, ttl: 0 });
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

/// The first record of a set.
pub(super) fn record_of(name: &Name, rrset: &Rrset) -> Record {
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
