//! The impact of each fault on each service, with the TTLs that the resolver itself meets.

use super::Lowering;
use crate::clock::{Span, Time};
use crate::dns::{Rtype, Zone};
use crate::impact::{Curve, Samples, Shape};
use crate::incident::Story;
use crate::incident::file::IncidentFile;
use crate::sim::trace::What;
use crate::sim::world::{Visit, Visitor};
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
            let faults = story.faults.iter();
            let shapes: Vec<Shape> = faults
                .filter_map(|f| shape(&fresh, f, &question, &healthy))
                .collect();
            for e in shapes.iter().filter_map(|s| s.check().err()) {
                self.wrong(
                    &file.lookup,
                    format!("a fault on this name has no curve: {e}"),
                );
            }
            // Services of the same name have the same curve.
            let mut before = story.services.iter().take(n);
            let samples = match before.find(|other| other.shapes == shapes) {
                Some(other) => other.samples.clone(),
                None => samples(&shapes, story.day.until),
            };
            if let Some(service) = story.services.get_mut(n) {
                (service.samples, service.shapes) = (samples, shapes);
            }
        }
    }
}

/// What the caches make of a fault on this question; `None` where the question is answered all the same.
fn shape(world: &World, fault: &Fault, question: &Question, healthy: &Trace) -> Option<Shape> {
    let question = Question {
        at: fault.from,
        ..question.clone()
    };
    let broken = sim::run(world, std::slice::from_ref(fault), &question).ok()?;
    if broken.outcome.reached {
        return None;
    }
    Some(Shape {
        from: fault.from,
        until: fault.until,
        spread_s: seconds(fault.spread),
        share_per_mille: fault.share,
        good_ttl_s: kept(world, fault, &question, healthy, false),
        failure_ttl_s: kept(world, fault, &question, &broken, true),
    })
}

/// For how long what a lookup left in the memories of device and resolver decides the next one, in seconds: a good answer,
/// or where that runs out sooner the way to those who give it, while the fault lasts; and what came of the fault, once it
/// is mended.
///
/// Of the TTLs met on the way the simulation is asked which of them it is: after each of them has run out, in order.
fn kept(world: &World, fault: &Fault, question: &Question, met: &Trace, failed: bool) -> u32 {
    let Some(resolver) = world.resolvers.first() else {
        return 0;
    };
    let mut ttls: Vec<u32> = vec![0];
    if failed {
        ttls.push(resolver.keeps_failure());
    }
    ttls.extend(met.events.iter().filter_map(|e| match &e.what {
        What::Answered(answer) => Some(resolver.keeps(answer.ttl)),
        What::Referred { ttl, .. } => Some(resolver.keeps(*ttl)),
        What::NoSuchName { ttl, .. } | What::NoData { ttl, .. } => {
            Some(resolver.keeps_denial(*ttl))
        }
        _ => None,
    }));
    if resolver.validation.is_some() {
        // That a zone below is not signed is proved by a denial, which is met in no event of its own.
        let proofs = world.zones.iter().flat_map(Zone::rrsets);
        let proofs = proofs.filter(|(_, set)| matches!(set.rtype, Rtype::NSEC | Rtype::NSEC3));
        ttls.extend(proofs.map(|(_, set)| resolver.keeps(set.ttl)));
    }
    ttls.sort_unstable();
    ttls.dedup();
    let lasts = met.events.last().map_or(0, |e| e.ms);
    let learnt = question.at + Span::from_ms(i64::from(lasts) + 1000);
    let world = World {
        visits: vec![Visit {
            at: question.at,
            every: None,
            name: question.name.clone(),
            rtype: question.rtype,
            visitor: Visitor::Reader,
        }],
        ..world.clone()
    };
    let later = |ttl: u32| learnt + Span::from_secs(i64::from(ttl) + 1);
    let longest = ttls.last().copied().unwrap_or(0);
    // The fault is there when the failure is learnt, and gone before it is asked for again; or the other way round.
    let (from, until) = if failed {
        (question.at, learnt)
    } else {
        (learnt, later(longest) + Span::from_mins(60))
    };
    let fault = Fault {
        from,
        until,
        spread: Span::from_ms(0),
        ..fault.clone()
    };
    let over = |ttl: &u32| {
        let at = later(*ttl);
        let question = Question {
            at,
            ..question.clone()
        };
        sim::run(&world, std::slice::from_ref(&fault), &question)
            .is_ok_and(|trace| trace.outcome.reached == failed)
    };
    ttls.iter().copied().find(over).unwrap_or(longest)
}

/// How many samples a curve of several faults has.
const SAMPLES: usize = 600;

/// The curve of several faults until then, for the browser, which runs no population of caches.
fn samples(shapes: &[Shape], until: Time) -> Option<Samples> {
    if shapes.len() < 2 {
        return None;
    }
    // What is wrong with a shape has been told.
    let curve = Curve::of_all(shapes, until).ok()??;
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
