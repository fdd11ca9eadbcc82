"""What a hand takes: every model of `room.json`'s things, its origin in the middle of its box, filling that box."""

from __future__ import annotations

from collections.abc import Callable
from math import cos, pi, sin

import numpy as np

from .shapes import Shape, box, join, lathe, loft, mesh, pillow, rod, round_rectangle, sheet, slab, sweep

Size = tuple[float, float, float]
Maker = Callable[[Size], Shape]


def notice(size: Size) -> Shape:
    """A framed sheet on a wall, read from both sides of x."""
    x, y, z = (s / 2 for s in size)
    parts = [box((-x, -y, -z), (x, y, z), "aluminium", bevel=0.002)]
    for side in (-1, 1):
        page = sheet((-z + 0.008, -y + 0.008, 0), (2 * z - 0.016, 0, 0), (0, 2 * y - 0.016, 0), "paper")
        parts.append(page.turned(90 * side).moved(x=side * (x + 0.0002)))
    return join(parts)


def board(size: Size) -> Shape:
    """A white board on a wall."""
    x, y, z = (s / 2 for s in size)
    parts = [box((-x, -y, -z), (x, y, z), "aluminium", bevel=0.003)]
    for side in (-1, 1):
        face = sheet((-z + 0.015, -y + 0.015, 0), (2 * z - 0.03, 0, 0), (0, 2 * y - 0.03, 0), "white", 0.2)
        parts.append(face.turned(90 * side).moved(x=side * (x + 0.0002)))
    return join(parts)


def watch(size: Size) -> Shape:
    """Case, dial and a strap closed to a flattened loop."""
    x, y, z = size
    loop = [(0.0, 0.42 * y * sin(t) - 0.05 * y, 0.47 * z * cos(t)) for t in np.linspace(0, 2 * pi, 25)]
    band = []
    for _, py, pz in loop[:-1]:
        wide = 0.17 * x
        normal = np.array([0, py + 0.05 * y, pz * (y / z)])
        normal /= np.linalg.norm(normal)
        band.append(
            [
                (-wide, py, pz),
                (wide, py, pz),
                (wide, *(np.array([py, pz]) + 0.002 * normal[1:])),
                (-wide, *(np.array([py, pz]) + 0.002 * normal[1:])),
            ]
        )
    band.append(band[0])
    parts = [
        loft(np.array(band), "leather", caps=False),
        lathe(
            [(0, 0), (0.5 * x, 0), (0.5 * x, 0.3 * y), (0.44 * x, 0.36 * y), (0.42 * x, 0.36 * y)], "steel.polished", 28
        ).moved(y=0.12 * y),
        lathe([(0.42 * x, 0), (0, 0)], "white", 28).moved(y=0.46 * y),
        rod((0, 0.47 * y, 0), (0, 0.47 * y, -0.3 * x), 0.0006, "ink", 4),
        rod((0, 0.47 * y, 0), (0.2 * x, 0.47 * y, 0.05 * x), 0.0008, "ink", 4),
    ]
    return join(parts)


def ring(size: Size) -> Shape:
    """A plain band about +Y."""
    r, h = size[0] / 2, size[1] / 2
    inside = r - 0.002
    return lathe(
        [(inside, -h), (r - 0.0008, -h), (r, 0), (r - 0.0008, h), (inside, h), (inside, -h)], "gold", 32, crease=50
    )


def phone(size: Size) -> Shape:
    """A telephone, its screen to +Z."""
    x, y, z = size
    body = slab(round_rectangle(x, y, 0.01), -z / 2, z / 2, "black", 0.0015).turned(90, "x")
    glass = slab(round_rectangle(x - 0.006, y - 0.008, 0.008), z / 2, z / 2 + 0.0002, "screen").turned(90, "x")
    return join([body, glass])


