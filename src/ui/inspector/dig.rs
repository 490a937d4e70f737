//! A message as `dig` prints it.

use time::OffsetDateTime;

use super::look::Look;
use crate::clock::Time;
use crate::dns::{Message, Name, Rcode, Record, Rtype, rdata};
use crate::sim::network::Transport;
use crate::sim::recorder::Crossing;
use crate::text::fill;
use crate::text::inspector::Labels;
use crate::ui::element::{Child, Element, el, list};

/// A line of the print, with what is to be noticed about it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Line {
    text: String,
    tone: &'static str,
    /// What follows on the same line, of less weight.
    rest: String,
}

fn line(text: impl Into<String>) -> Line {
    let text = text.into();
    let rest = String::new();
    Line {
        text,
        tone: "",
        rest,
    }
}

fn toned(tone: &'static str, text: impl Into<String>) -> Line {
    Line { tone, ..line(text) }
}

/// The print.
pub(super) fn print(look: &Look<'_>, crossing: &Crossing, replied: bool) -> Element {
    let lines = lines(look, crossing, replied);
    let each = lines.into_iter().map(|l| {
        let text = el("span").class(l.tone).child(l.text);
        let rest = (!l.rest.is_empty()).then(|| el("span").class("faint").child(l.rest));
        list([Some(text).html(), rest.html(), "\n".html()])
    });
    el("pre")
        .class("dig")
        .attr("dir", "ltr")
        .attr("tabindex", "0")
        .attr("role", "group")
        .attr("aria-label", &look.words.labels.message)
        .child(list(each))
}

fn lines(look: &Look<'_>, crossing: &Crossing, replied: bool) -> Vec<Line> {
    let labels = &look.words.labels;
    let mut all = vec![toned("faint", format!("; {}", labels.not_a_capture))];
    let Ok(query) = Message::from_wire(&crossing.query) else {
        return all;
    };
    all.extend(command(look, crossing, &query));
    all.push(line(""));
    let reply = crossing.reply.as_deref().filter(|_| replied);
    if let Some(reply) = reply.and_then(|wire| Message::from_wire(wire).ok()) {
        message(&reply, labels, &mut all);
        all.push(line(""));
        let took = (crossing.back - crossing.sent).ms();
        all.push(line(format!(";; Query time: {took} msec")));
    } else {
        message(&query, labels, &mut all);
        all.push(line(""));
        all.push(unanswered(look, crossing, replied, labels));
    }
    let transport = match crossing.transport {
        Transport::Udp => "UDP",
        Transport::Tcp => "TCP",
    };
    if let Some(address) = address(look, crossing) {
        all.push(line(format!(";; SERVER: {address}#53 ({transport})")));
    }
    let when = if replied {
        crossing.back
    } else {
        crossing.sent
    };
    all.extend(written(when, look).map(|when| line(format!(";; WHEN: {when}"))));
    if let Some(reply) = reply {
        all.push(line(format!(";; MSG SIZE  rcvd: {}", reply.len())));
    }
    all
}

/// What is to be typed for the same query.
fn command(look: &Look<'_>, crossing: &Crossing, query: &Message) -> Vec<Line> {
    let server = match &crossing.server {
        Some(server) => plain(&server.name),
        None => address(look, crossing).unwrap_or_default(),
    };
    let mut options: Vec<&str> = Vec::new();
    let mut add = |holds: bool, option| options.extend(holds.then_some(option));
    add(!query.head.recursion_desired, "+norecurse");
    add(crossing.transport == Transport::Tcp, "+tcp");
    add(query.edns.is_none(), "+noedns");
    add(query.edns.as_ref().is_some_and(|e| e.dnssec_ok), "+dnssec");
    let asked = format!("    {} {}", plain(&query.name), query.rtype);
    let first = line(format!("dig @{server} \\"));
    if options.is_empty() {
        return vec![first, line(asked)];
    }
    let options = format!("    {}", options.join(" "));
    vec![first, line(asked + " \\"), line(options)]
}

