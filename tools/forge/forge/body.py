"""Limbs of the estimated body, each to be stretched over a capsule: one's own in a mirror, or a colleague.

A limb runs along +Y, its capsule's axis from y 0 to y 1 as the twin has it (head, neck and torso from the top down, hips
from left to right, arms and legs outwards, a foot from heel to toes); the capsule's radius is 1 across. -Z is the front;
of a foot the upper side.
"""

from __future__ import annotations

from math import cos, pi, sin

import numpy as np

from .shapes import Shape, loft

AROUND = 18
# (y, half width, half depth, shift to the front) from one end to the other. Design, after the girths of an adult of 1.75 m
# on the twin's capsules: upper arm 30 cm, forearm 26, wrist 17, chest 95, thigh 55, calf 37, ankle 23.
PARTS: dict[str, list[tuple[float, float, float, float]]] = {
    "head": [
        (-1.08, 0.15, 0.20, -0.1),
        (-1.00, 0.42, 0.52, -0.1),
        (-0.75, 0.70, 0.86, -0.1),
        (-0.30, 0.83, 1.04, -0.08),
        (0.30, 0.82, 1.04, 0.0),
        (0.90, 0.74, 0.95, 0.08),
        (1.40, 0.60, 0.78, 0.2),
        (1.75, 0.40, 0.45, 0.4),
        (1.88, 0.15, 0.15, 0.45),
    ],
    "neck": [
        (-0.4, 1.0, 1.0, 0.0),
        (0.0, 0.96, 0.98, 0.0),
        (0.6, 0.98, 1.0, 0.0),
        (1.3, 1.2, 1.1, 0.0),
        (1.7, 1.5, 1.1, 0.0),
    ],
    "torso": [
        (-0.52, 0.40, 0.36, -0.05),
        (-0.44, 0.72, 0.46, -0.05),
        (-0.35, 1.25, 0.54, -0.03),
        (-0.20, 1.56, 0.64, 0.0),
        (0.02, 1.46, 0.78, 0.03),
        (0.30, 1.28, 0.84, 0.05),
        (0.62, 1.12, 0.82, 0.05),
        (0.95, 1.02, 0.78, 0.04),
        (1.25, 1.08, 0.80, 0.0),
        (1.50, 1.06, 0.78, 0.0),
    ],
    "hips": [
        (-0.44, 0.35, 0.35, 0.0),
        (-0.38, 0.72, 0.66, 0.0),
        (-0.15, 1.00, 0.90, 0.0),
        (0.25, 1.06, 0.96, 0.0),
        (0.75, 1.06, 0.96, 0.0),
        (1.15, 1.00, 0.90, 0.0),
        (1.38, 0.72, 0.66, 0.0),
        (1.44, 0.35, 0.35, 0.0),
    ],
    "upper_arm": [
        (-0.12, 0.35, 0.35, 0.0),
        (-0.08, 0.78, 0.78, 0.0),
        (0.06, 1.08, 1.12, 0.0),
        (0.35, 1.00, 1.05, 0.0),
        (0.75, 0.86, 0.92, 0.0),
        (1.00, 0.82, 0.82, 0.0),
        (1.10, 0.55, 0.55, 0.0),
    ],
    "forearm": [
        (-0.10, 0.60, 0.60, 0.0),
        (0.00, 1.08, 1.08, 0.0),
        (0.22, 1.18, 1.18, 0.0),
        (0.55, 1.00, 0.98, 0.0),
        (0.85, 0.80, 0.70, 0.0),
        (1.00, 0.80, 0.62, 0.0),
        (1.05, 0.70, 0.50, 0.0),
    ],
    "thigh": [
        (-0.15, 0.65, 0.75, 0.0),
        (0.00, 1.10, 1.16, 0.0),
        (0.20, 1.14, 1.16, 0.0),
        (0.60, 0.92, 0.98, 0.03),
        (0.90, 0.75, 0.80, 0.05),
        (1.02, 0.72, 0.78, 0.05),
        (1.10, 0.45, 0.50, 0.0),
    ],
    "shin": [
        (-0.08, 0.65, 0.70, 0.0),
        (0.02, 1.04, 1.08, 0.0),
        (0.28, 1.12, 1.20, -0.15),
        (0.55, 0.92, 0.98, -0.1),
        (0.85, 0.68, 0.74, 0.0),
        (0.98, 0.72, 0.80, 0.0),
        (1.08, 0.60, 0.70, 0.0),
    ],
    "foot": [
        (-0.24, 0.40, 0.50, -0.35),
        (-0.18, 0.72, 0.90, -0.1),
        (0.05, 0.86, 1.20, 0.2),
        (0.40, 0.92, 0.95, -0.05),
        (0.75, 1.15, 0.65, -0.35),
        (1.00, 1.12, 0.50, -0.5),
        (1.18, 0.80, 0.38, -0.6),
        (1.24, 0.35, 0.25, -0.65),
    ],
}


def limb(outline: list[tuple[float, float, float, float]]) -> Shape:
    """A round limb over its outline, smoothed along y."""
    table = np.array(outline)
    steps = np.linspace(0, len(table) - 1, 2 * len(table) - 1)
    angles = [2 * pi * k / AROUND for k in range(AROUND)]
    rings = [[(w * sin(t), h, d * cos(t) - front) for t in angles] for h, w, d, front in _through(table, steps)]
    return loft(rings, "skin")


def _through(values: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """A smooth curve through evenly numbered rows (Catmull-Rom)."""
    padded = np.vstack([2 * values[0] - values[1], values, 2 * values[-1] - values[-2]])
    index = np.minimum(steps.astype(int), len(values) - 2)
    t = (steps - index)[:, None]
    a, b, c, d = (padded[index + k] for k in range(4))
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))


def parts() -> dict[str, Shape]:
    """`body.<part>` of all parts."""
    return {f"body.{name}": limb(outline) for name, outline in PARTS.items()}
