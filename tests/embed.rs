//! Addresses that carry the state, and messages between an embed and its host: what is written is read back, what was
//! written by earlier versions is still read, and what is hostile changes nothing but as documented.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot go on should panic"
)]

mod support;

use std::cell::OnceCell;
use std::rc::Rc;

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use where_it_broke::clock::{Span, Time};
use where_it_broke::embed::message::{Fields, Request, SOURCE};
use where_it_broke::embed::{Assumed, Hidden, Hiding, MAX_QUERY, MAX_UNREAD, Wanted};
use where_it_broke::incident::Stage;
use where_it_broke::loss::Symbol;
use where_it_broke::text::Voice;
use where_it_broke::ui::framed;
use where_it_broke::ui::share;
use where_it_broke::ui::state::{Action, State, Theme};
use yew::Reducible;

/// How many of each kind are generated.
const MANY: u32 = 10_000;

fn many() -> TestRunner {
    TestRunner::new(Config {
        cases: MANY,
        // A failure is written down in the test that it becomes, not in a file beside this one.
        failure_persistence: None,
        ..Config::default()
    })
}

fn apple() -> Rc<Stage> {
    thread_local! {
        static STAGE: OnceCell<Rc<Stage>> = const { OnceCell::new() };
    }
    let made = || Rc::new(Stage::new(Rc::new(support::story("apple-2015"))).unwrap());
    STAGE.with(|stage| stage.get_or_init(made).clone())
}

/// The pairs of a query string, decoded as browsers decode them.
fn pairs(query: &str) -> Vec<(String, String)> {
    let pairs = url::form_urlencoded::parse(query.as_bytes());
    pairs
        .map(|(k, v)| (k.into_owned(), v.into_owned()))
        .collect()
}

fn read(query: &str) -> Wanted {
    let pairs = pairs(query);
    Wanted::read(pairs.iter().map(|(k, v)| (k.as_str(), v.as_str())))
}

fn opened(query: &str) -> State {
    State::new(apple(), &read(query)).unwrap()
}

/// What a page shows and an address can say.
fn view(s: &State) -> impl PartialEq + std::fmt::Debug {
    let assumed: Vec<Assumed> = s
        .money
        .iter()
        .flat_map(|m| m.assumptions.changed())
        .collect();
    let place = (s.stage.story.id.clone(), s.step, s.on_step, s.at());
    (place, s.voice, s.theme, s.hidden, assumed)
}

fn some_id() -> impl Strategy<Value = String> {
    "[a-z0-9-]{1,40}"
}

fn some_time() -> impl Strategy<Value = Time> {
    // The years that RFC 3339 can write.
    (0_i64..253_402_300_799_999).prop_map(Time::from_ms)
}

fn some_value(symbol: Symbol) -> BoxedStrategy<f64> {
    let digits = (0_u64..1_000_000_000, 0_i32..9);
    let value = digits.prop_map(|(digits, places)| {
        let text = format!("{digits}e-{places}");
        text.parse::<f64>().unwrap()
    });
    match symbol.highest() {
        Some(_) => value.prop_map(|v| v - v.trunc()).prop_map(rounded).boxed(),
        None => value.boxed(),
    }
}

/// As the sliders have it: a share in billionths at most.
fn rounded(share: f64) -> f64 {
    format!("{share:.9}").parse().unwrap()
}

fn some_assumed() -> impl Strategy<Value = Vec<Assumed>> {
    let one = |symbol: Symbol| {
        proptest::option::of(some_value(symbol).prop_map(move |value| Assumed { symbol, value }))
    };
    Symbol::ALL
        .map(one)
        .into_iter()
        .collect::<Vec<_>>()
        .prop_map(|all| all.into_iter().flatten().collect())
}

