//! The standard library for wasm32, built from its source: for Debian's toolchain packages, which carry no other; and for
//! releases a lean one, whose panics end the program without the words and the code that would tell of them. That takes a
//! tenth off what a reader waits for, and nothing reads those words: see ARCHITECTURE.md, "Sizes".
//!
//! It is built once for each version of the compiler, into a folder of ours; a `cargo` in a folder that goes first on the
//! PATH then sends builds for wasm32 to the compiler with that folder, and everything else to the default one. So Trunk
//! needs to know nothing of it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use crate::run::{self, read, run, run_within};
use crate::say::{Trouble, step};
use crate::toolchain::{TARGET, Wasm};
use crate::{apt, paths};

/// The compiler, its driver, the standard library's source and LLVM's helpers.
const PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm"];

/// What a person would type.
const BY_HAND: &str = "rustup component add rust-src";
/// How long rustup may take.
const LIMIT: Duration = Duration::from_secs(150);

/// A compiler, and the library's source beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Toolchain {
    cargo: String,
    rustc: String,
    rustdoc: String,
}

impl Toolchain {
    fn debian() -> Self {
        Self {
            cargo: "/usr/bin/cargo".to_owned(),
            rustc: "/usr/bin/rustc".to_owned(),
            rustdoc: "/usr/bin/rustdoc".to_owned(),
        }
    }

    /// The default one, if it has the source of the library.
    fn default_with_source() -> Option<Self> {
        let root = PathBuf::from(read(Command::new("rustc").args(["--print", "sysroot"]))?.trim());
        let source = root.join("lib/rustlib/src/rust/library/std");
        let program = |name: &str| root.join("bin").join(name).to_string_lossy().into_owned();
        source.is_dir().then(|| Self {
            cargo: program("cargo"),
            rustc: program("rustc"),
            rustdoc: program("rustdoc"),
        })
    }

    /// What it says of itself, each version something else.
    fn version(&self) -> Option<String> {
        read(Command::new(&self.rustc).arg("--version"))
    }
}

/// What is built.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// As it comes.
    Plain,
    /// For releases: a panic ends the program at once.
    Lean,
}

impl Kind {
    /// What the compiler is told, for the library and for everything that is linked with it.
    const fn flags(self) -> &'static str {
        match self {
            Self::Plain => "",
            Self::Lean => "-Cpanic=immediate-abort -Zunstable-options",
        }
    }

    const fn folder(self) -> &'static str {
        match self {
            Self::Plain => "sysroot",
            Self::Lean => "lean",
        }
    }
}

/// A link into the package of the linker, whose name carries LLVM's version.
const LINKER: &str = "/usr/bin/rust-lld";

/// Whether this route can work here: the packages are there, or apt-get offers them.
pub(crate) fn possible() -> bool {
    apt::installed(&PACKAGES) || (apt::usable() && apt::offers(PACKAGES[0]))
}

/// The folder for the PATH, if an earlier run has built the library for the compiler that is installed now.
///
/// # Errors
///
/// The folder could not be written.
pub(crate) fn ready() -> Result<Option<PathBuf>, Trouble> {
    let debian = Toolchain::debian();
    match debian
        .version()
        .map(|version| folder(Kind::Plain, &version))
    {
        Some(sysroot) if library(&sysroot).is_dir() => {
            shim(&sysroot, &debian, Kind::Plain).map(Some)
        }
        _ => Ok(None),
    }
}

/// Installs the packages, builds the library, and answers the folder for the PATH.
///
/// # Errors
///
/// A package could not be installed or the library could not be built.
pub(crate) fn install() -> Result<PathBuf, Trouble> {
    made(&debian()?, Kind::Plain)
}

/// The lean library for releases, by the compiler that makes the page; answers the folder for the PATH.
///
/// # Errors
///
/// The library's source could not be had, or it could not be built.
pub(crate) fn lean(wasm: &Wasm) -> Result<PathBuf, Trouble> {
    let toolchain = match wasm {
        Wasm::Debian(_) => debian()?,
        Wasm::Installed => {
            let found = Toolchain::default_with_source().or_else(source_by_rustup);
            match found {
                Some(toolchain) => toolchain,
                None if possible() => debian()?,
                None => {
                    return Err(Trouble::try_this(
                        "The source of the standard library, which a release is built with, could not be fetched",
                        BY_HAND,
                    ));
                }
            }
        }
    };
    made(&toolchain, Kind::Lean)
}

