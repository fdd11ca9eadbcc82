"""The cartoner. Flow goes to -X, front +Z, feet at y 0; vials come in on the line z 0."""

from __future__ import annotations

from math import cos, pi, sin

import numpy as np

from . import hardware
from .conveyor import BELT, GAP, GRID, chain, rails, strip
from .machines import base
from .shapes import Shape, box, join, lathe, rod, sheet, sweep


def cartoner(width: float, height: float, depth: float) -> Shape:
    """A horizontal cartoner: bucket chain for vials, carton chain, pushers, carton magazine, rotary feeder, leaflet folder."""
    w, d = width / 2, depth / 2
    parts = [
        base(width, depth, height, 4, ["ENCARTONNEUSE", "CARTONER  EC-01"]),
        chain(0.5, BELT).moved(w - 0.25, 0, 0),
        box((w - 0.5, height, -0.05), (w, BELT - 0.005, 0.05), "steel", 0, without="-y +y"),
        rails(0.5, BELT + 0.012, 0.1).moved(w - 0.25, 0, 0),
        _buckets(1.3).moved(-0.02, height, 0.24),
        _pushers(8).moved(-0.02, height, 0.42),
        _carton_chain(width - 0.5).moved(-0.25, height, -0.02),
        magazine().moved(0.3, height, -0.05),
        feeder().moved(0.12, height + 0.27, -0.05),
        leaflets().moved(-0.35, height, -0.42),
        chain(0.3, BELT).moved(-w + 0.15, 0, 0),
        box((-w, height, -0.05), (-w + 0.3, BELT - 0.005, 0.05), "steel", 0, without="-y +y"),
    ]
    # vials turn off the belt into the buckets
    parts.append(
        strip(
            hardware.rounded(
                [(w - 0.45, BELT + 0.012, -GAP), (w - 0.55, BELT + 0.012, 0.0), (w - 0.62, BELT + 0.012, 0.2)]
            ),
            0.03,
            "acetal.white",
        )
    )
    parts.append(
        lathe([(0, 0), (0.08, 0), (0.08, 0.012), (0.02, 0.014), (0.02, 0.06), (0, 0.06)], "acetal.white", 24).moved(
            w - 0.52, BELT - 0.004, 0.13
        )
    )
    # folding rails that tuck the flaps, both sides of the carton chain
    for z in (-0.09, 0.05):
        for y in (0.09, 0.13):
            parts.append(rod((-w + 0.32, height + y, z), (-0.3, height + y, z), 0.005, "steel.polished", 8))
    for x in (-w + 0.4, -0.4):
        parts.append(box((x - 0.01, height, -0.12), (x + 0.01, height + 0.15, -0.1), "aluminium", 0))
    # hand wheel in front for jogging, cam box, closing station under a smoked hood
    parts.append(handwheel().moved(w - 0.3, height + 0.11, d - 0.14))
    parts.append(box((w - 0.38, height, d - 0.4), (w - 0.22, height + 0.2, d - 0.19), "machine", 0.008, without="-y"))
    parts.append(box((-w + 0.34, height + 0.12, -0.16), (-w + 0.66, height + 0.3, 0.12), "guard.tint", 0.006))
    parts.append(box((-w + 0.36, height, -0.3), (-w + 0.64, height + 0.28, -0.17), "machine", 0.006, without="-y"))
    for x in (-w + 0.42, -w + 0.58):
        parts.append(rod((x, height + 0.2, -0.17), (x, height + 0.2, 0.08), 0.01, "steel.polished", 8))
    # wall of the drive: a plate on edge behind the chains
    parts.append(box((-w + 0.75, height, -0.3), (w - 0.65, height + 0.16, -0.28), "aluminium", 0, without="-y"))
    # servo drives under the roof line at the back, cable tray
    for x in (-0.7, -0.1, 0.6):
        parts.append(hardware.motor(0.2, 0.045).turned(90, "z").moved(x, height, -d + 0.16))
    parts.append(box((-w + 0.06, height + 0.22, -d + 0.06), (w - 0.06, height + 0.225, -d + 0.12), "steel", 0, GRID))
    for k, x in enumerate((-0.7, -0.1, 0.6)):
        parts.append(
            hardware.cable(
                [
                    (x, height + 0.2, -d + 0.16),
                    (x, height + 0.27, -d + 0.13),
                    (x + 0.1, height + 0.24, -d + 0.09),
                    (x + 0.4, height + 0.235, -d + 0.09),
                ],
                0.006,
                "orange" if k % 2 else "black",
            )
        )
    return join(parts)


