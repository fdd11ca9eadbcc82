"""What stands about in rooms for sterile work: disinfectants, wipes, plates, papers, a timer; origin in the middle of the box."""

from __future__ import annotations

from math import cos, sin

import numpy as np

from .goods import ABOVE, bent, flat_letters, label, small
from .shapes import Shape, box, join, lathe, mesh, pillow, rod, round_rectangle, sheet, slab, sweep
from .things import Maker, Size


def _trigger_bottle(size: Size, head: str, name: str, lines: tuple[str, ...]) -> Shape:
    """A 900 mL trigger bottle of HDPE, its label around the front half, a dip tube's collar, a long-nosed trigger; the nozzle
    looks to -Z."""
    x, y, z = size
    r = x / 2
    body = [
        (0, 0),
        (r * 0.94, 0),
        (r, 0.006),
        (r, y * 0.56),
        (r * 0.9, y * 0.63),
        (r * 0.4, y * 0.74),
        (r * 0.34, y * 0.77),
        (r * 0.34, y * 0.79),
    ]
    parts = [
        lathe(body, "bottle", 16, 50),
        lathe([(r * 0.42, y * 0.775), (r * 0.42, y * 0.835), (r * 0.36, y * 0.845), (0, y * 0.845)], head, 16),
        box((-0.011, y * 0.84, -0.03), (0.011, y * 0.93, 0.03), head, 0.005),
        box((-0.013, y * 0.91, -z * 0.36), (0.013, y, 0.045), "white", 0.007),
        lathe([(0.008, 0), (0.0095, 0.004), (0.0095, 0.016), (0.004, 0.018), (0, 0.016)], head, 12)
        .turned(-90, "x")
        .moved(0, y * 0.955, -z * 0.36),
    ]
    pull = [(0, y * 0.915, -0.032), (0, y * 0.875, -0.044), (0, y * 0.82, -0.038), (0, y * 0.785, -0.046)]
    parts.append(sweep(pull, 0.0055, "white", 8))
    # The label faces +Z, where a hand that sprays does not cover it.
    wide = r * 2.6
    low, high = y * 0.1, y * 0.52
    for a, b, material, off in ((low, high, "paper", 0.0), (high - (high - low) * 0.3, high, head, 0.0003)):
        columns = np.linspace(-wide / 2, wide / 2, 9)
        ring = r + 0.0005 + off
        rows = np.array([[(ring * sin(c / r), yy, ring * cos(c / r)) for c in columns] for yy in (a, b)])
        n = len(columns)
        faces = [f for j in range(n - 1) for f in ((j, j + 1, n + j + 1), (j, n + j + 1, n + j))]
        parts.append(mesh(rows.reshape(-1, 3), faces, material))
    top = high - (high - low) * 0.15
    parts.append(bent(small(name, 0.013, "white", 2).moved(0, top, 0), r + 0.0012))
    for k, text in enumerate(lines):
        parts.append(bent(small(text, 0.0078, "ink").moved(0, high - (high - low) * (0.42 + 0.15 * k), 0), r + 0.001))
    return join(parts).moved(0, -y / 2, 0)


def spray_alcohol(size: Size) -> Shape:
    """Sterile alcohol."""
    return _trigger_bottle(size, "label.blue", "IPA 70 %", ("STÉRILE / STERILE", "EXP 2027-03"))


def spray_expired(size: Size) -> Shape:
    """The same, its date gone by."""
    return _trigger_bottle(size, "label.blue", "IPA 70 %", ("STÉRILE / STERILE", "EXP 2026-08"))


def spray_sporicidal(size: Size) -> Shape:
    """Sterile peracetic acid and hydrogen peroxide, ready to use."""
    return _trigger_bottle(size, "label.amber", "SPORICIDE", ("STÉRILE / STERILE", "SPORICIDAL", "EXP 2027-01"))


