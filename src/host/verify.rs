//! `wib verify`: our resolver and our traces against what real resolvers answered in the lab.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use serde_json::Value;

use super::checked::{Check, fingerprint};
use super::export_lab::Export;
use super::export_lab::file::AskFile;
use super::lab::compare::{Outcome, compare, outcome};
use super::lab::scenario::Scenario;
use super::lab::walk;
use super::table::{Side, table};
use super::{Error, catalogue};

/// How the stories fared.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// The resolvers with their versions, in the lab's order.
    pub resolvers: Vec<(String, String)>,
    /// One for each story.
    pub stories: Vec<Verified>,
}

/// How one story fared.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Verified {
    /// Its id.
    pub story: String,
    /// How many questions were put.
    pub questions: usize,
    /// On how many all resolvers had the same outcome.
    pub agreed: usize,
    /// On how many each resolver's outcome was ours, in the lab's order.
    pub like: Vec<usize>,
    /// Where they disagreed, and whose outcome is ours.
    pub disagreed: Vec<String>,
    /// What is not as it has to be.
    pub wrong: Vec<String>,
    /// What was checked.
    pub fingerprint: String,
}

impl Report {
    /// Compares the lab's results, a `results.json`, with the stories that they are of.
    ///
    /// # Errors
    /// When the results cannot be read, or a story cannot.
    pub fn new(results: &Path) -> Result<Self, Error> {
        let wrong =
            |e: &dyn core::fmt::Display| Error::Missing(format!("{}: {e}", results.display()));
        let text = fs::read_to_string(results).map_err(|e| wrong(&e))?;
        let results: Value = serde_json::from_str(&text).map_err(|e| wrong(&e))?;
        let mut report = Self::default();
        for (name, version) in results
            .get("versions")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            let version = upstream_version(version.as_str().unwrap_or_default());
            report.resolvers.push((name.clone(), version));
        }
        for (id, found) in results
            .get("scenarios")
            .and_then(Value::as_object)
            .into_iter()
            .flatten()
        {
            report.stories.push(verify(id, found, &report.resolvers)?);
        }
        Ok(report)
    }

    /// What is wrong, in all stories.
    pub fn wrong(&self) -> Vec<String> {
        self.stories
            .iter()
            .flat_map(|s| s.wrong.iter().cloned())
            .collect()
    }

    /// The checks that were passed, with the day on which.
    pub fn checks(&self, date: &str) -> Vec<(String, Check)> {
        let resolvers: Vec<String> = self
            .resolvers
            .iter()
            .map(|(name, version)| format!("{} {version}", full_name(name)))
            .collect();
        let passed = self.stories.iter().filter(|s| s.wrong.is_empty());
        let check = |s: &Verified| Check {
            date: date.to_owned(),
            resolvers: resolvers.clone(),
            questions: s.questions,
            agreed: s.agreed,
            fingerprint: s.fingerprint.clone(),
        };
        passed.map(|s| (s.story.clone(), check(s))).collect()
    }

    /// For people: a row for each story, on how many questions each resolver is as ours; then where they disagree among
    /// themselves.
    pub fn table(&self) -> String {
        let head = ["story", "questions", "all agree"].map(str::to_owned);
        let mut heads = head.to_vec();
        heads.extend(
            self.resolvers
                .iter()
                .map(|(name, v)| format!("{} {v}", full_name(name))),
        );
        heads.push("wrong".to_owned());
        let mut sides = vec![Side::Left];
        sides.resize(heads.len(), Side::Right);
        let mut rows = vec![heads];
        for s in &self.stories {
            let mut row = vec![
                s.story.clone(),
                s.questions.to_string(),
                s.agreed.to_string(),
            ];
            row.extend(s.like.iter().map(usize::to_string));
            row.push(s.wrong.len().to_string());
            rows.push(row);
        }
        let mut text = table(&sides, &rows);
        for line in self.stories.iter().flat_map(|s| &s.disagreed) {
            text += &format!("{line}\n");
        }
        text
    }
}

