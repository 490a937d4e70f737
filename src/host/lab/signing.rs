//! The keys of a scenario, and its zones signed with them.

use std::collections::BTreeMap;

use super::scenario::{Dnssec, Scenario};
use crate::clock::{Span, Time};
use crate::dns::{Name, Record, Zone};
use crate::host::Error;
use crate::host::sign::{Denial, Validity, ZoneKey, sign};
use crate::sim::world::Validation;

const DAY_S: i64 = 86_400;

/// The keys of a scenario's zones.
#[derive(Debug, Default)]
pub(super) struct Signer {
    keys: BTreeMap<Name, ZoneKey>,
    /// For each zone with a DS record above it, that record.
    ds: BTreeMap<Name, Record>,
    /// The zones that are signed, and whether the signatures have run out.
    signed: BTreeMap<Name, bool>,
}

impl Signer {
    /// Makes the keys that the scenario needs.
    ///
    /// # Errors
    /// When a name does not parse, or a word is not known.
    pub(super) fn new(scenario: &Scenario, dnssec: &Dnssec) -> Result<Self, Error> {
        let mut signer = Self::default();
        for (zone, how) in &dnssec.sign {
            let zone = scenario.name(zone)?;
            let key = ZoneKey::generate(&zone)?;
            signer.keys.insert(zone.clone(), key);
            signer.signed.insert(zone, how.expired);
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
        Ok(signer)
    }

    /// The zone with the DS records of its children, and signed where the scenario has it so.
    ///
    /// # Errors
    /// When the signer of the library refuses.
    pub(super) fn prepare(&self, mut zone: Zone) -> Result<Zone, Error> {
        for (child, ds) in &self.ds {
            if child.parent().as_ref() == Some(zone.apex()) {
                zone.insert(ds.clone());
            }
        }
        let apex = zone.apex().clone();
        let (Some(key), Some(expired)) = (self.keys.get(&apex), self.signed.get(&apex)) else {
            return Ok(zone);
        };
        let days = |n: i64| Time::from_ms(0) + Span::from_secs(n * DAY_S);
        let (from, until) = if *expired { (-60, -2) } else { (-1, 30) };
        let validity = Validity {
            from: days(from),
            until: days(until),
        };
        Ok(sign(&zone, key, validity, Denial::Nsec)?)
    }

    /// How the resolver checks, with the root's key as its anchor.
    ///
    /// # Errors
    /// When the root's key cannot be read.
    pub(super) fn validation(&self) -> Result<Validation, Error> {
        let root = self.keys.get(&Name::root());
        let anchors = root.map(ZoneKey::ds).transpose()?;
        Ok(Validation::new(anchors.into_iter().collect()))
    }
}
