"""What stands about the line in a packaging hall: front +Z, feet at y 0; `hung` things have their back at z 0."""

from __future__ import annotations

from math import cos, pi, sin

import numpy as np

from . import blend, hardware
from .shapes import Shape, box, join, lathe, mesh, rod, round_rectangle, sheet, slab, sweep

GRID = 5.0


def window(width: float, height: float, depth: float) -> Shape:
    """A flush double-glazed window in a wall: two panes, dark seals, a rim of aluminium on both sides."""
    w, d = width / 2, depth / 2
    rim = 0.03
    parts = []
    for side in (-1, 1):
        face = sheet((-w + rim, rim, d - 0.002), (width - 2 * rim, 0, 0), (0, height - 2 * rim, 0), "glass", 1.1)
        parts.append(face if side > 0 else face.turned(180))
    for low, high in (
        ((-w, 0, -d), (w, rim, d)),
        ((-w, height - rim, -d), (w, height, d)),
        ((-w, rim, -d), (-w + rim, height - rim, d)),
        ((w - rim, rim, -d), (w, height - rim, d)),
    ):
        parts.append(box(low, high, "aluminium", 0, GRID))
    return join(parts)


def desk(width: float, height: float, depth: float) -> Shape:
    """A desk 1.6 x 0.75 m with a drawer pedestal, screen, keyboard, label printer, document trays."""
    w, d = width / 2, depth / 2
    parts = [
        box((-w, height - 0.028, -d), (w, height, d), "laminate", 0.003, GRID),
        box((-w + 0.02, 0.02, -d + 0.03), (-w + 0.05, height - 0.028, d - 0.06), "machine", 0.003, GRID, without="+y"),
        box((-w + 0.05, 0.3, -d + 0.03), (w - 0.45, height - 0.028, -d + 0.045), "machine", 0, GRID),
        box((w - 0.45, 0.04, -d + 0.03), (w - 0.03, height - 0.028, d - 0.05), "machine", 0.003, GRID, without="+y"),
    ]
    for k, (low, high) in enumerate(((0.06, 0.29), (0.3, 0.49), (0.5, 0.7))):
        y = d - 0.05
        parts.append(box((w - 0.445, low, y), (w - 0.035, high, y + 0.018), "machine", 0.003, without="-z"))
        parts.append(
            box((w - 0.3, high - 0.05, y + 0.018), (w - 0.18, high - 0.035, y + 0.03), "dark", 0.003, without="-z")
        )
        if k == 2:
            parts.append(
                lathe([(0.008, 0), (0.008, 0.003), (0, 0.003)], "steel", 10)
                .turned(90, "x")
                .moved(w - 0.07, high - 0.03, y + 0.018)
            )
    parts.append(monitor().moved(0.12, height, -0.14))
    parts.append(keyboard().moved(0.12, height, 0.12))
    parts.append(label_printer().moved(-0.58, height, -0.14))
    parts.append(trays().moved(0.58, height, -0.16))
    parts.append(scanner().moved(-0.3, height, -0.12))
    return join(parts)


def monitor() -> Shape:
    """A 24-inch screen with the batch's page on it, on its foot."""
    w, h = 0.27, 0.165
    parts = [
        slab(round_rectangle(0.22, 0.18, 0.03), 0, 0.012, "dark", 0.003),
        box((-0.02, 0.01, -0.05), (0.02, 0.2, -0.03), "dark", 0.003),
    ]
    face = [
        box((-w, -h, -0.03), (w, h, 0), "dark", 0.004),
        sheet((-w + 0.012, -h + 0.014, 0.0005), (2 * w - 0.024, 0, 0), (0, 2 * h - 0.028, 0), "screen.page"),
        sheet((-w + 0.012, h - 0.052, 0.001), (2 * w - 0.024, 0, 0), (0, 0.038, 0), "screen.bar"),
        blend.letters("DOSSIER DE LOT  /  BATCH RECORD", 0.011, "white", 2).moved(0, h - 0.034, 0.0015),
    ]
    for row in range(6):
        y = h - 0.085 - row * 0.034
        face.append(
            sheet((-w + 0.03, y, 0.001), (0.025, 0, 0), (0, 0.02, 0), "screen.green" if row < 3 else "screen.tile")
        )
        for x, long in ((-w + 0.07, 0.2), (0.03, 0.09), (0.15, 0.07)):
            face.append(sheet((x, y + 0.006, 0.001), (long * (1 - 0.13 * (row % 3)), 0, 0), (0, 0.007, 0), "ink"))
    return join([*parts, join(face).turned(-6, "x").moved(0, 0.27, -0.02)])


