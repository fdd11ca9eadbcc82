"""The grade A unidirectional-flow unit: a hood of four HEPA filters over a stainless bench, clear PVC strips at its sides, a
clear visor in front. Air goes straight down at 0.36 to 0.54 m/s (Annex 1 4.30)."""

from __future__ import annotations

from math import cos, pi, sin

import numpy as np

from . import blend
from .room import Room, Solid
from .shapes import Shape, box, join, lathe, mesh, rod, sheet, sweep

FILTER_GAP = 0.12  # between the packs, where the lamps are
LAMP = 0.09  # sealed LED strip
BORDER = 0.05  # frame about the packs
PLEAT = 0.03  # drawn pitch of the pleats
STRIP = 0.2  # PVC strip, 200 x 2 mm
STRIP_OVERLAP = 0.04
SLOT = (0.012, 0.034)  # in the bench's edges
TOP = 0.04  # folded worktop
LEG = 0.04


def unit(room: Room) -> dict[str, Shape]:
    """Its solids by id (`unit.bench`, `.hood`, posts, curtains, `.visor`), `unit.front` (panel and nameplate), and what the
    zone it covers shows overhead: `ceiling.<stage>` (filter faces) and `light.<stage>` (strips between them)."""
    s = {x.id.split(".")[1]: x for x in room.solids if x.id.startswith("unit.")}
    hood = s["hood"]
    stage = next(
        z.split(".")[0] for z, low, _, _ in room.zones if low[0] == hood.low[0] and z.split(".")[0] in room.enclosed()
    )
    out = {
        "unit.bench": _bench(s["bench"]),
        "unit.hood": _hood(hood),
        "unit.visor": _visor(s["visor"]),
        "unit.back": _back(s["bench"], hood),
        "unit.front": _panel().moved(hood.middle[0], 0, hood.high[2]).moved(y=hood.low[1]),
        f"ceiling.{stage}": _faces(hood),
        f"light.{stage}": _lamps(hood),
    }
    for side in ("west", "east"):
        out[f"unit.post_{side}"] = _post(s[f"post_{side}"])
        out[f"unit.curtain_{side}"] = _curtain(s[f"curtain_{side}"])
    return out


def _packs(hood: Solid) -> list[tuple[float, float]]:
    """From … to along x of the four filter packs."""
    inner = hood.size[0] - 2 * BORDER
    wide = (inner - 3 * FILTER_GAP) / 4
    return [
        (hood.low[0] + BORDER + k * (wide + FILTER_GAP), hood.low[0] + BORDER + k * (wide + FILTER_GAP) + wide)
        for k in range(4)
    ]


def _faces(hood: Solid) -> Shape:
    """The underside of the hood: frame, filter packs with their pleats and face guards."""
    y, z0, z1 = hood.low[1], hood.low[2], hood.high[2]
    parts = []
    edges = [hood.low[0], *(x for pack in _packs(hood) for x in pack), hood.high[0]]
    for a, b in zip(edges[::2], edges[1::2], strict=True):  # mullions and borders, lower than the packs
        parts.append(box((a, y, z0), (b, y + 0.02, z1), "aluminium", bevel=0.003, grid=0.4, without="+y"))
    for a, b in _packs(hood):
        for c, d in ((z0, z0 + BORDER), (z1 - BORDER, z1)):
            parts.append(box((a, y, c), (b, y + 0.02, d), "aluminium", bevel=0.003, grid=0.4, without="+y -x +x"))
        parts.append(sheet((a, y + 0.018, z0 + BORDER), (b - a, 0, 0), (0, 0, z1 - z0 - 2 * BORDER), "filter", 0.2))
        for z in np.arange(z0 + BORDER + PLEAT, z1 - BORDER, PLEAT):
            parts.append(sheet((a, y + 0.0172, z), (b - a, 0, 0), (0, 0, 0.004), "joint", 1.0))
        for x in np.linspace(a, b, 5)[1:-1]:  # separators across the pleats
            parts.append(
                sheet((x - 0.002, y + 0.0164, z0 + BORDER), (0.004, 0, 0), (0, 0, z1 - z0 - 2 * BORDER), "filter", 1.0)
            )
    return join(parts)