def _folded(size: Size, material: str, layers: int) -> Shape:
    """A pile of folds that lean on each other: soft at the front, creased."""
    x, y, z = size
    step = y / layers
    parts = []
    for k in range(layers):
        wide, deep = x * (1 - 0.03 * ((k * 7) % 3)), z * (1 - 0.04 * ((k * 5) % 3))
        fold = slab(round_rectangle(wide, deep, 0.03, 5), 0, step * 1.02, material, step * 0.4)
        parts.append(fold.moved(0.004 * ((k * 3) % 3 - 1), k * step - y / 2, 0.003 * ((k * 5) % 3 - 1)))
    return join(parts)


def bundle_street(size: Size) -> Shape:
    """Coat, pullover and trousers, folded."""
    return join(
        [
            _folded(size, "fabric.street", 4),
            box((-0.02, size[1] / 2 - 0.002, -0.05), (0.02, size[1] / 2 + 0.002, 0.03), "leather", 0.001),
        ]
    )


def bundle_facility(size: Size) -> Shape:
    """Site suit and socks, folded."""
    socks = pillow((0.16, 0.03, 0.1), "fabric.white", 0.6, 6).moved(0.05, size[1] / 2, 0.02)
    return join([_folded((size[0], size[1] - 0.015, size[2]), "fabric.site", 4), socks])


# Half breadth of a shoe at places along its length, heel … toe, as shares of its breadth and length.
_ALONG = (-0.5, -0.47, -0.38, -0.1, 0.12, 0.28, 0.40, 0.47, 0.5)
_HALF = (0.12, 0.29, 0.37, 0.34, 0.45, 0.5, 0.42, 0.26, 0.10)


def _shoe(size: Size, rise: list[float], upper: str, sole: str, thick: float, mouth: tuple[float, float]) -> Shape:
    """A shoe, toe to -Z: `rise` is the height of its upper at even steps from heel to toe, as a share of its height;
    between the `mouth` places along it the foot goes in."""
    x, y, z = size
    half = np.array(_HALF) * x
    along = np.array(_ALONG) * z
    outline = np.vstack([np.column_stack([half, along]), np.column_stack([-half, along])[::-1]])
    floor = -y / 2 + thick
    parts = [slab(outline, -y / 2, floor, sole, 0.003)]
    stations = np.linspace(-0.49, 0.49, 21)
    height = np.interp(stations, np.linspace(-0.49, 0.49, len(rise)), rise) * y - thick
    width = np.interp(stations, _ALONG, _HALF) * x * 0.96
    angles = np.linspace(0, pi, 17)
    rings = [
        [(w * cos(t) * (1 - 0.25 * sin(t) ** 3), floor + h * sin(t) ** 0.6, -at * z) for t in angles]
        for at, h, w in zip(stations, height, width, strict=True)
    ]
    parts.append(loft(np.array(rings), upper))
    start, end = mouth
    middle, reach = (start + end) / 2, (end - start) / 2
    rim = []
    for t in np.linspace(0, 2 * pi, 25):
        at = middle + reach * cos(t)
        w, h = np.interp(at, stations, width), np.interp(at, stations, height)
        rim.append((0.55 * w * sin(t), floor + h * (1 - 0.12 * abs(sin(t)) ** 3) + 0.001, -at * z))
    hole = np.array([*rim[:-1], np.mean(rim[:-1], axis=0)])
    fan = [(24, k, (k + 1) % 24) for k in range(24)]
    cover = mesh(hole + [0, 0.001, 0], fan, "black")
    parts.append(
        cover if cover.normals[:, 1].sum() > 0 else mesh(hole + [0, 0.001, 0], np.array(fan)[:, ::-1], "black")
    )
    parts.append(sweep(rim, 0.004, upper, 6))
    return join(parts)


def shoe(size: Size) -> Shape:
    """A laced street shoe."""
    x, y, z = size
    body = _shoe(size, [0.75, 0.97, 0.97, 0.93, 0.78, 0.62, 0.52, 0.47, 0.4], "leather", "rubber", 0.022, (-0.44, 0.02))
    laces = [
        rod(
            (-0.2 * x, y * (0.34 - 0.085 * k), -(0.05 + 0.05 * k) * z),
            (0.2 * x, y * (0.34 - 0.085 * k), -(0.05 + 0.05 * k) * z),
            0.003,
            "ink",
            6,
        )
        for k in range(4)
    ]
    return join([body, *laces])


