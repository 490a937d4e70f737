//! Signing of zones, by the library's signer: for scenarios of the lab, for worlds that are built, and for tests.

use std::sync::Arc;

use bytes::Bytes;
use domain::base::iana::{Class, Nsec3HashAlgorithm};
use domain::base::rdata::ParseRecordData;
use domain::base::{Record as WireRecord, Ttl};
use domain::crypto::sign::{GenerateParams, KeyPair, generate};
use domain::dep::octseq::Parser;
use domain::dnssec::sign::SigningConfig;
use domain::dnssec::sign::denial::config::DenialConfig;
use domain::dnssec::sign::denial::nsec3::GenerateNsec3Config;
use domain::dnssec::sign::keys::SigningKey;
use domain::dnssec::sign::records::{Rrset, SortedRecords};
use domain::dnssec::sign::signatures::rrsigs::sign_rrset;
use domain::dnssec::sign::traits::SignableZoneInPlace;
use domain::rdata::ZoneRecordData;
use domain::rdata::dnssec::Timestamp;
use domain::rdata::nsec3::{Nsec3Salt, Nsec3param};

use super::Error;
use crate::clock::Time;
use crate::dns::dnssec::{Key, crypto, lower};
use crate::dns::{Name, Record, Rtype, Zone};

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
    inner: Arc<SigningKey<Bytes, KeyPair>>,
    public: Record,
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

impl From<SignError> for Error {
    fn from(error: SignError) -> Self {
        Self::Missing(error.to_string())
    }
}

fn wrong(what: impl core::fmt::Debug) -> SignError {
    SignError(format!("{what:?}"))
}

impl ZoneKey {
    /// A new key.
    ///
    /// # Errors
    /// When the machine has no randomness to give.
    pub fn generate(apex: &Name) -> Result<Self, SignError> {
        let (secret, public) = generate(&GenerateParams::EcdsaP256Sha256, FLAGS).map_err(wrong)?;
        let pair = KeyPair::from_bytes(&secret, &public).map_err(wrong)?;
        let mut rdata = public.flags().to_be_bytes().to_vec();
        rdata.extend([public.protocol(), public.algorithm().to_int()]);
        rdata.extend_from_slice(public.public_key());
        Ok(Self {
            apex: apex.clone(),
            inner: Arc::new(SigningKey::new(WireName::clone(apex), FLAGS, pair)),
            public: record(apex, Rtype::DNSKEY, &rdata),
        })
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
    let apex = WireName::clone(zone.apex());
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
    let (owner, ttl) = (WireName::clone(&record.name), Ttl::from_secs(record.ttl));
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
