//! Messages (RFC 1035 section 4) to and from wire format.
//!
//! Whatever crosses a link of the simulation crosses it as octets that this module wrote, and is read back from them.

use core::fmt;

use domain::base::iana::{Class, Opcode};
use domain::base::message::RecordSection;
use domain::base::message_builder::{MessageBuilder, PushError, StaticCompressor};
use domain::base::opt::{ExtendedError, Opt, OptRecord};
use domain::base::rdata::{ComposeRecordData, ParseRecordData, UnknownRecordData};
use domain::base::{Message as Wire, ParsedName, ParsedRecord, Ttl};
use domain::rdata::{Cname, Dname, Mx, Ns, Ptr, Soa, Srv};

use super::record::Rdata;
use super::{Name, Rcode, Record, Rtype};

/// Room for most messages, in octets.
const TYPICAL: usize = 512;

/// A message with one question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    /// The id that ties a reply to its query.
    pub id: u16,
    /// The flags and the response code.
    pub head: Head,
    /// The name asked for.
    pub name: Name,
    /// The type asked for.
    pub rtype: Rtype,
    /// The records of the answer section.
    pub answer: Vec<Record>,
    /// The records of the authority section.
    pub authority: Vec<Record>,
    /// The records of the additional section, without OPT.
    pub additional: Vec<Record>,
    /// What the OPT record says (RFC 6891), where there is one.
    pub edns: Option<Edns>,
}

/// The flags and the code of a header (RFC 1035 section 4.1.1, RFC 4035 section 3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// QR: this is a reply.
    pub reply: bool,
    /// AA: the server has authority for the name.
    pub authoritative: bool,
    /// TC: the message was cut to fit.
    pub truncated: bool,
    /// RD: do the whole search, please.
    pub recursion_desired: bool,
    /// RA: the server does whole searches.
    pub recursion_available: bool,
    /// AD: the resolver has checked the signatures.
    pub authentic: bool,
    /// CD: do not check the signatures.
    pub checking_disabled: bool,
    /// The response code, its lower four bits.
    pub rcode: Rcode,
}

/// What an OPT record says (RFC 6891 section 6).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Edns {
    /// The longest UDP message that the sender takes, in octets.
    pub udp_size: u16,
    /// DO: signatures, please (RFC 3225).
    pub dnssec_ok: bool,
    /// The extended errors (RFC 8914): code and text.
    pub errors: Vec<(u16, String)>,
}

impl Edns {
    /// No extended errors, no signatures, messages of up to `udp_size` octets.
    pub fn new(udp_size: u16) -> Self {
        Self {
            udp_size,
            dnssec_ok: false,
            errors: Vec::new(),
        }
    }
}

impl Message {
    /// A query without any flag.
    pub fn query(id: u16, name: Name, rtype: Rtype) -> Self {
        let head = Head {
            reply: false,
            authoritative: false,
            truncated: false,
            recursion_desired: false,
            recursion_available: false,
            authentic: false,
            checking_disabled: false,
            rcode: Rcode::NOERROR,
        };
        let (answer, authority, additional) = (Vec::new(), Vec::new(), Vec::new());
        Self {
            id,
            head,
            name,
            rtype,
            answer,
            authority,
            additional,
            edns: None,
        }
    }

    /// An empty reply to this query with this code.
    pub fn reply(&self, rcode: Rcode) -> Self {
        let mut reply = Self::query(self.id, self.name.clone(), self.rtype);
        reply.head.reply = true;
        reply.head.recursion_desired = self.head.recursion_desired;
        reply.head.checking_disabled = self.head.checking_disabled;
        reply.head.rcode = rcode;
        reply
    }

    /// In wire format. What is longer than `limit` octets is cut to the header, the question and OPT, and TC says so
    /// (RFC 2181 section 9).
    ///
    /// # Errors
    ///
    /// When not even those fit into `limit` octets, or the message is longer than 65,535.
    pub fn to_wire(&self, limit: usize) -> Result<Vec<u8>, MessageError> {
        match self.compose(limit, false) {
            Ok(wire) => Ok(wire),
            Err(_) => self.compose(limit, true).map_err(|_| MessageError::TooLong),
        }
    }