fn some_wanted() -> impl Strategy<Value = Wanted> {
    let hidden = proptest::sample::subsequence(Hidden::ALL.to_vec(), 0..=4);
    let word = || proptest::option::of("[A-Za-z0-9-]{1,35}");
    (
        proptest::option::of(some_id()),
        proptest::option::of(any::<i64>()),
        proptest::option::of(some_time()),
        (word(), word(), word()),
        proptest::option::of(some_time()),
        hidden,
        some_assumed(),
    )
        .prop_map(
            |(story, step, time, (voice, theme, lang), since, hidden, assumed)| {
                let hidden = hidden.into_iter().fold(Hiding::default(), Hiding::with);
                Wanted {
                    story,
                    step,
                    time,
                    voice,
                    theme,
                    lang,
                    hidden,
                    since,
                    assumed,
                    unread: Vec::new(),
                }
            },
        )
}

#[test]
fn an_address_is_read_as_it_was_written() {
    many()
        .run(&some_wanted(), |wanted| {
            let query = wanted.query();
            prop_assert!(
                query.len() <= MAX_QUERY,
                "{} characters: {query}",
                query.len()
            );
            let plain = |b: u8| b.is_ascii_alphanumeric() || b"-.:,=&".contains(&b);
            prop_assert!(query.bytes().all(plain), "{query}");
            prop_assert!(query.starts_with("v=1"), "{query}");
            prop_assert_eq!(read(&query), wanted, "{}", query);
            let plain = Wanted {
                assumed: Vec::new(),
                ..read(&query)
            };
            prop_assert_eq!(plain.query_of_view(), plain.query());
            Ok(())
        })
        .unwrap();
}

/// The assumptions at their longest, with everything else that an address can say.
#[test]
fn the_longest_address_of_a_view_fits() {
    let time: Time = "2015-03-11T10:24:07.123Z".parse().unwrap();
    let all = Hidden::ALL
        .into_iter()
        .fold(Hiding::default(), Hiding::with);
    let assumed = Symbol::ALL.map(|symbol| {
        let value = if symbol.highest().is_some() {
            1.0 / 3.0
        } else {
            123_456_789.123_456
        };
        Assumed { symbol, value }
    });
    let wanted = Wanted {
        story: Some("x".repeat(40)),
        step: Some(1000),
        time: Some(time),
        voice: Some("technical".to_owned()),
        theme: Some("light".to_owned()),
        lang: Some("zh-Hant-HK".to_owned()),
        hidden: all,
        since: Some(time),
        assumed: assumed.to_vec(),
        unread: Vec::new(),
    };
    let query = wanted.query();
    assert!(
        query.len() <= MAX_QUERY,
        "{} characters: {query}",
        query.len()
    );
    assert_eq!(read(&query).assumed.len(), 9);
    assert_eq!(read(&query).hidden, all);
}

/// Addresses that earlier versions made or documented, and what they showed: a step, a time, or what stands beside them.
#[test]
fn links_of_earlier_versions_still_open_what_they_did() {
    // Before addresses had a version.
    let s = opened("story=apple-2015&step=5&t=2015-03-11T10:24:00Z&voice=technical&theme=dark");
    assert_eq!(
        (s.step, s.at(), s.voice, s.theme),
        (4, support::at("10:24:00"), Voice::Technical, Theme::Dark)
    );
    let table = [
        ("", 0, Voice::Plain, Theme::Auto),
        ("step=5", 4, Voice::Plain, Theme::Auto),
        ("step=5&voice=technical", 4, Voice::Technical, Theme::Auto),
        ("theme=light", 0, Voice::Plain, Theme::Light),
        (
            "story=apple-2015&step=7&voice=plain&theme=auto",
            6,
            Voice::Plain,
            Theme::Auto,
        ),
        (
            "v=1&story=apple-2015&step=6&voice=technical&theme=dark&utm_source=mail",
            5,
            Voice::Technical,
            Theme::Dark,
        ),
        // As browsers and mail programs write the same.
        (
            "step=5&t=2015-03-11T10%3A24%3A07Z",
            4,
            Voice::Plain,
            Theme::Auto,
        ),
        ("story=apple%2D2015&step=2", 1, Voice::Plain, Theme::Auto),
    ];
    for (query, step, voice, theme) in table {
        let s = opened(query);
        assert_eq!((s.step, s.voice, s.theme), (step, voice, theme), "{query}");
        assert_eq!(*s.notices, [""; 0], "{query}");
    }
    // The panel's.
    let s = opened("a.r=0.55&a.R=19700000000&a.E=11.5");
    let set: Vec<_> = s
        .money
        .unwrap()
        .assumptions
        .changed()
        .map(|a| (a.symbol, a.value))
        .collect();
    assert_eq!(
        set,
        [
            (Symbol::Revenue, 1.97e10),
            (Symbol::Hours, 11.5),
            (Symbol::Later, 0.55)
        ]
    );
    let s = opened("a.w=2e0&a.K=1E6");
    assert_eq!(*s.notices, [""; 0]);
    assert_eq!(
        read("since=2026-11-22T19:00:00Z").since,
        "2026-11-22T19:00:00Z".parse().ok()
    );
}

