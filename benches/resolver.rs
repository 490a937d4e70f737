//! How long searches take: `cargo bench --bench resolver --no-default-features --features host`, or with the same in
//! WebAssembly beside it `cargo xtask bench`. With `WIB_BENCH_INPUTS=FILE` it only writes the inputs of all cases.

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
    let inputs = host::inputs();
    if let Some(file) = std::env::var_os("WIB_BENCH_INPUTS") {
        std::fs::write(file, postcard::to_stdvec(&inputs).unwrap()).unwrap();
        return;
    }
    let mut criterion = Criterion::default()
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(3))
        .sample_size(50)
        .configure_from_args();
    for mut case in cases::resolver(Box::leak(Box::new(inputs))) {
        criterion.bench_function(&case.name, |bencher| bencher.iter(|| (case.run)()));
    }
    criterion.final_summary();
}
