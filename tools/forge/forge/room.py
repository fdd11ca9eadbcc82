"""What `room.json` says of the fixed room, and where things stand in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from math import atan2, degrees
from pathlib import Path

import numpy as np

from .shapes import Shape


@dataclass(frozen=True)
class Solid:
    """A box that does not move: metres, room space."""

    id: str
    kind: str
    low: np.ndarray
    high: np.ndarray

    @property
    def middle(self) -> np.ndarray:
        return (self.low + self.high) / 2

    @property
    def size(self) -> np.ndarray:
        return self.high - self.low


class Room:
    """The parts of `room.json` that are drawn."""

    def __init__(self, path: Path) -> None:
        try:
            data = json.loads(path.read_text())
            self.zones = [(z["id"], np.array(z["min"]), np.array(z["max"]), z["grade"]) for z in data["zones"]]
            self.solids = [
                Solid(s["id"], s["kind"], np.array(s["min"], float), np.array(s["max"], float)) for s in data["solids"]
            ]
            self.doors: list[dict] = data.get("doors", [])
            self.gauges: list[dict] = data.get("gauges", [])
            self.controls: list[dict] = data.get("controls", [])
            self.dispensers: list[dict] = data.get("dispensers", [])
            self.targets: list[dict] = data.get("targets", [])
            self.places: list[dict] = data.get("places", [])
            self.things: list[dict] = data.get("things", [])
            # What the person wears when a drill begins is not in the room.
            self.worn = {c["thing"] for c in data.get("clothes", []) if c["id"] in data.get("wears", [])}
            self.worn |= {t["id"] for t in self.things if "worn_on" in t}
        except (OSError, KeyError, ValueError) as error:
            raise SystemExit(f"{path}: not a room ({error!r}); `asepsis check` says what is wrong with it") from error
        self.walls = [s for s in self.solids if s.kind == "wall"]
        self.height = float(max(w.high[1] for w in self.walls))

    def stages(self) -> dict[str, tuple[np.ndarray, np.ndarray]]:
        """Rectangles [x, z] of the rooms: the two sides of a bench (`z2.dirty`, `z2.clean`) are one."""
        out: dict[str, tuple[np.ndarray, np.ndarray]] = {}
        for name, low, high, _ in self.zones:
            stage = name.split(".")[0]
            before = out.get(stage, (low, high))
            out[stage] = (np.minimum(before[0], low), np.maximum(before[1], high))
        return out

    def enclosed(self) -> set[str]:
        """Stages inside another one, like the grade A zone of a unit in a grade B room: what encloses them has the floor,
        the ceiling and the walls; what stands there brings its own (`ceiling.<stage>`, `light.<stage>`)."""
        stages = self.stages()
        return {
            name
            for name, (low, high) in stages.items()
            if any(other != name and (a <= low).all() and (b >= high).all() for other, (a, b) in stages.items())
        }

    def facing(self, point: np.ndarray, among: list[Solid] | None = None) -> tuple[float, float]:
        """Degrees about +Y (0 faces +Z) away from the nearest wall, and metres to that wall."""
        best = (np.inf, 0.0)
        for wall in among or self.walls:
            if not wall.low[1] <= point[1] <= wall.high[1]:
                continue
            away = point - np.clip(point, wall.low, wall.high)
            away[1] = 0
            distance = float(np.linalg.norm(away))
            if 0 < distance < best[0]:
                best = (distance, round(degrees(atan2(away[0], away[2])) / 90) * 90.0)
        return best[1], best[0]

    def inside(self, points: np.ndarray, but: str = "") -> np.ndarray:
        """Which of the points (n, 3) lie in a solid other than `but`, under the floor, over the ceiling or outside."""
        hidden = (points[:, 1] < 0) | (points[:, 1] > self.height)
        in_zone = np.zeros(len(points), bool)
        for _, low, high, _ in self.zones:
            flat = points[:, [0, 2]]
            in_zone |= ((flat >= low) & (flat <= high)).all(axis=1)
        hidden |= ~in_zone
        for solid in self.walls:
            if solid.id != but:
                hidden |= ((points > solid.low) & (points < solid.high)).all(axis=1)
        return hidden

    def top_under(self, point: np.ndarray) -> float:
        """Height of what stands under a point: the highest top of the solids there that is not above it, or the floor."""
        flat = point[[0, 2]]
        under = [s.high[1] for s in self.solids if (flat >= s.low[[0, 2]]).all() and (flat <= s.high[[0, 2]]).all()]
        return float(max((top for top in under if top <= point[1] + 0.01), default=0.0))

    def covered(self, low: np.ndarray, high: np.ndarray) -> bool:
        """Does something stand in this box (furniture, door, bench or what hangs on a wall)?"""
        boxes = [(s.low, s.high) for s in self.solids if s.kind != "wall"]
        for entry in (*self.controls, *self.targets, *self.gauges, *self.dispensers, *self.places):
            at = np.array(entry["at"], float)
            boxes.append((at - 0.3, at + 0.3))
        return any(((low < b_high) & (high > b_low)).all() for b_low, b_high in boxes)


def put(shape: Shape, solid: Solid, turn: float) -> Shape:
    """A piece made about the origin (front +Z, feet at y 0) into the place of a solid."""
    x, _, z = solid.middle
    return shape.turned(turn).moved(x, solid.low[1], z)


def footprint(solid: Solid, turn: float) -> tuple[float, float, float]:
    """Width, height and depth of a solid as seen from its front."""
    x, y, z = solid.size
    return (z, y, x) if turn % 180 else (x, y, z)
