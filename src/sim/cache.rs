//! What a resolver remembers.

use std::collections::HashMap;

use rustc_hash::FxBuildHasher;

use super::trace::{Cause, Origin};
use crate::clock::{Span, Time};
use crate::dns::record::Rdata;
use crate::dns::{Name, Rtype};

/// The memory of a resolver: records, denials and failures, each with the time at which it runs out.
///
/// Copies that have run out stay, so that a trace can tell what ran out and when.
#[derive(Clone, Debug, Default)]
pub struct Cache {
    entries: Entries,
    /// What referrals say stands apart: delegations and glue. A zone's own word about its servers does not push out that
    /// of the zone above, which may be the one that works; nor does it make a delegation last longer than the zone above
    /// wants ("ghost domains", Jiang et al. 2012).
    referrals: Entries,
    /// Failures stand apart: they must not push out what ran out (RFC 9520 section 3.2).
    failures: Entries,
}

/// Entries by name and type: few types to a name, and looked up without a copy of the name.
#[derive(Clone, Debug, Default)]
struct Entries(HashMap<Name, Vec<(Rtype, Entry)>, FxBuildHasher>);

impl Entries {
    fn get(&self, name: &Name, rtype: Rtype) -> Option<&Entry> {
        let mut of_name = self.0.get(name)?.iter();
        of_name
            .find(|(own, _)| *own == rtype)
            .map(|(_, entry)| entry)
    }

    fn insert(&mut self, name: &Name, rtype: Rtype, entry: Entry) {
        let of_name = self.0.entry(name.clone()).or_default();
        match of_name.iter_mut().find(|(own, _)| *own == rtype) {
            Some((_, old)) => *old = entry,
            None => of_name.push((rtype, entry)),
        }
    }

    fn remove(&mut self, name: &Name, rtype: Rtype) {
        if let Some(of_name) = self.0.get_mut(name) {
            of_name.retain(|(own, _)| *own != rtype);
        }
    }
}

/// One thing remembered.
#[derive(Clone, Debug)]
pub struct Entry {
    /// When it was learnt.
    pub since: Time,
    /// For how long it may be used, in seconds.
    pub ttl: u32,
    /// How far its source is to be believed.
    pub trust: Trust,
    /// What it is.
    pub held: Held,
    /// Of a failure or a denial, where it came from.
    pub origin: Option<Origin>,
}

/// How far data is to be believed, least first (RFC 2181 section 5.4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Trust {
    /// From a referral, delegation or glue: good for finding a server, not for answering.
    Referral,
    /// From the authority section of an answer: the same.
    Authority,
    /// From an answer.
    Answer,
}

/// What is remembered about a name and type.
#[derive(Clone, Debug)]
pub enum Held {
    /// The data of the records.
    Data(Vec<Rdata>),
    /// That there are none (RFC 2308 section 2.2), with the SOA record that says so.
    NoData(Option<Soa>),
    /// That there is no such name (RFC 2308 section 2.1), with the SOA record that says so.
    NoSuchName(Option<Soa>),
    /// That the search failed.
    Failure(Cause),
}

/// The SOA record of a denial (RFC 2308 section 3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Soa {
    /// Its owner, the apex of the zone that denies.
    pub name: Name,
    /// Its TTL or its minimum field, whichever is less, in seconds (RFC 2308 section 5).
    pub ttl: u32,
    /// Its data.
    pub rdata: Rdata,
}

impl Entry {
    /// When it runs out.
    pub fn until(&self) -> Time {
        self.since + Span::from_secs(i64::from(self.ttl))
    }

    /// For how many whole seconds it has been held.
    pub fn age(&self, now: Time) -> u32 {
        u32::try_from((now - self.since).secs()).unwrap_or_default()
    }

    /// For how many more seconds it may be used.
    pub fn left(&self, now: Time) -> u32 {
        self.ttl.saturating_sub(self.age(now))
    }
}

