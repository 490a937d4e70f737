//! The inspector: what an opened station shows is what the simulation says when the same question is put again.

use where_it_broke::clock::Span;
use where_it_broke::dns::octets::{Piece, Says, Section, annotate};
use where_it_broke::dns::{Message, Rcode};
use where_it_broke::embed::Wanted;
use where_it_broke::host::catalogue::inspector_words;
use where_it_broke::incident::pack::{decode_words, encode_words};
use where_it_broke::incident::{Engine, Step, Story};
use where_it_broke::sim::inspect::{Change, Holds, Inspection, inspect, served};
use where_it_broke::sim::validator::Validator;
use where_it_broke::ui::inspector::{Inspector, Kit};

use super::drawn::{apple, at_step, html, state};
use crate::support;

/// The words as the page fetches them.
fn kit() -> Kit {
    let words = encode_words(&inspector_words(None).unwrap()).unwrap();
    Kit::of(&words).unwrap()
}

/// The text of the inspector, with a station opened.
fn opened(story: &Story, wanted: &Wanted, station: &str) -> String {
    let mut state = state(story, wanted);
    state.inspected = state.stage.chain().position(station);
    assert!(state.inspected.is_some(), "no station {station}");
    state.inspector = Inspector::Here(kit());
    // As it is once the question has arrived.
    state.shown = state.target;
    let html = html(state);
    let from = html.find("<section class=\"inspector").unwrap();
    let end = html[from..].find("</section>").unwrap();
    text(&html[from..from + end])
}

/// Without the marks of HTML; lines stay.
fn text(html: &str) -> String {
    let mut out = String::new();
    let mut inside = false;
    for c in html.chars() {
        match c {
            '<' => inside = true,
            '>' => inside = false,
            _ if !inside => out.push(c),
            _ => {}
        }
    }
    out.replace("&quot;", "\"")
        .replace("&#x27;", "\u{27}")
        .replace("&amp;", "&")
}

/// A story with what checks its signatures.
fn whole(id: &str) -> Story {
    let mut story = support::story(id);
    story.world.validator = Validator::ALL;
    story
}

/// The question of a step, looked at closely.
fn looked(story: &Story, step: usize) -> Inspection {
    let question = story
        .question(story.followed, story.steps[step].at)
        .unwrap();
    inspect(&story.world, &story.faults, &question).unwrap()
}

#[test]
fn the_words_survive_their_file_and_damage_is_found() {
    let words = inspector_words(None).unwrap();
    let bytes = encode_words(&words).unwrap();
    assert_eq!(decode_words(&bytes).unwrap(), words);
    assert!(decode_words(&bytes[..bytes.len() - 1]).is_err());
    assert!(decode_words(b"WIB2\n").is_err());
}

#[test]
fn looking_closely_changes_nothing_in_any_story() {
    for id in support::ids() {
        let story = whole(&id);
        for (n, step) in story.steps.iter().enumerate() {
            let trace = Engine::WHOLE
                .trace(&story, story.followed, step.at)
                .unwrap();
            let found = looked(&story, n);
            assert_eq!(found.trace, trace, "{id}, step {}", n + 1);
        }
    }
}

#[test]
fn every_message_that_crosses_is_told_octet_by_octet() {
    for id in support::ids() {
        let story = whole(&id);
        for n in 0..story.steps.len() {
            for crossing in looked(&story, n).crossings {
                for wire in [Some(&crossing.query), crossing.reply.as_ref()]
                    .into_iter()
                    .flatten()
                {
                    told(wire, &format!("{id}, step {}", n + 1));
                }
            }
        }
    }
}

