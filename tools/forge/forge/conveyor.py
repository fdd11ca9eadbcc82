"""What carries vials along the line: turntable, chain conveyors, checkweigher, accumulation. Flow goes to -X, front +Z."""

from __future__ import annotations

from math import pi

import numpy as np

from . import blend, hardware
from .shapes import Shape, box, join, lathe, mesh, rod, sheet, sweep

BELT = 0.90  # height of what vials stand on, all along the line (working height 900 +- 50 mm)
CHAIN = 0.0825  # modular chain K325: 82.5 mm wide (3 1/4 in)
PITCH = 0.0381  # of its links (1 1/2 in)
BEAM = 0.085
GAP = 0.014  # half the way between side rails: a 24 mm vial and 2 mm each side
GRID = 5.0


def chain(length: float, top: float) -> Shape:
    """Upper strand: one plate a link, `top` high."""
    count = int(length / PITCH)
    step = length / count
    z = CHAIN / 2
    links = [
        box(
            (-length / 2 + k * step + 0.0012, top - 0.004, -z),
            (-length / 2 + (k + 1) * step - 0.0012, top, z),
            "acetal",
            0,
            without="-y",
        )
        for k in range(count)
    ]
    bed = sheet((-length / 2, top - 0.0035, z * 0.97), (length, 0, 0), (0, 0, -2 * z * 0.97), "dark")
    return join([*links, bed])


def rails(length: float, y: float, reach: float) -> Shape:
    """Both side rails with their brackets: white strip 20 mm high on a steel bar, held every 0.4 m; `reach` to the knob's end."""
    parts = []
    count = max(2, round(length / 0.4))
    for side in (-1, 1):
        z = side * GAP
        zs = sorted((z, z + side * 0.008))
        parts.append(box((-length / 2, y, zs[0]), (length / 2, y + 0.02, zs[1]), "acetal.white", 0))
        zs = sorted((z + side * 0.008, z + side * 0.013))
        parts.append(box((-length / 2, y + 0.004, zs[0]), (length / 2, y + 0.016, zs[1]), "steel.polished", 0))
        for k in range(count):
            x = -length / 2 + (k + 0.5) * length / count
            post = side * (reach - 0.022)
            parts.append(rod((x, y + 0.01, z + side * 0.013), (x, y + 0.01, post), 0.005, "steel.polished", 6))
            parts.append(box((x - 0.012, y - 0.004, post - 0.012), (x + 0.012, y + 0.024, post + 0.012), "black", 0))
            parts.append(rod((x, y - 0.085, post), (x, y - 0.004, post), 0.006, "steel.polished", 6))
            ends = sorted((side * BEAM / 2, post + side * 0.008))
            parts.append(box((x - 0.012, y - 0.09, ends[0]), (x + 0.012, y - 0.082, ends[1]), "steel", 0))
            knob = sorted((post + side * 0.012, side * reach))
            parts.append(rod((x, y + 0.01, knob[0]), (x, y + 0.01, knob[1]), 0.008, "black", 6))
    return join(parts)


def conveyor(length: float, height: float, depth: float) -> Shape:
    """A chain conveyor's bed: beam 85 mm with slots, upper and return strand, wear strips, side rails. `height` ends above the belt."""
    top = height - 0.03
    half, b = length / 2, BEAM / 2
    parts = [
        chain(length, top),
        rails(length, top + 0.012, depth / 2),
        box((-half, 0.03, -b), (half, top - 0.006, b), "steel", 0, GRID, without="+y"),
        box((-half, top - 0.012, -b - 0.004), (half, top - 0.004, b + 0.004), "acetal.white", 0, GRID),
    ]
    for side in (-1, 1):
        for y in (0.055, 0.085):
            face = sheet((-half, y - 0.004, b + 0.0004), (length, 0, 0), (0, 0.008, 0), "slot")
            parts.append(face if side > 0 else face.turned(180))
    count = int(length / PITCH)
    step = length / count
    for k in range(count):  # the return strand hangs in sight: here lies what fell through
        x = -half + k * step
        parts.append(
            box((x + 0.0012, 0.004, -CHAIN / 2), (x + step - 0.0012, 0.012, CHAIN / 2), "acetal", 0, without="+y")
        )
    for x in (-half + 0.25, half - 0.25):
        parts.append(box((x - 0.01, 0, -b - 0.006), (x + 0.01, 0.03, b + 0.006), "acetal.white", 0))
    return join(parts)


