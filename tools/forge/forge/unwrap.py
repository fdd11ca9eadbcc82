"""Two sets of texture coordinates: metres over a surface for what tiles, and a place of its own for baked light."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import xatlas

from .shapes import Shape

# Texels between charts: bilinear samples at the edge of each reach 1.4 texels out, and those of no two are the same.
PADDING = 3
# Share of the light map that xatlas must leave to gaps between charts (measured: it fills 50 to 70 %).
FILLED = 0.55


@dataclass
class Unwrapped:
    """A shape whose points are doubled at seams, and for each point `tile` (metres) and `light` (0…1, top left first)."""

    shape: Shape
    tile: np.ndarray
    light: np.ndarray | None = None


def tiled(shape: Shape) -> Unwrapped:
    """Each triangle laid flat on the axis plane that it faces most: x across and height on walls, x and z on floors."""
    corners = shape.points[shape.triangles]
    across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
    axis = np.abs(across).argmax(axis=1)
    keys = (shape.triangles * 3 + axis[:, None]).ravel()
    used, triangles = np.unique(keys, return_inverse=True)
    point, facing = used // 3, used % 3
    # What a texture's u and v run along, by the axis a face looks along: glTF's v runs down.
    u = np.array([[0, 0, -1], [1, 0, 0], [1, 0, 0]])[facing]
    v = np.array([[0, -1, 0], [0, 0, 1], [0, -1, 0]])[facing]
    points = shape.points[point]
    tile = np.column_stack([np.einsum("ij,ij->i", points, u), np.einsum("ij,ij->i", points, v)])
    return Unwrapped(Shape(points, shape.normals[point], triangles.reshape(-1, 3), shape.paint), tile)


def lit(shapes: dict[str, Shape], size: int) -> dict[str, Unwrapped]:
    """All shapes on one light map of `size` × `size` texels, every texel as wide as the next."""
    flat = {name: tiled(shape) for name, shape in shapes.items()}
    area = sum(_area(part.shape) for part in flat.values())
    texels_per_m = size * np.sqrt(FILLED / area)
    while True:
        atlas = _atlas(flat, texels_per_m)
        if atlas.atlas_count == 1 and max(atlas.width, atlas.height) <= size:
            break
        texels_per_m *= 0.96
        if texels_per_m < 10:
            raise SystemExit(f"{atlas.chart_count} charts do not fit a light map of {size} × {size} texels; give it more")
    print(f"light map: {area:.0f} m², {100 / texels_per_m:.1f} cm a texel, {atlas.chart_count} charts", flush=True)
    return {name: _seamed(part, *atlas.get_mesh(i), atlas, size) for i, (name, part) in enumerate(flat.items())}


def _area(shape: Shape) -> float:
    a, b, c = (shape.points[shape.triangles[:, i]] for i in range(3))
    return float(np.linalg.norm(np.cross(b - a, c - a), axis=1).sum() / 2)


def _atlas(flat: dict[str, Unwrapped], texels_per_m: float) -> xatlas.Atlas:
    atlas = xatlas.Atlas()
    for part in flat.values():
        s = part.shape
        atlas.add_mesh(s.points.astype(np.float32), s.triangles.astype(np.uint32), s.normals.astype(np.float32))
    chart, pack = xatlas.ChartOptions(), xatlas.PackOptions()
    # A bevel stays with its face: a chart of its own would be a line of texels.
    chart.normal_deviation_weight, chart.normal_seam_weight, chart.max_cost = 1.0, 1.0, 4.0
    pack.padding, pack.bilinear, pack.texels_per_unit, pack.create_image = PADDING, True, texels_per_m, False
    atlas.generate(chart, pack)
    return atlas


def _seamed(
    part: Unwrapped, point: np.ndarray, triangles: np.ndarray, uvs: np.ndarray, atlas: xatlas.Atlas, size: int
) -> Unwrapped:
    shape = part.shape
    seamed = Shape(shape.points[point], shape.normals[point], triangles.astype(int), shape.paint)
    texels = uvs * [atlas.width, atlas.height]
    return Unwrapped(seamed, part.tile[point], texels / size)
