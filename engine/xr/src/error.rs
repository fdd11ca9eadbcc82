use crate::states::Why;
use openxr as xr;

/// Why there is no headset, or none any more: one sentence that says what to do.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("no OpenXR runtime answers ({0}); start the headset's own (SteamVR, Monado, the headset's link) first")]
    NoRuntime(String),
    #[error("{runtime} has no headset; connect one and put it on")]
    NoHeadset { runtime: String },
    #[error("{runtime} lacks {what}; update it")]
    Lacks { runtime: String, what: &'static str },
    #[error("{runtime} lacks {extension}, which {headset} needs by its file in headset-config; update the runtime")]
    Needs { runtime: String, headset: String, extension: String },
    #[error("the headset's runtime refused {call}: {why}")]
    Refused { call: &'static str, why: xr::sys::Result },
    #[error("the graphics driver for the headset refused {call}: {why}")]
    Graphics { call: &'static str, why: String },
    /// Nothing more can be asked of this session.
    #[error("the headset is gone ({0:?})")]
    Over(Why),
}

impl Error {
    /// Turns what a call of the runtime answers into this error.
    pub(crate) fn refused(call: &'static str) -> impl Fn(xr::sys::Result) -> Error {
        move |why| match why {
            xr::sys::Result::ERROR_INSTANCE_LOST => Error::Over(Why::InstanceLost),
            xr::sys::Result::ERROR_SESSION_LOST => Error::Over(Why::SessionLost),
            _ => Error::Refused { call, why },
        }
    }

    pub(crate) fn graphics<E: std::fmt::Display>(call: &'static str) -> impl Fn(E) -> Error {
        move |why| Error::Graphics { call, why: why.to_string() }
    }
}
