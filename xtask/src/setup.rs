//! What has to be there before the page can be built.

use std::fs::{self, File};
use std::path::PathBuf;
use std::process::Command;

use crate::run::{self, read, run};
use crate::say::{Trouble, step};
use crate::toolchain::{self, TARGET, Wasm};
use crate::{npm, paths, sysroot, tools};

/// Everything that a build of the page needs, found or installed.
#[derive(Debug)]
pub(crate) struct Page {
    /// Where the compiler for wasm comes from.
    pub(crate) wasm: Wasm,
    /// Folders to put first on the PATH.
    folders: Vec<PathBuf>,
}

impl Page {
    /// `command` with our tools first on its PATH.
    pub(crate) fn equip<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        command.env("PATH", paths::path_with(&self.folders))
    }

    /// `cargo` for a build of the page: Debian's, if that is where the target comes from.
    pub(crate) fn cargo(&self) -> Command {
        let mut cargo = match &self.wasm {
            Wasm::Installed => run::cargo(),
            Wasm::Debian(folder) => Command::new(paths::program(folder, "cargo")),
        };
        self.equip(&mut cargo);
        cargo
    }
}

/// Finds or installs what the page needs; with `release` what makes it small, too.
///
/// # Errors
///
/// Something is missing and could not be installed; with the command to type.
pub(crate) fn page(release: bool) -> Result<Page, Trouble> {
    alone(|| find_or_install(release))
}

fn find_or_install(release: bool) -> Result<Page, Trouble> {
    let wasm = toolchain::wasm()?;
    // The folder for the PATH holds a script of Unix; elsewhere a release has the library that is installed.
    let mut folders = if release && cfg!(unix) {
        vec![sysroot::lean(&wasm)?]
    } else {
        wasm.folders()
    };
    folders.extend(tools::trunk()?);
    folders.extend(tools::bindgen()?);
    if release {
        folders.extend(tools::splitter()?);
        folders.push(npm::programs(&npm::modules()?));
    }
    fetch()?;
    step(match wasm {
        Wasm::Installed => "everything is there; wasm32 target of the default toolchain",
        Wasm::Debian(_) => "everything is there; wasm32 target of Debian's toolchain",
    });
    Ok(Page { wasm, folders })
}

/// Lets only one run install at a time; another waits here until it may find the tools installed.
///
/// # Errors
///
/// The folder of tools cannot be written, or `install` had trouble.
pub(crate) fn alone<T>(install: impl FnOnce() -> Result<T, Trouble>) -> Result<T, Trouble> {
    let cache = paths::cache();
    let file = fs::create_dir_all(&cache).and_then(|()| File::create(cache.join("lock")));
    let _locked = file
        .and_then(|file| file.lock().map(|()| file))
        .map_err(|error| {
            let what = format!(
                "the folder for built tools, {}, cannot be written ({error})",
                cache.display()
            );
            Trouble::try_this(what, "WIB_TOOLS=some/other/folder cargo xtask …")
        })?;
    install()
}

/// Fetches the crates, as Trunk builds offline. Does nothing when they are there.
fn fetch() -> Result<(), Trouble> {
    let mut cargo = run::cargo();
    cargo.args(["fetch", "--quiet", "--locked", "--target", TARGET]);
    if let Some(host) = host() {
        cargo.args(["--target", &host]);
    }
    run(&mut cargo).map_err(|trouble| Trouble::try_this(trouble.to_string(), "cargo fetch"))
}

/// The target triple of this machine.
fn host() -> Option<String> {
    let about = read(Command::new("rustc").arg("-vV"))?;
    about
        .lines()
        .find_map(|line| line.strip_prefix("host: "))
        .map(str::to_owned)
}
