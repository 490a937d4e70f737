//! What is inside the records of DNSSEC, as far as a validator looks inside them.

use domain::dep::octseq::Parser;
use domain::rdata::{self, Dnskey, Rrsig};

use crate::dns::record::Rdata;
use crate::dns::{Name, Rtype};

/// A signature (RRSIG, RFC 4034 section 3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signature {
    /// The type of the set that it is over.
    pub covered: Rtype,
    /// The number of the algorithm (RFC 4034 appendix A.1).
    pub algorithm: u8,
    /// How many labels the owner has in the zone file, the root and a wildcard's `*` not counted.
    pub labels: u8,
    /// The TTL of the set in the zone file, in seconds.
    pub original_ttl: u32,
    /// The last second at which it counts: seconds since 1970, modulo 2^32.
    pub expiration: u32,
    /// The first second at which it counts, likewise.
    pub inception: u32,
    /// The tag of the key.
    pub tag: u16,
    /// The zone that signed.
    pub signer: Name,
    /// The data up to the signature, the signer's name in lower case: the beginning of what is signed.
    pub head: Vec<u8>,
    /// The signature itself.
    pub octets: Vec<u8>,
}

impl Signature {
    /// Reads the data of an RRSIG record; `None` where it is malformed.
    pub fn parse(data: &[u8]) -> Option<Self> {
        let rrsig = Rrsig::parse(&mut Parser::from_ref(data)).ok()?;
        let octets: &[u8] = rrsig.signature();
        let mut head = data.get(..data.len().checked_sub(octets.len())?)?.to_vec();
        head.get_mut(18..)?.make_ascii_lowercase();
        Some(Self {
            covered: rrsig.type_covered().into(),
            algorithm: rrsig.algorithm().to_int(),
            labels: rrsig.labels(),
            original_ttl: rrsig.original_ttl().as_secs(),
            expiration: rrsig.expiration().into_int(),
            inception: rrsig.inception().into_int(),
            tag: rrsig.key_tag(),
            signer: Name::of(rrsig.signer_name()),
            head,
            octets: octets.to_vec(),
        })
    }
}

/// A public key (DNSKEY, RFC 4034 section 2).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The number of the algorithm.
    pub algorithm: u8,
    /// The tag by which signatures and DS records name it (RFC 4034 appendix B); not unique.
    pub tag: u16,
    /// The key in the form of its algorithm.
    pub public: Vec<u8>,
    /// Whether signatures of the zone may be checked with it: a zone key (bit 7), of protocol 3 (RFC 4034 section
    /// 2.1.2), and not revoked (bit 8, RFC 5011 section 2.1).
    pub usable: bool,
    /// The data of the record.
    pub rdata: Rdata,
}

impl Key {
    /// Reads the data of a DNSKEY record; `None` where it is malformed.
    pub fn parse(data: &Rdata) -> Option<Self> {
        let key = Dnskey::parse(&mut Parser::from_ref(&**data)).ok()?;
        Some(Self {
            algorithm: key.algorithm().to_int(),
            tag: key.key_tag(),
            public: key.public_key().to_vec(),
            usable: key.is_zone_key() && key.protocol() == 3 && !key.is_revoked(),
            rdata: data.clone(),
        })
    }
}

/// A parent's word for a child's key (DS, RFC 4034 section 5).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ds {
    /// The tag of the key.
    pub tag: u16,
    /// The algorithm of the key.
    pub algorithm: u8,
    /// The number of the kind of digest.
    pub digest_type: u8,
    /// The digest.
    pub digest: Vec<u8>,
}

impl Ds {
    /// Reads the data of a DS record; `None` where it is malformed.
    pub fn parse(data: &[u8]) -> Option<Self> {
        let ds = rdata::Ds::parse(&mut Parser::from_ref(data)).ok()?;
        Some(Self {
            tag: ds.key_tag(),
            algorithm: ds.algorithm().to_int(),
            digest_type: ds.digest_type().to_int(),
            digest: ds.digest().to_vec(),
        })
    }
}

/// Proof that nothing lies between two names (NSEC, RFC 4034 section 4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nsec {
    /// The owner.
    pub owner: Name,
    /// The next name of the zone, in canonical order; after the last the apex.
    pub next: Name,
    /// The types that the owner has.
    pub types: Vec<Rtype>,
}

impl Nsec {
    /// Reads the data of an NSEC record; `None` where it is malformed.
    pub fn parse(owner: &Name, data: &[u8]) -> Option<Self> {
        let nsec = rdata::Nsec::parse(&mut Parser::from_ref(data)).ok()?;
        Some(Self {
            owner: owner.clone(),
            next: Name::of(nsec.next_name()),
            types: nsec.types().iter().map(Rtype::from).collect(),
        })
    }
}

/// Proof that nothing lies between two hashed names (NSEC3, RFC 5155 section 3).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Nsec3 {
    /// The hash in the owner's first label.
    pub hash: Vec<u8>,
    /// The zone that it is from: the owner without its first label.
    pub zone: Name,
    /// The next hash of the zone.
    pub next: Vec<u8>,
    /// How often the hash is hashed again.
    pub iterations: u16,
    /// What is hashed with the name.
    pub salt: Vec<u8>,
    /// Whether delegations that are not signed may lie between the two (RFC 5155 section 6).
    pub opt_out: bool,
    /// The types that the owner has.
    pub types: Vec<Rtype>,
}

impl Nsec3 {
    /// Reads an NSEC3 record; `None` where it is malformed, or uses a hash or flags that nobody has defined (RFC 5155
    /// sections 8.1 and 8.2: such are to be ignored).
    pub fn parse(owner: &Name, data: &[u8]) -> Option<Self> {
        let nsec3 = rdata::Nsec3::parse(&mut Parser::from_ref(data)).ok()?;
        if nsec3.hash_algorithm().to_int() != 1 || nsec3.flags() > 1 {
            return None;
        }
        let label = owner
            .as_slice()
            .get(1..=usize::from(*owner.as_slice().first()?))?;
        Some(Self {
            hash: base32hex(label)?,
            zone: owner.parent()?,
            next: nsec3.next_owner().as_slice().to_vec(),
            iterations: nsec3.iterations(),
            salt: nsec3.salt().as_slice().to_vec(),
            opt_out: nsec3.opt_out(),
            types: nsec3.types().iter().map(Rtype::from).collect(),
        })
    }
}

/// The octets of a label in base 32 with the extended hex alphabet (RFC 4648 section 7, RFC 5155 section 3.3).
fn base32hex(label: &[u8]) -> Option<Vec<u8>> {
    let text = core::str::from_utf8(label).ok()?;
    domain::utils::base32::decode_hex::<Vec<u8>>(text).ok()
}
