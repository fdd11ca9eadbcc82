"""The flushed transfer hatch between two grades: a stainless box with two interlocked glazed doors, a filter above its
chamber and a low return, flush with the wall on the cleaner side."""

from __future__ import annotations

import numpy as np

from . import blend
from .room import Room, Solid
from .shapes import Shape, box, join, lathe, rod, sheet, sweep
from .things import lens

LEAF = 0.04  # glazed door leaf, double pane
RAIL = 0.055  # its frame
OVERLAP = 0.025  # of leaf over the opening, with the gasket under it
TRIM = 0.03  # cover strip on the wall of the cleaner side
TEXT = 0.03  # capitals on the nameplate


def hatch(room: Room) -> dict[str, Shape]:
    """Its solids by id (`hatch.base`, `.west`, `.east`, `.head`), and `hatch.door_c`, `hatch.door_b` (shut; hinges at
    the west edge), `hatch.front_c`, `hatch.front_b` (lamps, panels, nameplates), `light.hatch` and its controls."""
    s = {x.id.split(".")[1]: x for x in room.solids if x.id.startswith("hatch.")}
    base, west, east, head = (s[k] for k in ("base", "west", "east", "head"))
    x0, x1, y0, y1 = west.high[0], east.low[0], base.high[1], head.low[1]
    zc, zb = head.high[2], head.low[2]  # outer faces: less clean, cleaner
    out = {
        "hatch.base": _base(base, x0, x1, zb),
        "hatch.west": _cheek(west),
        "hatch.east": _cheek(east),
        "hatch.head": _head(head, x0, x1),
        "light.hatch": sheet((x0 + 0.06, y1 + 0.004, zc - 0.09), (x1 - x0 - 0.12, 0, 0), (0, 0, 0.04), "light"),
    }
    door = _door(x1 - x0 + 2 * OVERLAP, y1 - y0 + 2 * OVERLAP)
    middle = ((x0 + x1) / 2, (y0 + y1) / 2)
    out["hatch.door_c"] = door.moved(*middle, zc)
    out["hatch.door_b"] = door.mirrored().turned(180).moved(*middle, zb)
    wide = east.high[0] - x1
    ask = next(c["at"][1] for c in room.controls if c["id"] == "hatch.c_open")
    out["hatch.front_c"] = join(
        [_front(x1 - x0, y1, True).moved((x0 + x1) / 2, 0, zc), _timer(wide).moved(x1 + wide / 2, ask + 0.2, zc)]
    )
    out["hatch.front_b"] = join(
        [
            _front(x1 - x0, y1, False).turned(180).moved((x0 + x1) / 2, 0, zb),
            _trim(west.low[0], east.high[0], y0, head.high[1], zb),
        ]
    )
    for control in room.controls:
        if control["id"].startswith("hatch."):
            x, y, z = control["at"]
            colour = "blue" if control["id"].endswith("flush") else "green"
            shape = _button(colour)
            out[control["id"]] = shape.moved(x, y, zc) if z > (zc + zb) / 2 else shape.turned(180).moved(x, y, zb)
    return out


def _base(s: Solid, x0: float, x1: float, zb: float) -> Shape:
    """Closed cabinet under the chamber: plinth, two service panels, return slots; its top is the chamber's floor."""
    (left, _, b), (right, top, f) = s.low, s.high
    parts = [
        box((left, 0.1, b), (right, top, f), "steel", bevel=0.004, grid=0.25, without="-y -z +y"),
        box((left + 0.05, 0, b), (right - 0.05, 0.1, f - 0.05), "dark", bevel=0.0, grid=0.25, without="-y +y -z"),
        sheet((x0, top, f), (x1 - x0, 0, 0), (0, 0, zb - f), "steel", 0.2),
    ]
    m = (left + right) / 2
    for x in (left + 0.03, m, right - 0.032):
        parts.append(sheet((x, 0.14, f + 0.0006), (0.002, 0, 0), (0, top - 0.2, 0), "dark"))
    for y in (0.14, top - 0.06):
        parts.append(sheet((left + 0.03, y, f + 0.0006), (right - left - 0.06, 0, 0), (0, 0.002, 0), "dark"))
    for side in (left + 0.09, m + 0.06):
        for k in range(6):
            parts.append(sheet((side, 0.2 + 0.028 * k, f + 0.0008), (right - m - 0.15, 0, 0), (0, 0.01, 0), "black"))
    for x in (m - 0.04, m + 0.04):  # quarter-turn locks of the panels
        parts.append(_disc(0.009, "steel.polished").moved(x, top - 0.11, f))
    for x in np.linspace(x0 + 0.12, x1 - 0.12, 6):  # return slots in the floor of the chamber, at both doors
        for z in (f - 0.06, zb + 0.09):
            parts.append(sheet((x - 0.03, top + 0.0006, z), (0.06, 0, 0), (0, 0, -0.008), "black"))
    return join(parts)