def clog(size: Size) -> Shape:
    """A washable clog: low at the heel, closed at the toe."""
    return _shoe(size, [0.42, 0.5, 0.55, 0.7, 0.92, 0.97, 0.86, 0.7, 0.48], "clog", "grey", 0.028, (-0.46, 0.05))


def wipe(size: Size) -> Shape:
    """A wipe folded in four."""
    return _folded(size, "wipe", 3)


def towel(size: Size) -> Shape:
    """A lint-free towel, folded."""
    return _folded(size, "towel", 3)


def _label(width: float, depth: float, height: float) -> Shape:
    """A printed label lying at `height`: lines of text as bars, a bar code, an indicator spot."""
    parts = [sheet((-width / 2, height, depth / 2), (width, 0, 0), (0, 0, -depth), "paper")]
    for k in range(3):
        long = width * (0.55, 0.4, 0.48)[k]
        parts.append(
            sheet(
                (-width * 0.44, height + 0.0006, depth * (-0.22 + 0.16 * k)), (long, 0, 0), (0, 0, -depth * 0.06), "ink"
            )
        )
    for k in range(14):
        parts.append(
            sheet(
                (-width * 0.44 + k * width * 0.028, height + 0.0006, depth * 0.42),
                (width * (0.008 + 0.008 * (k * 5 % 3 == 0)), 0, 0),
                (0, 0, -depth * 0.2),
                "ink",
            )
        )
    spot = lathe([(0.009, 0), (0, 0)], "red", 16).moved(width * 0.34, height + 0.0006, -depth * 0.2)
    return join([*parts, spot])


def _packet(size: Size, material: str, seam: float) -> Shape:
    """A sealed flat bag: a full body in a flat seam."""
    x, y, z = size
    body = pillow((x - 2 * seam, y, z - seam), material, 0.25, 12)
    rim = slab(round_rectangle(x, z, 0.006), -0.0008, 0.0008, material)
    return join([body, rim])


def kit(size: Size) -> Shape:
    """A gown pack in its outer bag, with its label."""
    x, y, z = size
    return join([_packet((x, y, z), "film", 0.02), _label(0.12, 0.08, y / 2 + 0.0008)])


def kit_inner(size: Size) -> Shape:
    """The same without its outer bag: the inner bag, tape in place of a label."""
    x, y, z = size
    tape = sheet((-0.06, y / 2 + 0.0006, 0.012), (0.12, 0, 0), (0, 0, -0.024), "line.clean")
    return join([_packet((x, y, z), "film.inner", 0.012), tape])


def kit_open(size: Size) -> Shape:
    """The inner bag opened out flat: a sterile field under the garments."""
    x, y, z = size
    flat = slab(round_rectangle(x, z, 0.01), -y / 2, -y / 2 + 0.002, "film.inner")
    flaps = []
    for side in (-1, 1):
        curl = [
            (side * (x / 2 - 0.03 + 0.03 * sin(t)), -y / 2 + 0.03 - 0.03 * cos(t)) for t in np.linspace(0, pi * 0.6, 6)
        ]
        rows = [[(px, py, zz) for zz in np.linspace(-z / 2, z / 2, 4)] for px, py in curl]
        rows = np.array(rows)
        both = np.concatenate([rows, rows[:, ::-1] + [0, 0.001, 0]], axis=1)
        flaps.append(loft(both, "film.inner"))
    return join([flat, *flaps])


def glove_pack(size: Size) -> Shape:
    """A peel pouch of one pair of gloves: paper on top, film below, a size mark."""
    x, y, z = size
    mark = lathe([(0.02, 0), (0, 0)], "nitrile", 20).moved(x * 0.25, y / 2 + 0.0006, 0)
    return join([_packet(size, "paper", 0.01), mark])


