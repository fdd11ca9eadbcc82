"""What stands and hangs in rooms for sterile work: stainless trolleys, racks, worktops, stands, terminals, clocks, windows.
Pieces are made about the origin, front to +Z, feet at y 0, as in furniture.py."""

from __future__ import annotations

from math import cos, pi, sin

import numpy as np

from . import blend
from .shapes import Shape, box, join, lathe, rod, round_rectangle, sheet, slab, sweep

GRID = 0.25
TUBE = 0.0125  # round tube, 25 mm
CASTOR = 0.05  # radius: 100 mm wheels


def castor(brake: bool = False) -> Shape:
    """A swivel castor of 100 mm, 130 mm high under its plate, trailing to -Z."""
    r = CASTOR
    wheel = lathe(
        [(0, -0.016), (r - 0.006, -0.016), (r, -0.01), (r, 0.01), (r - 0.006, 0.016), (0, 0.016)], "castor", 12
    )
    hub = lathe([(0, -0.019), (0.018, -0.019), (0.018, 0.019), (0, 0.019)], "white", 8)
    parts = [join([wheel, hub]).turned(90, "z").moved(0, r, -0.03)]
    for side in (-1, 1):
        fork = [(side * 0.024, 0.118, 0.012), (side * 0.024, 0.1, -0.0), (side * 0.024, r - 0.01, -0.03)]
        parts.append(sweep(fork, 0.006, "steel.polished", 6))
    parts.append(lathe([(0.03, 0.112), (0.03, 0.12), (0.016, 0.122), (0.016, 0.13)], "steel.polished", 8))
    if brake:
        parts.append(box((-0.018, 0.085, 0.0), (0.018, 0.095, 0.05), "red", 0.003).turned(-12, "x"))
    return join(parts)


def tray_top(x0: float, x1: float, y: float, z0: float, z1: float, rim: float = 0.03, bevel: float = 0.003) -> Shape:
    """A pressed shelf with a raised edge that nothing rolls over; `y` is its deck."""
    parts = [box((x0, y - 0.018, z0), (x1, y, z1), "steel", 0.003, GRID)]
    for a, b in (
        ((x0, z0), (x1, z0 + 0.008)),
        ((x0, z1 - 0.008), (x1, z1)),
        ((x0, z0 + 0.008), (x0 + 0.008, z1 - 0.008)),
        ((x1 - 0.008, z0 + 0.008), (x1, z1 - 0.008)),
    ):
        parts.append(box((a[0], y - 0.004, a[1]), (b[0], y + rim, b[1]), "steel", bevel, 0.5, without="-y"))
    return join(parts)


def trolley(width: float, height: float, depth: float) -> Shape:
    """A three-deck instrument trolley (900 x 600 class): tube frame, raised rims, push bars, four castors, two braked."""
    w, d = width / 2, depth / 2
    deck = height - 0.03
    inset = 0.085  # castors swivel inside the footprint
    parts = [tray_top(-w, w, deck, -d, d)]
    for y in (0.2, 0.2 + (deck - 0.2) / 2):
        parts.append(tray_top(-w + 0.02, w - 0.02, y, -d + 0.02, d - 0.02, 0.02, 0.0))
    for k, (x, z) in enumerate(((-1, -1), (-1, 1), (1, -1), (1, 1))):
        px, pz = x * (w - inset), z * (d - inset)
        parts.append(rod((px, 0.12, pz), (px, deck - 0.01, pz), TUBE, "steel.polished", 8))
        parts.append(castor(brake=k % 2 == 1).turned(25 + 70 * k).moved(px, 0, pz))
    for x in (-1, 1):  # push bars, inside the footprint, above the deck
        a, b = x * (w - 0.03), d - 0.07
        bow = [
            (a, deck - 0.02, -b),
            (a, height + 0.05, -b),
            (a, height + 0.075, -b + 0.03),
            (a, height + 0.075, b - 0.03),
            (a, height + 0.05, b),
            (a, deck - 0.02, b),
        ]
        parts.append(sweep(bow, 0.009, "steel.polished", 10))
    return join(parts)


def deck(width: float, height: float, depth: float) -> Shape:
    """One deck of a rack, the last 30 mm of `height`, with tubes of 0.37 m to the deck above and a bar against the wall."""
    return join(
        [
            top_deck(width, height, depth),
            _tubes(width, depth, height - 0.001, height + 0.37),
            _back_bar(width, height, depth),
        ]
    )


