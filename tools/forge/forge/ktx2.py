"""KTX2 files, packed by Zstandard: light of high dynamic range in E5B9G9R9, and four numbers a texel in compressed blocks.

Of the containers of `registry.khronos.org/KTX/specs/2.0/ktxspec.v2.html` only what is needed: 2D pictures and
cube maps, arrays of them, volumes, with mip levels and words to go with them. E5B9G9R9 because it is the one packed format of radiance that
every device filters, and 9 bits a channel do not band on a white wall.
"""

from __future__ import annotations

import json
import struct
from dataclasses import dataclass

import numpy as np
import zstandard

IDENTIFIER = b"\xabKTX 20\xbb\r\n\x1a\n"
E5B9G9R9_UFLOAT_PACK32 = 123
ZSTANDARD = 2


@dataclass(frozen=True)
class Blocks:
    """A format of 16 bytes a 4 × 4 texels: its `VkFormat`, and its model in data format descriptors."""

    vk_format: int
    model: int


BC7 = Blocks(145, 134)
ASTC_4X4 = Blocks(157, 162)
# The one key of ours: what a reader must know of the picture, as JSON.
KEY = b"asepsis"


def shared_exponent(rgb: np.ndarray) -> np.ndarray:
    """Linear colours (…, 3) as E5B9G9R9 (Khronos Data Format Specification §10.5)."""
    rgb = np.clip(np.nan_to_num(rgb), 0, 65408.0)
    largest = np.maximum(rgb.max(axis=-1), 2.0**-16)
    exponent = np.floor(np.log2(largest)) + 1
    exponent += np.round(largest / 2.0 ** (exponent - 9)) > 511
    mantissa = np.minimum(np.round(rgb / 2.0 ** (exponent - 9)[..., None]), 511).astype(np.uint32)
    stored = (exponent + 15).astype(np.uint32)
    return (mantissa[..., 0] | mantissa[..., 1] << 9 | mantissa[..., 2] << 18 | stored << 27).astype("<u4")


def _descriptor() -> bytes:
    """The basic data format descriptor of E5B9G9R9: three mantissas that share the exponent of the top bits."""
    samples = b""
    for channel in range(3):
        samples += struct.pack("<HBBIII", 9 * channel, 8, channel, 0, 0, 8448)
        samples += struct.pack("<HBBIII", 27, 4, channel | 1 << 5, 0, 15, 31)
    return _block(1, 0, 4, samples)


def _block(model: int, side: int, size: int, samples: bytes) -> bytes:
    """A descriptor of linear numbers, `size` bytes a block of (side + 1)² texels."""
    length = 24 + len(samples)
    head = struct.pack("<IHHBBBBBBBBBBBBBBBB", 0, 2, length, model, 1, 1, 0, side, side, 0, 0, size, 0, 0, 0, 0, 0, 0, 0)
    return struct.pack("<I", length + 4) + head + samples


def encode(levels: list[np.ndarray], about: dict, cube: bool = False) -> bytes:
    """`levels` from the largest: (layers, height, width, 3) of a picture, (layers × 6, side, side, 3) of cubes (+X −X +Y −Y
    +Z −Z), and for a volume one of (depth, height, width, 3) whose `about` says `volume`."""
    layers, height, width, _ = levels[0].shape
    depth = 0
    if about.get("volume"):
        layers, depth = 0, layers
    elif cube:
        layers //= 6
    elif layers == 1:
        layers = 0  # no array
    size = (4, width, height, depth, layers, 6 if cube else 1)
    texels = [shared_exponent(level).tobytes() for level in levels]
    return _file(E5B9G9R9_UFLOAT_PACK32, size, texels, _descriptor(), about)


def encode_blocks(levels: list[bytes], form: Blocks, side: int, layers: int, about: dict) -> bytes:
    """An array of square pictures in compressed blocks, `levels` from the largest, each layer by layer."""
    sample = struct.pack("<HBBIII", 0, 127, 0, 0, 0, 2**32 - 1)
    return _file(form.vk_format, (1, side, side, 0, layers, 1), levels, _block(form.model, 3, 16, sample), about)


def _file(form: int, size: tuple[int, ...], levels: list[bytes], descriptor: bytes, about: dict) -> bytes:
    """`size` is of a word in bytes, width, height, depth, layers, faces."""
    words = KEY + b"\0" + json.dumps(about, separators=(",", ":")).encode() + b"\0"
    pairs = struct.pack("<I", len(words)) + words + b"\0" * (-len(words) % 4)
    first = 80 + 24 * len(levels)
    packed = [zstandard.compress(level, 19) for level in levels]
    header = struct.pack("<9I", form, *size, len(levels), ZSTANDARD)
    at = first + len(descriptor) + len(pairs)
    index = struct.pack("<4I2Q", first, len(descriptor), first + len(descriptor), len(pairs), 0, 0)
    # Levels lie from the smallest to the largest, as the specification wants; their table from the largest.
    table, body = [b""] * len(levels), b""
    for level in reversed(range(len(levels))):
        table[level] = struct.pack("<3Q", at + len(body), len(packed[level]), len(levels[level]))
        body += packed[level]
    return IDENTIFIER + header + index + b"".join(table) + descriptor + pairs + body


def about(data: bytes) -> dict:
    """What a file of `encode` says of itself."""
    start, length = struct.unpack_from("<II", data, 56)
    value = data[start + 4 + len(KEY) + 1 : start + length]
    return json.loads(value.split(b"\0")[0])


def size(data: bytes) -> tuple[list[int], int]:
    """Width, height, and depth, layers or faces of a file, and the bytes that it takes in memory."""
    width, height, depth, layers, faces, levels = struct.unpack_from("<6I", data, 20)
    unpacked = sum(struct.unpack_from("<Q", data, 80 + 24 * level + 16)[0] for level in range(levels))
    return [width, height, max(depth, 1) * max(layers, 1) * faces], unpacked
