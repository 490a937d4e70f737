//! What a validator remembers: whose keys it trusts, where zones begin, and how far each answer is to be trusted.

use std::collections::HashMap;
use std::rc::Rc;

use super::aggressive::Ranges;
use super::wildcards::Wildcards;
use super::{Chain, Cut, Evidence, Security};
use crate::clock::{Span, Time};
use crate::dns::{Name, Record, Rtype};
use crate::sim::trace::Flaw;

/// Links of a chain are kept for at least this: for the question under way, whatever their TTL.
const AT_LEAST: Span = Span::from_secs(10);
/// A link that is broken is looked at again after this.
const BROKEN: Span = Span::from_secs(10);

/// The memory of a validator.
#[derive(Clone, Debug, Default)]
pub struct Memory {
    /// What is known not to exist.
    pub(super) ranges: Ranges,
    /// What stands in for names that do not exist.
    pub(super) wildcards: Wildcards,
    vouchers: HashMap<(Name, Rtype), Voucher>,
    zones: HashMap<Name, (Time, Chain)>,
    cuts: HashMap<Name, (Time, Cut)>,
    referrals: HashMap<Name, (Time, Rc<Evidence>)>,
    flaws: HashMap<(Name, Rtype), Flaw>,
}

/// What stands behind an entry of the cache.
#[derive(Clone, Debug)]
pub(super) struct Voucher {
    /// The signatures and proofs that came with it.
    pub(super) evidence: Rc<Evidence>,
    /// How far it is to be trusted; `None`: nobody has checked.
    pub(super) security: Option<Security>,
}

impl Memory {
    pub(super) fn vouch(&mut self, key: (Name, Rtype), voucher: Voucher) {
        self.vouchers.insert(key, voucher);
    }

    pub(super) fn voucher(&self, key: &(Name, Rtype)) -> Option<&Voucher> {
        self.vouchers.get(key)
    }

    /// What a referral to this zone said, to be judged when it is needed.
    pub(super) fn refer(&mut self, zone: Name, evidence: Evidence, now: Time) {
        let until = now + lasts(evidence.ttl());
        self.referrals.insert(zone, (until, Rc::new(evidence)));
    }

    /// What came with an alias may tell about a cut at its target.
    pub(super) fn hint(&mut self, target: &Name, evidence: &Evidence, now: Time) {
        let denies = |record: &Record| matches!(record.rtype, Rtype::NSEC | Rtype::NSEC3);
        if evidence.authority.iter().any(denies) && self.referral(target, now).is_none() {
            self.refer(target.clone(), evidence.clone(), now);
        }
    }

    /// Why a question failed whose answer did not check out.
    pub(in crate::sim) fn put_flaw(&mut self, name: &Name, rtype: Rtype, flaw: Flaw) {
        self.flaws.insert((name.clone(), rtype), flaw);
    }

    /// The same, for as long as the failure itself is remembered.
    pub(in crate::sim) fn flaw(&self, name: &Name, rtype: Rtype) -> Option<Flaw> {
        self.flaws.get(&(name.clone(), rtype)).copied()
    }

    pub(super) fn referral(&self, zone: &Name, now: Time) -> Option<Rc<Evidence>> {
        let (until, evidence) = self.referrals.get(zone)?;
        (now < *until).then(|| Rc::clone(evidence))
    }

    /// The same, even where its TTL has run out.
    pub(super) fn old_referral(&self, zone: &Name) -> Option<Rc<Evidence>> {
        self.referrals
            .get(zone)
            .map(|(_, evidence)| Rc::clone(evidence))
    }

    /// Whether something is known about a cut at this name without a question.
    pub(super) fn knows_cut(&self, name: &Name, now: Time) -> bool {
        self.cut(name, now).is_some() || self.referral(name, now).is_some()
    }

    pub(super) fn cut(&self, name: &Name, now: Time) -> Option<&Cut> {
        let (until, cut) = self.cuts.get(name)?;
        (now < *until).then_some(cut)
    }

    pub(super) fn put_cut(&mut self, name: &Name, cut: Cut, now: Time, ttl: u32) {
        let span = match cut {
            Cut::Bogus(_) => BROKEN,
            _ => lasts(ttl),
        };
        self.cuts.insert(name.clone(), (now + span, cut));
    }

    pub(super) fn zone(&self, zone: &Name, now: Time) -> Option<&Chain> {
        let (until, link) = self.zones.get(zone)?;
        (now < *until).then_some(link)
    }

    pub(super) fn put_zone(&mut self, zone: &Name, link: Chain, now: Time, ttl: u32) {
        let span = match link {
            Chain::Bogus(_) => BROKEN,
            _ => lasts(ttl),
        };
        self.zones.insert(zone.clone(), (now + span, link));
    }
}

fn lasts(ttl: u32) -> Span {
    Span::from_secs(i64::from(ttl)).max(AT_LEAST)
}
