//! What can be wrong with a world, a fault or a question.

use core::fmt;

use super::trace::StationId;
use crate::dns::Name;

/// The world, a fault or the question names something that does not exist, or states what cannot be.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum WorldError {
    /// There is no station of this id.
    UnknownStation {
        /// The id.
        id: StationId,
        /// The most similar id that exists; always `None` in the browser.
        nearest: Option<StationId>,
    },
    /// There is no name server of this name.
    UnknownServer {
        /// The name.
        name: Name,
        /// The most similar name that exists; always `None` in the browser.
        nearest: Option<Name>,
    },
    /// No device stands at this station.
    NoDevice {
        /// The station.
        station: StationId,
    },
    /// A device asks this address, and no resolver listens there.
    NoResolver {
        /// The station of the device.
        device: StationId,
        /// The address.
        address: core::net::IpAddr,
    },
    /// No service stands at this station.
    NoService {
        /// The station.
        station: StationId,
    },
    /// A server serves a zone that is not in the list.
    NoZone {
        /// The server.
        server: Name,
        /// The place in the list that it names.
        index: usize,
    },
    /// Something is out of its range.
    OutOfRange {
        /// What, as `fault.share`.
        field: &'static str,
        /// What is allowed, as `0 to 1000`.
        expected: &'static str,
    },
}

impl fmt::Display for WorldError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownStation { id, nearest } => {
                write!(f, "there is no station `{id}`")?;
                nearest
                    .as_ref()
                    .map_or(Ok(()), |near| write!(f, "; did you mean `{near}`?"))
            }
            Self::UnknownServer { name, nearest } => {
                write!(f, "there is no name server `{name}`")?;
                nearest
                    .as_ref()
                    .map_or(Ok(()), |near| write!(f, "; did you mean `{near}`?"))
            }
            Self::NoDevice { station } => write!(f, "no device stands at `{station}`"),
            Self::NoResolver { device, address } => {
                write!(
                    f,
                    "the device `{device}` asks {address}, where no resolver listens"
                )
            }
            Self::NoService { station } => write!(f, "no service stands at `{station}`"),
            Self::NoZone { server, index } => write!(
                f,
                "the server `{server}` serves zone {index}, which does not exist"
            ),
            Self::OutOfRange { field, expected } => {
                write!(f, "{field} is out of range: expected {expected}")
            }
        }
    }
}

impl std::error::Error for WorldError {}
