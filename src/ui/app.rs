//! The live page: the state, its effects, and the order of the parts.

use std::rc::Rc;

use yew::prelude::*;

use super::browser::{self, EverySecond, FrameLoop, Hearing};
use super::chain::ChainView;
use super::element::{Child, Dispatch, Element, el, list};
use super::framed::{self, Framed};
#[cfg(feature = "csr")]
use super::inspector::Inspector;
use super::kept::{Draw, kept};
use super::number::decimal;
#[cfg(feature = "csr")]
use super::record::Record;
#[cfg(feature = "csr")]
use super::state::Played;
use super::state::{Action, State};
use super::{header, inspector, narration, services, strip};
use crate::clock::Span;
use crate::loss::Sums;

/// Playing the day: an hour takes three seconds.
const DAY_MS_PER_MS: f64 = 1200.0;

/// How long the picture may stand behind a thumb that moves, in milliseconds: what is later than this is seen to be late.
const TRAIL_MS: f64 = 100.0;

/// A longer gap between two frames is a pause, such as a hidden tab.
const LONGEST_FRAME_MS: f64 = 250.0;

/// What the page is opened with.
#[derive(Properties)]
pub struct Props {
    /// The state to begin with.
    pub initial: Rc<State>,
    /// What draws the question as stills, where it is here already.
    pub stills: Option<Draw>,
}

impl PartialEq for Props {
    /// There is one way to draw stills.
    fn eq(&self, other: &Self) -> bool {
        self.initial == other.initial && self.stills.is_some() == other.stills.is_some()
    }
}

