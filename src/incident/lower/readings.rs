//! Two readings of the same reports: this story's, and that of the story beside it.

use super::{Lowering, ids};
use crate::incident::check::Document;
use crate::incident::file::{EvidenceFile, IncidentFile};
use crate::incident::{Evidence, Readings, Source};
use crate::text::StoryText;

impl Lowering<'_> {
    /// The other reading, with the evidence of whichever of the two files has it. What is the other file's is turned round,
    /// and so are its words, which are put into `text`.
    pub(super) fn readings(
        &mut self,
        form: &IncidentFile,
        text: &mut StoryText,
        sources: &[Source],
    ) -> Option<Readings> {
        let Some(readings) = &form.readings else {
            self.without_readings(text);
            return None;
        };
        if text.reading.is_empty() {
            let at = self.texts.find(&["kicker"]);
            let message = "the words have no `reading`, expected it, because the incident file has [readings]";
            self.problems.push(self.texts.at(at, message.to_owned()));
        }
        let other = readings.other.as_ref();
        let beside = self
            .beside_it(other)
            .ok()
            .filter(|(_, words)| !words.reading.is_empty());
        let Some((their_form, their_text)) = beside else {
            let message = format!(
                "`{other}` is no story with a reading of its own, expected the folder of one beside this one"
            );
            self.wrong(&readings.other, message);
            return None;
        };
        let theirs = their_form.readings.as_ref();
        if theirs.is_none_or(|theirs| theirs.other.as_ref() != form.id.as_ref()) {
            let message =
                format!("`{other}` does not name this story, expected each to name the other");
            self.wrong(&readings.other, message);
        }
        let own = !readings.evidence.is_empty();
        let list: &[EvidenceFile] = match theirs {
            Some(theirs) if !own => &theirs.evidence,
            _ => &readings.evidence,
        };
        if !own {
            text.evidence = their_text.evidence.clone();
            for e in list {
                if let Some(words) = text.evidence.get_mut(e.id.as_ref()) {
                    core::mem::swap(&mut words.here, &mut words.there);
                }
            }
        }
        let each: Vec<_> = readings.evidence.iter().map(|e| &e.id).collect();
        self.once(&each, "evidence");
        let wanted = ids(list);
        self.same_keys("evidence", &wanted, text.evidence.keys());
        if list.is_empty() {
            let message =
                "neither story has evidence, expected [[readings.evidence]] in one of them";
            self.wrong(&readings.other, message.to_owned());
        }
        let evidence = list.iter().map(|e| {
            let (here, there) = if own {
                (e.here, e.there)
            } else {
                (e.there, e.here)
            };
            Evidence {
                id: e.id.as_ref().clone(),
                here,
                there,
                claim: self.claim(&e.claim, sources),
            }
        });
        Some(Readings {
            other: other.clone(),
            evidence: evidence.collect(),
            name: their_text.reading,
        })
    }

    fn without_readings(&mut self, text: &StoryText) {
        let none: [&str; 0] = [];
        self.no_others("evidence", &none, text.evidence.keys());
        if !text.reading.is_empty() {
            let at = self.texts.find(&["reading"]);
            let message = "the words have a `reading`, expected none, because the incident file has no [readings]";
            self.problems.push(self.texts.at(at, message.to_owned()));
        }
    }

    /// The form and the words of a story in the folder beside this one.
    fn beside_it(
        &self,
        id: &str,
    ) -> Result<(IncidentFile, StoryText), Vec<crate::incident::check::Located>> {
        let folder = self.folder.join("..").join(id);
        let form = Document::read(&folder.join("incident.toml"))?.parse()?;
        let text = Document::read(&self.texts.beside(&format!("{id}.toml")))?.parse()?;
        Ok((form, text))
    }
}
