"""The labeller and the coder, and what all machines stand in. Flow goes to -X, front +Z, feet at y 0; vials pass on the line z 0."""

from __future__ import annotations

from math import cos, pi, sin

import numpy as np

from . import hardware
from .conveyor import BELT, GAP, GRID, chain, rails, strip
from .shapes import Shape, box, join, lathe, mesh, rod, sheet, slab

TOP = 0.86  # table of labeller and cartoner; guards stand on it
GUARD_TOP = 2.0


def base(width: float, depth: float, height: float, doors: int, names: list[str]) -> Shape:
    """A machine's cabinet: painted RAL 7035 on a dark plinth, steel table, doors in front, nameplate, feet."""
    w, d = width / 2, depth / 2
    set_back = 0.03
    parts = [
        box((-w + set_back, 0.14, -d + set_back), (w - set_back, height - 0.03, d - set_back), "machine", 0.006, GRID),
        box((-w + 0.08, 0.1, -d + 0.08), (w - 0.08, 0.14, d - 0.08), "dark", 0, without="+y"),
        box((-w, height - 0.03, -d), (w, height, d), "steel", 0.004, GRID),
        hardware.feet(width, depth, 0.12, 0.12),
    ]
    step = (width - 2 * set_back - 0.04) / doors
    for k in range(doors):
        front = hardware.door_front(
            step, height - 0.03 - 0.14 - 0.14, "machine", "right" if k % 2 else "left", vents=k == 0
        )
        parts.append(front.moved(-w + set_back + 0.02 + k * step, 0.16, d - set_back))
    parts.append(hardware.plate(names, 0.018, "white").moved(0, height - 0.085, d - set_back))
    return join(parts)


def screw(length: float, radius: float = 0.03, pitch: float = 0.048) -> Shape:
    """A timing screw of white acetal along X about the origin: its groove takes one vial a turn."""
    along, around = int(length / 0.012) + 1, 10
    points = []
    for x in np.linspace(-length / 2, length / 2, along):
        for k in range(around):
            t = 2 * pi * k / around
            groove = 0.5 + 0.5 * cos(2 * pi * x / pitch - t)
            r = radius - 0.011 * groove**1.5
            points.append((x, r * cos(t), r * sin(t)))
    faces = []
    for i in range(along - 1):
        for j in range(around):
            k = (j + 1) % around
            a, b, c, d = i * around + j, i * around + k, (i + 1) * around + k, (i + 1) * around + j
            faces += [(a, c, b), (a, d, c)]
    shape = mesh(points, faces, "acetal.white")
    if np.einsum("ij,ij->i", shape.normals, shape.points * [0, 1, 1]).sum() < 0:
        shape = mesh(points, np.array(faces)[:, ::-1], "acetal.white")
    ends = rod((-length / 2 - 0.03, 0, 0), (length / 2 + 0.03, 0, 0), 0.008, "steel.polished", 8)
    return join([shape, ends])


def star_wheel(radius: float = 0.12, pockets: int = 12) -> Shape:
    """A star wheel: two white discs with round pockets of 25 mm on a hub, feet at y 0."""
    outline = []
    pocket = 0.0125
    for k in range(pockets):
        middle = 2 * pi * k / pockets
        open_ = pocket * 1.05 / radius
        at = np.array([cos(middle), sin(middle)]) * (radius - 0.002)
        for t in np.linspace(-pi / 2, pi / 2, 5):
            outward = middle + pi
            p = at + pocket * np.array([cos(outward - t), sin(outward - t)])
            outline.append((middle + t * open_ / (pi / 2), p))
        for t in (0.5,):
            a = middle + open_ + t * (2 * pi / pockets - 2 * open_)
            outline.append((a, np.array([cos(a), sin(a)]) * radius))
    flat = np.array([p for _, p in outline])
    parts = [slab(flat, y, y + 0.01, "acetal.white") for y in (0.008, 0.034)]
    parts.append(lathe([(0.03, 0), (0.03, 0.05), (0.012, 0.055), (0.012, 0.075), (0, 0.075)], "steel.polished", 16))
    parts.append(lathe([(0.022, 0.075), (0.026, 0.08), (0.026, 0.098), (0.022, 0.104), (0, 0.104)], "black", 14))
    return join(parts)


