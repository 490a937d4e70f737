//! The resolver, by RFC and section.
#![cfg(feature = "host")]

#[path = "resolver/fixture.rs"]
mod fixture;

use fixture::*;

#[test]
fn show() {
    let t = ask(&world(), &[], &question(0));
    for e in &t.events { println!("{:5} {}>{} {:?}", e.ms, e.from, e.to, e.what); }
    println!("{:?}", t.outcome);
}
