//! The parts of the page that an address leaves out: `hide=strip,loss,nav,sources`.

/// A part of the page that can be left out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hidden {
    /// The time strip.
    Strip,
    /// What it cost: the panel, and sums wherever they stand beside the story.
    Loss,
    /// The way to other stories: the header and the footer of the site.
    Nav,
    /// The sources, and what people saw.
    Sources,
}

impl Hidden {
    /// Every one, in the order in which addresses name them.
    pub const ALL: [Self; 4] = [Self::Strip, Self::Loss, Self::Nav, Self::Sources];

    /// Its name in an address.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Strip => "strip",
            Self::Loss => "loss",
            Self::Nav => "nav",
            Self::Sources => "sources",
        }
    }

    /// The part of that name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|part| part.name() == name)
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

/// The parts that are left out, any number of them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hiding(u8);

impl Hiding {
    /// Whether this one is left out.
    pub const fn has(self, part: Hidden) -> bool {
        self.0 & part.bit() != 0
    }

    /// With this one left out too.
    #[must_use]
    pub const fn with(self, part: Hidden) -> Self {
        Self(self.0 | part.bit())
    }

    /// Those that are left out, in the order of [`Hidden::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Hidden> {
        Hidden::ALL.into_iter().filter(move |part| self.has(*part))
    }
}
