//! Domain names.

use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::ops::Deref;
use core::str::FromStr;

use bytes::Bytes;
use domain::base::name::{FromStrError, ToName};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The library's name in the one octets type that is used here.
type Inner = domain::base::Name<Bytes>;

/// The longest name, in octets of its wire format (RFC 1035 section 3.1).
const MAX_LENGTH: usize = 255;

/// The most labels that a name can have, the root's included: each takes two octets at least.
const MAX_LABELS: usize = 128;

/// A domain name (RFC 9499 section 2), absolute, in a shared buffer: cloning one does not copy it.
///
/// Names compare without regard to case (RFC 4343) and sort in canonical order (RFC 4034 section 6.1). They keep the
/// case that they were given.
///
/// The library's own name does not read back from postcard, which lends bytes instead of giving them; this one does.
#[derive(Clone)]
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
        let (ours, theirs) = (self.0.as_slice(), other.0.as_slice());
        let Some(start) = ours.len().checked_sub(theirs.len()) else {
            return false;
        };
        let ends_so = ours
            .get(start..)
            .is_some_and(|end| end.eq_ignore_ascii_case(theirs));
        ends_so && self.label_starts().any(|place| place == start)
    }

    /// The label that begins at this place, in lower case.
    fn folded(&self, place: u8) -> impl Iterator<Item = u8> + use<'_> {
        let place = usize::from(place);
        let octets = self.0.as_slice();
        let length = octets.get(place).copied().unwrap_or_default();
        let label = octets
            .get(place + 1..place + 1 + usize::from(length))
            .unwrap_or_default();
        label.iter().map(u8::to_ascii_lowercase)
    }

    fn label_places(&self) -> Places {
        let mut places = Places {
            list: [0; MAX_LABELS],
            count: 0,
        };
        for (to, place) in places.list.iter_mut().zip(self.label_starts()) {
            *to = u8::try_from(place).unwrap_or_default();
            places.count += 1;
        }
        places
    }

    /// Where the labels begin in wire format, the root's included.
    fn label_starts(&self) -> impl Iterator<Item = usize> + use<'_> {
        let octets = self.0.as_slice();
        core::iter::successors(Some(0), |place: &usize| {
            let length = octets.get(*place).copied().filter(|length| *length > 0)?;
            Some(place + 1 + usize::from(length))
        })
    }
}

/// Where the labels of a name begin.
struct Places {
    list: [u8; MAX_LABELS],
    count: usize,
}

impl Places {
    fn as_slice(&self) -> &[u8] {
        self.list.get(..self.count).unwrap_or_default()
    }
}

impl PartialEq for Name {
    /// RFC 4343 section 3: without regard to case. Octets that are lengths are below 64, where there are no letters, so
    /// the names can be compared as they are.
    fn eq(&self, other: &Self) -> bool {
        self.0.as_slice().eq_ignore_ascii_case(other.0.as_slice())
    }
}

impl Eq for Name {}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        let octets = self.0.as_slice();
        let mut folded = [0; MAX_LENGTH];
        for (to, from) in folded.iter_mut().zip(octets) {
            *to = from.to_ascii_lowercase();
        }
        state.write(folded.get(..octets.len()).unwrap_or(octets));
    }
}

impl Ord for Name {
    /// RFC 4034 section 6.1: by labels from the right, each as octets without regard to case.
    fn cmp(&self, other: &Self) -> Ordering {
        let (ours, theirs) = (self.label_places(), other.label_places());
        let pairs = ours
            .as_slice()
            .iter()
            .rev()
            .zip(theirs.as_slice().iter().rev());
        let differ = pairs
            .map(|(a, b)| self.folded(*a).cmp(other.folded(*b)))
            .find(|order| order.is_ne());
        differ.unwrap_or_else(|| ours.count.cmp(&theirs.count))
    }
}

impl PartialOrd for Name {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
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

#[cfg(test)]
mod tests {
    use std::hash::DefaultHasher;

    use super::*;

    const NAMES: [&str; 12] = [
        ".", "a.", "A.", "b.a.", "xb.a.", "x.b.a.", "X.B.a.", "ab.", "a.b.", "\\000.a.",
        "\\200.a.", "*.b.a.",
    ];

    fn hash(name: &Name) -> u64 {
        let mut state = DefaultHasher::new();
        name.hash(&mut state);
        state.finish()
    }

    #[test]
    fn rfc4343_names_are_equal_ordered_and_below_each_other_as_the_library_has_it() {
        for one in NAMES {
            for other in NAMES {
                let (a, b): (Name, Name) = (one.parse().unwrap(), other.parse().unwrap());
                assert_eq!(a == b, a.0 == b.0, "{a} {b}");
                assert_eq!(a.cmp(&b), a.0.cmp(&b.0), "{a} {b}");
                assert_eq!(a == b, a.cmp(&b).is_eq(), "{a} {b}");
                assert_eq!(a.is_under(&b), a.0.ends_with(&b.0), "{a} {b}");
                assert!(a != b || hash(&a) == hash(&b), "{a} {b}");
            }
        }
    }
}