def wipe_pack(size: Size) -> Shape:
    """A soft pack of soaked wipes: its film crimped at both ends, a resealable flap half lifted, a wipe showing."""
    x, y, z = size
    parts = [pillow((x - 0.02, y * 0.92, z), "bottle", 0.35, 8)]
    for side in (-1, 1):
        a, b = sorted((side * (x / 2 - 0.016), side * x / 2))
        parts.append(box((a, -0.0012, -z * 0.47), (b, 0.0012, z * 0.47), "label.blue", 0.0))
    h = y * 0.46
    parts += [
        sheet((-x * 0.4, h, z * 0.1), (x * 0.8, 0, 0), (0, 0, -z * 0.5), "label.blue"),
        flat_letters("LINGETTES  WIPES", 0.014, "white").moved(0, h + ABOVE, -z * 0.22),
        flat_letters("IPA 70 %  STÉRILE / STERILE", 0.0075, "white").moved(0, h + ABOVE, -z * 0.06),
        slab(round_rectangle(0.09, 0.05, 0.016), h + 0.0012, h + 0.0035, "white").moved(0, 0, z * 0.28),
    ]
    tuft = np.array(
        [
            [
                (
                    -0.02 + 0.01 * i,
                    h + 0.003 + 0.018 * t * (1 + 0.3 * sin(2.1 * i)),
                    z * 0.27 + 0.012 * t * sin(1.7 * i),
                )
                for i in range(5)
            ]
            for t in (0.0, 0.5, 1.0)
        ]
    )
    faces = []
    for i in range(2):
        for j in range(4):
            a = i * 5 + j
            faces += [(a, a + 1, a + 6), (a, a + 6, a + 5)]
    parts += [mesh(tuft.reshape(-1, 3), faces, "wipe"), mesh(tuft.reshape(-1, 3), np.array(faces)[:, ::-1], "wipe")]
    return join(parts)


def wipe(size: Size) -> Shape:
    """A wipe folded in four."""
    x, y, z = size
    parts = []
    for k in range(3):
        fold = slab(
            round_rectangle(x * (1 - 0.02 * k), z * (1 - 0.03 * ((k * 2) % 3)), 0.012, 2), 0, y * 0.37, "wipe", y * 0.12
        )
        parts.append(fold.turned(1.5 * (k - 1)).moved(0.001 * k, k * y * 0.32, 0))
    return join(parts)


def plate(size: Size) -> Shape:
    """A settle plate, 90 mm, under its lid."""
    r, h = size[0] / 2, size[1]
    return join(
        [
            lathe([(0, -h / 2), (r - 0.003, -h / 2), (r - 0.003, h * 0.3)], "clear", 20),
            lathe([(r - 0.004, -h * 0.3), (r - 0.004, 0), (0, 0)], "agar", 20),
            lathe([(r, -h * 0.1), (r, h / 2), (0, h / 2)], "clear", 20),
        ]
    )


def plate_open(size: Size) -> Shape:
    """The lower half of a settle plate, 90 mm: agar that shines."""
    r, h = size[0] / 2, size[1]
    return join(
        [
            lathe([(0, -h / 2), (r, -h / 2), (r, h / 2), (r - 0.0015, h / 2), (r - 0.0015, -h * 0.1)], "clear", 20),
            lathe([(r - 0.0018, -h * 0.12), (r - 0.003, -h * 0.04), (0, -h * 0.06)], "agar", 20),
        ]
    )


def plate_lid(size: Size) -> Shape:
    """Its lid, lying with the inside down."""
    r, h = size[0] / 2, size[1]
    return lathe(
        [(r, -h / 2), (r, h * 0.4), (r - 0.002, h / 2), (r * 0.6, h / 2), (r * 0.58, h * 0.42), (0, h * 0.42)],
        "clear",
        20,
    )