def keyboard() -> Shape:
    """A washable keyboard and a mouse on their desk."""
    parts = [box((-0.21, 0, -0.065), (0.21, 0.014, 0.065), "white", 0.004)]
    for row in range(5):
        for k in range(13):
            x = -0.195 + 0.03 * k
            parts.append(sheet((x, 0.0146, -0.048 + row * 0.023 + 0.018), (0.026, 0, 0), (0, 0, -0.019), "grey"))
    mouse = slab(round_rectangle(0.06, 0.105, 0.028), 0, 0.032, "white", 0.012).moved(0.29, 0, 0)
    return join([*parts, mouse])


def label_printer() -> Shape:
    """An office label printer, 0.25 x 0.28 x 0.2 m, a strip of labels hanging out."""
    parts = [
        box((-0.125, 0, -0.14), (0.125, 0.13, 0.14), "dark", 0.008),
        box((-0.12, 0.13, -0.135), (0.12, 0.195, 0.1), "grey", 0.02),
        sheet((-0.09, 0.09, 0.1405), (0.18, 0, 0), (0, 0.012, 0), "black"),
        sheet((0.05, 0.04, 0.1405), (0.05, 0, 0), (0, 0.03, 0), "screen.green"),
    ]
    strip = [(0, 0.096, 0.14), (0, 0.088, 0.17), (0, 0.06, 0.19), (0, 0.02, 0.195), (0, 0.004, 0.21), (0, 0.003, 0.26)]
    rows = np.array([[(x, y, z) for x in (-0.05, 0.05)] for _, y, z in strip])
    points = rows.reshape(-1, 3)
    faces = np.array(
        [f for k in range(len(strip) - 1) for f in ((2 * k, 2 * k + 2, 2 * k + 3), (2 * k, 2 * k + 3, 2 * k + 1))]
    )
    paper = mesh(points, faces, "paper")
    if paper.normals[4][1] < 0 and paper.normals[4][2] < 0:
        paper = mesh(points, faces[:, ::-1], "paper")
    return join([*parts, paper])


def trays() -> Shape:
    """Three document trays, one over the other, with papers in two."""
    parts = []
    for k in range(3):
        y = 0.07 * k
        parts += [
            box((-0.125, y, -0.16), (0.125, y + 0.003, 0.16), "clear", 0),
            box((-0.125, y, -0.16), (-0.122, y + 0.055, 0.16), "clear", 0),
            box((0.122, y, -0.16), (0.125, y + 0.055, 0.16), "clear", 0),
        ]
        if k < 2:
            parts.append(
                box((-0.105, y + 0.004, -0.148), (0.105, y + 0.012 + 0.008 * k, 0.15), "paper", 0, without="-y")
            )
        for x in (-0.12, 0.12):
            for z in (-0.15, 0.15):
                if k:
                    parts.append(rod((x, y - 0.07, z), (x, y, z), 0.003, "grey", 4))
    return join(parts)


def scanner() -> Shape:
    """A hand scanner in its cradle."""
    return join(
        [
            box((-0.045, 0, -0.06), (0.045, 0.03, 0.06), "dark", 0.008),
            box((-0.02, 0.03, -0.025), (0.02, 0.13, 0.015), "dark", 0.008).turned(-12, "x"),
            box((-0.034, 0.11, -0.07), (0.034, 0.155, 0.05), "safety.yellow", 0.01),
            sheet((-0.024, 0.12, 0.0505), (0.048, 0, 0), (0, 0.025, 0), "lens.red"),
        ]
    )


