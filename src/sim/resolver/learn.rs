//! What a reply teaches, and for how long it is remembered (RFC 2181 section 5.4.1, RFC 2308 section 5).

use super::classify::{Verdict, set};
use super::iterate::{Asked, Reply};
use super::recall::{in_words, rebase, records_of};
use super::servers::Delegation;
use super::{End, Search, Step};
use crate::clock::Span;
use crate::dns::record::Rrset;
use crate::dns::{Message, Name, Rcode, Record, Rtype, rdata};
use crate::sim::cache::{Entry, Held, Soa, Trust};
use crate::sim::trace::{self, Cause, Origin, What};

impl Search<'_, '_> {
    /// Takes down a reply, remembers what it taught, and makes a step of it.
    pub(super) fn take(
        &mut self,
        zone: &Delegation,
        station: &trace::StationId,
        name: &Name,
        rtype: Rtype,
        verdict: Verdict,
        authoritative: bool,
    ) -> Asked {
        let step = match verdict {
            Verdict::Truncated | Verdict::Useless => {
                self.blame(station, false);
                self.note_from(station, || What::Useless);
                return Asked::Unhelpful;
            }
            Verdict::Declined(rcode) => {
                self.blame(station, false);
                self.note_from(station, || What::Declined { rcode });
                return Asked::Unhelpful;
            }
            Verdict::Referral { cut, servers, glue } => {
                return Asked::Helped(Reply::Referral(
                    self.take_referral(zone, station, cut, &servers, &glue),
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
                self.remember_addresses(&addresses, u32::MAX, Trust::Authority);
                Step::End(End::Data(name.clone(), rrset))
            }
            Verdict::Alias { mut rrset, target } => {
                let (alias, to) = (name.clone(), target.clone());
                self.note_from(station, || What::Alias {
                    name: alias,
                    target: to,
                });
                rrset.ttl = self.remember(name, &rrset, Trust::Answer);
                Step::Alias(records_of(name, &rrset), target)
            }
            Verdict::Subtree { owner, mut rrset } => {
                rrset.ttl = self.remember(&owner, &rrset, Trust::Answer);
                let step = rebase(name, &owner, &rrset);
                self.note_rebased(station, name, &step);
                step
            }
            Verdict::Empty => {
                self.blame(station, false);
                self.note_from(station, || What::NoData {
                    name: name.clone(),
                    ttl: 0,
                });
                return Asked::Empty(Step::End(End::NoData(name.clone(), None)));
            }
            Verdict::NoData(soa) => {
                let (soa, ttl) = self.denied(station, soa);
                self.note_from(station, || What::NoData {
                    name: name.clone(),
                    ttl,
                });
                self.remember_denial(name, rtype, Held::NoData(soa.clone()), ttl);
                Step::End(End::NoData(name.clone(), soa))
            }
            Verdict::NoSuchName(soa) => {
                let (soa, ttl) = self.denied(station, soa);
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

    fn note_rebased(&mut self, station: &trace::StationId, name: &Name, step: &Step) {
        let name = name.clone();
        match step {
            Step::Alias(_, target) => {
                let target = target.clone();
                self.note_from(station, || What::Alias { name, target });
            }
            Step::End(_) => self.note_from(station, || What::Declined {
                rcode: Rcode::YXDOMAIN,
            }),
        }
    }

    fn take_referral(
        &mut self,
        from: &Delegation,
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
        // A referral that leads nowhere is the last word.
        self.blame(station, false);
        let told = (cut.clone(), names.clone(), servers.ttl);
        self.note_from(station, || What::Referred {
            zone: told.0,
            servers: told.1,
            ttl: told.2,
        });
        // A zone below one that has been taken away should not outlive it.
        let left = from.until.map(|until| (until - self.now).secs());
        let limit = left
            .and_then(|left| u32::try_from(left).ok())
            .unwrap_or(u32::MAX);
        let servers = Rrset {
            ttl: servers.ttl.min(limit),
            ..servers.clone()
        };
        let ttl = self.remember(&cut, &servers, Trust::Referral);
        let until = Some(self.now + Span::from_secs(i64::from(ttl)));
        self.remember_addresses(glue, limit, Trust::Referral);
        let address = |r: &Record| Some((r.name.clone(), rdata::address(r.rtype, &r.rdata)?));
        Delegation {
            zone: cut,
            servers: names,
            glue: glue.iter().filter_map(address).collect(),
            forward: false,
            until,
        }
    }

    /// Remembers a set for its TTL within the resolver's limits, and returns that.
    fn remember(&mut self, name: &Name, rrset: &Rrset, trust: Trust) -> u32 {
        let ttl = self.config.keeps(rrset.ttl);
        let entry = self.memory.cache.referral(name, rrset.rtype, self.now);
        let glue = entry.map(|(entry, _)| entry.left(self.now));
        // The address of a server is kept no longer than the zone above wants, whatever it says itself.
        let is_address = matches!(rrset.rtype, Rtype::A | Rtype::AAAA);
        let kept = glue
            .filter(|_| is_address && trust != Trust::Referral)
            .map_or(ttl, |left| ttl.min(left));
        // RFC 1035 section 3.2.1: a TTL of zero is for the question under way only.
        let held = Held::Data(rrset.rdata.clone());
        self.memory.cache.put(
            name,
            rrset.rtype,
            Entry {
                since: self.now,
                ttl: kept,
                trust,
                held,
                origin: None,
            },
        );
        ttl
    }

    /// Remembers addresses of servers, for at most so many seconds.
    fn remember_addresses(&mut self, records: &[Record], limit: u32, trust: Trust) {
        for record in records {
            let same = |r: &&Record| r.name == record.name && r.rtype == record.rtype;
            let rdata = records
                .iter()
                .filter(same)
                .map(|r| r.rdata.clone())
                .collect();
            let rrset = Rrset {
                rtype: record.rtype,
                ttl: record.ttl.min(limit),
                rdata,
            };
            self.remember(&record.name, &rrset, trust);
        }
    }

    /// Remembers the servers that a zone's own server names with an answer.
    pub(super) fn take_servers(&mut self, zone: &Delegation, reply: &Message) {
        if reply.head.authoritative
            && !zone.forward
            && let Some(servers) = set(&reply.authority, &zone.zone, Rtype::NS)
        {
            self.remember(&zone.zone, &servers, Trust::Authority);
        }
    }

    /// A denial's SOA record with its TTL within the resolver's limit (RFC 2308 section 5).
    fn capped(&self, soa: Option<Soa>) -> Option<Soa> {
        soa.map(|soa| Soa {
            ttl: self.config.keeps_denial(soa.ttl),
            ..soa
        })
    }

    /// Takes a denial from a station: its SOA record as it may be kept, and for how many seconds.
    fn denied(&mut self, station: &trace::StationId, soa: Option<Soa>) -> (Option<Soa>, u32) {
        self.blame(station, false);
        let soa = self.capped(soa);
        let ttl = soa.as_ref().map_or(0, |soa| soa.ttl);
        (soa, ttl)
    }

    fn remember_denial(&mut self, name: &Name, rtype: Rtype, held: Held, ttl: u32) {
        // RFC 2308 section 5: a denial without an SOA record is not kept.
        if ttl > 0 {
            let entry = Entry {
                since: self.now,
                ttl,
                trust: Trust::Answer,
                held,
                origin: self.origin.clone(),
            };
            self.memory.cache.put(name, rtype, entry);
        }
    }

    /// Takes down whose word, or silence, was the last that did not help.
    pub(in crate::sim) fn blame(&mut self, station: &trace::StationId, silent: bool) {
        let station = station.clone();
        let told = self.told_origin.take();
        self.origin = told.or(Some(Origin { station, silent }));
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
                origin: self.origin.clone(),
            };
            self.memory.cache.put_failure(name, rtype, entry);
        }
    }
}