def base_deck(width: float, height: float, depth: float) -> Shape:
    """The lowest deck, on feet."""
    feet = []
    for x in (-width / 2 + 0.02, width / 2 - 0.02):
        for z in (-depth / 2 + 0.02, depth / 2 - 0.02):
            feet.append(
                lathe([(0, 0), (0.018, 0), (0.02, 0.012), (0.008, 0.02), (0.008, 0.05)], "steel", 10).moved(x, 0, z)
            )
    return join([deck(width, height, depth), _tubes(width, depth, 0.05, height - 0.03), *feet])


def top_deck(width: float, height: float, depth: float) -> Shape:
    """The deck alone."""
    return box((-width / 2, height - 0.03, -depth / 2), (width / 2, height, depth / 2), "steel", 0.004, GRID)


def _tubes(width: float, depth: float, low: float, high: float) -> Shape:
    w, d = width / 2 - 0.02, depth / 2 - 0.02
    return join(rod((x, low, z), (x, high, z), TUBE, "steel.polished", 8) for x in (-w, w) for z in (-d, d))


def _back_bar(width: float, height: float, depth: float) -> Shape:
    w, z = width / 2 - 0.02, -depth / 2 + 0.02
    return rod((-w, height + 0.1, z), (w, height + 0.1, z), 0.006, "steel.polished", 6)


def holder(away: float) -> Shape:
    """A wire holder on the wall for a bottle of 90 x 270 mm, whose middle is at the origin."""
    ring = [(0.05 * cos(t), -0.02, 0.05 * sin(t)) for t in np.linspace(0, 2 * pi, 19)]
    foot = [(0.036 * cos(t), -0.138, 0.036 * sin(t)) for t in np.linspace(0, 2 * pi, 13)]
    parts = [
        sweep(ring, 0.003, "steel.polished", 6),
        sweep(foot, 0.003, "steel.polished", 6),
        rod((-0.036, -0.138, 0), (0.036, -0.138, 0), 0.003, "steel.polished", 6),
        box((-0.03, -0.16, -away), (0.03, 0.03, -away + 0.003), "steel", 0.001, without="-z"),
    ]
    for t in (0.0, pi / 2, pi):
        parts.append(
            rod(
                (0.036 * cos(t), -0.138, 0.036 * sin(t)),
                (0.05 * cos(t), -0.02, 0.05 * sin(t)),
                0.003,
                "steel.polished",
                6,
            )
        )
    for y, r in ((-0.02, 0.05), (-0.138, 0.036)):
        parts.append(rod((0, y, -away), (0, y, -r), 0.004, "steel.polished", 6))
    return join(parts)


def worktop(width: float, height: float, depth: float) -> Shape:
    """A preparation bench: folded top with an upstand, drawer block, low shelf, levelling feet."""
    w, d = width / 2, depth / 2
    leg = 0.04
    parts = [
        box((-w, height - 0.04, -d), (w, height, d), "steel", 0.005, 0.2),
        box((-w, height - 0.001, -d), (w, height + 0.1, -d + 0.015), "steel", 0.004, 0.3, without="-z -y"),
        box((-w + 0.05, 0.22, -d + 0.04), (w - 0.05, 0.24, d - 0.06), "steel", 0.003, 0.3),
    ]
    for x in (-w + 0.02, w - leg - 0.02):
        for z in (-d + 0.02, d - leg - 0.02):
            parts.append(box((x, 0.05, z), (x + leg, height - 0.04, z + leg), "steel", 0.004, 0.4, without="+y"))
            parts.append(
                lathe([(0, 0), (0.022, 0), (0.024, 0.012), (0.008, 0.018), (0.008, 0.05)], "steel.polished", 12).moved(
                    x + leg / 2, 0, z + leg / 2
                )
            )
    x0, x1 = w - 0.52, w - 0.07
    top = height - 0.045
    parts.append(box((x0, top - 0.42, -d + 0.05), (x1, top, d - 0.045), "steel", 0.004, 0.3, without="+y"))
    for k in range(3):
        low = top - 0.415 + 0.138 * k
        parts.append(
            box((x0 + 0.005, low, d - 0.045), (x1 - 0.005, low + 0.13, d - 0.027), "steel", 0.004, without="-z")
        )
        bow = [(-0.07, 0, 0), (-0.07, 0, 0.022), (-0.06, 0, 0.03), (0.06, 0, 0.03), (0.07, 0, 0.022), (0.07, 0, 0)]
        parts.append(sweep(np.array(bow) + [(x0 + x1) / 2, low + 0.09, d - 0.028], 0.005, "steel.polished", 8))
    return join(parts)


