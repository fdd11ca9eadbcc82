"""The packaging hall: a label and pack line for vials, and all that stands about it."""

from __future__ import annotations

import numpy as np

from . import building, cartoner, conveyor, furniture, hall, hardware, hung, machines, packed, things
from .room import Room, Solid, footprint, put
from .shapes import Shape, join

LINE_X = 1.0  # the line of the vials; it goes to -Z, its front looks to -X
FRONT = -90.0

# Made for a solid whose name begins so; those of the line face the aisle, the others away from their wall.
LINE = {
    "turntable": conveyor.turntable,
    "conveyor": conveyor.conveyor,
    "tray": conveyor.tray,
    "labeller": machines.labeller,
    "printer": machines.coder,
    "cartoner": cartoner.cartoner,
    "checkweigher": conveyor.checkweigher,
    "reject": conveyor.reject_bin,
    "accumulation": conveyor.accumulation,
}
ROUND = {
    "desk": hall.desk,
    "cupboard": hall.cupboard,
    "rework": hall.rework,
    "shredder": hall.shredder,
    "pallet": hall.pallet,
    "rack": hall.rack,
    "cabinet": hall.cabinet,
}


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
        furniture.gauges(room),
        pieces(room),
        controls(room),
        bins(room),
        on_the_line(room),
        about(room),
    ):
        shapes |= made
    return shapes


def moving(room: Room) -> dict[str, Shape]:
    """What moves or stands in several places: things, and the parts of doors and gauges."""
    return things.things(room.things, packed.MODELS, {}) | building.moving(room) | furniture.moving() | things.lenses()


def pieces(room: Room) -> dict[str, Shape]:
    """Every solid that is not a wall, by its id; the word before its first dot says what it is."""
    out = {}
    for solid in room.solids:
        word, _, which = solid.id.partition(".")
        if solid.kind == "wall":
            continue
        if word in LINE:
            out[solid.id] = put(LINE[word](*footprint(solid, FRONT)), solid, FRONT)
        elif word == "guard":
            out |= _guard(solid)
        elif word == "window":
            out[solid.id] = put(hall.window(*solid.size), solid, 0)
        elif word in ROUND:
            turn = room.facing(solid.middle)[0]
            made = ROUND[word](*footprint(solid, turn))
            if word == "cupboard":
                width, height, depth = footprint(solid, turn)
                made = join(
                    [
                        made,
                        hardware.plate(hall.CUPBOARDS[which], 0.022, "white").moved(
                            -width / 4, height * 0.74, depth / 2 - 0.005
                        ),
                    ]
                )
            out[solid.id] = put(made, solid, turn)
        else:
            raise SystemExit(
                f"room.json: nothing is made for `{solid.id}`; add `{word}` to LINE or ROUND in packaging.py"
            )
    return out


def _guard(solid: Solid) -> dict[str, Shape]:
    """A guard door: shut it lies along the line, open it stands out into the aisle; its handle is a node of its own."""
    shut = solid.size[2] > solid.size[0]
    width, height = float(max(solid.size[0], solid.size[2])), float(solid.size[1])
    x, z = (solid.middle[0], solid.low[2]) if shut else (solid.high[0], solid.middle[2])
    turn = FRONT if shut else 180.0
    parts = {solid.id: hardware.guard(width, height), f"{solid.id}.grip": hardware.grip(width, height)}
    return {name: part.turned(turn).moved(x, solid.low[1], z) for name, part in parts.items()}


def _solid(room: Room, name: str) -> Solid:
    return next(s for s in room.solids if s.id == name)


def on_the_line(room: Room) -> dict[str, Shape]:
    """What belongs to the line but stands in nobody's way: legs, guards, panels on arms, lamps, services from above."""
    out = {}
    for name in ("infeed", "coder"):
        bed = _solid(room, f"conveyor.{name}")
        length = float(bed.size[2])
        made = [conveyor.legs(length, float(bed.low[1]))]
        if name == "infeed":
            made.append(conveyor.drive(float(bed.low[1])).moved(0.15, 0, 0))
        out[f"conveyor.{name}.legs"] = join(made).turned(FRONT).moved(LINE_X, 0, bed.middle[2])
    for name in ("labeller", "cartoner"):
        solid = _solid(room, name)
        width, _, depth = footprint(solid, FRONT)
        doors = [s for s in room.solids if s.id.startswith(f"guard.{name}") and s.size[2] > s.size[0]]
        # Turned to the aisle, a guard's x runs along the room's z.
        joints = sorted({float(d.high[2] - solid.middle[2]) for d in doors})
        frame = [machines.guard_frame(width, depth, joints)]
        frame.append(hardware.stack_light().moved(width / 2 - 0.1, machines.GUARD_TOP, depth / 2 - 0.1))
        frame.append(
            hung.column(room.height - machines.GUARD_TOP).moved(-width / 2 + 0.3, machines.GUARD_TOP, -depth / 2 + 0.12)
        )
        out[f"{name}.guard"] = join(frame).turned(FRONT).moved(*solid.middle[[0]], 0, solid.middle[2])
    bed = _solid(room, "conveyor.coder")
    out["printer.head"] = machines.coder_head().turned(FRONT).moved(LINE_X, 0, bed.middle[2])
    for name in ("labeller", "checkweigher"):
        bin_ = _solid(room, f"reject.{name}")
        at = (bin_.low[0] - 0.003, bin_.high[1] - 0.03, bin_.middle[2])
        out[f"reject.{name}.lock"] = conveyor.padlock().turned(FRONT).moved(*at)
        eject = join([conveyor.chute(LINE_X - float(bin_.middle[0]) - 0.02), conveyor.air_jet()])
        out[f"reject.{name}.chute"] = eject.turned(FRONT).moved(LINE_X, 0, bin_.middle[2])
    return out


