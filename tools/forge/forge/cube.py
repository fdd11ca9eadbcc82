"""From a picture all around to a cube map whose smaller levels show what rougher surfaces mirror."""

from __future__ import annotations

import numpy as np

# Side of the largest face, texels; each level halves it and adds a fifth of roughness, from 0 to 1.
SIDE = 128
LEVELS = 6
DIRECTIONS = 256


def levels(around: np.ndarray) -> list[np.ndarray]:
    """Six faces a level: (6, side, side, 3), +X −X +Y −Y +Z −Z as graphics cards lay them."""
    smaller = [around]
    while min(smaller[-1].shape[:2]) > 4:
        a = smaller[-1]
        smaller.append((a[::2, ::2] + a[1::2, ::2] + a[::2, 1::2] + a[1::2, 1::2]) / 4)
    return [_level(smaller, SIDE >> i, i / (LEVELS - 1)) for i in range(LEVELS)]


def _level(smaller: list[np.ndarray], side: int, roughness: float) -> np.ndarray:
    ahead = _faces(side)
    if roughness == 0:
        return _look(smaller[0], ahead)
    aside = np.cross(ahead, np.where(np.abs(ahead[..., 1:2]) < 0.9, [0.0, 1.0, 0.0], [1.0, 0.0, 0.0]))
    aside /= np.linalg.norm(aside, axis=-1, keepdims=True)
    up = np.cross(aside, ahead)
    # Half vectors of GGX, seen from straight ahead (Karis, "Real shading in Unreal Engine 4", 2013).
    alpha = roughness**2
    i = np.arange(DIRECTIONS) + 0.5
    turn, u = np.pi * (1 + np.sqrt(5)) * i, i / DIRECTIONS
    cosine = np.sqrt((1 - u) / (1 + (alpha**2 - 1) * u))
    sine = np.sqrt(1 - cosine**2)
    density = alpha**2 / (np.pi * (cosine**2 * (alpha**2 - 1) + 1) ** 2) / 4
    total, weight = np.zeros_like(ahead), 0.0
    for c, s, t, d in zip(cosine, sine, turn, density, strict=True):
        forward = 2 * c * c - 1
        if forward <= 0:
            continue
        half = (s * np.cos(t)) * aside + (s * np.sin(t)) * up + c * ahead
        ray = 2 * c * half - ahead
        # From a level whose texels are as wide as a sample's share of the sphere.
        solid = 1 / (DIRECTIONS * max(d, 1e-6))
        texel = 4 * np.pi / (smaller[0].shape[0] * smaller[0].shape[1])
        level = int(np.clip(round(0.5 * np.log2(max(solid / texel, 1)) + 0.5), 0, len(smaller) - 1))
        total += forward * _look(smaller[level], ray)
        weight += forward
    return total / weight


def _faces(side: int) -> np.ndarray:
    """The direction of every texel, (6, side, side, 3)."""
    t = (np.arange(side) + 0.5) / side * 2 - 1
    x, y = np.meshgrid(t, t)
    one = np.ones_like(x)
    faces = [(one, -y, -x), (-one, -y, x), (x, one, y), (x, -one, -y), (x, -y, one), (-x, -y, -one)]
    directions = np.array([np.stack(face, axis=-1) for face in faces])
    return directions / np.linalg.norm(directions, axis=-1, keepdims=True)


def _look(around: np.ndarray, ray: np.ndarray) -> np.ndarray:
    """Bilinear."""
    height, width = around.shape[:2]
    x = (np.arctan2(ray[..., 0], -ray[..., 2]) / (2 * np.pi) + 0.5) * width - 0.5
    y = np.arccos(np.clip(ray[..., 1], -1, 1)) / np.pi * height - 0.5
    x0, y0 = np.floor(x).astype(int), np.floor(y).astype(int)
    fx, fy = (x - x0)[..., None], (y - y0)[..., None]
    rows = [np.clip(y0, 0, height - 1), np.clip(y0 + 1, 0, height - 1)]
    columns = [x0 % width, (x0 + 1) % width]
    top = around[rows[0], columns[0]] * (1 - fx) + around[rows[0], columns[1]] * fx
    bottom = around[rows[1], columns[0]] * (1 - fx) + around[rows[1], columns[1]] * fx
    return top * (1 - fy) + bottom * fy
