"""What surfaces are like from near: brushed steel, woven cloth, rolled floors. Each is one tile that repeats without a seam."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

# Samples along a side of a tile. The largest level of its texture has half as many: what is finer is kept as roughness.
SIDE = 1024


@dataclass(frozen=True)
class Pattern:
    """A tile of `metres` a side. `make` gives its relief (any unit), its uneven dullness and its shade, (SIDE, SIDE) each,
    u to the right and v down: the relief is stretched to slopes of `slope` (root of the mean square), the dullness, a
    change of α², to `dull` of their square, and the shade, a share of the colour, to deviations of `shade`."""

    name: str
    metres: float
    slope: float
    dull: float
    shade: float
    make: Callable[[Tile], tuple[np.ndarray, np.ndarray, np.ndarray]]


class Tile:
    """A tile while it is made: the same numbers every time."""

    def __init__(self, seed: int, metres: float) -> None:
        self.random = np.random.default_rng(seed)
        self.metres = metres
        at = (np.arange(SIDE) + 0.5) * metres / SIDE
        # Metres to the right and down.
        self.u, self.v = np.meshgrid(at, at)

    def noise(self, finest: float | tuple[float, float], coarsest: float | tuple[float, float]) -> np.ndarray:
        """Smooth noise of mean 0 and deviation 1, its waves between two lengths in metres, or (along u, along v)."""
        waves = np.fft.fftfreq(SIDE, self.metres / SIDE)
        (fine_u, fine_v), (coarse_u, coarse_v) = np.broadcast_to(finest, 2), np.broadcast_to(coarsest, 2)
        short = np.hypot(waves[None, :] * fine_u, waves[:, None] * fine_v)
        long = np.hypot(waves[None, :] * coarse_u, waves[:, None] * coarse_v)
        spectrum = np.exp(-(short**2)) * (1 - np.exp(-(long**2)))
        field = np.fft.ifft2(np.fft.fft2(self.random.standard_normal((SIDE, SIDE))) * spectrum).real
        return field / field.std()

    def lines(self, count: int, length: float, wide: float, turn: float, bend: float) -> np.ndarray:
        """How thick lines lie: `count` of about `length` metres, at most `turn` radians off u and bent by up to `bend`."""
        field = np.zeros((SIDE, SIDE))
        start = self.random.uniform(0, self.metres, (count, 2))
        angle = self.random.uniform(-turn, turn, count)
        long = length * self.random.uniform(0.4, 1.6, count)
        curve = self.random.uniform(-bend, bend, count)
        depth = self.random.uniform(0.3, 1.0, count)
        steps = int(2 * 1.6 * length / self.metres * SIDE)
        for share in np.linspace(0, 1, steps):
            way = angle + curve * (share - 0.5)
            at = start + (share * long)[:, None] * np.column_stack([np.cos(way), np.sin(way)])
            column, row = (np.floor(at / self.metres * SIDE).astype(int) % SIDE).T
            np.maximum.at(field, (row, column), depth * np.sin(np.pi * share))
        return self.soft(field, wide)

    def soft(self, field: np.ndarray, wide: float) -> np.ndarray:
        """A field seen through a round spot, metres."""
        waves = np.fft.fftfreq(SIDE, self.metres / SIDE)
        spot = np.exp(-((waves[None, :] ** 2 + waves[:, None] ** 2) * (np.pi * wide) ** 2) / 4)
        return np.fft.ifft2(np.fft.fft2(field) * spot).real

    def threads(self, count: int) -> tuple[np.ndarray, np.ndarray]:
        """The height of a plain weave of `count` threads each way, 0…1, and how thick its threads are by chance."""
        u, v = self.u / self.metres * count, self.v / self.metres * count
        # Each thread swells and thins along its way.
        across, along = self.noise((3e-4, 6e-3), (3e-4, 0.03)), self.noise((6e-3, 3e-4), (0.03, 3e-4))
        warp_over = np.cos(np.pi * np.floor(u)) * np.cos(np.pi * (v - 0.5))
        weft_over = -np.cos(np.pi * np.floor(v)) * np.cos(np.pi * (u - 0.5))

        def thread(place: np.ndarray, over: np.ndarray, thick: np.ndarray) -> np.ndarray:
            off = (place % 1.0 - 0.5) * 2 / (1 + 0.08 * thick)
            return np.sqrt(np.clip(1 - off**2, 0, 1)) * 0.5 + 0.5 * over

        height = np.maximum(thread(u, warp_over, across), thread(v, weft_over, along))
        return (height - height.min()) / np.ptp(height), across + along


def brushed(tile: Tile) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Sheet ground with a belt (grit 240), along u: scratches of centimetres, a fraction of a millimetre wide."""
    fine = tile.noise((0.03, 2e-4), (0.12, 2e-3))
    broad = tile.noise((0.06, 1.2e-3), (0.12, 0.012))
    deep = tile.lines(420, 0.03, 3e-4, 0.03, 0.02)
    return fine + 2.0 * broad - 6.0 * deep / deep.max(), broad + 0.6 * fine, -broad - 0.5 * fine


