"""What stands in a suite: one function a piece, made about the origin with its front to +Z and its feet at y 0."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi, sin

import numpy as np

from .room import Room, Solid, footprint, put
from .shapes import Shape, box, join, lathe, mesh, rod, round_rectangle, sheet, slab, sweep

GRID = 0.2


def bench(width: float, height: float, depth: float) -> Shape:
    """A step-over bench: closed to the floor, so that nothing is kicked through, with a thick round-edged seat."""
    seat = 0.04
    w, d = width / 2, depth / 2
    parts = [
        box(
            (-w, 0.08, -d + 0.015), (w, height - seat, d - 0.015), "wall", bevel=0.004, grid=GRID, without="-y +y -x +x"
        ),
        box((-w, 0, -d + 0.04), (w, 0.085, d - 0.04), "grey", bevel=0.002, grid=GRID, without="-y +y -x +x"),
        box((-w, height - seat, -d), (w, height, d), "steel", bevel=0.012, grid=GRID, without="-x +x"),
    ]
    return join(parts)


def locker(width: float, height: float, depth: float) -> Shape:
    """Low lockers, doors about 0.3 m wide with slots, a latch and a number plate."""
    doors = max(1, round(width / 0.32))
    latch = 0.012
    w, d = width / 2, depth / 2 - latch
    parts = [
        box((-w, 0.08, -depth / 2), (w, height, d - 0.02), "grey", bevel=0.004, grid=GRID, without="-z"),
        box((-w + 0.03, 0, -depth / 2), (w - 0.03, 0.08, d - 0.06), "dark", without="-z -y +y"),
    ]
    step = width / doors
    for k in range(doors):
        x = -w + k * step
        parts.append(
            box((x + 0.004, 0.085, d - 0.02), (x + step - 0.004, height - 0.006, d), "wall", bevel=0.003, grid=GRID)
        )
        for slot in range(5):
            y = height - 0.09 - slot * 0.022
            parts.append(sheet((x + step / 2 - 0.06, y, d + 0.0006), (0.12, 0, 0), (0, 0.008, 0), "dark"))
        parts.append(
            box(
                (x + step - 0.05, height * 0.55, d),
                (x + step - 0.03, height * 0.55 + 0.09, d + latch),
                "steel",
                without="-z",
            )
        )
        parts.append(
            box(
                (x + step / 2 - 0.03, height - 0.24, d),
                (x + step / 2 + 0.03, height - 0.205, d + 0.002),
                "yellow",
                0.001,
            )
        )
    return join(parts)


def shelf(width: float, height: float, depth: float) -> Shape:
    """Open steel shelving: four posts, three decks; the highest deck is the height."""
    w, d = width / 2, depth / 2
    post = 0.0125  # tube 25 mm
    parts = []
    for x in (-w + post, w - post):
        for z in (-d + post, d - post):
            parts.append(rod((x, 0.025, z), (x, height - 0.01, z), post, "steel.polished", 12))
            parts.append(lathe([(0, 0), (post, 0), (post, 0.03), (0.011, 0.034)], "dark", 12).moved(x, 0, z))
    for y in (0.16, (height + 0.16) / 2, height):
        parts.append(box((-w, y - 0.025, -d), (w, y, d), "steel", bevel=0.005, grid=GRID))
    return join(parts)


def table(width: float, height: float, depth: float) -> Shape:
    """A steel table with an upstand at the wall, square legs and a low shelf."""
    w, d = width / 2, depth / 2
    leg = 0.04
    parts = [
        box((-w, height - 0.04, -d), (w, height, d), "steel", bevel=0.006, grid=GRID),
        box((-w, height - 0.001, -d), (w, height + 0.06, -d + 0.012), "steel", bevel=0.003, grid=GRID, without="-z -y"),
        box((-w + 0.03, 0.2, -d + 0.02), (w - 0.03, 0.22, d - 0.03), "steel", bevel=0.004, grid=GRID),
    ]
    for x in (-w + 0.02, w - leg - 0.02):
        for z in (-d + 0.015, d - leg - 0.02):
            parts.append(
                box((x, 0, z), (x + leg, height - 0.04, z + leg), "steel", bevel=0.003, grid=GRID, without="+y -y")
            )
    return join(parts)


def sink(width: float, height: float, depth: float) -> Shape:
    """A scrub trough of steel, hung on the wall: bowl 0.25 m deep with a round drain, apron, upstand."""
    w, d = width / 2, depth / 2
    rim, bowl, under = 0.045, 0.25, 0.30
    x0, x1, z0, z1 = -w + rim, w - rim, -d + 0.09, d - rim
    low = height - bowl
    parts = []
    for a, b in (
        ((-w, height - under, z1), (w, height, d)),
        ((-w, height - under, -d), (w, height, z0)),
        ((-w, height - under, z0), (x0, height, z1)),
        ((x1, height - under, z0), (w, height, z1)),
    ):
        parts.append(box(a, b, "steel", bevel=0.0, grid=0.12))
    parts.append(sheet((x0, low, z1), (x1 - x0, 0, 0), (0, 0, z0 - z1), "steel", 0.1))
    parts.append(
        lathe([(0.045, 0.0), (0.045, 0.003), (0.03, 0.004), (0.028, 0.001), (0, 0.001)], "steel.polished").moved(
            0, low, 0
        )
    )
    parts.append(
        box((-w, height - 0.001, -d), (w, height + 0.12, -d + 0.012), "steel", bevel=0.003, grid=GRID, without="-z -y")
    )
    parts.append(
        sweep(
            [(0, low - 0.05, 0), (0, low - 0.2, 0), (0, low - 0.25, -0.05), (0, low - 0.25, -d)], 0.02, "steel.polished"
        )
    )
    for x in (-w + 0.12, w - 0.12):
        parts.append(box((x - 0.02, height - 0.5, -d), (x + 0.02, height - under, -d + 0.03), "steel", without="-z"))
    return join(parts)


def kiosk(width: float, height: float, depth: float) -> Shape:
    """A column at the wall with a screen above it, 0.42 m high, leaning back a little."""
    w, d = width / 2, depth / 2
    screen = box((-w + 0.02, 0, 0), (w - 0.02, 0.42, 0.03), "white", bevel=0.01, without="-z")
    glass = sheet((-w + 0.05, 0.03, 0.0305), (width - 0.1, 0, 0), (0, 0.36, 0), "screen", 0.2)
    parts = [
        box((-w, 0, -d), (w, height, d), "white", bevel=0.012, grid=GRID, without="-y -z"),
        box((-w + 0.01, 0, -d), (w - 0.01, 0.06, d + 0.006), "dark", bevel=0.003, without="-y -z"),
        join([screen, glass]).turned(-4, "x").moved(0, height, d - 0.045),
    ]
    return join(parts)


PIECES = {
    "bench": bench,
    "locker": locker,
    "shelf": shelf,
    "rack": table,
    "sampling": table,
    "table": table,
    "sink": sink,
    "kiosk": kiosk,
}


def pieces(
    room: Room, makers: dict[str, Callable[[float, float, float], Shape]] = PIECES, but: frozenset[str] = frozenset()
) -> dict[str, Shape]:
    """Every solid that is not a wall, by its id; the word before its first dot or digit says what it is. Those of the
    words in `but` are made elsewhere."""
    out = {}
    for solid in room.solids:
        word = solid.id.split(".")[0].rstrip("0123456789")
        if solid.kind == "wall" or word in but:
            continue
        if word not in makers:
            raise SystemExit(
                f"room.json: no piece of furniture is made for `{solid.id}`; add `{word}` to PIECES of its set"
            )
        turn = _front(room, solid)
        out[solid.id] = put(makers[word](*footprint(solid, turn)), solid, turn)
    return out


def _front(room: Room, solid: Solid) -> float:
    if solid.kind == "bench":
        return 0.0 if solid.size[0] > solid.size[2] else 90.0
    return room.facing(solid.middle)[0]


def tap(nozzle: np.ndarray, foot: float, away: float) -> Shape:
    """A gooseneck spout without handles, its sensor at the foot; `foot` metres high stands the sink's rim."""
    reach = away - 0.05
    bow = 0.09
    rise = max(0.12, nozzle[1] - foot)
    path = [(0, -rise, -reach), (0, -rise / 2, -reach), (0, 0.12, -reach)]
    path += [(0, 0.12 + bow * sin(t), -reach / 2 - (reach / 2) * cos(t)) for t in np.linspace(pi / 10, pi, 11)]
    path += [(0, 0.05, 0), (0, 0, 0)]
    parts = [
        sweep(path, 0.0125, "steel.polished", 12),
        lathe([(0.0, 0), (0.03, 0), (0.03, 0.008), (0.016, 0.05), (0.0125, 0.05)], "steel.polished").moved(
            0, -rise, -reach
        ),
        lathe([(0, -0.012), (0.015, -0.012), (0.015, 0.02), (0.0125, 0.02)], "steel", 14),
        box((-0.014, -0.006, -0.006), (0.014, 0.02, 0.004), "black", 0.003).moved(0, -rise + 0.06, -reach + 0.014),
    ]
    return join(parts)