def counter(width: float, height: float, depth: float) -> Shape:
    """A particle counter (28.3 L/min class, 270 x 240 x 300 mm) on a pillar with a round foot of five castors' span."""
    w, d = width / 2, depth / 2
    body = 0.24
    low = height - body - 0.05
    parts = [
        box((-w, 0.06, -0.03), (w, 0.085, 0.03), "steel", 0.006, GRID),
        box((-0.03, 0.06, -d), (0.03, 0.085, d), "steel", 0.006, GRID),
        rod((0, 0.08, 0), (0, low - 0.02, 0), 0.022, "steel.polished", 16),
        lathe([(0.022, 0.085), (0.045, 0.085), (0.045, 0.1), (0.022, 0.13)], "steel", 16),
        box((-0.16, low - 0.03, -0.17), (0.16, low, 0.17), "steel", 0.005),
        box((-0.135, low + 0.012, -0.15), (0.135, low + body, 0.15), "white", 0.012),
        box((-0.12, low + 0.03, 0.15), (0.12, low + 0.21, 0.156), "dark", 0.003, without="-z"),
        sheet((-0.105, low + 0.06, 0.1566), (0.21, 0, 0), (0, 0.135, 0), "display"),
        lathe([(0.009, 0), (0.009, 0.025), (0.006, 0.03), (0.006, 0.05), (0, 0.05)], "steel.polished", 12).moved(
            0, low + body, 0
        ),
    ]
    for x, z in ((-w + 0.03, 0), (w - 0.03, 0), (0, -d + 0.03), (0, d - 0.03)):
        wheel = lathe([(0, -0.01), (0.026, -0.01), (0.028, 0), (0.026, 0.01), (0, 0.01)], "castor", 14).turned(90, "z")
        parts.append(wheel.moved(x, 0.028, z))
        parts.append(box((x - 0.014, 0.03, z - 0.012), (x + 0.014, 0.06, z + 0.012), "steel", 0.002))
    for x in (-0.14, 0.14):
        for z in (-0.11, 0.11):
            parts.append(lathe([(0, low), (0.012, low), (0.012, low + 0.014)], "rubber", 7).moved(x * 0.8, 0, z))
    for k, (label, value) in enumerate((("0,5 µm/m³", "3"), ("5,0 µm/m³", "0"))):
        y = low + 0.155 - 0.06 * k
        parts.append(blend.letters(label, 0.012, "digit", 2).moved(-0.05, y, 0.1572))
        parts.append(blend.letters(value, 0.03, "digit", 2).moved(0.06, y, 0.1572))
    grip = [
        (-0.07, low + body, 0.0),
        (-0.07, low + body + 0.035, 0.0),
        (-0.05, low + body + 0.05, 0.0),
        (0.05, low + body + 0.05, 0.0),
        (0.07, low + body + 0.035, 0.0),
        (0.07, low + body, 0.0),
    ]
    parts.append(sweep(np.array(grip) - [0, 0.001, 0.06], 0.006, "dark", 8))
    return join(parts)


def stand(width: float, height: float, depth: float) -> Shape:
    """A settle-plate stand: heavy round foot, pillar, ring with three fingers for a 90 mm plate, which lies on it open."""
    r = width / 2
    top = height - 0.014
    parts = [
        lathe([(0, 0), (r, 0), (r, 0.008), (r - 0.01, 0.016), (0.02, 0.02), (0.02, 0.03)], "steel", 32),
        rod((0, 0.02, 0), (0, top, 0), 0.0095, "steel.polished", 12),
        lathe([(0.0, top - 0.004), (0.06, top - 0.004), (0.06, top), (0, top)], "steel", 28),
    ]
    for k in range(3):
        t = k * 2 * pi / 3
        parts.append(
            rod(
                (0.052 * sin(t), top, 0.052 * cos(t)),
                (0.052 * sin(t), top + 0.012, 0.052 * cos(t)),
                0.003,
                "steel.polished",
                6,
            )
        )
    parts.append(open_plate().moved(0, top, 0))
    return join(parts)


def open_plate() -> Shape:
    """The lower half of a 90 mm settle plate with its agar, lying at y 0."""
    return join(
        [
            lathe([(0, 0), (0.045, 0), (0.045, 0.014), (0.0435, 0.014), (0.0435, 0.004)], "clear", 28),
            lathe([(0.0432, 0.0045), (0.042, 0.0055), (0, 0.0053)], "agar", 28),
        ]
    )


