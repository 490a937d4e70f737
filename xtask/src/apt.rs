//! Debian's packages, where there is `apt-get` and we may use it.

use std::path::Path;
use std::process::Command;
use std::sync::OnceLock;

use crate::run::{line, read, run};
use crate::say::{Outcome, Trouble, step};

/// Installs what is missing of `packages`, and says first what it is for.
///
/// # Errors
///
/// There is no `apt-get`, we may not use it, or it failed; with the command to type.
pub(crate) fn install(packages: &[&str], what_for: &str) -> Outcome {
    let missing = missing(packages);
    if missing.is_empty() {
        return Ok(());
    }
    let by_hand = format!("apt-get install {}", missing.join(" "));
    let Some(may) = Permission::find() else {
        return Err(Trouble::try_this(
            format!("{} missing, {what_for}", missing.join(" ")),
            by_hand,
        ));
    };
    step(&format!(
        "installing Debian's packages {} ({what_for}); apt-get prints the sizes",
        missing.join(" ")
    ));
    // The lists of a machine image age: they name packages that the mirror no longer has, or older ones. If new
    // ones cannot be had, the old ones may still do, and apt-get itself says what it could not find.
    update(may);
    let mut install = may.apt_get(&["install", "-y", "--no-install-recommends"]);
    install.args(&missing);
    run(&mut install).map_err(|trouble| Trouble::try_this(trouble.to_string(), line(&install)))
}

/// Whether all of `packages` are installed already.
pub(crate) fn installed(packages: &[&str]) -> bool {
    missing(packages).is_empty()
}

/// Whether [`install`] could work: `apt-get` is there and we are root or may become it without a password.
pub(crate) fn usable() -> bool {
    Permission::find().is_some()
}

/// A program with the rights of root, where we have or can get them without a password.
pub(crate) fn privileged(program: &str) -> Option<Command> {
    Permission::find().map(|may| may.command(program))
}

/// Whether apt knows the package, if need be after fetching its lists.
pub(crate) fn offers(package: &str) -> bool {
    has_candidate(package)
        || Permission::find().is_some_and(|may| update(may) && has_candidate(package))
}

/// Fetches the package lists, once in each run of ours. Answers whether that worked.
fn update(may: Permission) -> bool {
    static UPDATED: OnceLock<bool> = OnceLock::new();
    *UPDATED.get_or_init(|| {
        step("fetching Debian's package lists");
        run(&mut may.apt_get(&["update", "-q"])).is_ok()
    })
}

fn missing<'a>(packages: &[&'a str]) -> Vec<&'a str> {
    let status = |package: &&str| {
        read(Command::new("dpkg-query").args(["-W", "-f=${db:Status-Status}", package]))
    };
    packages
        .iter()
        .copied()
        .filter(|package| !is_installed(status(package).as_deref()))
        .collect()
}

/// Reads dpkg's status of a package. A package that was removed and left its settings is not installed.
fn is_installed(status: Option<&str>) -> bool {
    status.map(str::trim) == Some("installed")
}

fn has_candidate(package: &str) -> bool {
    read(Command::new("apt-cache").args(["policy", package]))
        .is_some_and(|policy| names_candidate(&policy))
}

/// Reads `apt-cache policy`: nothing for an unknown package, `Candidate: (none)` for one without a version.
fn names_candidate(policy: &str) -> bool {
    policy
        .lines()
        .filter_map(|line| line.trim().strip_prefix("Candidate: "))
        .any(|version| version != "(none)")
}

/// How we may call `apt-get`.
#[derive(Debug, Clone, Copy)]
enum Permission {
    Root,
    Sudo,
}

impl Permission {
    fn find() -> Option<Self> {
        if !Path::new("/usr/bin/apt-get").is_file() {
            return None;
        }
        if read(Command::new("id").arg("-u")).is_some_and(|id| id.trim() == "0") {
            return Some(Self::Root);
        }
        read(Command::new("sudo").args(["-n", "true"])).map(|_| Self::Sudo)
    }

    fn apt_get(self, args: &[&str]) -> Command {
        let mut command = self.command("apt-get");
        command.args(args).env("DEBIAN_FRONTEND", "noninteractive");
        command
    }

    fn command(self, program: &str) -> Command {
        match self {
            Self::Root => Command::new(program),
            Self::Sudo => {
                let mut sudo = Command::new("sudo");
                sudo.args(["-n", program]);
                sudo
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_status_installed_counts() {
        assert!(is_installed(Some("installed")));
        assert!(!is_installed(Some("config-files")));
        assert!(!is_installed(Some("not-installed")));
        assert!(!is_installed(None));
    }

    #[test]
    fn a_package_without_a_candidate_needs_new_lists() {
        assert!(names_candidate(
            "rustc-web:\n  Installed: (none)\n  Candidate: 1.96.0\n"
        ));
        assert!(!names_candidate(
            "rustc-web:\n  Installed: (none)\n  Candidate: (none)\n"
        ));
        assert!(!names_candidate(""));
    }
}
