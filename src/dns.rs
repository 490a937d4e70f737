//! DNS vocabulary: names, records, messages and zones, over NLnet Labs' `domain`.
//!
//! The wire format, the names and the record types are that library's. What is added here is what a simulation needs:
//! one concrete octets type, a zone that answers by RFC 1034 section 4.3.2, and short names for the types used everywhere.

/// A domain name (RFC 9499 section 2), absolute, in a shared buffer: cloning one does not copy it.
pub type Name = domain::base::Name<bytes::Bytes>;

pub use domain::base::iana::Rcode;
pub use domain::base::iana::Rtype;
