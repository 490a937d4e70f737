//! Zones: read from their files, and signed where the story has it so.

use core::fmt::Display;
use std::fs;

use super::Lowering;
use crate::clock::Time;
use crate::dns::sign::{Denial, Validity, ZoneKey, sign};
use crate::dns::{Name, Rtype, Zone, rdata, zonefile};
use crate::incident::check::Located;
use crate::incident::file::{DenialFile, IncidentFile, SignedFile, Spanned};
use crate::sim::world::Validation;

/// What the keys of all stories come of: there is nothing to keep secret.
const SEED: &[u8] = b"where it broke";

/// The zones read so far, each with the apex and the file that it was asked for by.
#[derive(Default)]
pub(super) struct Zones {
    keys: Vec<(Name, String)>,
    zones: Vec<Zone>,
}

impl Lowering<'_> {
    /// The place of a zone in the world, read from its file when it is met for the first time.
    pub(super) fn zone(
        &mut self,
        apex: &str,
        file: &Spanned<String>,
        zones: &mut Zones,
    ) -> Option<usize> {
        let key = (self.apex(apex, file)?, file.as_ref().clone());
        if let Some(n) = zones.keys.iter().position(|k| *k == key) {
            return Some(n);
        }
        let zone = self.read_zone(&key.0, file)?;
        zones.keys.push(key);
        zones.zones.push(zone);
        Some(zones.zones.len() - 1)
    }

    /// A zone from its file.
    fn read_zone(&mut self, apex: &Name, file: &Spanned<String>) -> Option<Zone> {
        let name = file.as_ref();
        // A file name, not a path: an incident reads nothing outside its own folder.
        if name.contains(['/', '\\']) || name.starts_with('.') {
            self.wrong(file, format!("`{name}` is not a plain file name, expected a file of this folder such as `com.zone`"));
            return None;
        }
        let path = self.folder.join(name);
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(e) => {
                self.wrong(
                    file,
                    format!("the zone file `{name}` cannot be read ({e}), expected a master file in this folder"),
                );
                return None;
            }
        };
        match zonefile::parse(&text, apex) {
            Ok(zone) if zone.apex() == apex => Some(zone),
            Ok(zone) => {
                self.wrong(
                    file,
                    format!(
                        "the zone file `{name}` holds the zone `{}`, expected `{}`",
                        zone.apex(),
                        apex
                    ),
                );
                None
            }
            Err(e) => {
                self.problems.push(Located {
                    file: path,
                    line: e.line.max(1),
                    column: e.column.unwrap_or(1).max(1),
                    message: e.what.to_string(),
                });
                None
            }
        }
    }

    fn apex(&mut self, apex: &str, file: &Spanned<String>) -> Option<Name> {
        let read = apex.parse::<Name>().ok();
        if read.is_none() {
            let message =
                format!("`{apex}` is not a domain name, expected one such as `example.com.`");
            self.wrong(file, message);
        }
        read
    }

    /// The zones as they are served: with keys, signatures and DS records where they are signed.
    pub(super) fn signed(&mut self, form: &IncidentFile, zones: Zones) -> Vec<Zone> {
        let known: Vec<String> = zones.zones.iter().map(|z| z.apex().to_string()).collect();
        for (n, file) in form.signed.iter().enumerate() {
            let apex = &file.zone.as_ref().0;
            let wanted = Spanned::new(file.zone.span(), apex.to_string());
            self.place(&wanted, &known, "zone");
            let mut before = form.signed.iter().take(n);
            if before.any(|other| other.zone.as_ref().0 == *apex) {
                let message = format!("a second entry for `{apex}`, expected each zone once");
                self.wrong(&file.zone, message);
            }
            let (from, until) = (file.from.0, file.until.as_ref().0);
            if until <= from {
                let message = format!(
                    "the signatures end at {until}, expected a time later than their start, {from}"
                );
                self.wrong(&file.until, message);
            }
        }
        let zones = zones.zones.into_iter();
        zones.map(|zone| self.sign(form, zone, None)).collect()
    }

    /// A zone with what its entry among the signed ones says, its signatures good until then where it is given.
    fn sign(&mut self, form: &IncidentFile, mut zone: Zone, until: Option<Time>) -> Zone {
        let own = |apex: &Name| form.signed.iter().find(|s| s.zone.as_ref().0 == *apex);
        let Some(file) = own(zone.apex()) else {
            return zone;
        };
        let cuts = zone.rrsets().filter(|(_, set)| set.rtype == Rtype::NS);
        let children: Vec<&SignedFile> = cuts
            .filter(|(owner, _)| *owner != zone.apex())
            .filter_map(|(owner, _)| own(owner))
            .collect();
        for child in children {
            let key = ZoneKey::from_seed(&child.zone.as_ref().0, SEED);
            match key.and_then(|key| key.ds()) {
                Ok(ds) => zone.insert(ds),
                Err(e) => self.cannot_sign(child, &e),
            }
        }
        let validity = Validity {
            from: file.from.0,
            until: until.unwrap_or(file.until.as_ref().0),
        };
        let denial = match file.denial {
            DenialFile::Nsec => Denial::Nsec,
            DenialFile::Nsec3 => Denial::Nsec3 { iterations: 0 },
        };
        let key = ZoneKey::from_seed(zone.apex(), SEED);
        match key.and_then(|key| sign(&zone, &key, validity, denial)) {
            Ok(signed) => signed,
            Err(e) => {
                self.cannot_sign(file, &e);
                zone
            }
        }
    }

    fn cannot_sign(&mut self, file: &SignedFile, why: &impl Display) {
        let message = format!("{why}, expected records that can be signed");
        self.wrong(&file.zone, message);
    }

    /// How a resolver checks signatures: the key of the root is its anchor.
    pub(super) fn validation(
        &mut self,
        form: &IncidentFile,
        at: &Spanned<bool>,
    ) -> Option<Validation> {
        let root = form
            .signed
            .iter()
            .find(|s| s.zone.as_ref().0 == Name::root());
        let Some(root) = root else {
            let message = "the resolver checks signatures, but the root is not signed, expected a [[signed]] with the zone `\".\"`";
            self.wrong(at, message.to_owned());
            return None;
        };
        match ZoneKey::from_seed(&Name::root(), SEED).and_then(|key| key.ds()) {
            Ok(ds) => Some(Validation::new(vec![ds])),
            Err(e) => {
                self.cannot_sign(root, &e);
                None
            }
        }
    }

    /// The old copy of a zone that a fault names: older by its serial, and signed as the zone is.
    pub(super) fn old_copy(
        &mut self,
        form: &IncidentFile,
        apex: &Spanned<String>,
        file: &Spanned<String>,
        signed_until: Option<Time>,
    ) -> Option<Zone> {
        let name = self.apex(apex.as_ref(), apex)?;
        let served = form.servers.iter().flat_map(|s| &s.zones);
        let views = form.further_resolvers.iter().flat_map(|r| &r.views);
        let views = form
            .resolver
            .views
            .iter()
            .chain(views)
            .flat_map(|v| &v.zones);
        let files: Vec<_> = served.chain(views).collect();
        let known: Vec<&String> = files.iter().map(|(apex, _)| *apex).collect();
        let n = self.place(apex, &known, "zone")?;
        let (_, current) = files.get(n)?;
        let old = self.read_zone(&name, file)?;
        // What is wrong with the zone's own file is told where that is named.
        let before = self.problems.len();
        let current = self.read_zone(&name, current);
        self.problems.truncate(before);
        if let Some(current) = current
            && let (Some(was), Some(is)) = (serial(&old), serial(&current))
            // RFC 1982 section 3.2.
            && is.wrapping_sub(was).cast_signed() <= 0
        {
            let message = format!(
                "the old copy has the serial {was}, expected one that is older than {is}, the zone's own"
            );
            self.wrong(file, message);
        }
        Some(self.sign(form, old, signed_until))
    }
}

fn serial(zone: &Zone) -> Option<u32> {
    let soa = zone.rrset(zone.apex(), Rtype::SOA)?;
    rdata::soa_serial(soa.rdata.first()?)
}
