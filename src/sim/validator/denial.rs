//! Whether a denial is proved (RFC 4035 section 5.4, RFC 5155 section 8).

use super::nsec3::Proof;
use super::set::Checked;
use super::{Broken, Cut, Evidence, Judgement, Security, nsec, nsec3};
use crate::dns::dnssec::{Nsec, Nsec3};
use crate::dns::record::Rrset;
use crate::dns::{Name, Record, Rtype};
use crate::sim::resolver::Search;
use crate::sim::trace::{Cause, Flaw};

/// The records of a denial that have been checked, of one zone.
#[derive(Debug, Default)]
pub(super) struct Proofs {
    zone: Option<Name>,
    nsecs: Vec<Nsec>,
    nsec3s: Vec<Nsec3>,
    /// Whether a record is from a zone that is not signed.
    insecure: bool,
    /// Whether the hashes would be too much work (RFC 9276 section 3.2).
    excessive: bool,
    broken: Option<Broken>,
}

impl Search<'_, '_> {
    /// Judges the denial of a name (`rtype` is `None`), or of a type at a name.
    pub(super) fn judge_denial(
        &mut self,
        name: &Name,
        asked: Rtype,
        rtype: Option<Rtype>,
        evidence: &Evidence,
    ) -> Result<Judgement, Cause> {
        let proofs = self.proofs(&evidence.authority)?;
        if proofs.insecure {
            return Ok(Judgement::Fine(Security::Insecure));
        }
        let proof = proofs.of(name, rtype);
        Ok(match proof {
            Proof::Complete => {
                if let Some(zone) = &proofs.zone {
                    let (nsecs, nsec3s) = (&proofs.nsecs, &proofs.nsec3s);
                    let ranges = &mut self.memory.validator.ranges;
                    ranges.learn(zone, nsecs, nsec3s, evidence, self.now);
                }
                Judgement::Fine(Security::Secure)
            }
            Proof::OptOut => Judgement::Fine(Security::Insecure),
            // RFC 9276 section 3.2: too many iterations make a denial as good as unsigned.
            Proof::None if proofs.excessive => Judgement::Fine(Security::Insecure),
            Proof::None => {
                let broken = proofs.broken.unwrap_or(Flaw::NoDenial.into());
                match self.unsigned(name, asked, broken.flaw)? {
                    Checked::Insecure => Judgement::Fine(Security::Insecure),
                    Checked::Bogus(broken) => Judgement::Bogus(broken),
                    Checked::Secure { .. } => Judgement::Bogus(broken),
                }
            }
        })
    }

    /// Whether it is proved that a name does not exist for which the wildcard below `encloser` stands in.
    /// What stands in is remembered: the set, and for how many seconds its signature allows that.
    pub(super) fn judge_wildcard(
        &mut self,
        name: &Name,
        encloser: &Name,
        evidence: &Evidence,
        (rrset, ttl): (&Rrset, u32),
    ) -> Result<Judgement, Cause> {
        let proofs = self.proofs(&evidence.authority)?;
        let zone = proofs.zone.clone().unwrap_or_else(Name::root);
        let by_nsec = nsec::proves_wildcard(&proofs.nsecs, &zone, name, encloser);
        let by_hash = nsec3::wildcard(&proofs.nsec3s, name, encloser);
        if by_nsec || by_hash == Proof::Complete {
            let told = (&zone, name, rrset, ttl);
            let set = evidence.wildcard(told, proofs.nsecs, proofs.nsec3s, self.now);
            self.memory.validator.wildcards.learn(encloser, set);
            return Ok(Judgement::Fine(Security::Secure));
        }
        Ok(match by_hash {
            Proof::Complete => Judgement::Fine(Security::Secure),
            Proof::OptOut => Judgement::Fine(Security::Insecure),
            Proof::None if proofs.excessive => Judgement::Fine(Security::Insecure),
            Proof::None => Judgement::Bogus(proofs.broken.unwrap_or(Flaw::NoDenial.into())),
        })
    }

