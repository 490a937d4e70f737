//! The cases as a WebAssembly module for Node, called by `tests/speed/wasm.mjs`: see `cargo xtask bench`.

#![cfg_attr(
    not(target_arch = "wasm32"),
    allow(missing_docs, reason = "empty but in WebAssembly")
)]

#[cfg(target_arch = "wasm32")]
mod cases;

#[cfg(target_arch = "wasm32")]
mod exports {
    use std::cell::RefCell;

    use wasm_bindgen::prelude::wasm_bindgen;

    use crate::cases::{self, Case, Inputs};

    thread_local! {
        static CASES: RefCell<Vec<Case>> = const { RefCell::new(Vec::new()) };
    }

    /// Takes the inputs that the host has made, and answers the names of the cases, one to a line.
    #[wasm_bindgen]
    pub fn prepare(inputs: &[u8]) -> String {
        let inputs: &'static Inputs = Box::leak(Box::new(postcard::from_bytes(inputs).unwrap()));
        let mut all = cases::resolver(inputs);
        all.extend(cases::impact(inputs, &[10_000, 1_000_000]));
        let names: Vec<String> = all.iter().map(|case| case.name.clone()).collect();
        CASES.replace(all);
        names.join("\n")
    }

    /// Does a case so many times.
    #[wasm_bindgen]
    pub fn run(case: usize, times: u32) {
        CASES.with_borrow_mut(|all| {
            let case = all.get_mut(case).unwrap();
            for _ in 0..times {
                (case.run)();
            }
        });
    }
}
