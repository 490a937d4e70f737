//! Denials made from proofs in memory (aggressive use, RFC 8198): a proof that covers one name that does not exist
//! covers its neighbours too, and no server need be asked.

use std::collections::{BTreeMap, HashMap};

use super::memory::Voucher;
use super::nsec3::Proof;
use super::{Evidence, Security, nsec, nsec3};
use crate::clock::{Span, Time};
use crate::dns::dnssec::{Nsec, Nsec3};
use crate::dns::{Name, Record, Rtype, rdata};
use crate::sim::cache::Soa;
use crate::sim::resolver::{End, Search, Step};
use crate::sim::trace::{Cached, What};

/// How many proofs of one zone are remembered. Each question looks through those by hash.
const MAX_PROOFS: usize = 1000;

/// The proofs of zones that have been checked, by the apex of the zone.
#[derive(Clone, Debug, Default)]
pub(super) struct Ranges(HashMap<Name, Zone>);

#[derive(Clone, Debug, Default)]
struct Zone {
    nsecs: BTreeMap<Name, Range<Nsec>>,
    nsec3s: BTreeMap<Name, Range<Nsec3>>,
    /// The SOA record with its signatures.
    soa: Vec<Record>,
}

/// A proof, and for how long it counts.
#[derive(Clone, Debug)]
struct Range<T> {
    until: Time,
    proof: T,
    /// The record with its signatures.
    records: Vec<Record>,
}

impl Ranges {
    /// Remembers the checked proofs of a denial by this zone.
    pub(super) fn learn(
        &mut self,
        zone: &Name,
        nsecs: &[Nsec],
        nsec3s: &[Nsec3],
        said: &Evidence,
        now: Time,
    ) {
        let authority = &said.authority;
        let with_signatures = |owner: &Name, rtype: Rtype| -> Vec<Record> {
            let belongs = |r: &&Record| {
                let over = rdata::covered(&r.rdata).filter(|_| r.rtype == Rtype::RRSIG);
                r.name == *owner && (r.rtype == rtype || over == Some(rtype))
            };
            authority.iter().filter(belongs).cloned().collect()
        };
        let soa = with_signatures(zone, Rtype::SOA);
        let Some(record) = soa.iter().find(|record| record.rtype == Rtype::SOA) else {
            return;
        };
        let minimum = rdata::soa_minimum(&record.rdata).unwrap_or_default();
        // RFC 9077 section 3: a proof counts no longer than the denial that it was made for.
        let limit = record.ttl.min(minimum);
        let lasts = |records: &[Record]| {
            let ttl = records.iter().map(|r| r.ttl).min().unwrap_or(0).min(limit);
            now + Span::from_secs(i64::from(ttl))
        };
        let known = self.0.entry(zone.clone()).or_default();
        known.soa = soa;
        if known.nsecs.len() + known.nsec3s.len() >= MAX_PROOFS {
            known.nsecs.clear();
            known.nsec3s.clear();
        }
        for proof in nsecs {
            let records = with_signatures(&proof.owner, Rtype::NSEC);
            let (until, proof) = (lasts(&records), proof.clone());
            known.nsecs.insert(
                proof.owner.clone(),
                Range {
                    until,
                    proof,
                    records,
                },
            );
        }
        for record in authority
            .iter()
            .filter(|record| record.rtype == Rtype::NSEC3)
        {
            let Some(proof) = Nsec3::parse(&record.name, &record.rdata) else {
                continue;
            };
            if nsec3s.contains(&proof) {
                let records = with_signatures(&record.name, Rtype::NSEC3);
                let until = lasts(&records);
                // RFC 5155 section 7.3: when the parameters change, the old records count no more.
                known.nsec3s.retain(|_, old| {
                    (old.proof.iterations, &old.proof.salt) == (proof.iterations, &proof.salt)
                });
                known.nsec3s.insert(
                    record.name.clone(),
                    Range {
                        until,
                        proof,
                        records,
                    },
                );
            }
        }
    }
}

/// What is denied, and the records that prove it.
struct Denied {
    zone: Name,
    name_exists: bool,
    records: Vec<Record>,
    until: Time,
    soa: Vec<Record>,
}

impl Zone {
    fn deny(&self, zone: &Name, name: &Name, rtype: Rtype, now: Time) -> Option<Denied> {
        self.by_nsec(zone, name, rtype, now)
            .or_else(|| self.by_nsec3(zone, name, rtype, now))
    }