fn source_by_rustup() -> Option<Toolchain> {
    paths::on_path("rustup")?;
    step("fetching the source of the standard library by rustup (for a small release, about 3 MB)");
    let mut rustup = Command::new("rustup");
    rustup
        .args(["component", "add", "rust-src"])
        .env_remove("RUST_BACKTRACE");
    match run_within(&mut rustup, LIMIT) {
        Ok(()) => Toolchain::default_with_source(),
        Err(trouble) => {
            step(&trouble.to_string());
            None
        }
    }
}

/// Debian's toolchain, installed.
fn debian() -> Result<Toolchain, Trouble> {
    apt::install(
        &PACKAGES,
        "a compiler for the page, with the source of its standard library",
    )?;
    if let Some(package) = linker_package() {
        apt::install(&[&package], "the linker of that compiler")?;
    }
    Ok(Toolchain::debian())
}

/// The library of this kind, built if it is not there; answers the folder for the PATH.
fn made(toolchain: &Toolchain, kind: Kind) -> Result<PathBuf, Trouble> {
    let version = toolchain.version().ok_or_else(|| {
        Trouble::try_this(
            format!("{} does not run", toolchain.rustc),
            format!("{} --version", toolchain.rustc),
        )
    })?;
    let sysroot = folder(kind, &version);
    if !library(&sysroot).is_dir() {
        step(&format!(
            "building the standard library for {TARGET} with {} (once, about 1.5 minutes)",
            version.trim()
        ));
        build(&sysroot, toolchain, kind)?;
    }
    shim(&sysroot, toolchain, kind)
}

/// One folder for each version: Debian's compiler moves with its security updates.
fn folder(kind: Kind, version: &str) -> PathBuf {
    paths::cache().join(format!(
        "{}-{}",
        kind.folder(),
        paths::fingerprint(version.trim().as_bytes())
    ))
}

fn library(sysroot: &Path) -> PathBuf {
    sysroot.join("lib/rustlib").join(TARGET).join("lib")
}

/// The package that the linker's link points into, when it points at nothing yet: `lld-22`, say.
fn linker_package() -> Option<String> {
    let link = Path::new(LINKER);
    if link.exists() {
        return None;
    }
    let target = fs::read_link(link).ok()?;
    target
        .file_name()
        .map(|name| name.to_string_lossy().into_owned())
}

/// Builds the library in a folder beside, and moves it into place when it is whole.
fn build(sysroot: &Path, toolchain: &Toolchain, kind: Kind) -> Result<(), Trouble> {
    let work = sysroot.with_extension("building");
    let outcome = prepare(&work).and_then(|()| {
        run(&mut cargo(&work, toolchain, kind))?;
        collect(&work)?;
        fs::rename(work.join("sysroot"), sysroot).map_err(|error| cannot_write(sysroot, &error))
    });
    // Half a gigabyte of intermediate files; if it stays, the next build starts by removing it.
    let _ = fs::remove_dir_all(&work);
    outcome
}

/// An empty crate: building it for the target builds the library.
fn prepare(work: &Path) -> Result<(), Trouble> {
    let manifest =
        "[package]\nname = \"wib_empty\"\nversion = \"0.0.0\"\nedition = \"2021\"\n[workspace]\n";
    let written = if work.exists() {
        fs::remove_dir_all(work)
    } else {
        Ok(())
    }
    .and_then(|()| fs::create_dir_all(work.join("src")))
    .and_then(|()| fs::write(work.join("Cargo.toml"), manifest))
    .and_then(|()| fs::write(work.join("src/lib.rs"), "#![no_std]\n"));
    written.map_err(|error| cannot_write(work, &error))
}

fn cargo(work: &Path, toolchain: &Toolchain, kind: Kind) -> Command {
    let mut cargo = Command::new(&toolchain.cargo);
    cargo
        .args(["build", "--release", "--target", TARGET])
        .current_dir(work);
    cargo.arg("--target-dir").arg(work.join("target"));
    cargo
        .env("RUSTC", &toolchain.rustc)
        .env("RUSTC_BOOTSTRAP", "1");
    cargo.env(
        "CARGO_UNSTABLE_BUILD_STD",
        "std,panic_abort,proc_macro,test",
    );
    if kind == Kind::Lean {
        cargo.env("CARGO_UNSTABLE_BUILD_STD_FEATURES", "optimize_for_size");
    }
    // For link-time optimisation across the library and the page.
    cargo.env(
        "RUSTFLAGS",
        format!("-Cembed-bitcode=yes {}", kind.flags()).trim(),
    );
    cargo
        .env_remove("RUSTUP_TOOLCHAIN")
        .env_remove("LD_LIBRARY_PATH")
        .env_remove("CARGO_ENCODED_RUSTFLAGS");
    cargo
}

