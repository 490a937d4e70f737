//! Any text as a scenario file: it is refused with its place, or played to its end.
#![no_main]

use libfuzzer_sys::fuzz_target;
use where_it_broke::host::rpl;

fuzz_target!(|text: &str| {
    match rpl::parse::parse(text) {
        Ok(file) => drop(rpl::play(&file)),
        Err(error) => assert!(error.line <= text.lines().count(), "{error:?}"),
    }
});
