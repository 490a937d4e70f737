//! The times at which a story is worth asking, and what is asked then.

use core::net::IpAddr;
use std::collections::BTreeSet;

use crate::clock::{Span, Time};
use crate::dns::{Name, Rtype};
use crate::host::Error;
use crate::incident::Story;
use crate::sim::Trace;
use crate::sim::fault::Place;
use crate::sim::session::Session;
use crate::sim::trace::{Cause, What};

/// How long before and after a change is asked.
const NEAR: Span = Span::from_mins(1);

/// The pause between two questions, about that of the lab.
const BETWEEN: Span = Span::from_ms(400);

/// The times: those of the steps; for each fault a minute before it, a minute into it, its middle, and a minute after
/// it; and both ends of the day.
pub(super) fn times(story: &Story) -> BTreeSet<Time> {
    let (first, last) = (story.day.from, story.day.until);
    let mut times: BTreeSet<Time> = story.steps.iter().map(|step| step.at).collect();
    let mut also = vec![first, last];
    for fault in &story.faults {
        let (from, until) = (fault.from.max(first), fault.until.min(last));
        let middle = from + Span::from_ms((until - from).ms() / 2);
        also.extend([
            fault.from - NEAR,
            fault.from + NEAR,
            middle,
            fault.until + NEAR,
        ]);
    }
    times.extend(also.into_iter().filter(|t| (first..=last).contains(t)));
    times
}

/// A question at a time, with what comes of it in the story.
#[derive(Clone, Debug)]
pub(super) struct Asked {
    /// The first of the services that need it, as a place in the story's list.
    pub(super) service: usize,
    /// The ids of all services that need it.
    pub(super) services: Vec<String>,
    /// The name.
    pub(super) name: Name,
    /// The type.
    pub(super) rtype: Rtype,
    /// What happens.
    pub(super) trace: Trace,
    /// The link that breaks.
    pub(super) broken: Option<String>,
    /// The stations whose servers are asked, in the order of first contact.
    pub(super) path: Vec<String>,
    /// The names that they are asked for.
    pub(super) asked: BTreeSet<Name>,
}

/// The questions of all services at a time, each name and type once: those that are answered first, because a server
/// that does not reply is remembered by some resolvers; and why some cannot be put.
pub(super) fn questions(
    story: &Story,
    at: Time,
    resolver: usize,
) -> Result<(Vec<Asked>, Vec<String>), Error> {
    let (mut all, mut left_out): (Vec<Asked>, Vec<String>) = (Vec::new(), Vec::new());
    let followed = story.followed;
    let order =
        core::iter::once(followed).chain((0..story.services.len()).filter(|n| *n != followed));
    for n in order {
        let Some(service) = story.services.get(n) else {
            continue;
        };
        let known = all
            .iter_mut()
            .find(|a| a.name == service.name && a.rtype == service.rtype);
        if let Some(known) = known {
            known.services.push(service.id.clone());
            continue;
        }
        all.push(asked(story, n, at)?);
    }
    all.retain(|asked| match hindrance(story, at, asked, resolver) {
        Some(why) => {
            left_out.push(why);
            false
        }
        None => true,
    });
    all.sort_by_key(|asked| !asked.trace.outcome.reached);
    // Each of these costs every resolver up to 15 s, and one tells as much as all of them.
    let mut silent: Vec<(Option<String>, Vec<String>)> = Vec::new();
    all.retain(|asked| {
        if asked.trace.outcome.cause != Some(Cause::NoReply) {
            return true;
        }
        let key = (asked.broken.clone(), asked.path.clone());
        if silent.contains(&key) {
            return false;
        }
        silent.push(key);
        true
    });
    Ok((all, left_out))
}

/// The questions in groups, in each of which one teaches the resolver nothing that changes what comes of the next.
pub(super) fn groups(story: &Story, at: Time, all: Vec<Asked>) -> Result<Vec<Vec<Asked>>, Error> {
    let mut groups: Vec<Vec<Asked>> = Vec::new();
    for asked in all {
        match groups.last_mut() {
            Some(group) if is_undisturbed(story, at, group, &asked)? => group.push(asked),
            _ => groups.push(vec![asked]),
        }
    }
    Ok(groups)
}

