"""What a hand takes in an aseptic transfer, its origin in the middle of its box, filling that box."""

from __future__ import annotations

from .shapes import Shape, join, pillow, round_rectangle, sheet, slab
from .things import Size


def transfer_set(size: Size) -> Shape:
    x, y, z = size
    return join([pillow(size, "film", 0.25, 12), slab(round_rectangle(x, z, 0.006), -0.001, 0.001, "film"), sheet((-0.07, y / 2, 0.05), (0.14, 0, 0), (0, 0, -0.1), "paper")])


MODELS = {"transfer_set": transfer_set}
WRAPPED: dict = {}
