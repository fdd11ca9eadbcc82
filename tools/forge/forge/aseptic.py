"""The aseptic suite: a grade C preparation room, a flushed hatch, a grade B room and in it the grade A unit."""

from __future__ import annotations

import numpy as np

from . import airflow_unit, building, fittings, furniture, goods, hatch, supplies, things
from .blend import letters
from .room import Room, put
from .shapes import Shape, box, join, sheet

PIECES = {
    "rack": fittings.cartons,
    "worktop": fittings.worktop,
    "base": fittings.base_deck,
    "deck": fittings.deck,
    "top": fittings.top_deck,
    "trolley": fittings.trolley,
    "counter": fittings.counter,
    "stand": fittings.stand,
    "waste": fittings.waste,
    "sampling": furniture.table,
}
HUNG = {"terminal": fittings.terminal, "intercom": fittings.intercom, "holder": fittings.holder}
APART = frozenset({"hatch", "unit", "window"})


def fixed(room: Room) -> dict[str, Shape]:
    """All that is fixed, in place: every node at the room's origin."""
    solids = {s.id: s for s in room.solids}
    inlet = solids["counter.b1"].middle * [1, 0, 1] + [0, solids["counter.b1"].high[1], 0]
    shapes: dict[str, Shape] = {}
    for made in (
        building.floors(room),
        building.walls(room),
        building.ceilings(room),
        building.returns(room),
        building.doors(room),
        building.signs(room),
        furniture.pieces(room, PIECES, APART),
        furniture.dispensers(room),
        furniture.gauges(room),
        furniture.controls(room),
        _bins(room),
        {w.id: put(fittings.window(*w.size), w, 0) for w in room.solids if w.id.startswith("window.")},
        hatch.hatch(room),
        airflow_unit.unit(room),
        airflow_unit.probe(solids["unit.bench"], inlet),
        _on_walls(room),
        _boundary(room),
    ):
        shapes |= made
    return shapes


def _bins(room: Room) -> dict[str, Shape]:
    """Pedal bins; the chute for waste is a solid of its own."""
    return {name: shape for name, shape in furniture.places(room).items() if not name.startswith("waste.")}


def _on_walls(room: Room) -> dict[str, Shape]:
    """Clocks, terminals, intercoms and bottle holders, each away from its wall."""
    out = {}
    for entry in (*room.targets, *room.controls, *room.places):
        at = np.array(entry["at"], float)
        facing, away = room.facing(at)
        word = entry["id"].split(".")[0]
        if word == "clock":
            out[entry["id"]] = fittings.clock(entry["radius"], away).turned(facing).moved(*at)
        elif word in HUNG:
            out[entry["id"]] = HUNG[word](away).turned(facing).moved(*at)
    return out


def _boundary(room: Room) -> dict[str, Shape]:
    """`sign.c0` and `line.c0`: cardboard stays in the airlock, before the door to the preparation room."""
    door = next(d for d in room.doors if d["between"][0] == "c0")
    x, z = door["at"]
    plate = [
        box((-0.3, -0.17, 0), (0.3, 0.17, 0.004), "white", 0.001, without="-z"),
        sheet((-0.3, 0.08, 0.0046), (0.6, 0, 0), (0, 0.09, 0), "red"),
        letters("PAS DE CARTON AU-DELÀ", 0.032, "white", 2).moved(0, 0.125, 0.0052),
        letters("NO CARDBOARD BEYOND", 0.032, "ink", 2).moved(0, 0.035, 0.0052),
        fittings.carton(0.16, 0.1, 0.006).moved(0, -0.14, 0.008),
        sheet((-0.1, -0.15, 0.013), (0.2, 0, 0), (0, 0.016, 0), "red").turned(27, "z").moved(-0.066, 0.044, 0),
    ]
    line = sheet((x - 0.9, 0.001, z + 0.35), (1.8, 0, 0), (0, 0, -building.LINE), "line.dirty", building.WALL_GRID)
    return {"sign.c0": join(plate).moved(x - 1.6, 1.6, z + 0.05), "line.c0": line}


def moving(room: Room) -> dict[str, Shape]:
    """What moves or stands in several places: things, and the parts of doors and gauges."""
    made = things.things(room.things, goods.MODELS | supplies.MODELS, goods.WRAPPED)
    return made | building.moving(room) | furniture.moving() | things.lenses()
