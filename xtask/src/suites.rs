//! `cargo xtask test`: sets up, runs every suite in turn, and says in one line each how it went.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::browsers::{self, Browser, Driver};
use crate::report::Report;
use crate::run::{self, read, run, run_within};
use crate::say::{Outcome, Trouble, step};
use crate::setup::{self, Page};
use crate::toolchain::TARGET;
use crate::trunk::{self, DIST};
use crate::{nginx, npm, paths, shots, sizes, stage, tools};

/// All features of the host: the command line, the file check, the prerendered page.
const HOST: &str = "host,prerender";
/// The same with the tests that need a browser and a built site.
const HOST_AND_E2E: &str = "host,prerender,e2e";
/// How long a suite with a browser may take: they hang rather than fail when the browser does.
const LIMIT: Duration = Duration::from_secs(20 * 60);
/// The tests that need nginx.
const HOSTED: &str = "hosting::";
/// The same for a suite in a browser that takes longer to start.
const LONGER: Duration = Duration::from_secs(40 * 60);
/// The end-to-end tests in other browsers: the suite, and what `WIB_BROWSER` calls the browser.
const ELSEWHERE: [(&str, &str); 2] = [
    ("end to end in WebKit", "webkit"),
    ("end to end in Firefox", "firefox"),
];
/// A suite that needs no more than the compiler.
const READY: Result<(), &Trouble> = Ok(());

/// Runs the suites; with `quick` only those that need neither browser nor wasm nor a tool to be installed, with `everywhere`
/// those in Firefox and WebKit as well, which take long.
pub(crate) fn test(quick: bool, everywhere: bool) -> Outcome {
    let mut report = Report::default();
    // First, so that it is said at once what will be installed.
    let tools = (!quick).then(|| Tools::set_up(everywhere));
    host(&mut report);
    if let Some(tools) = &tools {
        report.suite("licences and sources", tools.deny.as_ref(), |deny| {
            licences(deny.as_ref())
        });
        let built = in_browser(&mut report, tools.page.as_ref(), tools.browser.as_ref());
        elsewhere(&mut report, built, &tools.others);
    }
    report.close()
}

/// What the full run needs beyond the compiler, each there or not by itself.
struct Tools {
    page: Result<Page, Trouble>,
    browser: Result<Browser, Trouble>,
    deny: Result<Option<PathBuf>, Trouble>,
    others: Vec<Other>,
}

