//! The compiled files: what goes in comes out, the steps are as the simulation has them, and bytes that are damaged are
//! refused without a panic.

use where_it_broke::incident::Stage;
use where_it_broke::incident::pack::{Files, PackError, decode, decode_world, encode};
use where_it_broke::sim::frame::Frame;

use crate::support::{ids, story};

fn apple() -> Files {
    encode(&story("apple-2015")).unwrap()
}

#[test]
fn a_story_reads_back_as_it_was_packed() {
    for id in ids() {
        let story = story(&id);
        let files = encode(&story).unwrap();
        let again = encode(&story).unwrap();
        assert_eq!(again, files, "the same story, the same bytes");
        let stage = files.stage().unwrap();
        assert_eq!(*stage.story, story);
    }
}

#[test]
fn a_story_opens_with_what_the_simulation_says_of_its_steps() {
    for id in ids() {
        let (opened, opening) = decode(&encode(&story(&id)).unwrap().story).unwrap();
        let opened = Stage::opened(opened.into(), opening);
        let worked_out = Stage::new(story(&id).into()).unwrap();
        assert_eq!(opened.opening, worked_out.opening, "{id}");
        for step in &opened.story.steps {
            assert!(opened.can_show(step.at), "{id}");
            let trace = worked_out.story.trace(opened.story.followed, step.at);
            assert_eq!(
                opened.moment(step.at).unwrap().trace,
                trace.unwrap(),
                "{id}"
            );
        }
        let between = opened.story.day.from + where_it_broke::clock::Span::from_ms(1);
        assert!(!opened.can_show(between) && opened.moment(between).is_err());
    }
}

#[test]
fn bytes_of_something_else_are_not_a_story() {
    for bytes in [b"".as_slice(), b"WIB", b"WIB0\nrest", b"<!doctype html>"] {
        assert_eq!(decode(bytes).err(), Some(PackError::NotAStory));
        assert_eq!(decode_world(bytes).err(), Some(PackError::NotAStory));
    }
}

#[test]
fn a_file_that_was_cut_short_is_refused() {
    let files = apple();
    for length in 0..files.story.len() {
        assert!(decode(&files.story[..length]).is_err(), "cut to {length}");
    }
    for length in 0..files.world.len() {
        assert!(
            decode_world(&files.world[..length]).is_err(),
            "cut to {length}"
        );
    }
}

#[test]
fn bytes_after_the_end_are_refused() {
    let Files {
        mut story,
        mut world,
    } = apple();
    story.push(0);
    world.push(0);
    assert_eq!(decode(&story).err(), Some(PackError::Damaged));
    assert_eq!(decode_world(&world).err(), Some(PackError::Damaged));
}

/// How a byte goes wrong, in turns.
const FLIPS: [u8; 3] = [0x01, 0xff, 0x80];

/// Whatever still reads after the damage can be shown: nothing in it leads out of its lists.
fn shown(files: &Files) {
    if let Ok((story, opening)) = decode(&files.story) {
        let stage = Stage::opened(story.into(), opening);
        let _ = stage.failing_at(stage.day.from);
        for (n, step) in stage.story.steps.iter().enumerate() {
            let moment = stage.moment(step.at).unwrap();
            let _ = Frame::at(stage.chain(), &moment.trace, stage.shown(n, &moment));
        }
    }
    if let Ok(stage) = files.stage() {
        let at = stage.day.from + where_it_broke::clock::Span::from_ms(1);
        let _ = stage.moment(at).map(|m| stage.shown(0, &m));
    }
}

/// The files with one byte of the two wrong.
fn damaged(files: &Files, place: usize, flip: u8) -> Files {
    let mut damaged = files.clone();
    match place.checked_sub(files.story.len()) {
        None => damaged.story[place] ^= flip,
        Some(place) => damaged.world[place] ^= flip,
    }
    damaged
}

#[test]
fn each_byte_of_the_first_kilobyte_may_be_wrong() {
    let files = apple();
    let world = files.story.len();
    for place in (0..1024).chain(world..world + files.world.len().min(1024)) {
        shown(&damaged(&files, place, FLIPS[place % FLIPS.len()]));
    }
}

#[test]
fn bytes_anywhere_may_be_wrong() {
    let files = apple();
    // Steps of a prime number: every part of the files is met.
    for place in (1024..files.story.len() + files.world.len()).step_by(23) {
        shown(&damaged(&files, place, FLIPS[place % FLIPS.len()]));
    }
}

#[test]
fn bytes_of_any_story_may_be_wrong() {
    for (turn, id) in ids().iter().enumerate() {
        let files = encode(&story(id)).unwrap();
        // Other bytes in each story, and all three flips; a type that refused what it is given would end the test.
        for place in (turn..files.story.len() + files.world.len()).step_by(31) {
            for flip in FLIPS {
                let damaged = damaged(&files, place, flip);
                let _ = (decode(&damaged.story), decode_world(&damaged.world));
            }
        }
    }
}
