//! Questions put to the reader: whether their steps, choices and words are there, and whether the simulation agrees.

use super::Lowering;
use crate::incident::file::{ForetoldFile, IncidentFile, PredictFile, Spanned};
use crate::incident::{Prediction, Story};
use crate::sim::chain::Chain;
use crate::sim::frame::{Frame, Said};
use crate::sim::trace::Trace;
use crate::text::{PredictText, StoryText};

/// Fewer choices ask nothing.
const FEWEST: usize = 2;

impl Lowering<'_> {
    /// The questions, each with a step, choices and words.
    pub(super) fn predictions(&mut self, form: &IncidentFile, text: &StoryText) -> Vec<Prediction> {
        if form.predictions.is_empty() {
            let at = self.incident.find(&["question"]);
            let message =
                "the story asks its reader nothing, expected at least one [[predict]]".to_owned();
            self.problems.push(self.incident.at(at, message));
        }
        if text.predict.len() != form.predictions.len() {
            let message = format!(
                "{} questions have words in [[predict]], expected {}, as in the incident file",
                text.predict.len(),
                form.predictions.len()
            );
            self.in_texts(message);
        }
        let mut predictions = Vec::new();
        for (n, asked) in form.predictions.iter().enumerate() {
            let words = text.predict.get(n);
            if let Some(words) = words {
                self.question_words(n, asked, words);
            }
            predictions.extend(self.prediction(form, asked));
        }
        predictions
    }

    fn prediction(&mut self, form: &IncidentFile, asked: &PredictFile) -> Option<Prediction> {
        let (step, so) = (*asked.before.as_ref(), *asked.so.as_ref());
        let steps = form.steps.len();
        let count = asked.choices.as_ref().len();
        let before = step.checked_sub(1).filter(|n| *n > 0 && *n < steps);
        if before.is_none() {
            let message = format!(
                "the question is put before step {step}, expected a step of the story after the first, 2 to {steps}"
            );
            self.wrong(&asked.before, message);
        }
        if count < FEWEST {
            let message = format!("{count} choices, expected at least {FEWEST}");
            self.wrong(&asked.choices, message);
        }
        let right = so.checked_sub(1).filter(|n| *n < count);
        if right.is_none() {
            let message = format!("choice {so} is said to be so, expected one of 1 to {count}");
            self.wrong(&asked.so, message);
        }
        Some(Prediction {
            before: before?,
            so: right?,
        })
    }

    fn question_words(&mut self, n: usize, asked: &PredictFile, words: &PredictText) {
        let (given, wanted) = (words.choices.len(), asked.choices.as_ref().len());
        if given != wanted {
            self.in_texts(format!(
                "question {} has words for {given} choices, expected {wanted}, as in the incident file",
                n + 1
            ));
        }
        let asking = [&words.plain, &words.technical];
        let why = [&words.why_plain, &words.why_technical];
        if asking.into_iter().chain(why).any(|t| t.trim().is_empty()) {
            let message = format!("question {} has an empty text, expected words", n + 1);
            self.in_texts(message);
        }
        for (m, c) in words.choices.iter().enumerate() {
            if c.plain.trim().is_empty() || c.technical.trim().is_empty() {
                let message = format!(
                    "choice {} of question {} is empty, expected words in both voices",
                    m + 1,
                    n + 1
                );
                self.in_texts(message);
            }
        }
    }

    fn in_texts(&mut self, message: String) {
        let at = self.texts.find(&["predict"]);
        self.problems.push(self.texts.at(at, message));
    }

    /// Holds what each choice foretells against what the simulation shows at its step.
    pub(super) fn foretold(&mut self, form: &IncidentFile, story: &Story) {
        let Ok(chain) = story.chain(story.followed) else {
            return;
        };
        for (asked, prediction) in form.predictions.iter().zip(&story.predictions) {
            let Some(step) = story.steps.get(prediction.before) else {
                continue;
            };
            let Ok(trace) = story.trace(story.followed, step.at) else {
                continue;
            };
            let until = step.until.as_ref();
            let shown = until.map_or(trace.events.len(), |s| Frame::shown_until(&trace, s));
            let frame = Frame::at(&chain, &trace, shown);
            for (n, choice) in asked.choices.as_ref().iter().enumerate() {
                let right = n == prediction.so;
                self.choice(
                    prediction.before + 1,
                    n + 1,
                    choice,
                    right,
                    &chain,
                    &trace,
                    &frame,
                );
            }
        }
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "one choice with all that it is held against"
    )]
    fn choice(
        &mut self,
        step: usize,
        n: usize,
        choice: &Spanned<ForetoldFile>,
        right: bool,
        chain: &Chain,
        trace: &Trace,
        frame: &Frame,
    ) {
        if let ForetoldFile::Breaks(link) = choice.as_ref() {
            let known: Vec<String> = (0..chain.links())
                .filter_map(|l| chain.link_name(l))
                .collect();
            if !known.contains(link) {
                let known = known.join(", ");
                let message =
                    format!("there is no link `{link}`, expected one of the chain: {known}");
                return self.wrong(choice, message);
            }
        }
        let Some(shown) = shows(choice.as_ref(), trace, frame) else {
            return;
        };
        if shown != right {
            let said = if right { "so" } else { "not so" };
            let seen = seen(trace, frame);
            let message = format!(
                "choice {n} is said to be {said}, expected what the simulation shows at step {step}: {seen}"
            );
            self.wrong(choice, message);
        }
    }
}

/// Whether the simulation shows what a choice foretells; `None` where it cannot tell.
fn shows(choice: &ForetoldFile, trace: &Trace, frame: &Frame) -> Option<bool> {
    match choice {
        ForetoldFile::Breaks(link) => Some(broken(frame) == Some(link)),
        ForetoldFile::Reached => Some(frame.reached && frame.broken.is_none()),
        ForetoldFile::Copied => Some(copied(frame)),
        ForetoldFile::Ends(code) => Some(trace.outcome.rcode == code.0),
        ForetoldFile::Untold => None,
    }
}

/// What the simulation shows, for a message.
fn seen(trace: &Trace, frame: &Frame) -> String {
    let way = match broken(frame) {
        Some(link) => format!("the link {link} breaks"),
        None if copied(frame) => "the answer is a saved copy".to_owned(),
        None if frame.reached => "the question is answered and reaches its end".to_owned(),
        None => "no link breaks".to_owned(),
    };
    format!("{way}, and the device is told {}", trace.outcome.rcode)
}

fn broken(frame: &Frame) -> Option<&String> {
    let link = frame.broken.and_then(|n| frame.links.get(n));
    link.map(|l| &l.name)
}

fn copied(frame: &Frame) -> bool {
    let copy = |s: &crate::sim::frame::StationFrame| matches!(s.said, Said::Copy { .. });
    frame.stations.iter().any(copy)
}
