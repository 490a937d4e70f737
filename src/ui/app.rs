//! The live page: the state, its effects, and the order of the parts.

use std::rc::Rc;

use yew::prelude::*;

use super::browser::{self, EverySecond, FrameLoop, Later};
use super::chain::ChainView;
use super::number::decimal;
use super::state::{Action, State};
use super::{header, live, narration, panel, services, strip};
use crate::clock::Span;
use crate::sim::frame::Frame;

/// How long the question takes from one station to the next, in milliseconds.
const HOP_MS: u32 = 420;
/// Playing the day: an hour takes three seconds.
const DAY_MS_PER_MS: f64 = 1200.0;

/// What the page is opened with.
#[derive(Properties, PartialEq)]
pub struct Props {
    /// The state to begin with.
    pub initial: Rc<State>,
}

/// The live page.
#[component]
pub fn App(props: &Props) -> Html {
    let initial = props.initial.clone();
    let state = use_reducer_eq(move || (*initial).clone());
    let heading = use_node_ref();

    // The question hops on while the step has more to show.
    {
        let dispatch = state.dispatcher();
        use_effect_with(
            (state.shown, state.target, state.step, state.moment.at),
            move |&(shown, target, ..)| {
                let later = (shown < target).then(|| {
                    if browser::reduced_motion() {
                        return Later::new(0, move || dispatch.dispatch(Action::Arrive));
                    }
                    Later::new(HOP_MS, move || dispatch.dispatch(Action::Advance))
                });
                move || later.map_or((), Later::stop)
            },
        );
    }

    // While the day plays, one loop of animation frames moves the clock. The browser stops it in a hidden tab.
    {
        let dispatch = state.dispatcher();
        let start = state.at();
        use_effect_with(state.playing, move |&playing| {
            let frames = playing.then(|| {
                let mut began = None;
                FrameLoop::start(move |now| {
                    let elapsed = now - *began.get_or_insert(now);
                    #[expect(clippy::cast_possible_truncation, reason = "a day has few minutes")]
                    let minutes = (elapsed * DAY_MS_PER_MS / 60_000.0) as i64;
                    dispatch.dispatch(Action::Tick(start + Span::from_mins(minutes)));
                    true
                })
            });
            move || frames.map_or((), FrameLoop::stop)
        });
    }

    // The wall clock of an outage that is going on.
    {
        let dispatch = state.dispatcher();
        use_effect_with(state.live.is_some(), move |&live| {
            let seconds =
                live.then(|| EverySecond::start(move |now| dispatch.dispatch(Action::Now(now))));
            move || seconds.map_or((), EverySecond::stop)
        });
    }

    use_effect_with(state.theme, |theme| browser::paint_document(theme.name()));

    page(&state, &state.dispatcher(), &heading)
}

/// The page for a state.
fn page(state: &State, dispatch: &UseReducerDispatcher<State>, heading: &NodeRef) -> Html {
    let story = &state.stage.story;
    let frame = state.frame();
    let settled = state.settled();
    let words = state.words();
    let aside = narration::aside(state, &frame);
    let chain = ChainView {
        stage: &state.stage,
        frame: &frame,
        trace: &state.moment.trace,
        words: &words,
        aside: aside.clone(),
    };
    let broken = broken_link(&settled);
    let so_far = state.loss_so_far();
    let sum =
        |pick: fn(&crate::loss::Estimate) -> f64| so_far.as_ref().map(|e| decimal(pick(e), 0));
    html! {
        <main
            id="wib" lang={story.page.lang.clone()} dir={story.page.dir.clone()}
            data-ready="true" data-story={story.id.clone()}
            data-step={(state.step + 1).to_string()} data-steps={story.steps.len().to_string()}
            data-time={state.at().to_string()} data-voice={state.voice.name()} data-theme={state.theme.name()}
            data-broken={broken} data-failing={decimal(state.stage.failing_at(state.at()), 3)}
            data-blocked-mid={sum(|e| e.blocked.mid)} data-lost-low={sum(|e| e.lost.low)}
            data-lost-mid={sum(|e| e.lost.mid)} data-lost-high={sum(|e| e.lost.high)}
        >
            <article class="story">
                { header::masthead(state, dispatch) }
                { notices(state) }
                { live::banner(state) }
                { header::headline(state) }
                <div class="stage">
                    <div class="told-first">{ narration::narration(state, &frame, heading) }</div>
                    { chain.view() }
                    <div class="aside-place">{ aside }</div>
                    { narration::steps(state, dispatch, heading) }
                </div>
                { services::now(state) }
                { strip::strip(state, dispatch) }
                <p class="small-print">{ story.page.page.sources_line.clone() }{ " " }<a href="#sums">{ story.page.page.worked_out.clone() }</a></p>
                { panel::panel(state, Some(dispatch)) }
                { services::table(story) }
                { services::sources(story) }
            </article>
        </main>
    }
}

fn broken_link(frame: &Frame) -> String {
    frame
        .broken
        .and_then(|n| frame.links.get(n))
        .map(|l| l.name.clone())
        .unwrap_or_default()
}

fn notices(state: &State) -> Html {
    html! {
        <div class="notices" role="status">
            { for state.notices.iter().map(|n| html! { <p class="notice">{ n.clone() }</p> }) }
        </div>
    }
}
