//! How long the loss estimate, the curves and the population of caches take: `cargo bench --bench impact
//! --no-default-features --features host`, or with the same in WebAssembly beside it `cargo xtask bench`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    missing_docs,
    reason = "a benchmark may panic"
)]

mod cases;
mod host;

use std::time::Duration;

use criterion::Criterion;

fn main() {
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_millis(500))
        .measurement_time(Duration::from_secs(2))
        .sample_size(10)
        .configure_from_args();
    let inputs = Box::leak(Box::new(host::inputs()));
    for mut case in cases::impact(inputs, &[10_000, 1_000_000, 10_000_000]) {
        criterion.bench_function(&case.name, |bencher| bencher.iter(|| (case.run)()));
    }
    criterion.final_summary();
}
