//! What the linker is told of the page.

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    let split = std::env::var_os("CARGO_FEATURE_SPLIT").is_some();
    let wasm = std::env::var("CARGO_CFG_TARGET_ARCH").is_ok_and(|arch| arch == "wasm32");
    if split && wasm {
        // The splitter moves functions and data between files, so it has to know who refers to whom.
        println!("cargo::rustc-link-arg-bin=where-it-broke=--emit-relocs");
    }
}
