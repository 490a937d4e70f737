//! Every series as a table, and every sum as a spreadsheet.

use yew::prelude::*;

use super::{View, numbers};
use crate::clock::{Span, Time};
use crate::text::fill;
use crate::ui::browser;
use crate::ui::number::{decimal, short};
use crate::ui::services::how;
use crate::ui::state::{Action, State};

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
    let Some(estimate) = &state.estimate else {
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
            let e = estimate.at(state.stage.harm_by(at));
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

pub(super) fn tables(view: &View) -> Html {
    let t = view.t;
    let shown = view.state.unfolded || view.dispatch.is_none();
    html! {
        <div class="series">
            { download(view).unwrap_or_default() }
            <p class="note">{ t.model.clone() }</p>
            if let Some(dispatch) = view.dispatch.cloned() {
                <button type="button" class="unfold" aria-expanded={shown.to_string()} aria-controls="series"
                    onclick={Callback::from(move |_: MouseEvent| dispatch.dispatch(Action::Unfold(!shown)))}>{ t.series.clone() }</button>
            } else {
                <h3>{ t.series.clone() }</h3>
            }
            <div id="series" hidden={!shown}>
                if shown {
                    <p class="note">{ t.series_note.clone() }</p>
                    <div class="wide" tabindex="0" role="region" aria-label={t.series.clone()}>{ series(view) }</div>
                }
            </div>
        </div>
    }
}

fn series(view: &View) -> Html {
    let (t, story) = (view.t, view.story);
    let heads = [
        t.time.clone(),
        t.failing.clone(),
        t.blocked.clone(),
        t.returns.clone(),
        format!("{}, {}", t.lost, t.low),
        t.lost.clone(),
        format!("{}, {}", t.lost, t.high),
    ];
    html! {
        <table class="figures">
            <thead><tr>{ for heads.into_iter().map(|h| html! { <th scope="col">{ h }</th> }) }</tr></thead>
            <tbody>
                { for points(view.state, TABLE).into_iter().map(|p| {
                    let (h, m, _) = p.at.wall_clock(story.day.offset);
                    html! {
                        <tr>
                            <th scope="row">{ format!("{h:02}:{m:02}") }</th>
                            <td>{ fill(&story.page.units.share, &[("n", &decimal(p.failing * 100.0, 0))]) }</td>
                            { for p.sums.into_iter().map(|sum| html! { <td>{ view.sum(sum) }</td> }) }
                        </tr>
                    }
                }) }
            </tbody>
        </table>
    }
}

fn download(view: &View) -> Option<Html> {
    view.dispatch?;
    let state = view.state.clone();
    let onclick = Callback::from(move |_: MouseEvent| {
        let t = &state.stage.story.page.panel;
        let name = fill(&t.file, &[("story", &state.stage.story.id)]);
        browser::save(&name, "text/csv", &spreadsheet(&state));
    });
    Some(
        html! { <button type="button" class="download" {onclick}>{ view.t.download.clone() }</button> },
    )
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
    let who = numbers::mended_sum(state)
        .and_then(|p| story.sources.get(p.source))
        .and_then(|s| story.text.published.get(&s.id));
    let theirs = who.map_or_else(String::new, |w| fill(&t.their_sum, &[("who", &w.name)]));
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
        let source = story.sources.get(p.source);
        let words = source.and_then(|s| story.text.published.get(&s.id));
        let title = source.map_or("", |s| s.title.as_str());
        let name = words.map_or("", |w| w.name.as_str());
        sheet.row(&[name, &plain(p.amount), &p.currency, title]);
    }
    sheet.row(&[]);
    sheet.row(&[
        &t.time,
        &t.failing,
        &t.blocked,
        &t.returns,
        &format!("{}, {}", t.lost, t.low),
        &t.lost,
        &format!("{}, {}", t.lost, t.high),
    ]);
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
            let number = cell.parse::<f64>().is_ok();
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
