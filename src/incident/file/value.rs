//! Values that are written as text or as a time, and what was expected where they do not read.

use core::net::IpAddr;
use core::ops::{Deref, Range};
use core::str::FromStr;
use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::de::Error;
use serde::{Deserialize, Deserializer};

use crate::clock::Time;
use crate::dns::{Name, Rcode, Rtype};
use crate::sim::prefix::Prefix;

/// A value with its place in the file. In the schema it is the value.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(transparent)]
#[serde(bound(deserialize = "toml::Spanned<T>: Deserialize<'de>"))]
pub struct Spanned<T>(toml::Spanned<T>);

impl<T> Spanned<T> {
    /// A value that stands there, in bytes of the file.
    pub fn new(at: Range<usize>, value: T) -> Self {
        Self(toml::Spanned::new(at, value))
    }
}

impl<T> Deref for Spanned<T> {
    type Target = toml::Spanned<T>;

    fn deref(&self) -> &toml::Spanned<T> {
        &self.0
    }
}

impl<T: JsonSchema> JsonSchema for Spanned<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }

    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }

    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }

    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// A value that is written as text in the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Written<T>(pub T);

/// What a text must look like to be read as this type.
pub trait Form: FromStr {
    /// As it ends a message: `a domain name such as …`.
    const EXPECTED: &'static str;
}

impl<'de, T: Form> Deserialize<'de> for Written<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        text.parse().map(Self).map_err(|_| {
            D::Error::custom(format!("`{text}` does not read, expected {}", T::EXPECTED))
        })
    }
}

impl<T: Form> JsonSchema for Written<T> {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "Written".into()
    }

    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "description": T::EXPECTED })
    }
}

impl Form for Name {
    const EXPECTED: &'static str = "a domain name such as `www.example.com.`";
}

impl Form for Rtype {
    const EXPECTED: &'static str = "a record type such as `A` or `AAAA`";
}

impl Form for Rcode {
    const EXPECTED: &'static str = "a response code such as `SERVFAIL` or `REFUSED`";
}

impl Form for IpAddr {
    const EXPECTED: &'static str = "an address such as `192.0.2.1` or `2001:db8::1`";
}

impl Form for Prefix {
    const EXPECTED: &'static str = "a network such as `192.0.2.0/24` or `2001:db8::/32`";
}

/// A time in the file: TOML's offset date-time. One without an offset is refused, because it means nothing.
#[derive(Clone, Copy, Debug)]
pub struct FileTime(pub Time);

impl<'de> Deserialize<'de> for FileTime {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let written = toml::value::Datetime::deserialize(deserializer)?;
        let time = written.to_string().parse().map_err(|_| {
            D::Error::custom(format!(
                "{written} has no time zone, expected a date and time such as 2015-03-11T08:55:00Z"
            ))
        })?;
        Ok(Self(time))
    }
}

impl JsonSchema for FileTime {
    fn inline_schema() -> bool {
        true
    }

    fn schema_name() -> Cow<'static, str> {
        "FileTime".into()
    }

    /// What editors of TOML make of its date-times.
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string", "format": "date-time" })
    }
}