def legs(length: float, height: float) -> Shape:
    """Two frames under a conveyor's bed of this `height`: square tube 40 mm, a tie 0.25 m up, levelling feet, a gear motor."""
    parts = []
    for x in (-length / 2 + 0.12, length / 2 - 0.12):
        for z in (-0.11, 0.11):
            parts.append(
                box((x - 0.02, 0.09, z - 0.02), (x + 0.02, height + 0.06, z + 0.02), "steel", 0.004, GRID, without="-y")
            )
            parts.append(hardware.foot(0.1).moved(x, 0, z))
        parts.append(box((x - 0.015, 0.24, -0.09), (x + 0.015, 0.27, 0.09), "steel", 0, without="-z +z"))
        for side in (-1, 1):
            zs = sorted((side * BEAM / 2, side * 0.09))
            parts.append(
                box((x - 0.02, height + 0.03, zs[0]), (x + 0.02, height + 0.055, zs[1]), "steel", 0, without="-z +z")
            )
    parts.append(
        box((-length / 2 + 0.14, 0.24, -0.015), (length / 2 - 0.14, 0.27, 0.015), "steel", 0, GRID, without="-x +x")
    )
    return join(parts)


def drive(height: float) -> Shape:
    """The gear motor that drives a chain, hung on the bed's side, its cable going down."""
    parts = [
        hardware.motor(0.2, 0.05).turned(90, "y").moved(0, height + 0.05, -0.06),
        box((-0.045, height + 0.005, -0.07), (0.045, height + 0.095, -0.045), "steel", 0.004),
        hardware.cable(
            [
                (0.0, height + 0.1, -0.16),
                (0.0, height + 0.14, -0.19),
                (0.01, height, -0.25),
                (0.02, 0.4, -0.2),
                (0.02, 0.26, -0.02),
            ]
        ),
    ]
    return join(parts)


def tray(length: float, height: float, depth: float) -> Shape:
    """A drip tray hung under a conveyor: 1.5 mm sheet with an upstand; its bottom slopes nowhere, so things lie on it."""
    w, d, t = length / 2, depth / 2, 0.003
    parts = [box((-w, 0, -d), (w, t, d), "steel", 0, GRID)]
    for low, high in (
        ((-w, t, -d), (w, height, -d + t)),
        ((-w, t, d - t), (w, height, d)),
        ((-w, t, -d + t), (-w + t, height, d - t)),
        ((w - t, t, -d + t), (w, height, d - t)),
    ):
        parts.append(box(low, high, "steel", 0, GRID, without="-y"))
    return join(parts)


