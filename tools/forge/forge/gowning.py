"""The gowning suite: the rooms one changes clothes in, and what is in them."""

from __future__ import annotations

from . import building, furniture, things
from .room import Room
from .shapes import Shape


def fixed(room: Room) -> dict[str, Shape]:
    """All that is fixed, in place: every node at the room's origin."""
    shapes: dict[str, Shape] = {}
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
    return shapes


def moving(room: Room) -> dict[str, Shape]:
    """What moves or stands in several places: things, and the parts of doors and gauges."""
    return things.things(room.things) | building.moving(room) | furniture.moving() | things.lenses()