def media_bottle(size: Size) -> Shape:
    """A 500 mL borosilicate bottle (86 x 181 mm, GL 45), two thirds full, blue screw cap with ribs, label."""
    x, y, z = size
    r = x / 2
    parts = [
        lathe(
            [
                (0, 0),
                (r * 0.95, 0),
                (r, 0.005),
                (r, y * 0.6),
                (r * 0.85, y * 0.7),
                (r * 0.42, y * 0.8),
                (r * 0.4, y * 0.84),
            ],
            "vial",
            18,
            60,
        ),
        lathe([(0, 0.004), (r * 0.96, 0.004), (r * 0.96, y * 0.46), (0, y * 0.46)], "liquid", 18, 60),
        lathe([(r * 0.56, y * 0.83), (r * 0.56, y * 0.985), (r * 0.5, y), (0, y)], "label.blue", 18),
    ]
    for k in range(12):
        parts.append(
            box(
                (-0.0012, y * 0.84, r * 0.55), (0.0012, y * 0.97, r * 0.58), "label.blue", 0.0, without="-z -y +y"
            ).turned(30 * k)
        )
    columns = np.linspace(-r * 0.85, r * 0.85, 11)
    rows = np.array(
        [[((r + 0.0006) * sin(c / r), yy, (r + 0.0006) * cos(c / r)) for c in columns] for yy in (y * 0.2, y * 0.5)]
    )
    faces = [f for j in range(10) for f in ((j, j + 1, j + 12), (j, j + 12, j + 11))]
    parts.append(mesh(rows.reshape(-1, 3), faces, "paper"))
    for k, text in enumerate(("TSB 500 mL", "STÉRILE", "LOT 26-0402")):
        parts.append(bent(small(text, 0.007, "ink").moved(0, y * (0.44 - 0.075 * k), 0), r + 0.0012))
    return join(parts).moved(0, -y / 2, 0)


def timer(size: Size) -> Shape:
    """A contact timer: splash-proof case leaning back, 02:00 on its display, three keys."""
    x, y, z = size
    parts = [
        box((-x / 2, -y / 2, -z / 2), (x / 2, y / 2, z / 2), "white", 0.006),
        sheet((-x * 0.4, y * 0.02, z / 2 + ABOVE), (x * 0.8, 0, 0), (0, y * 0.34, 0), "lcd"),
        small("02:00", y * 0.2, "ink", 2).moved(0, y * 0.19, z / 2 + 2 * ABOVE),
    ]
    for k in range(3):
        key = lathe([(x * 0.09, 0), (x * 0.085, 0.003), (0, 0.0035)], ("blue", "grey", "red")[k], 12).turned(90, "x")
        parts.append(key.moved((k - 1) * x * 0.28, -y * 0.24, z / 2))
    return join(parts)


def logbook(size: Size) -> Shape:
    """The transfer log on a steel clipboard: a form of cleanroom paper with its lines, a pen beside it."""
    x, y, z = size
    low = -y / 2
    parts = [
        box((-x / 2, low, -z / 2), (x / 2, low + 0.002, z / 2), "steel", 0.0008),
        slab(round_rectangle(x - 0.012, z - 0.03, 0.002), low + 0.002, low + 0.0035, "paper").moved(0, 0, 0.008),
        box((-0.05, low + 0.0035, -z / 2 + 0.004), (0.05, y / 2, -z / 2 + 0.03), "steel.polished", 0.003),
        flat_letters("REGISTRE DE TRANSFERT / TRANSFER LOG", 0.0066, "ink").moved(0, low + 0.0041, -z / 2 + 0.044),
    ]
    for k in range(11):
        parts.append(
            sheet((-x / 2 + 0.014, low + 0.0041, -z / 2 + 0.062 + 0.02 * k), (x - 0.028, 0, 0), (0, 0, -0.0008), "ink")
        )
    for at in (0.014, 0.07, 0.13, 0.18, x - 0.0148):
        parts.append(sheet((-x / 2 + at, low + 0.0041, -z / 2 + 0.262), (0.0008, 0, 0), (0, 0, -0.2), "ink"))
    for row in range(3):  # what is written in by hand
        for column, long in ((0.018, 0.04), (0.075, 0.045), (0.135, 0.03)):
            ticks = np.linspace(0, 1, 9)
            line = [
                (-x / 2 + column + long * t, low + 0.0043, -z / 2 + 0.076 + 0.02 * row + 0.003 * sin(23 * t + row))
                for t in ticks
            ]
            ink = np.array([line, np.array(line) - [0, 0, 0.0011]])
            faces = [f for j in range(8) for f in ((j, j + 1, j + 10), (j, j + 10, j + 9))]
            parts.append(mesh(ink.reshape(-1, 3), faces, "label.blue"))
    pen = [rod((x * 0.2, low + 0.0075, z * 0.36), (x * 0.43, low + 0.0075, z * 0.05), 0.004, "blue", 8)]
    return join([*parts, *pen])


