//! Reads what postcard wrote, without a branch for failure at every field.
//!
//! A story has hundreds of fields. A decoder that may stop at each of them, and then has to drop what it has read so far,
//! is twice as much code as one that always goes on. So a [`Reader`] remembers that it met damage and goes on with zeros
//! and empty texts, without what it has not read; whoever asked looks at [`Reader::is_whole`] in the end.
//!
//! Its error type has no values, so that the compiler leaves the ways of failure out. That holds as long as no type of
//! a story refuses what it is given: every value that comes from here is one that serde's own types accept, and types
//! with a `Deserialize` of their own have to make do with what they get. A name in a damaged file is the root.

use core::fmt;

use serde::de::{self, DeserializeSeed, IntoDeserializer, Visitor};

use crate::dns::Name;

/// Bytes in postcard's wire format, which are not trusted.
pub(super) struct Reader<'de> {
    rest: &'de [u8],
    damaged: bool,
}

impl<'de> Reader<'de> {
    /// Reads these bytes.
    pub(super) const fn new(bytes: &'de [u8]) -> Self {
        Self {
            rest: bytes,
            damaged: false,
        }
    }

    /// Whether all bytes have been read and made sense.
    pub(super) const fn is_whole(&self) -> bool {
        !self.damaged && self.rest.is_empty()
    }

    /// There is nothing to be read any more: every list ends here.
    #[inline(never)]
    const fn damage(&mut self) {
        self.damaged = true;
        self.rest = &[];
    }

    #[inline(never)]
    fn bytes(&mut self, length: usize) -> &'de [u8] {
        if let Some((first, rest)) = self.rest.split_at_checked(length) {
            self.rest = rest;
            first
        } else {
            self.damage();
            &[]
        }
    }

    #[inline(never)]
    fn byte(&mut self) -> u8 {
        self.bytes(1).first().copied().unwrap_or_default()
    }

    /// Seven bits a byte, the lowest first; the highest bit says that more follow.
    #[inline(never)]
    fn varint(&mut self) -> u64 {
        let mut value = 0;
        for shift in (0..64).step_by(7) {
            let byte = self.byte();
            value |= u64::from(byte & 0x7f) << shift;
            if byte < 0x80 {
                return value;
            }
        }
        self.damage();
        0
    }

    /// Whole numbers take turns with negative ones: 0, -1, 1, -2.
    #[expect(clippy::cast_possible_wrap, reason = "the bits are what counts")]
    fn signed(&mut self) -> i64 {
        let value = self.varint();
        (value >> 1) as i64 ^ -((value & 1) as i64)
    }

    /// A number up to `most`.
    #[inline(never)]
    fn up_to(&mut self, most: u32) -> u32 {
        match u32::try_from(self.varint()) {
            Ok(value) if value <= most => value,
            _ => {
                self.damage();
                0
            }
        }
    }

    /// How many bytes or elements follow. Each element takes a byte at least.
    fn length(&mut self) -> usize {
        let most = u32::try_from(self.rest.len()).unwrap_or(u32::MAX);
        self.up_to(most) as usize
    }

    fn flag(&mut self) -> bool {
        self.up_to(1) == 1
    }

    /// As many bytes as they say themselves.
    fn counted(&mut self) -> &'de [u8] {
        let length = self.length();
        self.bytes(length)
    }

    #[inline(never)]
    fn text(&mut self) -> String {
        let text = core::str::from_utf8(self.counted());
        if text.is_err() {
            self.damage();
        }
        text.unwrap_or_default().to_owned()
    }

    /// The octets of a name: the only strings of bytes in a story.
    fn name(&mut self) -> &'de [u8] {
        let bytes = self.counted();
        if Name::from_wire(bytes).is_some() {
            return bytes;
        }
        self.damage();
        &[0]
    }
}

