//! What the inspector looks at: one station at one time, with what the simulation knows of it.

use std::rc::Rc;

use crate::clock::Time;
use crate::dns::Message;
use crate::incident::Engine;
use crate::sim::Trace;
use crate::sim::frame::{Frame, StationFrame};
use crate::sim::inspect::{Holding, Inspection, Served};
use crate::sim::recorder::Crossing;
use crate::sim::trace::What;
use crate::sim::world::Role;
use crate::text::InspectorText;
use crate::ui::state::State;

/// What is looked at: one station at one time.
pub(super) struct Look<'a> {
    pub(super) state: &'a State,
    pub(super) words: &'a InspectorText,
    engine: Engine,
    inspection: &'a Inspection,
    /// How many of the trace's events are shown.
    pub(super) shown: usize,
    pub(super) frame: &'a Frame,
    /// The station's place in the chain.
    pub(super) n: usize,
    pub(super) id: &'a str,
    pub(super) role: Role,
    /// The last message that it took part in, and whether the reply is there, or the wait over.
    pub(super) last: Option<(&'a Crossing, bool)>,
    /// Of a name server: its zone.
    pub(super) served: Option<Served>,
}

impl<'a> Look<'a> {
    pub(super) fn new(
        state: &'a State,
        words: &'a InspectorText,
        inspection: &'a Inspection,
        frame: &'a Frame,
        shown: usize,
        n: usize,
    ) -> Option<Self> {
        let story = &state.stage.story;
        let id: &str = frame.stations.get(n).map(|s| &*s.id)?;
        let station = story.world.stations.iter().find(|s| *s.id == *id);
        let role = station.map_or(Role::Authority, |s| s.role);
        let mut look = Self {
            state,
            words,
            engine: state.stage.engine?,
            inspection,
            shown,
            frame,
            n,
            id,
            role,
            last: None,
            served: None,
        };
        let mut crossings = inspection.crossings_at(id, shown);
        look.last = match role {
            Role::Reader | Role::Service => None,
            Role::Device => crossings.rfind(|(c, _)| *c.from == *id),
            Role::Authority => crossings.rfind(|(c, _)| *c.to == *id),
            // What it said last: a reply to who asked it, or a query of its own.
            Role::Resolver => crossings
                .filter(|(c, over)| *c.from == *id || *over)
                .max_by_key(|(c, _)| if *c.from == *id { c.sent } else { c.back }),
        };
        if role == Role::Authority {
            look.served = look.zone();
        }
        Some(look)
    }

    /// The zone that the server has for what it was asked last, or would be asked.
    fn zone(&self) -> Option<Served> {
        let story = &self.state.stage.story;
        let asked = self.last.and_then(|(c, _)| {
            let query = Message::from_wire(&c.query).ok()?;
            Some((c.server.as_ref()?.address, query.name))
        });
        let servers = story.world.servers.iter();
        let mut here = servers.filter(|s| *s.station == *self.id);
        let first = || Some((*here.next()?.addresses.first()?, self.trace().name.clone()));
        let (address, name) = asked.or_else(first)?;
        self.engine.served(story, address, self.now(), &name)
    }

    pub(super) fn trace(&self) -> &'a Trace {
        &self.inspection.trace
    }

    /// The time of what is shown.
    pub(super) fn now(&self) -> Time {
        self.inspection.clock(self.shown)
    }

    pub(super) fn station(&self) -> Option<&'a StationFrame> {
        self.frame.stations.get(self.n)
    }

    /// What it sent last, its reply or its query; otherwise the query of who waits for its reply.
    pub(super) fn octets(&self) -> Option<&'a [u8]> {
        let (crossing, over) = self.last?;
        let asks = *crossing.from == *self.id;
        let reply = crossing.reply.as_deref().filter(|_| over && !asks);
        Some(reply.unwrap_or(&crossing.query))
    }

    /// The same, read.
    pub(super) fn message(&self) -> Option<Message> {
        self.octets().and_then(|wire| Message::from_wire(wire).ok())
    }

    /// Its last message, where that is a reply.
    pub(super) fn reply(&self) -> Option<Message> {
        self.message().filter(|message| message.head.reply)
    }

    /// Who remembers on its behalf: itself, or the resolver that asks it.
    pub(super) fn holder(&self) -> Option<Rc<str>> {
        match self.role {
            Role::Device | Role::Resolver => Some(self.id.into()),
            Role::Reader | Role::Service => None,
            Role::Authority => {
                let asker = self.last.map(|(c, _)| c.from.clone());
                let resolvers = &self.state.stage.story.world.resolvers;
                let in_chain = |id: &Rc<str>| self.state.stage.chain().position(id).is_some();
                let mut all = resolvers.iter().map(|r| r.station.clone());
                asker.or_else(|| all.find(in_chain))
            }
        }
    }

    /// Whether it has answered from its memory.
    pub(super) fn remembered(&self) -> bool {
        let mut events = self.trace().events.iter().take(self.shown);
        events.any(|e| *e.from == *self.id && matches!(e.what, What::FromCache { .. }))
    }

    /// What a memory holds at the time of what is shown.
    pub(super) fn holdings(&self, holder: &str) -> Vec<Holding> {
        let story = &self.state.stage.story;
        self.engine
            .holdings(story, self.inspection, holder, self.now())
    }

    /// A time by the clock of the place, to the second.
    pub(super) fn clock(&self, at: Time) -> String {
        let (h, m, s) = at.wall_clock(self.state.stage.story.day.offset);
        format!("{h:02}:{m:02}:{s:02}")
    }

    /// A span in the coarsest unit that says enough.
    pub(super) fn age(&self, seconds: u32) -> String {
        self.state.words().age(seconds)
    }

    /// The name of a station.
    pub(super) fn name(&self, id: &'a str) -> &'a str {
        self.state.stage.story.text.station(id)
    }
}
