"""What a hand takes on a packaging line: every model of `room.json`'s things, its origin in the middle of its box."""

from __future__ import annotations

from math import cos, pi, sin

import numpy as np

from . import blend
from .shapes import Shape, box, join, lathe, mesh, rod, round_rectangle, sheet, slab, sweep

Size = tuple[float, float, float]
PREVIOUS, NEXT = "VX-0417", "VX-0422"  # batches: what ran before, what comes
SIDES = 16


def vial(size: Size, label: bool = True, filled: bool = True) -> Shape:
    """A 10R vial (ISO 8362-1: 24 x 45 mm) with stopper and aluminium flip-off cap, 48.5 mm in all."""
    r, h = size[0] / 2, size[1]
    glass = [
        (0, 0),
        (r - 0.001, 0),
        (r, 0.0015),
        (r, 0.030),
        (r - 0.0015, 0.033),
        (0.0066, 0.0385),
        (0.0066, 0.0405),
        (0.0098, 0.041),
        (0.0098, 0.0415),
    ]
    parts = [
        lathe(glass, "vial", SIDES, 70),
        lathe([(0.0101, 0.0385), (0.0101, 0.0455), (0.009, 0.046)], "aluminium", SIDES),
        lathe([(0.0098, 0.0385), (0.0101, 0.0385)], "aluminium", SIDES),
        lathe([(0.0096, 0.0455), (0.0098, h - 0.0008), (0.0085, h), (0, h)], "blue", SIDES),
    ]
    if filled:
        parts.append(lathe([(0, 0.0013), (r - 0.0014, 0.0015), (r - 0.0014, 0.014), (0, 0.0145)], "product", 12))
    if label:
        parts.append(_wrapped(r + 0.0003, 0.005, 0.027))
    return join(parts)


def _wrapped(r: float, low: float, high: float) -> Shape:
    """A label around a vial, not quite closed: a colour band with the strength, lines of text, a matrix code."""

    def piece(start: float, end: float, y0: float, y1: float, material: str, out: float) -> Shape:
        angles = np.linspace(start, end, max(2, int(abs(end - start) / 22) + 1)) * pi / 180
        points = [((r + out) * sin(t), y, (r + out) * cos(t)) for y in (y0, y1) for t in angles]
        n = len(angles)
        faces = [f for k in range(n - 1) for f in ((k, k + 1, n + k + 1), (k, n + k + 1, n + k))]
        return mesh(points, faces, material)

    parts = [piece(-165, 165, low, high, "paper", 0.0), piece(-165, 165, high - 0.005, high, "blue", 0.0001)]
    for k in range(3):
        y = low + 0.0035 + 0.0045 * k
        parts.append(piece(-60, (40, 25, 52)[k], y, y + 0.0018, "ink", 0.0001))
    parts.append(piece(72, 105, low + 0.004, low + 0.011, "ink", 0.0001))
    return join(parts)


def label(size: Size, torn: bool = False) -> Shape:
    """A single printed label lying flat, its print up: 60 x 22 mm. Torn, a corner is gone."""
    x, y, z = (s / 2 for s in size)
    outline = [(-x, -z), (x, -z), (x, z), (-x, z)]
    if torn:
        outline = [
            (-x, -z),
            (x, -z),
            (x, z * 0.1),
            (x * 0.8, z * 0.25),
            (x * 0.7, z * 0.6),
            (x * 0.5, z * 0.7),
            (x * 0.42, z),
            (-x, z),
        ]
    parts = [slab(np.array(outline), -y, y, "paper")]
    top = y + 0.0001
    band = sheet((-x, y, -z * 0.55), (x * (2 if not torn else 1.35), 0, 0), (0, 0, -z * 0.45), "blue")
    parts += [
        band,
        *_print(-x * 0.9, -z * 0.3, top, x * 1.1, z),
        _matrix(x * (0.62 if not torn else 0.1), z * 0.35, top, z * 0.8),
    ]
    return join(parts).fitted(size)


def _print(x: float, z: float, y: float, width: float, half: float) -> list[Shape]:
    """Two lines of text as bars."""
    return [
        sheet((x, y, z + half * 0.28 * k + 0.001), (width * (0.8, 0.62)[k], 0, 0), (0, 0, -half * 0.12), "ink")
        for k in range(2)
    ]