/// A browser besides Chromium: its suite, its name, and what the tests are told of it.
type Other = (
    &'static str,
    &'static str,
    Result<Vec<(&'static str, PathBuf)>, Trouble>,
);

impl Tools {
    fn set_up(everywhere: bool) -> Self {
        let told = |trouble: &Trouble| step(&trouble.to_string());
        Self {
            page: setup::page(true).inspect_err(told),
            browser: setup::alone(browsers::chromium).inspect_err(told),
            deny: setup::alone(tools::deny).inspect_err(told),
            others: ELSEWHERE
                .into_iter()
                .filter(|_| everywhere)
                .map(|(suite, name)| {
                    let there = setup::alone(|| browsers::other(name)).inspect_err(told);
                    (suite, name, there)
                })
                .collect(),
        }
    }
}

fn host(report: &mut Report) {
    let rustfmt = component("fmt", "rustfmt");
    report.suite("format", rustfmt.as_ref(), |()| {
        cargo(&["fmt", "--all", "--check"])
    });
    let clippy = component("clippy", "clippy");
    report.suite("lints", clippy.as_ref(), |()| {
        cargo(&[
            "clippy",
            "--workspace",
            "--all-targets",
            "--features",
            HOST_AND_E2E,
            "--",
            "-D",
            "warnings",
        ])
    });
    report.suite("core without yew", READY, |()| {
        cargo(&["check", "--lib", "--no-default-features"])
    });
    report.suite("host tests", READY, |()| {
        cargo(&[
            "test",
            "--workspace",
            "--lib",
            "--bins",
            "--tests",
            "--features",
            HOST,
        ])
    });
    report.suite("doc tests", READY, |()| {
        cargo(&["test", "--doc", "--features", HOST])
    });
}

/// Answers whether the site was built.
fn in_browser(
    report: &mut Report,
    page: Result<&Page, &Trouble>,
    browser: Result<&Browser, &Trouble>,
) -> bool {
    let both = page.and_then(|page| Ok((page, browser?)));
    report.suite("wasm in Chromium", both, |(page, browser)| {
        wasm(page, browser)
    });
    let built = report.suite("release build", page, trunk::site);
    let no_site = no_site();
    let site = if built { Ok(()) } else { Err(&no_site) };
    report.suite("size budget", site, |()| sizes::check(Path::new(DIST)));
    report.suite("end to end in Chromium", site.and(browser), end_to_end);
    let nginx = setup::alone(nginx::find);
    let hosted = site
        .and(browser)
        .and_then(|browser| Ok((browser, nginx.as_ref()?)));
    report.suite("behind a real nginx", hosted, |(browser, nginx)| {
        behind_nginx(browser, nginx)
    });
    report.suite("axe", site.and(browser), |browser| {
        shots::suite("axe", browser)
    });
    report.suite("stored pictures", site.and(browser), |browser| {
        shots::suite("looks", browser)
    });
    built
}

/// The same end-to-end tests in the other browsers, on the site if that was built.
fn elsewhere(report: &mut Report, built: bool, others: &[Other]) {
    let no_site = no_site();
    let site = if built { Ok(()) } else { Err(&no_site) };
    for (suite, name, there) in others {
        report.suite(suite, site.and(there.as_ref()), |told| {
            end_to_end_elsewhere(name, told)
        });
    }
}

fn no_site() -> Trouble {
    Trouble::try_this("there is no release site", "cargo xtask build")
}

/// The tests that run in the browser's own wasm, by wasm-bindgen's runner. Its flags are in `webdriver.json`.
fn wasm(page: &Page, browser: &Browser) -> Outcome {
    // `tests/browser.rs` takes the story from there.
    run(stage::wib()
        .args(["pack", "--out"])
        .arg(paths::root().join("target/wib")))?;
    let mut cargo = page.cargo();
    cargo.args([
        "test",
        "--target",
        TARGET,
        "--no-default-features",
        "--features",
        "csr",
        "--test",
        "browser",
    ]);
    cargo.env(
        "CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER",
        "wasm-bindgen-test-runner",
    );
    cargo.env("CHROMEDRIVER", &browser.driver);
    run_within(&mut cargo, LIMIT)
}

/// The tests that read and click the release site as a reader would.
fn end_to_end(browser: &Browser) -> Outcome {
    let driver = Driver::start(browser)?;
    run_within(in_e2e(browser, &driver)?.args(["--skip", HOSTED]), LIMIT)
}

/// Those of them that have the site served by nginx, as docs/hosting.md has it.
fn behind_nginx(browser: &Browser, nginx: &Path) -> Outcome {
    let driver = Driver::start(browser)?;
    let mut cargo = in_e2e(browser, &driver)?;
    run_within(cargo.arg(HOSTED).env("WIB_NGINX", nginx), LIMIT)
}

/// The tests of `tests/e2e` on the release site; what comes after are their own options.
fn in_e2e(browser: &Browser, driver: &Driver) -> Result<Command, Trouble> {
    let mut cargo = run::cargo();
    cargo.args(["test", "--features", HOST_AND_E2E, "--test", "e2e", "--"]);
    cargo.env("WIB_DIST", paths::root().join(DIST));
    cargo.env("WIB_WEBDRIVER", driver.address());
    cargo.env("WIB_CHROMIUM", &browser.chromium);
    // pym.js, for a host that embeds the page with it.
    cargo.env("WIB_NODE_MODULES", setup::alone(npm::modules)?);
    Ok(cargo)
}

/// The same in the browser that `WIB_BROWSER` names, Firefox or WebKit, whose drivers the tests start themselves.
fn end_to_end_elsewhere(browser: &str, told: &[(&'static str, PathBuf)]) -> Outcome {
    let mut cargo = run::cargo();
    cargo.args(["test", "--features", HOST_AND_E2E, "--test", "e2e"]);
    // These browsers take more of the machine than Chromium does.
    cargo.args(["--", "--test-threads=2", "--skip", HOSTED]);
    cargo.env("WIB_DIST", paths::root().join(DIST));
    cargo.env("WIB_BROWSER", browser);
    cargo.env("WIB_NODE_MODULES", setup::alone(npm::modules)?);
    cargo.envs(told.iter().map(|(name, path)| (name, path)));
    run_within(&mut cargo, LONGER)
}

fn licences(deny: Option<&PathBuf>) -> Outcome {
    let mut cargo = run::cargo();
    cargo.args(["deny", "check", "licenses", "bans", "sources"]);
    cargo.env(
        "PATH",
        paths::path_with(deny.map(std::slice::from_ref).unwrap_or_default()),
    );
    run(&mut cargo)
}

/// A part of the toolchain that a minimal one leaves out.
fn component(subcommand: &str, name: &str) -> Result<(), Trouble> {
    let there = read(run::cargo().args([subcommand, "--version"])).is_some();
    let missing = || {
        Trouble::try_this(
            format!("{name} is missing"),
            format!("rustup component add {name}"),
        )
    };
    there.then_some(()).ok_or_else(missing)
}

fn cargo(args: &[&str]) -> Outcome {
    run(run::cargo().args(args))
}
