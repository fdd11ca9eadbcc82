//! Bare hands: the 26 joints of `XR_EXT_hand_tracking`.

use crate::error::Error;
use crate::runtime::Runtime;
use crate::sources::Bare;
use crate::spaces::{located, pose};
use openxr as xr;
use tape::{JOINTS, Pose, joint};

/// A tracker a hand, where the headset has them.
pub(crate) struct Trackers([Option<xr::HandTracker>; 2]);

impl Trackers {
    pub fn new(runtime: &Runtime, session: &xr::Session<xr::Vulkan>) -> Result<Trackers, Error> {
        if !runtime.tracks_hands() {
            return Ok(Trackers([None, None]));
        }
        let tracker = |hand| session.create_hand_tracker(hand).map_err(Error::refused("xrCreateHandTrackerEXT"));
        Ok(Trackers([Some(tracker(xr::Hand::LEFT)?), Some(tracker(xr::Hand::RIGHT)?)]))
    }

    pub fn exist(&self) -> bool {
        self.0.iter().all(Option::is_some)
    }

    /// The joints at a time, in `floor`; None while the hand is not seen.
    pub fn bare(&self, side: usize, floor: &xr::Space, at: xr::Time) -> Result<Option<Bare>, Error> {
        let Some(tracker) = &self.0[side] else { return Ok(None) };
        let found = floor.locate_hand_joints(tracker, at).map_err(Error::refused("xrLocateHandJointsEXT"))?;
        let Some(found) = found else { return Ok(None) };
        let palm = &found[joint::PALM];
        if located(palm.location_flags, palm.pose, true).is_none() {
            return Ok(None);
        }
        let mut bare = Bare { joints: [Pose::IDENTITY; JOINTS], radii: [0.0; JOINTS] };
        for (i, joint) in found.iter().enumerate() {
            if located(joint.location_flags, joint.pose, false).is_none() {
                return Ok(None);
            }
            (bare.joints[i], bare.radii[i]) = (pose(joint.pose), joint.radius);
        }
        Ok(Some(bare))
    }
}