/// RFC 1035 section 4.1: the groups stand one after another, none is left out, and they say what the library reads.
fn told(wire: &[u8], context: &str) {
    let pieces = annotate(wire);
    let mut at = 0;
    for piece in &pieces {
        assert_eq!(piece.place.start, at, "{context}: {piece:?}");
        assert!(piece.place.end > at, "{context}: {piece:?} is empty");
        at = piece.place.end;
    }
    assert_eq!(at, wire.len(), "{context}");
    let message = Message::from_wire(wire).unwrap();
    assert_eq!(pieces[0].says, Says::Id(message.id));
    assert_eq!(pieces[1].says, Says::Flags(message.head));
    let types = |section: Section| {
        let of = |p: &&Piece| p.section == section && matches!(p.says, Says::Type(_));
        pieces.iter().filter(of).count()
    };
    let opt = usize::from(message.edns.is_some());
    assert_eq!(types(Section::Question), 1, "{context}");
    assert_eq!(types(Section::Answer), message.answer.len(), "{context}");
    assert_eq!(
        types(Section::Authority),
        message.authority.len(),
        "{context}"
    );
    assert_eq!(
        types(Section::Additional),
        message.additional.len() + opt,
        "{context}"
    );
    for piece in &pieces {
        if let Says::Pointer { to, name } = &piece.says {
            // RFC 1035 section 4.1.4: what stands there is the rest of the name.
            let to = usize::from(*to);
            assert!(to < piece.place.start, "{context}: {piece:?} points ahead");
            let label = usize::from(wire[to]);
            let first = &wire[to..=to + label];
            assert!(
                label >= 0xc0 || name.as_slice().starts_with(first),
                "{context}: {piece:?}"
            );
        }
    }
}

#[test]
fn what_is_no_message_is_one_piece() {
    let pieces = annotate(&[1, 2, 3]);
    assert_eq!(pieces.len(), 1);
    assert_eq!(
        (pieces[0].place.clone(), &pieces[0].says),
        (0..3, &Says::Rest)
    );
    assert!(annotate(&[]).is_empty());
}

#[test]
fn a_name_server_s_last_message_is_the_one_that_crossed() {
    let story = apple();
    let found = looked(&story, 4);
    let (last, over) = found.crossings_at("auth", usize::MAX).last().unwrap();
    assert!(over && &*last.to == "auth");
    let reply = Message::from_wire(last.reply.as_ref().unwrap()).unwrap();
    assert_eq!(reply.head.rcode, Rcode::SERVFAIL);
    let server = &last.server.as_ref().unwrap().name;
    let shown = opened(&story, &at_step(5, "technical"), "auth");
    for wanted in [
        "Apple’s name server",
        "; reconstruction, not a capture",
        &format!("dig @{} \\", server.to_string().trim_end_matches('.')),
        &format!("buy.itunes.apple.com {}", reply.rtype),
        ";; opcode: QUERY",
        ";; status: SERVFAIL",
        &format!("id: {}", reply.id),
        ";; QUERY: 1, ANSWER: 0",
        &format!(";{}.  IN A", reply.name.to_string().trim_end_matches('.')),
        ";; (empty)",
        &format!(";; Query time: {} msec", (last.back - last.sent).ms()),
        ";; WHEN: Wed Mar 11 ",
        &format!(";; MSG SIZE  rcvd: {}", last.reply.as_ref().unwrap().len()),
        "2, SERVFAIL",
        "“I tried and could not.”",
        "RFC 9520, section 2.1",
    ] {
        assert!(shown.contains(wanted), "{wanted:?} is not in:\n{shown}");
    }
}

#[test]
fn every_kind_of_station_says_what_it_knows_in_both_voices() {
    let story = apple();
    for voice in ["plain", "technical"] {
        let at = |station: &str| opened(&story, &at_step(5, voice), station);
        assert!(at("you").contains("The question"), "{}", at("you"));
        assert!(
            at("device").contains("What it remembers"),
            "{}",
            at("device")
        );
        let resolver = at("resolver");
        for wanted in [
            "What it remembers",
            "apple.com NS",
            "Last good answer",
            "How we know.",
        ] {
            assert!(resolver.contains(wanted), "{wanted}: {resolver}");
        }
        for (server, record) in [
            ("root", "com.  "),
            ("tld", "apple.com.  "),
            ("auth", "apple.com.  "),
        ] {
            assert!(at(server).contains(record), "{record}: {}", at(server));
        }
        let service = at("service");
        let host = &story.world.services[0];
        assert!(
            service.contains(&host.addresses[0].to_string()),
            "{service}"
        );
        assert!(service.contains("At work"), "{service}");
    }
}

