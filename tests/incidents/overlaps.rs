//! Several faults on one name: one curve for all of them, worked out when the story is compiled.

use std::rc::Rc;

use where_it_broke::clock::{Span, Time};
use where_it_broke::impact::Curve;
use where_it_broke::incident::{Stage, Story};

use crate::support::{Copy, at, story};

const INCIDENT: &str = "incidents/apple-2015/incident.toml";

/// Apple's story with a second fault on the name of the shops.
fn with(test: &str, from: &str, until: &str, share: &str) -> Story {
    let copy = Copy::new(test);
    let second = format!(
        "[[fault]]\nfrom = 2015-03-11T{from}Z\nuntil = 2015-03-11T{until}Z\nspread_s = 1200\nshare = {share}\n\
         station = \"auth\"\nnames = [\"buy.itunes.apple.com.\"]\nverb = {{ decline = {{ rcode = \"SERVFAIL\" }} }}\n\
         claim = {{ how = \"guess\", source = [\"seed\"] }}\n\n"
    );
    copy.replace(INCIDENT, "[[step]]", &format!("{second}[[step]]"));
    copy.story()
}

/// Every ten minutes of the day.
fn moments(story: &Story) -> Vec<Time> {
    let ten = Span::from_mins(10);
    let from = std::iter::successors(Some(story.day.from), |t| Some(*t + ten));
    from.take_while(|t| *t <= story.day.until).collect()
}

#[test]
fn overlapping_faults_have_the_curve_of_a_population_that_meets_them_all() {
    let story = with("overlaps", "12:00:00", "21:00:00", "0.5");
    let service = &story.services[story.followed];
    assert_eq!(service.shapes.len(), 2);
    let all = Curve::of_all(&service.shapes, story.day.until)
        .unwrap()
        .unwrap();
    let stage = Stage::new(Rc::new(story.clone())).unwrap();
    let mut harm = 0.0;
    for t in moments(&story) {
        let (packed, run) = (stage.failing_at(t), all.failing_at(t));
        assert!((packed - run).abs() < 0.01, "{packed} and {run} at {t}");
        let so_far = stage.harm_by(t);
        assert!(
            (harm..=1.0).contains(&so_far),
            "{so_far} after {harm} at {t}"
        );
        harm = so_far;
    }
    // While the first is mended and the second is not, half of the askers fail.
    let between = stage.failing_at(at("20:50:00"));
    assert!((between - 0.5).abs() < 0.02, "{between}");
}

#[test]
fn a_fault_that_is_told_twice_does_no_more_harm_than_once() {
    let once = story("apple-2015");
    let twice = with("told-twice", "08:55:00", "20:10:00", "0.90");
    let hours = |story: &Story| story.curve(story.followed).unwrap().effective_hours();
    let (one, two) = (hours(&once), hours(&twice));
    assert!((two / one - 1.0).abs() < 0.01, "{one} h and {two} h");
    let (one, two) = (
        Stage::new(Rc::new(once)).unwrap(),
        Stage::new(Rc::new(twice)).unwrap(),
    );
    let noon = at("12:00:00");
    assert!((one.harm_by(noon) - two.harm_by(noon)).abs() < 0.01);
}

#[test]
fn a_single_fault_keeps_its_closed_form() {
    let story = story("apple-2015");
    assert!(
        story
            .services
            .iter()
            .all(|service| service.samples.is_none())
    );
}
