//! A message octet by octet (RFC 1035 section 4.1): which octets say what.

use core::ops::Range;

use domain::base::ParsedName;
use domain::base::iana::OptionCode;
use domain::base::opt::{Opt, UnknownOptData};
use domain::dep::octseq::Parser;

use super::message::{Head, Message};
use super::{Name, Rtype, rdata};

/// Some octets of a message that belong together.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Where they stand in the message.
    pub place: Range<usize>,
    /// The part of the message that they belong to.
    pub section: Section,
    /// What they say.
    pub says: Says,
}

/// The parts of a message (RFC 1035 section 4.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Section 4.1.1.
    Header,
    /// Section 4.1.2.
    Question,
    /// The records that answer (section 4.1.3).
    Answer,
    /// Records that point to an authority.
    Authority,
    /// Records that go with them.
    Additional,
}

impl Section {
    /// The four that a header counts, in order.
    pub const COUNTED: [Self; 4] = [
        Self::Question,
        Self::Answer,
        Self::Authority,
        Self::Additional,
    ];
}

/// What octets say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Says {
    /// The id that ties a reply to its query.
    Id(u16),
    /// The flags and the response code.
    Flags(Head),
    /// How many entries a section has.
    Count(Section, u16),
    /// Labels of a name, from the left; with the whole name where they end in a pointer.
    Name(Name),
    /// The rest of a name stands elsewhere in the message (section 4.1.4).
    Pointer {
        /// Where: octets from its beginning.
        to: u16,
        /// The rest.
        name: Name,
    },
    /// A record's type.
    Type(Rtype),
    /// Its class.
    Class(u16),
    /// For how long it may be kept, in seconds.
    Ttl(u32),
    /// How long its data is, in octets.
    Length(u16),
    /// Its data in presentation format.
    Data(Rtype, String),
    /// Of OPT, in place of a class: the longest datagram taken, in octets (RFC 6891 section 6.1.2).
    UdpSize(u16),
    /// Of OPT, in place of a TTL: the version and the flags (RFC 6891 section 6.1.3), of which DO is the only one.
    Extended {
        /// The version of EDNS.
        version: u8,
        /// Whether signatures are wanted.
        dnssec_ok: bool,
    },
    /// Of OPT: an extended error (RFC 8914 section 2).
    Error(u16),
    /// What could not be read.
    Rest,
}

/// The octets of a message, in order and none left out. What is no message is one piece.
pub fn annotate(octets: &[u8]) -> Vec<Piece> {
    let mut pieces = Vec::new();
    if walk(octets, &mut pieces).is_none() {
        let from = pieces.last().map_or(0, |p: &Piece| p.place.end);
        if from < octets.len() {
            pieces.push(Piece {
                place: from..octets.len(),
                section: pieces.last().map_or(Section::Header, |p| p.section),
                says: Says::Rest,
            });
        }
    }
    pieces
}

/// One field after another; `None` where they end too soon.
fn walk(octets: &[u8], pieces: &mut Vec<Piece>) -> Option<()> {
    let head = Message::from_wire(octets).ok()?.head;
    let mut at = Walk {
        octets,
        parser: Parser::from_ref(octets),
        section: Section::Header,
        pieces,
    };
    let id = at.parser.parse_u16_be().ok()?;
    at.note(0, Says::Id(id));
    at.parser.parse_u16_be().ok()?;
    at.note(2, Says::Flags(head));
    let mut counts = [0; 4];
    for (count, section) in counts.iter_mut().zip(Section::COUNTED) {
        let from = at.parser.pos();
        *count = at.parser.parse_u16_be().ok()?;
        at.note(from, Says::Count(section, *count));
    }
    for (count, section) in counts.into_iter().zip(Section::COUNTED) {
        at.section = section;
        for _ in 0..count {
            at.name()?;
            let from = at.parser.pos();
            let rtype = Rtype::from_int(at.parser.parse_u16_be().ok()?);
            at.note(from, Says::Type(rtype));
            let from = at.parser.pos();
            let class = at.parser.parse_u16_be().ok()?;
            let opt = rtype == Rtype::OPT;
            at.note(
                from,
                if opt {
                    Says::UdpSize(class)
                } else {
                    Says::Class(class)
                },
            );
            if section != Section::Question {
                at.record(rtype)?;
            }
        }
    }
    (at.parser.remaining() == 0).then_some(())
}

struct Walk<'a> {
    octets: &'a [u8],
    parser: Parser<'a, [u8]>,
    section: Section,
    pieces: &'a mut Vec<Piece>,
}

impl Walk<'_> {
    /// From there to here.
    fn note(&mut self, from: usize, says: Says) {
        self.pieces.push(Piece {
            place: from..self.parser.pos(),
            section: self.section,
            says,
        });
    }

    /// A name: its labels as far as they stand here, and a pointer to the rest.
    fn name(&mut self) -> Option<()> {
        let from = self.parser.pos();
        let whole = Name::of(ParsedName::parse_ref(&mut self.parser).ok()?);
        let until = self.parser.pos();
        // Labels are shorter than 64; an octet above is the first of a pointer (RFC 1035 section 4.1.4).
        let mut label = from;
        let mut skipped = 0;
        while label < until {
            let length = *self.octets.get(label)?;
            if length >= 0xc0 {
                let second = *self.octets.get(label + 1)?;
                let to = u16::from_be_bytes([length & 0x3f, second]);
                let rest = whole.upwards().nth(skipped)?;
                if label > from {
                    self.push(from..label, Says::Name(whole));
                }
                self.push(label..until, Says::Pointer { to, name: rest });
                return Some(());
            }
            label += 1 + usize::from(length);
            skipped += 1;
        }
        self.push(from..until, Says::Name(whole));
        Some(())
    }

    fn push(&mut self, place: Range<usize>, says: Says) {
        let section = self.section;
        self.pieces.push(Piece {
            place,
            section,
            says,
        });
    }

    /// What a record has after its class.
    fn record(&mut self, rtype: Rtype) -> Option<()> {
        let from = self.parser.pos();
        let ttl = self.parser.parse_u32_be().ok()?;
        if rtype == Rtype::OPT {
            let [_, version, flags, _] = ttl.to_be_bytes();
            let dnssec_ok = flags & 0x80 != 0;
            self.note(from, Says::Extended { version, dnssec_ok });
        } else {
            self.note(from, Says::Ttl(ttl));
        }
        let from = self.parser.pos();
        let length = self.parser.parse_u16_be().ok()?;
        self.note(from, Says::Length(length));
        let from = self.parser.pos();
        self.parser.advance(usize::from(length)).ok()?;
        let data = self.octets.get(from..self.parser.pos())?;
        if rtype == Rtype::OPT {
            self.options(from, data)?;
        } else if !data.is_empty() {
            // The data that servers send here stands uncompressed; what does not parse so is shown as octets.
            self.note(from, Says::Data(rtype, rdata::present(rtype, data)));
        }
        Some(())
    }

    /// The options of OPT, each with its code and its length.
    fn options(&mut self, from: usize, data: &[u8]) -> Option<()> {
        let options = Opt::from_octets(data).ok()?;
        let mut at = from;
        for option in options.iter::<UnknownOptData<&[u8]>>().flatten() {
            let until = at + 4 + option.as_slice().len();
            let code = option.as_slice().first_chunk();
            let says = match (option.code(), code) {
                (OptionCode::EXTENDED_ERROR, Some(code)) => Says::Error(u16::from_be_bytes(*code)),
                _ => Says::Rest,
            };
            self.push(at..until, says);
            at = until;
        }
        Some(())
    }
}
