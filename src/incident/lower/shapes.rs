//! The impact of each fault on each service, with the TTLs that the resolver itself meets.

use super::Lowering;
use crate::impact::Shape;
use crate::incident::Story;
use crate::incident::file::IncidentFile;
use crate::sim::fault::Verb;
use crate::sim::trace::What;
use crate::sim::{self, Fault, Question, Trace, World};

impl Lowering<'_> {
    /// Asks the simulation for each service's name, first in a healthy world and then with each fault.
    pub(super) fn shapes(&mut self, form: &IncidentFile, story: &mut Story) {
        let fresh = World {
            visits: Vec::new(),
            ..story.world.clone()
        };
        for (n, file) in form.services.iter().enumerate() {
            let Some(question) = story.question(n, story.day.from) else {
                continue;
            };
            let healthy = match sim::run(&fresh, &[], &question) {
                Ok(trace) => trace,
                Err(e) => {
                    let message = format!("the world does not hold together: {e}, expected it to");
                    return self.wrong(&file.lookup, message);
                }
            };
            if !healthy.outcome.reached {
                let message = format!(
                    "`{}` leads nowhere even without the fault, expected it to lead to an address of [host]",
                    file.lookup.as_ref().0
                );
                self.wrong(&file.lookup, message);
                continue;
            }
            let good_ttl_s = good_ttl(&fresh, &healthy);
            let faults = story.faults.iter();
            let shapes: Vec<Shape> = faults
                .filter_map(|f| shape(&fresh, f, &question, good_ttl_s))
                .collect();
            for e in shapes.iter().filter_map(|s| s.check().err()) {
                self.wrong(
                    &file.lookup,
                    format!("a fault on this name has no curve: {e}"),
                );
            }
            if let Some(service) = story.services.get_mut(n) {
                service.shapes = shapes;
            }
        }
    }
}

/// For how long the resolver keeps the good answer, in seconds.
fn good_ttl(world: &World, healthy: &Trace) -> u32 {
    let ttls = healthy.events.iter().filter_map(|e| match &e.what {
        What::Answered(a) => Some(a.ttl),
        _ => None,
    });
    // Of an alias and its target the one that runs out first is asked for again.
    let ttl = ttls.min().unwrap_or(0);
    world.resolvers.first().map_or(ttl, |r| r.keeps(ttl))
}

/// What the caches make of a fault on this question; `None` where the question is answered all the same.
fn shape(world: &World, fault: &Fault, question: &Question, good_ttl_s: u32) -> Option<Shape> {
    let question = Question {
        at: fault.from,
        ..question.clone()
    };
    let broken = sim::run(world, std::slice::from_ref(fault), &question).ok()?;
    if broken.outcome.reached {
        return None;
    }
    let resolver = world.resolvers.first()?;
    let denied = broken.events.iter().find_map(|e| match e.what {
        What::NoSuchName { ttl, .. } | What::NoData { ttl, .. } => Some(ttl),
        _ => None,
    });
    let failure_ttl_s = match (&fault.verb, denied) {
        // A wrong answer is kept as long as a right one.
        (Verb::ChangeAddress { .. }, _) => good_ttl_s,
        (_, Some(ttl)) => resolver.keeps_denial(ttl),
        (_, None) => resolver.keeps_failure(),
    };
    Some(Shape {
        from: fault.from,
        until: fault.until,
        spread_s: seconds(fault.spread),
        share_per_mille: fault.share,
        good_ttl_s,
        failure_ttl_s,
    })
}

fn seconds(span: crate::clock::Span) -> u32 {
    u32::try_from(span.secs().max(0)).unwrap_or(u32::MAX)
}
