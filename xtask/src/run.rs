//! Starting other programs.

use std::io;
use std::path::Path;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::paths;
use crate::say::{Outcome, Trouble};

/// Runs a program with our own input and output, and waits for it.
pub(crate) fn run(command: &mut Command) -> Outcome {
    let status = command.status();
    ended(command, status)
}

/// As [`run`], but ends the program after `limit`.
pub(crate) fn run_within(command: &mut Command, limit: Duration) -> Outcome {
    let status = command.spawn().and_then(|child| wait_within(child, limit));
    ended(command, status)
}

/// What a program printed on standard output, if it could be run and succeeded.
pub(crate) fn read(command: &mut Command) -> Option<String> {
    let output = command
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output()
        .ok()?;
    output
        .status
        .success()
        .then(|| String::from_utf8_lossy(&output.stdout).into_owned())
}

/// The command as a person would type it: without the folder of the program and without its environment.
pub(crate) fn line(command: &Command) -> String {
    let program = Path::new(command.get_program())
        .file_name()
        .unwrap_or_default();
    let words = std::iter::once(program).chain(command.get_args());
    words
        .map(|word| word.to_string_lossy())
        .collect::<Vec<_>>()
        .join(" ")
}

/// `cargo` as a child: the one that runs us, which rustup has chosen already.
pub(crate) fn cargo() -> Command {
    let chosen = std::env::var_os("CARGO").or_else(|| paths::on_path("cargo").map(Into::into));
    Command::new(chosen.unwrap_or_else(|| "cargo".into()))
}

fn ended(command: &Command, status: io::Result<ExitStatus>) -> Outcome {
    let failed = match status {
        Ok(status) if status.success() => return Ok(()),
        Ok(status) => format!("`{}` failed ({status})", line(command)),
        Err(error) => format!("`{}` could not be run ({error})", line(command)),
    };
    Err(Trouble::new(failed))
}

fn wait_within(mut child: Child, limit: Duration) -> io::Result<ExitStatus> {
    let end = Instant::now() + limit;
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(status);
        }
        if Instant::now() > end {
            child.kill()?;
            child.wait()?;
            return Err(io::Error::new(
                io::ErrorKind::TimedOut,
                format!("no end after {} s", limit.as_secs()),
            ));
        }
        sleep(Duration::from_millis(50));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_what_a_person_would_type() {
        let mut command = Command::new("rustup");
        command
            .args(["target", "add", "wasm32-unknown-unknown"])
            .env("X", "y");
        assert_eq!(line(&command), "rustup target add wasm32-unknown-unknown");
    }

    #[test]
    fn a_program_that_is_not_there_is_trouble_and_no_panic() {
        let trouble = run(&mut Command::new("no-such-program-here")).unwrap_err();
        assert!(
            trouble
                .to_string()
                .starts_with("`no-such-program-here` could not be run")
        );
    }
}
