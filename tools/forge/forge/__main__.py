"""`python -m forge [SET.suite] [SET.things] [SET.light] [SET.mirrored] [hands] [body] [sounds] [materials] [SET.reference]`: remakes these, or all assets, and checks all."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from types import ModuleType

import numpy as np

from . import aseptic, bake, blend, body, check, details, gowning, hand, packaging, reference, shade, sounds, unwrap
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
    # Along a side of its light map: 3 to 4 cm of a wall each.
    texels: int

    @property
    def room(self) -> Room:
        return Room(REPOSITORY / "scenarios" / self.drill / "room.json")

    @property
    def folder(self) -> Path:
        return ASSETS / self.drill

    def suite(self) -> None:
        """All that is fixed, in place."""
        blend.empty()
        for name, part in unwrap.lit(self.maker.fixed(self.room), self.texels).items():
            blend.add(name, part.shape, uvs=(part.tile, part.light))
        blend.save(self.folder / "suite.glb")

    def things(self) -> None:
        """What moves or stands in several places."""
        blend.empty()
        for name, shape in self.maker.moving(self.room).items():
            part = unwrap.tiled(shape)
            blend.add(name, part.shape, shade.occlusion({name: part.shape}, 0.05)[name], (part.tile,))
        blend.save(self.folder / "things.glb")

    def light(self) -> None:
        """The baked light of both; many minutes."""
        bake.make(self.room, self.folder, self.texels)

    def mirrored(self) -> None:
        """What metal and glass mirror of both; minutes."""
        bake.mirrored(self.room, self.folder)

    def reference(self) -> None:
        """Its path-traced pictures."""
        reference.make(self.drill, self.room, self.folder, BENCH)


SETS = [Set("gowning", gowning, 1152), Set("aseptic-transfer", aseptic, 1280), Set("line-clearance", packaging, 1536)]


def hands() -> None:
    """Both hands, skinned."""
    blend.empty()
    hand.add_hands()
    blend.save(ASSETS / "hands.glb", skins=True)


def limbs() -> None:
    """Parts of a person; the folds of a face shade it."""
    blend.empty()
    for name, shape in body.parts().items():
        light = shade.occlusion({name: shape}, 0.02)[name] if name == "shape.head" else np.ones(len(shape.points))
        blend.add(name, shape, light)
    blend.save(ASSETS / "body.glb")


TARGETS: dict[str, Callable[[], None]] = {
    "hands": hands,
    "body": limbs,
    "sounds": partial(sounds.make, SOUNDS),
    "materials": partial(details.make, ASSETS),
}
REFERENCES = {f"{each.drill}.reference": each.reference for each in SETS}
for each in SETS:
    TARGETS |= {f"{each.drill}.suite": each.suite, f"{each.drill}.things": each.things, f"{each.drill}.light": each.light}
    TARGETS[f"{each.drill}.mirrored"] = each.mirrored


def main() -> None:
    for name in sys.argv[1:] or list(TARGETS):
        if name in TARGETS:
            TARGETS[name]()
        elif name in REFERENCES:  # no assets: made when they are asked for
            REFERENCES[name]()
        else:
            raise SystemExit(f"{name}: no such target; there are {', '.join([*TARGETS, *REFERENCES])}")
    sounds.check(SOUNDS)
    check.check(ASSETS, {each.drill: each.room for each in SETS})


main()