def handwheel() -> Shape:
    """A hand wheel, 160 mm, with a crank knob; its axis along Z, hub at the origin."""
    r = 0.075
    ring = sweep([(r * cos(t), r * sin(t), 0.0) for t in np.linspace(0, 2 * pi, 21)], 0.009, "black", 6)
    spokes = [rod((0, 0, -0.012), (r * cos(t), r * sin(t), 0), 0.006, "steel.polished", 6) for t in (0.5, 2.6, 4.7)]
    return join(
        [
            ring,
            *spokes,
            rod((0, 0, -0.06), (0, 0, 0.006), 0.016, "black", 12),
            rod((r * 0.7, r * 0.7, 0), (r * 0.7, r * 0.7, 0.05), 0.01, "red", 10),
        ]
    )


def _buckets(length: float) -> Shape:
    """A bucket chain: one trough a vial every 76 mm, feet at y 0."""
    pitch = 0.0762
    parts = [box((-length / 2, 0, -0.07), (length / 2, 0.03, 0.07), "steel", 0, GRID, without="-y")]
    for k in range(int(length / pitch)):
        x = -length / 2 + (k + 0.5) * pitch
        for side in (-1, 1):
            wall = box((-0.0015, 0, -0.055), (0.0015, 0.026, 0.055), "acetal.blue", 0).turned(-20 * side, "z")
            parts.append(wall.moved(x + side * 0.018, 0.034, 0))
        parts.append(box((x - 0.018, 0.03, -0.055), (x + 0.018, 0.036, 0.055), "acetal.blue", 0, without="-y"))
    return join(parts)


def _pushers(count: int) -> Shape:
    """Push rods with white heads, on a carriage: they slide vials and leaflets into cartons towards -Z."""
    pitch = 0.0762
    span = count * pitch
    parts = [
        rod((-span / 2 - 0.05, 0.06, 0.1), (span / 2 + 0.05, 0.06, 0.1), 0.01, "steel.polished", 10),
        rod((-span / 2 - 0.05, 0.06, 0.02), (span / 2 + 0.05, 0.06, 0.02), 0.01, "steel.polished", 10),
    ]
    for x in (-span / 2 - 0.05, span / 2 + 0.05):
        parts.append(box((x - 0.012, 0, -0.01), (x + 0.012, 0.085, 0.13), "aluminium", 0))
    for k in range(count):
        x = -span / 2 + (k + 0.5) * pitch
        parts.append(box((x - 0.014, 0.05, 0.0), (x + 0.014, 0.07, 0.12), "dark", 0))
        parts.append(rod((x, 0.048, -0.09), (x, 0.048, 0.1), 0.005, "steel.polished", 6))
        parts.append(box((x - 0.013, 0.036, -0.105), (x + 0.013, 0.062, -0.09), "acetal.white", 0.003))
    return join(parts)


def _carton_chain(length: float) -> Shape:
    """Two toothed chains with flights, one carton of 40 mm between two; feet at y 0."""
    pitch = 0.0762
    parts = [
        box((-length / 2, 0, -0.06), (length / 2, 0.03, -0.035), "dark", 0, GRID, without="-y"),
        box((-length / 2, 0, 0.01), (length / 2, 0.03, 0.035), "dark", 0, GRID, without="-y"),
    ]
    for k in range(int(length / pitch)):
        x = -length / 2 + (k + 0.5) * pitch
        for side in (-1, 1):
            for z in (-0.047, 0.022):
                parts.append(
                    box(
                        (x + side * 0.021 - 0.002, 0.03, z - 0.008),
                        (x + side * 0.021 + 0.002, 0.075, z + 0.008),
                        "steel.polished",
                        0,
                        without="-y",
                    )
                )
    return join(parts)