def reel(radius: float, height: float, core: float, wound: str) -> Shape:
    """A disc with a wound reel on it: feet at y 0."""
    disc = radius + 0.025
    return join(
        [
            lathe([(0.01, -0.03), (0.01, 0)], "steel.polished", 6),
            lathe([(disc, 0), (disc, 0.004), (radius, 0.004)], "aluminium", 24),
            lathe([(radius, 0.004), (radius, 0.004 + height), (core, 0.004 + height)], wound, 24),
            lathe([(core, 0.004 + height), (core, 0.012 + height), (0, 0.012 + height)], "black", 14),
        ]
    )


def label_unit() -> Shape:
    """The label dispenser behind the belt, its peel edge at the origin: unwinder, dancer and guide rollers, web, peel plate,
    coding head, rewinder. Web height 30 mm, backing of yellow glassine. Right for flow to -X."""
    base_y = -0.045
    unwind, rewind = np.array([0.36, -0.27]), np.array([-0.3, -0.29])
    rolls = [np.array(p) for p in ((0.2, -0.1), (0.13, -0.22), (0.06, -0.1))]
    parts = [
        box((-0.42, base_y - 0.015, -0.46), (0.52, base_y, -0.05), "aluminium", 0.004),
        reel(0.13, 0.032, 0.038, "paper").moved(unwind[0], -0.018, unwind[1]),
        reel(0.07, 0.032, 0.038, "glassine").moved(rewind[0], -0.018, rewind[1]),
    ]
    for x, z in rolls:
        parts.append(hardware.roller(0.085, 0.012).moved(x, base_y, z))
    # the dancer's arm swings about its pivot; the roller at its end takes up slack web
    parts.append(box((0.12, base_y + 0.085, -0.235), (0.24, base_y + 0.095, -0.205), "black", 0))
    parts.append(lathe([(0.016, 0), (0.016, 0.1), (0, 0.1)], "steel", 12).moved(0.235, base_y, -0.22))
    # peel plate: a wedge whose edge touches the passing vials
    wedge = np.array([(0.0, 0.012), (0.004, 0.016), (0.16, 0.085), (0.17, 0.07), (0.01, 0.008)])
    parts.append(slab(wedge, -0.028, 0.02, "steel.polished", 0))
    parts.append(rod((0.12, base_y, -0.065), (0.12, 0.05, -0.065), 0.008, "steel", 10))
    pull = (-0.02, -0.13)
    parts.append(hardware.roller(0.085, 0.02, "rubber").moved(pull[0], base_y, pull[1]))
    parts.append(hardware.roller(0.085, 0.012).moved(pull[0] - 0.033, base_y, pull[1]))
    # web with labels to the edge, backing away from it
    path = [
        unwind + [0.0, 0.13],
        rolls[0] + [0.0, 0.012],
        rolls[1] + [0, -0.012],
        rolls[2] + [0, 0.012],
        np.array([0.16, -0.09]),
        np.array([0.002, -0.011]),
    ]
    parts.append(_web(path, True))
    parts.append(
        _web(
            [
                np.array([0.002, -0.0112]),
                np.array([0.03, -0.05]),
                np.array(pull) + [0.02, 0.0],
                np.array(pull) + [-0.0165, 0.012],
                rewind + [0.06, 0.045],
            ],
            False,
        )
    )
    # thermal transfer coder over the web, 200 mm wide, ribbon door in front
    parts.append(box((0.02, base_y, -0.45), (0.2, 0.16, -0.27), "motor", 0.008))
    parts.append(box((0.035, base_y + 0.02, -0.272), (0.185, 0.145, -0.264), "dark", 0.004))
    parts.append(hardware.plate(["TTO"], 0.016, "motor", "white").moved(0.11, 0.1, -0.264))
    parts.append(
        hardware.cable([(0.11, 0.16, -0.42), (0.11, 0.26, -0.44), (0.3, 0.2, -0.48), (0.4, -0.04, -0.48)], 0.006)
    )
    # wipe-down brush after the edge
    parts.append(box((-0.1, -0.02, -0.05), (-0.06, 0.02, -0.035), "black", 0))
    parts.append(box((-0.1, -0.018, -0.036), (-0.06, 0.018, -0.0135), "brush", 0))
    parts.append(rod((-0.08, base_y, -0.043), (-0.08, -0.02, -0.043), 0.006, "steel", 8))
    return join(parts)


