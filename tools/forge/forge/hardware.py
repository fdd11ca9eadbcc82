"""Parts that machines have in common, made about the origin: front +Z, up +Y, metres."""

from __future__ import annotations

from math import cos, pi, sin

import numpy as np

from . import blend
from .shapes import Shape, box, join, lathe, rod, sheet, sweep

PROFILE = 0.04  # aluminium profile of guards, 40 x 40 mm, slot 8
POLYCARBONATE = 0.005


def foot(height: float) -> Shape:
    """A levelling foot: pad 80 mm, stud M16 with its lock nut; the machine begins at `height`."""
    return join(
        [
            lathe([(0.04, 0), (0.04, 0.008), (0.012, 0.022)], "rubber", 8),
            lathe([(0.008, 0.02), (0.008, height - 0.03)], "steel.polished", 6),
            lathe([(0.0145, height - 0.03), (0.0145, height - 0.012), (0, height - 0.012)], "steel.polished", 6),
        ]
    )


def feet(width: float, depth: float, height: float, inset: float = 0.06) -> Shape:
    """One at each corner of a footprint."""
    x, z = width / 2 - inset, depth / 2 - inset
    return join(foot(height).moved(a, 0, b) for a in (-x, x) for b in (-z, z))


def castor(height: float = 0.125) -> Shape:
    """A swivel castor, wheel 100 mm, with its fork."""
    r = 0.05
    wheel = lathe([(0, -0.016), (r, -0.016), (r, 0.016), (0, 0.016)], "rubber", 14).turned(90, "z").moved(y=r)
    hub = lathe([(0, -0.018), (0.02, -0.018), (0.02, 0.018), (0, 0.018)], "grey", 8).turned(90, "z").moved(y=r)
    fork = [box((s * 0.022 - 0.002, 0.04, -0.02), (s * 0.022 + 0.002, height, 0.03), "steel", 0) for s in (-1, 1)]
    return join([wheel, hub, *fork, box((-0.035, height - 0.012, -0.035), (0.035, height, 0.035), "steel", 0)])


