"""The textures of materials: `details.<blocks>.ktx2`, one layer a pattern, and `materials.json`, which material shows which.

A texel holds four numbers: the slopes of the relief along u and v, how much duller (or less dull) than its material the
place is, and how much lighter or darker. What a smaller level loses of the slopes it gains in dullness, so that brushed
steel looks the same from afar and nothing glitters (Olano & Baker, "LEAN mapping", 2010); the smallest level is the plain
material.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import astc_encoder
import etcpak
import numpy as np

from . import ktx2
from .finish import FINISH, OTHERS
from .patterns import PATTERNS, SIDE, Pattern, Tile

# Slopes and shades of this many times their deviation fit into a texel; more are cut off.
SPREAD = 3.0
# α² changes by at most this share of the square of the steepest slope that fits.
DULL = 0.25


@dataclass
class Level:
    """Of one pattern, (side, side) each: means of slopes, of the sum of their squares and of dullness, and of shade."""

    u: np.ndarray
    v: np.ndarray
    squares: np.ndarray
    shade: np.ndarray

    def half(self) -> Level:
        side = self.u.shape[0] // 2
        return Level(
            *(f.reshape(side, 2, side, 2).mean(axis=(1, 3)) for f in (self.u, self.v, self.squares, self.shade))
        )

    def texels(self, total: float) -> np.ndarray:
        """(side, side, 4) bytes. Beckmann's α² is twice the variance of slopes along a line, so the sum of both."""
        dull = (self.squares - self.u**2 - self.v**2 - total) / DULL
        numbers = np.stack([self.u, self.v, dull, self.shade], axis=-1)
        return np.clip(np.round((numbers * 0.5 + 0.5) * 255), 0, 255).astype(np.uint8)


def levels(pattern: Pattern, seed: int) -> list[np.ndarray]:
    """A pattern's texels from the largest level, half of SIDE, to a single one."""
    height, dull, shade = pattern.make(Tile(seed, pattern.metres))
    u, v = ((np.roll(height, -1, axis) - np.roll(height, 1, axis)) / 2 for axis in (1, 0))
    # From here on the steepest slope and the largest shade that fit are 1.
    steep = SPREAD * np.sqrt((u**2 + v**2).mean())
    u, v = np.clip(u / steep, -1, 1), np.clip(v / steep, -1, 1)
    level = Level(u, v, u**2 + v**2 + _even(dull) * pattern.dull / SPREAD**2, np.clip(_even(shade) / SPREAD, -1, 1))
    total = float(level.squares.mean())
    out = []
    while level.u.shape[0] > 1:
        level = level.half()
        out.append(level.texels(total))
    return out


def _even(field: np.ndarray) -> np.ndarray:
    """Of mean 0 and deviation 1."""
    return (field - field.mean()) / field.std()


def bc7(texels: np.ndarray) -> bytes:
    """A layer as blocks of 4 × 4, BC7: what desktops have."""
    params = etcpak.BC7CompressBlockParams()
    params.m_uber_level = 4
    params.m_weights = [1, 1, 1, 1]
    params.m_perceptual = False
    return etcpak.compress_bc7(texels.tobytes(), *texels.shape[:2], params)


def astc(texels: np.ndarray) -> bytes:
    """The same, ASTC: what headsets have."""
    config = astc_encoder.ASTCConfig(astc_encoder.ASTCProfile.LDR, 4, 4, 1, 60)
    context = astc_encoder.ASTCContext(config)
    image = astc_encoder.ASTCImage(astc_encoder.ASTCType.U8, texels.shape[1], texels.shape[0], 1, texels.tobytes())
    return context.compress(image, astc_encoder.ASTCSwizzle.from_str("RGBA"))


ENCODERS = {"bc7": (ktx2.BC7, bc7), "astc": (ktx2.ASTC_4X4, astc)}


def make(assets: Path) -> None:
    made = [levels(pattern, seed) for seed, pattern in enumerate(PATTERNS)]
    about = {
        "patterns": [
            {"name": p.name, "metres": p.metres, "slope": SPREAD * p.slope, "shade": SPREAD * p.shade} for p in PATTERNS
        ],
    }
    for name, (form, encode) in ENCODERS.items():
        blocks = [[encode(_whole(layer)) for layer in level] for level in zip(*made, strict=True)]
        data = ktx2.encode_blocks([b"".join(layers) for layers in blocks], form, SIDE // 2, len(made), about)
        (assets / f"details.{name}.ktx2").write_bytes(data)
    (assets / "materials.json").write_text(table())


def table() -> str:
    """`materials.json`: a row a material, what is nought left out."""
    rows = {name: {key: value for key, value in asdict(row).items() if value} for name, row in (FINISH | OTHERS).items()}
    return "{\n" + ",\n".join(f"  {json.dumps(name)}: {json.dumps(row)}" for name, row in rows.items()) + "\n}\n"


def _whole(texels: np.ndarray) -> np.ndarray:
    """At least one block: a smaller level is repeated."""
    repeats = max(1, 4 // texels.shape[0])
    return np.tile(texels, (repeats, repeats, 1))
