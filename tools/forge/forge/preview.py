"""`python -m forge.preview FOLDER [VIEW…]`: pictures of the made files, to see whether they are right.

Pictures show the vertex colours too, so that what the renderer will get can be judged.
"""

from __future__ import annotations

import sys
from pathlib import Path

import bpy
from mathutils import Vector

from . import blend, light
from .room import Room

REPOSITORY = Path(__file__).resolve().parents[3]
ASSETS = REPOSITORY / "assets"
SAMPLES = 4

# name: (files, eye, looks at, degrees of view)
VIEWS = {
    "z0": (["gowning/suite.glb"], (0.3, 1.65, -0.2), (-0.2, 0.9, -3.5), 80),
    "z1": (["gowning/suite.glb"], (-0.6, 1.65, -3.1), (0.8, 0.9, -6.0), 80),
    "z2": (["gowning/suite.glb"], (0.5, 1.65, -6.7), (-0.6, 0.8, -9.6), 80),
    "z3": (["gowning/suite.glb"], (-0.5, 1.65, -10.2), (0.4, 0.8, -13.6), 80),
    "z4": (["gowning/suite.glb"], (-0.8, 1.65, -14.3), (0.6, 0.7, -16.6), 80),
    "back": (["gowning/suite.glb"], (0.0, 1.65, -13.7), (0.1, 1.0, -10.0), 80),
    "above": (["gowning/suite.glb"], (9.0, 16.0, -8.5), (0.0, 0.0, -8.5), 50),
    "things": (["gowning/suite.glb"], (-1.0, 1.45, -9.05), (-1.8, 1.05, -9.05), 70),
    "locker": (["gowning/suite.glb"], (-0.7, 1.6, -1.2), (-1.8, 1.0, -1.1), 60),
    "clogs": (["gowning/suite.glb"], (0.5, 0.9, -2.6), (-0.3, 0.05, -3.3), 60),
    "gauge": (["gowning/suite.glb"], (0.9, 1.6, -6.1), (0.9, 1.45, -6.5), 60),
    "sink": (["gowning/suite.glb"], (0.4, 1.6, -4.6), (1.8, 1.0, -4.6), 65),
    "hatch": (["aseptic-transfer/suite.glb"], (0.35, 1.62, -3.1), (-0.9, 1.2, -5.2), 70),
    "stock": (["aseptic-transfer/suite.glb"], (-0.4, 1.6, -2.9), (-2.1, 1.0, -2.2), 70),
    "unit": (["aseptic-transfer/suite.glb"], (-0.1, 1.65, -7.2), (-0.5, 1.25, -9.9), 70),
    "goods": (["aseptic-transfer/things.glb"], (0.0, 1.5, 1.3), (0.0, 0.0, 0.2), 60),
    "line": (["line-clearance/suite.glb"], (-1.7, 1.7, -0.35), (0.6, 0.9, -5.0), 80),
    "labeller": (["line-clearance/suite.glb"], (-0.15, 1.65, -3.2), (1.0, 0.95, -4.1), 80),
    "packed": (["line-clearance/things.glb"], (0.0, 1.1, 1.0), (0.0, 0.0, 0.1), 60),
    "table": (["gowning/things.glb"], (0.0, 1.1, 1.0), (0.0, 0.0, 0.1), 50),
    "face": (["body.glb"], (0.3, 0.06, -0.55), (0.0, -0.01, 0.06), 25),
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


def _set_out(drill: str) -> None:
    """Everything of `things.glb` at the places where the room has it at the start; the doors shut."""
    room = Room(REPOSITORY / "scenarios" / drill / "room.json")
    bpy.ops.import_scene.gltf(filepath=str(ASSETS / drill / "things.glb"))
    models = list(bpy.context.selected_objects)
    meshes = {model.name: model.data for model in models}
    for model in models:
        bpy.data.objects.remove(model)
    light.set_doors(room, meshes)
    light.set_things(room, meshes)


def shoot(name: str, folder: Path) -> None:
    files, eye, aim, view = VIEWS[name]
    blend.empty()
    for file in files:
        bpy.ops.import_scene.gltf(filepath=str(ASSETS / file))
    drill, _, file = files[0].rpartition("/")
    if file == "things.glb":
        models = [o for o in bpy.context.scene.objects if o.type == "MESH" and o.dimensions.z < 1.0]
        for k, model in enumerate(models):
            model.location = _at(((k % 6 - 2.5) * 0.42, 0, (k // 6 - 1.5) * 0.4))
    if file == "suite.glb":
        _set_out(drill)
    if files == ["body.glb"]:
        bpy.data.objects["shape.foot"].hide_render = True
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
    world.node_tree.nodes["Background"].inputs["Strength"].default_value = 1.0 if "suite" in files[0] else 0.35
    scene.world = world
    if "suite" not in files[0] or name == "above":
        sun = bpy.data.objects.new("sun", bpy.data.lights.new("sun", "SUN"))
        sun.data.energy = 1.5
        sun.rotation_euler = (0.5, 0.6, 0.0) if name != "palms" else (2.6, 0.6, 0.0)
        scene.collection.objects.link(sun)
    scene.render.engine = "BLENDER_EEVEE_NEXT"
    scene.eevee.taa_render_samples = SAMPLES
    scene.render.resolution_x, scene.render.resolution_y = 640, 440
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
