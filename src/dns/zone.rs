//! The data of one zone, and how it answers (RFC 1034 section 4.3.2).

use serde::{Deserialize, Serialize};

use super::record::Rrset;
use super::{Name, Record, Rtype};
use crate::sorted::Sorted;

/// A zone: its apex and every name in it with its record sets, glue included.
///
/// Read from a master file by [`super::zonefile`] on the host; carried to the browser as it is, in wire format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    /// The name at the top, owner of the SOA record.
    apex: Name,
    /// The names in canonical order (RFC 4034 section 6.1), so that what is below a name follows it.
    names: Sorted<Name, Vec<Rrset>>,
}

/// What a zone holds for a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Found<'a> {
    /// The sets asked for: one, or for a question of type ANY all of the name.
    Data(Vec<&'a Rrset>),
    /// The name is an alias.
    Alias(&'a Rrset),
    /// The name is below one that stands for another subtree (DNAME, RFC 6672).
    Subtree {
        /// The owner of the DNAME record.
        owner: Name,
        /// The DNAME record.
        rrset: &'a Rrset,
    },
    /// Somebody else looks after the name.
    Delegation {
        /// The name at the cut.
        cut: Name,
        /// Its NS records.
        servers: &'a Rrset,
    },
    /// The name exists, but has no such records.
    NoData,
    /// The name does not exist.
    NoSuchName,
}

impl Zone {
    /// A zone of these records. Records of one name and type become one set with the TTL of the first.
    pub fn new(apex: Name, records: impl IntoIterator<Item = Record>) -> Self {
        let mut zone = Self {
            apex,
            names: Sorted::default(),
        };
        for record in records {
            zone.insert(record);
        }
        zone
    }

    /// Searches as RFC 1034 section 4.3.2 step 3 has it. The name must be the apex or below it.
    pub fn find(&self, name: &Name, rtype: Rtype) -> Found<'_> {
        if let Some(found) = self.find_above(name, rtype) {
            return found;
        }
        // Step 3a, the whole name is matched.
        if let Some(sets) = self.names.get(name) {
            return Self::pick(sets, rtype);
        }
        // RFC 8020 section 2, RFC 4592 section 2.2.2: a name with names below it exists, though it holds nothing.
        if self.is_above_others(name) {
            return Found::NoData;
        }
        // Step 3c, the label does not exist: look for a wildcard at the closest encloser (RFC 4592 section 3.3.1).
        let encloser = name.upwards().skip(1).find(|above| self.exists(above));
        match encloser.and_then(|encloser| self.names.get(&encloser.wildcard()?)) {
            Some(sets) => Self::pick(sets, rtype),
            None => Found::NoSuchName,
        }
    }

    /// Step 3b of the search: a cut at the name or between it and the apex; and a DNAME above the name.
    fn find_above(&self, name: &Name, rtype: Rtype) -> Option<Found<'_>> {
        let below_apex = name.depth().saturating_sub(self.apex.depth());
        for dropped in (0..=below_apex).rev() {
            let above = name.upwards().nth(dropped)?;
            let Some(sets) = self.names.get(&above) else {
                continue;
            };
            let at_name = above.depth() == name.depth();
            if let Some(servers) = Self::set(sets, Rtype::NS)
                && above != self.apex
                // RFC 4035 section 3.1.4.1: the DS records of a child are the parent's own.
                && !(at_name && rtype == Rtype::DS)
            {
                return Some(Found::Delegation {
                    cut: above,
                    servers,
                });
            }
            if let Some(rrset) = Self::set(sets, Rtype::DNAME)
                && !at_name
            {
                return Some(Found::Subtree {
                    owner: above,
                    rrset,
                });
            }
        }
        None
    }

    /// What the sets of one name hold for a type.
    fn pick(sets: &[Rrset], rtype: Rtype) -> Found<'_> {
        if rtype == Rtype::ANY && !sets.is_empty() {
            return Found::Data(sets.iter().collect());
        }
        match (Self::set(sets, rtype), Self::set(sets, Rtype::CNAME)) {
            (Some(set), _) => Found::Data(vec![set]),
            (None, Some(alias)) => Found::Alias(alias),
            (None, None) => Found::NoData,
        }
    }

    fn set(sets: &[Rrset], rtype: Rtype) -> Option<&Rrset> {
        sets.iter().find(|set| set.rtype == rtype)
    }

    /// The name at the top.
    pub fn apex(&self) -> &Name {
        &self.apex
    }

    /// The set of this name and type, whatever cuts lie above it: glue too.
    pub fn rrset(&self, name: &Name, rtype: Rtype) -> Option<&Rrset> {
        Self::set(self.names.get(name)?, rtype)
    }

    /// Whether the name itself holds records.
    pub fn has_data(&self, name: &Name) -> bool {
        self.names.contains_key(name)
    }

    /// Every set with its owner, in canonical order of the owners.
    pub fn rrsets(&self) -> impl Iterator<Item = (&Name, &Rrset)> {
        self.names
            .iter()
            .flat_map(|(name, sets)| sets.iter().map(move |set| (name, set)))
    }

    /// Adds one record; a record that is there already is not added twice (RFC 2181 section 5).
    pub fn insert(&mut self, record: Record) {
        let (rtype, ttl, rdata) = (record.rtype, record.ttl, record.rdata);
        self.names.change(record.name, |sets: &mut Vec<Rrset>| {
            match sets.iter_mut().find(|set| set.rtype == rtype) {
                Some(set) if set.rdata.contains(&rdata) => {}
                Some(set) => set.rdata.push(rdata),
                None => sets.push(Rrset {
                    rtype,
                    ttl,
                    rdata: vec![rdata],
                }),
            }
        });
    }

    /// Removes the set of this name and type; a name that loses its last set is gone.
    pub fn remove(&mut self, name: &Name, rtype: Rtype) -> Option<Rrset> {
        let sets = self.names.get_mut(name)?;
        let at = sets.iter().position(|set| set.rtype == rtype)?;
        let removed = sets.remove(at);
        if sets.is_empty() {
            self.names.remove(name);
        }
        Some(removed)
    }

    /// Removes a name and all below it.
    pub fn remove_subtree(&mut self, name: &Name) {
        self.names.retain(|owner, _| !owner.is_under(name));
    }

    /// The last set of this type at the name or before it, in canonical order (RFC 4034 section 6.1).
    pub fn last_before(&self, name: &Name, rtype: Rtype) -> Option<(&Name, &Rrset)> {
        let mut before = self.names.up_to(name);
        before.find_map(|(owner, sets)| Some((owner, Self::set(sets, rtype)?)))
    }

    /// Whether the name holds records or stands above one that does.
    pub fn exists(&self, name: &Name) -> bool {
        self.names.contains_key(name) || self.is_above_others(name)
    }

    fn is_above_others(&self, name: &Name) -> bool {
        self.names
            .next_key(name)
            .is_some_and(|next| next.is_under(name))
    }
}