def _lamps(hood: Solid) -> Shape:
    """Three strips between the packs."""
    packs, y = _packs(hood), hood.low[1] - 0.001
    out = []
    for (_, a), (b, _) in zip(packs[:-1], packs[1:], strict=True):
        x = (a + b - LAMP) / 2
        out.append(sheet((x, y, hood.low[2] + BORDER), (LAMP, 0, 0), (0, 0, hood.size[2] - 2 * BORDER), "light", 0.4))
    return join(out)


def _hood(s: Solid) -> Shape:
    """The plenum, closed to the ceiling: coated panels with their joints, a rim of steel below."""
    (x0, y0, z0), (x1, y1, z1) = s.low, s.high
    parts = [
        box((x0, y0 + 0.05, z0), (x1, y1, z1), "wall", bevel=0.004, grid=0.3, without="+y -y -z"),
        box((x0, y0, z0), (x1, y0 + 0.05, z1), "steel", bevel=0.004, grid=0.4, without="+y -y -z"),
    ]
    for x in np.linspace(x0, x1, 5)[1:-1]:
        parts.append(sheet((x - 0.002, y0 + 0.05, z1 + 0.0006), (0.004, 0, 0), (0, y1 - y0 - 0.05, 0), "joint", 0.4))
    for x in np.linspace(x0, x1, 5)[:-1]:  # quarter-turn locks of the fans' doors
        for dx in (0.06, (x1 - x0) / 4 - 0.06):
            parts.append(
                lathe([(0.009, 0), (0.009, 0.003), (0, 0.004)], "steel.polished", 10)
                .turned(90, "x")
                .moved(x + dx, y1 - 0.06, z1)
            )
    return join(parts)


def _panel() -> Shape:
    """On the hood's front, its lower edge at y 0: nameplate, air speed and lamps."""
    parts = [
        box((-0.62, 0.16, 0), (0.22, 0.34, 0.004), "red", 0.001, without="-z"),
        blend.letters("CLASSE A", 0.05, "white").moved(-0.41, 0.262, 0.0046),
        blend.letters("GRADE A", 0.05, "white").moved(0.0, 0.262, 0.0046),
        blend.letters("FLUX UNIDIRECTIONNEL", 0.021, "white", 2).moved(-0.41, 0.195, 0.0046),
        blend.letters("UNIDIRECTIONAL AIRFLOW", 0.021, "white", 2).moved(0.0, 0.195, 0.0046),
        box((0.42, 0.13, 0), (0.72, 0.37, 0.02), "dark", 0.006, without="-z"),
        sheet((0.44, 0.24, 0.0206), (0.26, 0, 0), (0, 0.11, 0), "display"),
        blend.letters("0,45 m/s", 0.04, "digit").moved(0.57, 0.295, 0.0212),
        lathe([(0.011, 0), (0.01, 0.006), (0, 0.008)], "lamp.green", 14).turned(90, "x").moved(0.47, 0.18, 0.02),
        lathe([(0.011, 0), (0.01, 0.006), (0, 0.008)], "yellow", 14).turned(90, "x").moved(0.52, 0.18, 0.02),
        lathe([(0.011, 0), (0.01, 0.006), (0, 0.008)], "red", 14).turned(90, "x").moved(0.57, 0.18, 0.02),
        lathe([(0.014, 0), (0.014, 0.01), (0, 0.012)], "blue", 14).turned(90, "x").moved(0.66, 0.18, 0.02),
    ]
    return join(parts)


