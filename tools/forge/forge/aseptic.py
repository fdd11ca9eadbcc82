"""The aseptic suite: a grade C preparation room, a flushed hatch, a grade B room and in it the grade A unit."""

from __future__ import annotations

import numpy as np

from . import airflow_unit, building, fittings, furniture, goods, hatch, supplies, things
from .room import Room, put
from .shapes import Shape

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


def moving(room: Room) -> dict[str, Shape]:
    """What moves or stands in several places: things, and the parts of doors and gauges."""
    made = things.things(room.things, goods.MODELS | supplies.MODELS, goods.WRAPPED)
    return made | building.moving(room) | furniture.moving() | things.lenses()
