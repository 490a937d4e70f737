//! The page in a browser: mounts the app, nothing else.

#[cfg(feature = "csr")]
fn main() {
    where_it_broke::ui::boot::boot();
}

#[cfg(not(feature = "csr"))]
fn main() {
    // The page runs in a browser; `cargo xtask serve` builds it with feature `csr`.
}
