//! The command line of `cargo xtask`.

use std::ffi::OsString;

use lexopt::prelude::*;

/// What `cargo xtask --help` prints.
pub(crate) const USAGE: &str = "\
cargo xtask serve [--port 8080] [--release] [--open]   set up what is missing, build, serve the page on 127.0.0.1
cargo xtask test [--quick | --everywhere]               set up what is missing, run every test (--quick: no browser, no wasm;
                                                       --everywhere: the end-to-end tests in Firefox and WebKit, too)
cargo xtask build [--site URL]                         the release site in dist/, with its sizes; URL is where it will stand
cargo xtask build --single STORY                       the site, and the story as one file that opens without a host
cargo xtask stories [--into DIR] [--site URL] [STORY]... the stories as they are now, into the page built before: seconds
cargo xtask bench                                      all benchmarks, natively and in WebAssembly
cargo xtask fuzz [TARGET] [--runs 10000000]            the fuzz targets: zone_file, rpl, message, address, story
cargo xtask shots [--dist DIR] [-- OPTIONS]            screenshots of every state, in target/shots/
cargo xtask page SCRIPT [--dist DIR] [-- OPTIONS]      a script of tests/page on the built site: axe, looks, lighthouse, scrub
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
    /// Run every test, or with `quick` only those that need neither browser nor wasm; with `everywhere` the end-to-end tests
    /// in Firefox and WebKit as well.
    Test { quick: bool, everywhere: bool },
    /// Write the release site, and one story as a single file.
    Build(Build),
    /// Put the stories into the page that was built before.
    Stories(Stories),
    /// Run all benchmarks.
    Bench,
    /// Run the fuzz targets.
    Fuzz(Fuzz),
    /// Take screenshots of every state.
    Shots(OnSite),
    /// Run a script of `tests/page`.
    Page { script: String, on: OnSite },
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

/// Options of `build`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Build {
    /// The story that is also written as one file.
    pub(crate) single: Option<String>,
    /// The address at which the site will stand.
    pub(crate) site: Option<String>,
}

/// Options of `stories`.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct Stories {
    /// Another folder than the built site, which is left as it is.
    pub(crate) into: Option<String>,
    /// The address at which the site will stand.
    pub(crate) site: Option<String>,
    /// Ids or folders; none: all stories.
    pub(crate) incidents: Vec<String>,
}

/// Options of the commands that look at a built site.
#[derive(Debug, Default, PartialEq, Eq)]
pub(crate) struct OnSite {
    /// The folder of the site.
    pub(crate) dist: Option<String>,
    /// Options of the script itself.
    pub(crate) options: Vec<OsString>,
}

/// Options of `fuzz`.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Fuzz {
    /// One target; `None`: all.
    pub(crate) target: Option<String>,
    /// How many inputs each is given.
    pub(crate) runs: u64,
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
        "stories" => stories(parser),
        "bench" => only(parser, Command::Bench),
        "fuzz" => fuzz(parser),
        "shots" => Ok(on_site(parser)?.map_or(Command::Help, Command::Shots)),
        "page" => page(parser),
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
    let (mut quick, mut everywhere) = (false, false);
    while let Some(arg) = parser.next()? {
        match arg {
            Long("quick") => quick = true,
            Long("everywhere") => everywhere = true,
            Short('h') | Long("help") => return Ok(Command::Help),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Command::Test { quick, everywhere })
}