#[test]
fn a_view_that_a_reader_came_to_is_the_one_that_its_link_opens() {
    let day = apple().day;
    let action = prop_oneof![
        (0_usize..9).prop_map(Action::Go),
        (0_i64..1440).prop_map(move |m| Action::Seek(day.from + Span::from_mins(m))),
        prop_oneof![Just(Voice::Plain), Just(Voice::Technical)].prop_map(Action::Speak),
        prop_oneof![Just(Theme::Auto), Just(Theme::Light), Just(Theme::Dark)]
            .prop_map(Action::Paint),
        (0_usize..9, 0_u32..=1000).prop_map(|(n, thousandths)| {
            Action::Assume(Symbol::ALL[n], f64::from(thousandths) / 1000.0)
        }),
        Just(Action::Reset),
    ];
    let ways = proptest::collection::vec(action, 0..6);
    let hidden = proptest::sample::select(vec!["", "hide=strip", "hide=loss,sources", "hide=nav"]);
    let mut few = TestRunner::new(Config {
        cases: 300,
        failure_persistence: None,
        ..Config::default()
    });
    few.run(&(ways, hidden), |(way, hidden)| {
        let start = Rc::new(opened(hidden));
        let end = way.into_iter().fold(start, Reducible::reduce);
        let query = share::wanted(&end).query();
        let again = opened(&query);
        prop_assert_eq!(&*again.notices, &[""; 0], "{}", query);
        prop_assert_eq!(view(&again), view(&end), "{}", query);
        Ok(())
    })
    .unwrap();
}

#[test]
fn a_view_as_plain_text_has_its_figures_its_sources_and_its_link() {
    let s = opened("step=5&a.r=0.9");
    let text = share::plain(&s);
    let story = &s.stage.story;
    for source in &story.sources {
        assert!(
            text.contains(&source.title),
            "{} is not in {text}",
            source.title
        );
        assert!(source.url.as_deref().is_none_or(|url| text.contains(url)));
    }
    for wanted in [
        story.text.title.as_str(),
        &story.text.date,
        &story.text.steps[4].title,
        &story.text.reconstruction,
        "90%",
        "0.9.",
        "cannot say where the checkout is. [our guess 15] The shop is open.",
        "./?v=1&story=apple-2015&step=5&a.r=0.9",
    ] {
        assert!(text.contains(wanted), "{wanted} is not in {text}");
    }
    assert!(
        !text.contains("**") && !text.contains('`') && !text.contains('{'),
        "{text}"
    );
}

#[test]
fn what_cannot_be_read_is_one_plain_sentence_each() {
    let long = "9".repeat(100_000);
    let huge = format!("step={long}");
    for (query, says) in [
        ("v=2&step=5", "version “2”"),
        ("v=", "version “”"),
        ("lang=de", "“de”"),
        ("lang=%3Cb%3E", "“<b>”"),
        ("hide=strip,ads", "“ads”"),
        (huge.as_str(), "There is no step “999"),
    ] {
        let s = opened(query);
        assert_eq!(s.notices.len(), 1, "{query:.60}: {:?}", s.notices);
        let notice = &s.notices[0];
        assert!(
            notice.contains(says) && notice.ends_with('.'),
            "{query:.60}: {notice}"
        );
        assert!(
            notice.chars().count() < 300 && !notice.contains('\n'),
            "{notice}"
        );
    }
    for fine in ["lang=en", "lang=en-GB", "lang=EN-us", "hide=", "v=1"] {
        assert_eq!(*opened(fine).notices, [""; 0], "{fine}");
    }
    assert!(
        opened("v=2&step=5").step == 4,
        "what it understands is shown"
    );
    assert!(opened("hide=strip,ads").hides(Hidden::Strip));
    assert!(!opened("hide=strip,ads").hides(Hidden::Loss));
}

