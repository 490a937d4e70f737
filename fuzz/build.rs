//! Keeps the tables of coverage, which a linker that collects garbage would leave out.

fn main() {
    if std::env::var("CARGO_CFG_TARGET_OS").is_ok_and(|os| os == "linux") {
        println!("cargo::rustc-link-arg-bins=-Wl,-z,nostart-stop-gc");
    }
}
