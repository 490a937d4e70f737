//! Structs that hold nothing but strings, as a language's words do.
//!
//! In a story file their strings stand one after another, and the browser deals them out in order: a decoder for each
//! field of each struct, as serde derives it, would cost the reader some kilobytes. On the host they are read from TOML
//! by name, and a key that is missing or one too many is refused.

#[cfg(not(feature = "host"))]
use core::fmt;

/// Declares structs whose fields are all `String`.
macro_rules! strings {
    ($($(#[$meta:meta])* pub struct $name:ident { $($(#[$note:meta])* pub $field:ident: String,)* })*) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
        #[cfg_attr(feature = "host", derive(serde::Deserialize, schemars::JsonSchema), serde(deny_unknown_fields))]
        pub struct $name { $($(#[$note])* pub $field: String,)* }

        #[cfg(not(feature = "host"))]
        impl<'de> serde::Deserialize<'de> for $name {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                const COUNT: usize = [$(stringify!($field)),*].len();
                let mut all = $crate::text::strings::in_order(deserializer, COUNT)?.into_iter();
                Ok(Self { $($field: $crate::text::strings::next(&mut all),)* })
            }
        }
    )*};
}

pub(super) use strings;

/// The next of the strings. As many as were asked for have come, so there is one. Not inlined: it is called often.
#[cfg(not(feature = "host"))]
#[inline(never)]
pub(super) fn next(all: &mut std::vec::IntoIter<String>) -> String {
    all.next().unwrap_or_default()
}

/// `count` strings that stand one after another.
#[cfg(not(feature = "host"))]
#[inline(never)]
pub(super) fn in_order<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
    count: usize,
) -> Result<Vec<String>, D::Error> {
    struct InOrder(usize);

    impl<'de> serde::de::Visitor<'de> for InOrder {
        type Value = Vec<String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("strings")
        }

        fn visit_seq<A: serde::de::SeqAccess<'de>>(
            self,
            mut seq: A,
        ) -> Result<Vec<String>, A::Error> {
            let mut all = Vec::with_capacity(self.0);
            // The reader of a story always has one more: who asks has to know how many there are.
            while all.len() < self.0
                && let Some(next) = seq.next_element()?
            {
                all.push(next);
            }
            if all.len() == self.0 {
                Ok(all)
            } else {
                Err(serde::de::Error::invalid_length(all.len(), &self))
            }
        }
    }

    deserializer.deserialize_tuple(count, InOrder(count))
}
