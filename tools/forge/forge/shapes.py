"""Shapes as plain triangles with normals: few primitives, each with named measures in metres."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import ceil, cos, pi, radians, sin

import numpy as np

from .materials import INDEX

Vec = Sequence[float]


@dataclass
class Shape:
    """`points` and `normals` (n, 3); `triangles` (m, 3), counter-clockwise from outside; `paint` (m,) of materials."""

    points: np.ndarray
    normals: np.ndarray
    triangles: np.ndarray
    paint: np.ndarray

    def moved(self, x: float = 0.0, y: float = 0.0, z: float = 0.0) -> Shape:
        return Shape(self.points + np.array([x, y, z]), self.normals, self.triangles, self.paint)

    def turned(self, degrees: float, axis: str = "y") -> Shape:
        """Counter-clockwise about an axis through the origin, seen from its positive end."""
        c, s = round(cos(radians(degrees)), 12), round(sin(radians(degrees)), 12)
        i, j = {"x": (1, 2), "y": (2, 0), "z": (0, 1)}[axis]
        matrix = np.eye(3)
        matrix[i, i], matrix[i, j], matrix[j, i], matrix[j, j] = c, -s, s, c
        return Shape(self.points @ matrix.T, self.normals @ matrix.T, self.triangles, self.paint)

    def mirrored(self) -> Shape:
        """Left for right: x becomes -x."""
        flip = np.array([-1.0, 1.0, 1.0])
        return Shape(self.points * flip, self.normals * flip, self.triangles[:, ::-1], self.paint)

    def scaled(self, x: float, y: float, z: float) -> Shape:
        normals = self.normals / np.array([x, y, z])
        normals /= np.linalg.norm(normals, axis=1, keepdims=True)
        return Shape(self.points * np.array([x, y, z]), normals, self.triangles, self.paint)

    def bounds(self) -> tuple[np.ndarray, np.ndarray]:
        return self.points.min(axis=0), self.points.max(axis=0)

    def fitted(self, size: Vec) -> Shape:
        """Moved and stretched so that it fills a box of `size` about the origin."""
        low, high = self.bounds()
        middle = (low + high) / 2
        return self.moved(*-middle).scaled(*(np.array(size) / (high - low)))


def join(shapes: Iterable[Shape]) -> Shape:
    """One shape of many."""
    shapes = list(shapes)
    starts = np.cumsum([0] + [len(s.points) for s in shapes[:-1]])
    return Shape(
        np.concatenate([s.points for s in shapes]),
        np.concatenate([s.normals for s in shapes]),
        np.concatenate([s.triangles + start for s, start in zip(shapes, starts, strict=True)]),
        np.concatenate([s.paint for s in shapes]),
    )


def mesh(points: Sequence[Vec] | np.ndarray, triangles: Sequence[Vec] | np.ndarray, material: str) -> Shape:
    """A shape with smooth normals: share points where it is round, repeat them where it has an edge."""
    points = np.asarray(points, float)
    triangles = np.asarray(triangles, int).reshape(-1, 3)
    a, b, c = (points[triangles[:, i]] for i in range(3))
    across = np.cross(b - a, c - a)
    normals = np.zeros_like(points)
    for i in range(3):
        np.add.at(normals, triangles[:, i], across)
    lengths = np.linalg.norm(normals, axis=1, keepdims=True)
    normals = np.where(lengths > 1e-14, normals / np.maximum(lengths, 1e-14), [0.0, 1.0, 0.0])
    return Shape(points, normals, triangles, np.full(len(triangles), INDEX[material]))


def _grid(rows: int, columns: int, closed: bool = False) -> list[tuple[int, int, int]]:
    """Triangles of a grid of points; `closed` joins the last column to the first."""
    out = []
    for i in range(rows - 1):
        for j in range(columns if closed else columns - 1):
            k = (j + 1) % columns
            a, b, c, d = i * columns + j, i * columns + k, (i + 1) * columns + k, (i + 1) * columns + j
            out += [(a, b, c), (a, c, d)]
    return out


def sheet(origin: Vec, right: Vec, up: Vec, material: str, grid: float = 10.0) -> Shape:
    """A flat face; its normal is `right` x `up`. No edge of its grid is longer than `grid`."""
    origin, right, up = (np.asarray(v, float) for v in (origin, right, up))
    columns = ceil(np.linalg.norm(right) / grid - 1e-6) + 1
    rows = ceil(np.linalg.norm(up) / grid - 1e-6) + 1
    u, v = np.meshgrid(np.linspace(0, 1, max(columns, 2)), np.linspace(0, 1, max(rows, 2)))
    points = origin + u.reshape(-1, 1) * right + v.reshape(-1, 1) * up
    return mesh(points, _grid(max(rows, 2), max(columns, 2)), material)


def box(low: Vec, high: Vec, material: str, bevel: float = 0.003, grid: float = 10.0, without: str = "") -> Shape:
    """A box with chamfered edges whose shading rounds them off. `without` leaves faces out: `-y` the bottom…"""
    low, high = np.asarray(low, float), np.asarray(high, float)
    size = high - low
    bevel = min(bevel, size.min() / 3)
    cuts = [np.linspace(0, 1, max(1, ceil((s - 2 * bevel) / grid - 1e-6)) + 1) for s in size]
    points, normals, triangles = [], [], []
    corner_of: dict[tuple[int, int, int, int, int], int] = {}
    left_out = without.split()
    for axis in range(3):
        i, j = (axis + 1) % 3, (axis + 2) % 3
        for side in (0, 1):
            normal = np.zeros(3)
            normal[axis] = 2 * side - 1
            first = len(points)
            for q, v in enumerate(cuts[j]):
                for p, u in enumerate(cuts[i]):
                    point = np.zeros(3)
                    point[axis] = (low, high)[side][axis]
                    point[i] = low[i] + bevel + u * (size[i] - 2 * bevel)
                    point[j] = low[j] + bevel + v * (size[j] - 2 * bevel)
                    corner_of[(axis, side, 0, p, q)] = len(points)
                    points.append(point)
                    normals.append(normal)
            if "-+"[side] + "xyz"[axis] in left_out:
                continue
            triangles += [(first + a, first + b, first + c) for a, b, c in _grid(len(cuts[j]), len(cuts[i]))]
    if bevel > 0:
        triangles += _chamfers(cuts, corner_of)
    shape = mesh(points, triangles, material)
    shape.normals = np.array(normals)
    return _used(_facing_out(shape))


def _chamfers(cuts: list[np.ndarray], index: dict) -> list[tuple[int, int, int]]:
    """Strips along the twelve edges of a box and its eight corners."""
    out = []
    last = [len(c) - 1 for c in cuts]

    def at(axis: int, side: int, place: dict[int, int]) -> int:
        return index[(axis, side, 0, place[(axis + 1) % 3], place[(axis + 2) % 3])]

    for along in range(3):
        a, b = (along + 1) % 3, (along + 2) % 3
        for sa in (0, 1):
            for sb in (0, 1):
                for k in range(last[along]):
                    p = [at(a, sa, {along: k + d, b: sb * last[b]}) for d in (0, 1)]
                    q = [at(b, sb, {along: k + d, a: sa * last[a]}) for d in (0, 1)]
                    out += [(p[0], q[1], p[1]), (p[0], q[0], q[1])]
    for sx in (0, 1):
        for sy in (0, 1):
            for sz in (0, 1):
                place = {0: sx * last[0], 1: sy * last[1], 2: sz * last[2]}
                out.append(tuple(at(axis, side, place) for axis, side in enumerate((sx, sy, sz))))
    return out


def _facing_out(shape: Shape) -> Shape:
    """Every triangle turned the way its points' normals look."""
    a, b, c = (shape.points[shape.triangles[:, i]] for i in range(3))
    across = np.einsum("ij,ij->i", np.cross(b - a, c - a), shape.normals[shape.triangles].sum(axis=1))
    triangles = np.where(across[:, None] < 0, shape.triangles[:, ::-1], shape.triangles)
    return Shape(shape.points, shape.normals, triangles, shape.paint)


