//! Any text as a master file: it is read or refused with its place; what is read answers as a zone does.
#![no_main]

use libfuzzer_sys::fuzz_target;
use where_it_broke::dns::{Message, Name, Rtype, rdata, zonefile};
use where_it_broke::sim::authority::{answer_from, attest};

fuzz_target!(|text: &str| {
    let origin = Name::root();
    let zone = match zonefile::parse(text, &origin) {
        Ok(zone) => zone,
        Err(error) => {
            assert!(
                error.line >= 1 && error.line <= text.lines().count().max(1),
                "{error}"
            );
            return;
        }
    };
    for (name, set) in zone.rrsets().take(40) {
        assert!(name.is_under(zone.apex()));
        for data in &set.rdata {
            rdata::present(set.rtype, data);
        }
        let below = name.wildcard();
        for name in [Some(name), below.as_ref()].into_iter().flatten() {
            for rtype in [set.rtype, Rtype::DS] {
                let mut reply = Message::query(1, name.clone(), rtype);
                answer_from(&zone, name, &mut reply);
                attest(&zone, name, &mut reply);
                let wire = reply.to_wire(1232).expect("a reply can be cut to fit");
                Message::from_wire(&wire).expect("what was written reads back");
            }
        }
    }
});
