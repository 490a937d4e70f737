//! Takes down what happens to the reader's question.

use core::net::IpAddr;

use super::network::Transport;
use super::trace::{Event, Server, StationId, What};
use crate::clock::Time;
use crate::dns::{Name, Rtype};

/// A list of events in the making. One that is off writes nothing: so questions that others asked leave no trace.
#[derive(Debug)]
pub struct Recorder {
    began: Time,
    on: bool,
    /// In order of time.
    events: Vec<Event>,
    queries: Vec<Query>,
    /// The messages that crossed, where they are wanted too.
    crossings: Option<Vec<Crossing>>,
}

/// A query that a resolver sent to a server, as a packet log would have it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    /// When it was sent.
    pub sent: Time,
    /// Where to.
    pub address: IpAddr,
    /// How.
    pub transport: Transport,
    /// The name in the question.
    pub name: Name,
    /// The type in the question.
    pub rtype: Rtype,
}

/// A query that one station sent to another, and what came back: the octets themselves.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Crossing {
    /// Who asked.
    pub from: StationId,
    /// Who was asked.
    pub to: StationId,
    /// The server of that station, where it is one, with the address asked.
    pub server: Option<Server>,
    /// How the query travelled.
    pub transport: Transport,
    /// When it was sent.
    pub sent: Time,
    /// When the reply was there, or the wait was over.
    pub back: Time,
    /// The query in wire format.
    pub query: Vec<u8>,
    /// The reply in wire format; `None`: none came in time.
    pub reply: Option<Vec<u8>>,
}

impl Recorder {
    /// Takes down events from this time on.
    pub fn on(began: Time) -> Self {
        Self {
            began,
            on: true,
            events: Vec::new(),
            queries: Vec::new(),
            crossings: None,
        }
    }

    /// Takes down events from this time on, and the messages too.
    pub fn keeping(began: Time) -> Self {
        Self {
            crossings: Some(Vec::new()),
            ..Self::on(began)
        }
    }

    /// Takes down nothing.
    pub fn off() -> Self {
        Self {
            began: Time::default(),
            on: false,
            events: Vec::new(),
            queries: Vec::new(),
            crossings: None,
        }
    }

    /// Takes down an event; `what` is made only where it is wanted.
    pub fn note(
        &mut self,
        at: Time,
        from: &StationId,
        to: &StationId,
        what: impl FnOnce() -> What,
    ) {
        if self.on {
            let ms = u32::try_from((at - self.began).ms()).unwrap_or_default();
            // Most events come in order. (A sort of the whole list in the end is more code than finding the place.)
            let place = self.events.partition_point(|event| event.ms <= ms);
            let (from, to) = (from.clone(), to.clone());
            let what = what();
            self.events.insert(place, Event { ms, from, to, what });
        }
    }

    /// Takes down a query on its way to a server.
    pub fn note_query(
        &mut self,
        sent: Time,
        address: IpAddr,
        transport: Transport,
        name: &Name,
        rtype: Rtype,
    ) {
        if self.on {
            self.queries.push(Query {
                sent,
                address,
                transport,
                name: name.clone(),
                rtype,
            });
        }
    }

    /// Takes down a query and what came of it; it is made only where it is wanted.
    pub fn keep(&mut self, crossing: impl FnOnce() -> Crossing) {
        if let Some(crossings) = &mut self.crossings {
            crossings.push(crossing());
        }
    }

    /// The messages that crossed so far, in the order in which their replies came; none where they are not kept.
    pub fn take_crossings(&mut self) -> Vec<Crossing> {
        self.crossings.take().unwrap_or_default()
    }

    /// The queries that went to servers so far, in the order in which they were sent.
    pub fn queries(&self) -> &[Query] {
        &self.queries
    }

    /// The events in order of time until `end`; at equal times in the order in which they were noted, which is that of
    /// cause.
    pub fn finish(mut self, end: Time) -> Vec<Event> {
        let end = u32::try_from((end - self.began).ms()).unwrap_or(u32::MAX);
        self.events.retain(|event| event.ms <= end);
        self.events
    }
}
