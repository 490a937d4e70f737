//! The words against the data: every word that the data calls for is there, and none besides.

use super::{Lowering, ids};
use crate::dns::Rtype;
use crate::incident::file::IncidentFile;
use crate::loss::Symbol;
use crate::text::{StoryText, Text, fill};

impl Lowering<'_> {
    pub(super) fn words(&mut self, form: &IncidentFile, text: &StoryText) {
        let stations = ids(&form.stations);
        let owners: Vec<&str> = form
            .stations
            .iter()
            .map(|s| s.owner.as_ref().as_str())
            .collect();
        let published: Vec<&str> = form
            .published
            .iter()
            .map(|p| p.by.as_ref().as_str())
            .collect();
        let inputs: Vec<&str> = match form.loss {
            Some(_) => Symbol::ALL.iter().map(|s| s.letter()).collect(),
            None => Vec::new(),
        };
        self.same_keys("stations", &stations, text.stations.keys());
        self.no_others(
            "technical_stations",
            &stations,
            text.technical_stations.keys(),
        );
        self.same_keys("owners", &owners, text.owners.keys());
        self.same_keys("lanes", &ids(&form.lanes), text.lanes.keys());
        self.same_keys("services", &ids(&form.services), text.services.keys());
        self.same_keys("published", &published, text.published.keys());
        self.same_keys("inputs", &inputs, text.inputs.keys());
        self.no_others("assumptions", &inputs, text.assumptions.keys());
        self.same_keys("beside", &ids(&form.beside), text.beside.keys());
        let money = [
            ("money", &text.money),
            ("by_the_end", &text.by_the_end),
            ("left_out", &text.left_out),
        ];
        for (key, _) in money
            .iter()
            .filter(|(_, words)| words.is_empty() == form.loss.is_some())
        {
            let (has, expected) = match form.loss {
                Some(_) => ("no", "it, because the incident file has [loss]"),
                None => ("a", "none, because the incident file has no [loss]"),
            };
            let at = self.texts.find(&[key]);
            let message = format!("the words have {has} `{key}`, expected {expected}");
            self.problems.push(self.texts.at(at, message));
        }
        if text.steps.len() != form.steps.len() {
            let at = self.texts.find(&["steps"]);
            let message = format!(
                "{} steps have words, expected {}, as in the incident file",
                text.steps.len(),
                form.steps.len()
            );
            self.problems.push(self.texts.at(at, message));
        }
    }

    pub(super) fn same_keys<'k>(
        &mut self,
        table: &str,
        wanted: &[&str],
        given: impl Iterator<Item = &'k String> + Clone,
    ) {
        let mut told: Vec<&str> = Vec::new();
        for key in wanted {
            if told.contains(key) || given.clone().any(|g| g == key) {
                continue;
            }
            told.push(key);
            let at = self.texts.find(&[table]);
            let message = format!("[{table}] has no `{key}`, expected its words");
            self.problems.push(self.texts.at(at, message));
        }
        self.no_others(table, wanted, given);
    }

    pub(super) fn no_others<'k>(
        &mut self,
        table: &str,
        wanted: &[&str],
        given: impl Iterator<Item = &'k String>,
    ) {
        for key in given.filter(|g| !wanted.contains(&g.as_str())) {
            let at = self.texts.find(&[table, key]);
            let message = format!(
                "[{table}] has words for `{key}`, expected only what the incident file names"
            );
            self.problems.push(self.texts.at(at, message));
        }
    }
}

/// Puts the type of record that a story asks for into the words for it, so that the page needs no list of types.
pub(super) fn asked(page: &mut Text, rtype: Rtype) {
    for said in [&mut page.plain, &mut page.technical] {
        for text in [&mut said.where_is, &mut said.answer] {
            *text = fill(text, &[("type", &rtype.to_string())]);
        }
    }
}