def chair() -> Shape:
    """A swivel chair for clean areas: five-star foot with glides, gas spring, moulded seat and back."""
    parts = [
        rod((0, 0.08, 0), (0, 0.42, 0), 0.025, "steel.polished", 12),
        lathe([(0.03, 0.06), (0.05, 0.06), (0.04, 0.12), (0.028, 0.13)], "dark", 14),
    ]
    for k in range(5):
        t = 2 * pi * k / 5
        parts.append(
            sweep(
                [
                    (0.03 * cos(t), 0.09, 0.03 * sin(t)),
                    (0.15 * cos(t), 0.085, 0.15 * sin(t)),
                    (0.29 * cos(t), 0.06, 0.29 * sin(t)),
                ],
                0.018,
                "steel.polished",
                8,
            )
        )
        parts.append(
            lathe([(0, 0), (0.024, 0), (0.024, 0.05), (0, 0.05)], "rubber", 10).moved(0.285 * cos(t), 0, 0.285 * sin(t))
        )
    parts.append(slab(round_rectangle(0.44, 0.42, 0.1, 5), 0.42, 0.47, "fabric.site", 0.016))
    parts.append(box((-0.03, 0.4, -0.26), (0.03, 0.43, -0.05), "dark", 0.004))
    parts.append(box((-0.03, 0.42, -0.27), (0.03, 0.7, -0.25), "dark", 0.004))
    parts.append(
        slab(round_rectangle(0.38, 0.3, 0.08, 5), 0, 0.045, "fabric.site", 0.016).turned(96, "x").moved(0, 0.76, -0.225)
    )
    return join(parts)


def cupboard(width: float, height: float, depth: float) -> Shape:
    """A steel cupboard with two doors, bar handle and lock, on a plinth."""
    w, d = width / 2, depth / 2
    parts = [
        box((-w, 0.07, -d), (w, height, d - 0.02), "machine", 0.004, GRID, without="-z"),
        box((-w + 0.02, 0, -d), (w - 0.02, 0.07, d - 0.05), "dark", 0, without="-z +y"),
    ]
    for side in (-1, 1):
        xs = sorted((side * 0.002, side * (w - 0.003)))
        parts.append(
            box((xs[0], 0.075, d - 0.02), (xs[1], height - 0.005, d - 0.005), "machine", 0.003, GRID, without="-z")
        )
        for k in range(5):
            x = side * w * 0.55
            parts.append(sheet((x - 0.06, height - 0.12 - k * 0.016, d - 0.0045), (0.12, 0, 0), (0, 0.006, 0), "slot"))
    parts.append(box((0.02, height * 0.46, d - 0.006), (0.04, height * 0.46 + 0.16, d), "dark", 0, without="-z"))
    parts.append(
        lathe([(0.011, 0), (0.011, 0.003), (0, 0.003)], "steel.polished", 12)
        .turned(90, "x")
        .moved(0.03, height * 0.46 - 0.03, d - 0.005)
    )
    return join(parts)


CUPBOARDS = {
    "documents": ["DOCUMENTS", "RECORDS"],
    "formats": ["PIÈCES FORMAT", "FORMAT PARTS"],
    "leaflets": ["NOTICES", "LEAFLETS"],
}


def rework(width: float, height: float, depth: float) -> Shape:
    """A rework table: steel top with an upstand, a red quarantine tray, under shelf with folded shippers."""
    w, d = width / 2, depth / 2
    leg = 0.04
    parts = [
        box((-w, height - 0.035, -d), (w, height, d), "steel", 0.005, GRID),
        box((-w, height, -d), (w, height + 0.1, -d + 0.012), "steel", 0, GRID, without="-z -y"),
        box((-w + 0.03, 0.26, -d + 0.03), (w - 0.03, 0.285, d - 0.04), "steel", 0.004, GRID),
    ]
    for x in (-w + 0.02, w - leg - 0.02):
        for z in (-d + 0.02, d - leg - 0.02):
            parts.append(box((x, 0.09, z), (x + leg, height - 0.035, z + leg), "steel", 0.003, GRID, without="+y -y"))
            parts.append(hardware.foot(0.1).moved(x + leg / 2, 0, z + leg / 2))
    for k in range(7):  # shippers, flat
        slip = 0.004 * ((k * 5) % 3 - 1)
        parts.append(
            box((-0.62 + slip, 0.286 + 0.009 * k, -0.24), (-0.02 + slip, 0.293 + 0.009 * k, 0.2 + slip), "carton", 0)
        )
    parts.append(_tub(0.3, 0.06, 0.26, "red").moved(-w + 0.24, height, 0.02))
    parts.append(
        hardware.plate(["QUARANTAINE", "QUARANTINE"], 0.012, "white", "red").moved(-w + 0.24, height + 0.03, 0.1505)
    )
    parts.append(hardware.plate(["REPRISE / REWORK"], 0.012, "white").moved(0.2, height - 0.0175, d - 0.0005))
    return join(parts)