def _used(shape: Shape) -> Shape:
    """Without the points that no triangle has."""
    kept, inverse = np.unique(shape.triangles, return_inverse=True)
    return Shape(shape.points[kept], shape.normals[kept], inverse.reshape(-1, 3), shape.paint)


def kept(shape: Shape, mask: np.ndarray) -> Shape:
    """The triangles of `mask` only."""
    return _used(Shape(shape.points, shape.normals, shape.triangles[mask], shape.paint[mask]))


def lathe(profile: Sequence[tuple[float, float]], material: str, sides: int = 20, crease: float = 35.0) -> Shape:
    """A turned part about +Y: `profile` of (radius, height) from the bottom up; edges above `crease` degrees stay sharp."""
    parts = []
    run = [profile[0]]
    for k in range(1, len(profile)):
        run.append(profile[k])
        if k + 1 < len(profile):
            a = np.subtract(profile[k], profile[k - 1])
            b = np.subtract(profile[k + 1], profile[k])
            turn = abs(np.arctan2(a[0] * b[1] - a[1] * b[0], a @ b))
            if turn < radians(crease):
                continue
        angles = [2 * pi * s / sides for s in range(sides)]
        points = [(r * sin(t), y, r * cos(t)) for r, y in run for t in angles]
        shape = mesh(points, _grid(len(run), sides, closed=True), material)
        parts.append(_without_slivers(shape))
        run = [profile[k]]
    return join(parts)


