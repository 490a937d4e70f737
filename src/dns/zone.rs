//! The data of one zone.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::record::Rrset;
use super::{Name, Record};

/// A zone: its apex and every name in it with its record sets, glue included.
///
/// Read from a master file by [`super::zonefile`] on the host; carried to the browser as it is, in wire format.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Zone {
    /// The name at the top, owner of the SOA record.
    apex: Name,
    /// The names in canonical order (RFC 4034 section 6.1), so that what is below a name follows it.
    names: BTreeMap<Name, Vec<Rrset>>,
}

impl Zone {
    /// A zone of these records. Records of one name and type become one set with the TTL of the first.
    pub fn new(apex: Name, records: impl IntoIterator<Item = Record>) -> Self {
        let mut zone = Self {
            apex,
            names: BTreeMap::new(),
        };
        for record in records {
            zone.insert(record);
        }
        zone
    }

    /// The name at the top.
    pub fn apex(&self) -> &Name {
        &self.apex
    }

    /// Adds one record; a record that is there already is not added twice (RFC 2181 section 5).
    pub fn insert(&mut self, record: Record) {
        let sets = self.names.entry(record.name).or_default();
        match sets.iter_mut().find(|set| set.rtype == record.rtype) {
            Some(set) if set.rdata.contains(&record.rdata) => {}
            Some(set) => set.rdata.push(record.rdata),
            None => sets.push(Rrset {
                rtype: record.rtype,
                ttl: record.ttl,
                rdata: vec![record.rdata],
            }),
        }
    }
}