def turntable(width: float, _height: float, _depth: float) -> Shape:
    """An infeed turntable, disc 1.0 m: cabinet on feet, turned-down disc rim over a ledge, guide arms that lead vials out."""
    r = width / 2
    top = BELT
    side = 0.37  # half of the cabinet, 740 x 740 mm: the disc overhangs it
    parts = [
        box((-side, 0.12, -side), (side, top - 0.13, side), "machine", 0.006, GRID),
        hardware.feet(2 * side, 2 * side, 0.12, 0.07),
        lathe(
            [(0.3, top - 0.13), (0.3, top - 0.07), (r - 0.06, top - 0.06), (r - 0.06, top - 0.052), (0, top - 0.052)],
            "steel",
            32,
        ),
        # the disc: rim turned down 30 mm, under which a vial can hide on the ledge
        lathe(
            [
                (r - 0.014, top - 0.036),
                (r - 0.008, top - 0.036),
                (r - 0.008, top - 0.004),
                (r - 0.012, top),
                (0.06, top),
                (0.055, top + 0.03),
                (0.02, top + 0.045),
                (0, top + 0.046),
            ],
            "steel.polished",
            32,
        ),
        lathe([(0, top - 0.012), (r - 0.014, top - 0.012), (r - 0.014, top - 0.036)], "steel", 32),
        hardware.door_front(0.6, 0.56, "machine").moved(-0.3, 0.16, side),
        hardware.plate(["TABLE ROTATIVE", "TURNTABLE  TR-01"], 0.016, "white").moved(-0.12, 0.66, side + 0.008),
    ]
    parts.append(_rim(r, top, 32))
    # guide arm: vials slide along it to the exit, x -r, on the belt's line
    bow = [
        (0.28, top + 0.02, -0.3),
        (0.05, top + 0.02, -0.32),
        (-0.2, top + 0.02, -0.22),
        (-0.36, top + 0.02, -0.05),
        (-r, top + 0.02, -GAP - 0.006),
    ]
    parts.append(strip(hardware.rounded(bow), 0.03, "acetal.white"))
    other = [(-0.34, top + 0.02, 0.2), (-0.4, top + 0.02, 0.06), (-r, top + 0.02, GAP + 0.006)]
    parts.append(strip(hardware.rounded(other), 0.03, "acetal.white"))
    for x, z in ((0.05, -0.32), (-0.3, -0.13)):
        parts.append(rod((x, top + 0.05, z), (x, top + 0.15, z), 0.006, "steel.polished", 8))
    parts.append(rod((0.05, top + 0.145, -0.44), (0.05, top + 0.145, -0.2), 0.008, "steel.polished", 10))
    parts.append(rod((-0.3, top + 0.145, -0.44), (-0.3, top + 0.145, -0.1), 0.008, "steel.polished", 10))
    parts.append(rod((-0.32, top + 0.145, -0.43), (0.12, top + 0.145, -0.43), 0.008, "steel.polished", 10))
    for x in (-0.3, 0.05):
        parts.append(box((x - 0.014, top + 0.132, -0.444), (x + 0.014, top + 0.158, -0.416), "black", 0))
    parts.append(rod((-0.12, top - 0.13, -0.43), (-0.12, top + 0.15, -0.43), 0.01, "steel.polished", 10))
    parts.append(box((-0.14, top - 0.17, -0.445), (-0.1, top - 0.11, -0.36), "steel", 0))
    # control post at the front left corner, for the stop
    parts.append(box((-0.46, 0.3, 0.36), (-0.42, 1.16, 0.4), "steel", 0.004, GRID))
    parts.append(box((-0.485, 1.13, 0.37), (-0.395, 1.36, 0.44), "machine", 0.006))
    for k, colour in enumerate(("lens.green", "black", "lens.amber")):
        parts.append(
            lathe([(0.011, 0), (0.011, 0.008), (0, 0.009)], colour, 12)
            .turned(90, "x")
            .moved(-0.44, 1.33 - 0.03 * k, 0.44)
        )
    parts.append(box((-0.44, 0.3, 0.34), (-0.34, 0.34, 0.4), "steel", 0))
    return join(parts)


