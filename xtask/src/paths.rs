//! Where things are: the repository, the folder of built tools, the PATH for the programs we start.

use std::env;
use std::ffi::OsString;
use std::hash::{DefaultHasher, Hasher};
use std::path::{Path, PathBuf};

/// The top of the repository.
pub(crate) fn root() -> PathBuf {
    let manifest =
        env::var_os("CARGO_MANIFEST_DIR").unwrap_or_else(|| env!("CARGO_MANIFEST_DIR").into());
    Path::new(&manifest)
        .parent()
        .map(Path::to_path_buf)
        .unwrap_or_default()
}

/// The folder of built tools, outside `target/` so that neither a clean nor a fresh clone builds them again.
pub(crate) fn cache() -> PathBuf {
    cache_from(|name| env::var_os(name).filter(|value| !value.is_empty()))
}

fn cache_from(var: impl Fn(&str) -> Option<OsString>) -> PathBuf {
    if let Some(own) = var("WIB_TOOLS") {
        return std::path::absolute(&own).unwrap_or_else(|_| own.into());
    }
    let base = var("XDG_CACHE_HOME")
        .map(PathBuf::from)
        .or_else(|| var("LOCALAPPDATA").map(PathBuf::from));
    base.or_else(|| var("HOME").map(|home| Path::new(&home).join(".cache")))
        .unwrap_or_else(env::temp_dir)
        .join("where-it-broke")
}

/// The PATH with `first` in front.
pub(crate) fn path_with(first: &[PathBuf]) -> OsString {
    let rest = env::var_os("PATH").unwrap_or_default();
    let all = first.iter().cloned().chain(env::split_paths(&rest));
    env::join_paths(all).unwrap_or(rest)
}

/// A program on the PATH, outside the folder of our own tools.
pub(crate) fn on_path(program: &str) -> Option<PathBuf> {
    let own = cache();
    let name = format!("{program}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?)
        .filter(|folder| !folder.starts_with(&own))
        .map(|folder| folder.join(&name))
        .find(|file| file.is_file())
}

/// A program in a folder of ours.
pub(crate) fn program(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}{}", env::consts::EXE_SUFFIX))
}

/// A short name for some bytes: 16 hexadecimal digits, for keys of folders and file names. No proof of anything.
pub(crate) fn fingerprint(bytes: &[u8]) -> String {
    let mut hasher = DefaultHasher::new();
    hasher.write(bytes);
    format!("{:016x}", hasher.finish())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn cache_of(pairs: &[(&str, &str)]) -> PathBuf {
        cache_from(|name| {
            pairs
                .iter()
                .find(|(key, _)| *key == name)
                .map(|(_, value)| value.into())
        })
    }

    #[test]
    fn the_cache_is_where_the_user_says_else_in_the_users_cache_folder() {
        assert_eq!(
            cache_of(&[("WIB_TOOLS", "/t"), ("HOME", "/h")]),
            Path::new("/t")
        );
        assert_eq!(
            cache_of(&[("XDG_CACHE_HOME", "/c"), ("HOME", "/h")]),
            Path::new("/c/where-it-broke")
        );
        assert_eq!(
            cache_of(&[("HOME", "/h")]),
            Path::new("/h/.cache/where-it-broke")
        );
    }

    #[test]
    fn a_fingerprint_is_of_the_bytes_alone() {
        assert_eq!(fingerprint(b"a"), fingerprint(b"a"));
        assert_ne!(fingerprint(b"a"), fingerprint(b"b"));
        assert_eq!(fingerprint(b"").len(), 16);
    }
}
