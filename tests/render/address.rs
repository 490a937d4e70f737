//! An address that asks for what there is not: one plain notice, and the nearest valid state.

use where_it_broke::embed::Wanted;

use super::drawn::{apple, html, page, state};

#[test]
fn each_bad_value_gives_one_plain_notice_and_the_nearest_valid_state() {
    let story = apple();
    for (query, names, name, value) in [
        (("step", "99"), "99", "data-step", "7"),
        (("step", "0"), "0", "data-step", "1"),
        (("step", "-3"), "-3", "data-step", "1"),
        (("step", "five"), "five", "data-step", "1"),
        (
            ("t", "2015-03-12T09:00:00Z"),
            "2015-03-12",
            "data-time",
            "2015-03-11T22:00:00Z",
        ),
        (
            ("t", "2015-03-11T07:59:59Z"),
            "07:59:59",
            "data-time",
            "2015-03-11T08:00:00Z",
        ),
        (("t", "10:24"), "10:24", "data-time", "2015-03-11T08:41:06Z"),
        (("voice", "shouting"), "shouting", "data-voice", "plain"),
        (("theme", "sepia"), "sepia", "data-theme", "auto"),
        (("story", "../etc"), "../etc", "data-story", "apple-2015"),
    ] {
        let drawn = page(&story, &Wanted::read([query]));
        assert_eq!(drawn.main[name], value, "{query:?}");
        let [notice] = drawn.notices.as_slice() else {
            panic!("{query:?}: expected one notice, saw {:?}", drawn.notices);
        };
        assert!(
            notice.contains(names) && notice.ends_with('.'),
            "{query:?}: {notice:?}"
        );
        assert!(!notice.contains(['{', '}', '!']), "{query:?}: {notice:?}");
    }
}

#[test]
fn several_bad_values_are_told_one_by_one() {
    let wanted = Wanted::read([("step", "99"), ("voice", "shouting"), ("t", "soon")]);
    let drawn = page(&apple(), &wanted);
    assert_eq!(drawn.notices.len(), 3, "{:?}", drawn.notices);
    assert_eq!(drawn.main["data-step"], "7");
}

#[test]
fn a_time_of_the_day_is_shown_as_it_was_asked_for() {
    let wanted = Wanted::read([("step", "5"), ("t", "2015-03-11T21:00:00Z")]);
    let drawn = page(&apple(), &wanted);
    assert_eq!(drawn.main["data-time"], "2015-03-11T21:00:00Z");
    assert_eq!(drawn.main["data-broken"], "");
    assert!(drawn.notices.is_empty(), "{:?}", drawn.notices);
}

#[test]
fn what_an_address_says_is_written_as_text() {
    let wanted = Wanted::read([("voice", "<img src=x onerror=alert(1)>")]);
    let drawn = page(&apple(), &wanted);
    assert!(
        drawn.notices[0].contains("<img src=x"),
        "{:?}",
        drawn.notices
    );
    assert!(!drawn.elements.iter().any(|e| e == "img"));
}

#[test]
fn what_an_address_leaves_out_is_marked_for_the_style_sheet() {
    let wanted = Wanted::read([("hide", "nav,loss")]);
    let html = html(state(&apple(), &wanted));
    assert!(
        html.contains("class=\"story no-loss no-nav\""),
        "{html:.400}"
    );
}
