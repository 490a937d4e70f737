//! What people used, and when it did not work.

use super::{Lowering, ids};
use crate::incident::file::{End, IncidentFile, WindowFile};
use crate::incident::{Service, Source, Window};

impl Lowering<'_> {
    pub(super) fn services(&mut self, form: &IncidentFile, sources: &[Source]) -> Vec<Service> {
        let own: Vec<_> = form.services.iter().map(|s| &s.id).collect();
        self.once(&own, "service");
        let lanes: Vec<_> = form.lanes.iter().map(|l| &l.id).collect();
        self.once(&lanes, "lane");
        let mut services = Vec::new();
        for s in &form.services {
            let lane = s.lane.as_ref();
            let lane = lane.and_then(|l| self.place(l, &ids(&form.lanes), "lane"));
            let mut out: Vec<Window> = s.out.iter().map(|w| self.window(w, sources)).collect();
            out.sort_by_key(|w| w.from);
            services.push(Service {
                id: s.id.as_ref().clone(),
                lane,
                name: s.lookup.as_ref().0.clone(),
                rtype: s.rtype.0,
                out,
                shapes: Vec::new(),
                samples: None,
                claim: self.claim(&s.claim, sources),
            });
        }
        services
    }

    fn window(&mut self, w: &WindowFile, sources: &[Source]) -> Window {
        let (from, until) = (w.from.0, w.until.as_ref().0);
        if until <= from {
            self.wrong(
                &w.until,
                format!("the window ends at {until}, expected a time later than its start, {from}"),
            );
        }
        Window {
            from,
            until,
            about_from: w.approximate.contains(&End::From),
            about_until: w.approximate.contains(&End::Until),
            degree: w.degree,
            claim: self.claim(&w.claim, sources),
        }
    }
}
