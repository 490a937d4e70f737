//! When things happen: the wall clock, frames, what is put off, and the first sign of a reader.

use std::cell::RefCell;
use std::rc::Rc;

use gloo::render::{AnimationFrame, request_animation_frame};
use wasm_bindgen::JsCast;
use wasm_bindgen::prelude::*;

use crate::clock::Time;

/// What the wall clock shows.
#[expect(
    clippy::cast_possible_truncation,
    reason = "milliseconds, far below 2^53"
)]
pub fn wall_clock() -> Time {
    Time::from_ms(js_sys::Date::now() as i64)
}

/// Calls a function once a second, until it is dropped.
pub struct EverySecond {
    id: i32,
    _what: Closure<dyn FnMut()>,
}

impl EverySecond {
    /// Starts; `each` gets the wall clock's time.
    pub fn start(mut each: impl FnMut(Time) + 'static) -> Self {
        let what = Closure::<dyn FnMut()>::new(move || each(wall_clock()));
        let id = web_sys::window().and_then(|w| {
            w.set_interval_with_callback_and_timeout_and_arguments_0(
                what.as_ref().unchecked_ref(),
                1000,
            )
            .ok()
        });
        Self {
            id: id.unwrap_or(0),
            _what: what,
        }
    }

    /// Stops; so does dropping it.
    pub fn stop(self) {}
}

impl Drop for EverySecond {
    fn drop(&mut self) {
        if let Some(w) = web_sys::window() {
            w.clear_interval_with_handle(self.id);
        }
    }
}

/// Calls a function before every frame until it returns `false` or this is dropped.
pub struct FrameLoop {
    _handle: Rc<RefCell<Option<AnimationFrame>>>,
}

impl FrameLoop {
    /// Starts; `each` gets the frame's time in milliseconds.
    pub fn start(each: impl FnMut(f64) -> bool + 'static) -> Self {
        let handle = Rc::new(RefCell::new(None));
        next_frame(&handle, Rc::new(RefCell::new(each)));
        Self { _handle: handle }
    }

    /// Stops; so does dropping it.
    pub fn stop(self) {}
}

fn next_frame(
    handle: &Rc<RefCell<Option<AnimationFrame>>>,
    each: Rc<RefCell<dyn FnMut(f64) -> bool>>,
) {
    let weak = Rc::downgrade(handle);
    let frame = request_animation_frame(move |now| {
        let go_on = each.try_borrow_mut().is_ok_and(|mut f| f(now));
        if let Some(handle) = weak.upgrade()
            && go_on
        {
            next_frame(&handle, each);
        }
    });
    *handle.borrow_mut() = Some(frame);
}

/// What tells that somebody reads the page: they point, type or scroll.
const SIGNS: [&str; 5] = ["pointermove", "pointerdown", "keydown", "focusin", "scroll"];

/// Calls a function once, at the first sign of a reader.
pub fn at_first_sign(what: impl FnOnce() + 'static) {
    let Some(window) = web_sys::window() else {
        return;
    };
    let mut what = Some(what);
    let heard = Closure::<dyn FnMut()>::new(move || {
        if let Some(what) = what.take() {
            what();
        }
    });
    // It stays for the life of the page, as the browser holds it until the last of the signs.
    let heard = heard.into_js_value();
    let once = web_sys::AddEventListenerOptions::new();
    once.set_once(true);
    once.set_capture(true);
    once.set_passive(true);
    for sign in SIGNS {
        let _ = window.add_event_listener_with_callback_and_add_event_listener_options(
            sign,
            heard.unchecked_ref(),
            &once,
        );
    }
}

/// Has drawn what takes the place of the element that a selector finds, and then calls a function: mostly in the microtask after
/// the drawing, so before anything is painted; where a slow machine puts the drawing off, with the frame that shows it, or after a
/// second.
pub fn once_replaced(selector: &str, draw: impl FnOnce(), then: impl FnOnce() + 'static) {
    const FRAMES: u32 = 60;
    let standing = super::find(selector);
    draw();
    wasm_bindgen_futures::spawn_local(async move {
        for _ in 0..FRAMES {
            if !standing.as_ref().is_some_and(|e| e.is_connected()) {
                break;
            }
            next_frame_comes().await;
        }
        then();
    });
}

async fn next_frame_comes() {
    let frame = js_sys::Promise::new(&mut |resolve, _| {
        if let Some(window) = web_sys::window() {
            // A window that gives no frames shows nothing that could be put back.
            let _ = window.request_animation_frame(&resolve);
        }
    });
    let _ = wasm_bindgen_futures::JsFuture::from(frame).await;
}

/// Something that happens once, later, unless this is dropped before.
pub struct Later {
    id: i32,
    _what: Closure<dyn FnMut()>,
}

impl Later {
    /// Calls `what` after `ms` milliseconds.
    pub fn new(ms: u32, what: impl FnOnce() + 'static) -> Self {
        let what = Closure::once(what);
        let ms = i32::try_from(ms).unwrap_or(i32::MAX);
        let id = web_sys::window().and_then(|w| {
            w.set_timeout_with_callback_and_timeout_and_arguments_0(
                what.as_ref().unchecked_ref(),
                ms,
            )
            .ok()
        });
        Self {
            id: id.unwrap_or(0),
            _what: what,
        }
    }

    /// Makes that it does not happen any more; so does dropping it.
    pub fn stop(self) {}
}

impl Drop for Later {
    fn drop(&mut self) {
        if let Some(w) = web_sys::window() {
            w.clear_timeout_with_handle(self.id);
        }
    }
}