def weave(tile: Tile) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Plain weave of filament polyester, 0.45 mm a thread; between threads it is darker."""
    height, thick = tile.threads(66)
    return height, -thick, (height - 0.7) + 0.08 * thick


def coverall(tile: Tile) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """The same with a conductive filament every 5 mm each way, as garments for cleanrooms have against charge."""
    height, thick = tile.threads(66)
    off = np.minimum(*(abs((at / 0.005) % 1.0 - 0.5) * 0.005 for at in (tile.u, tile.v)))
    return height, -thick, (height - 0.7) + 0.08 * thick - 0.55 * np.exp(-((off / 1.6e-4) ** 2))


def nonwoven(tile: Tile) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Spunbond: filaments any way, welded at points 2.5 mm apart."""
    web = sum(tile.lines(2200, 0.012, 2e-4, np.pi, 0.8) for _ in range(2))
    a, b = ((tile.u + tile.v) / 2.5e-3, (tile.u - tile.v) / 2.5e-3)
    weld = np.exp(-(((a % 1 - 0.5) ** 2 + (b % 1 - 0.5) ** 2) / 0.035))
    web = web / web.std() * (1 - 0.8 * weld)
    cloudy = tile.noise(2e-3, 9e-3)
    return web - 2.5 * weld, cloudy, 0.6 * cloudy + 0.4 * web - 0.8 * weld


def epoxy(tile: Tile) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """A floor that levelled itself nearly: waves of 1 to 3 cm, fine speckle in its colour, traffic that dulled it a little."""
    peel, fine = tile.noise(8e-3, 0.03), tile.noise(3e-3, 8e-3)
    speckle = tile.noise(2.5e-3, 6e-3)
    return peel + 0.12 * fine, tile.noise(0.03, 0.2), speckle * abs(speckle) + 0.7 * tile.noise(0.02, 0.15)


def coating(tile: Tile) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Orange peel of paint from a coil or a gun: waves of 2 to 6 mm."""
    return tile.noise(1.5e-3, 6e-3), tile.noise(0.01, 0.05), tile.noise(2e-3, 8e-3)


def fibre(tile: Tile) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Paper and board: short fibres, and the clouds in which they settled."""
    web = tile.lines(2600, 4e-3, 1.6e-4, np.pi, 1.5)
    web, cloudy = web / web.std(), tile.noise(2e-3, 8e-3)
    return web + 0.5 * tile.noise(3e-4, 1e-3), cloudy, cloudy + 0.35 * web


def grain(tile: Tile) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Moulded plastic from a spark-eroded tool: pits of half a millimetre, worn flat on top."""
    pits = np.tanh(1.2 * tile.noise(3.5e-4, 1.2e-3) + 0.4)
    return pits, tile.noise(4e-3, 0.02), pits


def skin(tile: Tile) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Furrows around fields of about a millimetre: the back of a hand, leather, what was moulded on one."""
    cells = 32
    size = tile.metres / cells
    # A point a cell: the distance to the nearest less that to the second is 0 in a furrow.
    points = tile.random.uniform(0.0, 1.0, (cells, cells, 2))
    column, row = (tile.u / size).astype(int), (tile.v / size).astype(int)
    near = np.full((2, SIDE, SIDE), np.inf)
    for down in (-1, 0, 1):
        for right in (-1, 0, 1):
            i, j = row + down, column + right
            at = points[i % cells, j % cells]
            far = np.hypot(tile.u / size - j - at[..., 0], tile.v / size - i - at[..., 1])
            near = np.sort(np.concatenate([near, far[None]]), axis=0)[:2]
    field = np.minimum((near[1] - near[0]) * 2.5, 1.0)
    height = tile.soft(np.sqrt(field), 1.5e-4) + 0.08 * tile.noise(2e-4, 5e-4)
    return height, tile.noise(2e-3, 8e-3), height


# How strong they are is design, by eye against photographs of such surfaces at half a metre; sizes as their makers say.
PATTERNS = [
    Pattern("brushed", 0.2, 0.045, 0.5, 0.02, brushed),
    Pattern("weave", 0.03, 0.25, 0.3, 0.09, weave),
    Pattern("coverall", 0.03, 0.25, 0.3, 0.08, coverall),
    Pattern("nonwoven", 0.05, 0.2, 0.3, 0.05, nonwoven),
    Pattern("epoxy", 0.5, 0.012, 0.5, 0.012, epoxy),
    Pattern("coating", 0.15, 0.012, 0.3, 0.004, coating),
    Pattern("fibre", 0.05, 0.09, 0.3, 0.018, fibre),
    Pattern("grain", 0.03, 0.07, 0.3, 0.012, grain),
    Pattern("skin", 0.03, 0.12, 0.3, 0.05, skin),
]