def _matrix(x: float, z: float, y: float, side: float) -> Shape:
    """A matrix code."""
    parts = [sheet((x - side / 2, y, z + side / 2), (side, 0, 0), (0, 0, -side), "ink")]
    step = side / 6
    for i in range(1, 5):
        for j in range(1, 5):
            if (3 * i + 5 * j + i * j) % 4 == 1:
                parts.append(
                    sheet(
                        (x - side / 2 + i * step, y + 0.0001, z + side / 2 - j * step),
                        (step, 0, 0),
                        (0, 0, -step),
                        "paper",
                    )
                )
    return join(parts)


def label_reel(size: Size) -> Shape:
    """A reel of labels lying flat: 300 mm, core 76 mm."""
    r, h = size[0] / 2, size[1]
    core = 0.038
    parts = [
        lathe([(core, 0), (r - 0.004, 0), (r - 0.004, h), (core, h)], "paper", 32),
        lathe([(core, h), (core, 0)], "carton", 18),
        lathe([(r * 0.62, h), (r * 0.62, h + 0.0004), (r * 0.6, h + 0.0004)], "glassine", 28),
    ]
    for k in range(8):
        t = k * pi / 4
        parts.append(
            box((-0.02, 0.002, 0), (0.02, h - 0.002, 0.0006), "blue", 0)
            .turned(t * 180 / pi)
            .moved((r - 0.0045) * sin(t), 0, (r - 0.0045) * cos(t))
        )
    return join(parts)


def label_core(size: Size) -> Shape:
    """An empty reel: the cardboard core with a last turn of backing and one label on it."""
    r, h = size[0] / 2, size[1]
    return join(
        [
            lathe([(r - 0.004, 0), (r - 0.001, 0), (r - 0.001, h), (r - 0.004, h), (r - 0.004, 0)], "carton", 24),
            lathe([(r, 0.002), (r, h - 0.002)], "glassine", 24),
            box((-0.015, 0.004, 0), (0.015, h - 0.004, 0.0006), "paper", 0).moved(0, 0, r - 0.0014),
        ]
    )


def leaflet(size: Size, torn: bool = False) -> Shape:
    """A folded leaflet lying flat: 36 x 62 mm, eight layers whose folds show at the front."""
    x, y, z = size
    layers = 4
    parts = []
    for k in range(layers):
        shrink = 0.0006 * ((k * 5) % 3)
        wide = x * (0.72 if torn and k == layers - 1 else 1.0)
        low = -y / 2 + k * y / layers
        parts.append(
            box(
                (-x / 2 + shrink, low, -z / 2),
                (-x / 2 + wide - shrink, low + y / layers * 0.96, z / 2 - shrink),
                "paper",
                0,
            )
        )
    top = y / 2 + 0.0001
    parts.append(
        sheet((-x * 0.4, top - 0.0001, -z * 0.32), (x * (0.55 if torn else 0.8), 0, 0), (0, 0, -z * 0.1), "blue")
    )
    for k in range(7):
        long = x * (0.8, 0.76, 0.5, 0.8, 0.7, 0.78, 0.3)[k] * (0.7 if torn else 1)
        parts.append(sheet((-x * 0.4, top - 0.0001, -z * 0.2 + k * z * 0.085), (long, 0, 0), (0, 0, -z * 0.03), "ink"))
    return join(parts)


def carton(size: Size, old: bool = False) -> Shape:
    """An erected carton standing: 40 x 72 x 40 mm, tuck flap closed, printed on four sides, batch and expiry in relief print."""
    x, y, z = (s / 2 for s in size)
    parts = [box((-x, -y, -z), (x, y, z), "folding.board", 0.0006)]
    for side in range(4):
        face = [
            sheet((-x * 0.98, y * 0.45, 0), (x * 1.96, 0, 0), (0, y * 0.35, 0), "blue"),
            sheet((-x * 0.7, y * 0.1, 0), (x * 1.2, 0, 0), (0, y * 0.1, 0), "ink"),
            sheet((-x * 0.7, -y * 0.08, 0), (x * 0.8, 0, 0), (0, y * 0.06, 0), "ink"),
        ]
        if side == 0:
            face.append(blend.letters(PREVIOUS if old else NEXT, 0.0042, "ink", 2).moved(0, -y * 0.45, 0))
            face.append(
                blend.letters("EXP 03/2025" if old else "EXP 11/2028", 0.0035, "red" if old else "ink", 2).moved(
                    0, -y * 0.65, 0
                )
            )
        parts.append(join(face).moved(z=z + 0.0002).turned(90 * side))
    parts.append(sheet((-x * 0.8, y + 0.0002, z * 0.72), (x * 1.6, 0, 0), (0, 0, -0.0008), "slot"))
    return join(parts)


