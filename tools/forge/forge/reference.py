"""Path-traced pictures of a set: the truth that `bench look` compares with."""

from __future__ import annotations

import json
import tempfile
from pathlib import Path

from . import light, png
from .room import Room

SAMPLES = 32
# Pixels, and the tangent of half the vertical field of view: those of `bench look` and of `Viewpoint::eye`.
SIZE = (320, 180)
UP = 0.6


def make(name: str, room: Room, assets: Path, bench: Path) -> None:
    """One picture a viewpoint inside: the room when a drill begins, nobody in it, denoised, tone mapped."""
    views = json.loads((assets.parent / "viewpoints.json").read_text())[name]
    light.furnish(room, assets)
    scene = light.tracer(SAMPLES)
    # A pixel is what falls on its square, as four samples see it.
    scene.cycles.pixel_filter_type = "BOX"
    scene.render.resolution_x, scene.render.resolution_y = SIZE
    folder = bench / "reference" / name
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as scratch:
        for view in views:
            if view.get("outside"):
                continue
            light.camera(view["from"], view["to"], UP)
            picture = light.srgb(light.tone_map(light.radiance(Path(scratch), scene)))
            (folder / f"{view['name']}.png").write_bytes(png.encode(picture))
            print(f"{view['name']}: traced", flush=True)