def strip(line: np.ndarray, height: float, material: str, thick: float = 0.008) -> Shape:
    """An upright band of even thickness along a line at its lower edge."""
    ahead = np.gradient(line, axis=0)
    across = np.cross(ahead, [0, 1, 0])
    across /= np.linalg.norm(across, axis=1, keepdims=True)
    up = np.array([0, height, 0])
    a, b = line - across * thick / 2, line + across * thick / 2
    parts = []
    for near, far, flip in ((a, a + up, False), (b, b + up, True), (a + up, b + up, False)):
        points = np.concatenate([near, far])
        n = len(line)
        faces = [f for k in range(n - 1) for f in ((k, k + 1, n + k + 1), (k, n + k + 1, n + k))]
        faces = np.array(faces)[:, ::-1] if flip else np.array(faces)
        parts.append(mesh(points, faces, material))
    shape = join(parts)
    outward = parts[0].normals[len(line) // 2] @ across[len(line) // 2]
    if outward > 0:
        shape = join(mesh(p.points, p.triangles[:, ::-1], material) for p in parts)
    return shape


def _rim(r: float, top: float, steps: int) -> Shape:
    """The guard rail about the disc, 50 mm high, open at the exit (-X)."""
    arc = np.array(hardware.arc(r - 0.004, -168, 168, steps, top + 0.012))
    band = strip(arc, 0.045, "steel.polished", 0.004)
    posts = []
    for degrees in (-150, -90, -30, 30, 90, 150):
        x, _, z = hardware.arc(r - 0.003, degrees, degrees, 1)[0]
        posts.append(
            box((-0.012, top - 0.06, -0.003), (0.012, top + 0.03, 0.003), "steel", 0)
            .turned(degrees + 90)
            .moved(x, 0, z)
        )
    fence = lathe(
        [(r, top - 0.062), (r, top - 0.05), (r - 0.06, top - 0.05)], "steel", steps
    )  # the ledge's edge, on which the posts stand
    return join([band, *posts, fence])


def checkweigher(length: float, _height: float, depth: float) -> Shape:
    """A checkweigher: infeed, weigh and outfeed belt 0.3 m each, plastic tunnel against draughts, display column."""
    w, d = length / 2, depth / 2
    belt_z = 0.075
    parts = []
    for x in (-w + 0.05, w - 0.05):
        for z in (-d + 0.04, d - 0.04):
            parts.append(
                box((x - 0.025, 0.1, z - 0.025), (x + 0.025, 0.72, z + 0.025), "steel", 0.004, GRID, without="-y")
            )
            parts.append(hardware.foot(0.1).moved(x, 0, z))
    parts.append(box((-w, 0.72, -d), (w, 0.78, d), "steel", 0.005, GRID))
    parts.append(box((-w + 0.05, 0.2, -0.02), (w - 0.05, 0.24, 0.02), "steel", 0.004, without="-x +x"))
    for x in (-w + 0.05, w - 0.05):
        parts.append(box((x - 0.02, 0.2, -d + 0.05), (x + 0.02, 0.24, d - 0.05), "steel", 0.004, without="-z +z"))
    parts.append(box((-0.15, 0.78, -0.13), (0.15, 0.845, 0.13), "steel", 0.006))  # load cell
    span = (length - 0.04) / 3
    for k in range(3):
        x = -w + 0.01 + k * (span + 0.01)
        parts.append(_belt(span, belt_z).moved(x + span / 2, BELT, 0))
        if k != 1:
            for z in (-belt_z - 0.006, belt_z + 0.006):
                parts.append(
                    box((x + span / 2 - 0.02, 0.78, z - 0.004), (x + span / 2 + 0.02, 0.88, z + 0.004), "steel", 0)
                )
    parts.append(rails(length, BELT + 0.012, 0.115).moved(0, 0.008, 0))
    parts.append(_tunnel(span + 0.04))
    # column with display, behind
    parts.append(box((0.1, 0.78, -d + 0.02), (0.14, 1.2, -d + 0.06), "steel", 0.004, GRID))
    parts.append(
        hardware.plate(["TRIEUSE PONDÉRALE", "CHECKWEIGHER  CW-01"], 0.014, "white").moved(0, 0.752, d - 0.0005)
    )
    return join(parts)


def _belt(span: float, half: float) -> Shape:
    """A flat belt over two rollers 30 mm, its top at y 0."""
    r = 0.015
    path = [(-span / 2 + r + r * np.cos(t), -r + r * np.sin(t)) for t in np.linspace(pi * 1.5, pi * 0.5, 7)]
    path += [(span / 2 - r + r * np.cos(t), -r + r * np.sin(t)) for t in np.linspace(pi * 0.5, -pi * 0.5, 7)]
    ring = np.array([*path, path[0]])
    points = np.array([(x, y, z) for z in (half, -half) for x, y in ring])
    n = len(ring)
    faces = np.array([f for k in range(n - 1) for f in ((k, n + k, n + k + 1), (k, n + k + 1, k + 1))])
    skin = mesh(points, faces, "belt")
    if skin.normals[3] @ [0, 1, 0] < 0 and skin.normals[6][1] < 0:
        skin = mesh(points, faces[:, ::-1], "belt")
    sides = [
        box(
            (-span / 2 + r, -0.027, s * half - 0.003 + s * 0.004),
            (span / 2 - r, -0.003, s * half + 0.003 + s * 0.004),
            "aluminium",
            0,
        )
        for s in (-1, 1)
    ]
    ends = [
        rod((x, -r, -half - 0.006), (x, -r, half + 0.006), 0.006, "steel.polished", 8)
        for x in (-span / 2 + r, span / 2 - r)
    ]
    return join([skin, *sides, *ends])


def _tunnel(span: float) -> Shape:
    """Clear hood over the weigh belt, 0.22 m high."""
    w, high, z = span / 2, 0.22, 0.125
    parts = []
    for side in (-1, 1):
        wall = hardware.pane(span, high).moved(-w, BELT, 0)
        parts.append(wall.moved(z=side * z))
    lid = hardware.pane(span, 2 * z).turned(-90, "x").moved(-w, BELT + high, z)
    parts.append(lid)
    for x in (-w, w):
        for side in (-1, 1):
            parts.append(
                box(
                    (x - 0.006, BELT - 0.055, side * z - 0.006),
                    (x + 0.006, BELT + high, side * z + 0.006),
                    "aluminium",
                    0,
                )
            )
    return join(parts)


def chute(reach: float) -> Shape:
    """A slide of sheet steel from the belt's edge (z 0.05) down into a reject bin's mouth, `reach` from the line; about x 0."""
    w, high, low = 0.055, BELT - 0.012, 0.735
    run, drop = reach - 0.05, low - high
    parts = [
        sheet((-w, low, reach), (2 * w, 0, 0), (0, -drop, -run), "steel"),
        sheet((w, low - 0.002, reach), (-2 * w, 0, 0), (0, -drop, -run), "steel"),
    ]
    for side in (-1, 1):
        rim = np.array(
            [
                (side * w, high, 0.05),
                (side * w, low, reach),
                (side * w, low + 0.045, reach),
                (side * w, high + 0.03, 0.05),
            ]
        )
        for faces in ([(0, 1, 2), (0, 2, 3)], [(2, 1, 0), (3, 2, 0)]):
            parts.append(mesh(rim, faces, "steel"))
    return join(parts)


def air_jet() -> Shape:
    """The valve and nozzle that blow a vial off the belt, behind it; about x 0, with its tube going down."""
    return join(
        [
            box((-0.03, BELT - 0.01, -0.16), (0.03, BELT + 0.05, -0.09), "motor", 0.004),
            rod((0, BELT + 0.024, -0.09), (0, BELT + 0.024, -0.03), 0.005, "steel.polished", 8),
            box((-0.012, BELT - 0.07, -0.12), (0.012, BELT - 0.01, -0.1), "steel", 0),
            box((-0.012, BELT - 0.07, -0.12), (0.012, BELT - 0.06, -0.04), "steel", 0),
            hardware.cable(
                [
                    (0.02, BELT + 0.02, -0.16),
                    (0.02, BELT + 0.02, -0.2),
                    (0.05, BELT - 0.1, -0.19),
                    (0.1, BELT - 0.35, -0.13),
                    (0.1, 0.3, -0.12),
                ],
                0.004,
                "tube.blue",
            ),
        ]
    )


def accumulation(length: float, height: float, depth: float) -> Shape:
    """An accumulation table: top with a rim 50 mm high, open towards the line (+X), low shelf, levelling feet."""
    w, d = length / 2, depth / 2
    parts = [
        box((-w, height - 0.035, -d), (w, height, d), "steel", 0.005, GRID),
        box((-w, height, -d), (w, height + 0.05, -d + 0.004), "steel", 0, GRID, without="-y"),
        box((-w, height, d - 0.004), (w, height + 0.05, d), "steel", 0, GRID, without="-y"),
        box((-w, height, -d), (-w + 0.004, height + 0.05, d), "steel", 0, GRID, without="-y"),
        box((-w + 0.03, 0.25, -d + 0.03), (w - 0.03, 0.275, d - 0.03), "steel", 0.004, GRID),
        hardware.plate(["TABLE D'ACCUMULATION", "ACCUMULATION  AT-01"], 0.009, "white", margin=0.4).moved(
            0, height - 0.0175, d - 0.0005
        ),
    ]
    for x in (-w + 0.04, w - 0.04):
        for z in (-d + 0.04, d - 0.04):
            parts.append(
                box(
                    (x - 0.02, 0.09, z - 0.02),
                    (x + 0.02, height - 0.035, z + 0.02),
                    "steel",
                    0.004,
                    GRID,
                    without="+y -y",
                )
            )
            parts.append(hardware.foot(0.1).moved(x, 0, z))
    for side in (-1, 1):  # the mouth that the outfeed belt ends in
        path = [
            (w, height + 0.012, side * 0.02),
            (w - 0.08, height + 0.012, side * 0.03),
            (w - 0.22, height + 0.012, side * 0.16),
        ]
        parts.append(strip(hardware.rounded(path), 0.03, "acetal.white"))
    return join(parts)


def display() -> Shape:
    """The checkweigher's operating panel, 7-inch: the weight in large figures under its title."""
    w, h = 0.077, 0.045
    return join(
        [
            box((-w - 0.015, -h - 0.015, -0.05), (w + 0.015, h + 0.015, -0.001), "dark", 0.006),
            sheet((-w, -h, 0), (2 * w, 0, 0), (0, 2 * h, 0), "screen.page"),
            sheet((-w, h - 0.016, 0.0004), (2 * w, 0, 0), (0, 0.016, 0), "screen.bar"),
            blend.letters("CW-01", 0.008, "white", 2).moved(0, h - 0.008, 0.0008),
            blend.letters("0,00 g", 0.024, "ink", 2).moved(0, 0.002, 0.0006),
            *(
                sheet((-w + 0.006 + 0.037 * k, -h + 0.006, 0.0004), (0.031, 0, 0), (0, 0.014, 0), colour)
                for k, colour in enumerate(("screen.green", "screen.bar", "screen.bar", "screen.amber"))
            ),
        ]
    )


def reject_bin(width: float, height: float, depth: float) -> Shape:
    """A lockable reject bin on a stand: red box with a clear front, hinged lid with an inlet and its flap, hasp and padlock."""
    w, d = width / 2, depth / 2
    low, t = height - 0.34, 0.004
    parts = []
    for x in (-w + 0.015, w - 0.015):
        for z in (-d + 0.015, d - 0.015):
            parts.append(box((x - 0.0125, 0, z - 0.0125), (x + 0.0125, low, z + 0.0125), "steel", 0, without="+y"))
    parts += [
        box((-w, low, -d), (w, low + t, d), "red", 0),
        box((-w, low, -d), (w, height, -d + t), "red", 0, GRID),
        box((-w, low, -d), (-w + t, height, d), "red", 0, GRID),
        box((w - t, low, -d), (w, height, d), "red", 0, GRID),
        box((-w, low, d - t), (w, low + 0.05, d), "red", 0),
        box((-w, height - 0.05, d - t), (w, height, d), "red", 0),
        hardware.pane(width - 2 * t, 0.24, "guard").moved(-w + t, low + 0.05, d - 0.004),
        box((-w, height - 0.002, 0.02), (w, height, d), "red", 0),  # lid
        box((-w, height, -d), (w, height + 0.003, -0.07), "red", 0),
        rod((-w + 0.02, height + 0.004, -d + 0.006), (w - 0.02, height + 0.004, -d + 0.006), 0.005, "steel", 8),
        # the flap in the inlet: behind it a vial sticks
        box((-w + 0.05, 0, 0), (w - 0.05, 0.09, 0.002), "red", 0).turned(28, "x").moved(0, height - 0.085, -0.04),
        box((-0.02, height - 0.045, d), (0.02, height + 0.004, d + 0.003), "steel", 0),
        hardware.plate(["REJETS", "REJECTS"], 0.022, "white", "red").moved(0, low + 0.17, d - 0.001),
    ]
    return join(parts)


def padlock() -> Shape:
    """A padlock, body 40 mm, hanging by its shackle from the origin."""
    shackle = sweep(
        [(0.011 * np.cos(t), -0.012 + 0.012 * np.sin(t), 0) for t in np.linspace(0, pi, 9)], 0.003, "steel.polished", 8
    )
    body = box((-0.02, -0.05, -0.008), (0.02, -0.014, 0.008), "safety.yellow", 0.003)
    return join([shackle, body])
