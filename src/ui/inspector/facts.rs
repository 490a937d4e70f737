//! What can be read from a station at a glance: the response code, the flags, the last good answer, how long a failure is
//! kept; of who asks the question; of a service its address, and whether it is up.

use super::dig;
use super::look::Look;
use super::memory::bar;
use crate::dns::{Message, Rcode, Rtype};
use crate::sim::frame::Said;
use crate::sim::inspect::{Holding, Holds};
use crate::sim::trace::What;
use crate::sim::world::Role;
use crate::text::{Voice, fill};
use crate::ui::element::{Child, Element, el, list};

/// All of them.
pub(super) fn facts(look: &Look<'_>) -> Element {
    let facts = match look.role {
        Role::Reader => list([asked(look), waited(look), outcome(look)]),
        Role::Service => list([address(look), Some(service(look))]),
        Role::Device => list([last_good(look), kept(look)]),
        Role::Resolver | Role::Authority => {
            list([code(look), flags(look), last_good(look), kept(look)])
        }
    };
    el("dl").class("facts").child(facts)
}

fn fact(name: &str, value: impl Child) -> Element {
    let name = el("dt").child(name);
    el("div").child(name).child(el("dd").child(value))
}

/// The response code (RFC 1035 section 4.1.1) of its last reply, with what it says.
fn code(look: &Look<'_>) -> Option<Element> {
    let labels = &look.words.labels;
    let Some(reply) = look.reply() else {
        let over = look.role == Role::Authority && look.last.is_some_and(|(_, over)| over);
        let none = || el("span").class("bad-code").child(&labels.code_none);
        return over.then(|| fact(&labels.code, none()));
    };
    let rcode = reply.head.rcode;
    let number = rcode.to_int().to_string();
    let named = [("code", number.as_str()), ("name", &rcode.to_string())];
    let value = el("b")
        .class_if(rcode != Rcode::NOERROR, "bad-code")
        .child(fill(&labels.code_of, &named));
    let said = el("span").class("says").child(sentence(look, &reply));
    Some(fact(&labels.code, list([value, said])))
}

fn sentence<'a>(look: &'a Look<'_>, reply: &Message) -> &'a String {
    let codes = &look.words.codes;
    match reply.head.rcode {
        Rcode::NOERROR if !reply.answer.is_empty() => &codes.noerror,
        Rcode::NOERROR if reply.authority.iter().any(|r| r.rtype == Rtype::NS) => {
            &codes.noerror_referral
        }
        Rcode::NOERROR => &codes.noerror_empty,
        Rcode::FORMERR => &codes.formerr,
        Rcode::SERVFAIL => &codes.servfail,
        Rcode::NXDOMAIN => &codes.nxdomain,
        Rcode::NOTIMP => &codes.notimp,
        Rcode::REFUSED => &codes.refused,
        _ => &codes.other,
    }
}

/// The flags of its last message, and what the one says that matters most.
fn flags(look: &Look<'_>) -> Option<Element> {
    if look.state.voice == Voice::Plain {
        return None;
    }
    let (words, labels) = (&look.words.flags, &look.words.labels);
    let message = look.message()?;
    let validates = look.state.stage.story.world.validates();
    let listed = |(name, on): &(&str, bool)| *on || !matches!(*name, "ad" | "cd") || validates;
    let chips = dig::flag_list(&message).into_iter().filter(listed);
    let chips = chips.map(|(name, on)| {
        let spoken = if on {
            &labels.flag_on
        } else {
            &labels.flag_off
        };
        el("li")
            .class_if(on, "on")
            .child(name)
            .child(el("span").class("only-spoken").child(format!(" {spoken}")))
    });
    let head = &message.head;
    let told = match look.role {
        _ if head.truncated => &words.tc,
        _ if !head.reply && head.recursion_desired => &words.rd_on,
        Role::Authority if head.reply && head.authoritative => &words.aa_on,
        Role::Authority if head.reply => &words.aa_off,
        _ if head.authentic => &words.ad_on,
        _ if head.recursion_available => &words.ra_on,
        _ => &words.aa_off,
    };
    let told = (head.reply || head.recursion_desired).then(|| el("span").class("says").child(told));
    let chips = el("ul").class("flags-set").each(chips);
    Some(fact(&labels.flags, list([Some(chips), told])))
}