def _web(path: list[np.ndarray], labels: bool, height: float = 0.03) -> Shape:
    """A web of glassine on edge along points (x, z), seen from both sides; `labels` of 60 mm on it, one every 66 mm."""
    low = -0.014
    parts = []
    for a, b in zip(path[:-1], path[1:], strict=True):
        along = np.array([b[0] - a[0], 0, b[1] - a[1]])
        start = np.array([a[0], low, a[1]])
        parts.append(sheet(start, along, (0, height, 0), "glassine"))
        parts.append(sheet(start + along, -along, (0, height, 0), "glassine"))
        count = int(np.linalg.norm(along) / 0.066) if labels else 0
        unit = along / np.linalg.norm(along)
        out = np.array([-unit[2], 0, unit[0]]) * 0.0005
        for k in range(count):
            at = start + unit * (0.003 + 0.066 * k) + [0, 0.004, 0]
            for side in (-1, 1):
                corner, way = (at + out, unit) if side > 0 else (at - out + unit * 0.06, -unit)
                parts.append(sheet(corner, way * 0.06, (0, 0.022, 0), "paper"))
                parts.append(sheet(corner + out * side * 0.4 + [0, 0.017, 0], way * 0.06, (0, 0.005, 0), "blue"))
    return join(parts)


def camera() -> Shape:
    """A code reader: housing 60 x 45 x 90 mm, red ring light, looking along -Z from the origin; bracket to a post."""
    parts = [
        box((-0.03, -0.0225, 0.01), (0.03, 0.0225, 0.1), "dark", 0.004),
        lathe([(0.012, 0), (0.022, 0), (0.022, 0.01), (0.012, 0.01)], "lens.red", 16).turned(90, "x"),
        lathe([(0.012, 0.004), (0, 0.004)], "screen", 14).turned(90, "x").turned(180),
        hardware.cable([(0, 0, 0.1), (0, 0, 0.14), (0.02, -0.03, 0.17), (0.03, -0.2, 0.15)], 0.004),
    ]
    return join(parts)


