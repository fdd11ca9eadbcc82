"""Floors, walls, ceilings and doors of a suite."""

from __future__ import annotations

from math import cos, pi, sin

import numpy as np

from . import blend
from .materials import INDEX
from .room import Room, Solid
from .shapes import Shape, box, join, kept, mesh, rod, round_rectangle, sheet, slab, sweep

WALL_GRID = 0.25
CEILING_GRID = 0.3
PANEL_WIDTH = 1.2  # sandwich panels come 1.15-1.2 m wide (design)
JOINT = 0.006  # silicone joint between panels
SKIRTING = 0.10  # coved skirting, 100 mm high, radius 50 (floor screed coves: 40-60 mm)
COVE = 0.05
LINE = 0.05  # floor marking tape, 50 mm
TILE = 0.6  # ceiling grid
LIGHT = (0.6, 1.2)  # flush luminaire, sealed, 600 x 1200
HEPA = 0.6  # terminal filter housing, 600 x 600
LEAF = 0.045  # door leaf thickness
FRAME = 0.05
SIGN_HEIGHT = 1.9
GRADE_SIGNS = {"A": "red", "B": "green", "C": "blue", "D": "grey"}  # design: sites choose their own


def floors(room: Room) -> dict[str, Shape]:
    """`floor.<zone>`, with a red line on the dirty side and a green one on the clean side of every bench; of a zone that
    is enclosed, the tape about it."""
    out = {}
    benches = [s for s in room.solids if s.kind == "bench"]
    for zone, low, high, grade in room.zones:
        if zone.split(".")[0] in room.enclosed():
            out[f"floor.{zone}"] = _taped(low, high)
            continue
        dirty = any(abs(b.middle[2] - low[1]) < 0.01 for b in benches)
        material = "floor.dirty" if dirty and grade != "unclassified" else f"floor.{grade.lower()}"
        (x0, z0), (x1, z1) = low, high
        parts = [sheet((x0, 0, z1), (x1 - x0, 0, 0), (0, 0, z0 - z1), material)]
        for bench in benches:
            if abs(bench.middle[2] - low[1]) < 0.01:
                parts.append(_line(bench, bench.high[2] + LINE, "line.dirty"))
            if abs(bench.middle[2] - high[1]) < 0.01:
                parts.append(_line(bench, bench.low[2], "line.clean"))
        out[f"floor.{zone}"] = join(parts)
    return out


def _line(bench: Solid, z: float, material: str) -> Shape:
    return sheet((bench.low[0], 0.001, z), (bench.size[0], 0, 0), (0, 0, -LINE), material, WALL_GRID)


def _taped(low: np.ndarray, high: np.ndarray) -> Shape:
    """Marking tape on the floor along the inside of a rectangle."""
    (x0, z0), (x1, z1) = low, high
    return join(
        sheet((a, 0.001, d), (b - a, 0, 0), (0, 0, c - d), "line.zone")
        for a, b, c, d in (
            (x0, x1, z0, z0 + LINE),
            (x0, x1, z1 - LINE, z1),
            (x0, x0 + LINE, z0 + LINE, z1 - LINE),
            (x1 - LINE, x1, z0 + LINE, z1 - LINE),
        )
    )


def walls(room: Room) -> dict[str, Shape]:
    """Every wall by its id: panels, joints and skirting, the faces that can be seen only."""
    out = {}
    for wall in room.walls:
        shape = box(wall.low, wall.high, "wall", bevel=0.0, grid=WALL_GRID)
        shape = kept(shape, ~_hidden(room, wall, shape))
        parts = [shape, *_joints(room, wall), *_skirtings(room, wall)]
        out[wall.id] = _lobby(room, join(parts))
    return out


def _hidden(room: Room, wall: Solid, shape: Shape) -> np.ndarray:
    """Which triangles nobody sees: all three corners look out of the rooms or into another wall."""
    corners = shape.points[shape.triangles]
    shrunk = corners + 0.02 * (corners.mean(axis=1, keepdims=True) - corners) + 0.02 * shape.normals[shape.triangles]
    return room.inside(shrunk.reshape(-1, 3), but=wall.id).reshape(-1, 3).all(axis=1)


