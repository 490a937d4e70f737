//! Why a command could not do what was asked.

use core::fmt;

use crate::dns::sign::SignError;
use crate::incident::check::Located;
use crate::sim::WorldError;

/// What is at fault.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Error {
    /// Files that were read, each problem with its place.
    Input(Vec<Located>),
    /// Something that was asked for does not exist.
    Missing(String),
    /// The arguments of the command.
    Usage(String),
    /// A file that cannot be written.
    Write(String),
}

impl Error {
    /// The exit code: 1 where the input is at fault, 2 for wrong usage.
    pub const fn exit_code(&self) -> u8 {
        match self {
            Self::Input(_) | Self::Missing(_) | Self::Write(_) => 1,
            Self::Usage(_) => 2,
        }
    }
}

impl fmt::Display for Error {
    /// One line for each problem, without a newline at the end.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Input(problems) => {
                let lines: Vec<String> = problems.iter().map(Located::to_string).collect();
                f.write_str(&lines.join("\n"))
            }
            Self::Missing(message) | Self::Usage(message) | Self::Write(message) => {
                f.write_str(message)
            }
        }
    }
}

impl From<Vec<Located>> for Error {
    fn from(problems: Vec<Located>) -> Self {
        Self::Input(problems)
    }
}

impl From<SignError> for Error {
    fn from(e: SignError) -> Self {
        Self::Missing(e.to_string())
    }
}

impl From<WorldError> for Error {
    fn from(e: WorldError) -> Self {
        Self::Missing(format!("the story's world does not hold together: {e}"))
    }
}

impl std::error::Error for Error {}