/// The live page.
#[component]
pub fn App(props: &Props) -> Html {
    let initial = props.initial.clone();
    let state = use_reducer_eq(move || (*initial).clone());
    let (heading, scroller) = (use_node_ref(), use_node_ref());

    // The question hops on while the step has more to show. Only frames move it on, and a hidden tab gets none.
    {
        let dispatch = state.dispatcher();
        let wait = (state.shown < state.target).then(|| state.wait_ms());
        use_effect_with(
            (state.shown, state.target, state.step, state.moment.at),
            move |_| {
                let frames = wait.map(|wait| {
                    let still = browser::reduced_motion();
                    let (mut last, mut waited) = (None, 0.0);
                    FrameLoop::start(move |now| {
                        waited += since_last(&mut last, now);
                        if still {
                            dispatch.dispatch(Action::Arrive);
                        } else if waited >= wait {
                            dispatch.dispatch(Action::Advance);
                        }
                        !still && waited < wait
                    })
                });
                move || frames.map_or((), FrameLoop::stop)
            },
        );
    }

    // A picture that trails behind the thumb comes up to it. Yew may run this once for several drawings, in one of which it has: the
    // picture's time tells.
    {
        let dispatch = state.dispatcher();
        use_effect_with((state.trails(), state.moment.at), move |&(trails, _)| {
            let frames = trails.then(|| {
                let mut since = None;
                FrameLoop::start(move |now| {
                    let late = now - *since.get_or_insert(now) >= TRAIL_MS;
                    if late {
                        dispatch.dispatch(Action::Follow);
                    }
                    !late
                })
            });
            move || frames.map_or((), FrameLoop::stop)
        });
    }

    // While the day plays, one loop of animation frames moves the clock. The browser stops it in a hidden tab.
    {
        let dispatch = state.dispatcher();
        let start = state.at();
        use_effect_with(state.playing, move |&playing| {
            let frames = playing.then(|| {
                let (mut last, mut played) = (None, 0.0);
                FrameLoop::start(move |now| {
                    played += since_last(&mut last, now) * DAY_MS_PER_MS;
                    #[expect(clippy::cast_possible_truncation, reason = "a day has few minutes")]
                    let minutes = (played / 60_000.0) as i64;
                    dispatch.dispatch(Action::Tick(start + Span::from_mins(minutes)));
                    true
                })
            });
            move || frames.map_or((), FrameLoop::stop)
        });
    }

    // What the page around this one is told, and what it asks for.
    {
        let (initial, dispatch) = (props.initial.clone(), state.dispatcher());
        use_effect_with((), move |()| {
            let hearing = framed::hear(initial, dispatch);
            move || hearing.map_or((), Hearing::stop)
        });
        let (framed, state) = (use_mut_ref(Framed::default), state.clone());
        use_effect(move || framed.borrow_mut().tell(&state));
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

    // Who asked for less motion gets the question as stills, which `boot` has fetched; looked at anew with each step, as systems
    // change their minds. In an embed they come after the record: until the first sign of a reader it fetches nothing but what it
    // was asked for, as many stand in pages that are left before anybody gets to them.
    let drawn_stills = use_state(|| props.stills);
    #[cfg(feature = "csr")]
    {
        let stills = drawn_stills.clone();
        let read = !matches!(state.record, Record::Standing(_)) || !browser::is_embed();
        use_effect_with((state.step, read), move |&(_, read)| {
            if read && stills.is_none() && browser::reduced_motion() {
                wasm_bindgen_futures::spawn_local(async move {
                    if let Ok(draw) = super::parts::stills().await {
                        stills.set(Some(draw));
                    }
                });
            }
        });
    }

    // The simulation comes with the first sign of a reader, or when something waits for it; and so does what draws the record,
    // which has the questions, and shows what it cost by another time than a step's. Until then, and for good if it never comes,
    // what the static page shows below the picture stands there.
    #[cfg(feature = "csr")]
    {
        let fetching = use_mut_ref(|| false);
        let fetch = {
            let (dispatch, stage) = (state.dispatcher(), state.stage.clone());
            move || {
                if stage.engine.is_some() || fetching.replace(true) {
                    return;
                }
                let (dispatch, stage, fetching) =
                    (dispatch.clone(), stage.clone(), fetching.clone());
                wasm_bindgen_futures::spawn_local(async move {
                    let played = super::engine::played(&stage).await.ok().map(Played);
                    // What has come is not fetched again: the first sign may come after it.
                    fetching.replace(played.is_some());
                    dispatch.dispatch(Action::Engine(played));
                });
            }
        };
        let record = {
            let dispatch = state.dispatcher();
            move || {
                wasm_bindgen_futures::spawn_local(async move {
                    if let Ok(ledger) = super::parts::record().await {
                        (ledger.come)(&dispatch);
                    }
                });
            }
        };
        let standing = matches!(state.record, Record::Standing(_));
        let (early, closer, draw) = (fetch.clone(), fetch.clone(), record.clone());
        use_effect_with((), move |()| {
            browser::at_first_sign(move || {
                early();
                if standing {
                    draw();
                }
            });
        });
        use_effect_with(
            standing && (state.asks() || !state.on_step),
            move |&needed| {
                if needed {
                    record();
                }
            },
        );
        use_effect_with(!state.awaited.is_empty(), move |&waiting| {
            if waiting {
                fetch();
            }
        });
        // What shows an opened station is fetched where it stands open, when a window has become wide enough for that, or when the
        // reader opens one. It looks closer, by the simulation.
        let dispatch = state.dispatcher();
        let equip = move || {
            closer();
            let dispatch = dispatch.clone();
            wasm_bindgen_futures::spawn_local(async move {
                dispatch.dispatch(Action::Equip(inspector::fetch().await));
            });
        };
        let widened = equip.clone();
        let wanted = matches!(state.inspector, Inspector::Away) && !state.held && looks(&state);
        use_effect_with(wanted, move |&wanted| {
            if wanted {
                equip();
            }
        });
        use_effect_with((), move |()| browser::at_width(widened));
    }

    use_effect_with(state.theme, |theme| browser::paint_document(theme.name()));

    // The step's own words stand in the middle of what scrolls sideways.
    {
        let scroller = scroller.clone();
        let part = state.record.sideways();
        use_effect_with((state.step, part.is_some()), move |_| {
            if let Some(part) = part {
                (part.home)(&scroller);
            }
        });
    }

    page(
        &state,
        &state.dispatcher(),
        (&heading, &scroller),
        *drawn_stills,
    )
}

/// The milliseconds since the last frame. A hidden tab gets no frames: the gap to the next one does not count.
fn since_last(last: &mut Option<f64>, now: f64) -> f64 {
    let since = now - last.replace(now).unwrap_or(now);
    f64::min(since, LONGEST_FRAME_MS)
}

/// Whether the inspector is to be seen: the reader has opened a station, or it stands open.
#[cfg(feature = "csr")]
fn looks(state: &State) -> bool {
    state.inspected.is_some() || browser::is_wide()
}

/// The page for a state.
fn page(
    state: &State,
    dispatch: &Dispatch,
    nodes: (&NodeRef, &NodeRef),
    stills: Option<Draw>,
) -> Html {
    let story = &state.stage.story;
    let (heading, scroller) = (nodes.0.clone(), nodes.1.clone());
    let told = kept(state, dispatch, State::same_told, move |s, d| {
        narration::narration(s, &s.frame(), d, (&heading, &scroller)).html()
    });
    let stage = el("div")
        .class("stage")
        .child(told)
        .child(kept(state, dispatch, State::same_picture, chain))
        .child(inspector::place(state, dispatch));
    let small_print = el("p")
        .class("small-print")
        .child(&story.page.page.sources_line)
        .child(" ")
        .child(
            el("a")
                .attr("href", "#sums")
                .child(&story.page.page.worked_out),
        )
        .child(" ")
        .child(el("span").class("private").child(&story.page.page.private));
    // What the address leaves out (`hide`) is left out by the style sheet: what stands there from the static page, too.
    let hidden = state.hidden.iter();
    let article = hidden
        .fold(el("article").class("story"), |article, part| {
            article.class(&["no-", part.name()].concat())
        })
        .child(kept(state, dispatch, State::same_head, |s, d| {
            header::masthead(s, d).html()
        }))
        .child(notices(state))
        .child(state.record.banner(state))
        .child(kept(state, dispatch, State::same_story, |s, _| {
            header::headline(s).html()
        }))
        .child(stage)
        .child(stills.map(|draw| kept(state, dispatch, State::same_question, draw)))
        .child(kept(state, dispatch, State::same_time, |s, _| {
            services::now(s).html()
        }))
        .child(strip::strip(state, dispatch))
        .child(small_print)
        .child(state.record.share(state))
        .child(state.record.view(state, dispatch));
    main_element(state).child(article).html()
}

/// The chain, with the note on the link that broke.
fn chain(state: &State, dispatch: &Dispatch) -> Html {
    let (frame, words) = (state.frame(), state.words());
    let aside = narration::aside(state, &frame).map(Child::html);
    let place = el("div")
        .class("aside-place")
        .class_if(state.dragged, "at-once")
        .child(aside.clone());
    let chain = ChainView {
        stage: &state.stage,
        frame: &frame,
        trace: &state.moment.trace,
        words: &words,
        aside,
        at_once: state.dragged,
        opens: Some((state.inspected, dispatch)),
    };
    list([chain.view(), place])
}

/// The root of the page, with what hosts and tests read from it: all of it of the time that the picture is of.
fn main_element(state: &State) -> Element {
    let story = &state.stage.story;
    let at = state.moment.at;
    let settled = state.settled();
    let broken = settled.broken.and_then(|n| settled.links.get(n));
    let so_far = state.sums.map(|s| s.at(state.stage.harm_by(at)));
    let sum = |pick: fn(&Sums) -> f64| so_far.as_ref().map(|e| decimal(pick(e), 0));
    el("main")
        .attr("id", "wib")
        .attr("lang", &story.page.lang)
        .attr("dir", &story.page.dir)
        .attr("data-ready", "true")
        .attr("data-story", &story.id)
        .attr("data-step", state.step + 1)
        .attr("data-steps", story.steps.len())
        .attr("data-time", at.to_string())
        .attr("data-voice", state.voice.name())
        .attr("data-theme", state.theme.name())
        .attr("data-broken", broken.map_or("", |l| l.name.as_str()))
        .attr("data-failing", decimal(state.stage.failing_at(at), 3))
        .attr("data-blocked-mid", sum(|e| e.blocked.mid))
        .attr("data-lost-low", sum(|e| e.lost.low))
        .attr("data-lost-mid", sum(|e| e.lost.mid))
        .attr("data-lost-high", sum(|e| e.lost.high))
}

fn notices(state: &State) -> Element {
    let notices = state.notices.iter();
    el("div")
        .class("notices")
        .attr("role", "status")
        .each(notices.map(|n| el("p").class("notice").child(n)))
}
