"""Sterile goods in their wraps, and labels: what a hand carries through the hatch, its origin in the middle of its box."""

from __future__ import annotations

from math import cos, pi, sin

import numpy as np

from . import blend
from .shapes import Shape, box, join, lathe, loft, mesh, round_rectangle, sheet, slab, sweep
from .things import Maker, Size

ABOVE = 0.0007  # print over what it is printed on


def small(text: str, height: float, material: str, fine: int = 1) -> Shape:
    """Small print: letters of few triangles, about the origin, read from +Z."""
    return blend.letters(text, height, material, fine)


def flat_letters(text: str, height: float, material: str) -> Shape:
    """Small print lying on a table, read from +Z."""
    return small(text, height, material).turned(-90, "x")


def bent(shape: Shape, radius: float) -> Shape:
    """What faces +Z, laid around an upright cylinder."""
    angle = shape.points[:, 0] / radius
    points = np.column_stack([radius * np.sin(angle), shape.points[:, 1], radius * np.cos(angle)])
    turned = np.column_stack([np.sin(angle), np.zeros(len(angle)), np.cos(angle)])
    return Shape(points, turned, shape.triangles, shape.paint)


def bag(
    size: Size, material: str, seam: float = 0.014, steps: int = 12, crease: float = 0.16, under: bool = True
) -> Shape:
    """A sealed soft bag: full in the middle, thin at its welds, creased towards its corners, a flat weld on two ends. Without
    its `under` side it is the clear side of a pouch."""
    x, y, z = size
    ticks = np.linspace(-1, 1, steps + 1)
    u, v = np.meshgrid(ticks, ticks)
    full = ((1 - u**4) * (1 - v**4)) ** 0.5
    folds = crease * (np.sin(7 * u + 2 * v) * np.sin(5 * v - 3 * u) + 0.6 * np.sin(11 * (u * v)) + 0.4 * np.sin(9 * v))
    half = y / 2 * full * (1 - crease + folds * (1 - full * 0.5))
    wide = (x / 2 - seam) * u * (1 - 0.03 * (1 - abs(v)) * (abs(u) > 0.99))
    deep = -z / 2 * v * (1 - 0.02 * abs(u))
    top = np.column_stack([wide.ravel(), half.ravel(), deep.ravel()])
    bottom = top * [1, -0.9, 1]
    faces = []
    for i in range(steps):
        for j in range(steps):
            a = i * (steps + 1) + j
            faces += [(a, a + 1, a + steps + 2), (a, a + steps + 2, a + steps + 1)]
    faces = np.array(faces)
    sides = np.vstack([faces, faces[:, ::-1] + len(top)]) if under else faces
    body = mesh(np.vstack([top, bottom]) if under else top, sides, material)
    welds = []
    for side in (-1, 1):
        a, b = sorted((side * (x / 2 - seam - 0.004), side * x / 2))
        welds.append(box((a, -0.0008, -z / 2), (b, 0.0008, z / 2), material, 0.0))
    return join([body, *welds])


def label(
    width: float, depth: float, head: str, title: str, lines: tuple[str, ...] = (), spot: str = "indicator"
) -> Shape:
    """A printed label lying at y 0, read from +Z: a coloured head with its title, lines, bar code, indicator spot."""
    w, d = width / 2, depth / 2
    parts = [
        sheet((-w, 0, d), (width, 0, 0), (0, 0, -depth), "paper"),
        sheet((-w, ABOVE, -d + depth * 0.24), (width, 0, 0), (0, 0, -depth * 0.24), head),
        flat_letters(title, depth * 0.11, "white").moved(0, 2 * ABOVE, -d + depth * 0.12),
        lathe([(depth * 0.1, 0), (0, 0)], spot, 14).moved(w * 0.72, ABOVE, depth * 0.02),
    ]
    for k, text in enumerate(lines):
        drawn = flat_letters(text, depth * 0.075, "ink")
        left = drawn.bounds()[0][0]
        parts.append(drawn.moved(-w * 0.92 - left, ABOVE, -d + depth * (0.35 + 0.14 * k)))
    for k in range(16):
        x = -w * 0.92 + k * width * 0.034
        parts.append(
            sheet((x, ABOVE, d * 0.9), (width * (0.008 + 0.009 * (k * 5 % 3 == 0)), 0, 0), (0, 0, -depth * 0.16), "ink")
        )
    return join(parts)