def waste(width: float, height: float, depth: float) -> Shape:
    """The way out for waste: a steel flap in the wall with its frame, a pull and a sign."""
    w = width / 2
    parts = [
        box((-w, 0, -depth / 2), (w, height, depth / 2 - 0.02), "steel", 0.004, GRID, without="-z"),
        box(
            (-w + 0.05, 0.05, depth / 2 - 0.02),
            (w - 0.05, height - 0.17, depth / 2),
            "steel",
            0.004,
            GRID,
            without="-z",
        ),
        box(
            (-w + 0.04, height - 0.14, depth / 2 - 0.02),
            (w - 0.04, height - 0.02, depth / 2 - 0.016),
            "yellow",
            0.001,
            without="-z",
        ),
        blend.letters("SORTIE DES DÉCHETS", 0.034, "ink", 2).moved(0, height - 0.055, depth / 2 - 0.0153),
        blend.letters("WASTE OUT", 0.034, "ink", 2).moved(0, height - 0.105, depth / 2 - 0.0153),
    ]
    y = height - 0.24
    parts.append(box((-0.12, y, depth / 2), (0.12, y + 0.02, depth / 2 + 0.006), "steel.polished", 0.002, without="-z"))
    for x in (-w + 0.12, w - 0.12):
        parts.append(
            rod((x - 0.05, 0.055, depth / 2 - 0.004), (x + 0.05, 0.055, depth / 2 - 0.004), 0.008, "steel.polished", 8)
        )
    return join(parts)


def cartons(width: float, height: float, depth: float) -> Shape:
    """Open shelving with cartons on it: cardboard comes no further than here."""
    w, d = width / 2, depth / 2
    parts = []
    decks = (0.16, 0.16 + (height - 0.16) / 2, height)
    for x in (-w + TUBE, w - TUBE):
        for z in (-d + TUBE, d - TUBE):
            parts.append(rod((x, 0, z), (x, height - 0.01, z), TUBE, "steel.polished", 10))
    for y in decks:
        parts.append(box((-w, y - 0.025, -d), (w, y, d), "steel", 0.005, GRID))
    for y, x, wide, high, deep, turn in (
        (decks[0], -w * 0.55, 0.4, 0.3, 0.36, 3),
        (decks[0], w * 0.3, 0.5, 0.36, 0.38, -4),
        (decks[1], -w * 0.45, 0.38, 0.26, 0.34, -6),
        (decks[1], w * 0.4, 0.36, 0.42, 0.36, 2),
        (decks[2], w * 0.25, 0.44, 0.28, 0.36, 5),
    ):
        parts.append(carton(wide, high, deep).turned(turn).moved(x, y, 0))
    return join(parts)


def carton(width: float, height: float, depth: float) -> Shape:
    """A closed carton: flaps' seam, tape, a shipping label on the front."""
    w, d = width / 2, depth / 2
    parts = [
        box((-w, 0, -d), (w, height, d), "carton", 0.003, 0.3, without="-y"),
        sheet((-w, height + 0.0006, 0.003), (width, 0, 0), (0, 0, -0.006), "dark"),
        sheet((-w, height + 0.0009, 0.025), (width, 0, 0), (0, 0, -0.05), "tape"),
        sheet((-0.025, height * 0.72, d + 0.0006), (0.05, 0, 0), (0, height * 0.28, 0), "tape"),
        sheet((-w * 0.8, height * 0.22, d + 0.0006), (0.14, 0, 0), (0, 0.09, 0), "paper"),
    ]
    for k in range(9):
        parts.append(
            sheet(
                (-w * 0.8 + 0.012 + 0.013 * k, height * 0.22 + 0.01, d + 0.0012),
                (0.004 + 0.003 * (k % 3), 0, 0),
                (0, 0.03, 0),
                "ink",
            )
        )
    for k in range(3):
        parts.append(
            sheet(
                (-w * 0.8 + 0.012, height * 0.22 + 0.05 + 0.012 * k, d + 0.0012),
                (0.09 - 0.02 * k, 0, 0),
                (0, 0.005, 0),
                "ink",
            )
        )
    return join(parts)


def window(width: float, height: float, depth: float) -> Shape:
    """A flush double-glazed panel as thick as the wall, black-edged, with rounded steel cover strips on both sides."""
    w, d = width / 2, depth / 2
    parts = []
    for side in (0, 180):
        pane = sheet((-w, 0, d), (width, 0, 0), (0, height, 0), "pane", 0.75)
        edge = []
        for a, b in (
            ((-w, 0), (w, 0.03)),
            ((-w, height - 0.03), (w, height)),
            ((-w, 0.03), (-w + 0.03, height - 0.03)),
            ((w - 0.03, 0.03), (w, height - 0.03)),
        ):
            edge.append(sheet((*a, d + 0.0008), (b[0] - a[0], 0, 0), (0, b[1] - a[1], 0), "black", 0.75))
        parts.append(join([pane, *edge]).turned(side))
    for a, b in (
        ((-w, 0), (w, 0.012)),
        ((-w, height - 0.012), (w, height)),
        ((-w, 0.012), (-w + 0.012, height - 0.012)),
        ((w - 0.012, 0.012), (w, height - 0.012)),
    ):
        parts.append(box((*a, -d + 0.006), (*b, d - 0.006), "aluminium", 0.0, 0.75))
    return join(parts)


