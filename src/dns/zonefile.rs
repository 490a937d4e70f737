//! Zones from master files (RFC 1035 section 5). On the host only: the browser gets zones in wire format.

mod entries;

use core::fmt;

use domain::base::iana::Class;
use domain::base::rdata::{ComposeRecordData, ParseRecordData};
use domain::base::{ParsedName, Rtype as WireRtype, ToName};
use domain::dep::octseq::Parser;
use domain::rdata::ZoneRecordData;
use domain::zonefile::inplace::{Entry, ScannedRecord, Zonefile};

use super::{Name, Record, Rtype, Zone};

/// Reads a zone from the text of a master file. Relative names are below `origin` until `$ORIGIN` says otherwise.
///
/// # Errors
///
/// When the text does not parse, uses `$INCLUDE`, holds no SOA record or more than one, a record outside the zone, or
/// an alias beside other data (RFC 1034 section 3.6.2).
pub fn parse(text: &str, origin: &Name) -> Result<Zone, ZoneError> {
    let records = records(text, origin)?;
    let mut soas = records
        .iter()
        .filter(|(_, record)| record.rtype == Rtype::SOA);
    let Some((_, soa)) = soas.next() else {
        return Err(ZoneError {
            line: 1,
            column: None,
            what: What::NoSoa,
        });
    };
    if let Some((line, _)) = soas.next() {
        return Err(ZoneError {
            line: *line,
            column: None,
            what: What::SecondSoa,
        });
    }
    let mut zone = Zone::new(soa.name.clone(), []);
    for (line, record) in &records {
        let at = |what| ZoneError {
            line: *line,
            column: None,
            what,
        };
        if !record.name.is_under(zone.apex()) {
            let (name, apex) = (record.name.clone(), zone.apex().clone());
            return Err(at(What::OutOfZone { name, apex }));
        }
        if !reads_back(record) {
            return Err(at(What::BadData));
        }
        let aliased = zone.rrset(&record.name, Rtype::CNAME).is_some();
        let clash = if record.rtype == Rtype::CNAME {
            zone.has_data(&record.name) && !aliased
        } else {
            aliased && !beside_alias(record.rtype)
        };
        if clash {
            return Err(at(What::AliasAndData {
                name: record.name.clone(),
            }));
        }
        zone.insert(record.clone());
    }
    Ok(zone)
}

/// Reads one record, the first of a text.
///
/// # Errors
///
/// When the text does not parse, or holds no record.
pub fn record(text: &str, origin: &Name) -> Result<Record, ZoneError> {
    let first = records(text, origin)?.into_iter().next();
    let none = ZoneError {
        line: 1,
        column: None,
        what: What::NoRecord,
    };
    first.map(|(_, record)| record).ok_or(none)
}

/// What DNSSEC puts beside an alias (RFC 4035 section 2.5).
fn beside_alias(rtype: Rtype) -> bool {
    matches!(rtype, Rtype::RRSIG | Rtype::NSEC)
}

/// The records with the line on which each begins.
fn records(text: &str, origin: &Name) -> Result<Vec<(usize, Record)>, ZoneError> {
    if let Some((line, column, snag)) = entries::snag(text) {
        return Err(ZoneError {
            line,
            column: Some(column),
            what: match snag {
                entries::Snag::Touching => What::NoBlank,
                entries::Snag::Open => What::OpenParenthesis,
            },
        });
    }
    let mut file = Zonefile::with_capacity(text.len() + 1);
    file.extend_from_slice(text.as_bytes());
    if !text.ends_with('\n') {
        // The library takes the end of the text inside a line for an error.
        file.extend_from_slice(b"\n");
    }
    file.set_origin(origin.to_bytes());
    file.set_default_class(Class::IN);
    let spans = entries::entries(text);
    let mut lines = spans
        .iter()
        .filter(|span| !span.directive)
        .map(|span| span.line);
    let mut records = Vec::new();
    loop {
        let next = file.next_entry();
        match next.map_err(|e| ZoneError::parsing(text, records.len(), &e.to_string()))? {
            None => return Ok(records),
            Some(Entry::Include { .. }) => {
                let include = spans
                    .iter()
                    .find(|span| span.directive && span.includes(text));
                let line = include.map_or(1, |span| span.line);
                return Err(ZoneError {
                    line,
                    column: None,
                    what: What::Include,
                });
            }
            Some(Entry::Record(scanned)) => {
                let line = lines.next().unwrap_or(1);
                records.push((line, converted(&scanned, line)?));
            }
        }
    }
}