    /// What a denial of DS records says about a cut at the name (RFC 4035 section 5.2, RFC 6840 section 4.4, RFC 5155
    /// section 8.9); `None`: nothing that is proved.
    pub(super) fn judge_cut(
        &mut self,
        name: &Name,
        authority: &[Record],
    ) -> Result<Option<Cut>, Cause> {
        let proofs = self.proofs(authority)?;
        if proofs.insecure || proofs.excessive {
            return Ok(Some(Cut::Insecure));
        }
        let delegates = |types: &[Rtype]| {
            if types.contains(&Rtype::NS) {
                Cut::Insecure
            } else {
                Cut::None
            }
        };
        let at_name = proofs.nsecs.iter().find(|nsec| nsec.owner == *name);
        let proof = proofs.of(name, Some(Rtype::DS));
        if let (Proof::Complete, Some(nsec)) = (proof, at_name) {
            return Ok(Some(delegates(&nsec.types)));
        }
        if let (Proof::Complete, Some(nsec3)) = (proof, nsec3::matching(&proofs.nsec3s, name)) {
            return Ok(Some(delegates(&nsec3.types)));
        }
        Ok(match (proof, proofs.of(name, None)) {
            (Proof::Complete, _) => Some(Cut::None),
            (Proof::OptOut, _) | (_, Proof::OptOut) => Some(Cut::Insecure),
            (Proof::None, Proof::Complete) => Some(Cut::NoSuchName),
            (Proof::None, Proof::None) => None,
        })
    }

    /// Checks the NSEC and NSEC3 records of an authority section.
    fn proofs(&mut self, authority: &[Record]) -> Result<Proofs, Cause> {
        let mut proofs = Proofs::default();
        let mut seen: Vec<(&Name, Rtype)> = Vec::new();
        for record in authority {
            let key = (&record.name, record.rtype);
            if !matches!(record.rtype, Rtype::NSEC | Rtype::NSEC3) || seen.contains(&key) {
                continue;
            }
            seen.push(key);
            let rrset = set_of(authority, key.0, key.1);
            match self.check_set(&record.name, &rrset, authority)? {
                Checked::Secure { zone, encloser, .. } => {
                    // RFC 4035 section 5.3.4: the NSEC of a wildcard under the name that it was expanded to proves nothing.
                    let same = proofs.zone.as_ref().is_none_or(|known| *known == zone);
                    if encloser.is_none() && same {
                        proofs.add(record, &rrset, zone, self.max_iterations());
                    }
                }
                Checked::Insecure => proofs.insecure = true,
                Checked::Bogus(broken) => proofs.broken = proofs.broken.or(Some(broken)),
            }
        }
        Ok(proofs)
    }

    fn max_iterations(&self) -> u16 {
        let validation = self.config.validation.as_ref();
        validation.map_or(0, |validation| validation.max_iterations)
    }
}

impl Proofs {
    fn add(&mut self, record: &Record, rrset: &Rrset, zone: Name, max_iterations: u16) {
        for rdata in &rrset.rdata {
            if record.rtype == Rtype::NSEC {
                self.nsecs.extend(Nsec::parse(&record.name, rdata));
                continue;
            }
            let Some(nsec3) = Nsec3::parse(&record.name, rdata).filter(|n| n.zone == zone) else {
                continue;
            };
            if nsec3.iterations > max_iterations {
                self.excessive = true;
                continue;
            }
            // RFC 5155 section 8.2: the records of one reply have the same parameters; others are left out.
            let alike = self.nsec3s.first().is_none_or(|first| {
                (first.iterations, &first.salt) == (nsec3.iterations, &nsec3.salt)
            });
            if alike {
                self.nsec3s.push(nsec3);
            }
        }
        self.zone = Some(zone);
    }

    /// Whether they deny a name (`rtype` is `None`), or a type at a name.
    fn of(&self, name: &Name, rtype: Option<Rtype>) -> Proof {
        let Some(zone) = &self.zone else {
            return Proof::None;
        };
        let by_nsec = match rtype {
            Some(rtype) => nsec::proves_no_data(&self.nsecs, zone, name, rtype),
            None => nsec::proves_no_name(&self.nsecs, zone, name),
        };
        if by_nsec {
            return Proof::Complete;
        }
        match rtype {
            Some(rtype) => nsec3::no_data(&self.nsec3s, name, rtype),
            None => nsec3::no_name(&self.nsec3s, name),
        }
    }
}

/// The set of this name and type among records.
pub(super) fn set_of(records: &[Record], name: &Name, rtype: Rtype) -> Rrset {
    let mut rrset = Rrset {
        rtype,
        ttl: u32::MAX,
        rdata: Vec::new(),
    };
    for record in records {
        if record.name == *name && record.rtype == rtype {
            rrset.ttl = rrset.ttl.min(record.ttl);
            rrset.rdata.push(record.rdata.clone());
        }
    }
    rrset
}
