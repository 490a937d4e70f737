//! Any bytes as the files of a story: they are refused, or what they hold can be looked at.
#![no_main]

use libfuzzer_sys::fuzz_target;
use where_it_broke::incident::{Stage, pack};
use where_it_broke::sim::check::check;
use where_it_broke::sim::frame::Frame;

fuzz_target!(|bytes: &[u8]| {
    if let Ok((story, opening)) = pack::decode(bytes) {
        let stage = Stage::opened(story.into(), opening);
        for step in &stage.story.steps {
            let moment = stage.moment(step.at).expect("a step can be shown");
            for shown in 0..=moment.trace.events.len() {
                let _ = Frame::at(stage.chain(), &moment.trace, shown);
            }
        }
    }
    if let Ok(played) = pack::decode_world(bytes) {
        let _ = check(&played.world, &played.faults);
    }
});
