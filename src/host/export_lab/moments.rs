//! The times at which a story is worth asking, and what is asked then.

use std::collections::BTreeSet;

use crate::clock::{Span, Time};
use crate::dns::{Name, Rtype};
use crate::host::Error;
use crate::incident::Story;
use crate::sim::Trace;
use crate::sim::fault::Place;
use crate::sim::trace::{Cause, What};

/// How long before and after a change is asked.
const NEAR: Span = Span::from_mins(1);

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
pub(super) fn questions(story: &Story, at: Time) -> Result<(Vec<Asked>, Vec<String>), Error> {
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
    all.retain(|asked| match hindrance(story, at, asked) {
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

/// Why a question cannot be put to a real resolver, where it cannot.
fn hindrance(story: &Story, at: Time, asked: &Asked) -> Option<String> {
    let what = format!("{} {} at {at}", asked.name, asked.rtype);
    let stub = story
        .world
        .stubs
        .iter()
        .find(|s| s.station == story.device)?;
    let resolver = story
        .world
        .resolvers
        .iter()
        .find(|r| r.address == stub.resolver);
    let Some(resolver) = resolver else {
        return Some(format!(
            "{what}: the device has no resolver to ask; not put."
        ));
    };
    let ours = |place: &Place| matches!(place, Place::Station(id) if *id == resolver.station || *id == stub.station);
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
    let reaches = asked
        .trace
        .events
        .iter()
        .any(|e| *e.to == *resolver.station && matches!(e.what, What::Asked { .. }));
    (!reaches).then(|| format!("{what}: the device remembers the answer; not put."))
}
