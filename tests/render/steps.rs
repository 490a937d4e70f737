//! Each step in each voice: the attributes that hosts and tests rely on, and the chain.

use std::rc::Rc;

use where_it_broke::embed::Wanted;
use where_it_broke::incident::{Stage, Story};
use where_it_broke::loss;
use where_it_broke::sim::frame::Frame;
use where_it_broke::ui::state::Action;
use yew::Reducible;

use crate::support::at;

use super::drawn::{Drawn, apple, at_step, html, page, shown, stage, state};

#[test]
fn every_step_in_every_voice_carries_its_attributes() {
    let story = apple();
    let stage = stage(&story);
    for n in 0..story.steps.len() {
        for voice in ["plain", "technical"] {
            let drawn = page(&story, &at_step(n + 1, voice));
            let mut wanted = attributes(&stage, n);
            wanted.push(("data-voice", voice.to_owned()));
            for (name, value) in wanted {
                let seen = drawn.main.get(name).map(String::as_str);
                assert_eq!(
                    seen,
                    Some(value.as_str()),
                    "{name} at step {} in {voice}",
                    n + 1
                );
            }
            assert_chain(&drawn, &stage, n);
            assert!(
                drawn.notices.is_empty(),
                "step {}: {:?}",
                n + 1,
                drawn.notices
            );
        }
    }
}

/// The attributes of the main element at step `n` (from 0), from the trace, the curve and the estimate.
fn attributes(stage: &Stage, n: usize) -> Vec<(&'static str, String)> {
    let story = &stage.story;
    let at = story.steps[n].at;
    let trace = story.trace(story.followed, at).unwrap();
    // A step that ends before the break does not show it.
    let whole = story.steps[n].until.is_none();
    let broken = stage.chain().broken(&trace).filter(|_| whole);
    let broken = broken.and_then(|b| stage.chain().link_name(b.link));
    let loss = story.loss.as_ref().unwrap();
    let sums = loss::estimate(&loss.inputs, loss::DRAWS, loss::SEED).at(stage.harm_by(at));
    vec![
        ("id", "wib".to_owned()),
        ("data-ready", "true".to_owned()),
        ("data-story", story.id.clone()),
        ("data-step", (n + 1).to_string()),
        ("data-steps", "7".to_owned()),
        ("data-time", at.to_string()),
        ("data-theme", "auto".to_owned()),
        ("data-broken", broken.unwrap_or_default()),
        ("data-failing", format!("{:.3}", stage.failing_at(at))),
        ("data-blocked-mid", format!("{:.0}", sums.blocked.mid)),
        ("data-lost-low", format!("{:.0}", sums.lost.low)),
        ("data-lost-mid", format!("{:.0}", sums.lost.mid)),
        ("data-lost-high", format!("{:.0}", sums.lost.high)),
    ]
}

/// Seven stations and six links, each once, in the state that the trace left it in.
fn assert_chain(drawn: &Drawn, stage: &Stage, n: usize) {
    let moment = stage.moment(stage.story.steps[n].at).unwrap();
    let frame = Frame::at(stage.chain(), &moment.trace, stage.shown(n, &moment));
    let seen: Vec<_> = drawn.stations.iter().map(|s| (&*s.0, &*s.1)).collect();
    let wanted: Vec<_> = frame
        .stations
        .iter()
        .map(|s| (&*s.id, s.state.name()))
        .collect();
    assert_eq!(seen, wanted, "the stations of step {}", n + 1);
    let ids: Vec<_> = seen.iter().map(|s| s.0).collect();
    assert_eq!(
        ids,
        [
            "you", "device", "resolver", "root", "tld", "auth", "service"
        ]
    );
    let seen: Vec<_> = drawn.links.iter().map(|l| (&*l.0, &*l.1)).collect();
    let wanted: Vec<_> = frame
        .links
        .iter()
        .map(|l| (&*l.name, l.state.name()))
        .collect();
    assert_eq!(seen, wanted, "the links of step {}", n + 1);
    assert_eq!(seen.len(), 6);
}

#[test]
fn step_5_breaks_at_the_company_s_own_name_server() {
    let drawn = page(&apple(), &at_step(5, "plain"));
    assert_eq!(drawn.main["data-broken"], "auth-service");
    assert_eq!(drawn.main["data-failing"], "0.900");
    let torn: Vec<_> = drawn.links.iter().filter(|l| l.1 == "broken").collect();
    assert_eq!(torn, [&("auth-service".to_owned(), "broken".to_owned())]);
}

#[test]
fn the_two_voices_tell_the_same_step_in_their_own_words() {
    let story = apple();
    for (n, step) in story.text.steps.iter().enumerate() {
        let (plain, technical) = (
            page(&story, &at_step(n + 1, "plain")).text,
            page(&story, &at_step(n + 1, "technical")).text,
        );
        let (says, names) = (stretch(&step.plain), stretch(&step.technical));
        assert!(
            plain.contains(&says) && !plain.contains(&names),
            "step {}: {plain}",
            n + 1
        );
        assert!(
            technical.contains(&names) && !technical.contains(&says),
            "step {}: {technical}",
            n + 1
        );
    }
}