def _tub(width: float, height: float, depth: float, material: str) -> Shape:
    """An open box of plastic: feet at y 0."""
    w, d, t = width / 2, depth / 2, 0.004
    return join(
        [
            box((-w, 0, -d), (w, t, d), material, 0),
            box((-w, 0, -d), (w, height, -d + t), material, 0),
            box((-w, 0, d - t), (w, height, d), material, 0),
            box((-w, 0, -d), (-w + t, height, d), material, 0),
            box((w - t, 0, -d), (w, height, d), material, 0),
        ]
    )


def shredder(width: float, height: float, depth: float) -> Shape:
    """A shredder for unused coded labels: cutter head on a bin with a window."""
    w, d = width / 2, depth / 2
    return join(
        [
            box((-w, 0.03, -d), (w, height - 0.16, d - 0.004), "dark", 0.008, GRID),
            box((-w, height - 0.155, -d), (w, height, d), "grey", 0.012, GRID),
            box((-w + 0.03, 0, -d + 0.03), (w - 0.03, 0.03, d - 0.03), "black", 0, without="+y"),
            sheet((-0.12, height + 0.0006, 0.0), (0.24, 0, 0), (0, 0, -0.012), "black"),
            sheet((-0.12, 0.3, d - 0.0035), (0.24, 0, 0), (0, 0.14, 0), "screen"),
            sheet((0.08, height - 0.08, d + 0.0005), (0.05, 0, 0), (0, 0.02, 0), "screen.green"),
            hardware.plate(["DESTRUCTION", "LABEL SHREDDER"], 0.013, "white").moved(-0.04, height - 0.065, d - 0.0015),
        ]
    )


def pallet(width: float, height: float, depth: float) -> Shape:
    """A EUR pallet 1200 x 800 x 144 mm with shippers 400 x 400 x 268 mm in layers, taped, the top layer not whole."""
    w, d = width / 2, depth / 2
    parts = []
    for k in range(5):
        z = -d + 0.0725 + k * (depth - 0.145) / 4
        half = 0.0725 if k in (0, 2, 4) else 0.05
        parts.append(box((-w, 0.122, z - half), (w, 0.144, z + half), "wood", 0))
    for x in (-w + 0.0725, 0, w - 0.0725):
        parts.append(box((x - 0.05, 0.1, -d + 0.002), (x + 0.05, 0.122, d - 0.002), "wood", 0))
        for z in (-d + 0.05, 0, d - 0.05):
            parts.append(box((x - 0.05, 0.022, z - 0.0475), (x + 0.05, 0.1, z + 0.0475), "wood", 0))
        parts.append(box((x - 0.05, 0, -d), (x + 0.05, 0.022, d), "wood", 0))
    side, high = 0.394, (height - 0.144) / 3
    for layer in range(3):
        for i in range(round(width / 0.4)):
            for j in range(round(depth / 0.4)):
                if layer == 2 and (i + j) % 3 == 1:
                    continue
                x, z = -w + 0.2 + 0.4 * i, -d + 0.2 + 0.4 * j
                parts.append(_shipper(side, high - 0.001).moved(x, 0.144 + layer * high, z))
    return join(parts)


def _shipper(side: float, height: float) -> Shape:
    s = side / 2
    return join(
        [
            box((-s, 0, -s), (s, height, s), "carton", 0, without="-y"),
            sheet((-s, height + 0.0005, 0.025), (side, 0, 0), (0, 0, -0.05), "glassine"),
            sheet((-s * 0.75, height * 0.35, s + 0.0006), (0.1, 0, 0), (0, 0.07, 0), "paper"),
            sheet((-s * 0.7, height * 0.35 + 0.045, s + 0.001), (0.07, 0, 0), (0, 0.012, 0), "ink"),
            sheet((-s * 0.7, height * 0.35 + 0.012, s + 0.001), (0.05, 0, 0), (0, 0.012, 0), "ink"),
        ]
    )


