//! The chain of trust: from a trust anchor down to the keys of a zone (RFC 4035 section 5).

use std::rc::Rc;

use super::denial::set_of;
use super::set::Checked;
use super::{Broken, Chain, Cut, Evidence, Judgement, Security};
use crate::dns::dnssec::{self, Ds, Key, Signature, crypto};
use crate::dns::record::Rrset;
use crate::dns::{Name, Record, Rtype};
use crate::sim::resolver::{End, Search, Step};
use crate::sim::trace::{Cause, Flaw};

/// Which keys of a zone are trusted before any of it has been checked.
enum Trusted {
    /// Those that are trust anchors, by themselves or by their digest.
    Anchors(Vec<Record>),
    /// Those that the zone above names.
    Ds(Rc<Vec<Ds>>),
    Insecure,
    Bogus(Broken),
}

impl Search<'_, '_> {
    /// Goes from the deepest trust anchor above a name down to the zone that the name is in.
    ///
    /// The zones on the way are known from referrals. Where none is known, each name is asked for its DS records.
    pub(super) fn chain(&mut self, target: &Name) -> Result<Chain, Cause> {
        let Some(mut zone) = self.anchor_above(target) else {
            return Ok(Chain::Insecure);
        };
        let mut chain = self.keys(&zone)?;
        let mut known = zone.depth();
        loop {
            if !matches!(chain, Chain::Secure(..)) {
                return Ok(chain);
            }
            let left = target.depth().saturating_sub(known);
            let mut path: Vec<Name> = target.upwards().take(left).collect();
            path.reverse();
            let told = path
                .iter()
                .find(|name| self.memory.validator.knows_cut(name, self.now));
            let Some(next) = told.or(path.first()).cloned() else {
                return Ok(chain);
            };
            known = next.depth();
            match self.cut(&zone, &next)? {
                Cut::None => {}
                Cut::NoSuchName => return Ok(chain),
                Cut::Insecure => return Ok(Chain::Insecure),
                Cut::Bogus(broken) => return Ok(Chain::Bogus(broken)),
                Cut::Signed(_) => {
                    chain = self.keys(&next)?;
                    zone = next;
                }
            }
        }
    }

    /// The deepest trust anchor at or above a name; `None` also where the resolver has been told to trust nothing below
    /// a name deeper than that (a negative trust anchor, RFC 7646).
    fn anchor_above(&self, target: &Name) -> Option<Name> {
        let validation = self.config.validation.as_ref()?;
        let above = |name: &&Name| target.is_under(name);
        let anchors = validation.anchors.iter().map(|anchor| &anchor.name);
        let anchor = anchors.filter(above).max_by_key(|name| name.depth())?;
        let mut negative = validation.insecure.iter().filter(above);
        let trusted = !negative.any(|name| name.depth() >= anchor.depth());
        trusted.then(|| anchor.clone())
    }

    /// The keys of a zone that is signed.
    fn keys(&mut self, zone: &Name) -> Result<Chain, Cause> {
        if let Some(chain) = self.memory.validator.zone(zone, self.now) {
            return Ok(chain.clone());
        }
        let question = (zone.clone(), Rtype::DNSKEY);
        if self.pursued.contains(&question) {
            return Ok(Chain::Bogus(Flaw::NoKey.into()));
        }
        // Checking the answer is what brings the keys (`judge_keys`).
        let step = match self.trusted(zone)? {
            Trusted::Insecure => return Ok(Chain::Insecure),
            Trusted::Bogus(broken) => return Ok(Chain::Bogus(broken)),
            Trusted::Anchors(_) | Trusted::Ds(_) => self.step(zone, Rtype::DNSKEY),
        };
        if let Some(chain) = self.memory.validator.zone(zone, self.now) {
            return Ok(chain.clone());
        }
        let flaw = match step {
            Ok(Step::End(End::Data(_, rrset))) => {
                let evidence = self.memory.validator.voucher(&question);
                let evidence = evidence.map(|voucher| Rc::clone(&voucher.evidence));
                self.judge_keys(zone, &rrset, &evidence.unwrap_or_default())?;
                if let Some(chain) = self.memory.validator.zone(zone, self.now) {
                    return Ok(chain.clone());
                }
                Flaw::NoKey
            }
            Err(Cause::TooMuchWork) => return Err(Cause::TooMuchWork),
            // RFC 8914 section 4.10: keys that the key named above has not signed are no match for the DS records. Where
            // it has signed them, but at another time, that says more.
            Err(Cause::Bogus) => self
                .flaw
                .filter(|f| !matches!(f, Flaw::NoDenial | Flaw::BadSignature))
                .unwrap_or(Flaw::NoKey),
            Ok(_) | Err(_) => Flaw::NoKey,
        };
        let chain = Chain::Bogus(self.broken_here(flaw));
        self.memory
            .validator
            .put_zone(zone, chain.clone(), self.now, 0);
        Ok(chain)
    }