    fn by_nsec(&self, zone: &Name, name: &Name, rtype: Rtype, now: Time) -> Option<Denied> {
        let before = |name: &Name| {
            let (_, range) = self.nsecs.range::<Name, _>(..=name).next_back()?;
            (now < range.until).then_some(range)
        };
        let first = before(name)?;
        // The wildcard that could stand in is below the closest name above that exists.
        let shared =
            |above: &Name| first.proof.owner.is_under(above) || first.proof.next.is_under(above);
        let wildcard = name
            .upwards()
            .skip(1)
            .find(shared)
            .and_then(|n| n.wildcard());
        let second = wildcard.and_then(|wildcard| before(&wildcard));
        let ranges: Vec<&Range<Nsec>> = [Some(first), second].into_iter().flatten().collect();
        let proofs: Vec<Nsec> = ranges.iter().map(|range| range.proof.clone()).collect();
        let name_exists = nsec::proves_no_data(&proofs, zone, name, rtype);
        if !name_exists && !nsec::proves_no_name(&proofs, zone, name) {
            return None;
        }
        Some(self.denied(zone, name_exists, &ranges))
    }

    fn by_nsec3(&self, zone: &Name, name: &Name, rtype: Rtype, now: Time) -> Option<Denied> {
        let ranges: Vec<&Range<Nsec3>> = self.nsec3s.values().filter(|r| now < r.until).collect();
        let proofs: Vec<Nsec3> = ranges.iter().map(|range| range.proof.clone()).collect();
        let name_exists = nsec3::no_data(&proofs, name, rtype) == Proof::Complete;
        // RFC 8198 section 5.4: what opted out proves nothing here.
        if !name_exists && nsec3::no_name(&proofs, name) != Proof::Complete {
            return None;
        }
        let concerned = |range: &&&Range<Nsec3>| nsec3::concerns(&range.proof, name);
        let ranges: Vec<&Range<Nsec3>> = ranges.iter().filter(concerned).copied().collect();
        Some(self.denied(zone, name_exists, &ranges))
    }

    fn denied<T>(&self, zone: &Name, name_exists: bool, ranges: &[&Range<T>]) -> Denied {
        let mut records = Vec::new();
        for record in ranges.iter().flat_map(|range| &range.records) {
            if !records.contains(record) {
                records.push(record.clone());
            }
        }
        let until = ranges.iter().map(|range| range.until).min();
        Denied {
            zone: zone.clone(),
            name_exists,
            records,
            until: until.unwrap_or(Time::from_ms(0)),
            soa: self.soa.clone(),
        }
    }
}

impl Search<'_, '_> {
    /// A denial from proofs in memory, where they are enough.
    pub(super) fn deny_signed(&mut self, name: &Name, rtype: Rtype) -> Option<Step> {
        let validation = self.config.validation.as_ref().filter(|v| v.aggressive)?;
        if !self.checks_now() || validation.insecure.iter().any(|n| name.is_under(n)) {
            return None;
        }
        let now = self.now;
        // RFC 4035 section 3.1.4.1: about the DS records of a zone its parent speaks.
        let skipped = usize::from(rtype == Rtype::DS && name.depth() > 0);
        let ranges = &self.memory.validator.ranges.0;
        let mut zones = name.upwards().skip(skipped);
        let (zone, known) = zones.find_map(|zone| Some((zone.clone(), ranges.get(&zone)?)))?;
        let denied = known.deny(&zone, name, rtype, now)?;
        let soa = denied
            .soa
            .iter()
            .find(|record| record.rtype == Rtype::SOA)?;
        let ttl = u32::try_from((denied.until - now).secs()).unwrap_or_default();
        let soa = Some(Soa {
            name: denied.zone.clone(),
            ttl,
            rdata: soa.rdata.clone(),
        });
        let end = if denied.name_exists {
            End::NoData(name.clone(), soa)
        } else {
            End::NoSuchName(name.clone(), soa)
        };
        if self.pursued.is_empty() {
            let name = name.clone();
            let found = match end {
                End::NoData(..) => Cached::NoData { name },
                _ => Cached::NoSuchName { name },
            };
            self.note_here(|| What::FromCache {
                found,
                age: 0,
                ttl,
                origin: None,
            });
        }
        let step = Step::End(end);
        let key = Self::voucher_key(name, rtype, &step);
        let mut authority = denied.records;
        authority.extend(denied.soa);
        let evidence = Evidence {
            answer: Vec::new(),
            authority,
        };
        let voucher = Voucher {
            evidence: evidence.into(),
            security: Some(Security::Secure),
        };
        self.memory.validator.vouch(key, voucher);
        Some(step)
    }
}
