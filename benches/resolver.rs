//! How long a search takes: `cargo bench --bench resolver --no-default-features --features host`.

#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    dead_code,
    missing_docs,
    reason = "a benchmark may panic, and uses a part of the tests' fixture"
)]

#[path = "../tests/resolver/fixture.rs"]
mod fixture;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use where_it_broke::dns::{Message, Name, Rtype, zonefile};
use where_it_broke::sim::recorder::Recorder;
use where_it_broke::sim::session::Session;
use where_it_broke::sim::world::World;

use fixture::{LAB, SHOP, at, name, question, world};

fn query(host: &Name) -> Vec<u8> {
    Message::query(1, host.clone(), Rtype::A)
        .to_wire(512)
        .unwrap()
}

/// A question through three delegations with an empty memory, and one that the memory answers.
fn one_question(c: &mut Criterion) {
    let world = world();
    let wire = query(&name("www.shop.lab."));
    c.bench_function("resolve/cold", |b| {
        b.iter(|| {
            let mut session = Session::new(&world, &[], 0);
            session.resolve(0, at(0), black_box(&wire), &mut Recorder::off())
        });
    });
    let mut session = Session::new(&world, &[], 0);
    session.resolve(0, at(0), &wire, &mut Recorder::off());
    c.bench_function("resolve/cached", |b| {
        b.iter(|| session.resolve(0, at(1), black_box(&wire), &mut Recorder::off()));
    });
    c.bench_function("run/trace", |b| {
        b.iter(|| where_it_broke::sim::run(&world, &[], black_box(&question(0))));
    });
}

/// A world with so many zones below one top-level domain, all at the same two servers.
fn many(zones: usize) -> World {
    let mut world = world();
    let delegations: String = (0..zones)
        .map(|n| format!("z{n} NS ns1.shop\nz{n} NS ns2.shop\n"))
        .collect();
    world.zones[1] = zonefile::parse(&format!("{LAB}{delegations}"), &name("lab.")).unwrap();
    for n in 0..zones {
        let place = world.zones.len();
        let text = SHOP.replace("shop.lab.", &format!("z{n}.lab."));
        world
            .zones
            .push(zonefile::parse(&text, &name(&format!("z{n}.lab."))).unwrap());
        for server in &mut world.servers[3..5] {
            server.zones.push(place);
        }
    }
    world
}

fn many_zones(c: &mut Criterion) {
    let mut group = c.benchmark_group("zones");
    for zones in [10, 100, 1_000, 10_000] {
        let world = many(zones);
        let hosts: Vec<Vec<u8>> = (0..zones)
            .map(|n| query(&name(&format!("www.z{n}.lab."))))
            .collect();
        group.bench_with_input(BenchmarkId::new("each_once", zones), &zones, |b, _| {
            b.iter(|| {
                let mut session = Session::new(&world, &[], 0);
                for wire in &hosts {
                    black_box(session.resolve(0, at(0), wire, &mut Recorder::off()));
                }
            });
        });
    }
    group.finish();
}

criterion_group!(benches, one_question, many_zones);
criterion_main!(benches);
