//! Whether a set is signed by its zone (RFC 4035 section 5.3).

use super::{Broken, Chain, MAX_CHECKS, MAX_COLLISIONS, MAX_SIGNATURES};
use crate::dns::dnssec::{self, Check, Key, Signature, canonical};
use crate::dns::record::Rrset;
use crate::dns::{Name, Record, Rtype};
use crate::sim::resolver::Search;
use crate::sim::trace::{Cause, Flaw};
use crate::sim::world::Dates;

/// What came of checking a set.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Checked {
    /// A key of this zone has signed it.
    Secure {
        zone: Name,
        /// Where it was made from a wildcard: the name above that.
        encloser: Option<Name>,
        /// For how many seconds it may be kept (RFC 4035 section 5.3.3).
        ttl: u32,
    },
    Insecure,
    Bogus(Broken),
}

impl Search<'_, '_> {
    /// Checks a set against the signatures over it among `records`.
    pub(super) fn check_set(
        &mut self,
        owner: &Name,
        rrset: &Rrset,
        records: &[Record],
    ) -> Result<Checked, Cause> {
        // RFC 4035 section 5.3.1: the signer is the zone that holds the set. DS records are in the zone above.
        let fitting = |signature: &Signature| {
            owner.is_under(&signature.signer)
                && (rrset.rtype != Rtype::DS || *owner != signature.signer)
        };
        let signatures: Vec<Signature> = dnssec::signatures(records, owner, rrset.rtype)
            .filter(fitting)
            .take(MAX_SIGNATURES)
            .collect();
        if signatures.is_empty() {
            return self.unsigned(owner, rrset.rtype, Flaw::NoSignature);
        }
        let mut signers: Vec<&Name> = signatures.iter().map(|s| &s.signer).collect();
        signers.dedup();
        let mut broken = Broken::from(Flaw::BadSignature);
        for signer in signers {
            match self.chain(signer)? {
                Chain::Secure(zone, keys) if zone == *signer => {
                    let of_zone = signatures.iter().filter(|s| s.signer == zone);
                    match self.check_with(owner, rrset, of_zone, &keys)? {
                        checked @ Checked::Secure { .. } => return Ok(checked),
                        Checked::Bogus(why) => broken = why,
                        Checked::Insecure => {}
                    }
                }
                Chain::Secure(..) => {}
                Chain::Insecure => return Ok(Checked::Insecure),
                Chain::Bogus(why) => broken = why,
            }
        }
        Ok(Checked::Bogus(broken))
    }

    /// What is not signed is fine only where its zone is not (RFC 4035 section 5.2).
    pub(super) fn unsigned(
        &mut self,
        name: &Name,
        rtype: Rtype,
        flaw: Flaw,
    ) -> Result<Checked, Cause> {
        let above = (rtype == Rtype::DS).then(|| name.parent()).flatten();
        Ok(match self.chain(above.as_ref().unwrap_or(name))? {
            Chain::Insecure => Checked::Insecure,
            Chain::Secure(..) => Checked::Bogus(flaw.into()),
            // Nobody proves that it need not be signed, so that it is not is what is wrong (RFC 8914 section 4.11).
            Chain::Bogus(broken) if broken.flaw == Flaw::NoDenial => Checked::Bogus(flaw.into()),
            Chain::Bogus(broken) => Checked::Bogus(broken),
        })
    }

    /// Checks a set against signatures and keys of one zone: one that fits is enough (RFC 6840 section 5.4).
    pub(super) fn check_with<'a>(
        &mut self,
        owner: &Name,
        rrset: &Rrset,
        signatures: impl Iterator<Item = &'a Signature>,
        keys: &[Key],
    ) -> Result<Checked, Cause> {
        let mut flaw = None;
        for signature in signatures {
            let left = match self.in_time(signature) {
                Ok(left) => left,
                Err(why) => {
                    flaw = Some(why);
                    continue;
                }
            };
            let fits = |key: &&Key| {
                key.usable && key.tag == signature.tag && key.algorithm == signature.algorithm
            };
            let mut tried = false;
            for key in keys.iter().filter(fits).take(MAX_COLLISIONS) {
                tried = true;
                self.checks = self.checks.saturating_add(1);
                if self.checks > MAX_CHECKS {
                    return Err(Cause::TooMuchWork);
                }
                let Some(signed) = dnssec::signed_octets(signature, owner, rrset) else {
                    break;
                };
                let (algorithm, octets) = (signature.algorithm, &signature.octets);
                if dnssec::verify(algorithm, &key.public, &signed, octets) == Check::Good {
                    return Ok(Checked::Secure {
                        zone: signature.signer.clone(),
                        encloser: canonical::encloser(signature, owner),
                        ttl: rrset.ttl.min(signature.original_ttl).min(left),
                    });
                }
            }
            let why = if tried {
                Flaw::BadSignature
            } else {
                Flaw::NoKey
            };
            flaw = Some(flaw.filter(|known| *known != Flaw::NoKey).unwrap_or(why));
        }
        Ok(Checked::Bogus(flaw.unwrap_or(Flaw::NoSignature).into()))
    }

    /// Whether a signature counts now, and for how many more seconds. Dates compare as RFC 1982 has it (RFC 4034
    /// section 3.1.5).
    fn in_time(&self, signature: &Signature) -> Result<u32, Flaw> {
        let dates = self.config.validation.as_ref().map(|v| v.dates);
        let now = match dates.unwrap_or_default() {
            Dates::Ignored => return Ok(u32::MAX),
            Dates::Fixed(time) => time,
            Dates::Now => self.now,
        };
        let now = u32::try_from(now.secs().rem_euclid(1 << 32)).unwrap_or_default();
        let after = |a: u32, b: u32| a.wrapping_sub(b) < 1 << 31;
        if !after(signature.expiration, now) {
            Err(Flaw::Expired)
        } else if !after(now, signature.inception) {
            Err(Flaw::NotYetValid)
        } else {
            Ok(signature.expiration.wrapping_sub(now))
        }
    }
}
