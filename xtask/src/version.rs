//! Versions: comparing them, and reading them from a lock file or a tool's own words.

/// Major, minor, patch. Anything after them is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Version(pub(crate) u32, pub(crate) u32, pub(crate) u32);

impl Version {
    /// The first version in a text such as `trunk 0.21.14` or `rustc 1.96.0 (ac68faa20 2026-05-25)`.
    pub(crate) fn find(text: &str) -> Option<Self> {
        text.split(|c: char| c.is_whitespace() || c == 'v')
            .find_map(Self::read)
    }

    fn read(word: &str) -> Option<Self> {
        let plain = word.split(['-', '+']).next()?;
        let mut parts = plain.split('.').map(|part| part.parse().ok());
        let version = Self(parts.next()??, parts.next()??, parts.next()??);
        parts.next().is_none().then_some(version)
    }
}

/// The version of a package in the text of a `Cargo.lock`. The first one, should there be several.
pub(crate) fn locked<'a>(lock: &'a str, package: &str) -> Option<&'a str> {
    let mut lines = lock
        .lines()
        .skip_while(|line| quoted(line, "name") != Some(package));
    lines.next()?;
    quoted(lines.next()?, "version")
}

/// `text` of a line `key = "text"`.
fn quoted<'a>(line: &'a str, key: &str) -> Option<&'a str> {
    line.strip_prefix(key)?
        .strip_prefix(" = \"")?
        .strip_suffix('"')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_version_in_what_tools_print() {
        assert_eq!(Version::find("trunk 0.21.14\n"), Some(Version(0, 21, 14)));
        assert_eq!(
            Version::find("trunk 0.22.0-beta.1"),
            Some(Version(0, 22, 0))
        );
        assert_eq!(
            Version::find("wasm-bindgen 0.2.130"),
            Some(Version(0, 2, 130))
        );
        assert_eq!(Version::find("v20.20.2"), Some(Version(20, 20, 2)));
        assert_eq!(Version::find("no version at all"), None);
    }

    #[test]
    fn compares_by_number_and_not_by_letter() {
        assert!(Version(0, 21, 14) > Version(0, 21, 9));
        assert!(Version(0, 9, 0) < Version(0, 21, 0));
    }

    #[test]
    fn reads_the_exact_version_of_a_package_from_the_lock_file() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.80\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"x\"\n";
        assert_eq!(locked(lock, "wasm-bindgen"), Some("0.2.130"));
        assert_eq!(locked(lock, "yew"), None);
    }
}
