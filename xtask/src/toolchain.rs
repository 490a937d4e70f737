//! The wasm32 target: one that is installed, else rustup's, else Debian's toolchain with a standard library
//! that is built once.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::run::{read, run_within};
use crate::say::{Trouble, step};
use crate::{paths, sysroot};

/// The target that browsers run.
pub(crate) const TARGET: &str = "wasm32-unknown-unknown";

/// What a person would type.
const BY_HAND: &str = "rustup target add wasm32-unknown-unknown";

/// How long rustup may take: the target is about 20 MB. Shorter where Debian's packages can take over.
const LIMIT: Duration = Duration::from_secs(600);
const LIMIT_WITH_OTHER_ROUTE: Duration = Duration::from_secs(150);

/// Where the compiler for wasm comes from.
#[derive(Debug)]
pub(crate) enum Wasm {
    /// The default toolchain has the target.
    Installed,
    /// Debian's toolchain; the folder holds a `cargo` that sends it the wasm builds, to be first on the PATH.
    Debian(PathBuf),
}

impl Wasm {
    /// Folders to put first on the PATH.
    pub(crate) fn folders(&self) -> Vec<PathBuf> {
        match self {
            Self::Installed => Vec::new(),
            Self::Debian(folder) => vec![folder.clone()],
        }
    }
}

/// Which routes may be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Routes {
    All,
    Rustup,
    Debian,
}

impl Routes {
    fn from(setting: Option<&str>) -> Result<Self, Trouble> {
        match setting {
            None | Some("") => Ok(Self::All),
            Some("rustup") => Ok(Self::Rustup),
            Some("debian") => Ok(Self::Debian),
            Some(other) => Err(Trouble::new(format!(
                "WIB_WASM is `{other}`; it takes `rustup` or `debian`"
            ))),
        }
    }
}

/// Finds or installs the target.
///
/// # Errors
///
/// No route worked; with the command to type.
pub(crate) fn wasm() -> Result<Wasm, Trouble> {
    let routes = Routes::from(env::var("WIB_WASM").ok().as_deref())?;
    if routes != Routes::Debian && is_installed() {
        return Ok(Wasm::Installed);
    }
    if routes != Routes::Rustup
        && let Some(shim) = sysroot::ready()?
    {
        return Ok(Wasm::Debian(shim));
    }
    if routes != Routes::Debian && by_rustup(routes == Routes::All && sysroot::possible()) {
        return Ok(Wasm::Installed);
    }
    if routes != Routes::Rustup && sysroot::possible() {
        return sysroot::install().map(Wasm::Debian);
    }
    Err(Trouble::try_this(
        "The wasm32 target could not be fetched",
        BY_HAND,
    ))
}

/// Whether the default toolchain has a standard library for the target, and not just the name of its folder.
fn is_installed() -> bool {
    read(Command::new("rustc").args(["--print", "target-libdir", "--target", TARGET]))
        .is_some_and(|folder| has_core(Path::new(folder.trim())))
}

fn has_core(folder: &Path) -> bool {
    let Ok(entries) = folder.read_dir() else {
        return false;
    };
    entries
        .flatten()
        .any(|entry| is_core(&entry.file_name().to_string_lossy()))
}

fn is_core(name: &str) -> bool {
    name.starts_with("libcore-") && name.ends_with(".rlib")
}

fn by_rustup(other_route: bool) -> bool {
    if paths::on_path("rustup").is_none() {
        return false;
    }
    step(&format!(
        "fetching the {TARGET} target by rustup (the compiler's half of the page, about 20 MB)"
    ));
    let limit = if other_route {
        LIMIT_WITH_OTHER_ROUTE
    } else {
        LIMIT
    };
    // RUST_BACKTRACE would bury rustup's own words when the network is closed.
    let mut rustup = Command::new("rustup");
    rustup
        .args(["target", "add", TARGET])
        .env_remove("RUST_BACKTRACE");
    match run_within(&mut rustup, limit) {
        Ok(()) => is_installed(),
        Err(trouble) => {
            step(&format!(
                "{trouble}{}",
                if other_route {
                    "; Debian's toolchain instead"
                } else {
                    ""
                }
            ));
            false
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_route_can_be_forced_and_nonsense_is_refused() {
        assert_eq!(Routes::from(None), Ok(Routes::All));
        assert_eq!(Routes::from(Some("debian")), Ok(Routes::Debian));
        assert_eq!(Routes::from(Some("rustup")), Ok(Routes::Rustup));
        assert!(Routes::from(Some("nix")).is_err());
    }

    #[test]
    fn a_target_counts_as_installed_by_its_core_library() {
        assert!(is_core("libcore-0f2c7d.rlib"));
        assert!(!is_core("libcore-0f2c7d.rmeta"));
        assert!(!is_core("libstd-0f2c7d.rlib"));
        assert!(!has_core(Path::new("/no/such/folder")));
    }

    #[test]
    fn the_failure_names_the_command() {
        let trouble = Trouble::try_this("The wasm32 target could not be fetched", BY_HAND);
        assert!(
            trouble
                .to_string()
                .ends_with("run `rustup target add wasm32-unknown-unknown`")
        );
    }
}
