//! Answers made from wildcards in memory (RFC 8198 section 5.3): where a proof covers a name that does not exist, what
//! the wildcard above it holds is the answer, and no server need be asked.

use std::collections::HashMap;

use super::memory::Voucher;
use super::{Evidence, Security, nsec, nsec3};
use crate::clock::{Span, Time};
use crate::dns::dnssec::{Nsec, Nsec3};
use crate::dns::record::Rrset;
use crate::dns::{Name, Record, Rtype, rdata};
use crate::sim::resolver::{Search, Step, as_cached, of_set};
use crate::sim::trace::What;

/// How many sets of wildcards are remembered.
const MAX_SETS: usize = 1000;

/// The sets of wildcards that have been checked, by the name that the wildcard is below.
#[derive(Clone, Debug, Default)]
pub(super) struct Wildcards(HashMap<Name, Vec<Set>>);

/// What a wildcard holds of one type.
#[derive(Clone, Debug)]
pub(super) struct Set {
    pub(super) until: Time,
    pub(super) zone: Name,
    pub(super) rrset: Rrset,
    /// The signatures, under the name that was asked for first.
    pub(super) signatures: Vec<Record>,
    /// The proofs that came with it: that the name asked for does not exist.
    pub(super) nsecs: Vec<Nsec>,
    pub(super) nsec3s: Vec<Nsec3>,
    pub(super) proofs: Vec<Record>,
}

impl Wildcards {
    /// Remembers a set, for as long as it and its proof may be kept.
    pub(super) fn learn(&mut self, encloser: &Name, set: Set) {
        if self.0.len() >= MAX_SETS {
            self.0.clear();
        }
        let known = self.0.entry(encloser.clone()).or_default();
        known.retain(|old| old.rrset.rtype != set.rrset.rtype);
        known.push(set);
    }

    /// The set that stands in for a name, of this type or an alias.
    fn find(&self, name: &Name, rtype: Rtype, now: Time) -> Option<&Set> {
        let mut enclosers = name.upwards().skip(1);
        let (encloser, sets) = enclosers.find_map(|above| {
            let sets = self.0.get(&above)?;
            Some((above, sets))
        })?;
        let covers = |set: &&Set| {
            now < set.until
                && (set.rrset.rtype == rtype || set.rrset.rtype == Rtype::CNAME)
                && (nsec::proves_wildcard(&set.nsecs, &set.zone, name, &encloser)
                    || nsec3::wildcard(&set.nsec3s, name, &encloser) == nsec3::Proof::Complete)
        };
        sets.iter().find(covers)
    }
}

impl Evidence {
    /// What is remembered of a wildcard's set that has been checked: `ttl` in seconds is what its signature allows.
    pub(super) fn wildcard(
        &self,
        (zone, owner, rrset, ttl): (&Name, &Name, &Rrset, u32),
        nsecs: Vec<Nsec>,
        nsec3s: Vec<Nsec3>,
        now: Time,
    ) -> Set {
        let over = |record: &&Record| {
            record.name == *owner && rdata::covered(&record.rdata) == Some(rrset.rtype)
        };
        let denies = |record: &&Record| {
            let kind = rdata::covered(&record.rdata).filter(|_| record.rtype == Rtype::RRSIG);
            matches!(kind.unwrap_or(record.rtype), Rtype::NSEC | Rtype::NSEC3)
        };
        let proofs: Vec<Record> = self.authority.iter().filter(denies).cloned().collect();
        let least = proofs.iter().map(|record| record.ttl).min().unwrap_or(0);
        Set {
            until: now + Span::from_secs(i64::from(ttl.min(least))),
            zone: zone.clone(),
            rrset: rrset.clone(),
            signatures: self.answer.iter().filter(over).cloned().collect(),
            nsecs,
            nsec3s,
            proofs,
        }
    }
}

impl Search<'_, '_> {
    /// An answer made from a wildcard in memory, where a proof in memory says that it stands in for this name.
    pub(super) fn expand_signed(&mut self, name: &Name, rtype: Rtype) -> Option<Step> {
        let validation = self.config.validation.as_ref().filter(|v| v.aggressive)?;
        let trusted = !validation.insecure.iter().any(|n| name.is_under(n));
        // RFC 4035 section 3.1.4.1: about the DS records of a zone its parent speaks.
        if !self.checks_now() || !trusted || rtype == Rtype::DS {
            return None;
        }
        let set = self
            .memory
            .validator
            .wildcards
            .find(name, rtype, self.now)?;
        let ttl = u32::try_from((set.until - self.now).secs()).unwrap_or_default();
        let rrset = Rrset {
            ttl,
            ..set.rrset.clone()
        };
        let step = of_set(name, rrset)?;
        let under = |record: &Record| Record {
            name: name.clone(),
            ..record.clone()
        };
        let evidence = Evidence {
            answer: set.signatures.iter().map(under).collect(),
            authority: set.proofs.clone(),
        };
        if self.pursued.is_empty()
            && let Some(found) = as_cached(&step)
        {
            self.note_here(|| What::FromCache {
                found,
                age: 0,
                ttl,
                origin: None,
            });
        }
        let key = Self::voucher_key(name, rtype, &step);
        let voucher = Voucher {
            evidence: evidence.into(),
            security: Some(Security::Secure),
        };
        self.memory.validator.vouch(key, voucher);
        Some(step)
    }
}
