//! The command line of `cargo xtask`.

use std::ffi::OsString;

use lexopt::prelude::*;

/// What `cargo xtask --help` prints.
pub(crate) const USAGE: &str = "\
cargo xtask serve [--port 8080] [--release] [--open]   set up what is missing, build, serve the page on 127.0.0.1
cargo xtask test [--quick]                             set up what is missing, run every test (--quick: no browser, no wasm)
cargo xtask build [--single STORY]                     the release site in dist/, with its sizes
cargo xtask bench                                      all benchmarks
cargo xtask shots                                      screenshots of every state
cargo xtask verify [STORY]...                          the stories through real resolvers on loopback

Built tools are kept in $WIB_TOOLS, or where-it-broke in the user's cache folder.
WIB_WASM=rustup or WIB_WASM=debian takes only that route to the wasm32 target.";

/// One command with its options.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Command {
    /// Print the usage.
    Help,
    /// Build and serve the page, and rebuild on change.
    Serve(Serve),
    /// Run every test, or with `quick` only those that need neither browser nor wasm.
    Test { quick: bool },
    /// Write the release site, or one story as a single file.
    Build { single: Option<String> },
    /// Run all benchmarks.
    Bench,
    /// Take screenshots of every state.
    Shots,
    /// Run these stories, or all, through real resolvers.
    Verify { stories: Vec<String> },
    /// Trunk's hook: finish the staging folder. Not for people.
    Stage,
}

/// Options of `serve`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Serve {
    /// The TCP port on 127.0.0.1.
    pub(crate) port: u16,
    /// Serve the release build.
    pub(crate) release: bool,
    /// Open a browser when the page is built.
    pub(crate) open: bool,
}

/// Reads the arguments after `cargo xtask`.
///
/// # Errors
///
/// One line that says what was not understood.
pub(crate) fn parse(args: impl IntoIterator<Item = OsString>) -> Result<Command, String> {
    read(&mut lexopt::Parser::from_args(args)).map_err(|error| error.to_string())
}

fn read(parser: &mut lexopt::Parser) -> Result<Command, lexopt::Error> {
    let Some(first) = parser.next()? else {
        return Err("which command?".into());
    };
    let name = match first {
        Short('h') | Long("help") => return Ok(Command::Help),
        Value(name) => name.string()?,
        other => return Err(other.unexpected()),
    };
    match name.as_str() {
        "help" => only(parser, Command::Help),
        "serve" => serve(parser),
        "test" => test(parser),
        "build" => build(parser),
        "bench" => only(parser, Command::Bench),
        "shots" => only(parser, Command::Shots),
        "verify" => verify(parser),
        "stage" => only(parser, Command::Stage),
        other => Err(format!("there is no command `{other}`").into()),
    }
}

fn serve(parser: &mut lexopt::Parser) -> Result<Command, lexopt::Error> {
    let mut options = Serve {
        port: 8080,
        release: false,
        open: false,
    };
    while let Some(arg) = parser.next()? {
        match arg {
            Short('p') | Long("port") => options.port = parser.value()?.parse()?,
            Long("release") => options.release = true,
            Long("open") => options.open = true,
            Short('h') | Long("help") => return Ok(Command::Help),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Command::Serve(options))
}

fn test(parser: &mut lexopt::Parser) -> Result<Command, lexopt::Error> {
    let mut quick = false;
    while let Some(arg) = parser.next()? {
        match arg {
            Long("quick") => quick = true,
            Short('h') | Long("help") => return Ok(Command::Help),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Command::Test { quick })
}

fn build(parser: &mut lexopt::Parser) -> Result<Command, lexopt::Error> {
    let mut single = None;
    while let Some(arg) = parser.next()? {
        match arg {
            Long("single") => single = Some(parser.value()?.string()?),
            Short('h') | Long("help") => return Ok(Command::Help),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Command::Build { single })
}

fn verify(parser: &mut lexopt::Parser) -> Result<Command, lexopt::Error> {
    let mut stories = Vec::new();
    while let Some(arg) = parser.next()? {
        match arg {
            Value(story) => stories.push(story.string()?),
            Short('h') | Long("help") => return Ok(Command::Help),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Command::Verify { stories })
}

/// A command without options.
fn only(parser: &mut lexopt::Parser, command: Command) -> Result<Command, lexopt::Error> {
    match parser.next()? {
        None => Ok(command),
        Some(Short('h') | Long("help")) => Ok(Command::Help),
        Some(other) => Err(other.unexpected()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parsed(line: &str) -> Result<Command, String> {
        parse(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn serve_has_the_documented_defaults() {
        let expected = Serve {
            port: 8080,
            release: false,
            open: false,
        };
        assert_eq!(parsed("serve"), Ok(Command::Serve(expected)));
    }

    #[test]
    fn serve_takes_its_options_in_any_order() {
        let expected = Serve {
            port: 9001,
            release: true,
            open: true,
        };
        assert_eq!(
            parsed("serve --open --port 9001 --release"),
            Ok(Command::Serve(expected))
        );
    }

    #[test]
    fn a_port_out_of_range_is_refused() {
        assert!(parsed("serve --port 65536").is_err());
    }

    #[test]
    fn test_and_build_take_their_options() {
        assert_eq!(parsed("test --quick"), Ok(Command::Test { quick: true }));
        assert_eq!(parsed("test"), Ok(Command::Test { quick: false }));
        assert_eq!(
            parsed("build --single apple-2015"),
            Ok(Command::Build {
                single: Some("apple-2015".into())
            })
        );
    }

    #[test]
    fn verify_takes_any_number_of_stories() {
        let verify = |stories: &[&str]| {
            let stories = stories.iter().map(|s| (*s).to_owned()).collect();
            Ok(Command::Verify { stories })
        };
        assert_eq!(parsed("verify"), verify(&[]));
        assert_eq!(parsed("verify a b"), verify(&["a", "b"]));
    }

    #[test]
    fn unknown_words_are_refused() {
        assert!(parsed("").is_err());
        assert!(parsed("sevre").is_err());
        assert!(parsed("bench --fast").is_err());
        assert!(parsed("test everything").is_err());
    }

    #[test]
    fn help_is_found_anywhere() {
        assert_eq!(parsed("--help"), Ok(Command::Help));
        assert_eq!(parsed("serve --help"), Ok(Command::Help));
    }
}
