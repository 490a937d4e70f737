//! `cargo xtask verify`: every story through real resolvers on loopback.
//!
//! Debian's packages of the resolvers are installed, the stories are written as scenarios of the lab (`wib export-lab`),
//! the lab runs them (`tests/lab`), and `wib verify` compares and notes what passed in `assets/checked.toml`.

use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::run::{self, read, run, run_within};
use crate::say::{Outcome, Trouble, step};
use crate::{apt, paths};

/// What the lab runs, each with the services that its installation starts where systemd runs.
const PACKAGES: [(&str, &[&str]); 7] = [
    ("unbound", &["unbound"]),
    ("bind9", &["named"]),
    ("knot-resolver", &["kresd.target", "kres-cache-gc"]),
    ("pdns-recursor", &["pdns-recursor"]),
    ("nsd", &["nsd"]),
    ("ldnsutils", &[]),
    ("python3-dnspython", &[]),
];
/// Debian's Python, which has Debian's dnspython.
const PYTHON: &str = "/usr/bin/python3";
/// Where the scenarios, settings, logs and results go.
const FOLDER: &str = "target/verify";
/// How long the lab may take for one story.
const LIMIT: Duration = Duration::from_secs(15 * 60);
/// The mark by which the lab's processes are known.
const MARK: &str = "WIB_LAB";

/// Checks these stories, or all.
pub(crate) fn verify(stories: &[String]) -> Outcome {
    install()?;
    let stories = if stories.is_empty() {
        all()?
    } else {
        stories.to_vec()
    };
    run(run::cargo().args([
        "build",
        "--no-default-features",
        "--features",
        "host",
        "--bin",
        "wib",
    ]))?;
    let folder = paths::root().join(FOLDER);
    let scenarios = folder.join("scenarios");
    // What an earlier run left there belongs to stories that have changed since.
    if scenarios.exists() {
        fs::remove_dir_all(&scenarios)
            .map_err(|error| Trouble::new(format!("{}: {error}", scenarios.display())))?;
    }
    let mut folders = Vec::new();
    for story in &stories {
        let to = scenarios.join(story);
        run(wib().arg("export-lab").arg(story).arg(&to))?;
        folders.push(to);
    }
    let results = folder.join("results.json");
    let ran = lab(&folders, &folder, &results);
    ended()?;
    ran?;
    let mut compare = wib();
    compare.arg("verify").arg(&results);
    compare.args(["--date", &today()?, "--write", "assets/checked.toml"]);
    run(&mut compare)
}

/// The lab over all scenarios. It needs the right to listen on port 53.
fn lab(folders: &[PathBuf], folder: &Path, results: &Path) -> Outcome {
    step(&format!("{} stories through the lab", folders.len()));
    let mark = format!("{MARK}={}", std::process::id());
    // `env` rather than our own environment, which sudo does not hand on.
    let mut lab = apt::privileged("env").ok_or_else(|| {
        let by_hand = "sudo cargo xtask verify";
        Trouble::try_this("only root may listen on port 53", by_hand)
    })?;
    lab.args([
        &mark,
        "PYTHONDONTWRITEBYTECODE=1",
        PYTHON,
        "tests/lab/lab.py",
        "run",
    ]);
    lab.args(folders);
    lab.arg("--work").arg(folder.join("work"));
    lab.arg("--out").arg(results);
    let stories = u32::try_from(folders.len()).unwrap_or(u32::MAX);
    run_within(&mut lab, LIMIT.saturating_mul(stories))
}

/// Installs what is missing, and stops what the installation has started: the lab starts its own.
fn install() -> Outcome {
    let new: Vec<(&str, &[&str])> = PACKAGES
        .into_iter()
        .filter(|(package, _)| !apt::installed(&[package]))
        .collect();
    let names: Vec<&str> = new.iter().map(|(package, _)| *package).collect();
    apt::install(&names, "the resolvers and servers of the lab")?;
    let services: Vec<&str> = new
        .iter()
        .flat_map(|(_, services)| *services)
        .copied()
        .collect();
    if services.is_empty() || !Path::new("/run/systemd/system").exists() {
        return Ok(());
    }
    let mut stop = apt::privileged("systemctl").ok_or_else(|| {
        let by_hand = format!("systemctl disable --now {}", services.join(" "));
        Trouble::try_this("the new services cannot be stopped", by_hand)
    })?;
    run(stop.args(["disable", "--now"]).args(services))
}

/// The ids of all stories.
fn all() -> Result<Vec<String>, Trouble> {
    let folder = paths::root().join("assets/incidents");
    let entries = fs::read_dir(&folder)
        .map_err(|error| Trouble::new(format!("{}: {error}", folder.display())))?;
    let mut ids: Vec<String> = entries
        .filter_map(Result::ok)
        .filter(|entry| entry.path().join("incident.toml").is_file())
        .map(|entry| entry.file_name().to_string_lossy().into_owned())
        .collect();
    ids.sort();
    Ok(ids)
}

fn wib() -> Command {
    Command::new(paths::program(&paths::root().join("target/debug"), "wib"))
}

/// The day of the check: today in UTC, or that of `SOURCE_DATE_EPOCH`.
fn today() -> Result<String, Trouble> {
    let mut date = Command::new("date");
    date.args(["-u", "+%F"]);
    if let Some(epoch) = env::var_os("SOURCE_DATE_EPOCH") {
        date.arg("-d").arg(format!("@{}", epoch.to_string_lossy()));
    }
    let day = read(&mut date).map(|day| day.trim().to_owned());
    day.ok_or_else(|| Trouble::new("`date` does not say what day it is"))
}

/// Whether every process of the lab is gone.
///
/// # Errors
///
/// Some go on; with their numbers.
fn ended() -> Outcome {
    let mark = format!("{MARK}={}", std::process::id());
    for _ in 0..50 {
        if left_over(&mark).is_empty() {
            return Ok(());
        }
        std::thread::sleep(Duration::from_millis(100));
    }
    let left = left_over(&mark).join(" ");
    Err(Trouble::try_this(
        "the lab left processes behind",
        format!("kill {left}"),
    ))
}

/// The processes that carry the mark in their environment.
fn left_over(mark: &str) -> Vec<String> {
    let processes = fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .filter_map(Result::ok);
    let marked = |number: &String| {
        let environment = fs::read(format!("/proc/{number}/environ")).unwrap_or_default();
        environment
            .split(|octet| *octet == 0)
            .any(|entry| entry == mark.as_bytes())
    };
    processes
        .filter_map(|entry| entry.file_name().to_str().map(str::to_owned))
        .filter(|name| name.bytes().all(|octet| octet.is_ascii_digit()))
        .filter(marked)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_is_known_by_its_mark() {
        let mut child = Command::new("sleep")
            .arg("30")
            .env("WIB_LAB", "test")
            .spawn()
            .unwrap();
        let number = child.id().to_string();
        // Until it is what it will be, it shows the environment of this process.
        let mut found = Vec::new();
        for _ in 0..100 {
            found = left_over("WIB_LAB=test");
            if found.contains(&number) {
                break;
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        child.kill().unwrap();
        child.wait().unwrap();
        assert!(found.contains(&number));
        assert!(!left_over("WIB_LAB=test").contains(&number));
    }

    #[test]
    fn every_story_has_a_folder() {
        assert!(all().unwrap().contains(&"apple-2015".to_owned()));
    }

    #[test]
    fn the_day_can_be_given() {
        let day = today().unwrap();
        assert_eq!(day.len(), "2026-01-31".len());
    }
}