def controls(room: Room) -> dict[str, Shape]:
    """Emergency stops, operating panels, the jog button and the badge reader by id, their faces where the room says."""
    panels = {
        "hmi.labeller": lambda: join([hardware.screen(0.26, 0.17, "ET-01"), machines.hmi_arm()]),
        "hmi.cartoner": lambda: join([hardware.screen(0.26, 0.17, "EC-01"), machines.hmi_arm()]),
        "hmi.coder": lambda: hardware.screen(0.15, 0.1, "IJ-01"),
        "hmi.checkweigher": conveyor.display,
    }
    out = {}
    for entry in room.controls:
        at, name = np.array(entry["at"], float), entry["id"]
        if name.startswith("badge."):
            facing, away = room.facing(at)
            out[name] = furniture.reader(away).turned(facing).moved(*at)
        elif name.startswith("stop."):
            out[name] = hardware.stop().turned(FRONT).moved(*at)
        elif name in panels:
            out[name] = panels[name]().turned(FRONT).moved(*at)
        elif name.startswith("jog."):
            out[name] = furniture.button(entry["radius"], 0.05, "green").turned(FRONT).moved(*at)
        else:
            raise SystemExit(f"room.json: nothing is made for `{name}`; add it to `controls` in packaging.py")
    return out


def bins(room: Room) -> dict[str, Shape]:
    """Waste bins by the id of their place."""
    lids = {"bin.waste": "grey", "bin.labels": "yellow"}
    out = {}
    for place in room.places:
        if place.get("swallows"):
            at = np.array(place["at"], float)
            facing, _ = room.facing(at)
            out[place["id"]] = (
                hall.waste_bin(at[1] + 0.1, lids.get(place["id"], "grey")).turned(facing).moved(at[0], 0, at[2])
            )
    return out


def about(room: Room) -> dict[str, Shape]:
    """What hangs on walls and from the ceiling, the chair, the pallet truck, tape on the floor."""
    west, east, south, north = -3.0, 3.0, -0.05, -11.0
    board = next(t for t in room.targets if t["id"] == "shadow_board")["at"]
    climate = next(t for t in room.targets if t["id"] == "climate")["at"]
    cabinet, height = _solid(room, "cabinet.line"), 0.9
    ladder = room.height - 0.32
    hangers = [hung.hanger(0.32).moved(2.72, ladder, z) for z in (-1.6, -3.6, -5.6, -7.6, -9.6)]
    rails = [
        hung.bumper(0.6).turned(90).moved(west, height, -5.1),
        hung.bumper(1.7).turned(90).moved(west, height, -9.0),
        hung.bumper(6.0).moved(-3.0, height, north),
        hung.bumper(2.1).turned(-90).moved(east, height, -2.2),
        hung.bumper(1.7).turned(-90).moved(east, height, -7.4),
        hung.bumper(2.1).turned(-90).moved(east, height, -10.9),
        hung.bumper(3.6).turned(180).moved(2.95, height - 0.15, south),
    ]
    return {
        "chair": hall.chair().turned(-115).moved(-1.95, 0, -2.2),
        "pallet.truck": hall.pallet_truck().turned(-90).moved(-1.25, 0, -10.35),
        "board.line": hung.status_board().turned(90).moved(west, 1.7, -2.1),
        "shadow_board": hung.shadow_board().turned(90).moved(west, board[1], board[2]),
        "climate": hung.climate().turned(180).moved(climate[0], climate[1], south),
        "clock": hung.clock().moved(0.0, 2.25, north),
        "exit": hung.exit_sign().mirrored().turned(180).moved(-2.45, 2.3, south),
        "extinguisher": hung.extinguisher().turned(180).moved(-2.6, 0.25, south),
        "air.unit": hung.air_unit().turned(-90).moved(east, 1.35, -6.4),
        "cables": join([hung.ladder(9.0).moved(2.72, ladder, -10.0), *hangers]),
        "riser": hung.riser(room.height - float(cabinet.high[1]))
        .turned(-90)
        .moved(east, cabinet.high[1], cabinet.middle[2]),
        "bumpers": join(rails),
        "marks": hall.marks([(0.2, -10.4, 1.85, -1.0), (-2.95, -10.7, -1.95, -9.3)]),
    }
