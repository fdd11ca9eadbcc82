"""Which texel of a light map lies where in the room, and what those receive that no sample reached."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from mathutils import Vector
from mathutils.bvhtree import BVHTree
from mathutils.kdtree import KDTree

# A texel belongs to a triangle up to this far outside it, in texels: what bilinear samples at its edge touch.
REACH = 1.5
# Metres by which a place is moved along its normal when the nearest is looked for, so that the back of a sheet is far.
APART = 0.2
# Metres over a surface within which a sheet hides it.
SHEET = 0.004
# Places that are averaged last, and the share of its brightness by which one may differ and still count for most.
WIDE = 60
ALIKE = 0.12
# Metres from which on a nearer place counts for more.
NEAR = 0.02


@dataclass
class Texels:
    """Row and column of every texel that some triangle needs, its place in the room and the normal there; `inside` those
    whose middle lies in the triangle."""

    at: np.ndarray
    points: np.ndarray
    normals: np.ndarray
    inside: np.ndarray


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
    corners, share = triangles[owner[rows, columns]], shares[rows, columns][:, :, None]
    return Texels(
        at, (points[corners] * share).sum(axis=1), (normals[corners] * share).sum(axis=1), nearest[rows, columns] == 0
    )


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


def under(texels: Texels, tree: BVHTree, shape: tuple[int, int]) -> np.ndarray:
    """Which texels lie close under another sheet, or beside its edge: a joint laid on a wall keeps the light off it."""
    out = np.zeros(shape, bool)
    for (row, column), point, normal in zip(texels.at, texels.points, texels.normals, strict=True):
        start = Vector(point) + Vector(normal) * 2e-4
        aside = Vector(normal).orthogonal()
        ways = [Vector(normal), aside, -aside, aside.cross(normal), -aside.cross(normal)]
        rays = (way + 0.5 * ways[0] for way in ways)
        if any(tree.ray_cast(start, ray, SHEET)[0] is not None for ray in rays):
            out[row, column] = True
    return out


def filled(picture: np.ndarray, known: np.ndarray, texels: Texels, nearest: int, all_of_them: bool) -> np.ndarray:
    """Texels that a triangle needs, each with the mean of the nearest places that were traced and face its way: those that no
    sample reached (seams thinner than a texel, what lies under something else), or all of them."""
    rows, columns = texels.at.T
    places = texels.points + APART * texels.normals
    traced = known[rows, columns] & texels.inside
    tree = KDTree(int(traced.sum()))
    for i in np.flatnonzero(traced):
        tree.insert(places[i], int(i))
    tree.balance()
    out = np.zeros_like(picture) + picture[known].mean(axis=0)
    out[rows, columns] = picture[rows, columns]
    light = picture[rows, columns]
    for i in range(len(rows)) if all_of_them else np.flatnonzero(~traced):
        near = tree.find_n(places[i], nearest)
        weights = np.array([1 / max(away, NEAR) for _, _, away in near])
        out[rows[i], columns[i]] = weights @ light[[j for _, j, _ in near]] / weights.sum()
    return out


def smoothed(picture: np.ndarray, texels: Texels) -> np.ndarray:
    """What is left of the noise, spread over the width of two hands, by places that face the same way and are about as bright:
    the edge of a shadow stays."""
    rows, columns = texels.at.T
    places = texels.points + APART * texels.normals
    inside = np.flatnonzero(texels.inside)
    tree = KDTree(len(inside))
    for i in inside:
        tree.insert(places[i], int(i))
    tree.balance()
    light = picture[rows, columns]
    bright = light.mean(axis=1)
    out = picture.copy()
    for i, place in enumerate(places):
        near = tree.find_n(place, WIDE)
        which = np.array([j for _, j, _ in near])
        weights = np.exp(-(((bright[which] - bright[i]) / (ALIKE * bright[i] + 1e-3)) ** 2))
        out[rows[i], columns[i]] = weights @ light[which] / max(weights.sum(), 1e-6) if weights.any() else light[i]
    return out
