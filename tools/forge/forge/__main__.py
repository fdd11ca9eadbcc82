"""`python -m forge [suite] [things] [hands] [body]`: remakes these assets, or all."""

from __future__ import annotations

import sys
from pathlib import Path

from . import blend, building, furniture, hand, shade, things
from .room import Room

REPOSITORY = Path(__file__).resolve().parents[3]
ASSETS = REPOSITORY / "assets"
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
    return ASSETS / "gowning" / "suite.glb"


def moving() -> Path:
    """What moves or stands in many places: things, door leaf, needle, lamp lenses."""
    room = Room(ROOM)
    shapes = things.things(room.things)
    sizes = {(d["width"], d["height"]) for d in room.doors}
    if len(sizes) != 1:
        raise SystemExit("room.json: the doors of one suite have one size; the forge makes one `door.leaf`")
    shapes["door.leaf"] = building.leaf(*sizes.pop())
    shapes["gauge.needle"] = furniture.needle()
    for name, shape in shapes.items():
        blend.add(name, shape, shade.occlusion({name: shape}, 0.05)[name])
    return ASSETS / "gowning" / "things.glb"


def hands() -> Path:
    """Both hands, skinned."""
    hand.add_hands()
    return ASSETS / "hands.glb"


TARGETS = {"suite": suite, "things": moving, "hands": hands}


def main() -> None:
    wanted = sys.argv[1:] or list(TARGETS)
    for name in wanted:
        if name not in TARGETS:
            raise SystemExit(f"{name}: no such target; there are {', '.join(TARGETS)}")
        blend.empty()
        path = TARGETS[name]()
        blend.save(path, skins=name == "hands")
        print(f"{path.relative_to(REPOSITORY)}: {path.stat().st_size / 1e6:.2f} MB")


main()
