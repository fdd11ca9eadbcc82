"""What hangs on the walls and under the ceiling of a packaging hall: front +Z, back at z 0 unless said."""

from __future__ import annotations

from math import sin

import numpy as np

from . import blend, hardware
from .hall import GRID
from .shapes import Shape, box, join, lathe, loft, mesh, rod, round_rectangle, sheet, slab, sweep


def shadow_board(width: float = 1.3, height: float = 0.72) -> Shape:
    """A board of tools and small format parts, each before its painted shadow; one hook is empty."""
    w, h = width / 2, height / 2
    parts = [
        box((-w, -h, 0), (w, h, 0.018), "white", 0.004, GRID, without="-z"),
        sheet((-w + 0.02, h - 0.09, 0.0186), (width - 0.04, 0, 0), (0, 0.07, 0), "blue"),
        blend.letters("PANNEAU OUTILS  /  SHADOW BOARD", 0.03, "white", 2).moved(0, h - 0.055, 0.019),
    ]
    shadow = 0.0186

    def outline(x: float, y: float, wide: float, high: float) -> Shape:
        return (
            slab(round_rectangle(wide + 0.014, high + 0.014, 0.01, 2), 0, 0.0006, "blue")
            .turned(90, "x")
            .moved(x, y, shadow - 0.0004)
        )

    # spanners
    for k, long in enumerate((0.24, 0.21, 0.18, 0.16)):
        x, y = -w + 0.12 + 0.075 * k, 0.02
        parts.append(outline(x, y, 0.03, long))
        parts.append(
            box(
                (x - 0.006, y - long / 2 + 0.015, shadow),
                (x + 0.006, y + long / 2 - 0.015, shadow + 0.006),
                "steel.polished",
                0,
            )
        )
        for end in (-1, 1):
            parts.append(
                lathe([(0.006, 0), (0.014, 0), (0.014, 0.007), (0.006, 0.007)], "steel.polished", 10)
                .turned(90, "x")
                .moved(x, y + end * (long / 2 - 0.012), shadow)
            )
    # hexagon keys, T handles
    for k in range(3):
        x, y = -0.2 + 0.09 * k, 0.05
        parts.append(outline(x, y, 0.07, 0.2))
        parts.append(rod((x, y - 0.1, shadow + 0.01), (x, y + 0.08, shadow + 0.01), 0.003, "steel.polished", 6))
        parts.append(rod((x - 0.03, y + 0.085, shadow + 0.01), (x + 0.03, y + 0.085, shadow + 0.01), 0.009, "red", 10))
    # star-wheel halves of other formats on pegs, with their size
    for k, (r, size) in enumerate(((0.11, "2R"), (0.13, "20R"))):
        x, y = 0.2 + 0.29 * k, 0.04
        parts.append(
            lathe([(r + 0.008, 0), (0, 0)], "blue", 28).turned(90, "x").turned(180).turned(180).moved(x, y, shadow)
        )
        parts.append(
            lathe([(r, 0.004), (r, 0.014), (0.03, 0.014), (0.03, 0.004)], "acetal.white", 28)
            .turned(90, "x")
            .moved(x, y, shadow)
        )
        parts.append(rod((x, y, shadow), (x, y, shadow + 0.04), 0.01, "steel.polished", 10))
        parts.append(blend.letters(size, 0.03, "ink", 2).moved(x, y - r * 0.65, shadow + 0.0146))
    parts.append(outline(-w + 0.25, -0.24, 0.36, 0.06))  # empty: what hung here is somewhere
    parts.append(outline(0.05, -0.24, 0.06, 0.18))
    parts.append(hammer().moved(0.05, -0.24, shadow))
    parts.append(blend.letters("10R", 0.02, "ink", 2).moved(-w + 0.25, -0.31, shadow + 0.0004))
    return join(parts)


def hammer() -> Shape:
    """A plastic hammer hanging by its head."""
    return join(
        [
            rod((0, -0.085, 0.014), (0, 0.05, 0.014), 0.009, "wood", 8),
            rod((-0.035, 0.065, 0.016), (0.035, 0.065, 0.016), 0.016, "acetal.white", 12),
        ]
    )


