//! Where the resolver's search meets the validator.

use std::rc::Rc;

use super::memory::Voucher;
use super::set::Checked;
use super::{Broken, Evidence, Judgement, Security};
use crate::dns::dnssec::Nsec;
use crate::dns::record::Rrset;
use crate::dns::{Message, Name, Record, Rtype, rdata};
use crate::sim::resolver::classify::Verdict;
use crate::sim::resolver::{End, Search, Step};
use crate::sim::trace::{Cause, Flaw, StationId, What};

/// What stands behind the answer to a device.
#[derive(Clone, Debug, Default)]
pub struct Gathered {
    /// The least trust of all its parts; `None`: nothing was checked.
    pub security: Option<Security>,
    /// The signatures over the records of the answer.
    pub signatures: Vec<Record>,
    /// The records that prove what is not there, with their signatures.
    pub proofs: Vec<Record>,
}

impl Gathered {
    fn add(&mut self, voucher: Option<&Voucher>, owner: &Name, rtype: Rtype, first: bool) {
        let security = voucher.and_then(|voucher| voucher.security);
        self.security = match (first, self.security) {
            (true, _) => security,
            (false, known) => known.min(security),
        };
        let Some(voucher) = voucher else { return };
        let covers = |record: &&Record| {
            record.name == *owner && rdata::covered(&record.rdata) == Some(rtype)
        };
        let signatures = voucher.evidence.answer.iter().filter(covers);
        self.signatures.extend(signatures.cloned());
        let proofs = &voucher.evidence.authority;
        let proofs = proofs
            .iter()
            .filter(|r| r.rtype != Rtype::SOA && r.rtype != Rtype::DS);
        self.proofs.extend(proofs.cloned());
    }
}

impl Search<'_, '_> {
    /// Whether what is found now is to be checked.
    pub(super) fn checks_now(&self) -> bool {
        self.config.validation.is_some() && !self.checking_disabled && !self.unchecked
    }

    /// Judges a reply, and remembers what stands behind it. What is wrong with it is told; then it is not to be
    /// believed.
    ///
    /// # Errors
    ///
    /// When the work for the whole question is used up, and when trust ends above the servers that replied.
    pub(super) fn vet_signed(
        &mut self,
        station: &StationId,
        (name, rtype): (&Name, Rtype),
        verdict: &mut Verdict,
        reply: &Message,
    ) -> Result<Option<Flaw>, Cause> {
        if self.config.validation.is_none() && !self.dnssec_ok {
            return Ok(None);
        }
        let evidence = Evidence::of(reply);
        if let Verdict::Referral { cut, .. } = verdict {
            self.memory.validator.refer(cut.clone(), evidence, self.now);
            return Ok(None);
        }
        let Some(mut claim) = Claim::of(verdict, name, rtype) else {
            return Ok(None);
        };
        let asked = self
            .pursued
            .last()
            .is_some_and(|(n, t)| n == name && *t == rtype);
        let mut security = None;
        if asked && self.checks_now() {
            let mut judged = self.judge(&claim, (name, rtype), &evidence)?;
            // RFC 8020 section 2: a name with others below it exists. Some servers deny it, while their proof says better.
            if let (Judgement::Bogus(_), Verdict::NoSuchName(soa)) = (&judged, &*verdict) {
                let better = self.judge_denial(name, rtype, Some(rtype), &evidence)?;
                if better == Judgement::Fine(Security::Secure) {
                    judged = better;
                    claim = Claim::NoData(rtype);
                    *verdict = Verdict::NoData(soa.clone());
                }
            }
            let (name, rtype) = (name.clone(), rtype);
            match judged {
                Judgement::Bogus(Broken { flaw, above }) => {
                    self.flaw = Some(flaw);
                    self.note_from(station, || What::Rejected { name, rtype, flaw });
                    // RFC 4035 section 5: where trust ended above, the servers here are not at fault, and none of them
                    // can help.
                    if above.is_some() {
                        self.origin = above;
                        return Err(Cause::Bogus);
                    }
                    self.blame(station, false);
                    return Ok(Some(flaw));
                }
                Judgement::Fine(level) => {
                    if let Verdict::Alias { target, .. } = &*verdict {
                        self.memory.validator.hint(target, &evidence, self.now);
                    }
                    let secure = level == Security::Secure;
                    self.note_from(station, || What::Checked {
                        name,
                        rtype,
                        secure,
                    });
                    security = Some(level);
                }
            }
        }
        let evidence = Rc::new(evidence);
        let key = claim.key(name);
        self.memory
            .validator
            .vouch(key, Voucher { evidence, security });
        Ok(None)
    }