fn build(parser: &mut lexopt::Parser) -> Result<Command, lexopt::Error> {
    let mut options = Build::default();
    while let Some(arg) = parser.next()? {
        match arg {
            Long("single") => options.single = Some(parser.value()?.string()?),
            Long("site") => options.site = Some(parser.value()?.string()?),
            Short('h') | Long("help") => return Ok(Command::Help),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Command::Build(options))
}

fn stories(parser: &mut lexopt::Parser) -> Result<Command, lexopt::Error> {
    let mut options = Stories::default();
    while let Some(arg) = parser.next()? {
        match arg {
            Long("into") => options.into = Some(parser.value()?.string()?),
            Long("site") => options.site = Some(parser.value()?.string()?),
            Value(incident) => options.incidents.push(incident.string()?),
            Short('h') | Long("help") => return Ok(Command::Help),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Command::Stories(options))
}

fn page(parser: &mut lexopt::Parser) -> Result<Command, lexopt::Error> {
    let script = match parser.next()? {
        Some(Value(script)) => script.string()?,
        Some(Short('h') | Long("help")) => return Ok(Command::Help),
        Some(other) => return Err(other.unexpected()),
        None => return Err("which script?".into()),
    };
    Ok(on_site(parser)?.map_or(Command::Help, |on| Command::Page { script, on }))
}

/// What comes after `--` is the script's. `None` for help.
fn on_site(parser: &mut lexopt::Parser) -> Result<Option<OnSite>, lexopt::Error> {
    let mut options = OnSite::default();
    loop {
        if let Some(raw) = parser.try_raw_args()
            && raw.peek().is_some_and(|word| word == "--")
        {
            options.options = raw.skip(1).collect();
            return Ok(Some(options));
        }
        match parser.next()? {
            None => return Ok(Some(options)),
            Some(Long("dist")) => options.dist = Some(parser.value()?.string()?),
            Some(Short('h') | Long("help")) => return Ok(None),
            Some(other) => return Err(other.unexpected()),
        }
    }
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

fn fuzz(parser: &mut lexopt::Parser) -> Result<Command, lexopt::Error> {
    let mut options = Fuzz {
        target: None,
        runs: 10_000_000,
    };
    while let Some(arg) = parser.next()? {
        match arg {
            Long("runs") => options.runs = parser.value()?.parse()?,
            Short('h') | Long("help") => return Ok(Command::Help),
            Value(target) if options.target.is_none() => options.target = Some(target.string()?),
            other => return Err(other.unexpected()),
        }
    }
    Ok(Command::Fuzz(options))
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
        let test = |quick, everywhere| Ok(Command::Test { quick, everywhere });
        assert_eq!(parsed("test --quick"), test(true, false));
        assert_eq!(parsed("test"), test(false, false));
        assert_eq!(parsed("test --everywhere"), test(false, true));
        let built = |single: Option<&str>, site: Option<&str>| {
            let owned = |text: &str| text.to_owned();
            Ok(Command::Build(Build {
                single: single.map(owned),
                site: site.map(owned),
            }))
        };
        assert_eq!(parsed("build"), built(None, None));
        assert_eq!(
            parsed("build --single apple-2015"),
            built(Some("apple-2015"), None)
        );
        assert_eq!(
            parsed("build --site https://example.org/"),
            built(None, Some("https://example.org/"))
        );
        assert!(parsed("build --single").is_err());
    }

    #[test]
    fn stories_takes_a_folder_an_address_and_stories() {
        let none = Stories::default();
        assert_eq!(parsed("stories"), Ok(Command::Stories(none)));
        let some = Stories {
            into: Some("d".to_owned()),
            site: Some("https://example.org/".to_owned()),
            incidents: vec!["a".to_owned(), "b".to_owned()],
        };
        assert_eq!(
            parsed("stories --into d --site https://example.org/ a b"),
            Ok(Command::Stories(some))
        );
        assert!(parsed("stories --out d").is_err());
    }

    #[test]
    fn scripts_of_the_page_take_a_site_and_options_of_their_own() {
        let on = |dist: Option<&str>, options: &[&str]| OnSite {
            dist: dist.map(str::to_owned),
            options: options.iter().map(Into::into).collect(),
        };
        assert_eq!(parsed("shots"), Ok(Command::Shots(on(None, &[]))));
        assert_eq!(
            parsed("shots --dist d -- --steps 5"),
            Ok(Command::Shots(on(Some("d"), &["--steps", "5"])))
        );
        assert_eq!(
            parsed("page axe -- --help"),
            Ok(Command::Page {
                script: "axe".into(),
                on: on(None, &["--help"])
            })
        );
        assert!(parsed("page").is_err());
        assert!(parsed("shots --steps 5").is_err());
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
    fn fuzz_takes_a_target_and_a_number_of_inputs() {
        let options = |target: Option<&str>, runs| {
            let target = target.map(str::to_owned);
            Ok(Command::Fuzz(Fuzz { target, runs }))
        };
        assert_eq!(parsed("fuzz"), options(None, 10_000_000));
        assert_eq!(parsed("fuzz rpl --runs 5"), options(Some("rpl"), 5));
        assert!(parsed("fuzz rpl message").is_err());
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