def _without_slivers(shape: Shape) -> Shape:
    a, b, c = (shape.points[shape.triangles[:, i]] for i in range(3))
    return kept(shape, np.linalg.norm(np.cross(b - a, c - a), axis=1) > 1e-12)


def rod(start: Vec, end: Vec, radius: float, material: str, sides: int = 10) -> Shape:
    """A straight round bar with closed ends."""
    return sweep([start, end], radius, material, sides)


def sweep(path: Sequence[Vec], radius: float, material: str, sides: int = 10) -> Shape:
    """A round tube along a path, ends closed."""
    path = np.asarray(path, float)
    ahead = np.gradient(path, axis=0)
    ahead /= np.linalg.norm(ahead, axis=1, keepdims=True)
    side = np.cross(ahead[0], [0.0, 1.0, 0.0] if abs(ahead[0][1]) < 0.9 else [1.0, 0.0, 0.0])
    angles = np.arange(sides) * 2 * pi / sides
    rings = []
    for point, direction in zip(path, ahead, strict=True):
        side = side - direction * (side @ direction)
        side /= np.linalg.norm(side)
        up = np.cross(side, direction)
        rings.append(point + radius * (np.outer(np.cos(angles), side) + np.outer(np.sin(angles), up)))
    return loft(rings, material)


def loft(rings: Sequence[np.ndarray] | np.ndarray, material: str, caps: bool = True) -> Shape:
    """A skin over rings of equally many points, counter-clockwise seen against the way they go; flat ends."""
    rings = np.asarray(rings, float)
    rows, columns = rings.shape[:2]
    parts = [mesh(rings.reshape(-1, 3), _grid(rows, columns, closed=True), material)]
    middle = rings.mean(axis=(0, 1))
    first = parts[0]
    inward = np.einsum("ij,ij->i", first.normals, first.points - middle).sum() < 0
    if inward:
        parts[0] = mesh(first.points, first.triangles[:, ::-1], material)
    if caps:
        for ring, way in ((rings[0], 1), (rings[-1], -1)):
            if np.ptp(ring, axis=0).max() < 1e-9:
                continue
            points = np.vstack([ring, ring.mean(axis=0)])
            fan = np.array([(columns, (j + 1) % columns, j) for j in range(columns)])
            parts.append(mesh(points, fan if (way == 1) != inward else fan[:, ::-1], material))
    return _without_slivers(join(parts))


def round_rectangle(width: float, depth: float, corner: float, steps: int = 4) -> np.ndarray:
    """Outline (n, 2) of a rectangle with round corners, counter-clockwise in (x, y)."""
    corner = min(corner, width / 2 - 1e-6, depth / 2 - 1e-6)
    out = []
    for quarter, (sx, sy) in enumerate([(1, 1), (-1, 1), (-1, -1), (1, -1)]):
        for k in range(steps + 1):
            t = (quarter + k / steps) * pi / 2
            out.append((sx * (width / 2 - corner) + corner * cos(t), sy * (depth / 2 - corner) + corner * sin(t)))
    return np.array(out)


def slab(outline: np.ndarray, low: float, high: float, material: str, bevel: float = 0.0) -> Shape:
    """An upright prism over an outline (n, 2) of (x, -z), with a chamfer at its rims."""
    middle = (outline.max(axis=0) + outline.min(axis=0)) / 2
    half = np.ptp(outline, axis=0) / 2
    inner = middle + (outline - middle) * (1 - bevel / np.maximum(half, 1e-9))

    def ring(flat: np.ndarray, y: float) -> np.ndarray:
        return np.column_stack([flat[:, 0], np.full(len(flat), y), -flat[:, 1]])

    if bevel == 0.0:
        return loft([ring(outline, low), ring(outline, high)], material)
    return loft(
        [ring(inner, low), ring(outline, low + bevel), ring(outline, high - bevel), ring(inner, high)], material
    )


def pillow(size: Vec, material: str, sag: float = 0.25, steps: int = 10) -> Shape:
    """A soft flat packet about the origin: full in the middle, thin at its seams. `sag` 0 is a slab, 1 a lens."""
    width, height, depth = size
    ticks = np.linspace(-1, 1, steps + 1)
    u, v = np.meshgrid(ticks, ticks)
    thickness = (1 - sag) * np.minimum(1, 6 * (1 - np.maximum(abs(u), abs(v)))) ** 0.5
    thickness += sag * np.sqrt((1 - u**2) * (1 - v**2))
    top = np.column_stack([u.ravel() * width / 2, thickness.ravel() * height / 2, -v.ravel() * depth / 2])
    bottom = top * [1, -1, 1]
    faces = np.array(_grid(steps + 1, steps + 1))
    return mesh(np.vstack([top, bottom]), np.vstack([faces, faces[:, ::-1] + len(top)]), material)