fn message(message: &Message, labels: &Labels, all: &mut Vec<Line>) {
    let head = &message.head;
    let nothing = head.reply && message.answer.is_empty();
    let referral = message.authority.iter().any(|r| r.rtype == Rtype::NS);
    let bad = head.rcode != Rcode::NOERROR || (nothing && !referral);
    all.push(line(";; opcode: QUERY"));
    let tone = if bad { "bad" } else { "" };
    all.push(Line {
        rest: format!("   id: {}", message.id),
        ..toned(tone, format!(";; status: {}", head.rcode))
    });
    all.push(line(format!(";; flags: {}", flags(message))));
    all.push(line(format!(
        ";; QUERY: 1, ANSWER: {}",
        message.answer.len()
    )));
    all.push(line(format!(
        ";; AUTHORITY: {}, ADDITIONAL: {}",
        message.authority.len(),
        message.additional.len() + usize::from(message.edns.is_some()),
    )));
    if let Some(edns) = &message.edns {
        all.push(line(""));
        all.push(line(";; OPT PSEUDOSECTION:"));
        let wanted = if edns.dnssec_ok { " do" } else { "" };
        all.push(line(format!(
            "; EDNS: version: 0, flags:{wanted}; udp: {}",
            edns.udp_size
        )));
        for (code, _) in &edns.errors {
            all.push(toned("bad", format!("; EDE: {code}")));
        }
    }
    all.push(line(""));
    all.push(line(";; QUESTION SECTION:"));
    all.push(line(format!(
        ";{}  IN {}",
        dotted(&message.name),
        message.rtype
    )));
    let sections = [
        ("ANSWER", &message.answer),
        ("AUTHORITY", &message.authority),
        ("ADDITIONAL", &message.additional),
    ];
    for (title, records) in sections {
        let empty = title == "ANSWER" && nothing && !referral;
        if records.is_empty() && !empty {
            continue;
        }
        all.push(line(""));
        all.push(line(format!(";; {title} SECTION:")));
        all.extend(records.iter().map(|r| line(record(r))));
        if empty {
            all.push(toned("bad-text", format!(";; {}", labels.empty)));
        }
    }
}

/// What stands where a reply would.
fn unanswered(look: &Look<'_>, crossing: &Crossing, over: bool, labels: &Labels) -> Line {
    if !over {
        return toned("faint", format!(";; {}", labels.query_only));
    }
    let asked = look.trace().events.iter().find(|e| {
        let closed = matches!(e.what, crate::sim::trace::What::Closed);
        closed && e.from == crossing.to && e.to == crossing.from
    });
    let words = match asked {
        Some(_) => &labels.closed,
        None => &labels.timed_out,
    };
    let address = address(look, crossing).unwrap_or_default();
    let server = format!("{address}#53");
    toned("bad", format!(";; {}", fill(words, &[("server", &server)])))
}

fn flags(message: &Message) -> String {
    let set = flag_list(message).into_iter();
    let names: Vec<&str> = set.filter(|(_, on)| *on).map(|(name, _)| name).collect();
    names.join(" ")
}

/// The flags in the order of the header (RFC 1035 section 4.1.1, RFC 4035 section 3).
pub(super) fn flag_list(message: &Message) -> [(&'static str, bool); 7] {
    let head = &message.head;
    [
        ("qr", head.reply),
        ("aa", head.authoritative),
        ("tc", head.truncated),
        ("rd", head.recursion_desired),
        ("ra", head.recursion_available),
        ("ad", head.authentic),
        ("cd", head.checking_disabled),
    ]
}

/// A record as a master file has it (RFC 1035 section 5.1).
pub(super) fn record(record: &Record) -> String {
    format!(
        "{}  {}  IN {}  {}",
        dotted(&record.name),
        record.ttl,
        record.rtype,
        rdata::present(record.rtype, &record.rdata)
    )
}

/// Where the query went.
fn address(look: &Look<'_>, crossing: &Crossing) -> Option<String> {
    if let Some(server) = &crossing.server {
        return Some(server.address.to_string());
    }
    let resolvers = &look.state.stage.story.world.resolvers;
    let resolver = resolvers.iter().find(|r| r.station == crossing.to)?;
    Some(resolver.address.to_string())
}

/// As `dig` writes a time: `Wed Mar 11 10:24:07 2015`, by the clock of the place.
fn written(at: Time, look: &Look<'_>) -> Option<String> {
    let day = look.state.stage.story.day;
    let shown = OffsetDateTime::from_unix_timestamp((at + day.offset).secs()).ok()?;
    let (hour, minute, second) = at.wall_clock(day.offset);
    let (weekday, month) = (shown.weekday().to_string(), shown.month().to_string());
    Some(format!(
        "{} {} {:02} {hour:02}:{minute:02}:{second:02} {}",
        weekday.get(..3)?,
        month.get(..3)?,
        shown.day(),
        shown.year(),
    ))
}

/// A name with the root's dot at its end.
pub(super) fn dotted(name: &Name) -> String {
    let text = name.to_string();
    if text.ends_with('.') {
        text
    } else {
        text + "."
    }
}

/// A name without it.
pub(super) fn plain(name: &Name) -> String {
    let text = name.to_string();
    match text.trim_end_matches('.') {
        "" => ".".to_owned(),
        short => short.to_owned(),
    }
}
