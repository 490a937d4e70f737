//! The wasm32 target from Debian's toolchain packages.
//!
//! They carry the standard library as source only. It is built once for each version of the compiler, into a
//! folder of ours; a `cargo` in a folder that goes first on the PATH then sends builds for wasm32 to Debian's
//! toolchain with that folder, and everything else to the default one. So Trunk needs to know nothing of it.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::run::{self, read, run};
use crate::say::{Trouble, step};
use crate::toolchain::TARGET;
use crate::{apt, paths};

/// The compiler, its driver, the standard library's source and LLVM's helpers.
const PACKAGES: [&str; 4] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm"];

const RUSTC: &str = "/usr/bin/rustc";
const CARGO: &str = "/usr/bin/cargo";
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
    match compiler().map(|version| folder(&version)) {
        Some(sysroot) if library(&sysroot).is_dir() => shim(&sysroot).map(Some),
        _ => Ok(None),
    }
}

/// Installs the packages, builds the library, and answers the folder for the PATH.
///
/// # Errors
///
/// A package could not be installed or the library could not be built.
pub(crate) fn install() -> Result<PathBuf, Trouble> {
    apt::install(
        &PACKAGES,
        "a compiler for the page, as the default toolchain has no wasm32 target",
    )?;
    if let Some(package) = linker_package() {
        apt::install(&[&package], "the linker of that compiler")?;
    }
    let version = compiler().ok_or_else(|| {
        Trouble::try_this(
            "Debian's rustc does not run",
            format!("apt-get install --reinstall {}", PACKAGES[0]),
        )
    })?;
    let sysroot = folder(&version);
    if !library(&sysroot).is_dir() {
        step(&format!(
            "building the standard library for {TARGET} with {} (once, about 1.5 minutes)",
            version.trim()
        ));
        build(&sysroot)?;
    }
    shim(&sysroot)
}

fn compiler() -> Option<String> {
    read(Command::new(RUSTC).arg("--version"))
}

/// One folder for each version: Debian's compiler moves with its security updates.
fn folder(version: &str) -> PathBuf {
    paths::cache().join(format!(
        "sysroot-{}",
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
fn build(sysroot: &Path) -> Result<(), Trouble> {
    let work = sysroot.with_extension("building");
    let outcome = prepare(&work).and_then(|()| {
        run(&mut debian_cargo(&work))?;
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

fn debian_cargo(work: &Path) -> Command {
    let mut cargo = Command::new(CARGO);
    cargo
        .args(["build", "--release", "--target", TARGET])
        .current_dir(work);
    cargo.arg("--target-dir").arg(work.join("target"));
    cargo.env("RUSTC", RUSTC).env("RUSTC_BOOTSTRAP", "1");
    cargo.env(
        "CARGO_UNSTABLE_BUILD_STD",
        "std,panic_abort,proc_macro,test",
    );
    // For link-time optimisation across the library and the page.
    cargo.env("RUSTFLAGS", "-Cembed-bitcode=yes");
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
fn shim(sysroot: &Path) -> Result<PathBuf, Trouble> {
    let folder = sysroot.join("bin");
    let file = folder.join("cargo");
    let default = run::cargo().get_program().to_string_lossy().into_owned();
    let text = shim_text(&sysroot.to_string_lossy(), &default);
    if fs::read_to_string(&file).is_ok_and(|now| now == text) {
        return Ok(folder);
    }
    fs::create_dir_all(&folder)
        .and_then(|()| fs::write(&file, text))
        .and_then(|()| make_executable(&file))
        .map_err(|error| cannot_write(&file, &error))?;
    Ok(folder)
}

fn shim_text(sysroot: &str, default: &str) -> String {
    format!(
        r#"#!/bin/sh
# Written by cargo xtask: builds for {TARGET} go to Debian's toolchain, all else to the default one.
case " $* " in
*{TARGET}*)
    export RUSTC={RUSTC} RUSTDOC=/usr/bin/rustdoc
    export CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS="--sysroot={sysroot} ${{RUSTFLAGS:-}}"
    unset RUSTFLAGS CARGO_ENCODED_RUSTFLAGS RUSTUP_TOOLCHAIN LD_LIBRARY_PATH
    exec {CARGO} "$@"
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
    fn the_shim_sends_wasm_to_debian_and_the_rest_to_the_default() {
        let text = shim_text("/cache/sysroot-1", "/toolchain/bin/cargo");
        assert!(text.starts_with("#!/bin/sh\n"));
        assert!(text.contains("--sysroot=/cache/sysroot-1"));
        assert!(text.contains("exec /usr/bin/cargo \"$@\""));
        assert!(text.ends_with("exec \"/toolchain/bin/cargo\" \"$@\"\n"));
    }

    #[test]
    fn each_compiler_version_has_a_library_of_its_own() {
        assert_ne!(folder("rustc 1.96.0"), folder("rustc 1.97.0"));
        assert_eq!(folder("rustc 1.96.0\n"), folder("rustc 1.96.0"));
    }
}
