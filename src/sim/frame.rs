//! One still of a trace: what every station and every link shows after some of its events.

mod shown;

pub use shown::{Said, State};

use crate::dns::{Name, Rcode, Rtype};
use crate::sim::chain::Chain;
use crate::sim::trace::{Cached, Cause, StationId, Trace, What};

/// What the chain shows after the first events of a trace.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The stations, in the order of the chain.
    pub stations: Vec<StationFrame>,
    /// The links between them; one fewer.
    pub links: Vec<LinkFrame>,
    /// The station that the question is at.
    pub current: usize,
    /// How many labels of the name, from the right, have been found.
    pub found_labels: usize,
    /// Whether the rest of the name was asked for and not found.
    pub missing: bool,
    /// The broken link, once it has broken.
    pub broken: Option<usize>,
    /// Whether the address came back and led to the right place.
    pub reached: bool,
    /// Milliseconds since the question was put, at this still.
    pub ms: u32,
}

/// One station in a still.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StationFrame {
    /// The station's id.
    pub id: StationId,
    /// What it is doing.
    pub state: State,
    /// What it last said.
    pub said: Said,
    /// The host name of the server that was asked, where one was.
    pub host: Option<Name>,
}

/// One link in a still.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LinkFrame {
    /// Its name, as `auth-service`.
    pub name: String,
    /// What it shows.
    pub state: State,
    /// How long the question took over it and back, in milliseconds.
    pub took_ms: Option<u32>,
}

impl Frame {
    /// The still after the first `shown` events of `trace`; more than there are shows them all.
    pub fn at(chain: &Chain, trace: &Trace, shown: usize) -> Self {
        let mut still = Self::empty(chain);
        let broken = chain.broken(trace);
        let mut asked_ms = vec![None; chain.stations().len()];
        for e in trace.events.iter().take(shown) {
            still.ms = e.ms;
            still.apply(chain, e, &mut asked_ms);
        }
        if let Some(b) = broken.filter(|b| b.event < shown) {
            still.tear(b.link, b.culprit, b.wrong);
            if let Some(who) = b.remembered_by {
                // What lies between is not asked again: the memory stands in for it.
                for n in who + 1..b.culprit {
                    still.mark_link(n, State::Cached);
                }
                if b.culprit <= b.link {
                    still.mark_link(b.culprit, State::Cached);
                }
                still.current = who;
            }
            // The label count includes the root's empty label.
            still.missing = still.found_labels + 1 < trace.name.label_count();
        }
        still
    }

    /// How many events to show so that the question stands at `station`, before it is passed on; all of them where it
    /// never gets there.
    pub fn shown_until(trace: &Trace, station: &str) -> usize {
        let asks = |e: &crate::sim::trace::Event| matches!(e.what, What::Asked { .. });
        let here = |id: &StationId| &**id == station;
        if let Some(n) = trace.events.iter().position(|e| here(&e.from) && asks(e)) {
            return n;
        }
        trace
            .events
            .iter()
            .position(|e| here(&e.from))
            .map_or(trace.events.len(), |n| n + 1)
    }

    fn empty(chain: &Chain) -> Self {
        let blank = |id: &StationId| StationFrame {
            id: id.clone(),
            state: State::Idle,
            said: Said::Nothing,
            host: None,
        };
        let mut stations: Vec<_> = chain.stations().iter().map(blank).collect();
        if let Some(last) = stations.last_mut() {
            last.said = Said::Open;
        }
        let links = (0..chain.links())
            .map(|n| LinkFrame {
                name: chain.link_name(n).unwrap_or_default(),
                state: State::Idle,
                took_ms: None,
            })
            .collect();
        Self {
            stations,
            links,
            current: 0,
            found_labels: 0,
            missing: false,
            broken: None,
            reached: false,
            ms: 0,
        }
    }

