//! Record types.

use core::fmt;
use core::str::FromStr;

use domain::base::iana;
use domain::base::iana::rtype::FromStrError;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The type of a record (RFC 1035 section 3.2.2).
///
/// The library's own type does not read back from postcard, which does not say what comes next; this one does.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Rtype(u16);

impl Rtype {
    /// An IPv4 address (RFC 1035 section 3.4.1).
    pub const A: Self = Self(1);
    /// A name server (RFC 1035 section 3.3.11).
    pub const NS: Self = Self(2);
    /// An alias (RFC 1035 section 3.3.1).
    pub const CNAME: Self = Self(5);
    /// The start of a zone of authority (RFC 1035 section 3.3.13).
    pub const SOA: Self = Self(6);
    /// The name of an address (RFC 1035 section 3.3.12).
    pub const PTR: Self = Self(12);
    /// A mail exchange (RFC 1035 section 3.3.9).
    pub const MX: Self = Self(15);
    /// Text (RFC 1035 section 3.3.14).
    pub const TXT: Self = Self(16);
    /// An IPv6 address (RFC 3596 section 2.1).
    pub const AAAA: Self = Self(28);
    /// A service's host and port (RFC 2782).
    pub const SRV: Self = Self(33);
    /// An alias of a whole subtree (RFC 6672).
    pub const DNAME: Self = Self(39);
    /// What is said about the message itself (EDNS, RFC 6891 section 6.1).
    pub const OPT: Self = Self(41);
    /// The parent's word for a child's key (RFC 4034 section 5).
    pub const DS: Self = Self(43);
    /// A signature (RFC 4034 section 3).
    pub const RRSIG: Self = Self(46);
    /// Proof that nothing lies between two names (RFC 4034 section 4).
    pub const NSEC: Self = Self(47);
    /// A public key (RFC 4034 section 2).
    pub const DNSKEY: Self = Self(48);
    /// Proof that nothing lies between two hashed names (RFC 5155 section 3).
    pub const NSEC3: Self = Self(50);
    /// The parameters of a zone's NSEC3 records (RFC 5155 section 4).
    pub const NSEC3PARAM: Self = Self(51);
    /// Any type at all, in a question (RFC 1035 section 3.2.3, RFC 8482).
    pub const ANY: Self = Self(255);

    /// The type of this number.
    pub const fn from_int(number: u16) -> Self {
        Self(number)
    }

    /// Its number.
    pub const fn to_int(self) -> u16 {
        self.0
    }
}

impl From<iana::Rtype> for Rtype {
    fn from(rtype: iana::Rtype) -> Self {
        Self(rtype.to_int())
    }
}

impl From<Rtype> for iana::Rtype {
    fn from(rtype: Rtype) -> Self {
        Self::from_int(rtype.0)
    }
}

impl fmt::Display for Rtype {
    /// The mnemonic, or `TYPE` with the number (RFC 3597 section 5).
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&iana::Rtype::from(*self), f)
    }
}

impl fmt::Debug for Rtype {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Rtype {
    type Err = FromStrError;

    fn from_str(text: &str) -> Result<Self, FromStrError> {
        text.parse::<iana::Rtype>().map(Self::from)
    }
}

impl Serialize for Rtype {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            self.0.serialize(serializer)
        }
    }
}

impl<'de> Deserialize<'de> for Rtype {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            String::deserialize(deserializer)?
                .parse()
                .map_err(serde::de::Error::custom)
        } else {
            u16::deserialize(deserializer).map(Self)
        }
    }
}
