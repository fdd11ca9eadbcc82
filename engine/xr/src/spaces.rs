//! Poses of the runtime as ours, and the floor that they are asked in.

use crate::error::Error;
use crate::runtime::Runtime;
use glam::{Affine3A, Quat, Vec3};
use openxr as xr;
use scene::Eye;
use tape::Pose;

/// Eyes of a standing adult above the floor, where a runtime knows no floor (design, as at a desk).
const EYE_M: f32 = 1.62;

pub(crate) fn pose(p: xr::Posef) -> Pose {
    let (at, q) = (p.position, p.orientation);
    Pose { position: Vec3::new(at.x, at.y, at.z), rotation: Quat::from_xyzw(q.x, q.y, q.z, q.w) }
}

pub(crate) fn posef(pose: Pose) -> xr::Posef {
    let (at, q) = (pose.position, pose.rotation);
    xr::Posef {
        position: xr::Vector3f { x: at.x, y: at.y, z: at.z },
        orientation: xr::Quaternionf { x: q.x, y: q.y, z: q.z, w: q.w },
    }
}

/// The eye of a view, in the space that the view was located in.
pub(crate) fn eye(view: &xr::View) -> Eye {
    let Pose { position, rotation } = pose(view.pose);
    let fov = view.fov;
    let tangents = [-fov.angle_left, fov.angle_right, fov.angle_up, -fov.angle_down].map(libm::tanf);
    Eye { room_from_eye: Affine3A::from_rotation_translation(rotation.normalize(), position), tangents }
}

/// The pose that a location holds, if all of it is known; `tracked`, if it must also be seen and not guessed.
pub(crate) fn located(flags: xr::SpaceLocationFlags, at: xr::Posef, tracked: bool) -> Option<Pose> {
    use xr::SpaceLocationFlags as Is;
    let mut needed = Is::POSITION_VALID | Is::ORIENTATION_VALID;
    if tracked {
        needed |= Is::POSITION_TRACKED;
    }
    flags.contains(needed).then(|| pose(at))
}

/// Where poses are asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Floor {
    /// The play area that the person has drawn.
    Stage,
    /// Where the person stood at the start or recentred, with a known floor.
    LocalFloor,
    /// The same, with a floor that is only supposed to be there.
    Supposed,
}

/// The best floor that there is, and its space.
pub(crate) fn floor(runtime: &Runtime, session: &xr::Session<xr::Vulkan>) -> Result<(Floor, xr::Space), Error> {
    let offered = session.enumerate_reference_spaces().map_err(Error::refused("xrEnumerateReferenceSpaces"))?;
    let (floor, kind, below) = if offered.contains(&xr::ReferenceSpaceType::STAGE) {
        (Floor::Stage, xr::ReferenceSpaceType::STAGE, 0.0)
    } else if runtime.extensions.ext_local_floor && offered.contains(&xr::ReferenceSpaceType::LOCAL_FLOOR) {
        (Floor::LocalFloor, xr::ReferenceSpaceType::LOCAL_FLOOR, 0.0)
    } else {
        (Floor::Supposed, xr::ReferenceSpaceType::LOCAL, EYE_M)
    };
    let origin = xr::Posef { position: xr::Vector3f { x: 0.0, y: -below, z: 0.0 }, ..xr::Posef::IDENTITY };
    let space = session.create_reference_space(kind, origin).map_err(Error::refused("xrCreateReferenceSpace"))?;
    Ok((floor, space))
}