def carton_flat(size: Size) -> Shape:
    """A carton as it lies in the magazine: glued and flat, flaps out at both ends, slots cut."""
    x, y, z = (s / 2 for s in size)
    body = z * 0.62
    flaps = []
    for end in (-1, 1):
        zs = sorted((end * body, end * z))
        flaps.append(box((-x * 0.96, -y, zs[0]), (-x * 0.06, y, zs[1]), "folding.board", 0))
        zs = sorted((end * body, end * z * 0.85))
        flaps.append(box((x * 0.06, -y, zs[0]), (x * 0.92, y, zs[1]), "folding.board", 0))
    parts = [box((-x, -y, -body), (x, y, body), "folding.board", 0), *flaps]
    for side in (-1, 1):
        parts.append(
            sheet((side * x * 0.5 - x * 0.45, y + 0.0001, -body * 0.4), (x * 0.9, 0, 0), (0, 0, -body * 0.35), "blue")
        )
        parts.append(
            sheet((side * x * 0.5 - x * 0.35, y + 0.0001, body * 0.1), (x * 0.6, 0, 0), (0, 0, -body * 0.12), "ink")
        )
    return join(parts)


def batch_record(size: Size) -> Shape:
    """The batch record: a ring binder lying flat, 290 x 320 x 55 mm, label on cover and spine."""
    x, y, z = (s / 2 for s in size)
    t = 0.003
    parts = [
        box((-x, -y, -z), (x, -y + t, z), "blue", 0),
        box((-x, y - t, -z), (x, y, z), "blue", 0),
        box((-x, -y, -z), (-x + t, y, z), "blue", 0),
        box((-x + 0.02, -y + t, -z + 0.008), (x - 0.006, y - 0.012, z - 0.008), "paper", 0),
        sheet((-0.085, y + 0.0003, 0.06), (0.17, 0, 0), (0, 0, -0.1), "paper"),
        blend.letters("DOSSIER DE LOT", 0.012, "ink", 2).turned(-90, "x").moved(0, y + 0.0006, -0.015),
        blend.letters("BATCH RECORD", 0.01, "ink", 2).turned(-90, "x").moved(0, y + 0.0006, 0.008),
        blend.letters(NEXT, 0.018, "blue", 2).turned(-90, "x").moved(0, y + 0.0006, 0.042),
        lathe([(0.008, -x - 0.0006), (0, -x - 0.0006)], "black", 12).turned(90, "z"),
    ]
    return join(parts)


def clipboard(size: Size, title: str = "CHECK-LIST  VIDE DE LIGNE") -> Shape:
    """A clipboard lying flat with the checklist: lines with boxes, a clip."""
    x, y, z = (s / 2 for s in size)
    page = -y + 0.0035
    parts = [
        slab(round_rectangle(2 * x, 2 * z, 0.012), -y, -y + 0.003, "aluminium"),
        sheet((-0.105, page, 0.1485), (0.21, 0, 0), (0, 0, -0.285), "paper"),
        blend.letters(title, 0.0075, "ink", 2).turned(-90, "x").moved(0, page + 0.0003, -0.108),
        blend.letters("LINE CLEARANCE", 0.006, "ink", 2).turned(-90, "x").moved(0, page + 0.0003, -0.095),
        box((-0.06, -y + 0.003, -z), (0.06, y, -z + 0.012), "steel.polished", 0),
        box((-0.055, -y + 0.004, -z + 0.012), (0.055, -y + 0.006, -z + 0.034), "steel.polished", 0),
    ]
    for k in range(15):
        at = -0.078 + 0.0145 * k
        parts.append(
            sheet((-0.092, page + 0.0002, at + 0.003), (0.12 * (1 - 0.17 * ((k * 7) % 3)), 0, 0), (0, 0, -0.003), "ink")
        )
        for x0 in (0.05, 0.075):
            parts.append(sheet((x0, page + 0.0002, at + 0.005), (0.009, 0, 0), (0, 0, -0.009), "slot"))
            parts.append(sheet((x0 + 0.0008, page + 0.0004, at + 0.0042), (0.0074, 0, 0), (0, 0, -0.0074), "paper"))
    return join(parts)