def pump(away: float, window: str) -> Shape:
    """A hands-free dispenser on the wall, 120 x 260 mm, its sight window coloured by what is in it; nozzle at the origin."""
    depth = min(0.12, away)
    back = -away
    parts = [
        box((-0.06, 0.03, back), (0.06, 0.29, back + depth), "white", bevel=0.015, grid=0.1, without="-z"),
        sheet((-0.02, 0.07, back + depth + 0.0006), (0.04, 0, 0), (0, 0.12, 0), window, 0.1),
        box((-0.035, 0.012, back + 0.02), (0.035, 0.035, 0.02), "grey", bevel=0.006),
        lathe([(0, 0), (0.008, 0), (0.012, 0.02), (0, 0.02)], "black", 12),
    ]
    return join(parts)


def dryer(away: float) -> Shape:
    """A warm-air dryer on the wall, 280 x 320 mm, its outlet at the origin."""
    parts = [
        box((-0.14, 0.005, -away), (0.14, 0.325, 0.05), "white", bevel=0.03, grid=0.12, without="-z"),
        slab(round_rectangle(0.16, 0.05, 0.02), 0, 0.012, "black"),
        lathe([(0, 0), (0.012, 0), (0.012, 0.002), (0, 0.002)], "black", 14).turned(90, "x").moved(0, 0.1, 0.05),
        sheet((-0.06, 0.2, 0.0506), (0.12, 0, 0), (0, 0.03, 0), "blue"),
    ]
    return join(parts)


