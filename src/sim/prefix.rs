//! A range of addresses, as routes and access lists name it.

use core::fmt;
use core::net::IpAddr;
use core::str::FromStr;

use serde::{Deserialize, Serialize};

/// All addresses that begin with the same bits, written as `192.0.2.0/24` (RFC 4632 section 3.1, RFC 4291 section 2.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Prefix {
    /// An address in it.
    pub address: IpAddr,
    /// How many leading bits all its addresses share: up to 32, or for IPv6 up to 128.
    pub length: u8,
}

impl Prefix {
    /// Whether an address is in it. An IPv4 address is in no IPv6 prefix, nor the other way round.
    pub fn covers(&self, other: IpAddr) -> bool {
        let shared = match (self.address, other) {
            (IpAddr::V4(own), IpAddr::V4(other)) => {
                (u32::from(own) ^ u32::from(other)).leading_zeros()
            }
            (IpAddr::V6(own), IpAddr::V6(other)) => {
                (u128::from(own) ^ u128::from(other)).leading_zeros()
            }
            (IpAddr::V4(_), IpAddr::V6(_)) | (IpAddr::V6(_), IpAddr::V4(_)) => return false,
        };
        shared >= u32::from(self.length)
    }

    /// Whether it has no more bits than its addresses.
    pub fn is_possible(&self) -> bool {
        self.length <= if self.address.is_ipv4() { 32 } else { 128 }
    }
}

impl fmt::Display for Prefix {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.address, self.length)
    }
}

/// A text is not a prefix.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotAPrefix;

impl FromStr for Prefix {
    type Err = NotAPrefix;

    fn from_str(text: &str) -> Result<Self, NotAPrefix> {
        let (address, length) = text.split_once('/').ok_or(NotAPrefix)?;
        let prefix = Self {
            address: address.parse().map_err(|_| NotAPrefix)?,
            length: length.parse().map_err(|_| NotAPrefix)?,
        };
        prefix.is_possible().then_some(prefix).ok_or(NotAPrefix)
    }
}