def labeller(width: float, height: float, depth: float) -> Shape:
    """A wrap-around labeller for vials: timing screw, star wheel, label unit, wrap belt, code reader."""
    w, d = width / 2, depth / 2
    parts = [
        base(width, depth, height, 3, ["ÉTIQUETEUSE", "LABELLER  ET-01"]),
        chain(width, BELT),
        box((-w, height, -0.05), (w, BELT - 0.005, 0.05), "steel", 0, GRID, without="-y +y"),
        screw(0.42).moved(w - 0.32, BELT + 0.028, GAP + 0.026),
        star_wheel().moved(w - 0.66, BELT - 0.005, 0.125),
        label_unit().moved(-0.1, BELT + 0.025, -GAP + 0.003),
    ]
    for x in (w - 0.1, w - 0.56):
        parts.append(box((x - 0.02, height, 0.02), (x + 0.02, BELT + 0.06, 0.07), "steel", 0))
    # outer guide about the star wheel's far side, on the belt
    parts.append(strip(np.array([(x, BELT + 0.012, -GAP) for x in np.linspace(w, w - 0.75, 8)]), 0.025, "acetal.white"))
    # curved guide about the star wheel, in front, with its size engraved as format parts have it
    around = [
        (w - 0.66 + 0.135 * cos(t), BELT + 0.012, 0.125 + 0.135 * sin(t)) for t in np.linspace(pi * 0.02, pi * 0.98, 14)
    ]
    parts.append(strip(np.array(around), 0.03, "acetal.white", 0.012))
    for t in (0.25, 0.5, 0.75):
        parts.append(
            rod(
                (w - 0.66 + 0.15 * cos(pi * t), height, 0.125 + 0.15 * sin(pi * t)),
                (w - 0.66 + 0.15 * cos(pi * t), BELT + 0.035, 0.125 + 0.15 * sin(pi * t)),
                0.007,
                "steel.polished",
                8,
            )
        )
    parts.append(hardware.plate(["FORMAT 10R"], 0.01, "acetal.white").turned(-90, "x").moved(w - 0.66, height, 0.36))
    # control box on the table, with its keys, and an air regulator
    parts.append(box((-0.86, height, 0.2), (-0.6, height + 0.1, 0.42), "machine", 0.006, without="-y"))
    for k, colour in enumerate(("lens.green", "white", "lens.amber", "black")):
        parts.append(
            lathe([(0.011, 0), (0.011, 0.008), (0, 0.009)], colour, 10).moved(-0.82 + 0.06 * k, height + 0.1, 0.36)
        )
    parts.append(sheet((-0.83, height + 0.1006, 0.31), (0.2, 0, 0), (0, 0, -0.08), "screen"))
    parts.append(
        hardware.cable(
            [
                (-0.73, height + 0.05, 0.2),
                (-0.73, height + 0.05, 0.14),
                (-0.8, height + 0.006, 0.12),
                (-0.84, height + 0.006, 0.0),
            ],
            0.006,
        )
    )
    # wrap station: belt about two rollers in front, pressure pad behind it
    for x in (-0.36, -0.16):
        parts.append(hardware.roller(0.09, 0.028, "dark").moved(x, BELT - 0.005, 0.05))
    loop = [(-0.36, BELT + 0.01, 0.02), (-0.16, BELT + 0.01, 0.02)]
    parts.append(strip(np.array(loop), 0.06, "foam", 0.004))
    parts.append(strip(np.array([(-0.16, BELT + 0.01, 0.08), (-0.36, BELT + 0.01, 0.08)]), 0.06, "foam", 0.004))
    parts.append(box((-0.4, BELT + 0.09, 0.03), (-0.12, BELT + 0.102, 0.07), "aluminium", 0))
    parts.append(hardware.motor(0.16, 0.035).turned(90, "z").moved(-0.36, BELT + 0.1, 0.05))
    # side rails past the stations
    tail = w - 0.42
    parts.append(rails(tail, BELT + 0.012, 0.1).moved(-w + tail / 2, 0, 0))
    # code reader on its post, photocell
    parts.append(camera().moved(-0.62, BELT + 0.03, 0.1))
    parts.append(rod((-0.62, height, 0.16), (-0.62, BELT + 0.1, 0.16), 0.008, "steel.polished", 10))
    parts.append(box((-0.635, BELT + 0.05, 0.12), (-0.605, BELT + 0.06, 0.175), "steel", 0))
    parts.append(box((0.02, BELT + 0.02, 0.03), (0.04, BELT + 0.05, 0.07), "safety.yellow", 0))
    parts.append(rod((0.03, height, 0.055), (0.03, BELT + 0.02, 0.055), 0.005, "steel.polished", 8))
    # valve island at the back
    parts.append(box((-0.85, height, -d + 0.08), (-0.55, height + 0.09, -d + 0.16), "motor", 0))
    for k in range(6):
        x = -0.83 + 0.045 * k
        parts.append(box((x, height + 0.09, -d + 0.085), (x + 0.036, height + 0.12, -d + 0.155), "dark", 0))
    return join(parts)


def guard_frame(width: float, depth: float, joints: list[float], opening: float = 0.28) -> Shape:
    """Posts, rails, roof, ends and back of a guard on a table at TOP: clear panels, an opening for the belt at both ends;
    in front a post at each of the `joints` (x) where one door ends and the next begins."""
    w, d, s = width / 2, depth / 2, hardware.PROFILE / 2
    low, high = TOP, GUARD_TOP
    parts = []
    for x in (-w + s, w - s):
        for z in (-d + s, d - s):
            parts.append(hardware.bar((x, low, z), (x, high, z)))
        parts.append(hardware.bar((x, high - s, -d + 2 * s), (x, high - s, d - 2 * s), slots=False))
        parts.append(hardware.bar((x, low + opening, -d + 2 * s), (x, low + opening, d - 2 * s), slots=False))
        panel = hardware.pane(depth - 4 * s, high - low - opening - 3 * s).turned(90)
        parts.append(panel.moved(x, low + opening + s, d - 2 * s))
        for z in (-1, 1):  # beside the belt, under the rail
            zs = sorted((z * 0.14, z * (d - 2 * s)))
            piece = hardware.pane(zs[1] - zs[0], opening - s).turned(90)
            parts.append(piece.moved(x, low, zs[1]))
    for z in (-d + s, d - s):
        parts.append(hardware.bar((-w + 2 * s, high - s, z), (w - 2 * s, high - s, z)))
    for x in joints:  # behind the doors, flush with them
        parts.append(hardware.bar((x, low, d - s - 0.035), (x, high - 2 * s, d - s - 0.035), slots=False))
    parts.append(hardware.bar((-w + 2 * s, low + s, -d + s), (w - 2 * s, low + s, -d + s), slots=False))
    back = hardware.pane(width - 4 * s, high - low - 4 * s).moved(-w + 2 * s, low + 2 * s, -d + s)
    roof = hardware.pane(width - 4 * s, depth - 4 * s).turned(-90, "x").moved(-w + 2 * s, high - s, d - 2 * s)
    parts += [back, roof]
    return join(parts)


