//! What a scenario says in words: the story's faults, and what the lab cannot express.

use std::net::IpAddr;

use super::addresses::Addresses;
use super::verbs::{Effect, effect};
use crate::dns::Rtype;
use crate::incident::Story;
use crate::sim::fault::{Fault, Place, Verb};

/// The faults in a line.
pub(super) fn faults(story: &Story) -> String {
    let line = |fault: &Fault| {
        let under = fault.under.as_ref().map(|under| format!(" for {under}"));
        let verb = format!("{:?}", fault.verb);
        // Without what it is about, which may be a whole zone.
        let verb = verb.split([' ', '{']).next().unwrap_or_default();
        format!(
            "{verb} from {} to {} at {}{}",
            fault.from,
            fault.until,
            place(&fault.place),
            under.unwrap_or_default()
        )
    };
    let lines: Vec<String> = story.faults.iter().map(line).collect();
    lines.join("; ")
}

/// What the lab cannot express of a story with this resolver, and what was done instead.
pub(super) fn left_out(story: &Story, resolver: usize, addresses: &Addresses) -> Vec<String> {
    let mut notes: Vec<String> = story.faults.iter().flat_map(of_fault).collect();
    for server in &story.world.servers {
        if !server.addresses.iter().any(IpAddr::is_ipv4) {
            let name = &server.name;
            notes.push(format!(
                "{name} is reached over IPv4 here: the lab has nothing else."
            ));
        }
    }
    if let Some(resolver) = story.world.resolvers.get(resolver) {
        if story.world.resolvers.len() > 1 {
            let station = &resolver.station;
            notes.push(format!(
                "Of several resolvers, real ones stand in for that at {station}."
            ));
        }
        for forward in resolver.forward.iter().chain(&resolver.stub_zones) {
            let first = forward.addresses.first().copied();
            if first.is_none_or(|own| addresses.in_lab(own) == own) {
                let zone = &forward.zone;
                notes.push(format!(
                    "{zone} is left to somebody outside the lab: left out."
                ));
            }
        }
        let validation = resolver.validation.as_ref();
        if validation.is_some_and(|v| !v.insecure.is_empty()) {
            notes.push("Negative trust anchors are left out.".to_owned());
        }
    }
    let mut once: Vec<String> = Vec::new();
    for note in notes {
        if !once.contains(&note) {
            once.push(note);
        }
    }
    once
}

fn of_fault(fault: &Fault) -> Vec<String> {
    let what = format!("The fault at {} from {}", place(&fault.place), fault.from);
    let mut notes = Vec::new();
    if fault.share < 1000 {
        let percent = f64::from(fault.share) / 10.0;
        notes.push(format!(
            "{what} meets {percent} % of the askers: asked as one of them."
        ));
        let of_some = !matches!(fault.place, Place::Station(_));
        if of_some && effect(&fault.verb) == Effect::Edits {
            let note =
                "is at the servers beside it too: which of them real resolvers ask is chance.";
            notes.push(format!("{what} {note}"));
        }
    }
    if fault.spread.ms() > 0 {
        let note = "ends for the askers one after another: asked as the first.";
        notes.push(format!("{what} {note}"));
    }
    if let Verb::DeleteRecords {
        rtype: Rtype::DS, ..
    } = fault.verb
    {
        let note = "removes DS records: the lab has no word for that, they stay.";
        notes.push(format!("{what} {note}"));
    }
    notes
}

/// A place, for people.
fn place(place: &Place) -> String {
    match place {
        Place::Station(station) => station.to_string(),
        Place::Server(name) => name.to_string(),
        Place::Network(prefix) => format!("{}/{}", prefix.address, prefix.length),
        Place::Servers { station, count } => format!("the first {count} of {station}"),
    }
}
