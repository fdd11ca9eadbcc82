"""`python -m forge [SET.suite] [SET.things] [hands] [body] [sounds] [SET.reference]`: remakes these, or all assets, and checks all."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import numpy as np

from . import aseptic, blend, body, check, gowning, hand, packaging, reference, shade, sounds
from .room import Room

REPOSITORY = Path(__file__).resolve().parents[3]
ASSETS = REPOSITORY / "assets"
SOUNDS = ASSETS / "sounds"
BENCH = REPOSITORY / "tools" / "bench"


@dataclass(frozen=True)
class Set:
    """Rooms of a drill: `scenarios/<drill>/room.json` says what is where, `maker` how it looks, `assets/<drill>/` has it."""

    drill: str
    maker: ModuleType

    @property
    def room(self) -> Room:
        return Room(REPOSITORY / "scenarios" / self.drill / "room.json")

    @property
    def folder(self) -> Path:
        return ASSETS / self.drill

    def suite(self) -> Path:
        """All that is fixed, in place."""
        shapes = self.maker.fixed(self.room)
        light = shade.occlusion(shapes)
        for name, shape in shapes.items():
            blend.add(name, shape, light[name])
        return self.folder / "suite.glb"

    def things(self) -> Path:
        """What moves or stands in several places."""
        for name, shape in self.maker.moving(self.room).items():
            blend.add(name, shape, shade.occlusion({name: shape}, 0.05)[name])
        return self.folder / "things.glb"


SETS = [Set("gowning", gowning), Set("aseptic-transfer", aseptic), Set("line-clearance", packaging)]


def hands() -> Path:
    """Both hands, skinned."""
    hand.add_hands()
    return ASSETS / "hands.glb"


def limbs() -> Path:
    """Parts of a person; the folds of a face shade it."""
    for name, shape in body.parts().items():
        light = shade.occlusion({name: shape}, 0.02)[name] if name == "shape.head" else np.ones(len(shape.points))
        blend.add(name, shape, light)
    return ASSETS / "body.glb"


TARGETS: dict[str, Callable[[], Path]] = {"hands": hands, "body": limbs}
REFERENCES = {f"{each.drill}.reference": each for each in SETS}
for each in SETS:
    TARGETS |= {f"{each.drill}.suite": each.suite, f"{each.drill}.things": each.things}


def main() -> None:
    for name in sys.argv[1:] or [*TARGETS, "sounds"]:
        if name in TARGETS:
            blend.empty()
            blend.save(TARGETS[name](), skins=name == "hands")
        elif name == "sounds":
            sounds.make(SOUNDS)
        elif name in REFERENCES:  # no assets: made when they are asked for
            each = REFERENCES[name]
            reference.make(each.drill, each.room, each.folder, BENCH)
        else:
            raise SystemExit(f"{name}: no such target; there are {', '.join([*TARGETS, 'sounds', *REFERENCES])}")
    sounds.check(SOUNDS)
    check.check(ASSETS, {each.drill: each.room for each in SETS})


main()