def status_board(width: float = 1.2, height: float = 0.8) -> Shape:
    """The line's board: what ran, what comes, and the line's status in words and colour."""
    w, h = width / 2, height / 2
    z = 0.0166
    parts = [
        box((-w, -h, 0), (w, h, 0.016), "aluminium", 0.004, without="-z"),
        sheet((-w + 0.02, -h + 0.02, z), (width - 0.04, 0, 0), (0, height - 0.04, 0), "white", 0.3),
        sheet((-w + 0.02, h - 0.13, z + 0.0004), (width - 0.04, 0, 0), (0, 0.11, 0), "screen.bar"),
        blend.letters("STATUT DE LIGNE 3 / LINE 3 STATUS", 0.034, "white", 2).moved(0, h - 0.075, z + 0.0008),
    ]
    rows = [("LOT PRÉCÉDENT / PREVIOUS", "VX-0417  10R  5 mg"), ("LOT SUIVANT / NEXT", "VX-0422  10R  10 mg")]
    for k, (what, batch) in enumerate(rows):
        y = h - 0.21 - 0.13 * k
        parts.append(blend.letters(what, 0.02, "ink", 2).moved(-w * 0.48, y, z + 0.0004))
        parts.append(blend.letters(batch, 0.03, "blue", 2).moved(w * 0.45, y, z + 0.0004))
        parts.append(sheet((-w + 0.04, y - 0.045, z + 0.0004), (width - 0.08, 0, 0), (0, 0.003, 0), "slot"))
    for x, colour, lines in (
        (-w * 0.5, "red", ["À VIDER", "TO BE CLEARED"]),
        (w * 0.5, "green", ["LIGNE VIDÉE", "LINE CLEARED"]),
    ):
        parts.append(sheet((x - 0.26, -h + 0.06, z + 0.0004), (0.52, 0, 0), (0, 0.26, 0), colour))
        parts.append(blend.letters(lines[0], 0.05, "white", 2).moved(x, -h + 0.22, z + 0.0008))
        parts.append(blend.letters(lines[1], 0.032, "white", 2).moved(x, -h + 0.13, z + 0.0008))
    pointer = slab(round_rectangle(0.06, 0.06, 0.03, 5), 0, 0.012, "black", 0.003).turned(90, "x")
    parts.append(pointer.moved(-w * 0.5 - 0.22, -h + 0.29, z))
    return join(parts)


def extinguisher() -> Shape:
    """A 5 kg CO2 extinguisher on its bracket, 0.55 m, with its sign above."""
    r = 0.068
    z = r + 0.02
    parts = [
        lathe(
            [(r * 0.7, 0), (r, 0.03), (r, 0.46), (r * 0.8, 0.53), (0.022, 0.56), (0.022, 0.6), (0, 0.6)], "red", 22
        ).moved(0, 0, z),
        box((-0.012, 0.59, z - 0.02), (0.012, 0.625, z + 0.05), "black", 0.004),
        box((-0.008, 0.625, z - 0.01), (0.008, 0.64, z + 0.09), "black", 0.003),
        sweep(
            [(0.02, 0.6, z + 0.01), (0.07, 0.58, z + 0.02), (0.09, 0.45, z + 0.03), (0.09, 0.25, z + 0.03)],
            0.01,
            "black",
            8,
        ),
        lathe([(0.012, 0.02), (0.032, 0.0), (0.03, 0.0), (0.01, 0.2)], "black", 12).moved(0.09, 0.06, z + 0.03),
        lathe([(r + 0.001, 0.22), (r + 0.001, 0.36)], "paper", 22).moved(0, 0, z),
        box((-0.03, 0.3, 0), (0.03, 0.34, 0.022), "steel", 0),
        box((-0.08, 0.78, 0), (0.08, 0.94, 0.003), "red", 0, without="-z"),
        rod((-0.03, 0.84, 0.004), (-0.03, 0.9, 0.004), 0.012, "white", 8),
        blend.letters("EXTINCTEUR", 0.011, "white", 2).moved(0, 0.8, 0.0036),
    ]
    return join(parts)


