"""The made suite under its own lamps, for the path tracer: what references and baked light are made from."""

from __future__ import annotations

from math import atan, cos, radians, sin
from pathlib import Path

import bpy
import numpy as np
from mathutils import Euler, Vector

from . import blend
from .check import Glb
from .finish import FINISH, Finish
from .materials import MATERIALS, Material
from .room import Room

# Light that has met this many surfaces is lost: in a white room (albedo 0.85) 7 % of it, less than an eye sees.
BOUNCES = 16


def place(point: tuple[float, float, float] | np.ndarray) -> Vector:
    """A point of the room in Blender."""
    x, y, z = (float(v) for v in point)
    return Vector((x, -z, y))


def load(file: Path) -> dict[str, bpy.types.Mesh]:
    """The meshes of a made file by the name of their node: what the renderer gets is what is traced."""
    glb = Glb(file)
    return {name: _mesh(glb, name, primitives) for name, primitives in glb.meshes().items()}


def _mesh(glb: Glb, name: str, primitives: list[dict]) -> bpy.types.Mesh:
    points, normals, triangles, paint, start = [], [], [], [], 0
    data = bpy.data.meshes.new(name)
    for slot, primitive in enumerate(primitives):
        data.materials.append(material(MATERIALS[glb.json["materials"][primitive["material"]]["name"]]))
        points.append(glb.read(primitive["attributes"]["POSITION"]))
        normals.append(glb.read(primitive["attributes"]["NORMAL"]))
        triangles.append(glb.read(primitive["indices"]).reshape(-1, 3).astype(int) + start)
        paint.append(np.full(len(triangles[-1]), slot, np.int32))
        start += len(points[-1])
    data.from_pydata(blend.to_blender(np.concatenate(points)).tolist(), [], np.concatenate(triangles).tolist())
    data.polygons.foreach_set("material_index", np.concatenate(paint))
    data.polygons.foreach_set("use_smooth", np.ones(len(data.polygons), bool))
    _brush(data)
    data.normals_split_custom_set_from_vertices(blend.to_blender(np.concatenate(normals)).tolist())
    return data


def _brush(data: bpy.types.Mesh) -> None:
    """`across`: square to the grooves of each face, where v goes (`unwrap.tiled`)."""
    normals = np.empty((len(data.polygons), 3), np.float32)
    data.polygons.foreach_get("normal", normals.ravel())
    level = np.abs(normals).argmax(axis=1) == 2
    across = np.where(level[:, None], [0, 1, 0], [0, 0, 1]).astype(np.float32)
    data.attributes.new("across", "FLOAT_VECTOR", "FACE").data.foreach_set("vector", across.ravel())


def material(row: Material) -> bpy.types.Material:
    """As the renderer has it: sheen, grooves; what lets light through is one sheet, seen from its front, that mirrors as much as if it did not
    (`shade` in `light.wgsl`)."""
    if row.name in bpy.data.materials:
        return blend.material(row)
    made = blend.material(row)
    tree = made.node_tree
    if row.colour[3] == 1:
        if finish := FINISH.get(row.name):
            _finished(tree, finish)
        return made
    tree.nodes.clear()
    node = {kind: tree.nodes.new(f"ShaderNode{kind}") for kind in ("BsdfDiffuse", "BsdfGlossy", "Fresnel", "NewGeometry")}
    through, out = tree.nodes.new("ShaderNodeBsdfTransparent"), tree.nodes.new("ShaderNodeOutputMaterial")
    node["BsdfDiffuse"].inputs["Color"].default_value = (*row.colour[:3], 1.0)
    node["BsdfGlossy"].inputs["Roughness"].default_value = row.rough
    node["Fresnel"].inputs["IOR"].default_value = 1.5

    def mixed(share: bpy.types.NodeSocket | float, none: bpy.types.Node, all_of_it: bpy.types.Node) -> bpy.types.Node:
        mix = tree.nodes.new("ShaderNodeMixShader")
        if isinstance(share, float):
            mix.inputs[0].default_value = share
        else:
            tree.links.new(share, mix.inputs[0])
        tree.links.new(none.outputs[0], mix.inputs[1])
        tree.links.new(all_of_it.outputs[0], mix.inputs[2])
        return mix

    inside = mixed(row.colour[3], through, node["BsdfDiffuse"])
    front = mixed(node["Fresnel"].outputs[0], inside, node["BsdfGlossy"])
    both = mixed(node["NewGeometry"].outputs["Backfacing"], front, through)
    tree.links.new(both.outputs[0], out.inputs["Surface"])
    return made


def _finished(tree: bpy.types.NodeTree, finish: Finish) -> None:
    shader = tree.nodes["Principled BSDF"]
    # Its roughness of 0.5 is what the renderer's fit is of.
    shader.inputs["Sheen Weight"].default_value = finish.sheen
    if finish.brushed:
        across, turned = tree.nodes.new("ShaderNodeAttribute"), tree.nodes.new("ShaderNodeVectorTransform")
        across.attribute_name, turned.vector_type, turned.convert_from = "across", "VECTOR", "OBJECT"
        tree.links.new(across.outputs["Vector"], turned.inputs[0])
        tree.links.new(turned.outputs[0], shader.inputs["Tangent"])
        shader.inputs["Anisotropic"].default_value = finish.brushed


def stand(mesh: bpy.types.Mesh, at: np.ndarray | None = None, turn: float = 0.0, tilt: float = 0.0) -> bpy.types.Object:
    """An object at `at`, turned by degrees about +Y and tilted before that about its own +Z."""
    made = bpy.data.objects.new(mesh.name, mesh)
    # The room's +Z is Blender's -Y.
    turned = Euler((0, 0, radians(turn))).to_matrix() @ Euler((0, -radians(tilt), 0)).to_matrix()
    made.rotation_euler = turned.to_euler()
    if at is not None:
        made.location = place(at)
    bpy.context.scene.collection.objects.link(made)
    return made


