//! How the suites went: one line for each, after all that they printed themselves.

use std::fmt::Write as _;
use std::time::{Duration, Instant};

use crate::say::{Outcome, Trouble};

/// How one suite ended.
#[derive(Debug, PartialEq, Eq)]
enum Ending {
    Passed,
    Failed(Trouble),
    CouldNotRun(Trouble),
}

/// All suites so far.
#[derive(Debug, Default)]
pub(crate) struct Report {
    lines: Vec<(String, Ending, Duration)>,
}

impl Report {
    /// Runs a suite and notes how it ended. `ready` is what the suite needs, or why that is not there.
    pub(crate) fn suite<T>(
        &mut self,
        name: &str,
        ready: Result<T, &Trouble>,
        suite: impl FnOnce(T) -> Outcome,
    ) -> bool {
        eprintln!("\n── {name}");
        let start = Instant::now();
        let ending = match ready.map(suite) {
            Ok(Ok(())) => Ending::Passed,
            Ok(Err(trouble)) => Ending::Failed(trouble),
            Err(missing) => Ending::CouldNotRun(missing.clone()),
        };
        let passed = ending == Ending::Passed;
        self.lines.push((name.to_owned(), ending, start.elapsed()));
        passed
    }

    /// Prints the lines.
    ///
    /// # Errors
    ///
    /// A suite failed or could not run.
    pub(crate) fn close(&self) -> Outcome {
        println!("\n{}", self.text());
        let bad = self
            .lines
            .iter()
            .filter(|(_, ending, _)| *ending != Ending::Passed)
            .count();
        if bad == 0 {
            Ok(())
        } else {
            Err(Trouble::new(format!(
                "{bad} of {} suites did not pass",
                self.lines.len()
            )))
        }
    }

    fn text(&self) -> String {
        let width = self
            .lines
            .iter()
            .map(|(name, ..)| name.chars().count())
            .max()
            .unwrap_or_default();
        let mut text = String::new();
        for (name, ending, took) in &self.lines {
            let (word, why) = match ending {
                Ending::Passed => ("passed", String::new()),
                Ending::Failed(trouble) => ("failed", format!("  {trouble}")),
                Ending::CouldNotRun(trouble) => ("could not run", format!("  {trouble}")),
            };
            // Writing to a string cannot fail.
            let _ = writeln!(
                text,
                "{word:13}  {name:width$}  {:6.1} s{why}",
                took.as_secs_f64()
            );
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_suite_has_a_line_that_says_how_it_ended_and_why() {
        let missing = Trouble::try_this("no browser", "apt-get install chromium");
        let mut report = Report::default();
        assert!(report.suite("format", Ok(()), |()| Ok(())));
        assert!(!report.suite("lints", Ok(()), |()| Err(Trouble::new("2 warnings"))));
        assert!(!report.suite("browser", Err::<(), _>(&missing), |()| Ok(())));
        let text = report.text();
        let lines: Vec<_> = text.lines().collect();
        assert!(lines[0].starts_with("passed         format ") && lines[0].ends_with(" s"));
        assert!(lines[1].starts_with("failed         lints ") && lines[1].ends_with("2 warnings"));
        assert!(
            lines[2].starts_with("could not run  browser")
                && lines[2].ends_with("run `apt-get install chromium`")
        );
        assert!(report.close().is_err());
    }

    #[test]
    fn all_passed_is_success() {
        let mut report = Report::default();
        report.suite("format", Ok(()), |()| Ok(()));
        assert!(report.close().is_ok());
    }
}
