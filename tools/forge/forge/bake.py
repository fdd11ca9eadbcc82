"""Baked light of a set: what reaches every fixed surface, what is mirrored in each stage, what falls on what moves."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from pathlib import Path

import bpy
import numpy as np
from mathutils import Vector
from mathutils.bvhtree import BVHTree

from . import around, blend, check, cube, ktx2, light, texels
from .check import Glb
from .materials import MATERIALS, Material
from .room import Room

# Samples a texel of the light map before it is denoised.
SAMPLES = 64
# Between the places at which the light on moving things is known.
CELL_M = 0.25
RAYS = 512
AXES = np.array([[1, 0, 0], [-1, 0, 0], [0, 1, 0], [0, -1, 0], [0, 0, 1], [0, 0, -1]], float)


def make(room: Room, folder: Path, size: int) -> None:
    """`light.ktx2` (size × size texels) and `grid.ktx2` of the set in this folder of `assets/`, from its own files."""
    suite = _Suite(folder / "suite.glb")
    with tempfile.TemporaryDirectory() as scratch:
        blend.empty()
        models = light.load(folder / "things.glb")
        light.set_doors(room, models)
        received = _settled(_traced(suite, size), suite, Path(scratch))
        (folder / "light.ktx2").write_bytes(ktx2.encode([received[None]], {"of": check.laid(suite.uvs)}))
        print("light map: baked", flush=True)
        low, grid = _grid(suite, room, received)
        about = {"volume": True, "min": low.tolist(), "cell": CELL_M}
        (folder / "grid.ktx2").write_bytes(ktx2.encode([grid], about))
        print(f"grid: {grid.shape[2]} x {grid.shape[1]} x {grid.shape[0] // 6} places", flush=True)


def mirrored(room: Room, folder: Path) -> None:
    """`probes.ktx2` of the set in this folder of `assets/`, from its own files."""
    suite = _Suite(folder / "suite.glb")
    kinds = [MATERIALS[name] for name in suite.materials]
    metal = np.array([row.metallic > 0 for row in kinds])[suite.paint]
    opaque = np.array([row.colour[3] == 1 for row in kinds])[suite.paint]
    corners = suite.points[suite.triangles[metal]]
    areas = np.linalg.norm(np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0]), axis=1) / 2
    tree = BVHTree.FromPolygons(suite.points.tolist(), suite.triangles[opaque].tolist())
    places = around.places(room, (corners.mean(axis=1), areas), tree)
    light.furnish(room, folder)
    light.tracer(around.SAMPLES)
    cubes = []
    with tempfile.TemporaryDirectory() as scratch:
        for place in places:
            cubes.append(cube.levels(around.picture(place.at, Path(scratch))))
            print(f"{place.name}: what is mirrored", flush=True)
    levels = [np.concatenate(level) for level in zip(*cubes, strict=True)]
    about = {"places": [place.told() for place in places]}
    (folder / "probes.ktx2").write_bytes(ktx2.encode(levels, about, cube=True))


class _Suite:
    """All that is fixed as one skin: points, triangles, and for each corner its place on the light map."""

    def __init__(self, path: Path) -> None:
        glb = Glb(path)
        points, normals, uvs, triangles, paint = [], [], [], [], []
        self.materials: list[str] = [m["name"] for m in glb.json["materials"]]
        start = 0
        for primitives in glb.meshes().values():
            for p in primitives:
                points.append(glb.read(p["attributes"]["POSITION"]))
                normals.append(glb.read(p["attributes"]["NORMAL"]))
                uvs.append(glb.read(p["attributes"]["TEXCOORD_1"]))
                triangles.append(glb.read(p["indices"]).reshape(-1, 3).astype(int) + start)
                paint.append(np.full(len(triangles[-1]), p["material"]))
                start += len(points[-1])
        self.points, self.normals = np.concatenate(points), np.concatenate(normals)
        self.uvs, self.triangles, self.paint = np.concatenate(uvs), np.concatenate(triangles), np.concatenate(paint)

    def stand(self, wanted: Callable[[Material], bool]) -> bpy.types.Object:
        """What is made of the wanted materials, as an object."""
        chosen = np.array([wanted(MATERIALS[name]) for name in self.materials])[self.paint]
        triangles, paint = self.triangles[chosen], self.paint[chosen]
        data = bpy.data.meshes.new("suite")
        for name in self.materials:
            data.materials.append(blend.material(MATERIALS[name]))
        data.from_pydata(blend.to_blender(self.points).tolist(), [], triangles.tolist())
        data.polygons.foreach_set("material_index", paint.astype(np.int32))
        data.polygons.foreach_set("use_smooth", np.ones(len(data.polygons), bool))
        layer = data.uv_layers.new(name="light")
        layer.uv.foreach_set("vector", (self.uvs * [1, -1] + [0, 1])[triangles.ravel()].ravel().astype(np.float32))
        data.normals_split_custom_set_from_vertices(blend.to_blender(self.normals).tolist())
        made = bpy.data.objects.new("suite", data)
        bpy.context.scene.collection.objects.link(made)
        return made


def _matt(row: Material) -> bpy.types.Material:
    """A metal that spreads what it sends back: it has no light of its own to bake, but what lies in the shade must know."""
    made = bpy.data.materials.new(f"{row.name}.matt")
    made.use_nodes = True
    shader = made.node_tree.nodes["Principled BSDF"]
    shader.inputs["Base Color"].default_value = row.colour
    shader.inputs["Roughness"].default_value = 1.0
    return made


def _traced(suite: _Suite, size: int) -> np.ndarray:
    """Irradiance / π by texel (size, size, 4) as it was sampled, rows from the top, and how much of it was."""
    dull, metal = suite.stand(lambda row: row.metallic == 0), suite.stand(lambda row: row.metallic > 0)
    scene = light.tracer(SAMPLES)
    scene.cycles.use_denoising = scene.cycles.use_adaptive_sampling = False
    # Glints of steel on a wall are rare and far too bright to be learned from so few samples.
    scene.cycles.sample_clamp_indirect = 2.0
    image = bpy.data.images.new("light", size, size, alpha=True, float_buffer=True)
    image.generated_color = (0, 0, 0, 0)
    _bake(dull, image)
    for i, material in enumerate(metal.data.materials):
        metal.data.materials[i] = _matt(MATERIALS[material.name])
    _bake(metal, image)
    pixels = np.empty(size * size * 4, np.float32)
    image.pixels.foreach_get(pixels)
    return pixels.reshape(size, size, 4)[::-1]


def _settled(pixels: np.ndarray, suite: _Suite, scratch: Path) -> np.ndarray:
    """The light map (size, size, 3): without what lies under things, without noise."""
    size = len(pixels)
    laid = texels.laid(suite.points, suite.normals, suite.uvs, suite.triangles, size)
    rows, columns = laid.at.T
    light_of, covered = pixels[rows, columns, :3].astype(float), pixels[rows, columns, 3] > 0.5
    # What no light reaches at all lies under or in something else: its black must not bleed out at the edge.
    bright = light_of.max(axis=1)
    known = covered & laid.inside & (bright > 0.02 * np.median(bright[covered]))
    # Nothing receives as much as a lamp gives; of a lamp itself Cycles adds what it gives to what it receives.
    known &= bright < 0.8 * max(MATERIALS["light"].glow)
    known &= ~texels.under(laid, BVHTree.FromPolygons(suite.points.tolist(), suite.triangles.tolist()))
    # A texel at the edge of a chart was sampled in part behind the next wall: only where there is none other it counts.
    sure = known & laid.whole
    trusted = sure | (known & ~np.isin(laid.chart, np.unique(laid.chart[sure])))
    print(f"light map: {trusted.sum()} texels traced, {len(trusted)} needed", flush=True)
    out = np.zeros((size, size, 3)) + light_of[trusted].mean(axis=0)
    out[rows, columns] = texels.filled(texels.tamed(light_of, trusted, laid), trusted, laid)
    facing = np.zeros_like(out)
    facing[rows, columns] = laid.normals
    out[rows, columns] = texels.smoothed(_denoised(out, facing, scratch)[rows, columns], laid)
    return out


def _bake(made: bpy.types.Object, image: bpy.types.Image) -> None:
    """Adds what an object receives to a picture."""
    for material in made.data.materials:
        node = material.node_tree.nodes.new("ShaderNodeTexImage")
        node.image = image
        material.node_tree.nodes.active = node
    bpy.ops.object.select_all(action="DESELECT")
    made.select_set(True)
    bpy.context.view_layer.objects.active = made
    bpy.ops.object.bake(type="DIFFUSE", pass_filter={"DIRECT", "INDIRECT"}, margin=0, use_clear=False)


def _denoised(picture: np.ndarray, facing: np.ndarray, scratch: Path) -> np.ndarray:
    """By Open Image Denoise, through Blender's compositor. `facing` is the normal of each texel: as no colour is said to change
    with it, nothing that is left of the noise passes for a pattern."""
    height, width = picture.shape[:2]
    scene = bpy.data.scenes.new("denoise")
    scene.use_nodes = True
    nodes, links = scene.node_tree.nodes, scene.node_tree.links
    nodes.clear()
    denoise, out = nodes.new("CompositorNodeDenoise"), nodes.new("CompositorNodeComposite")
    denoise.use_hdr = True
    for name, values in (("Image", picture), ("Normal", facing), ("Albedo", np.full_like(picture, 0.5))):
        image = bpy.data.images.new(name, width, height, float_buffer=True)
        image.colorspace_settings.name = "Non-Color"
        upright = np.dstack([values, np.ones((height, width))])[::-1]
        image.pixels.foreach_set(upright.astype(np.float32).ravel())
        source = nodes.new("CompositorNodeImage")
        source.image = image
        links.new(source.outputs["Image"], denoise.inputs[name])
    links.new(denoise.outputs["Image"], out.inputs["Image"])
    scene.camera = bpy.data.objects.new("none", bpy.data.cameras.new("none"))
    scene.collection.objects.link(scene.camera)
    scene.render.engine = "BLENDER_WORKBENCH"
    scene.render.resolution_x, scene.render.resolution_y, scene.render.resolution_percentage = width, height, 100
    return light.radiance(scratch, scene)


def _grid(suite: _Suite, room: Room, received: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Irradiance / π on faces that look along ±X ±Y ±Z at places of a grid: (6 × depth, height, width, 3), all of +X first."""
    boxes = list(room.stages().values())
    low = np.array([min(b[0][0] for b in boxes), 0.0, min(b[0][1] for b in boxes)])
    high = np.array([max(b[1][0] for b in boxes), room.height, max(b[1][1] for b in boxes)])
    counts = np.ceil((high - low) / CELL_M - 1e-6).astype(int)
    tree = BVHTree.FromPolygons(suite.points.tolist(), suite.triangles.tolist())
    radiance = _radiance(suite, received)
    directions = light.sphere(RAYS)
    weights = 4 * np.maximum(AXES @ directions.T, 0) / RAYS
    out = np.zeros((*counts[::-1], 6, 3))
    known = np.zeros(counts[::-1], bool)
    rays = [Vector(d) for d in directions]
    for k, j, i in np.ndindex(*counts[::-1]):
        at = Vector(low + CELL_M * (np.array([i, j, k]) + 0.5))
        seen, behind = np.zeros((RAYS, 3)), 0
        for r, ray in enumerate(rays):
            _, normal, face, _ = tree.ray_cast(at, ray)
            if face is None:
                behind += 1
            elif normal.dot(ray) > 0:
                behind += 1
            else:
                seen[r] = radiance[face]
        # A place that sees the backs of things is inside one.
        known[k, j, i] = behind < RAYS * 0.15
        out[k, j, i] = weights @ seen
    for _ in range(max(counts)):
        known_before, sums, count = known.copy(), np.zeros_like(out), np.zeros(known.shape)
        for axis in range(3):
            for step in (-1, 1):
                moved = np.roll(known_before, step, axis)
                edge = [slice(None)] * 3
                edge[axis] = 0 if step == 1 else -1
                moved[tuple(edge)] = False
                sums += np.roll(out, step, axis) * moved[..., None, None]
                count += moved
        reached = ~known & (count > 0)
        out[reached] = sums[reached] / count[reached][:, None, None]
        known |= reached
    return low, np.moveaxis(out, 3, 0).reshape(-1, *counts[1::-1], 3)


def _radiance(suite: _Suite, received: np.ndarray) -> np.ndarray:
    """What leaves each triangle, by the light map in its middle."""
    uv = suite.uvs[suite.triangles].mean(axis=1)
    size = len(received)
    x, y = np.clip((uv * size).astype(int), 0, size - 1).T
    rows = [MATERIALS[name] for name in suite.materials]
    base = np.array([row.colour[:3] for row in rows])[suite.paint]
    glow = np.array([row.glow for row in rows])[suite.paint]
    return base * received[y, x] + glow
