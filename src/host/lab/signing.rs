//! The keys of a scenario, and its zones signed with them.

use std::collections::{BTreeMap, BTreeSet};

use super::scenario::{BrokenSpec, Dnssec, Scenario, Signing, Step, ZoneRef};
use crate::clock::{Span, Time};
use crate::dns::{Name, Record, Rtype, Zone};
use crate::host::Error;
use crate::host::sign::{Denial, Validity, ZoneKey, sign};
use crate::sim::fault::{DnssecFault, Verb};
use crate::sim::world::Validation;

const DAY_S: i64 = 86_400;
/// The TTL of keys in a zone without an SOA record, in seconds.
const KEYS_TTL_S: u32 = 3600;

/// The keys of a scenario's zones.
#[derive(Debug, Default)]
pub(super) struct Signer {
    keys: BTreeMap<Name, ZoneKey>,
    /// For each zone with a DS record above it, that record.
    ds: BTreeMap<Name, Record>,
    /// How the zones are signed.
    signed: BTreeMap<Name, Signing>,
    /// What is wrong with the signatures of a zone, by its file.
    broken: BTreeMap<String, BrokenSpec>,
    /// Whether a DS record stands only where its zone is delegated.
    at_cuts: bool,
    /// The zones whose keys are trusted.
    anchors: Vec<Name>,
    /// The apexes of all zones.
    apexes: BTreeSet<Name>,
}

impl Signer {
    /// Makes the keys that the scenario needs.
    ///
    /// # Errors
    /// When a name does not parse, or a word is not known.
    pub(super) fn new(scenario: &Scenario, dnssec: &Dnssec) -> Result<Self, Error> {
        let mut signer = Self {
            broken: dnssec.broken.clone(),
            at_cuts: dnssec.ds_at_cuts,
            apexes: apexes(scenario)?,
            ..Self::default()
        };
        for (zone, how) in &dnssec.sign {
            let zone = scenario.name(zone)?;
            let key = ZoneKey::generate(&zone)?;
            signer.keys.insert(zone.clone(), key);
            signer.signed.insert(zone, *how);
        }
        for (zone, state) in &dnssec.ds {
            let zone = scenario.name(zone)?;
            let own = signer.keys.get(&zone).filter(|_| state == "ok").cloned();
            if state != "ok" && state != "mismatch" {
                let what = format!("{}: ds: `{state}`, expected ok or mismatch", scenario.id);
                return Err(Error::Missing(what));
            }
            // Of another key: one that is retired, or that of a zone that is not signed any more.
            let key = match own {
                Some(key) => key,
                None => ZoneKey::generate(&zone)?,
            };
            signer.ds.insert(zone, key.ds()?);
        }
        for zone in &dnssec.anchors {
            signer.anchors.push(scenario.name(zone)?);
        }
        Ok(signer)
    }

    /// The zone with the DS records of its children, and signed where the scenario has it so.
    ///
    /// # Errors
    /// When the signer of the library refuses.
    pub(super) fn prepare(&self, file: &str, mut zone: Zone) -> Result<Zone, Error> {
        let apex = zone.apex().clone();
        // The lab gives what it signs with the TTL of the SOA record.
        let ttl = zone
            .rrset(&apex, Rtype::SOA)
            .map_or(KEYS_TTL_S, |set| set.ttl);
        for (child, ds) in &self.ds {
            let delegated = !self.at_cuts || zone.rrset(child, Rtype::NS).is_some();
            if delegated && self.above(child) == Some(&apex) {
                zone.insert(Record { ttl, ..ds.clone() });
            }
        }
        let broken = self.broken.get(file).map(|how| fault(*how));
        let (Some(key), Some(how)) = (self.keys.get(&apex), self.signed.get(&apex)) else {
            return Ok(zone);
        };
        let days = |n: i64| Time::from_ms(0) + Span::from_secs(n * DAY_S);
        let (from, until) = if how.expired { (-60, -2) } else { (-1, 30) };
        let validity = Validity {
            from: days(from),
            until: days(until),
        };
        let denial = if how.nsec3 {
            Denial::Nsec3 { iterations: 0 }
        } else {
            Denial::Nsec
        };
        let mut signed = sign(&zone, &key.clone().kept_for(ttl), validity, denial)?;
        if let Some(how) = broken {
            Verb::BreakDnssec { zone: apex, how }.edit(&mut signed);
        }
        Ok(signed)
    }

    /// The apex of the zone above `child`.
    fn above(&self, child: &Name) -> Option<&Name> {
        let above = self
            .apexes
            .iter()
            .filter(|apex| *apex != child && child.is_under(apex));
        above.max_by_key(|apex| apex.depth())
    }

    /// How the resolver checks, with the keys that it trusts.
    ///
    /// # Errors
    /// When a key cannot be read.
    pub(super) fn validation(&self) -> Result<Validation, Error> {
        let keys = self.anchors.iter().filter_map(|zone| self.keys.get(zone));
        let anchors = keys.map(ZoneKey::ds).collect::<Result<_, _>>()?;
        Ok(Validation::new(anchors))
    }
}

/// The apex of every zone that any server has at any time.
fn apexes(scenario: &Scenario) -> Result<BTreeSet<Name>, Error> {
    type Zones = BTreeMap<String, ZoneRef>;
    let first = scenario.servers.values().map(|server| &server.zones);
    let mut zones: Vec<&Zones> = first.collect();
    for step in &scenario.steps {
        if let Step::Zone { zone } = step {
            zones.extend(zone.values());
        }
    }
    let names = zones.into_iter().flat_map(BTreeMap::keys);
    names.map(|origin| scenario.name(origin)).collect()
}

/// What is wrong, in our words.
fn fault(how: BrokenSpec) -> DnssecFault {
    match how {
        BrokenSpec::DsMismatch => DnssecFault::DsMismatch,
        BrokenSpec::ExpiredSignatures => DnssecFault::ExpiredSignatures,
        BrokenSpec::MissingSignatures => DnssecFault::MissingSignatures,
        BrokenSpec::CollidingKeyTags => DnssecFault::CollidingKeyTags,
        BrokenSpec::WrongKey => DnssecFault::WrongKey,
    }
}
