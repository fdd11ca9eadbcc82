"""`python -m forge [suite] [things] [hands] [body] [reference]`: remakes these, or all assets, and checks all."""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

from . import blend, body, building, check, furniture, hand, reference, shade, things
from .room import Room

REPOSITORY = Path(__file__).resolve().parents[3]
ASSETS = REPOSITORY / "assets"
GOWNING = ASSETS / "gowning"
BENCH = REPOSITORY / "tools" / "bench"
ROOM = REPOSITORY / "scenarios" / "gowning" / "room.json"


def suite() -> Path:
    """The rooms of the gowning drill and all that is fixed in them, in place: every node at the room's origin."""
    room = Room(ROOM)
    shapes = {}
    for made in (
        building.floors(room),
        building.walls(room),
        building.ceilings(room),
        building.returns(room),
        building.doors(room),
        building.signs(room),
        furniture.pieces(room),
        furniture.dispensers(room),
        furniture.mirrors(room),
        furniture.gauges(room),
        furniture.controls(room),
        furniture.places(room),
    ):
        shapes |= made
    light = shade.occlusion(shapes)
    for name, shape in shapes.items():
        blend.add(name, shape, light[name])
    return GOWNING / "suite.glb"


def moving() -> Path:
    """What moves or stands in many places: things, door leaf, needle, lamp lenses."""
    room = Room(ROOM)
    shapes = things.things(room.things)
    sizes = {(d["width"], d["height"]) for d in room.doors}
    if len(sizes) != 1:
        raise SystemExit("room.json: the doors of one suite have one size; the forge makes one `door.leaf`")
    shapes["door.leaf"] = building.leaf(*sizes.pop())
    shapes["gauge.needle"] = furniture.needle()
    shapes |= {name: things.lens(name) for name in ("lamp.red", "lamp.green")}
    for name, shape in shapes.items():
        blend.add(name, shape, shade.occlusion({name: shape}, 0.05)[name])
    return GOWNING / "things.glb"


def hands() -> Path:
    """Both hands, skinned."""
    hand.add_hands()
    return ASSETS / "hands.glb"


def limbs() -> Path:
    """Parts of a body."""
    for name, shape in body.parts().items():
        blend.add(name, shape, np.ones(len(shape.points)))
    return ASSETS / "body.glb"


TARGETS = {"suite": suite, "things": moving, "hands": hands, "body": limbs}


def main() -> None:
    for name in sys.argv[1:] or list(TARGETS):
        if name in TARGETS:
            blend.empty()
            blend.save(TARGETS[name](), skins=name == "hands")
        elif name == "reference":  # no asset: made when it is asked for
            reference.make(ROOM, GOWNING, BENCH)
        else:
            raise SystemExit(f"{name}: no such target; there are {', '.join(TARGETS)} and reference")
    check.check(ASSETS, Room(ROOM))


main()
