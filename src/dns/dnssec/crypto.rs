//! Digests and signatures, by the crates that compute them.
//!
//! The feature `dnssec` brings ECDSA P-256 (RFC 6605), which our own worlds are signed with; `host` the algorithms that
//! others' zones need. An algorithm that is not there is unsupported, and a zone that has only such is as good as
//! unsigned (RFC 4035 section 5.2).

/// Whether a signature fits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Check {
    /// It does.
    Good,
    /// It does not.
    Bad,
    /// The algorithm is not known.
    Unsupported,
}

/// Whether signatures by this algorithm can be checked (the numbers of RFC 8624 section 3.1).
pub fn supports(algorithm: u8) -> bool {
    let by_host = matches!(algorithm, 3 | 5 | 6 | 7 | 8 | 10 | 14 | 15);
    (algorithm == 13 && cfg!(feature = "dnssec")) || (by_host && cfg!(feature = "host"))
}

/// Checks a signature over these octets with a key in the form of a DNSKEY record.
#[cfg_attr(
    not(feature = "dnssec"),
    expect(unused_variables, reason = "nothing is known to check with")
)]
pub fn verify(algorithm: u8, key: &[u8], signed: &[u8], signature: &[u8]) -> Check {
    if !supports(algorithm) {
        return Check::Unsupported;
    }
    let good: Option<bool> = match algorithm {
        #[cfg(feature = "dnssec")]
        13 => p256(key, signed, signature),
        #[cfg(feature = "host")]
        _ => host::verify(algorithm, key, signed, signature),
        #[cfg(not(feature = "host"))]
        _ => None,
    };
    if good == Some(true) {
        Check::Good
    } else {
        Check::Bad
    }
}

/// A digest of the kinds of RFC 4034 appendix A.2 (SHA-1), RFC 4509 (SHA-256) and RFC 6605 section 2 (SHA-384).
#[cfg(feature = "dnssec")]
pub fn digest(kind: u8, octets: &[u8]) -> Option<Vec<u8>> {
    use sha2::Digest;
    match kind {
        1 => Some(sha1::Sha1::digest(octets).to_vec()),
        2 => Some(sha2::Sha256::digest(octets).to_vec()),
        4 => Some(sha2::Sha384::digest(octets).to_vec()),
        _ => None,
    }
}

/// Without the feature `dnssec` no kind of digest is known.
#[cfg(not(feature = "dnssec"))]
pub fn digest(_kind: u8, _octets: &[u8]) -> Option<Vec<u8>> {
    None
}

/// The hash of a name (RFC 5155 section 5), which is given in wire format and lower case.
pub fn nsec3_hash(name: &[u8], salt: &[u8], iterations: u16) -> Option<Vec<u8>> {
    let mut hash = name.to_vec();
    for _ in 0..=iterations {
        hash.extend_from_slice(salt);
        hash = digest(1, &hash)?;
    }
    Some(hash)
}

/// RFC 6605 section 4: a key is a point without its leading octet, a signature two numbers of 32 octets.
#[cfg(feature = "dnssec")]
fn p256(key: &[u8], signed: &[u8], signature: &[u8]) -> Option<bool> {
    use p256::ecdsa::signature::Verifier;
    use p256::ecdsa::{Signature, VerifyingKey};
    let point = [&[4], key].concat();
    let key = VerifyingKey::from_sec1_bytes(&point).ok()?;
    let signature = Signature::from_slice(signature).ok()?;
    Some(key.verify(signed, &signature).is_ok())
}

/// What the host can do besides.
#[cfg(feature = "host")]
mod host {
    use dsa::signature::hazmat::PrehashVerifier;
    use ring::signature::{ECDSA_P384_SHA384_FIXED, ED25519, UnparsedPublicKey};
    use rsa::sha2::Digest;
    use rsa::{BigUint, Pkcs1v15Sign, RsaPublicKey};

    pub(super) fn verify(algorithm: u8, key: &[u8], signed: &[u8], sig: &[u8]) -> Option<bool> {
        match algorithm {
            3 | 6 => dsa(key, signed, sig),
            // RFC 3110, RFC 5155 section 2.
            5 | 7 => rsa::<sha1_for_rsa::Sha1>(key, signed, sig),
            // RFC 5702.
            8 => rsa::<rsa::sha2::Sha256>(key, signed, sig),
            10 => rsa::<rsa::sha2::Sha512>(key, signed, sig),
            // RFC 6605.
            14 => {
                let point = [&[4], key].concat();
                let key = UnparsedPublicKey::new(&ECDSA_P384_SHA384_FIXED, point);
                Some(key.verify(signed, sig).is_ok())
            }
            // RFC 8080.
            15 => Some(
                UnparsedPublicKey::new(&ED25519, key)
                    .verify(signed, sig)
                    .is_ok(),
            ),
            _ => None,
        }
    }

    /// RFC 3110 section 2: the length of the exponent in one octet or three, the exponent, the modulus.
    fn rsa<D: Digest + rsa::pkcs8::AssociatedOid>(
        key: &[u8],
        signed: &[u8],
        sig: &[u8],
    ) -> Option<bool> {
        let (length, rest) = match key {
            [0, high, low, rest @ ..] => (usize::from(u16::from_be_bytes([*high, *low])), rest),
            [length, rest @ ..] => (usize::from(*length), rest),
            [] => return None,
        };
        let (exponent, modulus) = rest.split_at_checked(length)?;
        let number = BigUint::from_bytes_be;
        // Old test suites have keys of 512 bits, so this is not the place to ask for more.
        let key = RsaPublicKey::new(number(modulus), number(exponent)).ok()?;
        Some(
            key.verify(Pkcs1v15Sign::new::<D>(), &D::digest(signed), sig)
                .is_ok(),
        )
    }

    /// RFC 2536: T, Q, P, G, Y; and a signature T, R, S.
    fn dsa(key: &[u8], signed: &[u8], sig: &[u8]) -> Option<bool> {
        let number = |octets: &[u8]| dsa::BoxedUint::from_be_slice_vartime(octets);
        let (t, rest) = key.split_first()?;
        let length = 64 + usize::from(*t) * 8;
        let (q, rest) = rest.split_at_checked(20)?;
        let (p, rest) = rest.split_at_checked(length)?;
        let (g, y) = rest.split_at_checked(length)?;
        let components = dsa::Components::from_components(number(p), number(q), number(g)).ok()?;
        let key = dsa::VerifyingKey::from_components(components, number(y)).ok()?;
        let (r, s) = sig.get(1..)?.split_at_checked(20)?;
        let signature = dsa::Signature::from_components(number(r), number(s))?;
        let hash = sha1_for_rsa::Sha1::digest(signed);
        Some(key.verify_prehash(&hash, &signature).is_ok())
    }
}