def rack(width: float, height: float, depth: float) -> Shape:
    """A rack for label reels: three decks, reels standing on pegs, each with its bag and tag."""
    w, d = width / 2, depth / 2
    parts = []
    for x in (-w + 0.0125, w - 0.0125):
        for z in (-d + 0.0125, d - 0.0125):
            parts.append(rod((x, 0.025, z), (x, height, z), 0.0125, "steel.polished", 10))
            parts.append(lathe([(0, 0), (0.0125, 0), (0.0125, 0.03), (0.011, 0.034)], "dark", 10).moved(x, 0, z))
    for y in (0.16, 0.61, 1.06, height - 0.02):
        parts.append(box((-w, y - 0.02, -d), (w, y, d), "steel", 0.004, GRID))
    for y, reels in ((0.61, 6), (1.06, 3)):
        for k in range(reels):
            x = -w + 0.12 + k * 0.125
            disc = [
                lathe([(0.038, -0.0125), (0.15, -0.0125), (0.15, 0.0125), (0.038, 0.0125)], "paper", 18),
                lathe([(0.038, 0.0125), (0.038, -0.0125)], "carton", 9),
            ]
            parts.append(join(disc).turned(90, "z").moved(x, y + 0.151, 0.02))
    for k in range(3):
        parts.append(box((-w + 0.06 + 0.3 * k, 0.16, -0.15), (-w + 0.32 + 0.3 * k, 0.38, 0.16), "carton", 0.004))
        parts.append(sheet((-w + 0.12 + 0.3 * k, 0.24, 0.1606), (0.1, 0, 0), (0, 0.06, 0), "paper"))
    parts.append(
        hardware.plate(["BOBINES ÉTIQUETTES", "LABEL REELS"], 0.014, "white").moved(0, height - 0.06, d - 0.005)
    )
    return join(parts)


def cabinet(width: float, height: float, depth: float) -> Shape:
    """The line's electrical cabinet, two doors, plinth 100 mm, vents, meter, main switch red on yellow, warning triangle."""
    w, d = width / 2, depth / 2
    face = d - 0.014
    parts = [
        box((-w, 0.1, -d), (w, height, face - 0.008), "machine", 0.004, GRID, without="-z"),
        box((-w + 0.01, 0, -d), (w - 0.01, 0.1, face - 0.03), "dark", 0, without="-z +y"),
    ]
    half = width / 2
    for k in range(2):
        parts.append(
            hardware.door_front(half - 0.004, height - 0.12, "machine", "left" if k else "right").moved(
                -w + 0.002 + k * half, 0.11, face - 0.008
            )
        )
        x = -w + half * (k + 0.5)
        parts.append(_vent().moved(x, 0.35, face))
        parts.append(_vent().moved(x, height - 0.25, face))
    switch = [
        box((-0.04, -0.04, 0), (0.04, 0.04, 0.004), "safety.yellow", 0, without="-z"),
        lathe([(0.028, 0.004), (0.028, 0.007), (0, 0.007)], "red", 20).turned(90, "x"),
        box((-0.008, -0.026, 0.007), (0.008, 0.026, 0.0135), "red", 0),
    ]
    parts.append(join(switch).moved(w - 0.18, 1.35, face))
    parts.append(
        hardware.plate(["INTERRUPTEUR GÉNÉRAL", "MAIN SWITCH"], 0.009, "white", margin=0.5).moved(w - 0.18, 1.27, face)
    )
    parts.append(warning().moved(-w + half * 0.5, 1.5, face))
    parts.append(
        hardware.plate(["ARMOIRE LIGNE 3", "LINE 3 CABINET"], 0.02, "white").moved(-w + half * 0.5, 1.72, face)
    )
    meter = [
        box((-0.06, -0.04, 0), (0.06, 0.04, 0.006), "dark", 0, without="-z"),
        sheet((-0.05, -0.02, 0.0065), (0.1, 0, 0), (0, 0.05, 0), "screen"),
    ]
    parts.append(join(meter).moved(w - half * 0.5, 1.6, face))
    for k, lens in enumerate(("lens.green", "lens.amber", "lens.red")):
        parts.append(
            lathe([(0.011, 0), (0.011, 0.008), (0, 0.01)], lens, 12)
            .turned(90, "x")
            .moved(w - half * 0.5 - 0.05 + 0.05 * k, 1.5, face)
        )
    parts.append(box((-0.2, height, -d), (0.2, height + 0.06, d - 0.1), "machine", 0.003, without="-y"))
    return join(parts)


def _vent() -> Shape:
    """A filter fan's grille, 250 x 250 mm in proportion, about the origin."""
    parts = [box((-0.11, -0.11, 0), (0.11, 0.11, 0.004), "grille", 0, without="-z")]
    for k in range(9):
        parts.append(sheet((-0.095, -0.09 + k * 0.02, 0.0045), (0.19, 0, 0), (0, 0.008, 0), "dark"))
    return join(parts)


