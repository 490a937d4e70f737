//! The built site in a real browser: what a reader sees, clicks and types, from the first step to the last.
//!
//! `cargo xtask test` builds the site, starts the browser's driver and runs these. Alone, with a site in `dist/` and
//! Chromium with its driver on the PATH: `cargo test --features host,e2e --test e2e`. Without the feature `e2e` they are
//! left out, so that a plain `cargo test` needs no browser.
//!
//! | variable        | says                                             | or else                      |
//! |-----------------|--------------------------------------------------|------------------------------|
//! | `WIB_BROWSER`   | `chromium`, `firefox` or `webkit`                | Chromium                     |
//! | `WIB_DIST`      | the folder of the site                           | `dist`                       |
//! | `WIB_WEBDRIVER` | the address of a driver that runs                | `chromedriver` is started    |
//! | `WIB_CHROMIUM`  | the browser                                      | the driver finds one         |
//! | `WIB_NODE_MODULES` | the packages of `tests/npm`, for pym.js and axe | those that xtask installed   |
//!
//! `hosting` needs nginx besides: a suite of its own.
//!
//! Every test runs in each of the browsers. What one of them cannot be asked is in `NotHeld` of `e2e/driver.rs`, with the reason,
//! and is said again in every run.

#![allow(
    clippy::panic,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    reason = "a test fails by panicking"
)]

#[path = "e2e/driver.rs"]
mod driver;
#[path = "e2e/fonts.rs"]
mod fonts;
#[path = "e2e/page.rs"]
mod page;
#[path = "e2e/project.rs"]
mod project;
#[path = "e2e/site.rs"]
mod site;
#[path = "e2e/slow.rs"]
mod slow;
#[path = "e2e/told.rs"]
mod told;
#[path = "e2e/tree.rs"]
mod tree;

#[path = "e2e/address.rs"]
mod address;
#[path = "e2e/choices.rs"]
mod choices;
#[path = "e2e/clock.rs"]
mod clock;
#[path = "e2e/embed.rs"]
mod embed;
#[path = "e2e/faults.rs"]
mod faults;
#[path = "e2e/heard.rs"]
mod heard;
#[path = "e2e/hostile.rs"]
mod hostile;
#[path = "e2e/hosting.rs"]
mod hosting;
#[path = "e2e/inspector.rs"]
mod inspector;
#[path = "e2e/labels.rs"]
mod labels;
#[path = "e2e/layout.rs"]
mod layout;
#[path = "e2e/loss.rs"]
mod loss;
#[path = "e2e/missing.rs"]
mod missing;
#[path = "e2e/motion.rs"]
mod motion;
#[path = "e2e/pages.rs"]
mod pages;
#[path = "e2e/predict.rs"]
mod predict;
#[path = "e2e/privacy.rs"]
mod privacy;
#[path = "e2e/share.rs"]
mod share;
#[path = "e2e/single.rs"]
mod single;
#[path = "e2e/steps.rs"]
mod steps;
#[path = "e2e/unseen.rs"]
mod unseen;
#[path = "e2e/waking.rs"]
mod waking;

mod support;
