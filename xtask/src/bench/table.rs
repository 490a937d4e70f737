//! What benchmarks print, read and put into tables.

use std::fmt::Write as _;

/// A case and its time in nanoseconds.
pub(crate) type Time = (String, f64);

/// Cases whose time is shared among so many lookups: `zones/each once of 10`.
const EACH: &str = "zones/each once of ";

/// What criterion prints in the form of libtest: `test NAME ... bench: 1,234 ns/iter (+/- 5)`.
pub(crate) fn criterion(printed: &str) -> Vec<Time> {
    let time = |line: &str| {
        let (name, rest) = line.strip_prefix("test ")?.split_once(" ... bench:")?;
        let figure = rest.split_once("ns/iter")?.0.trim().replace(',', "");
        Some((name.to_owned(), figure.parse().ok()?))
    };
    printed.lines().filter_map(time).collect()
}

/// A line for each case, name and nanoseconds with a tab between.
pub(crate) fn lines(printed: &str) -> Vec<Time> {
    let time = |line: &str| {
        let (name, figure) = line.split_once('\t')?;
        Some((name.to_owned(), figure.parse().ok()?))
    };
    printed.lines().filter_map(time).collect()
}

/// Native and WebAssembly beside each other, with how many times longer the second takes.
pub(crate) fn times(native: &[Time], wasm: &[Time]) -> String {
    let mut rows = vec![["".into(), "native".into(), "wasm".into(), "ratio".into()]];
    let of = |list: &[Time], name: &str| {
        list.iter()
            .find(|(own, _)| own == name)
            .map(|(_, time)| *time)
    };
    let only_wasm = wasm.iter().filter(|(name, _)| of(native, name).is_none());
    for (name, _) in native.iter().chain(only_wasm) {
        let (here, there) = (of(native, name), of(wasm, name));
        let ratio = here
            .zip(there)
            .map(|(here, there)| format!("{:.2}", there / here));
        let shown = |time: Option<f64>| time.map(in_words).unwrap_or_default();
        rows.push([
            name.clone(),
            shown(here),
            shown(there),
            ratio.unwrap_or_default(),
        ]);
        // How the time of one lookup grows with the world.
        if let Some(count) = name
            .strip_prefix(EACH)
            .and_then(|count| count.parse::<f64>().ok())
        {
            let one = |time: Option<f64>| shown(time.map(|time| time / count));
            rows.push([
                "  one lookup of them".into(),
                one(here),
                one(there),
                String::new(),
            ]);
        }
    }
    table(&rows)
}

/// What `benches/memory.rs` prints, as a table: its columns are parted by tabs.
pub(crate) fn memory(printed: &str) -> String {
    let row = |line: &str| {
        let mut cells = line.split('\t').map(str::to_owned);
        Some([cells.next()?, cells.next()?, cells.next()?, cells.next()?])
    };
    table(&printed.lines().filter_map(row).collect::<Vec<_>>())
}

/// The first column from the left, the others from the right.
fn table(rows: &[[String; 4]]) -> String {
    let width = |column: usize| {
        let widths = rows
            .iter()
            .filter_map(|row| row.get(column))
            .map(|cell| cell.chars().count());
        widths.max().unwrap_or_default()
    };
    let (first, others) = (width(0), [width(1), width(2), width(3)]);
    let mut text = String::new();
    for [name, a, b, c] in rows {
        let [wa, wb, wc] = others;
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{name:first$}  {a:>wa$}  {b:>wb$}  {c:>wc$}");
    }
    text
}

/// Three figures and a unit.
fn in_words(ns: f64) -> String {
    let (value, unit) = match ns {
        ns if ns < 1e3 => (ns, "ns"),
        ns if ns < 1e6 => (ns / 1e3, "µs"),
        ns if ns < 1e9 => (ns / 1e6, "ms"),
        ns => (ns / 1e9, "s"),
    };
    let places = match value {
        value if value < 10.0 => 2,
        value if value < 100.0 => 1,
        _ => 0,
    };
    format!("{value:.places$} {unit}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_both_print_is_put_side_by_side_with_the_ratio() {
        let native =
            criterion("running 2 tests\ntest a b ... bench:       1,500 ns/iter (+/- 20)\n");
        let wasm = lines("a b\t3000\nonly here\t2500000\n");
        let table = times(&native, &wasm);
        let words: Vec<Vec<&str>> = table
            .lines()
            .map(|l| l.split_whitespace().collect())
            .collect();
        assert_eq!(words[1], ["a", "b", "1.50", "µs", "3.00", "µs", "2.00"]);
        assert_eq!(words[2], ["only", "here", "2.50", "ms"]);
    }

    #[test]
    fn the_time_of_many_lookups_is_shared_among_them() {
        let native = criterion("test zones/each once of 10 ... bench: 200,000 ns/iter (+/- 1)");
        assert!(times(&native, &[]).contains("20.0 µs"));
    }
}