def _disc(radius: float, material: str) -> Shape:
    """A round head on a face that looks to +Z."""
    return lathe([(radius, 0), (radius, 0.003), (radius * 0.8, 0.0045), (0, 0.0045)], material, 12).turned(90, "x")


def _cheek(s: Solid) -> Shape:
    """A side of the chamber."""
    return box(s.low, s.high, "steel", bevel=0.003, grid=0.2, without="-y +y")


def _head(s: Solid, x0: float, x1: float) -> Shape:
    """Fan and H14 filter over the chamber: its face in the chamber's ceiling, seams and a filter-test port in front."""
    (left, y, b), (right, top, f) = s.low, s.high
    parts = [
        box((left, y, b), (right, top, f), "steel", bevel=0.004, grid=0.25, without="-y"),
        sheet((left, y + 0.012, b), (right - left, 0, 0), (0, 0, f - b), "steel", 0.3),
        sheet((x0 + 0.05, y + 0.008, b + 0.05), (x1 - x0 - 0.1, 0, 0), (0, 0, f - b - 0.2), "filter", 0.2),
    ]
    for k in range(22):
        x = x0 + 0.07 + k * (x1 - x0 - 0.14) / 21
        parts.append(sheet((x, y + 0.007, b + 0.055), (0.004, 0, 0), (0, 0, f - b - 0.21), "joint"))
    for low, high in (
        ((x0 + 0.03, b + 0.03), (x1 - 0.03, b + 0.05)),
        ((x0 + 0.03, f - 0.15), (x1 - 0.03, f - 0.13)),
        ((x0 + 0.03, b + 0.05), (x0 + 0.05, f - 0.15)),
        ((x1 - 0.05, b + 0.05), (x1 - 0.03, f - 0.15)),
        ((x0 + 0.05, f - 0.1), (x1 - 0.05, f - 0.095)),
        ((x0 + 0.05, f - 0.045), (x1 - 0.05, f - 0.04)),
    ):
        parts.append(box((low[0], y, low[1]), (high[0], y + 0.012, high[1]), "aluminium", bevel=0.002, without="+y"))
    parts.append(sheet((left + 0.03, y + 0.25, f + 0.0006), (right - left - 0.06, 0, 0), (0, 0.002, 0), "dark"))
    return join(parts)