def _post(s: Solid) -> Shape:
    """A square tube 50 mm from the floor to the hood, its foot on a plate."""
    return join(
        [
            box(
                (s.low[0], 0, s.low[2]),
                (s.high[0], s.high[1], s.high[2]),
                "steel",
                bevel=0.006,
                grid=0.3,
                without="+y -y",
            ),
            box(
                (s.low[0] - 0.005, 0, s.low[2] - 0.005),
                (s.high[0] + 0.005, 0.012, s.high[2] + 0.005),
                "steel",
                0.003,
                without="-y",
            ),
        ]
    )


def _curtain(s: Solid) -> Shape:
    """Overlapping strips from a rail, each a little bowed; seen from both sides."""
    (x0, y0, z0), (x1, y1, z1) = s.low, s.high
    x = (x0 + x1) / 2
    parts = [box((x0, y1 - 0.04, z0), (x1, y1, z1), "steel", bevel=0.003, grid=0.5, without="+y")]
    count = round((z1 - z0 - STRIP_OVERLAP) / (STRIP - STRIP_OVERLAP))
    pitch = (z1 - z0 - STRIP) / (count - 1)
    for k in range(count):
        z = z0 + k * pitch
        lean = 0.005 if k % 2 else -0.005
        low = y0 + 0.004 * (k * 3 % 4)
        rows = []
        for y in (low, low + 0.45 * (y1 - low), y1 - 0.03):
            free = (y1 - y) / (y1 - y0)
            rows.append(
                [
                    (x + lean + 0.004 * free * sin(pi * u) * (1 if k % 2 else -1), y, z + u * STRIP)
                    for u in (0.0, 0.33, 0.67, 1.0)
                ]
            )
        parts += _both_sides(np.array(rows), "strip")
    return join(parts)


def _both_sides(rows: np.ndarray, material: str) -> list[Shape]:
    """A thin sheet of rows of points, a face for each side."""
    columns = rows.shape[1]
    faces = []
    for i in range(len(rows) - 1):
        for j in range(columns - 1):
            a = i * columns + j
            faces += [(a, a + 1, a + columns + 1), (a, a + columns + 1, a + columns)]
    points = rows.reshape(-1, 3)
    return [mesh(points, faces, material), mesh(points, np.array(faces)[:, ::-1], material)]


def _visor(s: Solid) -> Shape:
    """Polycarbonate, 10 mm, in a steel edge: it stops breath from the front; hinges above, two handles below."""
    (x0, y0, z0), (x1, y1, z1) = s.low, s.high
    z = (z0 + z1) / 2
    parts = []
    for a, b in ((z + 0.005, 0), (z - 0.005, 180)):
        pane = sheet((x0 - (x0 + x1) / 2, y0 + 0.02, 0), (x1 - x0, 0, 0), (0, y1 - y0 - 0.05, 0), "pane")
        parts.append(pane.turned(b).moved((x0 + x1) / 2, 0, a))
    parts.append(box((x0, y0, z0), (x1, y0 + 0.022, z1), "steel.polished", 0.004))
    parts.append(box((x0, y1 - 0.035, z0), (x1, y1, z1), "steel", 0.004, without="+y"))
    for x in np.linspace(x0 + 0.3, x1 - 0.3, 3):
        parts.append(rod((x - 0.05, y1 - 0.036, z), (x + 0.05, y1 - 0.036, z), 0.008, "steel.polished", 8))
    for x in (x0, (x0 + x1) / 2 - 0.006, x1 - 0.012):
        parts.append(box((x, y0 + 0.02, z - 0.007), (x + 0.012, y1 - 0.03, z + 0.007), "steel", 0.002, without="+y -y"))
    return join(parts)


