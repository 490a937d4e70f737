//! The state that the page opens with, from what its address asks for.

use std::rc::Rc;

use super::{State, Theme};
use crate::clock::Time;
use crate::embed::{Assumed, Hidden, Parameter, Unread, Wanted};
use crate::incident::Stage;
use crate::loss::Symbol;
use crate::sim::WorldError;
use crate::text::{Voice, fill};
use crate::ui::inspector::Inspector;
use crate::ui::record::Record;

impl State {
    /// Whether what an address asks for needs the simulation.
    pub fn needs_engine(stage: &Stage, wanted: &Wanted) -> bool {
        let day = stage.story.day;
        let sought = wanted.time.map(|t| day.clamp(t));
        wanted.since.is_some() || sought.is_some_and(|t| !stage.can_show(t))
    }

    /// The state that an address asks for, or the nearest valid one; what was wrong becomes a notice.
    ///
    /// # Errors
    /// When the story's world does not hold together.
    pub fn new(stage: Rc<Stage>, wanted: &Wanted) -> Result<Self, WorldError> {
        let story = stage.story.clone();
        let mut notices = Vec::new();
        let e = &story.page.errors;
        let step = story.nearest_step(wanted.step.unwrap_or(1));
        let shown_step = step.to_string();
        if let Some(n) = wanted.step.filter(|n| usize::try_from(*n) != Ok(step)) {
            notices.push(fill(
                &e.step,
                &[("given", &n.to_string()), ("shown", &shown_step)],
            ));
        }
        let step = step - 1;
        let at_step = story.steps.get(step).map_or(story.day.from, |s| s.at);
        let at = wanted.time.map_or(at_step, |t| story.day.clamp(t));
        let clock = |t: Time| {
            let (h, m, _) = t.wall_clock(story.day.offset);
            format!("{h:02}:{m:02} {}", story.text.clock)
        };
        if let Some(t) = wanted.time.filter(|t| *t != at) {
            notices.push(fill(
                &e.time_outside,
                &[("given", &t.to_string()), ("shown", &clock(at))],
            ));
        }
        let voice = choice(
            wanted.voice.as_deref(),
            Voice::of,
            &e.voice,
            &story.page.page.plain,
            &mut notices,
        );
        let theme = choice(
            wanted.theme.as_deref(),
            Theme::of,
            &e.theme,
            Theme::Auto.name(),
            &mut notices,
        );
        if let Some(given) = &wanted.lang
            && !same_language(given, &story.page.lang)
        {
            notices.push(fill(&e.lang, &[("given", given)]));
        }
        for u in &wanted.unread {
            let example = story.day.from.to_string();
            let told = match u.parameter {
                Parameter::Since => fill(&e.since, &[("given", &u.given), ("example", &example)]),
                Parameter::Assumption(symbol) => refused(&stage, symbol, u),
                Parameter::NoAssumption => {
                    let known = Symbol::ALL.map(Symbol::letter).join(", ");
                    fill(&e.no_assumption, &[("given", &u.given), ("known", &known)])
                }
                Parameter::Version => fill(&e.version, &[("given", &u.given)]),
                Parameter::Hide => {
                    let known = Hidden::ALL.map(Hidden::name).join(", ");
                    fill(&e.hide, &[("given", &u.given), ("known", &known)])
                }
                Parameter::TooMany => e.too_many.clone(),
                Parameter::Story => fill(
                    &e.story,
                    &[("given", &u.given), ("shown", &story.text.place)],
                ),
                Parameter::Step => fill(&e.step, &[("given", &u.given), ("shown", &shown_step)]),
                Parameter::Time => fill(
                    &e.time,
                    &[
                        ("given", &u.given),
                        ("example", &example),
                        ("shown", &clock(at)),
                    ],
                ),
            };
            notices.push(told);
        }
        let moment = Rc::new(stage.moment(at)?);
        let on_step = at == at_step;
        let shown = if on_step {
            stage.shown(step, &moment)
        } else {
            moment.trace.events.len()
        };
        if story.loss.is_none() && !wanted.assumed.is_empty() {
            notices.push(e.no_loss.clone());
        }
        let opened = Self {
            sums: story.loss.as_ref().map(|loss| loss.sums),
            money: None,
            live: None,
            predicted: None,
            unfolded: false,
            awaited: Vec::new(),
            record: Record::Missing,
            inspected: None,
            inspector: Inspector::default(),
            stage,
            step,
            on_step,
            clock: at,
            moment,
            shown,
            target: shown,
            voice,
            theme,
            playing: false,
            held: false,
            dragged: false,
            hidden: wanted.hidden,
            notices: Rc::new(notices),
        };
        Ok(opened.with_record(Record::default(), &wanted.assumed))
    }

    /// With what stands below the picture. Where the page draws it, it has the estimate with it, with what the address assumes.
    pub(in crate::ui) fn with_record(self, record: Record, assumed: &[Assumed]) -> Self {
        let money = record.money(&self.stage, assumed).map(Rc::new);
        Self {
            sums: money
                .as_ref()
                .map_or(self.sums, |m| Some(m.estimate.sums())),
            money: money.or(self.money),
            record,
            ..self
        }
    }
}

/// What is told about a value that an assumption cannot have.
fn refused(stage: &Stage, symbol: Symbol, unread: &Unread) -> String {
    let story = &stage.story;
    let e = &story.page.errors;
    let name = story.text.assumptions.get(symbol.letter());
    let allowed = if symbol.highest().is_some() {
        &e.allowed_share
    } else {
        &e.allowed_amount
    };
    fill(
        &e.assumption,
        &[
            ("given", &unread.given),
            ("name", name.map_or(symbol.letter(), |a| &a.name)),
            ("symbol", symbol.letter()),
            ("allowed", allowed),
        ],
    )
}

/// Whether two tags (BCP 47) name one language, wherever it is spoken.
fn same_language(one: &str, other: &str) -> bool {
    let primary = |tag: &str| {
        tag.split('-')
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase()
    };
    primary(one) == primary(other)
}

fn choice<T: Default>(
    given: Option<&str>,
    of: impl Fn(&str) -> Option<T>,
    template: &str,
    fallback: &str,
    notices: &mut Vec<String>,
) -> T {
    let Some(given) = given else {
        return T::default();
    };
    of(given).unwrap_or_else(|| {
        notices.push(fill(template, &[("given", given), ("shown", fallback)]));
        T::default()
    })
}
