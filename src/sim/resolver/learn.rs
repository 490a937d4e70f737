//! What a reply teaches, and for how long it is remembered (RFC 2181 section 5.4.1, RFC 2308 section 5).

use super::classify::Verdict;
use super::iterate::{Asked, Reply};
use super::recall::{in_words, record_of};
use super::servers::Delegation;
use super::{End, Search, Step};
use crate::dns::record::Rrset;
use crate::dns::{Name, Record, Rtype, rdata};
use crate::sim::cache::{Entry, Held, Soa, Trust};
use crate::sim::trace::{self, Cause, What};

impl Search<'_, '_> {
    /// Takes down a reply, remembers what it taught, and makes a step of it.
    pub(super) fn take(
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
            forward: false,
        }
    }

    /// Remembers a set for its TTL within the resolver's limits, and returns that.
    fn remember(&mut self, name: &Name, rrset: &Rrset, trust: Trust) -> u32 {
        let ttl = self.config.keeps(rrset.ttl);
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
        soa.map(|soa| Soa {
            ttl: self.config.keeps_denial(soa.ttl),
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

    /// Remembers that a search failed, for so many seconds.
    pub(super) fn remember_failure(&mut self, name: &Name, rtype: Rtype, cause: Cause, ttl: u32) {
        // RFC 9520 section 3.2: for at most five minutes.
        let ttl = ttl.min(300);
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
}