def coder(width: float, height: float, depth: float) -> Shape:
    """An ink-jet coder beside the belt: cabinet 400 x 350 x 550 mm on a steel stand with castors, keypad screen on its front."""
    w, d = width / 2, depth / 2
    low = height - 0.55
    parts = [
        box((-w, low, -d + 0.03), (w, height, d - 0.03), "steel", 0.008, GRID),
        box((-w + 0.03, low - 0.03, -d + 0.02), (w - 0.03, low, d - 0.02), "steel", 0.004),
        hardware.door_front(width - 0.06, 0.25, "steel", "right").moved(-w + 0.03, low + 0.03, d - 0.03),
    ]
    for x in (-w + 0.03, w - 0.03):
        for z in (-d + 0.04, d - 0.04):
            parts.append(box((x - 0.02, 0.125, z - 0.02), (x + 0.02, low - 0.03, z + 0.02), "steel", 0, without="+y"))
        parts.append(box((x - 0.015, 0.13, -d), (x + 0.015, 0.16, d), "steel", 0))
        for z in (-d + 0.05, d - 0.05):
            parts.append(hardware.castor(0.13).moved(x * 0.9, 0, z))
    parts.append(box((-w + 0.045, 0.13, -0.02), (w - 0.045, 0.16, 0.02), "steel", 0, without="-x +x"))
    parts.append(hardware.plate(["MARQUEUR", "CODER  IJ-01"], 0.014, "white").moved(0, low + 0.19, d - 0.022))
    # ink and solvent bottles on the stand
    for x, colour in ((-0.08, "black"), (0.06, "bottle")):
        parts.append(
            lathe([(0, 0.16), (0.045, 0.16), (0.045, 0.32), (0.02, 0.35), (0.02, 0.37), (0, 0.37)], colour, 14).moved(
                x, 0, 0.02
            )
        )
    return join(parts)


def coder_head() -> Shape:
    """The print head over the belt (origin at the belt's middle) on its bracket, and the umbilical that goes back and up."""
    y = BELT + 0.09
    return join(
        [
            lathe(
                [(0, -0.02), (0.021, -0.02), (0.021, 0.17), (0.024, 0.18), (0.024, 0.23), (0.012, 0.25), (0, 0.25)],
                "steel.polished",
                16,
            )
            .turned(-60, "x")
            .moved(0, y + 0.03, -0.045),
            rod((0.06, BELT - 0.04, -0.13), (0.06, BELT + 0.34, -0.13), 0.01, "steel.polished", 10),
            rod((0.06, y + 0.09, -0.13), (0.0, y + 0.09, -0.13), 0.008, "steel.polished", 8),
            box((0.045, y + 0.075, -0.145), (0.075, y + 0.105, -0.115), "black", 0),
            box((-0.02, y + 0.07, -0.16), (0.02, y + 0.11, -0.1), "black", 0),
            box((0.045, BELT - 0.055, -0.14), (0.075, BELT - 0.03, -0.04), "steel", 0),
            hardware.cable(
                [
                    (0, y + 0.14, -0.24),
                    (0, y + 0.25, -0.36),
                    (-0.05, y + 0.36, -0.5),
                    (-0.1, BELT + 0.45, -0.6),
                    (-0.1, BELT + 0.34, -0.6),
                ],
                0.012,
                "dark",
                8,
            ),
        ]
    )


def hmi_arm() -> Shape:
    """The arm that carries an operating panel at a guard's corner; the panel's middle at the origin, its back at z -0.055."""
    return join(
        [
            box((-0.03, -0.03, -0.1), (0.03, 0.03, -0.055), "dark", 0.004),
            rod((0, 0, -0.09), (0, 0.28, -0.09), 0.018, "aluminium", 12),
            rod((0, 0.26, -0.09), (0, 0.26, -0.2), 0.018, "aluminium", 12),
        ]
    )
