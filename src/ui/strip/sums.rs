//! The money: what had been lost by when.

use yew::Html;

use super::super::element::{Child, Dispatch, Element, el, list};
use super::super::icon::circle;
use super::super::kept::kept;
use super::super::lanes::percent;
use super::super::money::{axis_top, money};
use super::super::state::State;
use super::curve::{NEXT, PAST, drawn, floor, mark, outline, shape, written};
use super::{hidden_svg, row, row_name, text, tick};
use crate::loss::Sums;
use crate::text::fill;

/// The row of the money; none where the story counts none.
pub(super) fn money_row(state: &State, dispatch: &Dispatch) -> Option<Element> {
    let whole = state.sums.as_ref()?;
    let story = &state.stage.story;
    let (t, day, now) = (&story.page.strip, &state.stage.day, state.at());
    let (top, harm) = (top(whole), state.stage.harm_by(now));
    let (x, so_far) = (day.fraction(now), harm * whole.lost.mid);
    let (dx, anchor) = if x > 0.62 {
        ("-12", "end")
    } else {
        ("12", "start")
    };
    let so_far_text = (so_far > 0.0).then(|| {
        let said = fill(&t.so_far, &[("money", &money(state, so_far))]);
        text(dx, "-14", anchor).class("sum-text").child(said)
    });
    let (end_words, room) = match state.live {
        Some(_) => (&story.page.live.if_it_lasts, 0.35),
        None => (&t.in_the_end, 0.47),
    };
    let end = state.stage.harm_by(day.until);
    // The two sums must not meet.
    let in_the_end = (x < room).then(|| {
        let said = fill(end_words, &[("money", &money(state, whole.lost.mid))]);
        let place = mark(1.0, end * whole.lost.mid / top);
        place.child(text("0", "-8", "end").class("end-text").child(said))
    });
    let point = mark(x, so_far / top)
        .child(circle("sum-now", 5.0))
        .child(so_far_text);
    let band = el("div")
        .class("band")
        .child(kept(state, dispatch, same_sums, |s, _| drawing(s)))
        .child(
            hidden_svg("marks")
                .child(point)
                .child(in_the_end)
                .child(ends(state, whole, end)),
        )
        .child(tick("tick top", money(state, top)))
        .child(tick("tick", money(state, 0.0)));
    Some(row("row sums-row", row_name(&t.lost, &t.lost_note)).child(band))
}

/// The sum at the top of the axis, in currency units.
fn top(whole: &Sums) -> f64 {
    axis_top(whole.lost.high * 1.02)
}

/// The sums and the day are the same.
fn same_sums(a: &State, b: &State) -> bool {
    a.same_story(b) && a.sums == b.sums
}

/// The middle sum and the range round it: all of the day twice, of which the clock shows one or the other.
fn drawing(state: &State) -> Html {
    let Some(whole) = &state.sums else {
        return Html::default();
    };
    let harm = outline(state, &|t| state.stage.harm_by(t));
    let top = top(whole);
    let along = |sum: f64| written(&harm, sum / top);
    let back = written(harm.iter().rev(), whole.lost.low / top);
    let range = format!("{} {back}", along(whole.lost.high));
    let middle = along(whole.lost.mid);
    shape()
        .child(drawn("polygon", "range ahead", range.clone(), NEXT))
        .child(drawn("polygon", "range", range, PAST))
        .child(floor())
        .child(drawn("polyline", "sum ahead", middle.clone(), NEXT))
        .child(drawn("polyline", "sum", middle, PAST))
        .html()
}

/// Where the plot is wide: the sums at its right end, one above the other.
fn ends(state: &State, whole: &Sums, harm: f64) -> Html {
    /// A line of text, and the plot, in pixels.
    const LINE: f64 = 17.0;
    const HEIGHT: f64 = 76.0;
    let t = &state.stage.story.page.strip;
    let lost = &whole.lost;
    let top = top(whole);
    let above = |sum: f64| sum * harm / top * HEIGHT;
    let middle = above(lost.mid);
    let said = |words: &str, sum: f64| fill(words, &[("money", &money(state, sum * harm))]);
    let label = |class: &str, height: f64, said: String| {
        let beside = text("100%", &percent(1.0 - height / HEIGHT), "start").class(class);
        beside.attr("dx", "10").attr("dy", "5").child(said)
    };
    list([
        label(
            "end-range",
            above(lost.high).max(middle + LINE),
            said(&t.high_end, lost.high),
        ),
        label("end-sum", middle, money(state, lost.mid * harm)),
        label(
            "end-range",
            above(lost.low).min(middle - LINE),
            said(&t.low_end, lost.low),
        ),
    ])
}