def old_print(size: Size) -> Shape:
    """The clipboard that nobody took away: the last batch's print is still under its clip."""
    return clipboard(size, f"IMPRESSION {PREVIOUS}")


def torch(size: Size) -> Shape:
    """An inspection torch lying along x: 35 mm head, knurled body, lens."""
    x, r = size[0], size[1] / 2
    body = [
        (0, 0),
        (r * 0.72, 0),
        (r * 0.76, 0.003),
        (r * 0.76, x * 0.66),
        (r, x * 0.76),
        (r, x - 0.002),
        (r * 0.86, x),
    ]
    parts = [
        lathe(body, "black", 18),
        lathe([(r * 0.86, x), (r * 0.8, x - 0.003)], "steel.polished", 18),
        lathe([(r * 0.8, x - 0.003), (0, x - 0.003)], "clear", 18),
    ]
    parts += [
        lathe([(r * 0.78, x * k), (r * 0.8, x * k + 0.003), (r * 0.78, x * k + 0.006)], "dark", 18)
        for k in (0.2, 0.3, 0.4, 0.5)
    ]
    return join(parts).moved(y=-x / 2).turned(-90, "z")


def inspection_mirror(size: Size) -> Shape:
    """A mirror on a telescopic rod, lying along x: 57 mm round, for looking under a conveyor."""
    x, y, z = (s / 2 for s in size)
    r = z
    pane = lathe([(0, 0), (r, 0), (r, 0.004), (r - 0.002, 0.005)], "black", 24).moved(x - r, -y, 0)
    glass = lathe([(r - 0.002, 0.0045), (0, 0.0045)], "mirror", 24).moved(x - r, -y, 0)
    start = x - 2 * r
    arms = [
        rod((start + 0.012, -y + 0.004, 0), (start - 0.04, -y + 0.008, 0), 0.003, "steel.polished", 8),
        rod((start - 0.04, -y + 0.008, 0), (start - 0.16, -y + 0.008, 0), 0.004, "steel.polished", 8),
        rod((start - 0.16, -y + y * 0.999, 0), (-x, -y + y * 0.999, 0), y * 0.98, "rubber", 12),
    ]
    return join([pane, glass, *arms])


def pen(size: Size) -> Shape:
    """A ball pen lying along x."""
    x, r = size[0], size[1] / 2
    parts = [
        lathe(
            [(0.0008, 0), (r * 0.5, 0.012), (r * 0.8, 0.02), (r * 0.8, x - 0.004), (r * 0.4, x - 0.004)], "white", 10
        ),
        lathe([(r * 0.82, x * 0.3), (r, x * 0.32), (r, x * 0.38), (r * 0.82, x * 0.4)], "blue", 10),
        lathe([(r * 0.4, x - 0.004), (r * 0.4, x), (0, x)], "blue", 8),
        box((-0.001, x * 0.6, r * 0.8), (0.001, x - 0.006, r), "blue", 0),
    ]
    return join(parts).moved(y=-x / 2).turned(-90, "z")


def bin_bag(size: Size) -> Shape:
    """A roll of bin liners lying along x."""
    x, r = size[0], size[1] / 2
    profile = [(0.012, 0), (r, 0), (r, x), (0.012, x), (0.012, 0)]
    return (
        join([lathe(profile, "bag.blue", 18), lathe([(r + 0.0003, x * 0.4), (r + 0.0003, x * 0.6)], "paper", 18)])
        .moved(y=-x / 2)
        .turned(-90, "z")
    )