def coil(radius: float, turns: float, tube: float, material: str = "silicone") -> Shape:
    """Tubing wound flat about +Y, loosely."""
    ticks = np.linspace(0, turns * 2 * pi, int(turns * 12) + 1)
    path = [
        (radius * (1 + 0.05 * sin(3.3 * t)) * cos(t), tube * (1.1 * t / pi - turns) * 0.75, 0.62 * radius * sin(t))
        for t in ticks
    ]
    return sweep(path, tube, material, 5)


def connector(size: Size) -> Shape:
    """A genderless aseptic connector, 1/2 inch: barb, body with ribs, flange with its peel tab, blue cap. +Y is the face."""
    return join([_connector_body(size[1] * 0.74), _cap().moved(0, size[1] * 0.70, 0)]).moved(0, -size[1] / 2, 0)


def _connector_body(h: float, sides: int = 14) -> Shape:
    r = 0.02
    profile = [
        (0.0, 0),
        (0.006, 0),
        (0.0078, h * 0.06),
        (0.006, h * 0.12),
        (0.0078, h * 0.18),
        (0.006, h * 0.24),
        (0.006, h * 0.3),
        (r * 0.8, h * 0.34),
        (r * 0.8, h * 0.8),
        (r * 1.25, h * 0.84),
        (r * 1.25, h),
        (r, h),
        (r, h * 0.9),
        (0, h * 0.9),
    ]
    ribs = [
        box((-0.0016, h * 0.36, r * 0.78), (0.0016, h * 0.78, r * 0.98), "white", 0.0, without="-z -y +y").turned(
            60 * k
        )
        for k in range(6 if sides > 8 else 0)
    ]
    tab = box((r * 0.9, h * 0.86, -0.006), (r * 1.25 + 0.012, h * 0.96, 0.006), "white", 0.0)
    return join([lathe(profile, "white", sides), *ribs, tab])


def _cap(sides: int = 14) -> Shape:
    """A push-on cap with a pull ring; few sides, no ring: seen through a pouch."""
    dome = lathe([(0.0265, 0), (0.0265, 0.014), (0.022, 0.022), (0.006, 0.024), (0, 0.024)], "label.blue", sides)
    loop = [(0.012 * cos(t), 0.022 + 0.012 * sin(t), 0) for t in np.linspace(0, pi, 9)]
    return join([dome, sweep(loop, 0.002, "label.blue", 5)]) if sides > 8 else dome


def connector_bare(size: Size) -> Shape:
    """Without its cap: the membrane is bare, nothing may touch it."""
    return join([_connector_body(size[1]), lathe([(0.0195, size[1] * 0.985), (0, size[1] * 0.99)], "tyvek", 20)])


def _contents(x: float, z: float) -> Shape:
    """What the set is: two connectors on a coil of silicone tubing."""
    parts = [coil(min(x * 0.27, z * 0.42), 2.25, 0.0055).moved(-x * 0.06, 0, 0)]
    for side in (-1, 1):
        one = join([_connector_body(0.07, 8), _cap(8).moved(0, 0.066, 0)]).turned(-90, "z")
        parts.append(one.turned(side * 14).moved(x * 0.1, 0.004, side * z * 0.22))
    return join(parts)


_SET = ("REF CS-12  LOT 26-0417",)


def transfer_set(size: Size) -> Shape:
    """All three wraps: a clear outer bag over the middle one, the label on top."""
    x, y, z = size
    return join(
        [
            bag((x - 0.03, y * 0.86, z - 0.03), "film.inner", 0.01, 6),
            bag(size, "pouch", 0.012, 8),
            label(0.15, 0.1, "label.blue", "STÉRILE   STERILE", _SET).moved(0, y * 0.5 - 0.002, 0),
        ]
    )


def transfer_set_middle(size: Size) -> Shape:
    """Without its outer bag: the middle one, its weld taped, a turned indicator stripe."""
    x, y, z = size
    return join(
        [
            bag(size, "film.inner", 0.012, 8),
            sheet((-0.07, y * 0.46, -0.02), (0.14, 0, 0), (0, 0, -0.02), "indicator"),
            label(0.12, 0.06, "label.blue", "STÉRILE   STERILE").moved(0, y * 0.47, 0.04),
        ]
    )


def transfer_set_inner(size: Size) -> Shape:
    """The last wrap: a peel pouch, clear above and Tyvek below, the set to be seen in it, a chevron weld to peel from."""
    x, y, z = size
    paper = slab(round_rectangle(x, z, 0.006), -y / 2, -y / 2 + 0.0015, "tyvek")
    top = bag((x - 0.02, y, z - 0.02), "pouch", 0.006, 8, 0.1, under=False)
    marks = []
    for side in (-1, 1):
        chevron = sheet(
            (x * 0.40, -y / 2 + 0.0024, 0.0), (x * 0.06, 0, side * -z * 0.36), (side * 0.006, 0, 0), "film.inner"
        )
        marks.append(
            chevron
            if chevron.normals[0][1] > 0
            else sheet(
                (x * 0.46, -y / 2 + 0.0024, side * -z * 0.36),
                (-x * 0.06, 0, side * z * 0.36),
                (side * 0.006, 0, 0),
                "film.inner",
            )
        )
    return join([paper, _contents(x * 0.9, z).moved(0, -y * 0.12, 0), top, *marks])


