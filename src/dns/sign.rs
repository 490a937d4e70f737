//! Signing of zones, by the library's signer: for scenarios of the lab, for worlds that are built, and for tests.

use std::sync::Arc;

use bytes::Bytes;
use domain::base::iana::{Class, Nsec3HashAlgorithm, SecurityAlgorithm};
use domain::base::rdata::ParseRecordData;
use domain::base::{Record as WireRecord, ToName, Ttl};
use domain::crypto::sign::{SignError as RawError, SignRaw, Signature};
use domain::dep::octseq::Parser;
use domain::dnssec::sign::SigningConfig;
use domain::dnssec::sign::denial::config::DenialConfig;
use domain::dnssec::sign::denial::nsec3::GenerateNsec3Config;
use domain::dnssec::sign::keys::SigningKey;
use domain::dnssec::sign::records::{Rrset, SortedRecords};
use domain::dnssec::sign::signatures::rrsigs::sign_rrset;
use domain::dnssec::sign::traits::SignableZoneInPlace;
use domain::rdata::dnssec::Timestamp;
use domain::rdata::nsec3::{Nsec3Salt, Nsec3param};
use domain::rdata::{Dnskey, ZoneRecordData};

use p256::ecdsa::SigningKey as Secret;
use p256::ecdsa::signature::Signer;
use ring::rand::SecureRandom;

use super::dnssec::{Key, crypto, lower};
use super::{Name, Record, Rtype, Zone};
use crate::clock::Time;

type WireName = domain::base::Name<Bytes>;
type Data = ZoneRecordData<Bytes, WireName>;

/// The flags of a key that signs the zone and that the zone above names (RFC 4034 section 2.1.1).
const FLAGS: u16 = 257;
/// The TTL of DNSKEY and DS records, in seconds.
const TTL: u32 = 3600;

/// How a zone says what it does not hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Denial {
    /// By NSEC (RFC 4034 section 4).
    Nsec,
    /// By NSEC3 without salt (RFC 5155).
    Nsec3 {
        /// How often a hash is hashed again; more than 0 is not recommended (RFC 9276 section 3.1).
        iterations: u16,
    },
}

/// When signatures count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Validity {
    /// From then.
    pub from: Time,
    /// Until then.
    pub until: Time,
}

/// A zone's key: ECDSA P-256 (RFC 6605), one for everything.
#[derive(Clone, Debug)]
pub struct ZoneKey {
    apex: Name,
    inner: Arc<SigningKey<Bytes, Pair>>,
    public: Record,
}

/// A pair of keys. Its signatures are the same each time (RFC 6979).
#[derive(Debug)]
struct Pair {
    secret: Secret,
    public: Dnskey<Vec<u8>>,
}

impl Pair {
    fn new(secret: &[u8]) -> Result<Self, SignError> {
        let secret = Secret::from_slice(secret).map_err(wrong)?;
        // RFC 6605 section 4: the point's two coordinates, without the octet before them.
        let point = secret.verifying_key().to_sec1_point(false);
        let coordinates = point.as_bytes().get(1..).unwrap_or_default().to_vec();
        let algorithm = SecurityAlgorithm::ECDSAP256SHA256;
        let public = Dnskey::new(FLAGS, 3, algorithm, coordinates).map_err(wrong)?;
        Ok(Self { secret, public })
    }
}

impl SignRaw for Pair {
    fn algorithm(&self) -> SecurityAlgorithm {
        self.public.algorithm()
    }

    fn dnskey(&self) -> Dnskey<Vec<u8>> {
        self.public.clone()
    }

    fn sign_raw(&self, data: &[u8]) -> Result<Signature, RawError> {
        let signature: p256::ecdsa::Signature = self.secret.try_sign(data).map_err(|_| RawError)?;
        let octets = signature.to_bytes();
        let octets: [u8; 64] = octets.as_slice().try_into().map_err(|_| RawError)?;
        Ok(Signature::EcdsaP256Sha256(Box::new(octets)))
    }
}

/// A zone could not be signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignError(String);

impl core::fmt::Display for SignError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        write!(f, "the zone cannot be signed: {}", self.0)
    }
}

impl std::error::Error for SignError {}

fn wrong(what: impl core::fmt::Debug) -> SignError {
    SignError(format!("{what:?}"))
}

impl ZoneKey {
    /// A new key.
    ///
    /// # Errors
    /// When the machine has no randomness to give.
    pub fn generate(apex: &Name) -> Result<Self, SignError> {
        let mut seed = [0; 32];
        let random = ring::rand::SystemRandom::new();
        random.fill(&mut seed).map_err(wrong)?;
        Self::from_seed(apex, &seed)
    }

    /// The key that comes of a zone's name and a seed: always the same, so that a world that is built twice is the same to
    /// the byte. It keeps no secret.
    ///
    /// # Errors
    /// Once in 2^32 seeds, when no key comes of them.
    pub fn from_seed(apex: &Name, seed: &[u8]) -> Result<Self, SignError> {
        let seeded = [seed, lower(apex).as_slice()].concat();
        let secret = crypto::digest(2, &seeded).ok_or_else(|| wrong("no digest"))?;
        let pair = Pair::new(&secret)?;
        let public = pair.dnskey();
        let mut rdata = public.flags().to_be_bytes().to_vec();
        rdata.extend([public.protocol(), public.algorithm().to_int()]);
        rdata.extend_from_slice(public.public_key());
        Ok(Self {
            apex: apex.clone(),
            inner: Arc::new(SigningKey::new(apex.to_bytes(), FLAGS, pair)),
            public: record(apex, Rtype::DNSKEY, &rdata),
        })
    }

