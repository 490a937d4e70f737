//! Why a station says what it says: the last thing that it did, as the trace tells, and where that is laid down.

use super::look::Look;
use crate::dns::{Message, Rcode};
use crate::sim::frame::Said;
use crate::sim::trace::{Cached, Cause, Event, What};
use crate::sim::world::Role;
use crate::text::fill;
use crate::text::inspector::{Because, Whys};
use crate::ui::element::{Element, el};
use crate::ui::rich::rich;

/// The reason in words, with the way to where it is laid down.
pub(super) fn reason(look: &Look<'_>) -> Element {
    let because = why(look, &look.words.why);
    el("p")
        .class("reason")
        .child(rich(because.said(look.state.voice)))
        .child(" ")
        .child(rfc(look, &because.rfc, &because.section))
}

/// The reason.
fn why<'w>(look: &Look<'_>, words: &'w Whys) -> &'w Because {
    let events = look.trace().events.iter().take(look.shown);
    let said = |e: &&Event| *e.from == *look.id && !matches!(e.what, What::Checked { .. });
    let Some(last) = events.clone().rev().find(said) else {
        return silent(look, events.clone().any(|e| *e.to == *look.id), words);
    };
    match &last.what {
        What::Asked { .. } => match look.role {
            Role::Reader => &words.puts,
            Role::Device => &words.stub,
            _ => searching(look, words),
        },
        What::Referred { .. } => &words.referral,
        What::Answered(_) if look.role == Role::Authority => &words.answer,
        What::Answered(_) => after_all(look, words).unwrap_or(&words.passes),
        What::Alias { .. } => &words.alias,
        What::NoData { .. } => &words.no_data,
        What::NoSuchName { .. } => &words.no_such_name,
        What::Declined { rcode } => declined(look, *rcode, words),
        What::Useless if cut(look) => &words.truncated,
        What::Useless => &words.lame,
        What::TimedOut { .. } => &words.silence,
        What::Closed => &words.closed,
        What::Local { .. } => &words.local,
        What::Missed { .. } => &words.missed,
        What::Expired { .. } => &words.expired,
        What::FromCache { found, ttl, .. } => remembered(found, *ttl, words),
        What::DelegationFromCache { .. } => &words.delegation,
        What::Failed { cause } => {
            after_all(look, words).unwrap_or_else(|| gave_up(look.role, *cause, words))
        }
        What::Rejected { .. } => &words.bogus,
        What::Connected { .. } => &words.puts,
        What::Misled { .. } => &words.misled,
        What::Erred => &words.erred,
        What::Checked { .. } => &words.waits,
    }
}

/// Of a station that has said nothing.
fn silent<'w>(look: &Look<'_>, asked: bool, words: &'w Whys) -> &'w Because {
    if look.role == Role::Service {
        return match look.station().map(|s| &s.said) {
            Some(Said::Reached) => &words.reached,
            Some(Said::Misled) => &words.misled,
            _ => &words.waits_for_address,
        };
    }
    let spared = look.frame.broken.is_some_and(|link| look.n <= link + 1);
    match asked {
        true => &words.waits,
        false if spared && look.n > look.frame.current => &words.remembered,
        false => &words.not_asked,
    }
}

/// A resolver that asks on: because its copy has run out, or because it knows where to begin.
fn searching<'w>(look: &Look<'_>, words: &'w Whys) -> &'w Because {
    match look.station().map(|s| &s.said) {
        Some(Said::Expired { .. }) => &words.expired,
        Some(Said::RemembersReferral { .. }) => &words.delegation,
        _ => &words.searches,
    }
}

/// Who hands on what it found in its memory a moment before: why it was there.
fn after_all<'w>(look: &Look<'_>, words: &'w Whys) -> Option<&'w Because> {
    let own = look.trace().events.iter().take(look.shown).rev();
    let mut own = own.filter(|e| *e.from == *look.id);
    own.next()?;
    match &own.next()?.what {
        What::FromCache { found, ttl, .. } => Some(remembered(found, *ttl, words)),
        _ => None,
    }
}

fn remembered<'w>(found: &Cached, ttl: u32, words: &'w Whys) -> &'w Because {
    match found {
        // A copy that has run out is told with a TTL of 0 (RFC 8767).
        Cached::Answer(_) if ttl == 0 => &words.stale,
        Cached::Answer(_) => &words.copy,
        Cached::NoSuchName { .. } | Cached::NoData { .. } => &words.denied,
        Cached::Failure { .. } => &words.failed_before,
    }
}

fn declined<'w>(look: &Look<'_>, rcode: Rcode, words: &'w Whys) -> &'w Because {
    match rcode {
        Rcode::SERVFAIL if look.served.as_ref().is_some_and(|s| s.lost) => &words.lost,
        Rcode::SERVFAIL if look.role == Role::Authority => &words.servfail,
        Rcode::SERVFAIL => &words.told_failure,
        Rcode::REFUSED => &words.refused,
        _ => &words.declined,
    }
}

fn cut(look: &Look<'_>) -> bool {
    let reply = look.last.and_then(|(c, _)| c.reply.as_ref());
    let reply = reply.and_then(|wire| Message::from_wire(wire).ok());
    reply.is_some_and(|message| message.head.truncated)
}

fn gave_up(role: Role, cause: Cause, words: &Whys) -> &Because {
    match cause {
        Cause::NoResolver => &words.no_resolver,
        _ if role == Role::Device => &words.told_failure,
        Cause::NoReply => &words.no_reply,
        Cause::ServersFailed => &words.servers_failed,
        Cause::NoServerAddress => &words.no_server_address,
        Cause::AliasLoop => &words.alias_loop,
        Cause::TooMuchWork => &words.too_much_work,
        Cause::Bogus => &words.bogus,
        Cause::NotThere => &words.no_data,
    }
}

/// Where a reason is laid down.
fn rfc(look: &Look<'_>, rfc: &str, section: &str) -> Option<Element> {
    if rfc.is_empty() {
        return None;
    }
    let labels = &look.words.labels;
    let (template, anchor) = match section {
        "" => (&labels.rfc_whole, String::new()),
        _ => (&labels.rfc, format!("#section-{section}")),
    };
    let told = fill(template, &[("rfc", rfc), ("section", section)]);
    let address = format!("https://www.rfc-editor.org/rfc/rfc{rfc}{anchor}");
    Some(el("a").class("rfc").attr("href", address).child(told))
}