def air_unit() -> Shape:
    """Compressed air for the line: valve, filter with bowl, regulator with gauge, pipe up to the ceiling."""
    parts = [
        box((-0.25, -0.14, 0), (0.25, 0.14, 0.006), "steel", 0, without="-z"),
        rod((-0.3, 0.04, 0.07), (0.3, 0.04, 0.07), 0.011, "tube.blue", 12),
        box((-0.21, 0.0, 0.04), (-0.15, 0.08, 0.1), "aluminium", 0.004),
        box((-0.225, 0.08, 0.062), (-0.135, 0.095, 0.078), "red", 0.003),
        box((-0.09, 0.0, 0.03), (-0.01, 0.09, 0.11), "motor", 0.005),
        lathe([(0, -0.11), (0.022, -0.105), (0.03, -0.08), (0.03, 0.0), (0, 0.0)], "clear", 16).moved(-0.05, 0, 0.07),
        lathe([(0, -0.125), (0.012, -0.125), (0.012, -0.108), (0, -0.108)], "black", 10).moved(-0.05, 0, 0.07),
        box((0.03, 0.0, 0.03), (0.11, 0.09, 0.11), "motor", 0.005),
        lathe([(0.03, 0.09), (0.03, 0.14), (0.026, 0.15), (0, 0.15)], "black", 16).moved(0.07, 0, 0.07),
        lathe([(0.028, 0), (0.028, 0.02), (0.025, 0.022), (0.025, 0.02)], "black", 20)
        .turned(90, "x")
        .moved(0.07, 0.045, 0.11),
        lathe([(0.025, 0.02), (0, 0.02)], "white", 20).turned(90, "x").moved(0.07, 0.045, 0.11),
        rod((0.07, 0.045, 0.131), (0.082, 0.058, 0.131), 0.0014, "red", 4),
        sweep([(0.3, 0.04, 0.07), (0.33, 0.05, 0.07), (0.34, 0.08, 0.07), (0.34, 1.64, 0.07)], 0.011, "tube.blue", 8),
        box((0.325, 0.9, 0), (0.355, 0.93, 0.085), "steel", 0, without="-z"),
        hardware.plate(["AIR COMPRIMÉ  6 bar", "COMPRESSED AIR"], 0.013, "tube.blue", "white").moved(0.02, 0.21, 0.002),
    ]
    return join(parts)


def ladder(length: float, width: float = 0.3) -> Shape:
    """A cable ladder along +Z from the origin, with cables lying in it: its rails 60 mm high, rungs every 0.3 m."""
    w = width / 2
    parts = [box((s * w - 0.002, 0, 0), (s * w + 0.002, 0.06, length), "aluminium", 0, 0.6) for s in (-1, 1)]
    count = int(length / 0.3)
    for k in range(count):
        z = 0.15 + k * 0.3
        parts.append(box((-w, 0.006, z - 0.012), (w, 0.02, z + 0.012), "aluminium", 0, without="-x +x"))
    for k, (x, colour) in enumerate(
        ((-0.1, "black"), (-0.07, "black"), (-0.02, "grey"), (0.03, "orange"), (0.07, "tube.blue"), (0.1, "black"))
    ):
        r = (0.012, 0.009, 0.014, 0.009, 0.008, 0.012)[k]
        wavy = [(x + 0.008 * sin(z * 1.7 + k), 0.02 + r, z) for z in np.linspace(0.02, length - 0.02, 9)]
        parts.append(sweep(wavy, r, colour, 5))
    return join(parts)


def hanger(drop: float, width: float = 0.34) -> Shape:
    """A trapeze under the ceiling: two threaded rods from y 0 upwards `drop`, a rail on which a ladder lies."""
    w = width / 2
    rods = [rod((s * w, -0.03, 0), (s * w, drop, 0), 0.004, "steel.polished", 6) for s in (-1, 1)]
    return join([*rods, box((-w - 0.02, -0.02, -0.02), (w + 0.02, 0, 0.02), "steel", 0)])


def riser(height: float, width: float = 0.2) -> Shape:
    """A closed cable duct on a wall, from a cabinet's top upwards."""
    return join(
        [
            box((-width / 2, 0, 0), (width / 2, height, 0.06), "aluminium", 0.003, GRID, without="-z -y"),
            box(
                (-width / 2 - 0.01, height * 0.5 - 0.02, 0),
                (width / 2 + 0.01, height * 0.5 + 0.02, 0.066),
                "steel",
                0,
                without="-z",
            ),
        ]
    )