def approved_list(size: Size) -> Shape:
    """The list of approved articles in its frame on a wall, A2: French left, English right, an icon a row; faces both ways of x."""
    x, y, z = size
    face = [
        sheet((-z / 2 + 0.014, -y / 2 + 0.014, 0), (z - 0.028, 0, 0), (0, y - 0.028, 0), "paper", 1.0),
        sheet((-z / 2 + 0.014, y / 2 - 0.09, ABOVE), (z - 0.028, 0, 0), (0, 0.076, 0), "label.blue", 1.0),
        small("ARTICLES AUTORISÉS", 0.023, "white", 2).moved(0, y / 2 - 0.038, 2 * ABOVE),
        small("APPROVED ARTICLES", 0.023, "white", 2).moved(0, y / 2 - 0.072, 2 * ABOVE),
    ]
    rows = (
        ("Kits stériles", "Sterile kits"),
        ("Flacons 10R", "10R vials"),
        ("Pinces", "Forceps"),
        ("Géloses", "Plates"),
    )
    for k, (french, english) in enumerate(rows):
        high = y / 2 - 0.145 - 0.1 * k
        for text, left in ((french, -z / 2 + 0.05), (english, 0.045)):
            drawn = small(text, 0.017, "ink", 2)
            face.append(drawn.moved(left - drawn.bounds()[0][0], high, 2 * ABOVE))
        face.append(sheet((-z / 2 + 0.022, high - 0.006, ABOVE), (0.014, 0, 0), (0, 0.014, 0), "green"))
        face.append(sheet((-z / 2 + 0.022, high - 0.028, ABOVE), (z - 0.044, 0, 0), (0, 0.0012, 0), "grey", 1.0))
    page = join(face)
    frame = []
    for low, high in (
        ((-z / 2, -y / 2), (z / 2, -y / 2 + 0.014)),
        ((-z / 2, y / 2 - 0.014), (z / 2, y / 2)),
        ((-z / 2, -y / 2 + 0.014), (-z / 2 + 0.014, y / 2 - 0.014)),
        ((z / 2 - 0.014, -y / 2 + 0.014), (z / 2, y / 2 - 0.014)),
    ):
        frame.append(box((*low, -x / 2), (*high, x / 2), "aluminium", 0.002))
    return join([join([page.moved(z=x / 2 - 0.0016), *frame]).turned(-90)])


def tray(size: Size) -> Shape:
    """A pressed steel tray with a rolled rim."""
    x, y, z = size
    rings = [
        (0.86, -y / 2),
        (0.9, -y / 2 + 0.002),
        (0.97, y / 2 - 0.003),
        (1.0, y / 2),
        (0.985, y / 2),
        (0.955, y / 2 - 0.004),
        (0.88, -y / 2 + 0.004),
    ]
    parts = []
    for (a, ya), (b, yb) in zip(rings[:-1], rings[1:], strict=True):
        lower, upper = (round_rectangle(x * s, z * s, 0.03, 2) for s in (a, b))
        ring = np.array(
            [np.column_stack([o[:, 0], np.full(len(o), h), -o[:, 1]]) for o, h in ((lower, ya), (upper, yb))]
        )
        ring = np.concatenate([ring, ring[:, :1]], axis=1)
        n = ring.shape[1]
        faces = [f for j in range(n - 1) for f in ((j, j + 1, n + j + 1), (j, n + j + 1, n + j))]
        parts.append(mesh(ring.reshape(-1, 3), faces, "steel"))
    deck = round_rectangle(x * 0.88, z * 0.88, 0.03, 2)
    parts.append(slab(deck, -y / 2 + 0.002, -y / 2 + 0.004, "steel"))
    return join(parts)


