//! Any bytes as a story file: they are refused, or read and written again, and the story can be looked at.
#![no_main]

use libfuzzer_sys::fuzz_target;
use where_it_broke::incident::pack;

fuzz_target!(|bytes: &[u8]| {
    if let Ok(story) = pack::decode(bytes) {
        let bytes = pack::encode(&story).expect("what was read can be written");
        assert!(pack::decode(&bytes).is_ok());
    }
});
