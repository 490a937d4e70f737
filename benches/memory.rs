//! How much memory worlds of more and more zones take, and a resolver that has been asked for one name of each:
//! `cargo bench --bench memory --no-default-features --features host`. Counted by the allocator, not sampled.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a benchmark may panic"
)]

mod cases;
mod host;

use peak_alloc::PeakAlloc;
use where_it_broke::clock::Time;
use where_it_broke::sim::recorder::Recorder;
use where_it_broke::sim::session::Session;

#[global_allocator]
static MEMORY: PeakAlloc = PeakAlloc;

fn main() {
    // `cargo test --benches` asks every benchmark for a list of its tests.
    if std::env::args().any(|arg| arg == "--list") {
        return;
    }
    let plain = host::inputs().plain;
    println!("zones\tworld, bytes\tresolver, bytes\tpeak, bytes");
    for zones in cases::ZONES {
        let before = MEMORY.current_usage();
        let world = cases::many(&plain, zones);
        let of_world = MEMORY.current_usage() - before;
        let hosts = cases::hosts(zones);
        let start = MEMORY.current_usage();
        MEMORY.reset_peak_usage();
        let mut session = Session::new(&world, &[], 0);
        for wire in &hosts {
            session.resolve(0, Time::from_ms(0), wire, &mut Recorder::off());
        }
        let of_session = MEMORY.current_usage() - start;
        let peak = MEMORY.peak_usage() - start;
        println!("{zones}\t{of_world}\t{of_session}\t{peak}");
    }
}