/// One of the library's records as one of ours.
fn converted(scanned: &ScannedRecord, line: usize) -> Result<Record, ZoneError> {
    let at = |what| ZoneError {
        line,
        column: None,
        what,
    };
    let rtype: WireRtype = scanned.rtype();
    let mut rdata = Vec::new();
    let composed = scanned.data().compose_rdata(&mut rdata);
    if composed.is_err() || rdata.len() > usize::from(u16::MAX) {
        return Err(at(What::LongData));
    }
    // The library lets names through in which a label is empty. They do not read back.
    let owner = Name::from_wire(scanned.owner().to_bytes().as_slice());
    let name = owner.ok_or_else(|| at(What::EmptyLabel))?;
    Ok(Record {
        name,
        rtype: rtype.into(),
        ttl: scanned.ttl().as_secs(),
        rdata: rdata.into(),
    })
}

/// Whether the data of a record is what its type asks for. As unknown data (RFC 3597 section 5) it can be written
/// otherwise, and the library lets names through in which a label is empty.
fn reads_back(record: &Record) -> bool {
    let mut parser = Parser::from_ref(&*record.rdata);
    let rtype = record.rtype.into();
    let read = ZoneRecordData::<&[u8], ParsedName<&[u8]>>::parse_rdata(rtype, &mut parser);
    read.is_ok() && parser.remaining() == 0
}

/// A master file that is not a zone: where, what is wrong, what was expected.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ZoneError {
    /// The line, counted from 1. Where a record is wrong as a whole, the line on which it begins.
    pub line: usize,
    /// The column, counted from 1, where it is known.
    pub column: Option<usize>,
    /// What is wrong.
    pub what: What,
}

/// What is wrong with a master file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// The text does not parse; the library's words.
    Syntax(String),
    /// There is no SOA record.
    NoSoa,
    /// There is no record at all.
    NoRecord,
    /// There is more than one SOA record.
    SecondSoa,
    /// A record's owner is not in the zone.
    OutOfZone {
        /// The owner.
        name: Name,
        /// The apex of the zone.
        apex: Name,
    },
    /// An alias has other data beside it.
    AliasAndData {
        /// The owner.
        name: Name,
    },
    /// There is no blank between a quoted text and the next word.
    NoBlank,
    /// A parenthesis is not closed.
    OpenParenthesis,
    /// A name has an empty label in it.
    EmptyLabel,
    /// The data of a record is not what its type asks for.
    BadData,
    /// `$INCLUDE` is not supported.
    Include,
    /// The data of a record is too long.
    LongData,
}

impl ZoneError {
    /// Takes the place out of the library's `line:column: words`, which it does not give otherwise.
    fn parsing(text: &str, records: usize, report: &str) -> Self {
        let mut parts = report.splitn(3, ':');
        let line = parts.next().and_then(|n| n.parse().ok()).unwrap_or(1);
        // A column left of the line wraps around to a huge one.
        let column = parts
            .next()
            .and_then(|n| n.trim().parse().ok())
            .filter(|n| *n < usize::MAX / 2);
        let words = parts.next().unwrap_or(report).trim().to_owned();
        let (line, column) = entries::locate(text, records, line, column.unwrap_or(0));
        Self {
            line,
            column,
            what: What::Syntax(words),
        }
    }
}

impl fmt::Display for ZoneError {
    /// `line:column: what is wrong, what was expected`; the column is left out where it is not known.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:", self.line)?;
        if let Some(column) = self.column {
            write!(f, "{column}:")?;
        }
        write!(f, " {}", self.what)
    }
}

impl fmt::Display for What {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Syntax(words) => {
                write!(
                    f,
                    "{words}; expected `NAME [TTL] [IN] TYPE DATA` (RFC 1035 section 5.1)"
                )
            }
            Self::NoSoa => f.write_str("the zone has no SOA record; expected exactly one"),
            Self::NoRecord => f.write_str("there is no record; expected one"),
            Self::SecondSoa => f.write_str("a second SOA record; expected exactly one"),
            Self::OutOfZone { name, apex } => {
                write!(
                    f,
                    "{name} is not in the zone; expected {apex} or a name below it"
                )
            }
            Self::AliasAndData { name } => {
                write!(
                    f,
                    "{name} has a CNAME record and others; expected the one or the others"
                )
            }
            Self::NoBlank => {
                f.write_str("a word touches the quoted text before it; expected a blank between them")
            }
            Self::OpenParenthesis => f.write_str("the parenthesis is not closed; expected `)`"),
            Self::EmptyLabel => f.write_str("a name has two dots in a row; expected one"),
            Self::BadData => f.write_str(
                "the data is not of its type, or a name in it has two dots in a row; expected data that reads back",
            ),
            Self::Include => {
                f.write_str("$INCLUDE is not supported; expected the records themselves")
            }
            Self::LongData => f.write_str("the data is too long; expected at most 65535 octets"),
        }
    }
}

impl std::error::Error for ZoneError {}
