"""From shapes to Blender objects and from there to a glTF file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import bpy
import numpy as np

from .materials import MATERIALS, NAMES, Material
from .shapes import Shape, mesh


def empty() -> None:
    """A Blender with nothing in it."""
    bpy.ops.wm.read_factory_settings(use_empty=True)


def to_blender(points: np.ndarray) -> np.ndarray:
    """Blender's +Z is up: (x, y, z) of a room is (x, -z, y) there."""
    return np.column_stack([points[:, 0], -points[:, 2], points[:, 1]])


def material(row: Material) -> bpy.types.Material:
    """The Blender material of a row of the table, made once."""
    made = bpy.data.materials.get(row.name)
    if made:
        return made
    made = bpy.data.materials.new(row.name)
    made.use_nodes = True
    shader = made.node_tree.nodes["Principled BSDF"]
    shader.inputs["Base Color"].default_value = row.colour
    shader.inputs["Alpha"].default_value = row.colour[3]
    shader.inputs["Metallic"].default_value = row.metallic
    shader.inputs["Roughness"].default_value = row.rough
    if any(row.glow):
        # glTF keeps a colour of at most 1 and a strength (KHR_materials_emissive_strength).
        strength = max(1.0, *row.glow)
        shader.inputs["Emission Color"].default_value = (*(g / strength for g in row.glow), 1.0)
        shader.inputs["Emission Strength"].default_value = strength
    made.surface_render_method = "DITHERED" if row.colour[3] == 1.0 else "BLENDED"
    made.use_backface_culling = True
    return made


def add(name: str, shape: Shape, shade: np.ndarray | None = None, uvs: Sequence[np.ndarray] = ()) -> bpy.types.Object:
    """An object of this name, its origin at the room's; `shade` (n,) goes to the colour of its points, `uvs` (n, 2) to
    its texture coordinates, as glTF has them (v runs down)."""
    data = bpy.data.meshes.new(name)
    data.from_pydata(to_blender(shape.points).tolist(), [], shape.triangles.tolist())
    used = np.unique(shape.paint)
    for index in used:
        data.materials.append(material(MATERIALS[NAMES[index]]))
    data.polygons.foreach_set("material_index", np.searchsorted(used, shape.paint).astype(np.int32))
    data.polygons.foreach_set("use_smooth", np.ones(len(shape.triangles), bool))
    for i, uv in enumerate(uvs):
        layer = data.uv_layers.new(name=f"uv{i}")
        layer.uv.foreach_set("vector", (uv * [1, -1] + [0, 1])[shape.triangles.ravel()].ravel().astype(np.float32))
    if shade is not None:
        colours = data.color_attributes.new("ao", "BYTE_COLOR", "POINT")
        rgba = np.column_stack([shade, shade, shade, np.ones(len(shade))])
        colours.data.foreach_set("color", rgba.ravel().astype(np.float32))
        data.color_attributes.active_color = colours
    data.normals_split_custom_set_from_vertices(to_blender(shape.normals).tolist())
    if data.validate(verbose=False):
        raise ValueError(f"{name}: its mesh has degenerate or doubled faces; mend the function that makes it")
    made = bpy.data.objects.new(name, data)
    bpy.context.scene.collection.objects.link(made)
    if made.name != name:
        raise ValueError(f"{name}: two objects have this name; rename one")
    return made


def letters(text: str, height: float, material: str, fine: int = 4) -> Shape:
    """Flat letters about the origin, read from +Z; `height` of a capital, in Blender's own font, `fine` pieces a curve."""
    curve = bpy.data.curves.new("letters", "FONT")
    curve.body, curve.size = text, height / 0.7
    curve.align_x, curve.resolution_u = "CENTER", fine
    drawn = bpy.data.objects.new("letters", curve)
    flat = drawn.to_mesh()
    flat.calc_loop_triangles()
    points = np.array([vertex.co for vertex in flat.vertices]) - [0, height / 2, 0]
    triangles = np.array([triangle.vertices for triangle in flat.loop_triangles])
    bpy.data.objects.remove(drawn)
    bpy.data.curves.remove(curve)
    shape = mesh(points, triangles, material)
    return shape if shape.normals[:, 2].sum() > 0 else mesh(points, triangles[:, ::-1], material)


def save(path: Path, skins: bool = False) -> None:
    """Everything in Blender as one binary glTF: no cameras or animations."""
    path.parent.mkdir(parents=True, exist_ok=True)
    bpy.ops.export_scene.gltf(
        filepath=str(path),
        export_format="GLB",
        export_yup=True,
        export_apply=False,
        export_texcoords=True,
        export_normals=True,
        export_vertex_color="ACTIVE",
        export_all_vertex_colors=False,
        export_active_vertex_color_when_no_material=True,
        export_animations=False,
        export_skins=skins,
        export_morph=False,
        export_cameras=False,
        export_lights=False,
        export_extras=False,
    )