def set_doors(room: Room, models: dict[str, bpy.types.Mesh]) -> None:
    """The doors shut, their lamps red."""
    for door in room.doors:
        (x, z), turn = door["at"], door.get("turn", 0)
        half = door["width"] / 2
        stand(models["door.leaf"], np.array([x - half * cos(radians(turn)), 0, z + half * sin(radians(turn))]), turn)
        for side in (1, -1):
            at = np.array([x - side * 0.04, door["height"] + 0.12, z + side * 0.098])
            stand(models["lamp.red"], at, turn + (0 if side > 0 else 180))


def set_things(room: Room, models: dict[str, bpy.types.Mesh]) -> None:
    """Things and needles where they are when a drill begins; what the person wears then is not in the room."""
    places = {p["id"]: p for p in room.places}
    for thing in room.things:
        if thing["id"] in room.worn:
            continue
        spot = places[thing["at"]] if isinstance(thing["at"], str) else thing
        stand(models[thing["model"]], np.array(spot["at"], float), spot.get("turn", 0))
    pressures = {d["id"]: d.get("pressure_pa", 0) for d in room.doors}
    for gauge in room.gauges:
        at = np.array(gauge["at"], float)
        stand(models["gauge.needle"], at, room.facing(at)[0], 1.5 * (30 - pressures[gauge["door"]]))


def tracer(samples: int) -> bpy.types.Scene:
    """Cycles on the processor, in the dark but for the lamps of the rooms."""
    scene = bpy.context.scene
    scene.render.engine = "CYCLES"
    scene.render.threads_mode, scene.render.threads = "FIXED", 2
    cycles = scene.cycles
    cycles.device = "CPU"
    cycles.samples, cycles.seed = samples, 1
    cycles.max_bounces = cycles.diffuse_bounces = BOUNCES
    # A guard behind a guard behind a curtain is many sheets; light that has met more of them than this is black.
    cycles.glossy_bounces, cycles.transparent_max_bounces = 8, 64
    cycles.sample_clamp_indirect = 10.0
    cycles.use_adaptive_sampling, cycles.adaptive_threshold = True, 0.02
    cycles.use_denoising, cycles.denoiser = True, "OPENIMAGEDENOISE"
    scene.render.use_persistent_data = True
    world = bpy.data.worlds.new("dark")
    world.use_nodes = True
    world.node_tree.nodes["Background"].inputs["Strength"].default_value = 0.0
    scene.world = world
    return scene


def camera(eye: list[float], aim: list[float], up: float) -> None:
    """Looks from `eye` to `aim`; `up` is the tangent of half the vertical field of view."""
    data = bpy.data.cameras.new("eye")
    data.sensor_fit, data.angle, data.clip_start = "VERTICAL", 2 * atan(up), 0.01
    made = bpy.data.objects.new("eye", data)
    made.location = place(eye)
    made.rotation_euler = (place(aim) - place(eye)).to_track_quat("-Z", "Y").to_euler()
    bpy.context.scene.collection.objects.link(made)
    bpy.context.scene.camera = made


def furnish(room: Room, folder: Path) -> None:
    """An empty Blender, and in it the set of a folder as a drill begins, nobody in it."""
    blend.empty()
    for made in load(folder / "suite.glb").values():
        stand(made)
    models = load(folder / "things.glb")
    set_doors(room, models)
    set_things(room, models)


def radiance(folder: Path, scene: bpy.types.Scene) -> np.ndarray:
    """Renders; linear radiance (height, width, 3), rows from the top."""
    settings = scene.render.image_settings
    settings.file_format, settings.color_mode, settings.color_depth = "OPEN_EXR", "RGB", "32"
    scene.render.filepath = str(folder / "radiance.exr")
    bpy.ops.render.render(write_still=True, scene=scene.name)
    image = bpy.data.images.load(scene.render.filepath)
    width, height = image.size
    pixels = np.empty(width * height * image.channels, np.float32)
    image.pixels.foreach_get(pixels)
    bpy.data.images.remove(image)
    return pixels.reshape(height, width, -1)[::-1, :, :3].astype(float)


def tone_map(colour: np.ndarray) -> np.ndarray:
    """Khronos PBR Neutral, as `engine/render` computes it (github.com/KhronosGroup/ToneMapping): linear in, linear out."""
    start, desaturation = 0.8 - 0.04, 0.15
    least = colour.min(axis=-1, keepdims=True)
    colour = colour - np.where(least < 0.08, least - 6.25 * least**2, 0.04)
    peak = colour.max(axis=-1, keepdims=True)
    d = 1 - start
    bent = 1 - d * d / np.maximum(peak + d - start, d)
    g = 1 - 1 / (desaturation * (peak - bent) + 1)
    bright = colour * bent / np.maximum(peak, 1e-6)
    return np.where(peak < start, colour, bright + (bent - bright) * g)


def srgb(linear: np.ndarray) -> np.ndarray:
    """Bytes of a picture."""
    linear = np.clip(linear, 0, 1)
    return np.rint(np.where(linear <= 0.0031308, linear * 12.92, 1.055 * linear ** (1 / 2.4) - 0.055) * 255).astype(
        np.uint8
    )


def sphere(count: int) -> np.ndarray:
    """Directions spread evenly (Fibonacci spiral)."""
    i = np.arange(count) + 0.5
    up, turn = 1 - 2 * i / count, np.pi * (1 + np.sqrt(5)) * i
    flat = np.sqrt(1 - up * up)
    return np.column_stack([flat * np.cos(turn), up, flat * np.sin(turn)])
