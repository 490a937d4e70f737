//! The stills for readers who asked for less motion: read from the trace, for any story.

use super::drawn::{Still, apple, at_step, shop, stage, stills};
use crate::support;

fn with<'a>(all: &'a [Still], class: &str) -> Vec<&'a Still> {
    let has = |s: &&Still| s.classes.split(' ').any(|c| c == class);
    all.iter().filter(has).collect()
}

#[test]
fn the_question_is_told_hand_over_by_hand_over_up_to_the_break_and_then_on_a_good_day() {
    let drawn = stills(&apple(), &at_step(5, "plain"));
    let times: Vec<&str> = drawn.iter().map(|s| &*s.time).collect();
    assert_eq!(times.len(), 5, "{times:?}");
    assert_eq!(times[0], "10:24:07.000");
    assert!(times[..4].is_sorted(), "{times:?}");
    assert_eq!(drawn[0].told, "Where is buy.itunes.apple.com?");
    let on_the_way = &drawn[2].told;
    for said in ["My copy ran out at 09:41", "Ask .com", "Ask Apple"] {
        assert!(on_the_way.contains(said), "{said} is not in {on_the_way}");
    }
    assert!(drawn[3].told.contains("I can’t say"), "{}", drawn[3].told);
    assert!(drawn[3].told.contains("is broken"), "{}", drawn[3].told);
    assert_eq!(times[4], apple().page.stills.good_day);
    assert_eq!(drawn[3].classes, "broken");
    assert_eq!(drawn[4].classes, "good");
}

#[test]
fn every_story_ends_with_one_break_and_a_good_day_where_its_chain_breaks() {
    for id in support::ids() {
        let story = support::story(&id);
        let stage = stage(&story);
        for (n, step) in story.steps.iter().enumerate() {
            let moment = stage.moment(step.at).unwrap();
            let shown = stage.shown(n, &moment);
            let broken = stage
                .chain()
                .broken(&moment.trace)
                .is_some_and(|b| b.event < shown);
            for voice in ["plain", "technical"] {
                let drawn = stills(&story, &at_step(n + 1, voice));
                let place = format!("{id}, step {}, {voice}", n + 1);
                let count = usize::from(broken);
                assert_eq!(with(&drawn, "broken").len(), count, "{place}");
                assert_eq!(with(&drawn, "good").len(), count, "{place}");
                assert!((1..=9).contains(&drawn.len()), "{place}: {}", drawn.len());
                for still in &drawn {
                    assert!(
                        !still.told.is_empty(),
                        "{place}: {} tells nothing",
                        still.time
                    );
                    assert_eq!(still.rings, stage.chain().stations().len(), "{place}");
                }
            }
        }
    }
}

#[test]
fn a_still_is_a_picture_for_the_eye_and_a_sentence_for_the_ear() {
    for still in stills(&shop(), &at_step(2, "technical")) {
        assert!(
            still.hidden,
            "{}: the picture would be read out",
            still.time
        );
    }
}

#[test]
fn a_name_within_a_sentence_is_written_small_where_its_first_word_is() {
    let drawn = stills(&apple(), &at_step(5, "plain"));
    let told = &drawn[3].told;
    assert!(
        told.contains("from Apple’s name server to the checkout is broken"),
        "{told}"
    );
}