    fn apply(&mut self, chain: &Chain, e: &crate::sim::trace::Event, asked_ms: &mut [Option<u32>]) {
        let (Some(from), Some(to)) = (chain.position(&e.from), chain.position(&e.to)) else {
            return;
        };
        match &e.what {
            What::Asked { server, .. } => {
                self.current = to;
                self.mark_link(to, State::Asked);
                self.set(to, State::Asked, None);
                self.set(
                    from,
                    State::Asked,
                    (from == 0).then_some(Said::Waiting { ms: e.ms }),
                );
                if let (Some(s), Some(station)) = (server, self.stations.get_mut(to)) {
                    station.host = Some(s.name.clone());
                }
                if let Some(slot) = asked_ms.get_mut(to) {
                    *slot = Some(e.ms);
                }
            }
            What::Missed { .. } => self.set(from, State::Asked, Some(Said::Missed)),
            What::Expired { at, ttl, .. } => {
                self.set(
                    from,
                    State::Asked,
                    Some(Said::Expired { at: *at, ttl: *ttl }),
                );
            }
            What::Referred { zone, .. } => {
                self.took(from, e.ms, asked_ms);
                self.find(zone);
                self.set(
                    from,
                    State::Asked,
                    Some(Said::Referral { zone: zone.clone() }),
                );
            }
            What::DelegationFromCache { zone, age, .. } => {
                let (zone, age) = (zone.clone(), *age);
                self.find(&zone);
                // A saved delegation stands in for the servers that lead to its zone.
                for n in chain.above(&zone).filter(|n| *n > from) {
                    self.mark_link(n, State::Cached);
                    self.set(n, State::Cached, None);
                }
                let said = Said::RemembersReferral { zone, age };
                self.set(from, State::Asked, Some(said));
            }
            What::Answered(answer) => {
                self.took(from, e.ms, asked_ms);
                let data = answer.data.first().cloned().unwrap_or_default();
                // Only the server's own words stand above it; those who pass the answer on keep what they said before.
                // What a validator asks for on the way is nobody's answer (RFC 4035 section 5).
                let of_trust = matches!(answer.rtype, Rtype::DS | Rtype::DNSKEY);
                let own = !chain.asks(from) && !of_trust;
                let said = own.then_some(Said::Answer { data });
                self.set(from, State::Answered, said);
                self.mark_link(from, State::Answered);
                self.current = to;
                self.find(&answer.name);
                if to == 0 {
                    self.answer_came_back(chain.links().saturating_sub(1));
                }
            }
            What::Alias { .. } => self.set(from, State::Answered, None),
            What::NoSuchName { .. } => {
                self.reply(chain, from, e.ms, asked_ms, Said::NoSuchName);
                self.give_up(to, Cause::NotThere, Rcode::NXDOMAIN);
            }
            What::NoData { .. } => {
                self.reply(chain, from, e.ms, asked_ms, Said::NoData);
                self.give_up(to, Cause::NotThere, Rcode::NOERROR);
            }
            What::Declined { rcode } => {
                self.reply(chain, from, e.ms, asked_ms, Said::Error { rcode: *rcode });
                self.give_up(to, Cause::ServersFailed, *rcode);
            }
            What::Useless => self.reply(chain, from, e.ms, asked_ms, Said::Useless),
            What::Rejected { flaw, .. } => {
                self.reply(chain, from, e.ms, asked_ms, Said::Rejected { flaw: *flaw });
            }
            What::Checked { .. } => {}
            What::Closed => {
                self.took(from, e.ms, asked_ms);
                self.set(from, State::Slow, Some(Said::Closed));
            }
            What::Local { .. } => self.set(from, State::Answered, Some(Said::Local)),
            What::Erred => {
                self.answer_came_back(from);
                self.set(from, State::Broken, Some(Said::Erred));
                self.current = from;
            }
            What::TimedOut { after_ms } => {
                self.mark_link(from, State::Slow);
                // Who has asked somebody else is not silent: it waits itself, and what it said before stands.
                let waits = self.links.get(from).is_some_and(|l| l.state != State::Idle);
                let silence = Said::Silence {
                    after_ms: *after_ms,
                };
                self.set(from, State::Slow, (!waits).then(|| silence.clone()));
                if to == 0 {
                    self.set(to, State::Asked, Some(silence));
                }
            }
            What::FromCache {
                found, age, ttl, ..
            } => self.remembers(from, found, *age, *ttl),
            What::Failed { cause } => {
                if *cause == Cause::NoResolver {
                    self.set(from, State::Asked, Some(Said::NoResolver));
                }
                self.set(to, State::Asked, None);
                self.give_up(to, *cause, Rcode::SERVFAIL);
            }
            What::Connected { .. } => self.arrive(from, to),
            What::Misled { .. } => {
                self.set(from, State::Answered, Some(Said::Nothing));
                self.set(to, State::Wrong, Some(Said::Misled));
                self.current = to;
            }
        }
    }

