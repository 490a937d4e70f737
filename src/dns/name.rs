//! Domain names.

use core::cmp::Ordering;
use core::fmt;
use core::hash::{Hash, Hasher};
use core::ops::Deref;
use core::str::FromStr;
use std::rc::Rc;

use domain::base::name::{FromStrError, ToName};
use domain::dep::octseq::array::Array;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The library's name, over octets that are somewhere else.
type Inner = domain::base::Name<[u8]>;

/// The longest name, in octets of its wire format (RFC 1035 section 3.1).
const MAX_LENGTH: usize = 255;

/// A domain name (RFC 9499 section 2), absolute, in a shared buffer: neither cloning one nor going up from it copies
/// it.
///
/// Names compare without regard to case (RFC 4343) and sort in canonical order (RFC 4034 section 6.1). They keep the
/// case that they were given.
///
/// The library's own name shares buffers between threads, which costs a fifth of the time of a search, and does not
/// read back from postcard.
#[derive(Clone)]
pub struct Name {
    /// A name in wire format that this one is the end of.
    octets: Rc<[u8]>,
    /// Where it begins: at a label.
    start: u8,
}

impl Name {
    /// The root (RFC 9499 section 7).
    pub fn root() -> Self {
        Self::sound(&[0])
    }

    /// The library's name, or any other form of name, as one of ours.
    pub fn of(name: impl ToName) -> Self {
        let mut octets = Array::<MAX_LENGTH>::new();
        // A name is never longer than that.
        let _ = name.compose(&mut octets);
        Self::sound(octets.as_slice())
    }

    /// The name in uncompressed wire format that `octets` is, all of it.
    pub fn from_wire(octets: &[u8]) -> Option<Self> {
        Inner::from_slice(octets).ok().map(|_| Self::sound(octets))
    }

    /// Octets that are a name.
    fn sound(octets: &[u8]) -> Self {
        Self {
            octets: octets.into(),
            start: 0,
        }
    }

    /// In wire format, uncompressed.
    pub fn as_slice(&self) -> &[u8] {
        self.octets
            .get(usize::from(self.start)..)
            .unwrap_or_default()
    }

    /// How many labels it has, the root's empty one not counted: 0 for the root.
    pub fn depth(&self) -> usize {
        self.label_starts().count().saturating_sub(1)
    }

    /// The name itself, then each name above it, up to the root.
    pub fn upwards(&self) -> impl Iterator<Item = Self> + use<'_> {
        core::iter::successors(Some(self.clone()), Self::parent)
    }

    /// The name one label up; `None` for the root.
    pub fn parent(&self) -> Option<Self> {
        let length = self.as_slice().first().filter(|length| **length > 0)?;
        Some(Self {
            octets: Rc::clone(&self.octets),
            start: self.start.checked_add(length + 1)?,
        })
    }

    /// The wildcard below this name (RFC 4592 section 2.1.1); `None` where it would be too long.
    pub fn wildcard(&self) -> Option<Self> {
        let mut octets = vec![1, b'*'];
        octets.extend_from_slice(self.as_slice());
        Self::from_wire(&octets)
    }

    /// This name with its end `old` replaced by `new`; `None` where it does not end so, or would be too long.
    pub fn rebased(&self, old: &Self, new: &Self) -> Option<Self> {
        let kept = self.as_slice().len().checked_sub(old.as_slice().len())?;
        if !self.is_under(old) {
            return None;
        }
        let mut octets = self.as_slice().get(..kept)?.to_vec();
        octets.extend_from_slice(new.as_slice());
        Self::from_wire(&octets)
    }

    /// Whether this is `other` or a name below it.
    pub fn is_under(&self, other: &Self) -> bool {
        let (ours, theirs) = (self.as_slice(), other.as_slice());
        let Some(start) = ours.len().checked_sub(theirs.len()) else {
            return false;
        };
        let ends_so = ours
            .get(start..)
            .is_some_and(|end| end.eq_ignore_ascii_case(theirs));
        ends_so && self.label_starts().any(|place| place == start)
    }

    /// The labels from the left, each without its length, and the root's empty one.
    fn labels(&self) -> impl Iterator<Item = &[u8]> {
        let octets = self.as_slice();
        self.label_starts().map(|place| {
            let length = octets.get(place).copied().unwrap_or_default();
            let label = place + 1..place + 1 + usize::from(length);
            octets.get(label).unwrap_or_default()
        })
    }

    /// Where the labels begin in wire format, the root's included.
    fn label_starts(&self) -> impl Iterator<Item = usize> + use<'_> {
        let octets = self.as_slice();
        core::iter::successors(Some(0), |place: &usize| {
            let length = octets.get(*place).copied().filter(|length| *length > 0)?;
            Some(place + 1 + usize::from(length))
        })
    }
}

impl PartialEq for Name {
    /// RFC 4343 section 3: without regard to case. Octets that are lengths are below 64, where there are no letters, so
    /// the names can be compared as they are.
    fn eq(&self, other: &Self) -> bool {
        self.as_slice().eq_ignore_ascii_case(other.as_slice())
    }
}

impl Eq for Name {}

impl Hash for Name {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for chunk in self.as_slice().chunks(8) {
            let mut word = [0; 8];
            for (to, from) in word.iter_mut().zip(chunk) {
                *to = from.to_ascii_lowercase();
            }
            state.write_u64(u64::from_le_bytes(word));
        }
    }
}

impl Ord for Name {
    /// RFC 4034 section 6.1: by labels from the right, each as octets without regard to case.
    fn cmp(&self, other: &Self) -> Ordering {
        let (ours, theirs) = (self.depth(), other.depth());
        let pairs = self
            .labels()
            .skip(ours.saturating_sub(theirs))
            .zip(other.labels().skip(theirs.saturating_sub(ours)));
        // From the left, as labels are found: the last pair that differs decides.
        let mut order = Ordering::Equal;
        for (a, b) in pairs {
            let pair = a
                .iter()
                .map(u8::to_ascii_lowercase)
                .cmp(b.iter().map(u8::to_ascii_lowercase));
            if pair.is_ne() {
                order = pair;
            }
        }
        order.then(ours.cmp(&theirs))
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
        // The octets are a name, so there is always one.
        Inner::from_slice(self.as_slice()).unwrap_or_else(|_| Inner::root_slice())
    }
}

impl fmt::Display for Name {
    /// With the trailing dot: `www.example.`; the root is `.`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.fmt_with_dot(), f)
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
        text.parse::<domain::base::Name<Array<MAX_LENGTH>>>()
            .map(|name| Self::sound(name.as_slice()))
    }
}

impl Serialize for Name {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if serializer.is_human_readable() {
            serializer.collect_str(self)
        } else {
            serializer.serialize_bytes(self.as_slice())
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
        Name::from_wire(bytes).ok_or_else(|| E::custom("not a domain name"))
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
                assert_eq!(a == b, *a == *b, "{a} {b}");
                assert_eq!(a.cmp(&b), (*a).cmp(&*b), "{a} {b}");
                assert_eq!(a == b, a.cmp(&b).is_eq(), "{a} {b}");
                assert_eq!(a.is_under(&b), (*a).ends_with(&*b), "{a} {b}");
                assert!(a != b || hash(&a) == hash(&b), "{a} {b}");
            }
        }
    }
}