def challenge_kit(size: Size) -> Shape:
    """A case of challenge vials: foam with eight places, one of them empty, a count on its rim."""
    x, y, z = (s / 2 for s in size)
    t = 0.004
    parts = [
        box((-x, -y, -z), (x, -y + 0.035, z), "blue", 0.003, without="+y"),
        box((-x + t, -y + 0.03, -z + t), (x - t, -y + 0.034, z - t), "black", 0),
        sheet((-x, -y + 0.0346, z), (2 * x, 0, 0), (0, 0, -t * 2), "blue"),
        sheet((-x + 0.02, -y + 0.0348, z - 0.011), (0.1, 0, 0), (0, 0, -0.016), "white"),
        blend.letters("8 x CHALLENGE", 0.007, "ink", 2).turned(-90, "x").moved(-x + 0.07, -y + 0.0352, z - 0.019),
    ]
    for k in range(8):
        at = (-x + 0.045 + 0.05 * (k % 4), -z + 0.045 + 0.045 * (k // 4))
        parts.append(lathe([(0.014, 0), (0, 0)], "dark", 14).moved(at[0], -y + 0.0344, at[1]))
        if k != 5:
            cap = [
                lathe([(0.012, 0), (0.012, 0.006), (0.0068, 0.011)], "vial", 12),
                lathe([(0.0101, 0.011), (0.0101, 0.018)], "aluminium", 12),
                lathe([(0.0098, 0.018), (0.0085, 0.0205), (0, 0.0205)], ("red", "safety.yellow")[k % 2], 12),
            ]
            parts.append(join(cap).moved(at[0], -y + 0.0345, at[1]))
    return join(parts)


def card(size: Size, colour: str, lines: list[str]) -> Shape:
    """A status card A6 in a clear pocket, read from +Z."""
    x, y, z = (s / 2 for s in size)
    parts = [
        box((-x, -y, -z), (x, y, z), "white", 0),
        sheet((-x + 0.004, 0.0, z + 0.0002), (2 * x - 0.008, 0, 0), (0, y - 0.004, 0), colour),
        blend.letters(lines[0], 0.011, "white", 2).moved(0, y * 0.66, z + 0.0004),
        blend.letters(lines[1], 0.009, "white", 2).moved(0, y * 0.26, z + 0.0004),
    ]
    for k in range(4):
        parts.append(sheet((-x + 0.01, -0.012 - 0.0105 * k, z + 0.0002), (0.03, 0, 0), (0, 0.0022, 0), "ink"))
        parts.append(sheet((-x + 0.05, -0.014 - 0.0105 * k, z + 0.0002), (x * 0.9, 0, 0), (0, 0.0006, 0), "ink"))
    return join(parts)


def lockout(_size: Size) -> Shape:
    """A lockout padlock, body 38 mm of red plastic, with its tag."""
    shackle = sweep([(0.012 * cos(t), 0.012 * sin(t), 0) for t in np.linspace(0, pi, 9)], 0.003, "steel.polished", 8)
    legs = [rod((s * 0.012, -0.018, 0), (s * 0.012, 0, 0), 0.003, "steel.polished", 8) for s in (-1, 1)]
    body = box((-0.019, -0.056, -0.008), (0.019, -0.016, 0.008), "red", 0.003)
    return join([shackle, *legs, body, sheet((-0.015, -0.046, 0.0082), (0.03, 0, 0), (0, 0.02, 0), "paper")])


MODELS = {
    "vial": vial,
    "vial_bare": lambda size: vial(size, label=False),
    "vial_empty": lambda size: vial(size, label=False, filled=False),
    "label": label,
    "label_torn": lambda size: label(size, torn=True),
    "label_reel": label_reel,
    "label_core": label_core,
    "leaflet": leaflet,
    "leaflet_torn": lambda size: leaflet(size, torn=True),
    "carton": carton,
    "carton_old": lambda size: carton(size, old=True),
    "carton_flat": carton_flat,
    "batch_record": batch_record,
    "clipboard": clipboard,
    "clipboard_old": old_print,
    "torch": torch,
    "inspection_mirror": inspection_mirror,
    "pen": pen,
    "bin_bag": bin_bag,
    "challenge_kit": challenge_kit,
    "card_clean": lambda size: card(size, "green", ["PROPRE", "CLEAN"]),
    "card_dirty": lambda size: card(size, "red", ["À NETTOYER", "TO BE CLEANED"]),
    "card_cleared": lambda size: card(size, "green", ["LIGNE VIDÉE", "LINE CLEARED"]),
    "lockout": lockout,
}