def wipe_pack(size: Size) -> Shape:
    """A soft pack of wet wipes with its flap."""
    x, y, z = size
    return join(
        [
            pillow((x, y - 0.006, z), "blue", 0.3),
            box((-x * 0.25, y / 2 - 0.012, -z * 0.2), (x * 0.25, y / 2, z * 0.2), "white", 0.003),
        ]
    )


def spray_bottle(size: Size) -> Shape:
    """A trigger bottle of sterile alcohol."""
    x, y, z = size
    r = min(x, z) / 2
    parts = [
        lathe(
            [(0, 0), (r, 0), (r, y * 0.6), (r * 0.35, y * 0.78), (r * 0.35, y * 0.82), (0, y * 0.82)], "bottle", 28, 50
        ),
        lathe([(r * 0.4, y * 0.8), (r * 0.4, y * 0.88), (0, y * 0.88)], "blue", 16),
        box((-r * 0.25, y * 0.86, -z / 2), (r * 0.25, y, z * 0.3), "blue", 0.006),
        box((-r * 0.12, y * 0.72, -z * 0.36), (r * 0.12, y * 0.87, -z * 0.26), "blue", 0.004),
        lathe([(r + 0.0006, y * 0.12), (r + 0.0006, y * 0.5)], "paper", 28),
    ]
    return join(parts)


def plate(size: Size) -> Shape:
    """A closed 90 mm settle plate: agar under its lid."""
    r, h = size[0] / 2, size[1]
    parts = [
        lathe([(0, -h / 2), (r - 0.003, -h / 2), (r - 0.003, h * 0.3)], "clear", 28),
        lathe([(r - 0.004, -h * 0.3), (r - 0.004, 0), (0, 0)], "agar", 28),
        lathe([(r, -h * 0.1), (r, h / 2), (0, h / 2)], "clear", 28),
    ]
    return join(parts)


def lenses() -> dict[str, Shape]:
    """The lamps over doors."""
    return {name: lens(name) for name in ("lamp.red", "lamp.green")}


def lens(colour: str) -> Shape:
    """A lamp's dome, 30 mm, glowing, towards +Z."""
    return lathe([(0.015, 0.0), (0.0147, 0.004), (0.012, 0.009), (0.006, 0.012), (0, 0.013)], colour, 16).turned(
        90, "x"
    )


MODELS = {
    "notice": notice,
    "board": board,
    "watch": watch,
    "ring": ring,
    "phone": phone,
    "bundle_street": bundle_street,
    "bundle_facility": bundle_facility,
    "shoe": shoe,
    "clog": clog,
    "wipe": wipe,
    "towel": towel,
    "kit": kit,
    "glove_pack": glove_pack,
    "wipe_pack": wipe_pack,
    "spray_bottle": spray_bottle,
    "plate": plate,
}
# What is seen of a thing when its outer wraps are off: `<model>.<outermost wrap left>`, `<model>.open` when none is.
WRAPPED = {"kit": {"kit.inner": kit_inner, "kit.open": kit_open}}


def things(
    entries: list[dict], models: dict[str, Maker] = MODELS, wrapped: dict[str, dict[str, Maker]] = WRAPPED
) -> dict[str, Shape]:
    """Every model that the room names, each once; two things of one model have one size."""
    sizes: dict[str, Size] = {}
    for entry in entries:
        model, size = entry["model"], tuple(entry["size"])
        if model not in models:
            raise SystemExit(
                f"room.json: `{entry['id']}` is a `{model}`, which its set does not make; add it to MODELS there"
            )
        if sizes.setdefault(model, size) != size:
            raise SystemExit(
                f"room.json: `{entry['id']}` has another size than the other `{model}`; give it a model of its own"
            )
    out = {}
    for model, size in sizes.items():
        out[model] = models[model](size).fitted(size)
        for name, maker in wrapped.get(model, {}).items():
            out[name] = maker(size).fitted(size)
    return out
