//! DNS vocabulary: names, records, messages and zones, over NLnet Labs' `domain`.
//!
//! The wire format, the names and the record types are that library's. What is added here is what a simulation needs:
//! one concrete octets type, a [`zone`] that answers by RFC 1034 section 4.3.2, and short names for the types used
//! everywhere.

pub mod dnssec;
pub mod message;
pub mod name;
pub mod octets;
pub mod rdata;
pub mod record;
pub mod rtype;
#[cfg(feature = "host")]
pub mod sign;
pub mod zone;
#[cfg(feature = "host")]
pub mod zonefile;

pub use domain::base::iana::Rcode;
pub use message::Message;
pub use name::Name;
pub use record::Record;
pub use rtype::Rtype;
pub use zone::Zone;
