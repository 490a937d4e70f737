//! Every series as a table, and every sum as a spreadsheet.

use yew::Event;

use super::{View, heads, note, numbers, paper, wide};
use crate::clock::{Span, Time};
use crate::text::{Panel, fill};
use crate::ui::browser;
use crate::ui::element::{Element, button, el, list};
use crate::ui::number::{decimal, short};
use crate::ui::services::how;
use crate::ui::state::{Action, State};
use crate::ui::strip::{days, share};

/// How far apart the rows of the table are, and those of the spreadsheet.
const TABLE: Span = Span::from_mins(30);
const SHEET: Span = Span::from_mins(5);

/// One row of the series.
struct Point {
    at: Time,
    failing: f64,
    /// Blocked, returns, and lost: low, middle, high.
    sums: [f64; 5],
}

fn points(state: &State, every: Span) -> Vec<Point> {
    let Some(money) = &state.money else {
        return Vec::new();
    };
    let day = &state.stage.day;
    let until = state.live.map_or(day.until, |l| l.now);
    // However long an outage goes on, the table stays a table.
    let most = Span::from_ms((until - day.from).ms() / 300);
    let every = every.max(most);
    std::iter::successors(Some(day.from), |t| Some(*t + every))
        .take_while(|t| *t <= until)
        .map(|at| {
            let e = money.estimate.at(state.stage.harm_by(at));
            Point {
                at,
                failing: state.stage.failing_at(at),
                sums: [
                    e.blocked.mid,
                    e.returns.mid,
                    e.lost.low,
                    e.lost.mid,
                    e.lost.high,
                ],
            }
        })
        .collect()
}

pub(super) fn tables(view: &View) -> Element {
    let t = view.t;
    let shown = view.state.unfolded;
    // The table is long: without scripts, which the button needs, everybody would wait for it.
    let unfold = view.dispatch.map(|dispatch| {
        button()
            .class("unfold")
            .attr("aria-expanded", if shown { "true" } else { "false" })
            .attr("aria-controls", "series")
            .press(dispatch, Action::Unfold(!shown))
            .child(&t.series)
    });
    let table = shown.then(|| list([note(&t.series_note), wide(&t.series, series(view))]));
    el("div")
        .class("series")
        .child(view.dispatch.map(|_| download(view)))
        .child(note(&t.model))
        .child(unfold)
        .child(el("div").attr("id", "series").child(table))
}

/// What the columns of the series are called.
fn columns(t: &Panel) -> [String; 7] {
    [
        t.time.clone(),
        t.failing.clone(),
        t.blocked.clone(),
        t.returns.clone(),
        format!("{}, {}", t.lost, t.low),
        t.lost.clone(),
        format!("{}, {}", t.lost, t.high),
    ]
}

fn series(view: &View) -> Element {
    let rows = points(view.state, TABLE).into_iter().map(|p| {
        let time = days::time(view.story, &view.state.stage.day, p.at);
        el("tr")
            .child(el("th").attr("scope", "row").child(time))
            .child(el("td").child(share(view.state, p.failing)))
            .each(p.sums.map(|sum| el("td").child(view.sum(sum))))
    });
    el("table")
        .class("figures")
        .child(heads(columns(view.t).iter().map(String::as_str)))
        .child(el("tbody").each(rows))
}

fn download(view: &View) -> Element {
    let state = view.state.clone();
    let save = move |_: &Event| {
        let t = &state.stage.story.page.panel;
        let name = fill(&t.file, &[("story", &state.stage.story.id)]);
        browser::save(&name, "text/csv", &spreadsheet(&state));
    };
    button()
        .class("download")
        .on("click", save)
        .child(&view.t.download)
}