/// A query string as somebody may write it who wants to break the page.
fn some_query() -> impl Strategy<Value = String> {
    let name = prop_oneof![
        8 => proptest::sample::select(vec![
            "v", "story", "step", "t", "voice", "theme", "lang", "since", "hide", "a.r", "a.R", "a.E", "a.K", "a.s", "a.", "a.x",
        ]).prop_map(str::to_owned),
        1 => "[a-zA-Z.]{0,8}",
        1 => any::<String>().prop_map(|s| url::form_urlencoded::byte_serialize(s.as_bytes()).collect()),
    ];
    let value = prop_oneof![
        4 => proptest::sample::select(vec![
            "1", "2", "0", "-1", "7", "8", "99999999999999999999", "apple-2015", "../../x", "plain", "technical", "dark", "auto",
            "2015-03-11T10:24:00Z", "2015-03-11T10:24:00%2B01:00", "9999-12-31T23:59:59Z", "0000-01-01T00:00:00Z", "NaN", "inf",
            "1e22", "1e308", "0.5", "-0", "strip,loss,nav,sources", "strip,strip,,", "%3Cscript%3Ealert(1)%3C/script%3E", "%00", "%",
            "javascript:alert(1)", "%7Bgiven%7D%7Bshown%7D", "en", "de-AT", "",
        ]).prop_map(str::to_owned),
        1 => "[0-9.eE+-]{0,30}",
        1 => "[0-9TZ:.+-]{0,30}",
        1 => any::<String>().prop_map(|s| url::form_urlencoded::byte_serialize(s.as_bytes()).collect()),
        1 => (1_usize..2000, any::<char>()).prop_map(|(n, c)| {
            url::form_urlencoded::byte_serialize(c.to_string().repeat(n).as_bytes()).collect()
        }),
    ];
    proptest::collection::vec((name, value), 0..12).prop_map(|pairs| {
        pairs
            .iter()
            .map(|(k, v)| format!("{k}={v}"))
            .collect::<Vec<_>>()
            .join("&")
    })
}

#[test]
fn ten_thousand_hostile_addresses_open_a_valid_page_and_are_told_in_bounded_sentences() {
    let stage = apple();
    let steps = stage.story.steps.len();
    many()
        .run(&some_query(), |query| {
            let wanted = read(&query);
            prop_assert!(wanted.unread.len() <= MAX_UNREAD + 1);
            let s = State::new(stage.clone(), &wanted).unwrap();
            prop_assert!(
                s.step < steps && stage.day.from <= s.at() && s.at() <= stage.day.until,
                "{query}"
            );
            // One each for what cannot be read, and for the step, the time, the voice, the theme, the language and the sums.
            prop_assert!(
                s.notices.len() <= MAX_UNREAD + 1 + 6,
                "{query}: {:?}",
                s.notices
            );
            for n in s.notices.iter() {
                prop_assert!(n.chars().count() < 600, "{query}: {n}");
            }
            for a in s.money.iter().flat_map(|m| m.assumptions.changed()) {
                prop_assert!(
                    a.value.is_finite()
                        && a.value >= 0.0
                        && a.symbol.highest().is_none_or(|h| a.value <= h)
                );
            }
            // It is a view like any other: its own link says it again.
            let link = share::wanted(&s);
            prop_assert_eq!(read(&link.query()), link, "{}", query);
            Ok(())
        })
        .unwrap();
}