/// Whether a question ends after those of the group as it does by itself.
fn is_undisturbed(story: &Story, at: Time, group: &[Asked], next: &Asked) -> Result<bool, Error> {
    let mut session = Session::new(&story.world, &story.faults, 0);
    let (mut now, mut first) = (at, true);
    for asked in group.iter().chain([next]) {
        let Some(mut question) = story.question(asked.service, at) else {
            return Ok(false);
        };
        if first {
            session.recall_visits(&question)?;
        }
        (question.at, first) = (now, false);
        let trace = session.ask(&question)?;
        if trace.outcome != asked.trace.outcome {
            return Ok(false);
        }
        let took = trace.events.last().map_or(0, |event| event.ms);
        now = now + Span::from_ms(i64::from(took)) + BETWEEN;
    }
    Ok(true)
}

fn asked(story: &Story, n: usize, at: Time) -> Result<Asked, Error> {
    let trace = story.trace(n, at)?;
    let chain = story.chain(n)?;
    let broken = chain
        .broken(&trace)
        .and_then(|broken| chain.link_name(broken.link));
    let (mut path, mut asked) = (Vec::new(), BTreeSet::from([trace.name.clone()]));
    for event in &trace.events {
        if let What::Asked {
            name,
            server: Some(_),
            ..
        } = &event.what
        {
            asked.insert(name.clone());
            if !path.iter().any(|id: &String| **id == *event.to) {
                path.push(event.to.to_string());
            }
        }
    }
    Ok(Asked {
        service: n,
        services: story
            .services
            .get(n)
            .map(|s| s.id.clone())
            .into_iter()
            .collect(),
        name: trace.name.clone(),
        rtype: trace.rtype,
        broken,
        path,
        asked,
        trace,
    })
}

/// Why a question cannot be put to a real resolver, where it cannot. `resolver` is the one that would be asked.
fn hindrance(story: &Story, at: Time, asked: &Asked, resolver: usize) -> Option<String> {
    let what = format!("{} {} at {at}", asked.name, asked.rtype);
    let stub = story
        .world
        .stubs
        .iter()
        .find(|s| s.station == story.device)?;
    let used = story.world.resolvers.get(resolver)?;
    let resolvers = &story.world.resolvers;
    let ours = |place: &Place| match place {
        Place::Station(id) => *id == stub.station || resolvers.iter().any(|r| r.station == *id),
        Place::Network(prefix) => resolvers.iter().any(|r| prefix.covers(r.address)),
        Place::Server(_) | Place::Servers { .. } => false,
    };
    let about = |under: &Option<Name>| under.as_ref().is_none_or(|u| asked.name.is_under(u));
    let broken = story
        .faults
        .iter()
        .any(|f| f.met(at, 0) && ours(&f.place) && about(&f.under));
    if broken {
        return Some(format!(
            "{what}: the fault is in the resolver or the device; not put."
        ));
    }
    let private = resolvers.iter().flat_map(|r| &r.views).any(|view| {
        let zones = view.zones.iter().filter_map(|n| story.world.zones.get(*n));
        view.serves(stub.address) && zones.into_iter().any(|z| asked.name.is_under(z.apex()))
    });
    if private {
        return Some(format!(
            "{what}: a resolver answers from data of its own; not put."
        ));
    }
    let reaches = asked
        .trace
        .events
        .iter()
        .any(|e| *e.to == *used.station && matches!(e.what, What::Asked { .. }));
    (!reaches)
        .then(|| format!("{what}: answered from memory before it gets to the resolver; not put."))
}

/// The resolver that real ones stand in for, as a place in the world's list: the first that the device asks, or the last
/// of those that pass everything on.
pub(super) fn resolver(story: &Story) -> Option<usize> {
    let world = &story.world;
    let stub = world.stubs.iter().find(|s| s.station == story.device)?;
    let place = |address: &IpAddr| world.resolvers.iter().position(|r| r.address == *address);
    let mut found = stub.resolvers.iter().find_map(place)?;
    // As many times as there are resolvers, in case they pass a question round.
    for _ in &world.resolvers {
        let passes = world.resolvers.get(found)?.forward.iter();
        let all = passes.filter(|forward| forward.zone.depth() == 0);
        match all.flat_map(|forward| &forward.addresses).find_map(place) {
            Some(next) => found = next,
            None => break,
        }
    }
    Some(found)
}