WINDOWS = {"soap": "blue", "alcohol": "clear"}


def dispensers(room: Room) -> dict[str, Shape]:
    """Taps, pumps and dryers by id, nozzle where the room says."""
    out = {}
    for entry in room.dispensers:
        at = np.array(entry["at"], float)
        facing, away = room.facing(at)
        if entry["agent"] == "water":
            made = tap(at, room.top_under(at), away)
        elif entry["agent"] == "air":
            made = dryer(away)
        else:
            made = pump(away, WINDOWS.get(entry["agent"], "grey"))
        out[entry["id"]] = made.turned(facing).moved(*at)
    return out


def mirrors(room: Room) -> dict[str, Shape]:
    """Flat polished panels in a thin frame, as tall as what stands under them allows."""
    out = {}
    for target in room.targets:
        if not target["id"].startswith("mirror"):
            continue
        at = np.array(target["at"], float)
        facing, away = room.facing(at)
        w = target["radius"] * 0.9
        under = [
            s.high[1]
            for s in room.solids
            if s.kind != "wall" and (abs(s.middle - at)[[0, 2]] < s.size[[0, 2]] / 2 + 0.3).all()
        ]
        low, high = max([0.35, *(u + 0.3 for u in under)]), 2.05
        pane = sheet((-w, low, 0.0), (2 * w, 0, 0), (0, high - low, 0), "mirror", 0.3)
        rim = []
        for a, b in (
            ((-w - 0.015, low - 0.015), (w + 0.015, low)),
            ((-w - 0.015, high), (w + 0.015, high + 0.015)),
            ((-w - 0.015, low), (-w, high)),
            ((w, low), (w + 0.015, high)),
        ):
            rim.append(box((*a, -away), (*b, 0.004), "steel", bevel=0.002, without="-z"))
        out[target["id"]] = join([pane, *rim]).turned(facing).moved(at[0], 0, at[2])
    return out


