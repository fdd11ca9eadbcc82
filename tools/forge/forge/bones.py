"""The 26 joints of an adult's open hand: names, places and axes of `XR_EXT_hand_tracking`.

A joint's -Z points to the finger's tip, its +Y out of the back of the hand.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin

import numpy as np

FINGERS = ("index", "middle", "ring", "little")


@dataclass(frozen=True)
class Chain:
    """A ray of a right hand in the palm's frame: metres, degrees. `turn` is about +Y; `bends` close the joints."""

    base: tuple[float, float, float]
    turn: float
    bones: tuple[float, ...]
    spread: float
    bends: tuple[float, ...]


# Bone lengths: Buryanov & Kotiuk 2010, Int. J. Morphol. 28(3):755 (66 adults), the last with the soft tip.
# Bases and angles of the open hand: design.
CHAINS = {
    "index": Chain((-0.018, 0.0, 0.030), 5.0, (0.0681, 0.0398, 0.0224, 0.0197), -6.0, (2.0, 4.0, 2.0)),
    "middle": Chain((0.0, 0.0, 0.030), 0.0, (0.0646, 0.0446, 0.0263, 0.0214), 0.0, (2.0, 4.0, 2.0)),
    "ring": Chain((0.012, 0.0, 0.030), -6.0, (0.0580, 0.0414, 0.0257, 0.0213), 5.0, (2.0, 4.0, 2.0)),
    "little": Chain((0.022, -0.002, 0.032), -13.0, (0.0537, 0.0327, 0.0181, 0.0197), 10.0, (2.0, 4.0, 2.0)),
}
THUMB = Chain((-0.022, -0.008, 0.036), 0.0, (0.0462, 0.0316, 0.0257), 0.0, (10.0, 10.0))
THUMB_AWAY, THUMB_DOWN, THUMB_ROLL = 45.0, 15.0, 60.0
WRIST = (0.0, 0.0, 0.050)


def _turn(axis: int, degrees: float) -> np.ndarray:
    c, s = cos(radians(degrees)), sin(radians(degrees))
    i, j = ((1, 2), (2, 0), (0, 1))[axis]
    out = np.eye(4)
    out[i, i], out[i, j], out[j, i], out[j, j] = c, -s, s, c
    return out


def _move(x: float, y: float, z: float) -> np.ndarray:
    out = np.eye(4)
    out[:3, 3] = x, y, z
    return out


def joints() -> dict[str, np.ndarray]:
    """`palm_from_joint` (4, 4) of a right hand by joint name, in the order of OpenXR."""
    out = {"palm": np.eye(4), "wrist": _move(*WRIST)}

    def lay(names: tuple[str, ...], bones: tuple[float, ...], at: np.ndarray, turns: list[np.ndarray]) -> None:
        out[names[0]] = at
        for name, length, turn in zip(names[1:], bones, [*turns, np.eye(4)], strict=True):
            at = at @ _move(0, 0, -length) @ turn
            out[name] = at

    thumb = _move(*THUMB.base) @ _turn(1, THUMB_AWAY) @ _turn(0, -THUMB_DOWN) @ _turn(2, THUMB_ROLL)
    names = tuple(f"thumb_{part}" for part in ("metacarpal", "proximal", "distal", "tip"))
    lay(names, THUMB.bones, thumb, [_turn(0, -b) for b in THUMB.bends])
    for finger in FINGERS:
        chain = CHAINS[finger]
        names = tuple(f"{finger}_{part}" for part in ("metacarpal", "proximal", "intermediate", "distal", "tip"))
        knuckle, *others = (_turn(0, -b) for b in chain.bends)
        lay(names, chain.bones, _move(*chain.base) @ _turn(1, chain.turn), [_turn(1, -chain.spread) @ knuckle, *others])
    return out


def parent(joint: str) -> str | None:
    """The joint that a joint hangs on: the palm is the root, the metacarpals hang on the wrist."""
    if joint == "palm":
        return None
    if joint == "wrist":
        return "palm"
    finger, part = joint.split("_")
    parts = (
        ["metacarpal", "proximal", "distal", "tip"]
        if finger == "thumb"
        else ["metacarpal", "proximal", "intermediate", "distal", "tip"]
    )
    place = parts.index(part)
    return "wrist" if place == 0 else f"{finger}_{parts[place - 1]}"