    fn compose(&self, limit: usize, cut: bool) -> Result<Vec<u8>, PushError> {
        let mut builder =
            MessageBuilder::from_target(StaticCompressor::new(Vec::with_capacity(TYPICAL)))
                .map_err(|_| PushError::ShortBuf)?;
        builder.set_push_limit(limit);
        let header = builder.header_mut();
        header.set_id(self.id);
        header.set_opcode(Opcode::QUERY);
        header.set_qr(self.head.reply);
        header.set_aa(self.head.authoritative);
        header.set_tc(self.head.truncated || cut);
        header.set_rd(self.head.recursion_desired);
        header.set_ra(self.head.recursion_available);
        header.set_ad(self.head.authentic);
        header.set_cd(self.head.checking_disabled);
        header.set_rcode(self.head.rcode);
        let mut question = builder.question();
        question.push((&*self.name, self.rtype.into()))?;
        let whole = if cut { 0 } else { usize::MAX };
        let mut answer = question.answer();
        for record in self.answer.iter().take(whole) {
            answer.push(for_wire(record)?)?;
        }
        let mut authority = answer.authority();
        for record in self.authority.iter().take(whole) {
            authority.push(for_wire(record)?)?;
        }
        let mut additional = authority.additional();
        for record in self.additional.iter().take(whole) {
            additional.push(for_wire(record)?)?;
        }
        if let Some(edns) = &self.edns {
            additional.opt(|opt| {
                opt.set_udp_payload_size(edns.udp_size);
                opt.set_dnssec_ok(edns.dnssec_ok);
                for (code, text) in &edns.errors {
                    let text = text.as_str();
                    if let Ok(error) = ExtendedError::<Vec<u8>>::new_with_str((*code).into(), text)
                    {
                        opt.push(&error)?;
                    }
                }
                Ok(())
            })?;
        }
        Ok(additional.finish().into_target())
    }

    /// Reads a message from wire format. Records of classes other than IN are left out.
    ///
    /// # Errors
    ///
    /// When the octets are not a message with exactly one question.
    pub fn from_wire(octets: &[u8]) -> Result<Self, MessageError> {
        let wire = Wire::from_octets(octets).map_err(|_| MessageError::Malformed)?;
        let question = wire.sole_question().map_err(|_| MessageError::Malformed)?;
        let header = wire.header();
        let head = Head {
            reply: header.qr(),
            authoritative: header.aa(),
            truncated: header.tc(),
            recursion_desired: header.rd(),
            recursion_available: header.ra(),
            authentic: header.ad(),
            checking_disabled: header.cd(),
            rcode: header.rcode(),
        };
        let mut section = wire.answer().map_err(|_| MessageError::Malformed)?;
        let (mut edns, mut none) = (None, None);
        let answer = records(&mut section, &mut none)?;
        let mut section = following(section)?;
        let authority = records(&mut section, &mut none)?;
        let mut section = following(section)?;
        let additional = records(&mut section, &mut edns)?;
        Ok(Self {
            id: header.id(),
            head,
            name: Name::of(question.qname()),
            rtype: question.qtype().into(),
            answer,
            authority,
            additional,
            edns,
        })
    }
}

/// Owner, class, TTL and data.
type WireRecord<'a> = (
    &'a domain::base::Name<[u8]>,
    Class,
    Ttl,
    UnknownRecordData<&'a [u8]>,
);

/// A record as the library's builder takes it; the names in its data stay as they are, uncompressed.
fn for_wire(record: &Record) -> Result<WireRecord<'_>, PushError> {
    let data = UnknownRecordData::from_octets(record.rtype.into(), &*record.rdata)
        .map_err(|_| PushError::ShortBuf)?;
    Ok((&*record.name, Class::IN, Ttl::from_secs(record.ttl), data))
}

fn following<'a>(
    section: RecordSection<'a, &'a [u8]>,
) -> Result<RecordSection<'a, &'a [u8]>, MessageError> {
    let next = section.next_section();
    next.ok().flatten().ok_or(MessageError::Malformed)
}