def gauge(away: float) -> Shape:
    """A round differential-pressure gauge, dial 100 mm, flange 121 mm (the common 4-inch type); see README for its scale."""
    turned = lathe([(0.0605, -away), (0.0605, 0.0), (0.056, 0.006), (0.051, 0.006), (0.051, -0.004)], "black", 32)
    dial = lathe([(0.051, -0.004), (0, -0.004)], "white", 32)
    parts = [join([turned, dial]).turned(90, "x")]
    for k in range(13):  # every 5 Pa from 0 to 60
        angle = (45 - 90 * k / 12) * pi / 180
        long = k % 3 == 0
        mark = sheet(
            (-0.0007, 0.036 if long else 0.040, -0.0032), (0.0014, 0, 0), (0, 0.009 if long else 0.005, 0), "ink"
        )
        parts.append(mark.turned(angle * 180 / pi, "z"))
    for k in range(24):  # the band from 10 Pa (Annex 1 4.14) up is green
        a = (45 - 15 - 75 * k / 24) * pi / 180
        b = (45 - 15 - 75 * (k + 1) / 24) * pi / 180
        ring = [(-r * sin(t), r * cos(t), -0.0036) for t in (a, b) for r in (0.0455, 0.0485)]
        parts.append(mesh(ring, [(0, 2, 3), (0, 3, 1)], "green"))
    return join(parts)


def moving() -> dict[str, Shape]:
    """The needle of every gauge."""
    return {"gauge.needle": needle()}


def needle() -> Shape:
    """Points up at 30 Pa; turns about +Z through the origin, 1.5 degrees a pascal, 0 Pa at the left."""
    parts = [
        slab(np.array([(-0.002, -0.008), (0.002, -0.008), (0.0005, 0.042), (-0.0005, 0.042)]), 0, 0.0008, "red").turned(
            90, "x"
        ),
        lathe([(0, 0), (0.005, 0), (0.005, 0.002), (0, 0.002)], "dark", 16).turned(90, "x"),
    ]
    return join(parts)


def gauges(room: Room) -> dict[str, Shape]:
    """Gauge bodies by id."""
    out = {}
    for entry in room.gauges:
        at = np.array(entry["at"], float)
        facing, away = room.facing(at)
        out[entry["id"]] = gauge(max(away, 0.01)).turned(facing).moved(*at)
    return out


def button(radius: float, away: float, material: str) -> Shape:
    """A push button on a plate."""
    r = min(radius, 0.03)
    parts = [
        box((-r - 0.012, -r - 0.012, -away), (r + 0.012, r + 0.012, -0.012), "white", bevel=0.004, without="-z"),
        lathe([(r, -0.012), (r, -0.002), (r * 0.8, 0.002), (0, 0.003)], material, 20).turned(90, "x"),
    ]
    return join(parts)


def tablet(away: float) -> Shape:
    """A wall tablet, 250 x 175 mm (10-inch)."""
    parts = [
        box((-0.125, -0.0875, -away), (0.125, 0.0875, 0.0), "dark", bevel=0.008, without="-z"),
        sheet((-0.11, -0.075, 0.0006), (0.22, 0, 0), (0, 0.15, 0), "screen"),
    ]
    return join(parts)


def reader(away: float) -> Shape:
    """A badge reader, 80 x 110 mm."""
    parts = [
        box((-0.04, -0.055, -away), (0.04, 0.055, 0.0), "dark", bevel=0.006, without="-z"),
        sheet((-0.02, 0.03, 0.0006), (0.04, 0, 0), (0, 0.006, 0), "green"),
    ]
    return join(parts)