    /// Whether something from memory may be used: it has been checked, or is now.
    pub(super) fn vouched_signed(
        &mut self,
        name: &Name,
        rtype: Rtype,
        step: &Step,
    ) -> Result<bool, Cause> {
        if !self.checks_now() {
            return Ok(true);
        }
        let key = Self::voucher_key(name, rtype, step);
        let Some(voucher) = self.memory.validator.voucher(&key).cloned() else {
            return Ok(false);
        };
        if voucher.security.is_some() {
            return Ok(true);
        }
        let records = match step {
            Step::Alias(records, _) => records.as_slice(),
            Step::End(_) => &[],
        };
        let claim = match step {
            Step::End(End::Data(owner, rrset)) => Claim::Set(owner.clone(), rrset.clone()),
            Step::End(End::NoData(..)) => Claim::NoData(rtype),
            Step::End(End::NoSuchName(..)) => Claim::NoSuchName,
            Step::Alias(..) | Step::End(End::TooLong(..)) => {
                let first = match step {
                    Step::End(End::TooLong(_, record)) => Some(record),
                    _ => records.first(),
                };
                let Some(first) = first else { return Ok(false) };
                let rrset = Rrset {
                    rtype: first.rtype,
                    ttl: first.ttl,
                    rdata: vec![first.rdata.clone()],
                };
                Claim::Set(first.name.clone(), rrset)
            }
        };
        self.pursued.push((name.clone(), rtype));
        let judged = self.judge(&claim, (name, rtype), &voucher.evidence);
        self.pursued.pop();
        Ok(match judged? {
            Judgement::Bogus(_) => false,
            Judgement::Fine(level) => {
                let security = Some(level);
                self.memory.validator.vouch(
                    key,
                    Voucher {
                        security,
                        ..voucher
                    },
                );
                true
            }
        })
    }

    /// Takes down what stands behind one step of the answer.
    pub(super) fn gather_signed(&mut self, name: &Name, rtype: Rtype, step: &Step, first: bool) {
        let key = Self::voucher_key(name, rtype, step);
        let voucher = self.memory.validator.voucher(&key);
        self.gathered.add(voucher, &key.0, key.1, first);
    }

    /// Where what stands behind a step is remembered.
    pub(super) fn voucher_key(name: &Name, rtype: Rtype, step: &Step) -> (Name, Rtype) {
        match step {
            Step::End(End::Data(..) | End::NoData(..)) => (name.clone(), rtype),
            Step::End(End::NoSuchName(..)) => (name.clone(), Rtype::ANY),
            Step::End(End::TooLong(_, record)) => (record.name.clone(), record.rtype),
            Step::Alias(records, _) => match records.first() {
                Some(record) => (record.name.clone(), record.rtype),
                None => (name.clone(), rtype),
            },
        }
    }

    fn judge(
        &mut self,
        claim: &Claim,
        (name, rtype): (&Name, Rtype),
        evidence: &Evidence,
    ) -> Result<Judgement, Cause> {
        match claim {
            // RFC 4035 section 2.2: signatures are not signed.
            Claim::Set(_, rrset) if rrset.rtype == Rtype::RRSIG => {
                Ok(Judgement::Fine(Security::Insecure))
            }
            Claim::Set(owner, rrset) if rrset.rtype == Rtype::DNSKEY => {
                self.judge_keys(owner, rrset, evidence)
            }
            Claim::Set(owner, rrset) => match self.check_set(owner, rrset, &evidence.answer)? {
                Checked::Insecure => Ok(Judgement::Fine(Security::Insecure)),
                Checked::Bogus(broken) => Ok(Judgement::Bogus(broken)),
                // RFC 6672 section 5.3.4: the owner of a DNAME is never made from a wildcard.
                Checked::Secure {
                    encloser: Some(encloser),
                    ttl,
                    ..
                } => self.judge_wildcard(owner, &encloser, evidence, (rrset, ttl)),
                Checked::Secure { .. } => Ok(Judgement::Fine(Security::Secure)),
            },
            Claim::NoData(denied) => self.judge_denial(name, rtype, Some(*denied), evidence),
            Claim::NoSuchName => self.judge_denial(name, rtype, None, evidence),
        }
    }
}

/// Leaves out NSEC records that reach beyond the zone of the server, with their signatures: they could deny what is not
/// its own (RFC 4034 section 4.1.1: the next name is one of the zone).
pub fn scrub(zone: &Name, reply: &mut Message) {
    let beyond = |record: &Record| {
        let nsec = (record.rtype == Rtype::NSEC).then(|| Nsec::parse(&record.name, &record.rdata));
        nsec.flatten().is_some_and(|nsec| !nsec.next.is_under(zone))
    };
    for section in [&mut reply.answer, &mut reply.authority] {
        let owners = section.iter().filter(|r| beyond(r)).map(|r| r.name.clone());
        let owners: Vec<Name> = owners.collect();
        section.retain(|record| {
            let over = rdata::covered(&record.rdata).filter(|_| record.rtype == Rtype::RRSIG);
            let nsec = record.rtype == Rtype::NSEC || over == Some(Rtype::NSEC);
            !(nsec && owners.contains(&record.name))
        });
    }
}

/// What a reply claims.
enum Claim {
    Set(Name, Rrset),
    NoData(Rtype),
    NoSuchName,
}

impl Claim {
    fn of(verdict: &Verdict, name: &Name, rtype: Rtype) -> Option<Self> {
        Some(match verdict {
            Verdict::Data { rrset, .. } | Verdict::Alias { rrset, .. } => {
                Self::Set(name.clone(), rrset.clone())
            }
            Verdict::Subtree { owner, rrset } => Self::Set(owner.clone(), rrset.clone()),
            Verdict::NoData(_) | Verdict::Empty => Self::NoData(rtype),
            Verdict::NoSuchName(_) => Self::NoSuchName,
            Verdict::Referral { .. }
            | Verdict::Truncated
            | Verdict::Declined(_)
            | Verdict::Useless => return None,
        })
    }

    fn key(&self, name: &Name) -> (Name, Rtype) {
        match self {
            Self::Set(owner, rrset) => (owner.clone(), rrset.rtype),
            Self::NoData(rtype) => (name.clone(), *rtype),
            Self::NoSuchName => (name.clone(), Rtype::ANY),
        }
    }
}