def bar(start: tuple, end: tuple, side: float = PROFILE, material: str = "aluminium", slots: bool = True) -> Shape:
    """A profile along one axis between two points, with the dark line of its slot on the four long sides."""
    a, b = np.minimum(start, end), np.maximum(start, end)
    axis = int(np.argmax(b - a))
    half = np.full(3, side / 2)
    half[axis] = 0
    low, high = a - half, b + half
    parts = [box(low, high, material, 0)]
    if slots:
        middle = (low + high) / 2
        for across in range(3):
            if across == axis:
                continue
            other = 3 - axis - across
            for way in (-1, 1):
                origin = middle.copy()
                origin[axis] = low[axis] + 0.004
                origin[across] = (low, high)[(way + 1) // 2][across] + way * 0.0004
                along, up = np.zeros(3), np.zeros(3)
                along[axis] = high[axis] - low[axis] - 0.008
                up[other] = side * 0.2
                origin[other] -= side * 0.1
                face = sheet(origin, along, up, "slot")
                if face.normals[0][across] * way < 0:
                    face = sheet(origin + up, along, -up, "slot")
                parts.append(face)
    return join(parts)


def pane(width: float, height: float, material: str = "guard") -> Shape:
    """Clear plastic seen from both sides: lower left corner at the origin, in the plane z 0."""
    front = sheet((0, 0, POLYCARBONATE / 2), (width, 0, 0), (0, height, 0), material)
    back = sheet((width, 0, -POLYCARBONATE / 2), (-width, 0, 0), (0, height, 0), material)
    return join([front, back])


def guard(width: float, height: float, thick: float = 0.03) -> Shape:
    """A guard door of polycarbonate in a profile frame: hinge line at x 0, leaf towards +X, outside +Z."""
    t = thick / 2
    parts = [
        box((0, 0, -t), (thick, height, t), "aluminium", 0.002),
        box((width - thick, 0, -t), (width, height, t), "aluminium", 0.002),
        box((thick, 0, -t), (width - thick, thick, t), "aluminium", 0.002, without="-x +x"),
        box((thick, height - thick, -t), (width - thick, height, t), "aluminium", 0.002, without="-x +x"),
        pane(width - 2 * thick, height - 2 * thick).moved(thick, thick, 0),
    ]
    for y in (0.12, height - 0.12):
        parts.append(rod((0.004, y - 0.035, -t + 0.004), (0.004, y + 0.035, -t + 0.004), 0.004, "dark", 8))
        parts.append(box((0.002, y - 0.03, t - 0.004), (0.028, y + 0.03, t), "dark", 0))
    switch = box(
        (width - 0.09, height - thick - 0.03, -t), (width - thick, height - thick, t - 0.006), "safety.yellow", 0.002
    )
    return join([*parts, switch])


def grip(width: float, height: float, thick: float = 0.03) -> Shape:
    """The handle of such a door, outside of it."""
    loop = [(0, -0.07, 0), (0, -0.068, 0.03), (0, -0.05, 0.042), (0, 0.05, 0.042), (0, 0.068, 0.03), (0, 0.07, 0)]
    return sweep(loop, 0.008, "black", 8).moved(width - thick / 2, height * 0.45, thick / 2 - 0.002)


def stop(housing: bool = True) -> Shape:
    """An emergency stop: yellow box 68 x 68 x 52 mm (EN ISO 13850: red on yellow), mushroom 40 mm; its head's face at the origin."""
    parts = [
        lathe([(0.011, -0.03), (0.011, -0.018), (0.02, -0.016), (0.02, -0.006), (0.016, 0), (0, 0.001)], "red", 20),
        lathe([(0.03, -0.0295), (0.011, -0.0295)], "black", 20),
    ]
    head = join(parts).turned(90, "x")
    if not housing:
        return head
    return join([head, box((-0.034, -0.034, -0.082), (0.034, 0.034, -0.03), "safety.yellow", 0.006)])


def stack_light(height: float = 0.42) -> Shape:
    """A signal tower: pole 25 mm, three lenses 60 mm high on a black foot; off, as the line is."""
    r = 0.03
    parts = [lathe([(0.035, 0), (0.035, 0.02), (0.0125, 0.024), (0.0125, height - 0.2)], "dark", 10)]
    y = height - 0.2
    for lens in ("lens.green", "lens.amber", "lens.red"):
        parts.append(lathe([(r + 0.001, y), (r + 0.001, y + 0.006)], "black", 12))
        parts.append(lathe([(r - 0.001, y + 0.006), (r - 0.001, y + 0.06)], lens, 12))
        y += 0.06
    parts.append(lathe([(r + 0.001, y), (r + 0.001, y + 0.012), (r - 0.006, y + 0.02), (0, y + 0.02)], "black", 12))
    return join(parts)


def screen(width: float, height: float, title: str) -> Shape:
    """A touch panel about the origin, its glass at z 0: a title bar, tiles and keys, as operators see them."""
    w, h = width / 2, height / 2
    parts = [
        box((-w - 0.02, -h - 0.02, -0.055), (w + 0.02, h + 0.02, -0.001), "dark", 0.008),
        sheet((-w, -h, 0), (width, 0, 0), (0, height, 0), "screen.page"),
        sheet((-w, h - height * 0.16, 0.0004), (width, 0, 0), (0, height * 0.16, 0), "screen.bar"),
        blend.letters(title, height * 0.07, "white", 2).moved(0, h - height * 0.08, 0.0008),
    ]
    for k, colour in enumerate(
        ("screen.tile", "screen.tile", "screen.green", "screen.tile", "screen.amber", "screen.tile")
    ):
        x = -w + width * (0.04 + 0.32 * (k % 3))
        y = h - height * (0.44 + 0.27 * (k // 3))
        parts.append(sheet((x, y, 0.0004), (width * 0.28, 0, 0), (0, height * 0.22, 0), colour))
        for line in range(2):
            long = width * (0.2, 0.13)[line]
            parts.append(
                sheet(
                    (x + width * 0.02, y + height * (0.13 - 0.08 * line), 0.0008),
                    (long, 0, 0),
                    (0, height * 0.03, 0),
                    "ink",
                )
            )
    for k in range(4):
        x = -w + width * (0.04 + 0.24 * k)
        parts.append(sheet((x, -h + height * 0.04, 0.0004), (width * 0.2, 0, 0), (0, height * 0.1, 0), "screen.bar"))
    return join(parts)


def plate(lines: list[str], height: float, material: str = "white", ink: str = "ink", margin: float = 0.6) -> Shape:
    """An engraved plate about the origin, its back at z 0: `height` of a capital."""
    step = height * 1.7
    words = [blend.letters(text, height, ink, 2).moved(0, -k * step, 0.0024) for k, text in enumerate(lines)]
    shape = join(words)
    low, high = shape.bounds()
    shape = shape.moved(-(low[0] + high[0]) / 2, -(low[1] + high[1]) / 2)
    w, h = (high - low)[0] / 2 + margin * height, (high - low)[1] / 2 + margin * height
    back = box((-w, -h, 0), (w, h, 0.002), material, 0, without="-z")
    return join([back, shape])


def motor(length: float = 0.2, radius: float = 0.055) -> Shape:
    """A gear motor along +X from the origin: flange, ribbed body, fan cover, terminal box."""
    profile = [(radius * 0.95, 0), (radius * 0.95, 0.012), (radius * 0.8, 0.02), (radius * 0.8, 0.045)]
    for rib in np.linspace(0.05, length * 0.62, 3):
        profile += [(radius, rib), (radius, rib + 0.01), (radius * 0.9, rib + 0.012)]
    profile += [(radius * 0.96, length * 0.72), (radius * 0.96, length - 0.006), (radius * 0.85, length), (0, length)]
    body = lathe(profile, "motor", 12).turned(-90, "z")
    low, high = (length * 0.35, radius * 0.85, -0.035), (length * 0.65, radius * 0.85 + 0.045, 0.035)
    return join([body, box(low, high, "motor", 0.004, without="-y")])


def cable(path: list[tuple], radius: float = 0.005, material: str = "black", sides: int = 5) -> Shape:
    """A cable or tube along points, its corners rounded."""
    return sweep(rounded(path), radius, material, sides)


def rounded(path: list[tuple], times: int = 2) -> np.ndarray:
    """A line through the corners' surroundings: each corner cut off at a quarter of its sides."""
    line = np.asarray(path, float)
    for _ in range(times):
        cut = [line[0]]
        for a, b in zip(line[:-1], line[1:], strict=True):
            cut += [a + (b - a) * 0.25, a + (b - a) * 0.75]
        line = np.array([*cut, line[-1]])
    return line


def roller(height: float, radius: float, material: str = "steel.polished", sides: int = 10) -> Shape:
    """An upright idle roller on its pin: feet at y 0."""
    pin = lathe([(0.004, 0), (0.004, 0.012)], "steel", 6)
    return join([pin, lathe([(radius, 0.012), (radius, height), (0, height)], material, sides)])


def door_front(width: float, height: float, material: str, handle: str = "right", vents: bool = False) -> Shape:
    """A cabinet door lying on a front: lower left corner at the origin, proud by 8 mm; hinges, quarter-turn latch, louvres."""
    parts = [box((0.003, 0.003, 0), (width - 0.003, height - 0.003, 0.008), material, 0.002, without="-z")]
    latch, hinge = (width - 0.05, 0.012) if handle == "right" else (0.05, width - 0.012)
    parts.append(
        lathe([(0.014, 0), (0.014, 0.008), (0.01, 0.011), (0, 0.011)], "black", 8)
        .turned(90, "x")
        .moved(latch, height * 0.55, 0.008)
    )
    for y in (height * 0.15, height * 0.85):
        parts.append(rod((hinge, y - 0.025, 0.01), (hinge, y + 0.025, 0.01), 0.006, "steel", 6))
    if vents:
        for k in range(6):
            parts.append(
                sheet((width * 0.25, height * 0.08 + k * 0.018, 0.0086), (width * 0.5, 0, 0), (0, 0.008, 0), "dark")
            )
    return join(parts)


def arc(radius: float, start: float, end: float, steps: int, y: float = 0.0) -> list[tuple[float, float, float]]:
    """Points on a circle about +Y; degrees from +X towards -Z."""
    return [(radius * cos(t), y, -radius * sin(t)) for t in np.linspace(start * pi / 180, end * pi / 180, steps)]