/// Every sum of the page as comma-separated values (RFC 4180): the estimate, the sum line by line, the assumptions, what
/// others said, and the series. Money in whole currency units, shares from 0 to 1, times in RFC 3339.
pub fn spreadsheet(state: &State) -> String {
    let story = &state.stage.story;
    let (Some(loss), Some(money)) = (&story.loss, &state.money) else {
        return String::new();
    };
    let t = &story.page.panel;
    let mut sheet = Sheet::default();
    let e = money.estimate.at(state.part_shown());
    sheet.row(&[&story.text.place, &state.at().to_string()]);
    sheet.row(&[&story.text.money, &loss.currency]);
    sheet.row(&["", &t.low, &t.value, &t.high]);
    for (name, r) in [
        (&t.blocked, e.blocked),
        (&t.returns, e.returns),
        (&t.lost, e.lost),
    ] {
        sheet.row(&[name, &whole(r.low), &whole(r.mid), &whole(r.high)]);
    }
    sheet.row(&[]);
    let who = numbers::mended_sum(state).map(|p| paper(story, p)[0]);
    let theirs = who.map_or_else(String::new, |who| fill(&t.their_sum, &[("who", who)]));
    let leaves = fill(&t.leaves, &[("money", &loss.currency)]);
    sheet.row(&[&t.mended, &theirs, &t.our_sum, &leaves]);
    for l in numbers::sum_lines(state) {
        let words = story.text.assumptions.get(l.symbol.letter());
        let name = words.map_or(l.symbol.letter(), |w| {
            if w.line.is_empty() { &w.name } else { &w.line }
        });
        sheet.row(&[name, &plain(l.said), &plain(l.value), &whole(l.leaves)]);
    }
    sheet.row(&[]);
    sheet.row(&[
        &t.assumption,
        "",
        &t.value,
        &t.unit,
        "10%",
        "90%",
        &format!("{}, {}", t.lost, t.low),
        &format!("{}, {}", t.lost, t.high),
        &t.known,
        &t.source,
    ]);
    for r in numbers::rows(state) {
        let Some(claim) = loss.claims.iter().find(|c| c.symbol == r.symbol) else {
            continue;
        };
        let words = story.text.inputs.get(r.symbol.letter());
        let sources = claim.claim.sources.iter();
        let sources: Vec<&str> = sources
            .filter_map(|n| story.sources.get(*n))
            .map(|s| s.title.as_str())
            .collect();
        sheet.row(&[
            words.map_or("", String::as_str),
            r.symbol.letter(),
            &plain(r.value),
            &claim.unit,
            &plain(r.plausible.0),
            &plain(r.plausible.1),
            &whole(r.swing.0),
            &whole(r.swing.1),
            how(story, claim.claim.how),
            &sources.join("; "),
        ]);
    }
    sheet.row(&[]);
    sheet.row(&[&t.others, &t.amount, &t.currency, &t.source]);
    for p in &story.published {
        let title = story.sources.get(p.source).map_or("", |s| s.title.as_str());
        let [name, _] = paper(story, p);
        sheet.row(&[name, &plain(p.amount), &p.currency, title]);
    }
    sheet.row(&[]);
    sheet.row(&columns(t).each_ref().map(String::as_str));
    for p in points(state, SHEET) {
        let mut cells = vec![p.at.to_string(), plain(p.failing)];
        cells.extend(p.sums.map(whole));
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
        sheet.row(&cells);
    }
    sheet.0
}

/// Lines of cells.
#[derive(Default)]
struct Sheet(String);

impl Sheet {
    /// One line. A text that a spreadsheet program would take for a formula is marked as text.
    fn row(&mut self, cells: &[&str]) {
        for (n, cell) in cells.iter().enumerate() {
            if n > 0 {
                self.0.push(',');
            }
            let number = cell
                .bytes()
                .all(|b| b.is_ascii_digit() || b"-.".contains(&b));
            let formula = !number && cell.starts_with(['=', '+', '-', '@', '\t', '\r']);
            let text = if formula {
                format!("'{cell}")
            } else {
                (*cell).to_owned()
            };
            if text.contains([',', '"', '\n', '\r']) {
                self.0.push('"');
                self.0.push_str(&text.replace('"', "\"\""));
                self.0.push('"');
            } else {
                self.0.push_str(&text);
            }
        }
        self.0.push_str("\r\n");
    }
}

/// Money in whole units.
fn whole(amount: f64) -> String {
    decimal(amount, 0)
}

/// A number without noughts at its end.
fn plain(value: f64) -> String {
    short(value, 6)
}

#[cfg(test)]
mod tests {
    use super::Sheet;

    #[test]
    fn cells_are_quoted_as_rfc_4180_section_2_says() {
        let mut sheet = Sheet::default();
        sheet.row(&["a", "b, c", "say \"no\"", "-1.5", "=1+1"]);
        assert_eq!(sheet.0, "a,\"b, c\",\"say \"\"no\"\"\",-1.5,'=1+1\r\n");
    }
}
