"""Which texel of a light map lies where in the room, and what those receive that no sample reached."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from mathutils import Vector
from mathutils.bvhtree import BVHTree
from scipy.spatial import cKDTree

# A texel belongs to a triangle up to this far outside it, in texels: what bilinear samples at its edge touch.
REACH = 1.5
# Metres by which a place is moved along its normal when the nearest is looked for, so that the back of a sheet is far.
APART = 0.2
# Metres over a surface within which a sheet hides it, and within which what is seen from behind holds it inside.
SHEET = 0.004
DEEP = 0.6
# Places that are averaged last, and the share of its brightness by which one may differ and still count for most.
WIDE = 60
ALIKE = 0.12
# Metres from which on a nearer place counts for more.
NEAR = 0.02


@dataclass
class Texels:
    """Row and column of every texel that some triangle needs; its place in the room and the normal there; how far the place
    moves by a texel to the right and down; `inside` those whose middle lies in the triangle, `whole` those that have only such
    neighbours, all of one chart."""

    at: np.ndarray
    points: np.ndarray
    normals: np.ndarray
    steps: np.ndarray
    chart: np.ndarray
    inside: np.ndarray
    whole: np.ndarray


def laid(points: np.ndarray, normals: np.ndarray, uvs: np.ndarray, triangles: np.ndarray, size: int) -> Texels:
    """Triangles laid on a map of `size` × `size` texels, rows from the top."""
    nearest = np.full((size, size), np.inf)
    owner = np.full((size, size), -1)
    shares = np.zeros((size, size, 3))
    for t, corners in enumerate(uvs[triangles] * size):
        low = np.clip(np.floor(corners.min(axis=0) - REACH).astype(int), 0, size - 1)
        high = np.clip(np.ceil(corners.max(axis=0) + REACH).astype(int), 0, size - 1)
        x, y = np.meshgrid(np.arange(low[0], high[0] + 1) + 0.5, np.arange(low[1], high[1] + 1) + 0.5)
        share, away = _nearest(np.stack([x, y], axis=-1), corners)
        block = (slice(low[1], high[1] + 1), slice(low[0], high[0] + 1))
        better = (away <= REACH) & (away < nearest[block])
        nearest[block] = np.where(better, away, nearest[block])
        owner[block] = np.where(better, t, owner[block])
        shares[block] = np.where(better[..., None], share, shares[block])
    at = np.argwhere(owner >= 0)
    rows, columns = at.T
    triangle = owner[rows, columns]
    corners, share = triangles[triangle], shares[rows, columns][:, :, None]
    chart = _charts(triangles)[triangle]
    inside = nearest[rows, columns] == 0
    charts = np.full((size + 2, size + 2), -1)
    charts[rows + 1, columns + 1] = np.where(inside, chart, -1)
    around = [charts[rows + 1 + i, columns + 1 + j] for i in (-1, 0, 1) for j in (-1, 0, 1)]
    whole = np.all([each == chart for each in around], axis=0)
    places, facing = (points[corners] * share).sum(axis=1), (normals[corners] * share).sum(axis=1)
    return Texels(at, places, facing, _steps(points, uvs * size, triangles)[triangle], chart, inside, whole)


def _charts(triangles: np.ndarray) -> np.ndarray:
    """A number for each triangle, the same for all that hang together."""
    label = np.arange(triangles.max() + 1)
    while True:
        least = label[triangles].min(axis=1)
        before = label.copy()
        for corner in range(3):
            np.minimum.at(label, triangles[:, corner], least)
        label = label[label]
        if (label == before).all():
            return label[triangles[:, 0]]


def _steps(points: np.ndarray, uvs: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    """How far (n, 2, 3) a place in each triangle moves by a texel to the right, and by one down."""
    a, b, c = (triangles[:, i] for i in range(3))
    flat = np.stack([uvs[b] - uvs[a], uvs[c] - uvs[a]], axis=1)
    across = np.abs(np.linalg.det(flat)) > 1e-9
    flat[~across] = np.eye(2)
    return np.linalg.solve(flat, np.stack([points[b] - points[a], points[c] - points[a]], axis=1)) * across[:, None, None]


def _nearest(p: np.ndarray, corners: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Shares (…, 3) of the corners at the place of a triangle that is nearest to p, and how far that is."""
    a, b, c = corners
    edges = [(a, b, 0, 1), (b, c, 1, 2), (c, a, 2, 0)]
    best, share = np.full(p.shape[:-1], np.inf), np.zeros((*p.shape[:-1], 3))
    for start, end, i, j in edges:
        along = end - start
        k = np.clip(((p - start) @ along) / max(along @ along, 1e-12), 0, 1)
        away = np.linalg.norm(p - (start + k[..., None] * along), axis=-1)
        here = np.zeros_like(share)
        here[..., i], here[..., j] = 1 - k, k
        closer = away < best
        best = np.where(closer, away, best)
        share = np.where(closer[..., None], here, share)
    across = (b - a)[0] * (c - a)[1] - (b - a)[1] * (c - a)[0]
    if abs(across) > 1e-9:
        v = ((p[..., 0] - a[0]) * (c - a)[1] - (p[..., 1] - a[1]) * (c - a)[0]) / across
        w = ((b - a)[0] * (p[..., 1] - a[1]) - (b - a)[1] * (p[..., 0] - a[0])) / across
        within = (v >= 0) & (w >= 0) & (v + w <= 1)
        best = np.where(within, 0, best)
        share = np.where(within[..., None], np.stack([1 - v - w, v, w], axis=-1), share)
    return share, best


