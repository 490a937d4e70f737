//! What is not wrong, and yet looks like a slip: warnings of the check.

use super::{Document, Located, reading};
use crate::clock::{Span, Time};
use crate::incident::file::{IncidentFile, ServiceFile, SourceFile};
use crate::incident::{How, Service, Story};

/// A curve counts as failing from this part of its highest share on.
const FAILING: f64 = 0.03;
/// By so much the stated end of an outage may differ from the computed one, at least.
const LEEWAY: Span = Span::from_mins(45);

/// All of them.
pub(super) fn warnings(form: &IncidentFile, story: &Story, file: &Document) -> Vec<Located> {
    let mut warnings = unsourced(form, story, file);
    for (written, service) in form.services.iter().zip(&story.services) {
        let id = written.id.as_ref();
        if !service.out.is_empty() && !told(story, service) {
            let message = format!(
                "warning: no step speaks of the service `{id}`, expected its name, its host name or its id in the words of a step"
            );
            warnings.push(file.at(written.id.span(), message));
        }
        if written.apart.is_none() {
            warnings.extend(duration(story, written, service, file));
        }
    }
    warnings
}

/// Steps that say in one of their voices nothing of how we know.
pub(super) fn unmarked(story: &Story, words: &Document) -> Vec<Located> {
    let steps = story.text.steps.iter().enumerate();
    let voices = steps.flat_map(|(n, s)| [(n, "plain", &s.plain), (n, "technical", &s.technical)]);
    voices
        .filter(|(_, _, told)| !told.contains('['))
        .map(|(n, voice, _)| {
            let message = format!(
                "warning: step {} says nothing of how we know in the {voice} voice, expected a mark after a claim, such as `[reported: id]`, `[model]` or `[guess]`",
                n + 1
            );
            words.at(words.find_nth("steps", n), message)
        })
        .collect()
}

/// What is harder to read in the Plain voice than it may be.
pub(super) fn hard_to_read(story: &Story, words: &Document) -> Vec<Located> {
    let steps = story.text.steps.len();
    let hard = reading::grades(story).into_iter().enumerate();
    hard.filter(|(_, (_, grade))| *grade > reading::GRADE)
        .map(|(n, (what, grade))| {
            let at = match n.checked_sub(steps) {
                None => words.find_nth("steps", n),
                Some(question) => words.find_nth("predict", question),
            };
            let message = format!(
                "warning: {what} in the plain voice reads as hard as school year {grade:.1}, expected at most {:.0}: shorter sentences, shorter words",
                reading::GRADE
            );
            words.at(at, message)
        })
        .collect()
}

/// Sources that readers cannot look up while claims of facts rest on nothing else, and sources that nothing rests on.
fn unsourced(form: &IncidentFile, story: &Story, file: &Document) -> Vec<Located> {
    let claims: Vec<_> = story.claims().collect();
    let mut warnings = Vec::new();
    for (n, source) in story.sources.iter().enumerate() {
        let written = form.sources.get(&source.id);
        let looked_up = written.is_none_or(SourceFile::can_be_looked_up);
        let rests = claims.iter().filter(|c| c.sources == [n]);
        let facts = rests
            .filter(|c| !matches!(c.how, How::Guess | How::Model))
            .count();
        let used = claims.iter().any(|c| c.sources.contains(&n))
            || story.published.iter().any(|p| p.source == n);
        let id = &source.id;
        let message = if !used {
            format!("warning: nothing rests on the source `{id}`, expected a claim that names it")
        } else if !looked_up && facts > 0 {
            format!(
                "warning: {facts} claims of facts rest on `{id}` alone, which has no address, expected a `url`, or `offline = true` where there is none"
            )
        } else {
            continue;
        };
        warnings.push(file.at(file.find(&["source", id]), message));
    }
    warnings
}

/// Whether a step speaks of a service, or of one that is looked up by the same name or stands in the same lane.
fn told(story: &Story, service: &Service) -> bool {
    let followed = story.services.get(story.followed);
    let alike = |other: &&Service| {
        other.name == service.name || (other.lane.is_some() && other.lane == service.lane)
    };
    if followed.is_some_and(|f| alike(&f)) {
        return true;
    }
    let words: Vec<String> = story
        .text
        .steps
        .iter()
        .map(|s| {
            [&s.title, &s.plain, &s.technical, &s.note]
                .map(|t| t.to_lowercase())
                .join(" ")
        })
        .collect();
    let named = |text: &str| {
        let text = text.trim_end_matches('.').to_lowercase();
        words.iter().any(|w| w.contains(&text))
    };
    story.services.iter().filter(alike).any(|other| {
        let name = story.text.services.get(&other.id).map(|t| t.name.as_str());
        name.is_some_and(named)
            || named(&other.name.to_string())
            || named(&other.id.replace('-', " "))
    })
}

/// Where the curve of a service fails at another time than people said.
fn duration(
    story: &Story,
    written: &ServiceFile,
    service: &Service,
    file: &Document,
) -> Option<Located> {
    let place = story.services.iter().position(|s| s.id == service.id)?;
    let computed = failing(story, place);
    let (from, until) = (
        service.out.iter().map(|w| w.from).min(),
        service.out.iter().map(|w| w.until).max(),
    );
    let id = written.id.as_ref();
    let message = match (from.zip(until), computed) {
        (None, None) => return None,
        (None, Some((since, _))) => format!(
            "warning: `{id}` fails in the simulation from {since} and is never out by the file, expected an `out`, `names` at the fault that leave it alone, or an `apart` that says why"
        ),
        (Some((from, _)), None) => format!(
            "warning: `{id}` is out from {from} by the file and never fails in the simulation, expected a [[fault]] that touches its name, or an `apart` that says why not"
        ),
        (Some((from, until)), Some((since, to))) => {
            let stated = until.min(story.day.until) - from;
            let leeway = LEEWAY.max(Span::from_ms(stated.ms() / 4));
            let far = |a: Time, b: Time| (a - b).ms().abs() > leeway.ms();
            if !far(since, from) && !far(to, until.min(story.day.until)) {
                return None;
            }
            format!(
                "warning: `{id}` is out for {} by the file, {from} to {until}, and for {} by the simulation, {since} to {to}, expected the two to agree within {}",
                hours(stated),
                hours(to - since),
                hours(leeway)
            ) + ", or an `apart` that says why not"
        }
    };
    Some(file.at(written.id.span(), message))
}

/// From when until when the curve of a service counts as failing.
fn failing(story: &Story, service: usize) -> Option<(Time, Time)> {
    let every = Span::from_mins(1);
    let minutes = (story.day.until - story.day.from).ms() / every.ms();
    let times = (0..=minutes).map(|n| story.day.from + Span::from_ms(n * every.ms()));
    let curve = story.curve(service)?;
    let shares: Vec<(Time, f64)> = times.map(|t| (t, curve.failing_at(t))).collect();
    let highest = shares.iter().map(|(_, share)| *share).fold(0.0, f64::max);
    let above = |(_, share): &&(Time, f64)| *share > 0.0 && *share >= highest * FAILING;
    let first = shares.iter().find(above)?;
    let last = shares.iter().rev().find(above)?;
    Some((first.0, last.0))
}

fn hours(span: Span) -> String {
    format!("{:.1} h", span.hours())
}