impl Cache {
    /// What may be answered about this type at this name: data from an answer, or a denial; whether or not it has run
    /// out.
    pub fn get(&self, name: &Name, rtype: Rtype, now: Time) -> Option<&Entry> {
        let exact = self
            .known(name, rtype, now)
            .filter(|entry| entry.trust == Trust::Answer);
        // RFC 2308 section 5: the denial of a name counts for every type. It is kept as type ANY.
        let denial = self.known(name, Rtype::ANY, now);
        match (exact, denial) {
            (Some(a), Some(b)) if a.until() < b.until() => Some(b),
            (None, b) => b,
            (a, _) => a,
        }
    }

    /// All that is kept about this type at this name, whether or not it has run out: from answers, from referrals, and
    /// that a search failed.
    pub fn kept(&self, name: &Name, rtype: Rtype) -> impl Iterator<Item = &Entry> {
        let all = [&self.entries, &self.referrals, &self.failures];
        all.into_iter()
            .filter_map(move |entries| entries.get(name, rtype))
    }

    /// Data of this type at this name that has not run out, from wherever: good for finding a server.
    pub fn hint(&self, name: &Name, rtype: Rtype, now: Time) -> Option<(&Entry, &[Rdata])> {
        self.own(name, rtype, now)
            .or_else(|| self.referral(name, rtype, now))
    }

    /// The same, from the zone itself only.
    pub fn own(&self, name: &Name, rtype: Rtype, now: Time) -> Option<(&Entry, &[Rdata])> {
        self.known(name, rtype, now)
            .and_then(|entry| usable(entry, now))
    }

    /// The same, from a referral only.
    pub fn referral(&self, name: &Name, rtype: Rtype, now: Time) -> Option<(&Entry, &[Rdata])> {
        let entry = self
            .referrals
            .get(name, rtype)
            .filter(|entry| entry.since <= now)?;
        usable(entry, now)
    }

    /// A failure that is still remembered (RFC 9520 section 3.2).
    pub fn failure(&self, name: &Name, rtype: Rtype, now: Time) -> Option<&Entry> {
        let entry = self.failures.get(name, rtype)?;
        (entry.since <= now && now < entry.until()).then_some(entry)
    }

    /// Remembers records or a denial, unless something more credible is still known (RFC 2181 section 5.4.1).
    pub fn put(&mut self, name: &Name, rtype: Rtype, entry: Entry) {
        let rtype = match entry.held {
            Held::NoSuchName(_) => Rtype::ANY,
            Held::Data(_) | Held::NoData(_) | Held::Failure(_) => rtype,
        };
        if entry.trust == Trust::Referral {
            self.referrals.insert(name, rtype, entry);
            return;
        }
        let known = self.known(name, rtype, entry.since);
        if known.is_none_or(|old| old.trust <= entry.trust || old.until() <= entry.since) {
            if matches!(entry.held, Held::Data(_)) && entry.trust == Trust::Answer {
                // Data shows that the name exists after all.
                self.entries.remove(name, Rtype::ANY);
            }
            self.entries.insert(name, rtype, entry);
        }
    }

    /// Remembers that a search failed.
    pub fn put_failure(&mut self, name: &Name, rtype: Rtype, entry: Entry) {
        self.failures.insert(name, rtype, entry);
    }

    /// An entry learnt by now. A question that is still under way for somebody else teaches nothing yet.
    fn known(&self, name: &Name, rtype: Rtype, now: Time) -> Option<&Entry> {
        self.entries
            .get(name, rtype)
            .filter(|entry| entry.since <= now)
    }
}

/// The data of an entry that has not run out.
fn usable(entry: &Entry, now: Time) -> Option<(&Entry, &[Rdata])> {
    match &entry.held {
        Held::Data(rdata) if now < entry.until() => Some((entry, rdata)),
        Held::Data(_) | Held::NoData(_) | Held::NoSuchName(_) | Held::Failure(_) => None,
    }
}
