//! A story as it is held while it is shown.

use std::rc::Rc;

use super::Story;

/// What is held for as long as the program runs. A page shows one story until it is closed, so the browser is spared the code
/// that would free it, two kilobytes that every reader would wait for; on the host it is the value itself.
#[cfg(target_arch = "wasm32")]
pub type Kept<T> = core::mem::ManuallyDrop<T>;
/// What is held for as long as the program runs; on the host the value itself, which is freed as usual.
#[cfg(not(target_arch = "wasm32"))]
pub type Kept<T> = T;

impl Story {
    /// Holds the story.
    pub fn kept(self) -> Rc<Kept<Self>> {
        #[cfg(target_arch = "wasm32")]
        return Rc::new(Kept::new(self));
        #[cfg(not(target_arch = "wasm32"))]
        Rc::new(self)
    }
}

/// The story itself; `None` where somebody else holds it, too.
pub fn released(story: Rc<Kept<Story>>) -> Option<Story> {
    let story = Rc::try_unwrap(story).ok()?;
    #[cfg(target_arch = "wasm32")]
    return Some(Kept::into_inner(story));
    #[cfg(not(target_arch = "wasm32"))]
    Some(story)
}