def _door(width: float, height: float) -> Shape:
    """A glazed leaf about the origin, front to +Z, its back on the frame at z 0: rails, double pane, gasket, two hinges at
    -X and a pull at +X."""
    w, h = width / 2, height / 2
    g = 0.006  # gasket
    parts = []
    for low, high in (
        ((-w, -h), (-w + RAIL, h)),
        ((w - RAIL, -h), (w, h)),
        ((-w + RAIL, -h), (w - RAIL, -h + RAIL)),
        ((-w + RAIL, h - RAIL), (w - RAIL, h)),
    ):
        parts.append(box((*low, g), (*high, LEAF), "steel.polished", bevel=0.004))
        parts.append(box((low[0] + 0.008, low[1] + 0.008, 0), (high[0] - 0.008, high[1] - 0.008, g), "rubber", 0.001))
    iw, ih = w - RAIL, h - RAIL
    for z, way in ((LEAF - 0.008, 0), (g + 0.006, 180)):
        pane = sheet((-iw, -ih, 0), (2 * iw, 0, 0), (0, 2 * ih, 0), "pane")
        parts.append(pane.turned(way).moved(z=z))
    for low, high in (
        ((-iw, -ih), (iw, -ih + 0.012)),
        ((-iw, ih - 0.012), (iw, ih)),
        ((-iw, -ih + 0.012), (-iw + 0.012, ih - 0.012)),
        ((iw - 0.012, -ih + 0.012), (iw, ih - 0.012)),
    ):  # spacer of the double pane
        parts.append(box((*low, g + 0.007), (*high, LEAF - 0.009), "black", bevel=0.0))
    for y in (-h * 0.62, h * 0.62):
        parts.append(rod((-w - 0.006, y - 0.045, LEAF * 0.5), (-w - 0.006, y + 0.045, LEAF * 0.5), 0.009, "steel", 12))
        parts.append(box((-w - 0.05, y - 0.04, 0), (-w - 0.008, y + 0.04, 0.004), "steel", 0.001, without="-z"))
        parts.append(
            box((-w + 0.002, y - 0.04, LEAF), (-w + 0.045, y + 0.04, LEAF + 0.003), "steel", 0.001, without="-z")
        )
    x = w - RAIL / 2
    bow = [(x, 0.1 * c, LEAF + 0.045 * d) for c, d in ((-1, 0), (-1, 0.8), (-0.85, 1), (0.85, 1), (1, 0.8), (1, 0))]
    parts.append(sweep(bow, 0.008, "steel.polished", 10))
    return join(parts)


def _front(width: float, y: float, less_clean: bool) -> Shape:
    """Over a door, about the middle of the hatch, facing +Z: two interlock lamps and the nameplate."""
    lamps = ("red", "lamp.green") if less_clean else ("lamp.red", "green")  # at rest: loaded from the less clean side
    way = "C > B" if less_clean else "B < C"
    parts = [
        box((-0.1, y + 0.06, 0), (0.1, y + 0.14, 0.03), "white", 0.006, without="-z"),
        *(lens(c).scaled(1.4, 1.4, 1.0).moved(x, y + 0.1, 0.03) for c, x in zip(lamps, (-0.045, 0.045), strict=True)),
        box((-width / 2, y + 0.29, 0), (-width / 2 + 0.6, y + 0.43, 0.003), "white", 0.001, without="-z"),
    ]
    for k, line in enumerate((f"SAS DE TRANSFERT  {way}", f"TRANSFER HATCH  {way}")):
        parts.append(blend.letters(line, TEXT, "ink", 2).moved(-width / 2 + 0.3, y + 0.388 - 0.06 * k, 0.0036))
    return join(parts)


def _timer(width: float) -> Shape:
    """The flush timer beside the door: bezel, display with the seconds left, faces +Z about the origin."""
    w = width * 0.38
    return join(
        [
            box((-w, -0.04, 0), (w, 0.04, 0.012), "dark", 0.003, without="-z"),
            sheet((-w + 0.008, -0.022, 0.0126), (2 * w - 0.016, 0, 0), (0, 0.052, 0), "display"),
            blend.letters("02:00", 0.024, "digit", 2).moved(0, 0.004, 0.0132),
        ]
    )


def _button(colour: str) -> Shape:
    """An illuminated push button, 30 mm, on a steel face at z 0."""
    return join(
        [
            lathe([(0.021, 0), (0.021, 0.004), (0.017, 0.007)], "steel.polished", 18).turned(90, "x"),
            lathe([(0.017, 0.004), (0.0165, 0.011), (0.012, 0.013), (0, 0.0135)], colour, 18).turned(90, "x"),
        ]
    )


def _trim(x0: float, x1: float, y0: float, y1: float, z: float) -> Shape:
    """Cover strip and silicone about the hatch in the wall of the cleaner side."""
    parts = []
    for low, high in (
        ((x0 - TRIM, y0 - TRIM), (x1 + TRIM, y0)),
        ((x0 - TRIM, y1), (x1 + TRIM, y1 + TRIM)),
        ((x0 - TRIM, y0), (x0, y1)),
        ((x1, y0), (x1 + TRIM, y1)),
    ):
        parts.append(box((*low, z - 0.003), (*high, z), "steel", 0.001, without="+z"))
    return join(parts)