def bumper(length: float) -> Shape:
    """A rail that keeps trolleys off a wall: PVC, 200 mm high, round edges; along +X from the origin."""
    profile = [(-0.1, 0.0), (-0.1, 0.014), (-0.085, 0.025), (0.085, 0.025), (0.1, 0.014), (0.1, 0.0)]
    rings = [[(x, y, z) for y, z in profile] for x in (0.0, length)]
    return loft(np.array(rings), "bumper")


def clock() -> Shape:
    """A wall clock, 300 mm, ten past nine."""
    r = 0.15
    parts = [
        lathe([(r, 0), (r, 0.03), (r - 0.012, 0.035), (r - 0.012, 0.026)], "dark", 28),
        lathe([(r - 0.012, 0.026), (0, 0.026)], "white", 28),
    ]
    face = [join(parts).turned(90, "x")]
    for k in range(12):
        mark = box((-0.004, r * 0.74, 0.0262), (0.004, r * 0.88, 0.0272), "ink", 0, without="-z")
        face.append(mark.turned(-30 * k, "z"))
    for long, wide, degrees in ((0.075, 0.005, -275), (0.11, 0.0035, -60)):
        face.append(box((-wide, -0.015, 0.028), (wide, long, 0.0295), "ink", 0, without="-z").turned(degrees, "z"))
    return join(face)


def exit_sign() -> Shape:
    """The running figure's sign over a door (ISO 7010 E001): a green plate, 300 x 150 mm, arrow and open door."""
    z = 0.0266
    arrow = [
        (-0.115, 0.02),
        (-0.06, 0.02),
        (-0.06, 0.042),
        (-0.02, 0.0),
        (-0.06, -0.042),
        (-0.06, -0.02),
        (-0.115, -0.02),
    ]
    body = [
        (0.045, 0.01, 0.028, -0.02),
        (0.03, -0.02, 0.015, -0.05),
        (0.045, -0.015, 0.06, -0.05),
        (0.03, 0.012, 0.012, -0.008),
        (0.045, 0.012, 0.062, 0.0),
    ]
    parts = [
        box((-0.15, -0.075, 0), (0.15, 0.075, 0.026), "green", 0.003, without="-z"),
        mesh([(x, y, z) for x, y in arrow], [(0, 6, 5), (0, 5, 1), (1, 5, 4), (1, 4, 3), (1, 3, 2)], "white"),
        sheet((0.08, -0.055, z), (0.045, 0, 0), (0, 0.11, 0), "white"),
        lathe([(0.011, 0), (0, 0)], "white", 12).turned(90, "x").moved(0.05, 0.036, z),
    ]
    for x0, y0, x1, y1 in body:
        parts.append(rod((x0, y0, z - 0.002), (x1, y1, z - 0.002), 0.006, "white", 6))
    return join(parts)


def column(height: float) -> Shape:
    """A service column from a machine's top (y 0) to the ceiling: square steel duct with its collar."""
    return join(
        [
            box((-0.04, 0, -0.04), (0.04, height, 0.04), "steel", 0.004, GRID, without="-y +y"),
            box((-0.06, height - 0.02, -0.06), (0.06, height, 0.06), "steel", 0.003, without="+y"),
            box((-0.05, 0, -0.05), (0.05, 0.012, 0.05), "steel", 0, without="-y"),
        ]
    )


def climate() -> Shape:
    """A display of temperature and humidity, 160 x 90 mm."""
    return join(
        [
            box((-0.08, -0.045, 0), (0.08, 0.045, 0.022), "white", 0.005, without="-z"),
            sheet((-0.07, -0.035, 0.0224), (0.14, 0, 0), (0, 0.07, 0), "screen"),
            blend.letters("20.6 °C", 0.02, "screen.green", 2).moved(0, 0.014, 0.0228),
            blend.letters("45 % HR", 0.02, "screen.green", 2).moved(0, -0.018, 0.0228),
        ]
    )