def _bench(s: Solid) -> Shape:
    """Folded worktop with slots along its front and back edges, so that the air leaves without a vortex; frame, feet."""
    (x0, _, z0), (x1, top, z1) = s.low, s.high
    parts = [box((x0, top - TOP, z0), (x1, top, z1), "steel", bevel=0.005, grid=0.15)]
    count = int((x1 - x0 - 0.1) / 0.032)
    for k in range(count):
        x = x0 + 0.05 + (k + 0.5) * (x1 - x0 - 0.1) / count
        for row in range(2):
            for z in (z1 - 0.03 - 0.05 * row, z0 + 0.03 + SLOT[1] + 0.05 * row):
                parts.append(sheet((x - SLOT[0] / 2, top + 0.0006, z), (SLOT[0], 0, 0), (0, 0, -SLOT[1]), "black"))
    for x in (x0 + 0.03, x1 - 0.03 - LEG):
        for z in (z0 + 0.03, z1 - 0.03 - LEG):
            parts.append(box((x, 0.05, z), (x + LEG, top - TOP, z + LEG), "steel", 0.004, 0.3, without="+y"))
            foot = [(0, 0), (0.022, 0), (0.024, 0.012), (0.008, 0.018), (0.008, 0.05)]
            parts.append(lathe(foot, "steel.polished", 12).moved(x + LEG / 2, 0, z + LEG / 2))
        parts.append(
            box(
                (x + 0.005, 0.2, z0 + 0.03 + LEG),
                (x + LEG - 0.005, 0.23, z1 - 0.03 - LEG),
                "steel",
                0.003,
                without="-z +z",
            )
        )
    parts.append(
        box(
            (x0 + 0.03 + LEG, 0.2, (z0 + z1) / 2 - 0.015),
            (x1 - 0.03 - LEG, 0.23, (z0 + z1) / 2 + 0.015),
            "steel",
            0.003,
            0.4,
            without="-x +x",
        )
    )
    for z in (z0 + 0.035, z1 - 0.06):
        parts.append(
            box(
                (x0 + 0.03 + LEG, top - TOP - 0.05, z),
                (x1 - 0.03 - LEG, top - TOP, z + 0.025),
                "steel",
                0.002,
                0.4,
                without="-x +x +y",
            )
        )
    return join(parts)


def _back(bench: Solid, hood: Solid) -> Shape:
    """Steel lining of the wall behind the bench, return slots along its foot, and a rail with hooks for bags."""
    x0, x1, y0, y1, z = hood.low[0] + 0.05, hood.high[0] - 0.05, bench.high[1] - 0.1, hood.low[1], hood.low[2]
    parts = [box((x0, y0, z), (x1, y1, z + 0.004), "steel", 0.001, 0.3, without="-z +y")]
    for x in np.linspace(x0, x1, 4)[1:-1]:
        parts.append(sheet((x - 0.001, y0, z + 0.0046), (0.002, 0, 0), (0, y1 - y0, 0), "dark", 0.7))
    for x in np.linspace(x0 + 0.06, x1 - 0.06, 44):
        parts.append(sheet((x - 0.006, y0 + 0.03, z + 0.0046), (0.012, 0, 0), (0, 0.05, 0), "black"))
    rail = (y0 + y1) / 2 + 0.3
    parts.append(rod((x0 + 0.3, rail, z + 0.07), (x1 - 0.3, rail, z + 0.07), 0.008, "steel.polished", 10))
    for x in np.linspace(x0 + 0.4, x1 - 0.4, 3):
        parts.append(rod((x, rail, z + 0.004), (x, rail, z + 0.07), 0.006, "steel.polished", 8))
    for x in (x1 - 0.75, x1 - 0.55):
        bow = [(x, rail + 0.012 * sin(t), z + 0.07 + 0.012 * cos(t)) for t in np.linspace(pi, -0.4 * pi, 7)]
        parts.append(
            sweep([*bow, (x, rail - 0.05, z + 0.07), (x, rail - 0.06, z + 0.082)], 0.0025, "steel.polished", 6)
        )
    return join([*parts, _hung_bag().moved(x1 - 0.65, rail - 0.055, z + 0.075)])


