//! What a person reads: one line before each step, and trouble with the one command that helps.

use std::fmt;

/// A command that did its work, or why it did not.
pub(crate) type Outcome = Result<(), Trouble>;

/// Why something could not be done, and what a person would type about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Trouble {
    what: String,
    command: Option<String>,
}

impl Trouble {
    /// Trouble that no one command mends.
    pub(crate) fn new(what: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            command: None,
        }
    }

    /// Trouble with the one command that mends or shows it.
    pub(crate) fn try_this(what: impl Into<String>, command: impl Into<String>) -> Self {
        Self {
            what: what.into(),
            command: Some(command.into()),
        }
    }
}

impl fmt::Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.command {
            Some(command) => write!(f, "{}: run `{command}`", self.what),
            None => write!(f, "{}", self.what),
        }
    }
}

/// Announces a step that installs or takes long.
pub(crate) fn step(line: &str) {
    eprintln!("xtask: {line}");
}

/// Reports why a command ended without doing its work.
pub(crate) fn trouble(trouble: &Trouble) {
    eprintln!("xtask: {trouble}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn trouble_ends_with_the_command_to_type() {
        let trouble = Trouble::try_this(
            "The wasm32 target could not be fetched",
            "rustup target add wasm32-unknown-unknown",
        );
        assert_eq!(
            trouble.to_string(),
            "The wasm32 target could not be fetched: run `rustup target add wasm32-unknown-unknown`"
        );
    }
}