    /// The same key, with a DNSKEY record of this TTL in seconds instead of an hour.
    #[must_use]
    pub fn kept_for(mut self, ttl: u32) -> Self {
        self.public.ttl = ttl;
        self
    }

    /// Its DNSKEY record.
    pub fn dnskey(&self) -> Record {
        self.public.clone()
    }

    /// The DS record that names it, with a SHA-256 digest: for the zone above, or as a trust anchor.
    ///
    /// # Errors
    /// When the key cannot be read.
    pub fn ds(&self) -> Result<Record, SignError> {
        let key = Key::parse(&self.public.rdata).ok_or_else(|| wrong("no key"))?;
        let digested = [lower(&self.apex).as_slice(), &self.public.rdata].concat();
        let digest = crypto::digest(2, &digested).ok_or_else(|| wrong("no digest"))?;
        let mut rdata = key.tag.to_be_bytes().to_vec();
        rdata.extend([key.algorithm, 2]);
        rdata.extend(digest);
        Ok(record(&self.apex, Rtype::DS, &rdata))
    }
}

/// The zone with keys, proofs and signatures, by this key. DS records of zones below must be in it already.
///
/// # Errors
/// When a record cannot be read, or the library does not sign it.
pub fn sign(
    zone: &Zone,
    key: &ZoneKey,
    validity: Validity,
    denial: Denial,
) -> Result<Zone, SignError> {
    let apex = zone.apex().to_bytes();
    let mut whole = zone.clone();
    whole.insert(key.dnskey());
    let mut records: SortedRecords<WireName, Data> = SortedRecords::default();
    for record in flat(&whole) {
        // A record that is there twice is there once.
        let _ = records.insert(for_library(&record)?);
    }
    let (from, until) = (timestamp(validity.from), timestamp(validity.until));
    let denial = match denial {
        Denial::Nsec => DenialConfig::default(),
        Denial::Nsec3 { iterations } => {
            let salt = Nsec3Salt::empty();
            let params = Nsec3param::new(Nsec3HashAlgorithm::SHA1, 0, iterations, salt);
            DenialConfig::Nsec3(GenerateNsec3Config::new(params))
        }
    };
    let config = SigningConfig::new(denial, from, until);
    // In place: what is signed into another collection lacks the signatures over what was there before.
    records
        .sign_zone(&apex, &config, &[&*key.inner])
        .map_err(wrong)?;
    let keys = [for_library(&key.dnskey())?];
    let set = Rrset::new_from_owned(&keys).map_err(wrong)?;
    let over_keys = sign_rrset(&key.inner, &set, from, until).map_err(wrong)?;
    for record in records.iter() {
        whole.insert(from_library(record.owner(), record.ttl(), record.data())?);
    }
    whole.insert(from_library(
        over_keys.owner(),
        over_keys.ttl(),
        over_keys.data(),
    )?);
    Ok(whole)
}

fn record(name: &Name, rtype: Rtype, rdata: &[u8]) -> Record {
    Record {
        name: name.clone(),
        rtype,
        ttl: TTL,
        rdata: rdata.into(),
    }
}

/// The records of a zone one by one.
fn flat(zone: &Zone) -> Vec<Record> {
    let each = zone.rrsets().flat_map(|(name, set)| {
        set.rdata.iter().map(|rdata| Record {
            name: name.clone(),
            rtype: set.rtype,
            ttl: set.ttl,
            rdata: rdata.clone(),
        })
    });
    each.collect()
}

fn for_library(record: &Record) -> Result<WireRecord<WireName, Data>, SignError> {
    let octets = Bytes::copy_from_slice(&record.rdata);
    let mut parser = Parser::from_ref(&octets);
    let data = ZoneRecordData::parse_rdata(record.rtype.into(), &mut parser).map_err(wrong)?;
    let data = data.ok_or_else(|| wrong(record.rtype))?;
    let data: Data = domain::base::name::FlattenInto::try_flatten_into(data).map_err(wrong)?;
    let (owner, ttl) = (record.name.to_bytes(), Ttl::from_secs(record.ttl));
    Ok(WireRecord::new(owner, Class::IN, ttl, data))
}

fn from_library<D>(owner: &WireName, ttl: Ttl, data: &D) -> Result<Record, SignError>
where
    D: domain::base::rdata::ComposeRecordData + domain::base::rdata::RecordData,
{
    let mut rdata = Vec::new();
    data.compose_rdata(&mut rdata).map_err(wrong)?;
    Ok(Record {
        name: Name::of(owner),
        rtype: data.rtype().into(),
        ttl: ttl.as_secs(),
        rdata: rdata.into(),
    })
}

/// Seconds since 1970, modulo 2^32 (RFC 4034 section 3.1.5).
fn timestamp(time: Time) -> Timestamp {
    u32::try_from(time.secs().rem_euclid(1 << 32))
        .unwrap_or_default()
        .into()
}
