//! Domain names.

use core::fmt;
use core::ops::Deref;
use core::str::FromStr;

use bytes::Bytes;
use domain::base::name::{FromStrError, ToName};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The library's name in the one octets type that is used here.
type Inner = domain::base::Name<Bytes>;

/// A domain name (RFC 9499 section 2), absolute, in a shared buffer: cloning one does not copy it.
///
/// Names compare without regard to case (RFC 4343) and sort in canonical order (RFC 4034 section 6.1). They keep the
/// case that they were given.
///
/// The library's own name does not read back from postcard, which lends bytes instead of giving them; this one does.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Name(Inner);

impl Name {
    /// The root (RFC 9499 section 7).
    pub fn root() -> Self {
        Self(Inner::root())
    }

    /// The library's name, or any other form of name, as one of ours.
    pub fn of(name: impl ToName) -> Self {
        Self(name.to_name())
    }

    /// The name in uncompressed wire format that `octets` is, all of it.
    pub fn from_wire(octets: &[u8]) -> Option<Self> {
        Inner::from_octets(Bytes::copy_from_slice(octets))
            .ok()
            .map(Self)
    }

    /// How many labels it has, the root's empty one not counted: 0 for the root.
    pub fn depth(&self) -> usize {
        self.0.label_count().saturating_sub(1)
    }

    /// The name itself, then each name above it, up to the root.
    pub fn upwards(&self) -> impl Iterator<Item = Self> + use<'_> {
        core::iter::successors(Some(self.clone()), Self::parent)
    }

    /// The name one label up; `None` for the root.
    pub fn parent(&self) -> Option<Self> {
        self.0.parent().map(|parent| Self(Inner::clone(&parent)))
    }

    /// The wildcard below this name (RFC 4592 section 2.1.1); `None` where it would be too long.
    pub fn wildcard(&self) -> Option<Self> {
        let mut octets = vec![1, b'*'];
        octets.extend_from_slice(self.0.as_slice());
        Self::from_wire(&octets)
    }

    /// This name with its end `old` replaced by `new`; `None` where it does not end so, or would be too long.
    pub fn rebased(&self, old: &Self, new: &Self) -> Option<Self> {
        let kept = self
            .0
            .as_slice()
            .len()
            .checked_sub(old.0.as_slice().len())?;
        if !self.is_under(old) {
            return None;
        }
        let mut octets = self.0.as_slice().get(..kept)?.to_vec();
        octets.extend_from_slice(new.0.as_slice());
        Self::from_wire(&octets)
    }

    /// Whether this is `other` or a name below it.
    pub fn is_under(&self, other: &Self) -> bool {
        self.0.ends_with(&other.0)
    }
}

impl Deref for Name {
    type Target = Inner;
    fn deref(&self) -> &Inner {
        &self.0
    }
}

impl fmt::Display for Name {
    /// With the trailing dot: `www.example.`; the root is `.`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0.fmt_with_dot(), f)
    }
}

impl fmt::Debug for Name {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for Name {
    type Err = FromStrError;

    /// Reads presentation format (RFC 1035 section 5.1); the trailing dot may be left out.
    fn from_str(text: &str) -> Result<Self, FromStrError> {
        text.parse().map(Self)
    }
}

impl Serialize for Name {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_bytes(self.0.as_slice())
        }
    }
}

impl<'de> Deserialize<'de> for Name {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        if deserializer.is_human_readable() {
            let text = String::deserialize(deserializer)?;
            text.parse().map_err(serde::de::Error::custom)
        } else {
            deserializer.deserialize_bytes(WireVisitor)
        }
    }
}

/// Reads a name in wire format from a byte string.
struct WireVisitor;

impl serde::de::Visitor<'_> for WireVisitor {
    type Value = Name;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a domain name in wire format")
    }

    fn visit_bytes<E: serde::de::Error>(self, bytes: &[u8]) -> Result<Name, E> {
        Inner::from_octets(Bytes::copy_from_slice(bytes))
            .map(Name)
            .map_err(E::custom)
    }
}