def warning() -> Shape:
    """The triangle for electric voltage (ISO 7010 W012), 120 mm."""
    r = 0.075
    outer = [(r * sin(t), r * cos(t), 0.0006) for t in (0, -2 * pi / 3, 2 * pi / 3)]
    inner = [(x * 0.86, y * 0.86, 0.0010) for x, y, _ in outer]
    flash = [
        (0.012, 0.03, 0.0014),
        (-0.014, -0.004, 0.0014),
        (0.002, -0.004, 0.0014),
        (-0.008, -0.034, 0.0014),
        (0.016, 0.004, 0.0014),
        (0.0, 0.004, 0.0014),
    ]
    return join(
        [
            mesh(outer, [(0, 1, 2)], "black"),
            mesh(inner, [(0, 1, 2)], "safety.yellow"),
            mesh(flash, [(0, 1, 5), (1, 2, 5), (5, 2, 4), (2, 3, 4)], "black"),
        ]
    )


def waste_bin(height: float, lid: str) -> Shape:
    """A waste bin with a pedal and a bag whose rim is folded over, lid coloured by what goes in."""
    r = 0.2
    parts = [
        lathe([(0, 0), (r * 0.85, 0), (r, height - 0.06), (r - 0.004, height - 0.06)], "white", 28),
        lathe(
            [
                (r + 0.004, height - 0.16),
                (r + 0.008, height - 0.12),
                (r + 0.006, height - 0.055),
                (r - 0.01, height - 0.05),
            ],
            "bag",
            28,
        ),
        lathe(
            [(r + 0.008, height - 0.05), (r + 0.008, height - 0.02), (r * 0.6, height - 0.002), (0, height)], lid, 28
        ),
        box((-0.05, 0.012, r * 0.85 - 0.02), (0.05, 0.026, r + 0.06), "black", 0.006),
    ]
    return join(parts)


def pallet_truck() -> Shape:
    """A hand pallet truck: two forks 1.15 m, 540 mm wide, lowered; tiller at the front (+Z)."""
    parts = []
    for x in (-0.19, 0.19):
        parts.append(box((x - 0.08, 0.035, -0.72), (x + 0.08, 0.085, 0.43), "safety.yellow", 0.008))
        parts.append(
            lathe([(0, -0.04), (0.037, -0.04), (0.037, 0.04), (0, 0.04)], "white", 12)
            .turned(90, "z")
            .moved(x, 0.037, -0.62)
        )
    parts.append(box((-0.27, 0.035, 0.43), (0.27, 0.12, 0.52), "safety.yellow", 0.01))
    parts.append(box((-0.1, 0.12, 0.42), (0.1, 0.42, 0.5), "safety.yellow", 0.01))
    parts.append(
        lathe([(0.045, 0.1), (0.045, 0.4), (0.03, 0.42), (0.03, 0.5), (0, 0.5)], "motor", 14).moved(0, 0, 0.57)
    )
    for x in (-0.06, 0.06):
        parts.append(
            lathe([(0, -0.025), (0.1, -0.025), (0.1, 0.025), (0, 0.025)], "rubber", 18)
            .turned(90, "z")
            .moved(x, 0.1, 0.57)
        )
    parts.append(sweep([(0, 0.46, 0.57), (0, 0.8, 0.62), (0, 1.1, 0.66)], 0.018, "safety.yellow", 10))
    loop = [
        (0.0, 1.08, 0.655),
        (-0.12, 1.1, 0.66),
        (-0.15, 1.17, 0.67),
        (-0.12, 1.24, 0.68),
        (0.12, 1.24, 0.68),
        (0.15, 1.17, 0.67),
        (0.12, 1.1, 0.66),
        (0.0, 1.08, 0.655),
    ]
    parts.append(sweep(hardware.rounded(loop, 1), 0.014, "black", 8))
    return join(parts)


def marks(rectangles: list[tuple[float, float, float, float]], wide: float = 0.05) -> Shape:
    """Yellow tape on the floor about rectangles (x0, z0, x1, z1)."""
    parts = []
    for x0, z0, x1, z1 in rectangles:
        for a, b, c, e in (
            (x0, z0, x1, z0 + wide),
            (x0, z1 - wide, x1, z1),
            (x0, z0 + wide, x0 + wide, z1 - wide),
            (x1 - wide, z0 + wide, x1, z1 - wide),
        ):
            parts.append(sheet((a, 0.0012, e), (c - a, 0, 0), (0, 0, b - e), "safety.yellow", 0.5))
    return join(parts)
