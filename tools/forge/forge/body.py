"""Parts of a person as a mirror or a bystander sees them: head, eyes, hair, foot.

Head, eyes and hair lie about the point between the eyes: +Y to the crown, -Z the way they look, metres. A foot runs along
+Y from heel to toes, its capsule's axis from y 0 to y 1 as the twin has it, the capsule's radius 1 across; -Z is the upper
side.
"""

from __future__ import annotations

from math import cos, pi, sin

import numpy as np

from .shapes import Shape, join, lathe, loft, sweep

AROUND = 18
# (y, half width, half depth, shift to the front) from heel to toes. Design.
FOOT: list[tuple[float, float, float, float]] = [
    (-0.24, 0.40, 0.50, -0.35),
    (-0.18, 0.72, 0.90, -0.1),
    (0.05, 0.86, 1.20, 0.2),
    (0.40, 0.92, 0.95, -0.05),
    (0.75, 1.15, 0.65, -0.35),
    (1.00, 1.12, 0.50, -0.5),
    (1.18, 0.80, 0.38, -0.6),
    (1.24, 0.35, 0.25, -0.65),
]

# (y, half width, z of the front, z of the back) from under the chin to the crown: an adult's mean head (breadth 15 cm, length
# 19 cm, chin to eyes 12 cm; ISO/TR 7250-2), inside the twin's capsule so that a hood lies over it.
HEAD: list[tuple[float, float, float, float]] = [
    (-0.124, 0.012, 0.022, 0.050),
    (-0.121, 0.026, 0.006, 0.080),
    (-0.113, 0.038, -0.004, 0.100),
    (-0.098, 0.047, -0.007, 0.118),
    (-0.080, 0.053, -0.004, 0.132),
    (-0.062, 0.058, -0.006, 0.143),
    (-0.040, 0.064, -0.004, 0.155),
    (-0.018, 0.069, -0.003, 0.165),
    (0.004, 0.071, -0.004, 0.171),
    (0.026, 0.072, -0.009, 0.174),
    (0.048, 0.073, -0.008, 0.174),
    (0.070, 0.070, 0.001, 0.169),
    (0.090, 0.060, 0.017, 0.155),
    (0.104, 0.044, 0.037, 0.135),
    (0.111, 0.026, 0.058, 0.113),
    (0.114, 0.008, 0.077, 0.094),
]
# What a face adds to that: middle x (and the same on the other side) and y, spread of both, metres to the front. Design.
FACE: list[tuple[float, float, float, float, float]] = [
    (0.0, 0.004, 0.0065, 0.016, 0.006),  # bridge of the nose
    (0.0, -0.018, 0.0075, 0.014, 0.010),
    (0.0, -0.034, 0.0085, 0.0085, 0.015),  # its tip
    (0.0115, -0.038, 0.0055, 0.006, 0.007),  # its wings
    (0.031, -0.001, 0.013, 0.0095, -0.0085),  # eyes lie deep
    (0.030, 0.021, 0.019, 0.0065, 0.0035),  # brows
    (0.041, -0.024, 0.014, 0.013, 0.0035),  # cheekbones
    (0.0, -0.063, 0.016, 0.0036, 0.0038),  # lips
    (0.0, -0.0685, 0.021, 0.0016, -0.0036),
    (0.0, -0.0745, 0.014, 0.0042, 0.0042),
    (0.0, -0.084, 0.014, 0.004, -0.0025),
    (0.0, -0.102, 0.015, 0.010, 0.005),  # chin
]
COLUMNS, ROWS = 60, 76
EYE_X = 0.031


def _through(values: np.ndarray, steps: np.ndarray) -> np.ndarray:
    """A smooth curve through evenly numbered rows (Catmull-Rom)."""
    padded = np.vstack([2 * values[0] - values[1], values, 2 * values[-1] - values[-2]])
    index = np.minimum(steps.astype(int), len(values) - 2)
    t = (steps - index)[:, None]
    a, b, c, d = (padded[index + k] for k in range(4))
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)))


def _skin(row: np.ndarray, angle: float) -> tuple[float, float, float]:
    """The point of a row of `HEAD` at an angle from the front, with what the face adds."""
    y, width, front, back = row
    middle = (front + back) / 2
    across, ahead = sin(angle), cos(angle)
    # A skull is squarer than an ellipse behind, and a face flatter before.
    x = width * np.sign(across) * abs(across) ** 0.88
    z = middle - (middle - front if ahead > 0 else back - middle) * np.sign(ahead) * abs(ahead) ** 0.9
    if ahead > 0:
        for at, up, wide, high, out in FACE:
            for side in {at, -at}:
                z -= out * np.exp(-(((x - side) / wide) ** 2) - ((y - up) / high) ** 2)
    return x, y, z


