//! Resource records with their data in wire format.

use std::rc::Rc;

use serde::{Deserialize, Serialize};

use super::{Name, Rtype};

/// The data of one record in wire format (RFC 1035 section 3.3), names in it uncompressed. Shared: cloning copies nothing.
pub type Rdata = Rc<[u8]>;

/// One resource record of class IN (RFC 1035 section 3.2.1).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Record {
    /// The owner.
    pub name: Name,
    /// The type.
    pub rtype: Rtype,
    /// The TTL in seconds.
    pub ttl: u32,
    /// The data.
    pub rdata: Rdata,
}

/// All records of one type at one name, without the name (RRset, RFC 2181 section 5).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rrset {
    /// The type.
    pub rtype: Rtype,
    /// The TTL in seconds; one for the set (RFC 2181 section 5.2).
    pub ttl: u32,
    /// The data of each record, in the order of the zone file.
    pub rdata: Vec<Rdata>,
}
