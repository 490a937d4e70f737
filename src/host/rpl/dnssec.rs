//! The settings of a scenario file about signatures.

use super::Failure;
use crate::clock::{Span, Time};
use crate::dns::{Name, Rtype, zonefile};
use crate::sim::world::{Dates, Validation};

/// The settings of a file about signatures.
#[derive(Debug)]
pub struct Dnssec {
    validation: Validation,
    /// The date of the file's signatures, where it gives one.
    date: Option<Time>,
    off: bool,
}

impl Default for Dnssec {
    fn default() -> Self {
        let mut validation = Validation::new(Vec::new());
        validation.dates = Dates::Ignored;
        Self {
            validation,
            date: None,
            off: false,
        }
    }
}

impl Dnssec {
    /// Takes a setting; others than those about signatures are left alone.
    ///
    /// # Errors
    /// When the setting asks for something that the resolver cannot do, or an anchor or a date does not parse.
    pub fn set(&mut self, key: &str, value: &str) -> Result<(), Failure> {
        let wrong = || Failure::Unsupported(format!("{key}: {value}"));
        match key {
            "trust-anchor" => {
                let anchor = zonefile::record(&format!("$TTL 3600\n{value}\n"), &Name::root());
                let anchor = anchor.map_err(|_| wrong())?;
                if !matches!(anchor.rtype, Rtype::DS | Rtype::DNSKEY) {
                    return Err(wrong());
                }
                self.validation.anchors.push(anchor);
            }
            "trust-anchor-file" | "auto-trust-anchor-file" => return Err(wrong()),
            "domain-insecure" => {
                let name = value.parse().map_err(|_| wrong())?;
                self.validation.insecure.push(name);
            }
            "val-override-date" | "val-override-timestamp" => {
                let value = value.trim_matches('\'');
                if value == "-1" {
                    self.date = None;
                } else {
                    self.date = Some(date(value).ok_or_else(wrong)?);
                }
            }
            "aggressive-nsec" => self.validation.aggressive = value == "yes",
            "module-config" => self.off = !value.contains("validator"),
            _ => {}
        }
        Ok(())
    }

    /// How the resolver checks signatures, and the time at which the file begins. Unbound's date stands still, while
    /// Deckard's clock begins at it.
    pub fn finish(self, unbound: bool) -> (Option<Validation>, Time) {
        let mut validation = self.validation;
        let zero = Time::from_ms(0);
        let begins = match (self.date, unbound) {
            (Some(date), true) => {
                validation.dates = Dates::Fixed(date);
                zero
            }
            (Some(date), false) => {
                validation.dates = Dates::Now;
                date
            }
            (None, _) => zero,
        };
        let on = !self.off && !validation.anchors.is_empty();
        (on.then_some(validation), begins)
    }
}

/// `YYYYMMDDHHMMSS`, or seconds since 1970.
fn date(text: &str) -> Option<Time> {
    if !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let seconds = if text.len() == 14 {
        let part = |from: usize, to: usize| text.get(from..to)?.parse::<i16>().ok();
        let small = |from, to| i8::try_from(part(from, to)?).ok();
        let date = jiff::civil::DateTime::new(
            part(0, 4)?,
            small(4, 6)?,
            small(6, 8)?,
            small(8, 10)?,
            small(10, 12)?,
            small(12, 14)?,
            0,
        );
        let zoned = date.ok()?.to_zoned(jiff::tz::TimeZone::UTC).ok()?;
        zoned.timestamp().as_second()
    } else {
        text.parse().ok()?
    };
    Some(Time::from_ms(0) + Span::from_secs(seconds))
}