#[test]
fn the_reason_is_one_sentence_with_the_rfc_that_lays_it_down() {
    let story = apple();
    for (step, station, wanted) in [
        (4, "root", "RFC 1034, section 4.3.2"),
        (4, "auth", "RFC 1034, section 4.3.2"),
        (5, "root", "RFC 1034, section 4.3.2"),
        (5, "device", "RFC 1035, section 4.1.1"),
    ] {
        let shown = opened(&story, &at_step(step, "technical"), station);
        assert!(
            shown.contains(wanted),
            "step {step}, {station}: {wanted} is not in:\n{shown}"
        );
    }
}

#[test]
fn a_copy_s_ttl_goes_down_when_the_clock_moves() {
    let story = apple();
    let world = &story.world;
    let found = looked(&story, 3);
    let now = found.clock(usize::MAX);
    let later = now + Span::from_secs(60);
    let (first, then) = (
        found.holdings(world, "resolver", now),
        found.holdings(world, "resolver", later),
    );
    assert!(first.len() > 3, "{first:?}");
    for holding in &first {
        let same = then.iter().find(|h| *h == holding).unwrap();
        let (before, after) = (holding.left(now), same.left(later));
        assert_eq!(after, before.saturating_sub(60), "{holding:?}");
    }
}

#[test]
fn a_failure_is_kept_as_long_as_the_resolver_says() {
    let story = apple();
    let found = looked(&story, 4);
    let now = found.clock(usize::MAX);
    let held = found.holdings(&story.world, "resolver", now);
    let failure = held
        .iter()
        .find(|h| matches!(h.holds, Holds::Failure(_)))
        .unwrap();
    let wanted = u32::try_from(story.world.resolvers[0].failure_ttl.secs()).unwrap();
    assert_eq!(failure.ttl, wanted);
    let shown = opened(&story, &at_step(5, "technical"), "auth");
    let told = format!(
        "{} of {wanted} s left, then it asks again",
        failure.left(now)
    );
    assert!(shown.contains(&told), "{told} is not in:\n{shown}");
}

#[test]
fn a_zone_is_shown_as_the_faults_have_left_it() {
    let mut seen = Vec::new();
    for id in support::ids() {
        let story = whole(&id);
        for step in &story.steps {
            for server in &story.world.servers {
                let Some(service) = story.services.get(story.followed) else {
                    continue;
                };
                let served = served(
                    &story.world,
                    &story.faults,
                    server.addresses[0],
                    step.at,
                    &service.name,
                );
                let records = served.into_iter().flat_map(|s| s.records);
                seen.extend(records.map(|(_, change)| change));
            }
        }
    }
    for change in [Change::None, Change::Gone, Change::New] {
        assert!(seen.contains(&change), "no story has {change:?}");
    }
}

#[test]
fn every_station_of_every_story_can_be_opened_where_it_breaks() {
    for id in support::ids() {
        let story = whole(&id);
        let chain = Engine::WHOLE.chain(&story, story.followed).unwrap();
        let breaks = |step: &Step| {
            let trace = Engine::WHOLE
                .trace(&story, story.followed, step.at)
                .unwrap();
            step.until.is_none() && chain.broken(&trace).is_some()
        };
        let step = story.steps.iter().position(breaks).map_or(1, |n| n + 1);
        for station in chain.stations() {
            let shown = opened(&story, &at_step(step, "technical"), station);
            let name = story.text.station(station);
            assert!(shown.contains(name), "{id}, {station}: {shown}");
            assert!(!shown.contains('{'), "{id}, {station}: {shown}");
        }
    }
}

#[test]
fn without_a_station_opened_the_current_one_is_shown() {
    let story = apple();
    let mut state = state(&story, &at_step(5, "plain"));
    state.inspector = Inspector::Here(kit());
    state.shown = state.target;
    let html = html(state);
    let name = "id=\"inspector-name\" tabindex=\"-1\">Apple’s name server<";
    assert!(html.contains(name), "{html}");
    assert!(!html.contains("inspector-place opened"));
}
