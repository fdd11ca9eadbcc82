"""Holds the made files against the room and their budgets, by reading the files themselves."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np

from . import bones, ktx2
from .finish import FINISH, OTHERS
from .materials import MATERIALS
from .patterns import PATTERNS
from .room import Room

TRIANGLES = {"suite.glb": 80_000, "things.glb": 20_000, "hands.glb": 10_000, "body.glb": 14_000}
SETS = {"aseptic-transfer": {"suite.glb": 60_000}}  # of single sets, where they are less
BYTES = 24_000_000  # of all files together
# In memory, of a texture and of all that a room has; one of the two files of details is there at a time.
TEXTURES = {
    "light.ktx2": 16_000_000,
    "grid.ktx2": 500_000,
    "probes.ktx2": 24_000_000,
    "details.bc7.ktx2": 3_500_000,
    "details.astc.ktx2": 3_500_000,
}
ROOM_TEXTURES = 40_000_000
NEAR = 0.002  # metres by which a thing may miss its size
KINDS = {5121: np.uint8, 5123: np.uint16, 5125: np.uint32, 5126: np.float32}
WIDTHS = {"SCALAR": 1, "VEC2": 2, "VEC3": 3, "VEC4": 4, "MAT4": 16}


class Glb:
    """A binary glTF file, as far as it is needed here."""

    def __init__(self, path: Path) -> None:
        data = path.read_bytes()
        length = struct.unpack_from("<I", data, 12)[0]
        self.json = json.loads(data[20 : 20 + length])
        self.binary = data[28 + length :]
        self.nodes: dict[str, dict] = {n["name"]: n for n in self.json["nodes"]}
        self.size = len(data)

    def read(self, accessor: int) -> np.ndarray:
        """The numbers of an accessor, (count, width)."""
        a = self.json["accessors"][accessor]
        start = self.json["bufferViews"][a["bufferView"]].get("byteOffset", 0) + a.get("byteOffset", 0)
        width = WIDTHS[a["type"]]
        flat = np.frombuffer(self.binary, KINDS[a["componentType"]], a["count"] * width, start)
        return flat.reshape(-1, width)

    def meshes(self) -> dict[str, list[dict]]:
        return {name: self.json["meshes"][n["mesh"]]["primitives"] for name, n in self.nodes.items() if "mesh" in n}

    def bounds(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        points = np.concatenate([self.read(p["attributes"]["POSITION"]) for p in self.meshes()[name]])
        return points.min(axis=0), points.max(axis=0)

    def triangles(self) -> int:
        return sum(self.json["accessors"][p["indices"]]["count"] // 3 for ps in self.meshes().values() for p in ps)


def _plain(glb: Glb, file: str, folder: str = "") -> list[str]:
    """Faults that any file may have."""
    out = []
    budget = SETS.get(folder, {}).get(file, TRIANGLES[file])
    if glb.triangles() > budget:
        out.append(f"{file}: {glb.triangles()} triangles, over its budget of {budget}")
    for name, primitives in glb.meshes().items():
        if any(k in glb.nodes[name] for k in ("translation", "rotation", "scale", "matrix")):
            out.append(f"{file}: {name} is moved by its node; points are in the node's own space")
        for p in primitives:
            points, normals = glb.read(p["attributes"]["POSITION"]), glb.read(p["attributes"]["NORMAL"])
            if not np.isfinite(points).all() or abs(np.linalg.norm(normals, axis=1) - 1).max() > 1e-3:
                out.append(f"{file}: {name} has a point that is nowhere or a normal that is not 1 long")
            corners = points[glb.read(p["indices"]).reshape(-1, 3)].astype(float)
            across = np.cross(corners[:, 1] - corners[:, 0], corners[:, 2] - corners[:, 0])
            facing = np.einsum("ij,ij->i", across, normals[glb.read(p["indices"]).reshape(-1, 3)].mean(axis=1))
            away = facing < -0.1 * np.linalg.norm(across, axis=1)
            if away.any():
                out.append(f"{file}: {name} has {away.sum()} faces that look the other way than their normals")
            wanted = {"suite.glb": "TEXCOORD_1"}.get(file, "COLOR_0")
            if wanted not in p["attributes"]:
                out.append(f"{file}: {name} has no baked light ({wanted})")
    return out


def laid(uvs: np.ndarray) -> list[int]:
    """How many points lie on a light map, and a sum that says where: what a light map was baked for (`light.rs`)."""
    texels = (np.clip(uvs.astype(np.float32), 0, 1) * np.float32(65535) + np.float32(0.5)).astype(np.uint64)
    return [len(uvs), int((texels[:, 0] * 3 + texels[:, 1] * 7).sum() % 2**32)]


def check_light(path: Path, glb: Glb) -> list[str]:
    """Was the light that lies beside a suite baked for it?"""
    baked = path.with_name("light.ktx2")
    if not baked.exists():
        return [f"{path.parent.name}: its light is not baked; make {path.parent.name}.light"]
    uvs = [glb.read(p["attributes"]["TEXCOORD_1"]) for ps in glb.meshes().values() for p in ps]
    if ktx2.about(baked.read_bytes()).get("of") != laid(np.concatenate(uvs)):
        return [f"{path.parent.name}: its light was baked for another suite; make {path.parent.name}.light"]
    return []


def check_suite(glb: Glb, room: Room, folder: str) -> list[str]:
    out = _plain(glb, "suite.glb", folder)
    wanted = [f"floor.{zone}" for zone, *_ in room.zones] + [s.id for s in room.solids]
    wanted += [f"{d['id']}.{part}" for d in room.doors for part in ("frame", "plate")]
    wanted += [f"{d['id']}.override" for d in room.doors if d.get("override")]
    wanted += [e["id"] for e in (*room.gauges, *room.controls, *room.dispensers)]
    wanted += [t["id"] for t in room.targets if t["id"].startswith("mirror")]
    wanted += [f"{kind}.{stage}" for stage in room.stages() for kind in ("ceiling", "light")]
    out += [f"suite.glb: {name} of room.json is missing" for name in wanted if name not in glb.meshes()]
    for solid in room.solids:
        if solid.kind == "wall" or solid.id not in glb.meshes():
            continue
        low, high = glb.bounds(solid.id)
        off = max(abs(low - solid.low)[[0, 2]].max(), abs(high - solid.high)[[0, 2]].max())
        top = high[1] - solid.high[1]
        if (
            off > 0.007 or low[1] < solid.low[1] - NEAR or not -NEAR < top < 0.45
        ):  # an upstand or a screen may stand higher
            out.append(f"suite.glb: {solid.id} does not fill its solid: {low.round(3)} … {high.round(3)}")
    return out


def check_things(glb: Glb, room: Room) -> list[str]:
    out = _plain(glb, "things.glb")
    for thing in room.things:
        models = [thing["model"], *(n for n in glb.meshes() if n.startswith(thing["model"] + "."))]
        for model in models:
            if model not in glb.meshes():
                out.append(f"things.glb: there is no `{model}`, which {thing['id']} is drawn with")
                continue
            low, high = glb.bounds(model)
            if abs(high - low - thing["size"]).max() > NEAR or abs(high + low).max() / 2 > NEAR:
                out.append(
                    f"things.glb: {model} is {(high - low).round(4)} about {((high + low) / 2).round(4)}, not {thing['size']}"
                )
    for name in ("door.leaf", "gauge.needle", "lamp.red", "lamp.green"):
        if name not in glb.meshes():
            out.append(f"things.glb: there is no `{name}`")
    return out


def check_hands(glb: Glb) -> list[str]:
    out = _plain(glb, "hands.glb")
    for side in ("left", "right"):
        node = glb.nodes[f"hand.{side}"]
        skin = glb.json["skins"][node["skin"]]
        names = [glb.json["nodes"][j]["name"] for j in skin["joints"]]
        if sorted(names) != sorted(f"{side}.{name}" for name in bones.joints()):
            out.append(f"hands.glb: the {side} hand's joints are not the 26 of OpenXR")
            continue
        inverse = glb.read(skin["inverseBindMatrices"]).reshape(-1, 4, 4).transpose(0, 2, 1).astype(float)
        pose = {name.split(".")[1]: np.linalg.inv(m) for name, m in zip(names, inverse, strict=True)}
        for name, matrix in pose.items():
            above = bones.parent(name)
            if above is None or name in ("wrist",) or name.endswith("metacarpal"):
                continue
            along = matrix[:3, 3] - pose[above][:3, 3]
            if along @ -pose[above][:3, 2] < 0.999 * np.linalg.norm(along):
                out.append(f"hands.glb: -Z of {side}.{above} does not point to {name}")
        if (
            pose["palm"][1, 1] < 0.99
            or (pose["thumb_tip"][0, 3] - pose["palm"][0, 3]) * (1 if side == "left" else -1) < 0.03
        ):
            out.append(f"hands.glb: the {side} palm's +Y is not its back, or its thumb is on the wrong side")
        for p in glb.meshes()[f"hand.{side}"]:
            share = glb.read(p["attributes"]["WEIGHTS_0"])
            if abs(share.sum(axis=1) - 1).max() > 1e-3 or "WEIGHTS_1" in p["attributes"]:
                out.append(f"hands.glb: weights of the {side} hand do not sum to 1, or are more than four a point")
    return out


def check_textures(assets: Path) -> list[str]:
    """Prints what each texture and each room takes in memory."""
    out = []
    takes = {}
    for path in sorted(assets.rglob("*.ktx2")):
        name, data = path.relative_to(assets).as_posix(), path.read_bytes()
        texels, takes[name] = ktx2.size(data)
        print(f"{name}: {' × '.join(map(str, texels))}, {takes[name] / 1e6:.2f} MB in memory, {len(data) / 1e6:.2f} MB packed")
        if takes[name] > TEXTURES[path.name]:
            out.append(f"{name}: {takes[name] / 1e6:.1f} MB in memory, over its budget of {TEXTURES[path.name] / 1e6:.1f}")
    details = max(size for name, size in takes.items() if "/" not in name)
    for room in sorted({name.split("/")[0] for name in takes if "/" in name}):
        total = details + sum(size for name, size in takes.items() if name.startswith(f"{room}/"))
        print(f"{room}: {total / 1e6:.1f} MB of textures")
        if total > ROOM_TEXTURES:
            out.append(f"{room}: {total / 1e6:.1f} MB of textures, over {ROOM_TEXTURES / 1e6:.0f}")
    return out


def check_finish() -> list[str]:
    """Is there each material that shows a pattern, and is it rough enough for it?"""
    out = []
    patterns = {p.name: p for p in PATTERNS}
    for name, row in (FINISH | OTHERS).items():
        if name not in MATERIALS and name not in OTHERS:
            out.append(f"finish.py: there is no material {name}")
        elif row.pattern not in patterns:
            out.append(f"finish.py: there is no pattern {row.pattern}, which {name} shows")
        elif name in MATERIALS and (row.relief * patterns[row.pattern].slope) ** 2 > MATERIALS[name].rough ** 4:
            out.append(f"finish.py: {name} is smoother than the relief of its pattern {row.pattern}; show less of it")
    return out


def check(assets: Path, rooms: dict[str, Room]) -> None:
    """Prints a line a file; leaves with 1 and the faults when there are some. `rooms` by their folder of `assets`."""
    files = {p.relative_to(assets).as_posix(): Glb(p) for p in sorted(assets.rglob("*.glb"))}
    faults: list[str] = []
    for name, glb in files.items():
        folder, file = name.split("/") if "/" in name else ("", name)
        if file == "suite.glb":
            found = check_suite(glb, rooms[folder], folder) + check_light(assets / name, glb)
        elif file == "things.glb":
            found = check_things(glb, rooms[folder])
        else:
            found = check_hands(glb) if file == "hands.glb" else _plain(glb, file)
        faults += [f"{folder}/{fault}" if folder else fault for fault in found]
        drawn = sum(len(p) for p in glb.meshes().values())
        print(
            f"{name}: {len(glb.meshes())} meshes, {drawn} primitives, {glb.triangles()} triangles, {glb.size / 1e6:.2f} MB"
        )
    faults += check_finish() + check_textures(assets)
    total = sum(glb.size for glb in files.values())
    if total > BYTES:
        faults.append(f"all files: {total / 1e6:.1f} MB, over {BYTES / 1e6:.0f} MB")
    if faults:
        raise SystemExit("\n".join(faults))
