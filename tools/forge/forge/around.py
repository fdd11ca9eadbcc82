"""What is mirrored where: a picture all around from the middle of each room, and from each piece of furniture with enough
metal to show it, with the box on whose walls that picture lies."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import bpy
import numpy as np
from mathutils import Vector
from mathutils.bvhtree import BVHTree

from . import light
from .room import Room, Solid

# Of the pictures all around.
SIZE = (512, 256)
SAMPLES = 8
# Of a picture that shows a whole room: that of a bent head.
HEIGHT_M = 1.4
# Of a picture above a table, over its top; and before what is too high for that.
OVER_M = 0.3
HIGH_M = 1.3
# Square metres of metal from which on a piece of furniture gets a picture of its own.
METAL_M2 = 1.2
# What begins higher than this hangs; what begins this far above another piece does not stand on it.
HANGS_M = 0.6
# Rays that feel how far the walls of a picture are, and the cosine within which they are cast to each side.
FEELERS, AHEAD = 2000, 0.85


@dataclass
class Place:
    """Where a picture holds (`low` … `high`, of which the plan counts), where it is taken, and the box it is painted on."""

    name: str
    low: np.ndarray
    high: np.ndarray
    at: np.ndarray
    walls: tuple[np.ndarray, np.ndarray]

    def told(self) -> dict:
        """As the renderer reads it."""
        low, high = self.walls
        return {
            "name": self.name,
            "min": self.low.round(4).tolist(),
            "max": self.high.round(4).tolist(),
            "at": self.at.round(4).tolist(),
            "walls": [low.round(4).tolist(), high.round(4).tolist()],
        }


def places(room: Room, metal: tuple[np.ndarray, np.ndarray], opaque: BVHTree) -> list[Place]:
    """Rooms first. `metal`: middles (n, 3) and areas (n) of the triangles of metal; `opaque`: all that cannot be seen through."""
    out, stages = [], []
    for name, (low, high) in room.stages().items():
        box = np.array([low[0], 0.0, low[1]]), np.array([high[0], room.height, high[1]])
        at = _free(room, sum(box) / 2)
        stages.append((name, *box))
        out.append(Place(name, *box, at, _walls(at, box, opaque) if name in room.enclosed() else box))
    for piece in _pieces(room):
        low, high = piece.low - 0.05, piece.high + 0.05
        inside = ((metal[0] > low) & (metal[0] < high)).all(axis=1)
        if metal[1][inside].sum() < METAL_M2 or piece.low[1] > HANGS_M:
            continue
        # The smallest room that the piece stands in.
        around = [s for s in stages if ((piece.middle >= s[1]) & (piece.middle <= s[2])).all()]
        if not around:
            continue
        _, *box = min(around, key=lambda s: np.prod(s[2] - s[1]))
        # A unit that is a room of its own.
        if np.prod(piece.size) > 0.5 * np.prod(box[1] - box[0]):
            continue
        at = _over(piece) if piece.high[1] < HIGH_M else _before(piece, box)
        out.append(Place(piece.id, low, high, at, _walls(at, (box[0], box[1]), opaque)))
    return out


def _pieces(room: Room) -> list[Solid]:
    """Furniture, what stands over one another as one."""
    out: list[Solid] = []
    for solid in room.solids:
        if solid.kind == "wall":
            continue
        for i, other in enumerate(out):
            apart = np.maximum(solid.low, other.low)[[0, 2]] - np.minimum(solid.high, other.high)[[0, 2]]
            gap = max(solid.low[1], other.low[1]) - min(solid.high[1], other.high[1])
            if (apart < -0.05).all() and gap < HANGS_M:
                low, high = np.minimum(solid.low, other.low), np.maximum(solid.high, other.high)
                out[i] = Solid(other.id, other.kind, low, high)
                break
        else:
            out.append(solid)
    return out


def _over(piece: Solid) -> np.ndarray:
    x, _, z = piece.middle
    return np.array([x, piece.high[1] + OVER_M, z])


def _before(piece: Solid, box: list[np.ndarray]) -> np.ndarray:
    """A step from the side that looks into the room."""
    middle, half = piece.middle, piece.size / 2
    x, _, z = (box[0] + box[1]) / 2 - middle
    way = np.array([np.sign(x), 0, 0]) if abs(x) / half[0] > abs(z) / half[2] else np.array([0, 0, np.sign(z)])
    at = middle + way * (half + 0.4)
    at[1] = HEIGHT_M - 0.3
    return at


def _walls(at: np.ndarray, box: tuple[np.ndarray, np.ndarray], opaque: BVHTree) -> tuple[np.ndarray, np.ndarray]:
    """The box that is seen around a place: on each side, as far away as most of what lies there."""
    ways = light.sphere(FEELERS)
    low, high = box[0].copy(), box[1].copy()
    for axis in range(3):
        for sign, edge in ((-1, low), (1, high)):
            hits = (opaque.ray_cast(Vector(at), Vector(way))[0] for way in ways[ways[:, axis] * sign > AHEAD])
            away = [abs(hit[axis] - at[axis]) for hit in hits if hit is not None]
            if away:
                edge[axis] = at[axis] + sign * np.quantile(away, 0.55)
    return low, high


def _free(room: Room, middle: np.ndarray) -> np.ndarray:
    """The place nearest to a stage's middle, at the height of a bent head, with 0.3 m of air around it."""
    steps = np.arange(-2, 2.1, 0.25)
    for x, z in sorted(((x, z) for x in steps for z in steps), key=lambda s: s[0] ** 2 + s[1] ** 2):
        at = np.array([middle[0] + x, HEIGHT_M, middle[2] + z])
        if not any(((at > s.low - 0.3) & (at < s.high + 0.3)).all() for s in room.solids):
            return at
    raise SystemExit("room.json: a stage has no free place 1.4 m above its floor to see what is mirrored there from")


def picture(at: np.ndarray, scratch: Path) -> np.ndarray:
    """Radiance all around a place (height, width, 3): the middle column looks along -Z, to its right +X, rows from above."""
    data = bpy.data.cameras.new("around")
    data.type, data.panorama_type, data.clip_start = "PANO", "EQUIRECTANGULAR", 0.01
    made = bpy.data.objects.new("around", data)
    made.location, made.rotation_euler = light.place(at), (np.pi / 2, 0, 0)
    scene = bpy.context.scene
    scene.collection.objects.link(made)
    scene.camera = made
    scene.render.resolution_x, scene.render.resolution_y = SIZE
    return light.radiance(scratch, scene)
