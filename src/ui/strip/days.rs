//! Times of day, and which day where an outage takes several.

use crate::clock::{Span, Time};
use crate::incident::{Day, Story};
use crate::text::fill;

/// The longest that the axis may be with times alone: no time comes twice.
const ONE_DAY: Span = Span::from_mins(24 * 60);

/// A time as `10:24`.
pub(in crate::ui) fn clock(day: &Day, t: Time) -> String {
    let (h, m, _) = t.wall_clock(day.offset);
    format!("{h:02}:{m:02}")
}

/// A time as `10:24`; in an outage of several days with its day, as `28 Oct 10:24`.
pub(in crate::ui) fn time(story: &Story, shown: &Day, t: Time) -> String {
    let clock = clock(shown, t);
    match day(story, shown, t) {
        Some(day) => format!("{day} {clock}"),
        None => clock,
    }
}

/// The day of a time, as `28 Oct`; `None` where all that is shown is within one day.
pub(in crate::ui) fn day(story: &Story, shown: &Day, t: Time) -> Option<String> {
    if !several(shown) {
        return None;
    }
    let words = &story.page.strip;
    // RFC 3339: the year, the month and the day come first.
    let local = (t + shown.offset).to_string();
    let mut date = local.split(['-', 'T']).skip(1);
    let (month, day) = (date.next()?, date.next()?);
    let month = month.parse::<usize>().ok()?.checked_sub(1)?;
    let month = words.months.split_whitespace().nth(month)?;
    let day = day.trim_start_matches('0');
    Some(fill(&words.day, &[("day", day), ("month", month)]))
}

/// More than one day is shown.
pub(super) fn several(shown: &Day) -> bool {
    shown.until - shown.from > ONE_DAY
}
