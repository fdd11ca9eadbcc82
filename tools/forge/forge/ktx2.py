"""KTX2 files of high dynamic range: three numbers in four bytes, E5B9G9R9, packed by Zstandard.

Of the containers of `registry.khronos.org/KTX/specs/2.0/ktxspec.v2.html` only what baked light needs: 2D pictures and
cube maps, arrays of them, volumes, with mip levels and words to go with them. E5B9G9R9 because it is the one packed format of radiance that
every device filters, and 9 bits a channel do not band on a white wall.
"""

from __future__ import annotations

import json
import struct

import numpy as np
import zstandard

IDENTIFIER = b"\xabKTX 20\xbb\r\n\x1a\n"
E5B9G9R9_UFLOAT_PACK32 = 123
ZSTANDARD = 2
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
    size = 24 + len(samples)
    block = struct.pack("<IHHBBBBBBBBBBBBBBBB", 0, 2, size, 1, 1, 1, 0, 0, 0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0)
    return struct.pack("<I", size + 4) + block + samples


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
    words = KEY + b"\0" + json.dumps(about, separators=(",", ":")).encode() + b"\0"
    pairs = struct.pack("<I", len(words)) + words + b"\0" * (-len(words) % 4)
    descriptor = _descriptor()
    first = 80 + 24 * len(levels)
    packed = [zstandard.compress(shared_exponent(level).tobytes(), 19) for level in levels]
    header = struct.pack(
        "<9I", E5B9G9R9_UFLOAT_PACK32, 4, width, height, depth, layers, 6 if cube else 1, len(levels), ZSTANDARD
    )
    at = first + len(descriptor) + len(pairs)
    index = struct.pack("<4I2Q", first, len(descriptor), first + len(descriptor), len(pairs), 0, 0)
    # Levels lie from the smallest to the largest, as the specification wants; their table from the largest.
    table, body = [b""] * len(levels), b""
    for level in reversed(range(len(levels))):
        table[level] = struct.pack("<3Q", at + len(body), len(packed[level]), levels[level].size // 3 * 4)
        body += packed[level]
    return IDENTIFIER + header + index + b"".join(table) + descriptor + pairs + body


def about(data: bytes) -> dict:
    """What a file of `encode` says of itself."""
    start, length = struct.unpack_from("<II", data, 56)
    value = data[start + 4 + len(KEY) + 1 : start + length]
    return json.loads(value.split(b"\0")[0])