    /// A reply that is not the answer: shown above servers; a messenger's own earlier words stay.
    fn reply(&mut self, chain: &Chain, from: usize, ms: u32, asked: &[Option<u32>], said: Said) {
        self.took(from, ms, asked);
        self.set(from, State::Asked, (!chain.asks(from)).then_some(said));
    }

    fn remembers(&mut self, from: usize, found: &Cached, age: u32, ttl: u32) {
        match found {
            Cached::Answer(answer) => {
                self.set(from, State::Cached, Some(Said::Copy { age, ttl }));
                self.mark_link(from + 1, State::Cached);
                self.find(&answer.name);
            }
            Cached::NoSuchName { .. } => self.set(from, State::Cached, Some(Said::NoSuchName)),
            Cached::NoData { .. } => self.set(from, State::Cached, Some(Said::NoData)),
            Cached::Failure { .. } => self.set(from, State::Cached, Some(Said::RemembersFailure)),
        }
        self.current = from;
    }

    /// The address led where it should.
    fn arrive(&mut self, from: usize, to: usize) {
        self.answer_came_back(to);
        self.set(from, State::Answered, Some(Said::Nothing));
        self.set(to, State::Answered, Some(Said::Reached));
        self.current = self.copy().unwrap_or(to);
        self.reached = true;
    }

    /// The whole way up to a station is answered, apart from what a copy stood in for.
    fn answer_came_back(&mut self, upto: usize) {
        for n in 0..self.copy().unwrap_or(upto) {
            if let Some(link) = self.links.get_mut(n)
                && link.state != State::Cached
            {
                link.state = State::Answered;
            }
            self.set(n, State::Answered, None);
        }
    }

    /// The station that answered from a copy.
    fn copy(&self) -> Option<usize> {
        let copied = |s: &StationFrame| matches!(s.said, Said::Copy { .. });
        self.stations.iter().position(copied)
    }

    /// The reader is left with nothing. Those who only pass that on keep what they said before.
    fn give_up(&mut self, station: usize, cause: Cause, rcode: Rcode) {
        if station == 0 {
            self.set(0, State::Asked, Some(Said::GaveUp { cause, rcode }));
        }
    }

    fn tear(&mut self, link: usize, culprit: usize, wrong: bool) {
        let state = if wrong { State::Wrong } else { State::Broken };
        if let Some(l) = self.links.get_mut(link) {
            l.state = state;
        }
        self.set(culprit, state, None);
        self.current = culprit;
        self.broken = Some(link);
    }

    fn took(&mut self, station: usize, ms: u32, asked_ms: &[Option<u32>]) {
        if let (Some(Some(asked)), Some(n)) = (asked_ms.get(station), station.checked_sub(1))
            && let Some(link) = self.links.get_mut(n)
        {
            link.took_ms = Some(ms.saturating_sub(*asked));
        }
    }

    fn find(&mut self, name: &Name) {
        // label_count counts the root label.
        self.found_labels = self.found_labels.max(name.label_count().saturating_sub(1));
    }

    fn set(&mut self, station: usize, state: State, said: Option<Said>) {
        if let Some(s) = self.stations.get_mut(station) {
            s.state = state;
            if let Some(said) = said {
                s.said = said;
            }
        }
    }

    /// Marks the link that leads to `station`.
    fn mark_link(&mut self, station: usize, state: State) {
        if let Some(link) = station.checked_sub(1).and_then(|n| self.links.get_mut(n)) {
            link.state = state;
        }
    }
}