fn some_text() -> impl Strategy<Value = Option<String>> {
    let known = vec![
        SOURCE,
        "amp",
        "pym",
        "go",
        "theme",
        "voice",
        "play",
        "pause",
        "ready",
        "height",
        "state",
        "dark",
        "light",
        "auto",
        "plain",
        "technical",
        "<img src=x onerror=alert(1)>",
        "__proto__",
        "",
    ];
    proptest::option::of(prop_oneof![
        5 => proptest::sample::select(known).prop_map(str::to_owned),
        1 => any::<String>(),
    ])
}

fn some_number() -> impl Strategy<Value = Option<f64>> {
    let known = vec![
        1.0,
        2.0,
        0.0,
        -1.0,
        5.0,
        7.0,
        8.0,
        1.5,
        1e9,
        f64::NAN,
        f64::INFINITY,
        f64::MAX,
        -0.0,
    ];
    proptest::option::of(prop_oneof![proptest::sample::select(known), any::<f64>()])
}

fn some_fields() -> impl Strategy<Value = Fields> {
    let source = prop_oneof![6 => Just(Some(SOURCE.to_owned())), 1 => some_text()];
    let v = prop_oneof![6 => Just(Some(1.0)), 1 => some_number()];
    let kinds = vec!["go", "theme", "voice", "play", "pause"];
    let kind = prop_oneof![
        3 => proptest::sample::select(kinds).prop_map(|kind| Some(kind.to_owned())),
        1 => some_text(),
    ];
    (source, v, kind, some_number(), some_text()).prop_map(|(source, v, kind, step, value)| {
        Fields {
            source,
            v,
            kind,
            step,
            value,
        }
    })
}

#[test]
fn ten_thousand_hostile_messages_do_what_is_documented_or_nothing() {
    let start = Rc::new(opened("step=3"));
    let steps = start.stage.story.steps.len();
    let mut did = [0_u32; 5];
    let counted = std::cell::RefCell::new(&mut did);
    many()
        .run(&some_fields(), |fields| {
            let asked = fields
                .clone()
                .request()
                .and_then(|r| framed::action(&start, r));
            let ours = fields.source.as_deref() == Some(SOURCE) && fields.v == Some(1.0);
            let Some(action) = asked else { return Ok(()) };
            prop_assert!(ours, "{fields:?} was heard");
            let (n, kind) = match action {
                Action::Go(step) => {
                    prop_assert!(step < steps, "{fields:?}");
                    (0, "go")
                }
                Action::Paint(theme) => {
                    prop_assert_eq!(fields.value.as_deref(), Some(theme.name()));
                    (1, "theme")
                }
                Action::Speak(voice) => {
                    prop_assert_eq!(fields.value.as_deref(), Some(voice.name()));
                    (2, "voice")
                }
                Action::Play(true) => (3, "play"),
                Action::Play(false) => (4, "pause"),
                other => panic!("{fields:?} became {other:?}"),
            };
            prop_assert_eq!(fields.kind.as_deref(), Some(kind));
            counted.borrow_mut()[n] += 1;
            let after = start.clone().reduce(action);
            prop_assert_eq!(&after.notices, &start.notices);
            Ok(())
        })
        .unwrap();
    assert!(
        did.iter().all(|n| *n > 20),
        "every kind of request came: {did:?}"
    );
}

#[test]
fn a_message_of_another_version_or_from_another_program_is_left_alone() {
    let good = Fields {
        source: Some(SOURCE.to_owned()),
        v: Some(1.0),
        kind: Some("go".to_owned()),
        step: Some(3.0),
        value: None,
    };
    assert_eq!(good.clone().request(), Some(Request::Go(3)));
    let with = |change: fn(&mut Fields)| {
        let mut fields = good.clone();
        change(&mut fields);
        fields.request()
    };
    assert_eq!(with(|f| f.v = Some(2.0)), None);
    assert_eq!(with(|f| f.v = None), None);
    assert_eq!(with(|f| f.source = Some("amp".to_owned())), None);
    assert_eq!(with(|f| f.kind = Some("GO".to_owned())), None);
    assert_eq!(with(|f| f.step = Some(2.5)), None);
    assert_eq!(with(|f| f.step = None), None);
}