def transfer_set_open(size: Size) -> Shape:
    """Peeled: the Tyvek as a sterile field, its flaps curled down, the set on it."""
    x, y, z = size
    parts = [
        slab(round_rectangle(x - 0.06, z, 0.004), -y / 2 + 0.004, -y / 2 + 0.0055, "tyvek"),
        _contents(x * 0.9, z).moved(0, -y / 2 + 0.028, 0),
    ]
    for side in (-1, 1):
        curl = [
            (side * (x / 2 - 0.034 + 0.034 * sin(t)), -y / 2 + 0.0055 + 0.055 * (1 - cos(t)))
            for t in np.linspace(0, pi * 0.75, 7)
        ]
        rows = np.array([[(px, py, zz) for zz in np.linspace(-z / 2, z / 2, 3)] for px, py in curl])
        parts.append(_sheet_of(rows, "tyvek"))
        parts.append(_sheet_of(rows[:, ::-1], "pouch"))
    return join(parts)


def _sheet_of(rows: np.ndarray, material: str) -> Shape:
    columns = rows.shape[1]
    faces = []
    for i in range(len(rows) - 1):
        for j in range(columns - 1):
            a = i * columns + j
            faces += [(a, a + 1, a + columns + 1), (a, a + columns + 1, a + columns)]
    return mesh(rows.reshape(-1, 3), faces, material)


def transfer_set_torn(size: Size) -> Shape:
    """The same with the weld of one end burst: its lips gape, jagged, and the bag inside pushes out."""
    x, y, z = size
    ticks = np.linspace(0, 1, 11)
    across = z * (0.62 * ticks - 0.34)
    gape = np.sin(pi * ticks) * (1 + 0.18 * np.sin(23 * ticks))
    end = x / 2 - 0.02
    lips = []
    for up, back in ((0.3, 0.09), (-0.14, 0.06)):
        edge = np.column_stack([end + 0.014 * gape, y * up * gape, across])
        root = np.column_stack([np.full(11, end - back), y * up * (0.55 + 0.6 * gape), across])
        rows = np.array([root, edge])
        lips += [_sheet_of(rows, "film"), _sheet_of(rows[:, ::-1], "film")]
    mouth = np.array(
        [
            np.column_stack([np.full(11, end - 0.004), y * 0.28 * gape, across]),
            np.column_stack([np.full(11, end - 0.004), -y * 0.13 * gape, across]),
        ]
    )
    inside = bag((0.09, y * 0.34, z * 0.46), "film.inner", 0.004, 4).moved(end - 0.03, y * 0.05, -z * 0.03)
    return join([transfer_set(size), *lips, _sheet_of(mouth, "black"), inside])


def vial_nest(size: Size) -> Shape:
    """A tub of ready-to-use 10R vials (ISO 8362-1: 24 x 45 mm) in their nest, 6 x 5, its lid peeled off."""
    x, y, z = size
    parts = [
        _tub(x, y, z),
        sheet((-x / 2 + 0.012, -y * 0.05, z / 2 - 0.012), (x - 0.024, 0, 0), (0, 0, -z + 0.024), "white", 1.0),
    ]
    pitch_x, pitch_z = (x - 0.04) / 6, (z - 0.036) / 5
    one = _vial()
    for i in range(6):
        for j in range(5):
            parts.append(one.moved((i - 2.5) * pitch_x, y / 2 - 0.0455, (j - 2) * pitch_z))
    return join(parts)


def _vial(sides: int = 6) -> Shape:
    r, h = 0.012, 0.045
    glass = lathe([(r, 0.004), (r, h * 0.7), (0.008, h * 0.86), (0.0098, h * 0.92), (0.0098, h)], "vial", sides, 60)
    return join([glass, lathe([(0.0098, h), (0.005, h)], "vial", sides)])