/// The records of a section, without those of other classes; what an OPT record says goes into `edns`.
fn records<'a>(
    section: &mut RecordSection<'a, &'a [u8]>,
    edns: &mut Option<Edns>,
) -> Result<Vec<Record>, MessageError> {
    let mut list = Vec::new();
    for parsed in section {
        let parsed = parsed.map_err(|_| MessageError::Malformed)?;
        let rtype = Rtype::from(parsed.rtype());
        if rtype == Rtype::OPT {
            // Of several the first counts; RFC 6891 section 6.1.1 wants the message refused.
            *edns = edns.take().or_else(|| extension(&parsed));
            continue;
        }
        if parsed.class() != Class::IN {
            continue;
        }
        // RFC 3597 section 4: only the types of RFC 1035 may hold compressed names; receivers undo it for a few more.
        let rdata = match rtype {
            Rtype::NS => uncompressed::<Ns<ParsedName<&[u8]>>>(&parsed)?,
            Rtype::CNAME => uncompressed::<Cname<ParsedName<&[u8]>>>(&parsed)?,
            Rtype::PTR => uncompressed::<Ptr<ParsedName<&[u8]>>>(&parsed)?,
            Rtype::DNAME => uncompressed::<Dname<ParsedName<&[u8]>>>(&parsed)?,
            Rtype::MX => uncompressed::<Mx<ParsedName<&[u8]>>>(&parsed)?,
            Rtype::SOA => uncompressed::<Soa<ParsedName<&[u8]>>>(&parsed)?,
            Rtype::SRV => uncompressed::<Srv<ParsedName<&[u8]>>>(&parsed)?,
            _ => plain(&parsed)?,
        };
        // RFC 2181 section 8: a TTL with the highest bit set counts as zero.
        let ttl = i32::try_from(parsed.ttl().as_secs()).map_or(0, i32::unsigned_abs);
        list.push(Record {
            name: Name::of(parsed.owner()),
            rtype,
            ttl,
            rdata,
        });
    }
    Ok(list)
}

/// What an OPT record says.
fn extension(record: &ParsedRecord<'_, &[u8]>) -> Option<Edns> {
    let record = record.to_record::<Opt<&[u8]>>().ok().flatten()?;
    let opt = OptRecord::from(record);
    let errors = opt.opt().iter::<ExtendedError<&[u8]>>().flatten().map(|e| {
        let text = String::from_utf8_lossy(e.text_slice().unwrap_or_default());
        (e.code().to_int(), text.into_owned())
    });
    Some(Edns {
        udp_size: opt.udp_payload_size(),
        dnssec_ok: opt.dnssec_ok(),
        errors: errors.collect(),
    })
}

/// The data of a record without names, as it is.
fn plain<'a>(record: &ParsedRecord<'a, &'a [u8]>) -> Result<Rdata, MessageError> {
    let record = record.to_record::<UnknownRecordData<&[u8]>>();
    let record = record.ok().flatten().ok_or(MessageError::Malformed)?;
    Ok((*record.data().data()).into())
}

/// The data of a record with its names written out.
fn uncompressed<'a, D>(record: &ParsedRecord<'a, &'a [u8]>) -> Result<Rdata, MessageError>
where
    D: ParseRecordData<'a, &'a [u8]> + ComposeRecordData,
{
    let record = record
        .to_record::<D>()
        .map_err(|_| MessageError::Malformed)?;
    let record = record.ok_or(MessageError::Malformed)?;
    let mut octets = Vec::with_capacity(64);
    record
        .data()
        .compose_rdata(&mut octets)
        .map_err(|_| MessageError::Malformed)?;
    Ok(octets.into())
}

/// Octets that are no message, or a message that does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MessageError {
    /// Not a message with one question.
    Malformed,
    /// Longer than the limit even without its records.
    TooLong,
}

impl fmt::Display for MessageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Malformed => "not a DNS message with one question",
            Self::TooLong => "the message does not fit",
        })
    }
}

impl std::error::Error for MessageError {}