/// The longest stretch of a text between marks of emphasis, sums and marks of how we know.
fn stretch(text: &str) -> String {
    let parts = text.split(['{', '}', '`', '*', '[', ']']);
    parts
        .map(str::trim)
        .max_by_key(|p| p.len())
        .unwrap_or_default()
        .to_owned()
}

#[test]
fn the_broken_station_says_in_a_sentence_which_link_broke_and_why() {
    let story = apple();
    for (voice, reason) in [
        ("plain", &story.page.plain.error),
        ("technical", &"SERVFAIL".to_owned()),
    ] {
        let drawn = page(&story, &at_step(5, voice));
        let words = &station(&drawn, "auth").2;
        let broken = "The link from Apple’s name server to The checkout is broken";
        assert!(
            words.contains(broken) && words.contains(reason.as_str()),
            "{voice}: {words:?} does not say {broken:?} and {reason:?}"
        );
    }
}

/// The station of that id.
fn station<'a>(drawn: &'a Drawn, id: &str) -> &'a (String, String, String) {
    drawn.stations.iter().find(|s| s.0 == id).unwrap()
}

#[test]
fn an_outage_of_several_days_says_which_day() {
    let story = crate::support::story("roblox-2021");
    let text = page(&story, &at_step(1, "plain")).text;
    for day in ["28 Oct", "29 Oct", "30 Oct", "31 Oct"] {
        assert!(text.contains(day), "{day}: {text}");
    }
    // One of a single day does not.
    assert!(
        !page(&apple(), &at_step(1, "plain"))
            .text
            .contains("11 Mar ")
    );
}

#[test]
fn money_is_named_in_the_story_s_currency() {
    let story: Story = apple();
    let drawn = page(&story, &at_step(7, "plain"));
    let mid: f64 = drawn.main["data-lost-mid"].parse().unwrap();
    let low: f64 = drawn.main["data-lost-low"].parse().unwrap();
    let high: f64 = drawn.main["data-lost-high"].parse().unwrap();
    assert!(low < mid && mid < high, "{low} {mid} {high}");
    let written = format!("${}m", loss::two_figures(mid) / 1e6);
    assert!(
        drawn.text.contains(&written),
        "{written} is not in {}",
        drawn.text
    );
}

#[test]
fn what_was_predicted_stands_in_the_step_that_shows_it_and_nowhere_else() {
    let story = apple();
    let asked = story.predictions[0];
    let words = &story.text.predict[0];
    let opened = state(&story, &at_step(asked.before, "plain"));
    let before = shown(opened.clone());
    assert!(before.text.contains(&words.plain), "{}", before.text);
    let note = format!(
        "{} {}.",
        story.page.predict.predicted, words.choices[0].plain
    );
    assert!(!before.text.contains(&note));
    let predicted = Rc::new(opened).reduce(Action::Predict(0, 0));
    assert_eq!(
        (predicted.step, predicted.predicted),
        (asked.before, Some((0, 0)))
    );
    let after = shown((*predicted).clone());
    assert!(after.text.contains(&note), "{}", after.text);
    let back = predicted.reduce(Action::Go(asked.before + 1));
    assert!(!shown((*back).clone()).text.contains(&note));
}

#[test]
fn the_marks_in_a_step_say_how_we_know_and_lead_to_the_source() {
    let story = apple();
    let seed = story.sources.iter().position(|s| s.id == "seed").unwrap() + 1;
    let html = html(state(&story, &at_step(5, "plain")));
    for (what, mark) in [
        (
            "reported",
            format!("href=\"#source-{seed}\" aria-label=\"reported {seed}\""),
        ),
        (
            "our guess",
            format!("href=\"#source-{seed}\" aria-label=\"our guess {seed}\""),
        ),
    ] {
        assert!(
            html.contains(&mark),
            "no mark of {what} in the step: {html}"
        );
    }
    // Between the steps it is the simulation that says what is so.
    let between = Wanted {
        time: Some(at("12:00:00")),
        ..Wanted::default()
    };
    let html = self::html(state(&story, &between));
    assert!(
        html.contains("href=\"#how\" aria-label=\"our model \""),
        "{html}"
    );
}

#[test]
fn the_lane_of_a_day_of_three_waves_says_so_at_every_time() {
    let story = crate::support::story("dyn-2016");
    let waves = &story
        .text
        .lanes
        .values()
        .find(|l| l.out.contains("waves"))
        .unwrap()
        .out;
    for hour in 11..=23 {
        let at = Wanted {
            time: format!("2016-10-21T{hour}:00:00Z").parse().ok(),
            ..Wanted::default()
        };
        let drawn = page(&story, &at);
        assert!(
            drawn.text.contains(waves.as_str()),
            "nothing of “{waves}” at {hour}:00"
        );
    }
}