def _tub(x: float, y: float, z: float) -> Shape:
    """A polystyrene tub with a flange: outside, rim and inside."""
    rings = [
        (round_rectangle(x - 0.03, z - 0.03, 0.02, 3), -y / 2),
        (round_rectangle(x - 0.014, z - 0.014, 0.022, 3), y * 0.42),
        (round_rectangle(x, z, 0.024, 3), y * 0.43),
        (round_rectangle(x, z, 0.024, 3), y * 0.46),
        (round_rectangle(x - 0.018, z - 0.018, 0.022, 3), y * 0.46),
        (round_rectangle(x - 0.034, z - 0.034, 0.02, 3), -y * 0.44),
    ]
    parts = []
    for (a, ya), (b, yb) in zip(rings[:-1], rings[1:], strict=True):
        lower = np.column_stack([a[:, 0], np.full(len(a), ya), -a[:, 1]])
        upper = np.column_stack([b[:, 0], np.full(len(b), yb), -b[:, 1]])
        parts.append(_sheet_of(np.array([np.vstack([lower, lower[:1]]), np.vstack([upper, upper[:1]])]), "bottle"))
    return join(parts)


def vial_tub(size: Size) -> Shape:
    """The same tub under its Tyvek lid, with its label."""
    x, y, z = size
    lid = slab(round_rectangle(x, z, 0.024), y * 0.44, y / 2, "tyvek", 0.0)
    mark = label(0.13, 0.08, "label.blue", "FLACONS   VIALS 10R", ("REF V-10R-30   LOT 26-0388",))
    return join([_tub(x, y, z), lid, mark.moved(0, y / 2 + ABOVE, 0)])


def stopper_bowl(size: Size) -> Shape:
    """A steel bowl, 200 mm, of bromobutyl stoppers."""
    r, h = size[0] / 2, size[1]
    profile = [
        (0, 0),
        (r * 0.5, 0),
        (r * 0.8, h * 0.3),
        (r * 0.95, h * 0.92),
        (r, h * 0.97),
        (r, h),
        (r * 0.95, h),
        (r * 0.9, h * 0.9),
        (r * 0.75, h * 0.34),
        (r * 0.45, 0.006),
        (0, 0.006),
    ]
    parts = [lathe(profile, "steel.polished", 18, 60)]
    stopper = lathe([(0.0066, -0.006), (0.0066, 0), (0.0098, 0), (0.0098, 0.003), (0, 0.0035)], "rubber.grey", 6, 60)
    for k in range(20):
        t, out = 2.399963 * k, r * 0.68 * ((k + 0.5) / 20) ** 0.5
        tilt = (k * 53) % 70 - 35
        y = h * (0.66 - 0.2 * (out / r) ** 2 + 0.05 * ((k * 7) % 3))
        parts.append(
            stopper.turned(tilt, "x")
            .turned((k * 97) % 180, "z" if k % 4 == 0 else "y")
            .moved(out * cos(t), y, out * sin(t))
        )
    return join(parts)


def forceps(size: Size) -> Shape:
    """Long forceps, 200 mm, ridged grips; the tips, to -Z, never touch what is not sterile."""
    x, y, z = size
    parts = []
    for side in (-1, 1):
        ticks = np.linspace(0, 1, 9)
        rings = []
        for t in ticks:
            mid = side * (0.0012 + (x / 2 - 0.003) * sin(pi * min(1, 0.08 + t * 0.92)) ** 0.8 * (1 - 0.35 * t))
            wide, thick = y / 2 * (1 - 0.78 * t**1.5), 0.0012 * (1 - 0.4 * t)
            rings.append([(mid + thick * a, wide * b, z / 2 - t * z) for a, b in ((-1, -1), (1, -1), (1, 1), (-1, 1))])
        parts.append(loft(np.array(rings), "steel.polished"))
        for k in range(6):
            parts.append(
                box(
                    (side * (x / 2 - 0.002) - 0.0006, -y * 0.36, z * (0.12 - 0.016 * k)),
                    (side * (x / 2 - 0.002) + 0.0008, y * 0.36, z * (0.12 - 0.016 * k) + 0.0014),
                    "steel",
                    0.0,
                )
            )
    return join(parts)


MODELS: dict[str, Maker] = {
    "transfer_set": transfer_set,
    "transfer_set_torn": transfer_set_torn,
    "connector": connector,
    "connector_bare": connector_bare,
    "connector_cap": lambda _: _cap(),
    "vial_nest": vial_nest,
    "vial_tub": vial_tub,
    "stopper_bowl": stopper_bowl,
    "forceps": forceps,
}
# See `WRAPPED` in things.py.
WRAPPED: dict[str, dict[str, Maker]] = {
    "transfer_set": {
        "transfer_set.middle": transfer_set_middle,
        "transfer_set.inner": transfer_set_inner,
        "transfer_set.open": transfer_set_open,
    }
}