def under(texels: Texels, tree: BVHTree) -> np.ndarray:
    """Which texels lie, with their middle or a part, close under another sheet, beside its edge or inside of something: a
    joint on a wall or a box that hangs on it keeps the light off."""
    out = np.zeros(len(texels.at), bool)
    parts = np.array([[0, 0], [-0.4, -0.4], [0.4, -0.4], [-0.4, 0.4], [0.4, 0.4]])
    for i, (point, normal, steps) in enumerate(zip(texels.points, texels.normals, texels.steps, strict=True)):
        ahead = Vector(normal)
        aside = ahead.orthogonal()
        ways = [ahead, aside, -aside, aside.cross(ahead), -aside.cross(ahead)]
        start = Vector(point) + ahead * 2e-4
        if any(tree.ray_cast(start, way + 0.5 * ahead, SHEET)[0] is not None for way in ways):
            out[i] = True
            continue
        for part in parts:
            _, met, _, _ = tree.ray_cast(Vector(point + part @ steps) + ahead * 2e-4, ahead, DEEP)
            if met is not None and met.dot(ahead) > 0:
                out[i] = True
                break
    return out


def tamed(light: np.ndarray, trusted: np.ndarray, texels: Texels) -> np.ndarray:
    """What each texel receives (n, 3), no trusted one more than twice or less than half of what is usual around it: glints."""
    places = (texels.points + APART * texels.normals)[trusted]
    bright = light[trusted].mean(axis=1)
    _, which = cKDTree(places).query(places, 25)
    usual = np.median(bright[which], axis=1)
    out = light.copy()
    out[trusted] *= (np.clip(bright, usual / 2, usual * 2) / np.maximum(bright, 1e-6))[:, None]
    return out


def filled(light: np.ndarray, trusted: np.ndarray, texels: Texels) -> np.ndarray:
    """What each texel receives (n, 3): those that are not trusted the mean of the nearest ones that are and face their way."""
    places = texels.points + APART * texels.normals
    away, which = cKDTree(places[trusted]).query(places[~trusted], 3)
    weights = 1 / np.maximum(away, NEAR)
    out = light.copy()
    out[~trusted] = np.einsum("ij,ijk->ik", weights, light[trusted][which]) / weights.sum(axis=1)[:, None]
    return out


def smoothed(light: np.ndarray, texels: Texels) -> np.ndarray:
    """What is left of the noise, spread over the width of two hands, by places that face the same way and are about as bright:
    the edge of a shadow stays."""
    places = texels.points + APART * texels.normals
    tree, inside = cKDTree(places[texels.inside]), light[texels.inside]
    out = np.empty_like(light)
    for some in np.array_split(np.arange(len(light)), len(light) // 20_000 + 1):
        _, which = tree.query(places[some], WIDE)
        near, own = inside[which], light[some].mean(axis=1)[:, None]
        weights = np.exp(-(((near.mean(axis=2) - own) / (ALIKE * own + 1e-3)) ** 2)) + 1e-9
        out[some] = np.einsum("ij,ijk->ik", weights, near) / weights.sum(axis=1)[:, None]
    return out