    /// Judges the keys of a zone by those among them that are trusted already (RFC 4035 section 5.2), and remembers
    /// them.
    pub(super) fn judge_keys(
        &mut self,
        zone: &Name,
        rrset: &Rrset,
        evidence: &Evidence,
    ) -> Result<Judgement, Cause> {
        let keys: Vec<Key> = rrset.rdata.iter().filter_map(Key::parse).collect();
        let good = match self.trusted(zone)? {
            Trusted::Insecure => return Ok(Judgement::Fine(Security::Insecure)),
            Trusted::Bogus(broken) => return Ok(Judgement::Bogus(broken)),
            Trusted::Anchors(anchors) => anchored(zone, &keys, &anchors),
            Trusted::Ds(list) => named(zone, &keys, &list),
        };
        let now = self.now;
        let Some(good) = good else {
            // RFC 4035 section 5.2: with no algorithm that is known the zone is as good as unsigned.
            self.memory
                .validator
                .put_zone(zone, Chain::Insecure, now, rrset.ttl);
            return Ok(Judgement::Fine(Security::Insecure));
        };
        if good.is_empty() {
            return Ok(Judgement::Bogus(Flaw::NoKey.into()));
        }
        let signatures: Vec<Signature> = dnssec::signatures(&evidence.answer, zone, Rtype::DNSKEY)
            .filter(|signature| signature.signer == *zone)
            .take(super::MAX_SIGNATURES)
            .collect();
        match self.check_with(zone, rrset, signatures.iter(), &good)? {
            Checked::Secure { ttl, .. } => {
                let chain = Chain::Secure(zone.clone(), Rc::new(keys));
                self.memory.validator.put_zone(zone, chain, now, ttl);
                Ok(Judgement::Fine(Security::Secure))
            }
            Checked::Insecure => Ok(Judgement::Fine(Security::Insecure)),
            Checked::Bogus(broken) => Ok(Judgement::Bogus(broken)),
        }
    }

    /// What is trusted about a zone's keys beforehand.
    fn trusted(&mut self, zone: &Name) -> Result<Trusted, Cause> {
        let validation = self.config.validation.as_ref();
        let anchors = validation.map(|v| v.anchors.as_slice()).unwrap_or_default();
        let anchors: Vec<Record> = anchors
            .iter()
            .filter(|a| a.name == *zone)
            .cloned()
            .collect();
        if !anchors.is_empty() && self.anchor_above(zone).is_some() {
            return Ok(Trusted::Anchors(anchors));
        }
        let cut = match self.memory.validator.cut(zone, self.now) {
            Some(cut) => cut.clone(),
            None => match self.chain(&zone.parent().unwrap_or_else(Name::root))? {
                Chain::Secure(above, _) => self.cut(&above, zone)?,
                Chain::Insecure => Cut::Insecure,
                Chain::Bogus(broken) => Cut::Bogus(broken),
            },
        };
        Ok(match cut {
            Cut::Signed(list) => Trusted::Ds(list),
            Cut::Insecure => Trusted::Insecure,
            Cut::None | Cut::NoSuchName => Trusted::Bogus(Flaw::NoKey.into()),
            Cut::Bogus(broken) => Trusted::Bogus(broken),
        })
    }

    /// A link that could not be made: at the servers whose word, or silence, was the last that did not help.
    fn broken_here(&self, flaw: Flaw) -> Broken {
        let above = self.origin.clone();
        Broken { flaw, above }
    }

    /// What the zone `above` says about a cut at a name.
    fn cut(&mut self, above: &Name, name: &Name) -> Result<Cut, Cause> {
        if let Some(cut) = self.memory.validator.cut(name, self.now) {
            return Ok(cut.clone());
        }
        let now = self.now;
        let referral = self.memory.validator.referral(name, now);
        let mut found = match referral {
            Some(evidence) => self.referred(name, &evidence)?,
            None => None,
        };
        if found.is_none() {
            found = self.asked(name)?;
        }
        // Where the servers prove nothing either way, an older referral counts as long as its signatures do. Signatures that do
        // not fit say something: what came before has had its time (RFC 4035 section 5.3.3).
        let open = match &found {
            None => true,
            Some((Cut::Bogus(broken), _)) => broken.flaw == Flaw::NoDenial,
            Some(_) => false,
        };
        if open
            && let Some(evidence) = self.memory.validator.old_referral(name)
            && let Some(older) = self.referred(name, &evidence)?
        {
            found = Some(older);
        }
        let (cut, ttl) = found.unwrap_or_else(|| (Cut::Bogus(self.broken_here(Flaw::NoDenial)), 0));
        if let (Cut::Signed(_) | Cut::Insecure, true) = (&cut, above == name) {
            return Ok(Cut::None);
        }
        self.memory
            .validator
            .put_cut(name, cut.clone(), self.now, ttl);
        Ok(cut)
    }