/// The last copy of the answer to the question: how long it may still be used, or when it ran out.
fn last_good(look: &Look<'_>) -> Option<Element> {
    let labels = &look.words.labels;
    let holder = look.holder()?;
    let trace = look.trace();
    let target = trace.events.iter().rev().find_map(|e| match &e.what {
        What::Alias { target, .. } => Some(target),
        _ => None,
    });
    let names = [Some(&trace.name), target];
    let good = |h: &&Holding| {
        let asked = names.iter().flatten().any(|name| **name == h.name);
        asked && h.rtype == trace.rtype && matches!(h.holds, Holds::Data(_))
    };
    let held = look.holdings(&holder);
    let copy = held.iter().filter(good).max_by_key(|h| h.since);
    let title = if *holder == *look.id {
        labels.last_good.clone()
    } else {
        fill(&labels.last_good_held, &[("who", look.name(&holder))])
    };
    let Some(copy) = copy else {
        return Some(fact(&title, labels.never.as_str()));
    };
    let (left, until) = (copy.left(look.now()), look.clock(copy.until()));
    let template = if left == 0 {
        look.state
            .voice
            .choose(&labels.ttl_out_plain, &labels.ttl_out)
    } else {
        look.state
            .voice
            .choose(&labels.ttl_left_plain, &labels.ttl_left)
    };
    let span = look.age(if left == 0 { copy.ttl } else { left });
    let told = fill(
        template,
        &[
            ("left", &thousands(left)),
            ("ttl", &thousands(copy.ttl)),
            ("time", &until),
            ("for", &span),
        ],
    );
    let told = el("span").child(told);
    Some(fact(&title, list([bar(left, copy.ttl, "good"), told])))
}

/// A failure or a denial that is kept, and for how much longer.
fn kept(look: &Look<'_>) -> Option<Element> {
    let labels = &look.words.labels;
    let holder = look.holder()?;
    let trace = look.trace();
    let held = look.holdings(&holder);
    let no = held.iter().find(|h| {
        let bad = !matches!(h.holds, Holds::Data(_));
        let asked = h.name == trace.name && (h.rtype == trace.rtype || h.rtype == Rtype::ANY);
        bad && asked && h.left(look.now()) > 0
    })?;
    let title = match no.holds {
        Holds::Failure(_) => &labels.failure,
        _ => &labels.denial,
    };
    let left = no.left(look.now());
    let told = fill(
        &labels.failure_left,
        &[("left", &thousands(left)), ("ttl", &thousands(no.ttl))],
    );
    let title = fill(title, &[("who", look.name(&holder))]);
    let told = el("span").child(told);
    Some(fact(&title, list([bar(left, no.ttl, "held"), told])))
}

/// What the reader wants to know.
fn asked(look: &Look<'_>) -> Option<Element> {
    let trace = look.trace();
    let question = format!("{} {}", dig::plain(&trace.name), trace.rtype);
    Some(fact(
        &look.words.labels.asked_for,
        el("code").child(question),
    ))
}

/// For how long it has waited.
fn waited(look: &Look<'_>) -> Option<Element> {
    let labels = &look.words.labels;
    let ms = (look.now() - look.trace().began).ms();
    let waited = fill(&labels.ms, &[("n", &ms.to_string())]);
    Some(fact(&labels.waited, waited))
}

/// What came of it so far.
fn outcome(look: &Look<'_>) -> Option<Element> {
    let said = look.state.words().said(&look.station()?.said);
    (!said.is_empty()).then(|| fact(&look.words.labels.state, said))
}

/// Where the service is to be found: as the question found it, else all that its host has.
fn address(look: &Look<'_>) -> Option<Element> {
    let services = &look.state.stage.story.world.services;
    let host = services.iter().find(|s| *s.station == *look.id)?;
    let all = || host.addresses.iter().map(ToString::to_string);
    let found = &look.trace().outcome.answers;
    let asked: Vec<String> = all().filter(|a| found.contains(a)).collect();
    let shown = if asked.is_empty() {
        all().collect()
    } else {
        asked
    };
    let each = shown
        .into_iter()
        .map(|address| list([el("code").child(address).html(), el("br").html()]));
    Some(fact(&look.words.labels.address, list(each)))
}

/// Whether it is up, as far as the question found out; at work unless it was found otherwise.
fn service(look: &Look<'_>) -> Element {
    let words = &look.words.service;
    let said = look.station().map(|s| &s.said);
    let broken = look.frame.broken.is_some();
    let misled = look.trace().events.iter().find_map(|e| match e.what {
        What::Misled { address } => Some(address.to_string()),
        _ => None,
    });
    let (good, told) = match said {
        Some(Said::Erred) => (false, words.erring.clone()),
        Some(Said::Closed) => (false, words.down.clone()),
        Some(Said::Silence { .. }) => (false, words.silent.clone()),
        Some(Said::Misled) => {
            let address = misled.unwrap_or_default();
            (false, fill(&words.other_host, &[("address", &address)]))
        }
        _ if broken => (true, words.up_nobody.clone()),
        _ => (true, words.up.clone()),
    };
    let told = el("span")
        .class(if good { "good-code" } else { "bad-code" })
        .child(told);
    fact(&look.words.labels.state, told)
}

/// A number with its thousands set apart, as on the rest of the page.
pub(super) fn thousands(n: u32) -> String {
    let digits = n.to_string();
    let mut text = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