fn collect(work: &Path) -> Result<(), Trouble> {
    let built = work.join("target").join(TARGET).join("release/deps");
    let home = library(&work.join("sysroot"));
    let copied = copy_libraries(&built, &home).map_err(|error| cannot_write(&home, &error))?;
    if copied == 0 {
        return Err(Trouble::new(format!(
            "the standard library left nothing in {}",
            built.display()
        )));
    }
    Ok(())
}

fn copy_libraries(from: &Path, to: &Path) -> io::Result<usize> {
    fs::create_dir_all(to)?;
    let mut copied = 0;
    for entry in from.read_dir()? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.ends_with(".rlib") && !name.starts_with("libwib_empty-") {
            fs::copy(entry.path(), to.join(&name))?;
            copied += 1;
        }
    }
    Ok(copied)
}

/// Writes the folder for the PATH. It names the default cargo of this run, so it is written each time.
fn shim(sysroot: &Path, toolchain: &Toolchain, kind: Kind) -> Result<PathBuf, Trouble> {
    let folder = sysroot.join("bin");
    let file = folder.join("cargo");
    let default = run::cargo().get_program().to_string_lossy().into_owned();
    let text = shim_text(&sysroot.to_string_lossy(), toolchain, kind, &default);
    if fs::read_to_string(&file).is_ok_and(|now| now == text) {
        return Ok(folder);
    }
    fs::create_dir_all(&folder)
        .and_then(|()| fs::write(&file, text))
        .and_then(|()| make_executable(&file))
        .map_err(|error| cannot_write(&file, &error))?;
    Ok(folder)
}

fn shim_text(sysroot: &str, toolchain: &Toolchain, kind: Kind, default: &str) -> String {
    let Toolchain {
        cargo,
        rustc,
        rustdoc,
    } = toolchain;
    // The flags of a lean library are not stable: they may change, and the page does without them where they do.
    let bootstrap = match kind {
        Kind::Plain => "",
        Kind::Lean => "    export RUSTC_BOOTSTRAP=1\n",
    };
    let flags = format!("--sysroot={sysroot} {}", kind.flags());
    let flags = flags.trim_end();
    format!(
        r#"#!/bin/sh
# Written by cargo xtask: builds for {TARGET} go to a compiler with a library of their own, all else to the default one.
case " $* " in
*{TARGET}*)
    export RUSTC="{rustc}" RUSTDOC="{rustdoc}"
{bootstrap}    export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="{flags} ${{CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS:-}} ${{RUSTFLAGS:-}}"
    unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS RUSTUP_TOOLCHAIN LD_LIBRARY_PATH
    exec "{cargo}" "$@"
    ;;
esac
exec "{default}" "$@"
"#
    )
}

#[cfg(unix)]
fn make_executable(file: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(file, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> io::Result<()> {
    Ok(())
}

fn cannot_write(path: &Path, error: &io::Error) -> Trouble {
    Trouble::new(format!("cannot write {}: {error}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shim_sends_wasm_to_the_compiler_with_the_library_and_the_rest_to_the_default() {
        let debian = Toolchain::debian();
        let text = shim_text(
            "/cache/sysroot-1",
            &debian,
            Kind::Plain,
            "/toolchain/bin/cargo",
        );
        assert!(text.starts_with("#!/bin/sh\n"));
        assert!(text.contains("--sysroot=/cache/sysroot-1 "));
        assert!(text.contains("exec \"/usr/bin/cargo\" \"$@\""));
        assert!(text.ends_with("exec \"/toolchain/bin/cargo\" \"$@\"\n"));
        assert!(!text.contains("BOOTSTRAP"));
    }

    #[test]
    fn a_lean_library_goes_with_what_is_built_in_its_way() {
        let text = shim_text("/cache/lean-1", &Toolchain::debian(), Kind::Lean, "cargo");
        assert!(text.contains("--sysroot=/cache/lean-1 -Cpanic=immediate-abort"));
        assert!(text.contains("RUSTC_BOOTSTRAP=1"));
    }

    #[test]
    fn each_compiler_version_has_a_library_of_its_own() {
        let plain = |version| folder(Kind::Plain, version);
        assert_ne!(plain("rustc 1.96.0"), plain("rustc 1.97.0"));
        assert_eq!(plain("rustc 1.96.0\n"), plain("rustc 1.96.0"));
        assert_ne!(plain("rustc 1.96.0"), folder(Kind::Lean, "rustc 1.96.0"));
    }
}
