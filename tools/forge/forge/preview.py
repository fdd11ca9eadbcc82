"""`python -m forge.preview FOLDER [VIEW…]`: looks at the made files with Cycles, to see whether they are right.

Pictures show the vertex colours too, so that what the renderer will get can be judged.
"""

from __future__ import annotations

import sys
from pathlib import Path

import bpy
from mathutils import Vector

from . import blend

ASSETS = Path(__file__).resolve().parents[3] / "assets"
SAMPLES = 8

# name: (files, eye, looks at, degrees of view)
VIEWS = {
    "z0": (["gowning/suite.glb"], (0.3, 1.65, -0.2), (-0.2, 0.9, -3.5), 80),
    "z1": (["gowning/suite.glb"], (-0.6, 1.65, -3.1), (0.8, 0.9, -6.0), 80),
    "z2": (["gowning/suite.glb"], (0.5, 1.65, -6.7), (-0.6, 0.8, -9.6), 80),
    "z3": (["gowning/suite.glb"], (-0.5, 1.65, -10.2), (0.4, 0.8, -13.6), 80),
    "z4": (["gowning/suite.glb"], (-0.8, 1.65, -14.3), (0.6, 0.7, -16.6), 80),
    "back": (["gowning/suite.glb"], (0.0, 1.65, -13.7), (0.1, 1.0, -10.0), 80),
    "above": (["gowning/suite.glb"], (9.0, 16.0, -8.5), (0.0, 0.0, -8.5), 50),
    "hands": (["hands.glb"], (0.0, 0.36, 0.16), (0.0, 0.0, -0.07), 50),
    "palms": (["hands.glb"], (0.0, -0.36, 0.16), (0.0, 0.0, -0.07), 50),
    "side": (["hands.glb"], (-0.42, 0.10, -0.02), (0.0, -0.01, -0.08), 35),
}


def _at(point: tuple[float, float, float]) -> Vector:
    return Vector((point[0], -point[2], point[1]))


def _use_vertex_colours() -> None:
    """Multiplies the colour attribute into every material, as glTF asks of a renderer, and lights the lamps."""
    for material in bpy.data.materials:
        if not material.use_nodes:
            continue
        nodes, links = material.node_tree.nodes, material.node_tree.links
        shader = next((n for n in nodes if n.type == "BSDF_PRINCIPLED"), None)
        if shader is None or shader.inputs["Base Color"].is_linked:
            continue
        if material.name == "light":
            shader.inputs["Emission Strength"].default_value = 25.0
        colour = nodes.new("ShaderNodeVertexColor")
        mix = nodes.new("ShaderNodeMix")
        mix.data_type, mix.blend_type = "RGBA", "MULTIPLY"
        mix.inputs["Factor"].default_value = 1.0
        mix.inputs["A"].default_value = shader.inputs["Base Color"].default_value
        links.new(colour.outputs["Color"], mix.inputs["B"])
        links.new(mix.outputs["Result"], shader.inputs["Base Color"])


def shoot(name: str, folder: Path) -> None:
    files, eye, aim, view = VIEWS[name]
    blend.empty()
    for file in files:
        bpy.ops.import_scene.gltf(filepath=str(ASSETS / file))
    _use_vertex_colours()
    scene = bpy.context.scene
    camera = bpy.data.cameras.new("eye")
    camera.angle = view * 3.14159 / 180
    camera.clip_start = 0.01
    eye_object = bpy.data.objects.new("eye", camera)
    eye_object.location = _at(eye)
    eye_object.rotation_euler = (_at(aim) - _at(eye)).to_track_quat("-Z", "Y").to_euler()
    scene.collection.objects.link(eye_object)
    scene.camera = eye_object
    world = bpy.data.worlds.new("world")
    world.use_nodes = True
    world.node_tree.nodes["Background"].inputs["Color"].default_value = (1, 1, 1, 1)
    world.node_tree.nodes["Background"].inputs["Strength"].default_value = 0.15 if "suite" in files[0] else 0.8
    scene.world = world
    if "suite" not in files[0] or name == "above":
        sun = bpy.data.objects.new("sun", bpy.data.lights.new("sun", "SUN"))
        sun.data.energy = 2.0
        sun.rotation_euler = (0.5, 0.6, 0.0) if name != "palms" else (2.6, 0.6, 0.0)
        scene.collection.objects.link(sun)
    scene.render.engine = "BLENDER_EEVEE_NEXT"
    scene.eevee.taa_render_samples = SAMPLES
    scene.render.resolution_x, scene.render.resolution_y = 560, 392
    scene.view_settings.view_transform = "Khronos PBR Neutral"
    scene.render.filepath = str(folder / f"{name}.png")
    bpy.ops.render.render(write_still=True)


def main() -> None:
    if len(sys.argv) < 2:
        raise SystemExit("say a folder for the pictures: python -m forge.preview FOLDER [VIEW…]")
    folder = Path(sys.argv[1])
    for name in sys.argv[2:] or list(VIEWS):
        shoot(name, folder)


if __name__ == "__main__":
    main()