impl<'de> de::Deserializer<'de> for &mut Reader<'de> {
    type Error = Never;

    serde::forward_to_deserialize_any! { i8 i16 i32 char str byte_buf unit unit_struct ignored_any identifier }

    /// Postcard does not write what a value is.
    fn deserialize_any<V: Visitor<'de>>(self, _: V) -> Result<V::Value, Never> {
        never()
    }

    fn is_human_readable(&self) -> bool {
        false
    }

    fn deserialize_bool<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_bool(self.flag())
    }

    fn deserialize_i64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_i64(self.signed())
    }

    fn deserialize_u8<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_u8(self.byte())
    }

    fn deserialize_u16<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        let value = self.up_to(u16::MAX.into());
        visitor.visit_u16(u16::try_from(value).unwrap_or_default())
    }

    fn deserialize_u32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_u32(self.up_to(u32::MAX))
    }

    /// A place in a list: the browser's `usize` has 32 bits.
    fn deserialize_u64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_u32(self.up_to(u32::MAX))
    }

    fn deserialize_f32<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        let bytes = self.bytes(4).try_into().unwrap_or_default();
        visitor.visit_f32(f32::from_le_bytes(bytes))
    }

    fn deserialize_f64<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        let bytes = self.bytes(8).try_into().unwrap_or_default();
        visitor.visit_f64(f64::from_le_bytes(bytes))
    }

    fn deserialize_string<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_string(self.text())
    }

    fn deserialize_bytes<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_bytes(self.name())
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        if self.flag() {
            visitor.visit_some(self)
        } else {
            visitor.visit_none()
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        visitor: V,
    ) -> Result<V::Value, Never> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_seq<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        let left = self.length();
        visitor.visit_seq(Elements(self, left))
    }

    fn deserialize_map<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Never> {
        let left = self.length();
        visitor.visit_map(Elements(self, left))
    }

    fn deserialize_tuple<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_seq(Fields(self))
    }

    fn deserialize_tuple_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: usize,
        visitor: V,
    ) -> Result<V::Value, Never> {
        visitor.visit_seq(Fields(self))
    }

    fn deserialize_struct<V: Visitor<'de>>(
        self,
        _: &'static str,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Never> {
        visitor.visit_seq(Fields(self))
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _: &'static str,
        variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Never> {
        let last = u32::try_from(variants.len()).unwrap_or_default();
        let variant = self.up_to(last.saturating_sub(1));
        visitor.visit_enum(Variant(self, variant))
    }
}

/// The fields of a struct or a tuple: there is always one more, so visitors have to count.
struct Fields<'a, 'de>(&'a mut Reader<'de>);

impl<'de> de::SeqAccess<'de> for Fields<'_, 'de> {
    type Error = Never;

    #[inline]
    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Never> {
        seed.deserialize(&mut *self.0).map(Some)
    }
}

/// The elements of a list or a map, and how many are left of them.
struct Elements<'a, 'de>(&'a mut Reader<'de>, usize);

impl Elements<'_, '_> {
    fn more(&mut self) -> bool {
        let more = self.1 > 0 && !self.0.damaged;
        self.1 = self.1.saturating_sub(1);
        more
    }
}

impl<'de> de::SeqAccess<'de> for Elements<'_, 'de> {
    type Error = Never;

    fn next_element_seed<T: DeserializeSeed<'de>>(
        &mut self,
        seed: T,
    ) -> Result<Option<T::Value>, Never> {
        if self.more() {
            seed.deserialize(&mut *self.0).map(Some)
        } else {
            Ok(None)
        }
    }

    fn size_hint(&self) -> Option<usize> {
        Some(self.1)
    }
}

impl<'de> de::MapAccess<'de> for Elements<'_, 'de> {
    type Error = Never;

    fn next_key_seed<K: DeserializeSeed<'de>>(
        &mut self,
        seed: K,
    ) -> Result<Option<K::Value>, Never> {
        de::SeqAccess::next_element_seed(self, seed)
    }

    fn next_value_seed<V: DeserializeSeed<'de>>(&mut self, seed: V) -> Result<V::Value, Never> {
        seed.deserialize(&mut *self.0)
    }
}

/// A variant of an enum, by its place.
struct Variant<'a, 'de>(&'a mut Reader<'de>, u32);

impl<'a, 'de> de::EnumAccess<'de> for Variant<'a, 'de> {
    type Error = Never;
    type Variant = Self;

    fn variant_seed<V: DeserializeSeed<'de>>(self, seed: V) -> Result<(V::Value, Self), Never> {
        let variant = seed.deserialize(self.1.into_deserializer())?;
        Ok((variant, self))
    }
}

impl<'de> de::VariantAccess<'de> for Variant<'_, 'de> {
    type Error = Never;

    fn unit_variant(self) -> Result<(), Never> {
        Ok(())
    }

    fn newtype_variant_seed<T: DeserializeSeed<'de>>(self, seed: T) -> Result<T::Value, Never> {
        seed.deserialize(self.0)
    }

    fn tuple_variant<V: Visitor<'de>>(self, _: usize, visitor: V) -> Result<V::Value, Never> {
        visitor.visit_seq(Fields(self.0))
    }

    fn struct_variant<V: Visitor<'de>>(
        self,
        _: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Never> {
        visitor.visit_seq(Fields(self.0))
    }
}

/// The error of a reading that cannot fail.
#[derive(Debug)]
pub(super) enum Never {}

/// What a type of a story calls that refuses what it is given. None does: see above.
#[cold]
#[inline(never)]
fn never() -> ! {
    std::process::abort()
}

impl fmt::Display for Never {
    fn fmt(&self, _: &mut fmt::Formatter<'_>) -> fmt::Result {
        match *self {}
    }
}

impl core::error::Error for Never {}

impl de::Error for Never {
    fn custom<T: fmt::Display>(_: T) -> Self {
        never()
    }

    fn invalid_length(_: usize, _: &dyn de::Expected) -> Self {
        never()
    }

    fn invalid_value(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        never()
    }

    fn invalid_type(_: de::Unexpected<'_>, _: &dyn de::Expected) -> Self {
        never()
    }
}