def _row(y: float) -> np.ndarray:
    """The row of the head at a height."""
    table = np.array(HEAD)
    return np.array([np.interp(y, table[:, 0], table[:, k]) for k in range(4)])


def _rows() -> np.ndarray:
    """Rows of the head, dense where the face is."""
    table = np.array(HEAD)
    fine = _through(table, np.linspace(0, len(table) - 1, 400))
    density = 1 + 1.6 * np.exp(-(((fine[:, 0] + 0.045) / 0.05) ** 2))
    length = np.concatenate([[0], np.cumsum(np.linalg.norm(np.diff(fine, axis=0), axis=1) * density[1:])])
    pick = np.linspace(0, length[-1], ROWS)
    return np.column_stack([np.interp(pick, length, fine[:, k]) for k in range(4)])


def _angles() -> np.ndarray:
    """Around the head from the front, denser there."""
    turn = np.linspace(-pi, pi, COLUMNS, endpoint=False)
    return turn - 0.55 * np.sin(turn)


def head() -> Shape:
    """A face with closed lips, and ears."""
    skin = loft([[_skin(row, angle) for angle in _angles()] for row in _rows()], "cast")
    ear = lathe([(0.0, -0.004), (0.7, -0.004), (1.0, -0.001), (0.95, 0.003), (0.72, 0.002), (0.0, -0.002)], "cast", 18)
    ear = ear.scaled(0.030, 1.0, 0.017).turned(-90, "z").turned(-12, "x").turned(-22, "y")
    left = ear.mirrored()
    return join([skin, ear.moved(0.0715, -0.012, 0.088), left.moved(-0.0715, -0.012, 0.088)])


def eyes() -> Shape:
    """Both eyes, open, and their brows."""
    ball = lathe([(sin(t), -cos(t)) for t in np.linspace(0, pi, 11)], "eye", 16)
    iris = lathe([(0.0056, -0.0012), (0.0050, 0.0003), (0.0024, 0.0010), (0.0, 0.0011)], "iris", 14).turned(-90, "x")
    pupil = lathe([(0.0023, 0.0006), (0.0019, 0.0014), (0.0, 0.0016)], "black", 10).turned(-90, "x")
    brow = []
    for x, y in ((0.012, 0.0195), (0.021, 0.0235), (0.031, 0.0255), (0.041, 0.0235), (0.049, 0.0180)):
        row = _row(y)
        angle = min(np.linspace(0, 1.4, 281), key=lambda t: abs(_skin(row, t)[0] - x))
        px, py, pz = _skin(row, angle)
        brow.append((px, py, pz + 0.0006))
    one = [
        ball.scaled(0.0140, 0.0048, 0.0085).moved(EYE_X, -0.001, 0.0062),
        iris.scaled(1.05, 0.8, 1.0).moved(EYE_X, -0.001, -0.0022),
        pupil.moved(EYE_X, -0.001, -0.0022),
        sweep(brow, 0.0021, "hair", 6),
    ]
    right = join(one)
    return join([right, right.mirrored()])


def hair() -> Shape:
    """Short hair over the crown, the temples and the back of the head."""
    rings = []
    for share in np.linspace(0, 1, 16):
        ring = []
        for angle in np.linspace(-pi, pi, 36, endpoint=False):
            ahead = cos(angle)
            # Where it begins: over the brow, before the ear, in the neck.
            low = 0.072 if ahead > 0.55 else 0.072 - 0.085 * min(1.0, (0.55 - ahead) / 0.6)
            low = low if ahead > -0.2 else -0.013 - 0.055 * min(1.0, (-0.2 - ahead) / 0.5)
            y = low + (0.114 - low) * share
            x, y, z = _skin(_row(y), angle)
            thick = 1 + 0.10 * min(1.0, 4 * share)
            ring.append((x * thick, y + 0.009 * share, 0.085 + (z - 0.085) * thick))
        rings.append(ring)
    return loft(rings, "cast")


def foot() -> Shape:
    """A foot in a sock or a shoe."""
    table = np.array(FOOT)
    steps = np.linspace(0, len(table) - 1, 2 * len(table) - 1)
    angles = [2 * pi * k / AROUND for k in range(AROUND)]
    rings = [[(w * sin(t), h, d * cos(t) - front) for t in angles] for h, w, d, front in _through(table, steps)]
    return loft(rings, "cast")


def parts() -> dict[str, Shape]:
    """`shape.<part>` of all parts."""
    return {f"shape.{made.__name__}": made() for made in (head, eyes, hair, foot)}
