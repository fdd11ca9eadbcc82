"""Ambient occlusion in vertex colours: how much of the room near a point is open."""

from __future__ import annotations

from math import cos, pi, sin, sqrt

import numpy as np
from mathutils import Vector
from mathutils.bvhtree import BVHTree

from .shapes import Shape, join

RAYS = 48
REACH_M = 1.5  # walls further away than this do not darken: the rooms are small and bright (design)
DARKEST = 0.3  # light that has bounced about a white room reaches every corner (design)


def _cosine_rays(count: int) -> np.ndarray:
    """Directions about +Z, spread by cosine (Fibonacci spiral), so that each counts the same."""
    golden = pi * (3 - sqrt(5))
    rays = []
    for i in range(count):
        radius = sqrt((i + 0.5) / count)
        rays.append((radius * cos(i * golden), radius * sin(i * golden), sqrt(1 - radius * radius)))
    return np.array(rays)


def occlusion(shapes: dict[str, Shape], reach: float = REACH_M) -> dict[str, np.ndarray]:
    """Openness of every point of every shape, DARKEST…1, with all shapes standing in each other's way."""
    whole = join(shapes.values())
    tree = BVHTree.FromPolygons(whole.points.tolist(), whole.triangles.tolist())
    rays = _cosine_rays(RAYS)
    open_share = np.empty(len(whole.points))
    buried = np.zeros(len(whole.points), bool)
    for i, (point, normal) in enumerate(zip(whole.points, whole.normals, strict=True)):
        side = np.cross(normal, [0.0, 1.0, 0.0] if abs(normal[1]) < 0.9 else [1.0, 0.0, 0.0])
        side /= np.linalg.norm(side)
        directions = rays @ np.array([side, np.cross(normal, side), normal])
        start = Vector(point + normal * 2e-3)
        light = behind = 0.0
        for direction in directions:
            _, facing, _, distance = tree.ray_cast(start, direction, reach)
            if distance is None:
                light += 1
            elif facing.dot(Vector(direction)) > 0:
                behind += 1
            else:
                light += (distance / reach) ** 2
        buried[i] = behind > RAYS / 3
        open_share[i] = light / RAYS
    open_share = _spread(whole, open_share, buried)
    shade = DARKEST + (1 - DARKEST) * open_share**0.75
    out, start = {}, 0
    for name, shape in shapes.items():
        out[name] = shade[start : start + len(shape.points)]
        start += len(shape.points)
    return out


def _spread(shape: Shape, value: np.ndarray, unknown: np.ndarray) -> np.ndarray:
    """Gives points that lie inside something else the mean of their neighbours, so that no dark bleeds out of a wall."""
    value, unknown = value.copy(), unknown.copy()
    pairs = np.concatenate([shape.triangles[:, [a, b]] for a, b in ((0, 1), (1, 2), (2, 0), (1, 0), (2, 1), (0, 2))])
    for _ in range(8):
        known = ~unknown[pairs[:, 1]]
        total = np.bincount(pairs[known, 0], weights=value[pairs[known, 1]], minlength=len(value))
        count = np.bincount(pairs[known, 0], minlength=len(value))
        reached = unknown & (count > 0)
        if not reached.any():
            break
        value[reached] = total[reached] / count[reached]
        unknown[reached] = False
    return value
