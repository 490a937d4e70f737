//! The impact of each fault on each service, with the TTLs that the resolver itself meets.

use super::Lowering;
use crate::clock::{Span, Time};
use crate::impact::{Curve, Samples, Shape};
use crate::incident::Story;
use crate::incident::file::IncidentFile;
use crate::sim::trace::{Cause, Event, What};
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
            let good_ttl_s = good_ttl(&healthy);
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
            let until = story.day.until;
            if let Some(service) = story.services.get_mut(n) {
                service.samples = samples(&shapes, until);
                service.shapes = shapes;
            }
        }
    }
}

/// For how long the good answer is kept, in seconds: what the device is told, which is the TTL of the record that runs out
/// first, within the resolver's limits.
fn good_ttl(healthy: &Trace) -> u32 {
    let ttls = healthy.events.iter().rev().find_map(|e| match &e.what {
        What::Answered(a) => Some(a.ttl),
        _ => None,
    });
    ttls.unwrap_or(0)
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
    let (good_ttl_s, failure_ttl_s) = kept(world, &broken, good_ttl_s);
    Some(Shape {
        from: fault.from,
        until: fault.until,
        spread_s: seconds(fault.spread),
        share_per_mille: fault.share,
        good_ttl_s,
        failure_ttl_s,
    })
}

/// For how long a good answer shields from what broke a question, and for how long what came of it is kept, in seconds.
fn kept(world: &World, broken: &Trace, good_ttl_s: u32) -> (u32, u32) {
    let at_service = |e: &Event| world.services.iter().any(|host| host.station == e.from);
    let searched = |e: &Event| {
        let by_resolver = world.resolvers.iter().any(|r| r.station == e.from);
        by_resolver && matches!(e.what, What::Asked { .. })
    };
    let denied = broken.events.iter().rev().find_map(|e| match e.what {
        What::NoSuchName { ttl, .. } | What::NoData { ttl, .. } => Some(ttl),
        _ => None,
    });
    match broken.events.last() {
        // A wrong answer is kept as long as a right one.
        Some(last) if matches!(last.what, What::Misled { .. }) => (good_ttl_s, good_ttl_s),
        // The answer is right, and of no use.
        Some(last) if at_service(last) => (0, 0),
        _ => match (broken.outcome.cause, denied, world.resolvers.first()) {
            (Some(Cause::NotThere), Some(ttl), _) => (good_ttl_s, ttl),
            (_, _, Some(resolver)) if broken.events.iter().any(searched) => {
                (good_ttl_s, resolver.keeps_failure())
            }
            // A resolver that was not asked, or did not search, has nothing to remember.
            _ => (good_ttl_s, 0),
        },
    }
}

/// How many samples a curve of several faults has.
const SAMPLES: usize = 600;

/// The curve of several faults until then, for the browser, which runs no population of caches.
fn samples(shapes: &[Shape], until: Time) -> Option<Samples> {
    // What is wrong with a shape has been told.
    let curve = Curve::of_all(shapes, until).ok()??;
    if shapes.len() < 2 {
        return None;
    }
    let (from, length) = (curve.starts(), (curve.ends() - curve.starts()).ms());
    let every = Span::from_ms(length / SAMPLES.cast_signed() as i64 + 1);
    let mut at = from;
    let shares = core::iter::repeat_with(|| {
        let share = curve.failing_at(at);
        at = at + every;
        ten_thousandths(share)
    });
    Some(Samples {
        from,
        every,
        shares: shares.take(SAMPLES + 1).collect(),
    })
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "0 to 10000"
)]
fn ten_thousandths(share: f64) -> u16 {
    (share.clamp(0.0, 1.0) * 10_000.0).round() as u16
}

fn seconds(span: Span) -> u32 {
    u32::try_from(span.secs().max(0)).unwrap_or(u32::MAX)
}