def dish(radius: float) -> Shape:
    """A contact plate lying open: 55 mm dish with agar standing proud (ISO 14698 contact plate), or a 90 mm plate."""
    r = 0.045 if radius > 0.05 else 0.0275
    parts = [
        lathe([(0, -0.02), (r, -0.02), (r, -0.006), (r - 0.002, -0.006), (r - 0.002, -0.009)], "clear", 24),
        lathe([(r - 0.002, -0.012), (r - 0.003, -0.004), (0, -0.003)], "agar", 24),
    ]
    return join(parts)


def controls(room: Room) -> dict[str, Shape]:
    """Buttons, readers, tablets and plates by id."""
    out = {}
    for entry in room.controls:
        at = np.array(entry["at"], float)
        name, radius = entry["id"], entry.get("radius", 0.04)
        facing, away = room.facing(at)
        if name.startswith(("print.", "plate.")):
            out[name] = dish(radius).moved(at[0], room.top_under(at) + 0.02, at[2])
        elif name.startswith("log."):
            out[name] = tablet(away).turned(facing).moved(*at)
        elif name.startswith("badge."):
            out[name] = reader(away).turned(facing).moved(*at)
        else:
            kiosks = name.startswith("kiosk.")
            colour = "red" if name.startswith("alarm.") or name.endswith("unfit") else "green" if kiosks else "blue"
            out[name] = button(radius, 0.02 if kiosks else away, colour).turned(facing).moved(*at)
    return out


def bin_(height: float) -> Shape:
    """A pedal bin, 0.38 m across."""
    r = 0.19
    parts = [
        lathe([(0, 0), (r, 0), (r, height - 0.05), (r - 0.004, height - 0.05)], "steel", 28),
        lathe(
            [(r + 0.005, height - 0.05), (r + 0.005, height - 0.03), (r * 0.7, height - 0.004), (0, height)],
            "steel.polished",
            28,
        ),
        box((-0.05, 0.015, r - 0.02), (0.05, 0.03, r + 0.06), "black", 0.006),
    ]
    return join(parts)


def wall_shelf(width: float, away: float, front: float) -> Shape:
    """A bracket shelf under folded clothes: its top at the origin, `away` metres from the wall, with two coat hooks."""
    parts = [box((-width / 2, -0.02, -away), (width / 2, 0, front), "steel", bevel=0.004, grid=GRID, without="-z")]
    for x in (-width / 2 + 0.05, width / 2 - 0.05):
        arm = [(x, -0.15, -away + 0.006), (x, -0.14, -away + 0.03), (x, -0.02, front - 0.06)]
        parts.append(sweep(arm, 0.006, "steel.polished"))
        bow = [(0, -0.03 * sin(t), -0.03 * cos(t)) for t in np.linspace(0, pi, 9)]
        parts.append(
            sweep([(0, 0.03, -0.03), *bow, (0, 0.01, 0.03)], 0.004, "steel.polished", 8).moved(
                x * 0.5, -0.1, -away + 0.034
            )
        )
    return join(parts)


def tray(width: float, depth: float) -> Shape:
    """A shallow tray or mat lying on what is under it."""
    return slab(round_rectangle(width, depth, 0.03), 0, 0.008, "rubber", 0.004)


def places(room: Room) -> dict[str, Shape]:
    """What marks a place: bins, shelves for clothes, trays, floor mats. Shelves and racks mark theirs by themselves."""
    out = {}
    lying = {t["at"]: t["size"] for t in room.things if isinstance(t["at"], str)}
    for place in room.places:
        at = np.array(place["at"], float)
        facing, away = room.facing(at)
        name = place["id"]
        if place.get("swallows"):
            out[name] = bin_(max(0.5, at[1] + 0.05)).turned(facing).moved(at[0], 0, at[2])
        elif name.endswith("hook"):
            width, height, depth = lying.get(name, (0.4, 0.1, 0.3))
            out[name] = (
                wall_shelf(width + 0.06, away, depth / 2 + 0.02).turned(facing).moved(at[0], at[1] - height / 2, at[2])
            )
        elif name.endswith("tray"):
            out[name] = tray(0.3, 0.22).turned(facing).moved(at[0], room.top_under(at), at[2])
        elif at[1] < 0.2:
            out[name] = tray(0.22, 0.34).moved(at[0], 0, at[2])
    return out