/// One story against what the lab found.
fn verify(id: &str, found: &Value, resolvers: &[(String, String)]) -> Result<Verified, Error> {
    let export = Export::new(&catalogue::open(id)?)?;
    let files = export.files().into_iter().collect();
    let report = walk(&Scenario::from_texts(id, files)?)?;
    let mut verified = Verified {
        story: id.to_owned(),
        questions: report.steps.len(),
        agreed: 0,
        like: vec![0; resolvers.len()],
        disagreed: Vec::new(),
        wrong: Vec::new(),
        fingerprint: fingerprint(&export)?,
    };
    for (number, ours) in report.steps.iter().enumerate() {
        let asked = export
            .scenario
            .steps
            .get(ours.step)
            .and_then(|step| step.ask());
        let label = asked.map(|ask| ask.label.as_str()).unwrap_or_default();
        let question = format!("{id}: {} ({label})", ours.ask);
        let ours = serde_json::to_value(ours).unwrap_or_default();
        let observed = |name: &str| found.get("resolvers")?.get(name)?.get(number);
        let theirs: Vec<(&str, &Value)> = resolvers
            .iter()
            .filter_map(|(name, _)| Some((name.as_str(), observed(name)?)))
            .collect();
        let other = |(_, theirs): &&(&str, &Value)| theirs.get("ask") != ours.get("ask");
        if theirs.len() != resolvers.len() || theirs.iter().any(|t| other(&t)) {
            let what = format!("{question}: the results are of other questions: run the lab again");
            return Err(Error::Missing(what));
        }
        let compared = compare(&question, &theirs, &ours);
        for (count, (name, _)) in verified.like.iter_mut().zip(resolvers) {
            *count += usize::from(compared.like.contains(name));
        }
        if compared.agreed {
            verified.agreed += 1;
        } else {
            let like = compared.like.join(", ");
            verified
                .disagreed
                .push(format!("{question}: they disagree; ours is as {like}"));
        }
        verified.wrong.extend(compared.wrong);
        verified.wrong.extend(blamed(&question, &theirs, &ours));
        verified
            .wrong
            .extend(asked.and_then(|ask| as_traced(&question, ask, &ours)));
    }
    Ok(verified)
}

/// What is wrong with whom a question failed at: the servers that were asked last.
fn blamed(question: &str, theirs: &[(&str, &Value)], ours: &Value) -> Option<String> {
    let here = last(ours)?;
    if outcome(ours) != Outcome::Fails {
        return None;
    }
    let failing = theirs.iter().filter(|(_, t)| outcome(t) == Outcome::Fails);
    let there: BTreeSet<String> = failing.filter_map(|(_, t)| last(t)).collect();
    (!there.is_empty() && !there.contains(&here))
        .then(|| format!("{question}: ours fails at {here}, theirs at {there:?}"))
}

/// Whose servers an observation ends with.
fn last(observation: &Value) -> Option<String> {
    let upstream = observation.get("upstream")?.as_array()?;
    let asked = upstream.iter().rev().find(|query| {
        let q = query.get("q").and_then(Value::as_str).unwrap_or_default();
        // Not the root's own servers, which resolvers ask for when they like, nor a mere connection.
        q != ". NS" && !q.starts_with('-')
    });
    let to = asked?.get("to")?.as_str()?;
    Some(super::lab::zone_of(to).to_owned())
}

/// What is wrong with our answer in the lab against the story's own trace.
fn as_traced(question: &str, ask: &AskFile, ours: &Value) -> Option<String> {
    let expected = ask.expect.as_ref()?;
    let told = match outcome(ours) {
        Outcome::Fails => ("SERVFAIL".to_owned(), BTreeSet::new()),
        Outcome::Says(rcode, records, _) => {
            let rtype = ask.ask.rsplit(' ').next().unwrap_or_default();
            let of_type = records.into_iter().filter(|(_, t, _)| t == rtype);
            (rcode, of_type.map(|(.., data)| data).collect())
        }
    };
    let traced = (
        expected.clone(),
        ask.data.iter().cloned().collect::<BTreeSet<_>>(),
    );
    (told != traced).then(|| format!("{question}: {told:?} in the lab, {traced:?} in the story"))
}

/// The version of the program in that of its Debian package: `1:9.18.49-1~deb12u3` is of 9.18.49.
fn upstream_version(package: &str) -> String {
    let version = package.split_once(':').map_or(package, |(_, rest)| rest);
    let version = version
        .rsplit_once('-')
        .map_or(version, |(upstream, _)| upstream);
    version
        .split(['+', '~'])
        .next()
        .unwrap_or_default()
        .to_owned()
}

/// What a resolver of the lab is called.
fn full_name(name: &str) -> &str {
    match name {
        "unbound" => "Unbound",
        "bind" => "BIND",
        "knot-resolver" => "Knot Resolver",
        "pdns-recursor" => "PowerDNS Recursor",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_is_that_of_the_program_and_not_of_its_package() {
        assert_eq!(upstream_version("1:9.18.49-1~deb12u3"), "9.18.49");
        assert_eq!(upstream_version("1.17.1-2+deb12u4"), "1.17.1");
        assert_eq!(upstream_version("4.8.8"), "4.8.8");
    }
}