    /// From what came with the referral, where it checks out.
    fn referred(&mut self, name: &Name, evidence: &Evidence) -> Result<Option<(Cut, u32)>, Cause> {
        let rrset = set_of(&evidence.authority, name, Rtype::DS);
        if !rrset.rdata.is_empty() {
            return Ok(match self.check_set(name, &rrset, &evidence.authority)? {
                Checked::Secure {
                    ttl,
                    encloser: None,
                    ..
                } => Some((signed(&rrset), ttl)),
                Checked::Insecure => Some((Cut::Insecure, rrset.ttl)),
                Checked::Secure { .. } | Checked::Bogus(_) => None,
            });
        }
        let ttl = evidence.ttl();
        let cut = self.judge_cut(name, &evidence.authority)?;
        Ok(cut
            .filter(|cut| matches!(cut, Cut::Insecure))
            .map(|cut| (cut, ttl)))
    }

    /// By asking for the DS records.
    fn asked(&mut self, name: &Name) -> Result<Option<(Cut, u32)>, Cause> {
        if self.pursued.contains(&(name.clone(), Rtype::DS)) {
            return Ok(None);
        }
        let step = match self.step(name, Rtype::DS) {
            Ok(step) => step,
            Err(Cause::TooMuchWork) => return Err(Cause::TooMuchWork),
            Err(Cause::Bogus) => {
                return Ok(self
                    .flaw
                    .map(|flaw| (Cut::Bogus(self.broken_here(flaw)), 0)));
            }
            Err(_) => return Ok(None),
        };
        let key = Self::voucher_key(name, Rtype::DS, &step);
        let Some(voucher) = self.memory.validator.voucher(&key).cloned() else {
            return Ok(None);
        };
        if voucher.security != Some(Security::Secure) {
            return Ok(Some((Cut::Insecure, 0)));
        }
        Ok(match step {
            Step::End(End::Data(_, rrset)) => Some((signed(&rrset), rrset.ttl)),
            Step::End(End::NoData(_, soa) | End::NoSuchName(_, soa)) => {
                let cut = self.judge_cut(name, &voucher.evidence.authority)?;
                cut.map(|cut| (cut, soa.map_or(0, |soa| soa.ttl)))
            }
            // An alias is no cut (RFC 1034 section 3.6.2: no other data beside it).
            Step::Alias(records, _) => Some((Cut::None, records.first().map_or(0, |r| r.ttl))),
            Step::End(End::TooLong(..)) => None,
        })
    }
}

fn signed(rrset: &Rrset) -> Cut {
    let list = rrset.rdata.iter().filter_map(|rdata| Ds::parse(rdata));
    Cut::Signed(Rc::new(list.collect()))
}

/// The keys that DS records name; `None`: none of the records can be used.
fn named(zone: &Name, keys: &[Key], list: &[Ds]) -> Option<Vec<Key>> {
    let usable =
        |ds: &&Ds| crypto::supports(ds.algorithm) && crypto::digest(ds.digest_type, &[]).is_some();
    let mut usable: Vec<&Ds> = list.iter().filter(usable).collect();
    // RFC 4509 section 3: where there is a better digest, SHA-1 does not count.
    if usable.iter().any(|ds| ds.digest_type != 1) {
        usable.retain(|ds| ds.digest_type != 1);
    }
    if usable.is_empty() {
        return None;
    }
    let fits = |key: &&Key| {
        key.usable
            && usable
                .iter()
                .any(|ds| dnssec::fits(ds, zone, key) == Some(true))
    };
    Some(keys.iter().filter(fits).cloned().collect())
}

/// The keys that trust anchors name; `None`: none of the anchors can be used.
fn anchored(zone: &Name, keys: &[Key], anchors: &[Record]) -> Option<Vec<Key>> {
    let of = |rtype| anchors.iter().filter(move |anchor| anchor.rtype == rtype);
    let list: Vec<Ds> = of(Rtype::DS).filter_map(|a| Ds::parse(&a.rdata)).collect();
    let trusted: Vec<Key> = of(Rtype::DNSKEY)
        .filter_map(|a| Key::parse(&a.rdata))
        .filter(|key| crypto::supports(key.algorithm))
        .collect();
    let by_digest = named(zone, keys, &list);
    if by_digest.is_none() && trusted.is_empty() {
        return None;
    }
    let same = |key: &&Key| {
        key.usable
            && trusted
                .iter()
                .any(|t| (t.algorithm, &t.public) == (key.algorithm, &key.public))
    };
    let mut good = by_digest.unwrap_or_default();
    good.extend(keys.iter().filter(same).cloned());
    Some(good)
}
