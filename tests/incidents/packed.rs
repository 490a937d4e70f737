//! The compiled file: what goes in comes out, and bytes that are damaged are refused without a panic.

use where_it_broke::incident::pack::{PackError, decode, encode};

use crate::support::{ids, story};

#[test]
fn a_story_reads_back_as_it_was_packed() {
    for id in ids() {
        let story = story(&id);
        let bytes = encode(&story).unwrap();
        assert_eq!(decode(&bytes).unwrap(), story);
        assert_eq!(
            encode(&story).unwrap(),
            bytes,
            "the same story, the same bytes"
        );
    }
}

#[test]
fn bytes_of_something_else_are_not_a_story() {
    for bytes in [b"".as_slice(), b"WIB", b"WIB0\nrest", b"<!doctype html>"] {
        assert_eq!(decode(bytes).err(), Some(PackError::NotAStory));
    }
}

#[test]
fn a_file_that_was_cut_short_is_refused() {
    let bytes = encode(&story("apple-2015")).unwrap();
    for length in 0..bytes.len() {
        assert!(decode(&bytes[..length]).is_err(), "cut to {length} bytes");
    }
}

#[test]
fn bytes_after_the_end_are_refused() {
    let mut bytes = encode(&story("apple-2015")).unwrap();
    bytes.push(0);
    assert_eq!(decode(&bytes).err(), Some(PackError::Damaged));
}

/// How a byte goes wrong, in turns.
const FLIPS: [u8; 3] = [0x01, 0xff, 0x80];

/// Whatever still reads after the damage can be shown: nothing in it leads out of its lists.
fn shown(bytes: &[u8]) {
    let Ok(story) = decode(bytes) else { return };
    let story = std::rc::Rc::new(story);
    if let Ok(stage) = where_it_broke::incident::Stage::new(story.clone()) {
        let _ = stage.failing_at(story.day.from);
        let _ = stage.moment(story.day.from).map(|m| stage.shown(0, &m));
    }
}

#[test]
fn each_byte_of_the_first_kilobyte_may_be_wrong() {
    let bytes = encode(&story("apple-2015")).unwrap();
    for place in 0..bytes.len().min(1024) {
        let mut damaged = bytes.clone();
        damaged[place] ^= FLIPS[place % FLIPS.len()];
        shown(&damaged);
    }
}

#[test]
fn bytes_anywhere_may_be_wrong() {
    let bytes = encode(&story("apple-2015")).unwrap();
    // Steps of a prime number: every part of the file is met.
    for place in (1024..bytes.len()).step_by(23) {
        let mut damaged = bytes.clone();
        damaged[place] ^= FLIPS[place % FLIPS.len()];
        shown(&damaged);
    }
}

#[test]
fn bytes_of_any_story_may_be_wrong() {
    for (turn, id) in ids().iter().enumerate() {
        let bytes = encode(&story(id)).unwrap();
        // Other bytes in each story, and all three flips; a type that refused what it is given would end the test.
        for place in (turn..bytes.len()).step_by(31) {
            for flip in FLIPS {
                let mut damaged = bytes.clone();
                damaged[place] ^= flip;
                let _ = decode(&damaged);
            }
        }
    }
}
