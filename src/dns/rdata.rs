//! What is inside the data of a record, as far as a resolver looks inside it.

use core::fmt::Write;
use core::net::{IpAddr, Ipv4Addr, Ipv6Addr};

use domain::dep::octseq::Parser;
use domain::rdata::{Mx, Soa, Srv, Txt};

use super::record::Rdata;
use super::{Name, Rtype};

/// The address in an A or AAAA record.
pub fn address(rtype: Rtype, rdata: &[u8]) -> Option<IpAddr> {
    match rtype {
        Rtype::A => <[u8; 4]>::try_from(rdata)
            .ok()
            .map(|octets| Ipv4Addr::from(octets).into()),
        Rtype::AAAA => <[u8; 16]>::try_from(rdata)
            .ok()
            .map(|octets| Ipv6Addr::from(octets).into()),
        _ => None,
    }
}

/// The type and data of the record that holds this address.
pub fn of_address(address: IpAddr) -> (Rtype, Rdata) {
    match address {
        IpAddr::V4(v4) => (Rtype::A, v4.octets().into()),
        IpAddr::V6(v6) => (Rtype::AAAA, v6.octets().into()),
    }
}

/// Whether data of this type has the form that a resolver relies on: an address or a name.
pub fn is_sound(rtype: Rtype, rdata: &[u8]) -> bool {
    match rtype {
        Rtype::A => rdata.len() == 4,
        Rtype::AAAA => rdata.len() == 16,
        Rtype::NS | Rtype::CNAME | Rtype::PTR | Rtype::DNAME => target(rdata).is_some(),
        _ => true,
    }
}

/// The one name that an NS, CNAME, PTR or DNAME record holds.
pub fn target(rdata: &[u8]) -> Option<Name> {
    Name::from_wire(rdata)
}

/// The type that an RRSIG record is over (RFC 4034 section 3.1.1).
pub fn covered(rdata: &[u8]) -> Option<Rtype> {
    let (first, _) = rdata.split_first_chunk::<2>()?;
    Some(Rtype::from_int(u16::from_be_bytes(*first)))
}

/// The serial number of an SOA record (RFC 1035 section 3.3.13): the first of its five last fields.
pub fn soa_serial(rdata: &[u8]) -> Option<u32> {
    let (_, numbers) = rdata.split_last_chunk::<20>()?;
    numbers
        .first_chunk()
        .map(|serial| u32::from_be_bytes(*serial))
}

/// The last field of an SOA record: the limit of the TTL of a denial (RFC 2308 section 4).
pub fn soa_minimum(rdata: &[u8]) -> Option<u32> {
    let (_, last) = rdata.split_last_chunk::<4>()?;
    Some(u32::from_be_bytes(*last))
}

/// The data in presentation format (RFC 1035 section 5.1); of a type that is unknown here, or data that does not
/// parse, as RFC 3597 section 5 has it.
pub fn present(rtype: Rtype, rdata: &[u8]) -> String {
    let known = match rtype {
        Rtype::A | Rtype::AAAA => address(rtype, rdata).map(|a| a.to_string()),
        Rtype::NS | Rtype::CNAME | Rtype::PTR | Rtype::DNAME => {
            target(rdata).map(|n| n.to_string())
        }
        Rtype::MX => parse(rdata, Mx::parse)
            .map(|mx| format!("{} {}", mx.preference(), Name::of(mx.exchange()))),
        Rtype::TXT => parse(rdata, Txt::parse).map(|txt| txt.to_string()),
        Rtype::SOA => parse(rdata, Soa::parse).map(|soa| {
            let (refresh, retry) = (soa.refresh().as_secs(), soa.retry().as_secs());
            let (expire, minimum) = (soa.expire().as_secs(), soa.minimum().as_secs());
            let (mname, rname) = (Name::of(soa.mname()), Name::of(soa.rname()));
            format!(
                "{mname} {rname} {} {refresh} {retry} {expire} {minimum}",
                soa.serial()
            )
        }),
        Rtype::SRV => parse(rdata, Srv::parse).map(|srv| {
            format!(
                "{} {} {} {}",
                srv.priority(),
                srv.weight(),
                srv.port(),
                Name::of(srv.target())
            )
        }),
        _ => None,
    };
    known.unwrap_or_else(|| unknown(rdata))
}

/// Reads all of `rdata` with one of the library's parsers.
fn parse<'a, T, E>(
    rdata: &'a [u8],
    read: impl FnOnce(&mut Parser<'a, [u8]>) -> Result<T, E>,
) -> Option<T> {
    let mut parser = Parser::from_ref(rdata);
    let data = read(&mut parser).ok()?;
    (parser.remaining() == 0).then_some(data)
}

/// `\# 2 ab01` (RFC 3597 section 5).
fn unknown(rdata: &[u8]) -> String {
    let mut text = format!("\\# {} ", rdata.len());
    for octet in rdata {
        // Writing to a String does not fail.
        let _ = write!(text, "{octet:02x}");
    }
    text
}