def tote(size: Size) -> Shape:
    """A lidded plastic tote, 400 x 300 class: ribs, clips, a label on its front (+Z)."""
    x, y, z = size
    parts = [
        box((-x / 2 + 0.015, -y / 2, -z / 2 + 0.015), (x / 2 - 0.015, y * 0.36, z / 2 - 0.015), "grey", 0.012),
        box((-x / 2, y * 0.33, -z / 2), (x / 2, y / 2, z / 2), "blue", 0.008),
        sheet((-0.06, -y * 0.2, z / 2 - 0.015 + ABOVE), (0.12, 0, 0), (0, 0.06, 0), "paper"),
    ]
    for side in (-1, 1):
        parts.append(
            box(
                (side * x * 0.3 - 0.02, y * 0.2, z / 2 - 0.016),
                (side * x * 0.3 + 0.02, y * 0.42, z / 2 + 0.002),
                "white",
                0.003,
            )
        )
    for k in range(3):
        parts.append(
            sheet(
                (-0.05, -y * 0.2 + 0.012 + 0.014 * k, z / 2 - 0.015 + 2 * ABOVE),
                (0.1 - 0.02 * k, 0, 0),
                (0, 0.005, 0),
                "ink",
            )
        )
    return join(parts)


def jerrycan(size: Size) -> Shape:
    """A 5 L can of disinfectant: moulded grip, amber cap, label on its front (+Z)."""
    x, y, z = size
    parts = [
        slab(round_rectangle(x, z, 0.03), -y / 2, y * 0.24, "bottle", 0.008),
        lathe([(0.021, 0), (0.024, 0.004), (0.024, 0.026), (0, 0.028)], "label.amber", 18).moved(x * 0.28, y * 0.36, 0),
        lathe([(0.034, 0), (0.03, y * 0.12), (0.018, y * 0.13), (0.018, y * 0.15)], "bottle", 18).moved(
            x * 0.28, y * 0.23, 0
        ),
    ]
    grip = [
        (-x * 0.38, y * 0.2, 0),
        (-x * 0.36, y * 0.4, 0),
        (-x * 0.25, y * 0.485, 0),
        (-x * 0.05, y * 0.485, 0),
        (x * 0.06, y * 0.38, 0),
        (x * 0.08, y * 0.2, 0),
    ]
    parts.append(sweep(grip, 0.014, "bottle", 7))
    parts.append(
        label(x * 0.84, y * 0.44, "label.amber", "SPORICIDE  SPORICIDAL", ("EXP 2027-01",))
        .turned(90, "x")
        .moved(0, -y * 0.13, z / 2 + ABOVE)
    )
    return join(parts)


def gown_pack(size: Size) -> Shape:
    """A sterile pack as it lies on a rack: clear film over a folded garment or gloves, a label."""
    x, y, z = size
    return join(
        [pillow((x, y, z), "film", 0.3, 7), label(x * 0.42, z * 0.36, "green", "STÉRILE  STERILE").moved(0, y * 0.5, 0)]
    )


MODELS: dict[str, Maker] = {
    "spray_alcohol": spray_alcohol,
    "spray_expired": spray_expired,
    "spray_sporicidal": spray_sporicidal,
    "wipe_pack": wipe_pack,
    "wipe": wipe,
    "plate": plate,
    "plate_open": plate_open,
    "plate_lid": plate_lid,
    "media_bottle": media_bottle,
    "timer": timer,
    "logbook": logbook,
    "approved_list": approved_list,
    "tray": tray,
    "tote": tote,
    "jerrycan": jerrycan,
    "gown_pack": gown_pack,
}
