//! Any query string: what cannot be read of it is told, and nothing else happens.
#![no_main]

use libfuzzer_sys::fuzz_target;
use where_it_broke::embed::Wanted;

fuzz_target!(|query: &str| {
    let pairs = query
        .split('&')
        .map(|pair| pair.split_once('=').unwrap_or((pair, "")));
    let _ = Wanted::read(pairs);
});
