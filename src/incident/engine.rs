//! The simulation as a value: what works a story's questions out.
//!
//! The browser opens a story with the traces of its steps, which were worked out when the story was packed, and fetches
//! the simulation when a reader asks for another time. So what shows a story must not name the simulation, but be handed
//! it: this table of functions.

use core::net::IpAddr;

use super::pack::{self, PackError, Played};
use super::{Stage, Story};
use crate::clock::Time;
use crate::dns::Name;
use crate::sim::chain::Chain;
use crate::sim::inspect::{self, Holding, Inspection, Served};
use crate::sim::{self, Fault, Question, Trace, World, WorldError};

/// All that the simulation does for a story.
#[derive(Clone, Copy, Debug)]
pub struct Engine {
    trace: fn(&Story, usize, Time) -> Result<Trace, WorldError>,
    chain: fn(&Story, usize) -> Result<Chain, WorldError>,
    read: fn(&[u8]) -> Result<Played, PackError>,
    play: fn(&Stage, Played) -> Stage,
    inspect: fn(&World, &[Fault], &Question) -> Result<Inspection, WorldError>,
    holdings: fn(&Inspection, &World, &str, Time) -> Vec<Holding>,
    served: fn(&World, &[Fault], IpAddr, Time, &Name) -> Option<Served>,
}

impl Engine {
    /// The only one. In the page nothing but the part of that name may name it.
    pub const WHOLE: Self = Self {
        trace: |story, service, at| traced(story, service, at, &story.world, &story.faults),
        chain,
        read: pack::decode_world,
        play,
        inspect: inspect::inspect,
        holdings: Inspection::holdings,
        served: inspect::served,
    };

    /// What exists in a story and what breaks, from its second file.
    ///
    /// # Errors
    /// When the bytes are not that file, or damaged.
    pub fn read(self, bytes: &[u8]) -> Result<Played, PackError> {
        (self.read)(bytes)
    }

    /// What happens to the question for one service (a place in [`Story::services`]) at a time.
    ///
    /// # Errors
    /// When the story's world does not hold together.
    pub fn trace(self, story: &Story, service: usize, at: Time) -> Result<Trace, WorldError> {
        (self.trace)(story, service, at)
    }

    /// The chain that the question depends on: the way it goes with empty memories in a world without faults.
    ///
    /// # Errors
    /// When the story's world does not hold together.
    pub fn chain(self, story: &Story, service: usize) -> Result<Chain, WorldError> {
        (self.chain)(story, service)
    }

    /// A closer look at the followed question at a time: the messages and the memories.
    ///
    /// # Errors
    /// When the story's world does not hold together.
    pub fn inspect(self, story: &Story, at: Time) -> Result<Inspection, WorldError> {
        let question = asked(story, story.followed, at)?;
        (self.inspect)(&story.world, &story.faults, &question)
    }

    /// What the memory of a resolver or a device held then (see [`Inspection::holdings`]).
    pub fn holdings(
        self,
        story: &Story,
        inspection: &Inspection,
        station: &str,
        now: Time,
    ) -> Vec<Holding> {
        (self.holdings)(inspection, &story.world, station, now)
    }

    /// What a name server serves (see [`inspect::served`]).
    pub fn served(self, story: &Story, address: IpAddr, at: Time, name: &Name) -> Option<Served> {
        (self.served)(&story.world, &story.faults, address, at, name)
    }
}

fn chain(story: &Story, service: usize) -> Result<Chain, WorldError> {
    let fresh = World {
        visits: Vec::new(),
        ..story.world.clone()
    };
    let reference = traced(story, service, story.day.from, &fresh, &[])?;
    Ok(Chain::of(&reference, &story.destination()))
}

fn traced(
    story: &Story,
    service: usize,
    at: Time,
    world: &World,
    faults: &[Fault],
) -> Result<Trace, WorldError> {
    sim::run(world, faults, &asked(story, service, at)?)
}

fn asked(story: &Story, service: usize, at: Time) -> Result<Question, WorldError> {
    let question = story.question(service, at);
    question.ok_or(WorldError::OutOfRange {
        field: "service",
        expected: "a service of the story",
    })
}

impl PartialEq for Engine {
    /// There is only one.
    fn eq(&self, _: &Self) -> bool {
        true
    }
}

impl Stage {
    /// The stage with the simulation and all that it needs: every time can be shown.
    #[must_use]
    pub fn played(&self, engine: Engine, played: Played) -> Self {
        Self {
            engine: Some(engine),
            ..(engine.play)(self, played)
        }
    }
}

fn play(stage: &Stage, played: Played) -> Stage {
    let story = Story {
        world: played.world,
        faults: played.faults,
        ..Story::clone(&stage.story)
    };
    Stage {
        story: story.kept(),
        ..stage.clone()
    }
}