def _lobby(room: Room, shape: Shape) -> Shape:
    """The unclassified stage has painted walls."""
    for _, low, high, grade in room.zones:
        if grade == "unclassified":
            middles = shape.points[shape.triangles].mean(axis=1)[:, [0, 2]]
            there = ((middles >= low - 0.05) & (middles <= high + 0.05)).all(axis=1)
            shape.paint = np.where(there & (shape.paint == INDEX["wall"]), INDEX["wall.lobby"], shape.paint)
    return shape


def _faces(room: Room, wall: Solid):
    """The long upright faces of a wall that a person can see: start, direction, normal, from, to (metres along)."""
    along = 0 if wall.size[0] > wall.size[2] else 2
    across = 2 - along
    for side in (-1, 1):
        normal = np.zeros(3)
        normal[across] = side
        start = np.array(wall.low)
        start[across] = (wall.low, wall.high)[(side + 1) // 2][across]
        direction = np.zeros(3)
        direction[along] = 1.0
        steps = np.arange(0.01, wall.size[along], 0.02)
        points = start + normal * 0.02 + np.outer(steps, direction) + [0, 0.05, 0]
        seen = ~room.inside(points, but=wall.id)
        edges = np.flatnonzero(np.diff(np.concatenate([[False], seen, [False]]).astype(int)))
        for a, b in zip(edges[::2], edges[1::2], strict=True):
            yield start, direction, normal, round(a * 0.02, 3), round(b * 0.02, 3)


def _joints(room: Room, wall: Solid) -> list[Shape]:
    out = []
    if wall.low[1] > 0:
        return out
    for start, direction, normal, first, last in _faces(room, wall):
        right = np.cross([0, 1, 0], normal)
        for k in range(1, int((last - first) / PANEL_WIDTH - 0.2) + 1):
            at = start + normal * 0.001 + direction * (first + k * PANEL_WIDTH) - right * JOINT / 2
            at[1] = SKIRTING
            out.append(sheet(at, right * JOINT, (0, wall.size[1] - SKIRTING, 0), "joint", 0.3))
    return out


def _skirtings(room: Room, wall: Solid) -> list[Shape]:
    """Hollow round between floor and wall: nothing gathers in a corner that has none."""
    out = []
    if wall.low[1] > 0:
        return out
    arc = [(COVE - COVE * cos(t), COVE - COVE * sin(t)) for t in np.linspace(0, pi / 2, 6)]
    profile = [(0.0, SKIRTING), *arc]
    for start, direction, normal, first, last in _faces(room, wall):
        ticks = np.linspace(first, last, max(2, int((last - first) / WALL_GRID) + 1))
        points = [
            start + direction * t + normal * (away + 0.002) + [0, y + 0.002, 0] for away, y in profile for t in ticks
        ]
        columns = len(ticks)
        faces = []
        for i in range(len(profile) - 1):
            for j in range(columns - 1):
                a, b, c, d = i * columns + j, i * columns + j + 1, (i + 1) * columns + j + 1, (i + 1) * columns + j
                faces += [(a, b, c), (a, c, d)]
        shape = mesh(points, faces, "skirting")
        if (shape.normals @ (normal + [0, 1, 0])).sum() < 0:
            shape = mesh(points, np.array(faces)[:, ::-1], "skirting")
        out.append(shape)
    return out


def lamp_places(room: Room) -> dict[str, list[tuple[float, float]]]:
    """Middles [x, z] of the luminaires of every stage: two rows, three where it is wide, about 1.75 m apart, none where an
    enclosed one hangs."""
    out = {}
    taken = [room.stages()[name] for name in room.enclosed()]
    for stage, (low, high) in room.stages().items():
        rows = max(1, round((high[1] - low[1]) / 1.75))
        depth = (high[1] - low[1]) / rows
        width = _row_width(low, high)
        columns = round((high[0] - low[0]) / width)
        out[stage] = [
            (float(low[0] + (i + 0.5) * width), float(high[1] - (k + 0.5) * depth))
            for k in range(rows)
            for i in range(columns)
        ]
        half = np.array(LIGHT) / 2
        out[stage] = [at for at in out[stage] if not any(((at + half > a) & (at - half < b)).all() for a, b in taken)]
    return out


def _row_width(low: np.ndarray, high: np.ndarray) -> float:
    """Metres of ceiling that a row of luminaires along z has for itself."""
    width = high[0] - low[0]
    return width / max(2, round(width / 2.2))


def ceilings(room: Room) -> dict[str, Shape]:
    """`ceiling.<stage>` with its joints and filter grilles, and `light.<stage>`, the glowing panels."""
    out = {}
    lamps = lamp_places(room)
    for stage, (low, high) in room.stages().items():
        if stage in room.enclosed():
            continue
        y = room.height
        (x0, z0), (x1, z1) = low, high
        parts = [sheet((x0, y, z0), (x1 - x0, 0, 0), (0, 0, z1 - z0), "ceiling", CEILING_GRID)]
        for z in np.arange(z1 - TILE * 2, z0 + 0.1, -TILE * 2):
            parts.append(_under((x0 + x1) / 2, y - 0.001, z, x1 - x0, JOINT, "joint"))
        for x in np.arange((x0 + x1) / 2 - TILE, x1, TILE * 2):
            parts.append(_under(x, y - 0.001, (z0 + z1) / 2, JOINT, z1 - z0, "joint"))
        lights = []
        for x, z in lamps[stage]:
            lights.append(_under(x, y - 0.008, z, LIGHT[0] - 0.04, LIGHT[1] - 0.04, "light"))
            parts.append(_rim(x, y, z, *LIGHT))
        width = _row_width(low, high)
        gaps = round((x1 - x0) / width) - 1  # a filter between two rows, by turns where there are several gaps
        for k, z in enumerate(sorted({z for _, z in lamps[stage]})):
            parts.append(_filter(x0 + width * (1 + k % gaps), y, z))
        out[f"ceiling.{stage}"] = join(parts)
        out[f"light.{stage}"] = join(lights)
    return out


def _under(x: float, y: float, z: float, width: float, depth: float, material: str) -> Shape:
    """A face that looks down."""
    return sheet((x - width / 2, y, z - depth / 2), (width, 0, 0), (0, 0, depth), material, CEILING_GRID)


def _rim(x: float, y: float, z: float, width: float, depth: float, bar: float = 0.02) -> Shape:
    """A flush frame about something set into the ceiling."""
    w, d = width / 2, depth / 2
    bars = [
        (-w, -w + bar, -d, d),
        (w - bar, w, -d, d),
        (-w + bar, w - bar, -d, -d + bar),
        (-w + bar, w - bar, d - bar, d),
    ]
    return join(
        box((x + a, y - 0.012, z + c), (x + b, y, z + e), "aluminium", bevel=0.002, without="+y") for a, b, c, e in bars
    )


def _filter(x: float, y: float, z: float) -> Shape:
    """The perforated face under a terminal HEPA filter, drawn as rows of slots."""
    parts = [_rim(x, y, z, HEPA, HEPA), _under(x, y - 0.006, z, HEPA - 0.04, HEPA - 0.04, "grille")]
    slot, gap = 0.008, 0.04
    for k in range(13):
        parts.append(_under(x, y - 0.007, z + (k - 6) * gap, HEPA - 0.09, slot, "dark"))
    return join(parts)


def returns(room: Room) -> dict[str, Shape]:
    """`return.<stage>`: the low grille through which the air of a clean stage leaves, where a wall is free."""
    width, low_y, high_y = 0.5, 0.16, 0.46
    out = {}
    for stage, (low, high) in room.stages().items():
        if stage in room.enclosed() or any(
            zone.split(".")[0] == stage and grade == "unclassified" for zone, _, _, grade in room.zones
        ):
            continue
        for z in np.arange(high[1] - 0.6, low[1] + 0.5, -0.1):
            side = next(
                (
                    s
                    for s in (1, -1)
                    if not room.covered(
                        np.array([s * high[0] - 0.3, low_y, z - width / 2]),
                        np.array([s * high[0] + 0.3, high_y, z + width / 2]),
                    )
                ),
                None,
            )
            if side is not None:
                out[f"return.{stage}"] = (
                    _grille(width, high_y - low_y)
                    .turned(-90 * side)
                    .moved(side * (high[0] - 0.001), (low_y + high_y) / 2, z)
                )
                break
    return out


def _grille(width: float, height: float) -> Shape:
    """Louvres in a frame about the origin, facing +Z."""
    w, h = width / 2, height / 2
    parts = [sheet((-w, -h, 0.001), (width, 0, 0), (0, height, 0), "dark")]
    for low, high in (
        ((-w, -h), (w, -h + 0.02)),
        ((-w, h - 0.02), (w, h)),
        ((-w, -h), (-w + 0.02, h)),
        ((w - 0.02, -h), (w, h)),
    ):
        parts.append(box((*low, 0), (*high, 0.012), "steel", bevel=0.002, without="-z"))
    count = int(height / 0.03) - 1
    for k in range(count):
        blade = box((-w + 0.02, -0.011, -0.001), (w - 0.02, 0.011, 0.001), "steel", bevel=0.0)
        parts.append(blade.turned(35, "x").moved(y=-h + 0.03 + (k + 0.5) * (height - 0.06) / count, z=0.009))
    return join(parts)


def doors(room: Room) -> dict[str, Shape]:
    """`<door>.frame`, `<door>.plate` (both sides), `<door>.override` and the housings of its lamps."""
    out = {}
    for door in room.doors:
        x, z = door["at"]
        turn = door.get("turn", 0)
        depth = _thickness(room, x, z)
        out[f"{door['id']}.frame"] = _frame(door["width"], door["height"], depth).turned(turn).moved(x, 0, z)
        plates = []
        for at in door["plates"]:
            facing, away = room.facing(np.array(at, float))
            plates.append(_plate(away).turned(facing).moved(*at))
        out[f"{door['id']}.plate"] = join(plates)
        if at := door.get("override"):
            facing, away = room.facing(np.array(at, float))
            out[f"{door['id']}.override"] = _break_glass(away).turned(facing).moved(*at)
    return out


def signs(room: Room) -> dict[str, Shape]:
    """`<door>.sign`: the grade of the room behind, on a plate beside the door on both sides."""
    grades = {zone: grade for zone, _, _, grade in room.zones}
    out = {}
    for door in room.doors:
        x, z = door["at"]
        depth = _thickness(room, x, z) / 2
        plates = []
        for side, behind in zip((1, -1), reversed(door["between"]), strict=True):
            if grades[behind] == "unclassified":
                continue
            plate = box((-0.1, -0.1, 0), (0.1, 0.1, 0.006), GRADE_SIGNS[grades[behind]], bevel=0.002, without="-z")
            sign = join([plate, blend.letters(grades[behind], 0.11, "white").moved(z=0.0068)])
            beside = door["width"] / 2 + FRAME + 0.2
            sign = sign.moved(-beside, SIGN_HEIGHT, depth).turned(0 if side > 0 else 180)
            plates.append(sign.turned(door.get("turn", 0)).moved(x, 0, z))
        if plates:
            out[f"{door['id']}.sign"] = join(plates)
    return out


def _thickness(room: Room, x: float, z: float) -> float:
    """Of the wall that a door is in."""
    return float(
        min(
            min(w.size[0], w.size[2])
            for w in room.walls
            if w.low[0] - 1 < x < w.high[0] + 1 and w.low[2] < z < w.high[2]
        )
    )


def _frame(width: float, height: float, depth: float) -> Shape:
    """Steel jambs and head that clasp the wall, a lamp housing over the door on both sides, a threshold strip."""
    half, d = width / 2, depth / 2 + 0.012
    parts = []
    for side in (-1, 1):
        low, high = sorted((side * (half - 0.012), side * (half + FRAME)))
        parts.append(box((low, 0, -d), (high, height + FRAME, d), "aluminium", grid=WALL_GRID, without="-y"))
        # where the lamp lenses sit: see README, `lamp.red` and `lamp.green`
        parts.append(
            box(
                (-0.09, height + 0.08, side * (d + 0.018) - 0.018),
                (0.09, height + 0.16, side * (d + 0.018) + 0.018),
                "white",
            )
        )
    parts.append(
        box((-half + 0.012, height - 0.012, -d), (half - 0.012, height + FRAME, d), "aluminium", grid=WALL_GRID)
    )
    parts.append(slab(round_rectangle(width - 0.03, depth, 0.005), 0, 0.004, "steel", 0.001))
    return join(parts)


def _plate(away: float) -> Shape:
    """A push plate for elbow or hip, 100 x 200 mm, its face at the origin's plane."""
    back = box((-0.055, -0.105, -away), (0.055, 0.105, -away + 0.006), "dark", bevel=0.002, without="-z")
    return join([back, box((-0.05, -0.10, -away + 0.006), (0.05, 0.10, 0.004), "steel", bevel=0.004)])


def _break_glass(away: float) -> Shape:
    """Emergency release: green box 87 x 87 mm (EN 54-11 size), white pane."""
    parts = [
        box((-0.0435, -0.0435, -away), (0.0435, 0.0435, 0.012), "green", bevel=0.005, without="-z"),
        box((-0.026, -0.02, 0.012), (0.026, 0.026, 0.014), "white", bevel=0.001),
        slab(round_rectangle(0.02, 0.02, 0.01), 0, 0.002, "ink").turned(90, "x").moved(0, 0.003, 0.014),
    ]
    return join(parts)


def moving(room: Room) -> dict[str, Shape]:
    """`door.leaf`: every door of a set has one size."""
    sizes = {(d["width"], d["height"]) for d in room.doors}
    if len(sizes) > 1:
        raise SystemExit("room.json: the doors of one set have one size; the forge makes one `door.leaf`")
    return {"door.leaf": leaf(*size) for size in sizes}


def leaf(width: float, height: float) -> Shape:
    """A door leaf: hinge line at x 0, leaf towards +X, shut in the plane z 0; vision panel and pull bar on both sides."""
    gap = 0.004
    x0, x1, y0, y1 = gap + 0.012, width - gap - 0.012, 0.008, height - gap - 0.012
    win = (x1 - 0.42, x1 - 0.12, 1.15, 1.85)  # vision panel 300 x 700 mm at eye height
    t = LEAF / 2
    out = []
    for low, high, joined in (
        ((x0, y0), (win[0], y1), ""),
        ((win[1], y0), (x1, y1), ""),
        ((win[0], y0), (win[1], win[2]), "-x +x"),
        ((win[0], win[3]), (win[1], y1), "-x +x"),
    ):
        out.append(box((*low, -t), (*high, t), "wall", bevel=0.0, grid=WALL_GRID, without=joined))
    for side in (-1, 1):
        z = side * (t + 0.001)
        pane = sheet((win[0], win[2], 0), (win[1] - win[0], 0, 0), (0, win[3] - win[2], 0), "glass")
        out.append(pane.moved(z=z) if side > 0 else pane.turned(180).moved(x=win[0] + win[1], z=z))
        for low, high in (
            ((win[0] - 0.02, win[2] - 0.02), (win[1] + 0.02, win[2])),
            ((win[0] - 0.02, win[3]), (win[1] + 0.02, win[3] + 0.02)),
            ((win[0] - 0.02, win[2]), (win[0], win[3])),
            ((win[1], win[2]), (win[1] + 0.02, win[3])),
        ):
            zs = sorted((side * t, side * (t + 0.004)))
            out.append(box((*low, zs[0]), (*high, zs[1]), "dark", bevel=0.001))
        zs = sorted((side * t, side * (t + 0.0015)))
        out.append(
            box((x0 + 0.01, y0 + 0.01, zs[0]), (x1 - 0.01, y0 + 0.26, zs[1]), "steel", bevel=0.001)
        )  # kick plate
        out.append(_pull(side, x1 - 0.06, t))
    return join(out)


def _pull(side: int, x: float, t: float) -> Shape:
    bend = [(x, 0.85 + 0.03 * (1 - cos(a)), side * (t + 0.045 * sin(a))) for a in np.linspace(0, pi / 2, 5)]
    top = [(px, 1.9 - py, pz) for px, py, pz in reversed(bend)]
    return join(
        [
            sweep([*bend, *top], 0.011, "steel.polished", 10),
            rod((x, 0.85, 0), (x, 0.85, side * (t + 0.004)), 0.02, "steel"),
        ]
    )