def _hung_bag() -> Shape:
    """A 3 L bag of buffer from two hooks at y 0: film, welded rim, print, two ports with tubing that is clamped off."""
    w, h = 0.13, 0.34
    ticks_u, ticks_v = np.linspace(-1, 1, 9), np.linspace(0, 1, 9)
    front = [
        [(w * u, -0.01 - h * v, 0.028 * (1 - u**4) * sin(pi * v) * (0.5 + v)) for u in ticks_u] for v in ticks_v[::-1]
    ]
    parts = [_both_sides(np.array(front), "pouch")[0], _both_sides(np.array(front) * [1, 1, -0.6], "pouch")[1]]
    for a, b in (
        ((-w - 0.012, -0.012 - h), (w + 0.012, -h)),
        ((-w - 0.012, -0.03), (w + 0.012, 0.004)),
        ((-w - 0.012, -h), (-w, -0.03)),
        ((w, -h), (w + 0.012, -0.03)),
    ):
        parts.append(box((*a, -0.001), (*b, 0.001), "film", 0.0))
    parts.append(blend.letters("NaCl 0,9 %   3 L", 0.016, "label.blue", 2).moved(0, -0.1, 0.0335))
    for x, reach in ((-0.05, 0.3), (0.04, 0.1)):
        path = [
            (x, -h - 0.005, 0),
            (x, -h - 0.09, 0.004),
            (x + 0.4 * reach, -h - 0.15 - 0.1 * reach, 0.03),
            (x + reach, -h - 0.06, 0.05),
            (x + reach * 1.1, -0.18, 0.045),
        ]
        parts.append(sweep(smooth(path, 4), 0.0045, "silicone", 6))
        parts.append(box((x - 0.008, -h - 0.05, -0.008), (x + 0.008, -h - 0.035, 0.012), "blue", 0.0))
    return join(parts)


def probe(bench: Solid, counter: np.ndarray) -> dict[str, Shape]:
    """`unit.probe`, the isokinetic cup (28.3 L/min: 36 mm mouth at 0.45 m/s) on its pillar, looking up at working height, and
    `unit.tube` from it through the side curtain to the counter's inlet at `counter`."""
    x, y, z = bench.low[0] + 0.22, bench.high[1], bench.low[2] + 0.24
    cup = lathe(
        [(0.004, -0.11), (0.006, -0.1), (0.006, -0.06), (0.019, 0.0), (0.018, 0.0), (0.005, -0.055)],
        "steel.polished",
        20,
    )
    mouth = np.array([x, y + 0.3, z])
    pillar = [
        lathe([(0.045, 0), (0.045, 0.006), (0.012, 0.01), (0.006, 0.014)], "steel", 20).moved(x + 0.06, y, z),
        rod((x + 0.06, y, z), (x + 0.06, y + 0.26, z), 0.006, "steel.polished", 10),
        rod((x + 0.07, y + 0.22, z), (x - 0.008, y + 0.22, z), 0.005, "steel.polished", 8),
        lathe([(0.011, 0.21), (0.011, 0.235), (0, 0.235)], "steel", 12).moved(x + 0.06, y, z),
    ]
    start = mouth - [0, 0.11, 0]
    ends = [
        start,
        start - [0.0, 0.1, 0.0],
        start + [-0.12, -0.17, 0],
        np.array([counter[0] + 0.25, y + 0.08, z]),
        counter + [0.08, 0.1, 0],
        counter + [0, 0.05, 0],
        counter,
    ]
    return {"unit.probe": join([cup.moved(*mouth), *pillar]), "unit.tube": sweep(smooth(ends), 0.0055, "silicone", 8)}


def smooth(points: list, steps: int = 5) -> np.ndarray:
    """A curve through points (Catmull-Rom)."""
    p = np.array([points[0], *points, points[-1]], float)
    out = []
    for a, b, c, d in zip(p[:-3], p[1:-2], p[2:-1], p[3:], strict=True):
        for t in np.arange(steps) / steps:
            out.append(
                0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t**2 + (3 * b - a - 3 * c + d) * t**3)
            )
    return np.array([*out, points[-1]])