def terminal(away: float) -> Shape:
    """A hygienic panel PC, 15.6 inch (400 x 260 x 50 mm), on a short arm from the wall: its screen at the origin."""
    w, h = 0.2, 0.13
    t = 0.045
    parts = [
        slab(round_rectangle(2 * w, 2 * h, 0.02), -t, 0, "steel", 0.006).turned(90, "x"),
        sheet((-w + 0.02, -h + 0.02, 0.0006), (2 * w - 0.04, 0, 0), (0, 2 * h - 0.04, 0), "screen"),
        rod((0, 0, -t + 0.004), (0, 0, -away), 0.028, "steel.polished", 14),
        lathe([(0.06, 0), (0.06, 0.006), (0.03, 0.012)], "steel", 18).turned(90, "x").moved(0, 0, -away),
    ]
    z = 0.0012
    parts.append(sheet((-w + 0.02, h - 0.05, z), (2 * w - 0.04, 0, 0), (0, 0.03, 0), "label.blue"))
    parts.append(blend.letters("TRANSFERT / TRANSFER", 0.012, "white", 2).moved(-0.06, h - 0.035, z + 0.0006))
    for k in range(5):
        y = h - 0.075 - 0.027 * k
        parts.append(sheet((-w + 0.03, y, z), (0.17 - 0.03 * (k % 3), 0, 0), (0, 0.009, 0), "grey"))
        parts.append(sheet((0.045, y - 0.003, z), (0.05, 0, 0), (0, 0.015, 0), "green" if k < 3 else "label.amber"))
        parts.append(sheet((0.11, y - 0.003, z), (0.05, 0, 0), (0, 0.015, 0), "grey"))
    return join(parts)


def clock(radius: float, away: float) -> Shape:
    """A sealed wall clock, 300 mm: steel rim, minute marks, hands at ten past ten; faces +Z."""
    r = radius * 0.95
    parts = [
        join(
            [
                lathe(
                    [(r, -away), (r, 0.0), (r - 0.008, 0.006), (r - 0.014, 0.006), (r - 0.014, -0.002)],
                    "steel.polished",
                    28,
                ),
                lathe([(r - 0.014, -0.002), (0, -0.002)], "white", 28),
            ]
        ).turned(90, "x")
    ]
    for k in range(60):
        long = k % 5 == 0
        mark = sheet(
            (-0.0012 if not long else -0.003, r - (0.045 if long else 0.028), -0.0012),
            (0.0024 if not long else 0.006, 0, 0),
            (0, 0.026 if long else 0.01, 0),
            "ink",
        )
        parts.append(mark.turned(-6 * k, "z"))
    for angle, long, wide, z in ((-305, 0.075, 0.008, 0.0), (-60, 0.11, 0.006, 0.001), (-210, 0.115, 0.002, 0.002)):
        parts.append(
            sheet((-wide / 2, -0.02, z), (wide, 0, 0), (0, long + 0.02, 0), "red" if wide < 0.003 else "ink").turned(
                angle, "z"
            )
        )
    parts.append(lathe([(0.006, 0.002), (0, 0.004)], "ink", 12).turned(90, "x"))
    return join(parts)


def intercom(away: float) -> Shape:
    """A flush intercom, 120 x 180 mm, its foil front at the origin."""
    parts = [
        box((-0.06, -0.09, -away), (0.06, 0.09, 0), "steel", 0.004, without="-z"),
        sheet((-0.045, -0.07, 0.0006), (0.09, 0, 0), (0, 0.06, 0), "grey"),
        lathe([(0.014, 0), (0.013, 0.005), (0, 0.006)], "blue", 16).turned(90, "x").moved(0, -0.04, 0),
        lathe([(0.004, 0), (0, 0.002)], "lamp.green", 8).turned(90, "x").moved(0.035, -0.04, 0),
    ]
    for row in range(5):
        for k in range(5):
            parts.append(sheet((-0.03 + 0.013 * k, 0.02 + 0.011 * row, 0.0006), (0.006, 0, 0), (0, 0.006, 0), "black"))
    return join(parts)