def magazine() -> Shape:
    """The carton magazine: a sloping trough of steel bars for flat cartons on edge, 0.55 m long, seen over the front."""
    length, half, slope = 0.5, 0.055, 11
    parts = []
    for x in (-half, half):
        parts.append(rod((x, 0, 0), (x, 0, length), 0.006, "steel.polished", 8))
        parts.append(rod((x, 0.13, 0), (x, 0.13, length), 0.006, "steel.polished", 8))
    for x in (-0.025, 0.025):
        parts.append(box((x - 0.008, -0.012, 0), (x + 0.008, -0.002, length), "acetal.white", 0))
    for z in (0.06, 0.3, 0.52):
        parts.append(box((-half - 0.02, -0.03, z - 0.006), (half + 0.02, -0.012, z + 0.006), "aluminium", 0))
        for side in (-1, 1):
            xs = sorted((side * half + side * 0.006, side * half + side * 0.014))
            parts.append(box((xs[0], -0.03, z - 0.008), (xs[1], 0.15, z + 0.008), "aluminium", 0))
    trough = join(parts).turned(-slope, "x").moved(0, 0.2, 0.06)
    posts = [
        rod((x, 0, z), (x, 0.18 + (z - 0.06) * 0.19, z), 0.01, "steel.polished", 10)
        for x in (-half, half)
        for z in (0.12, 0.5)
    ]
    return join([trough, *posts])


def feeder() -> Shape:
    """The rotary feeder: three arms with red suction cups about an axis along Z, on a bracket to the back."""
    parts = [
        rod((0, 0, -0.45), (0, 0, 0.03), 0.016, "steel.polished", 12),
        lathe([(0, 0), (0.05, 0), (0.05, 0.02), (0, 0.02)], "aluminium", 20).turned(90, "x").moved(0, 0, 0.01),
    ]
    for k in range(3):
        arm = [
            box((-0.012, 0.03, 0.012), (0.012, 0.13, 0.024), "aluminium", 0),
            box((-0.04, 0.12, 0.008), (0.04, 0.135, 0.028), "aluminium", 0),
        ]
        for x in (-0.028, 0.028):
            arm.append(lathe([(0.004, 0.135), (0.004, 0.15), (0.013, 0.165), (0, 0.16)], "cup", 8).moved(x, 0, 0.018))
            arm.append(
                hardware.cable([(x, 0.13, 0.026), (x * 1.2, 0.1, 0.05), (0.01, 0.03, 0.04)], 0.003, "tube.blue", 5)
            )
        parts.append(join(arm).turned(120 * k + 35, "z"))
    parts.append(box((-0.05, -0.27, -0.47), (0.05, 0.06, -0.43), "aluminium", 0.004))
    return join(parts)


def leaflets() -> Shape:
    """The leaflet feeder: hopper tray, pile separator with rollers, folding box; hands leaflets towards +Z."""
    parts = [
        box((-0.2, 0, -0.16), (0.2, 0.22, 0.1), "machine", 0.006),
        box((-0.14, 0.22, -0.14), (0.14, 0.235, 0.08), "steel", 0),
    ]
    for x in (-0.11, 0.11):
        parts.append(box((x - 0.003, 0.235, -0.13), (x + 0.003, 0.42, 0.05), "steel", 0))
    parts.append(sheet((-0.1, 0.25, 0.04), (0.2, 0, 0), (0, 0.1, -0.16), "steel.polished"))
    parts.append(sheet((0.1, 0.249, 0.04), (-0.2, 0, 0), (0, 0.1, -0.16), "steel.polished"))
    for y, z in ((0.27, 0.08), (0.31, 0.09)):
        parts.append(rod((-0.1, y, z), (0.1, y, z), 0.016, "rubber", 12))
    parts.append(box((-0.12, 0.05, 0.1), (0.12, 0.2, 0.22), "guard.tint", 0.004))
    parts.append(sheet((-0.07, 0.05, 0.22), (0.14, 0, 0), (0, 0.001, 0.1), "steel"))
    parts.append(hardware.plate(["NOTICES", "LEAFLETS"], 0.014, "white").moved(0, 0.11, 0.2205))
    return join(parts)
