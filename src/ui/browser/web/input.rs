//! What a reader does with pointer, keys and sliders.

use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, PointerEvent};
use yew::Event;

/// The number that an input has been moved to; `None` where it holds none.
pub fn input_number(event: &Event) -> Option<f64> {
    let input: web_sys::HtmlInputElement = event.target()?.dyn_into().ok()?;
    Some(input.value_as_number()).filter(|n| n.is_finite())
}

/// The slider that a pointer is on. Yew listens at the page's root, so the event's own element is not the slider.
fn slider_at(event: &Event) -> Option<Element> {
    let target: Element = event.target()?.dyn_into().ok()?;
    target.closest("[role=slider]").ok().flatten()
}

/// How far along its slider a pointer is, 0 at the left and 1 at the right.
pub fn pointer_fraction(event: &Event) -> Option<f64> {
    let rect = slider_at(event)?.get_bounding_client_rect();
    let x = f64::from(event.dyn_ref::<PointerEvent>()?.client_x());
    (rect.width() > 0.0).then(|| ((x - rect.left()) / rect.width()).clamp(0.0, 1.0))
}

/// Whether a pointer's first button is held.
pub fn is_pressed(event: &Event) -> bool {
    let pointer = event.dyn_ref::<PointerEvent>();
    pointer.is_some_and(|p| p.buttons() & 1 == 1)
}

/// Keeps a pointer's events coming to its slider while it is held down.
pub fn capture_pointer(event: &Event) {
    if let (Some(slider), Some(pointer)) = (slider_at(event), event.dyn_ref::<PointerEvent>()) {
        // A pointer that is gone already cannot be captured: nothing to do then.
        let _ = slider.set_pointer_capture(pointer.pointer_id());
    }
}

/// The name of the key that was pressed.
pub fn key(event: &Event) -> String {
    let key = event.dyn_ref::<KeyboardEvent>();
    key.map_or_else(String::new, KeyboardEvent::key)
}
