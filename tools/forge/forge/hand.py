"""A smooth adult hand around its bones: one implicit surface, meshed, thinned and bound to the 26 joints."""

from __future__ import annotations

import bpy
import numpy as np

from . import blend, bones, shade
from .shapes import Shape, mesh

CELL = 0.002  # of the grid that the surface is found on
TRIANGLES = 4400
# Metres from bone to skin at knuckle, middle joint, end joint and tip: half the joint breadths of an adult hand (design,
# near the medians of anthropometric tables: 19-21 mm at the middle joint, 16-18 mm at the end joint).
GIRTH = {
    "index": (0.0106, 0.0094, 0.0084, 0.0074),
    "middle": (0.0108, 0.0096, 0.0086, 0.0076),
    "ring": (0.0102, 0.0089, 0.0080, 0.0071),
    "little": (0.0090, 0.0078, 0.0070, 0.0062),
}
THUMB_GIRTH = (0.0165, 0.0118, 0.0108, 0.0086)
FOREARM = 0.055  # stub behind the wrist, so that a cuff or sleeve hides its end
BLEND = {"proximal": 0.011, "intermediate": 0.007, "distal": 0.006}  # half width of skin that bends at a joint


def _cone(p: np.ndarray, a: np.ndarray, b: np.ndarray, ra: float, rb: float) -> np.ndarray:
    """Signed distance to a bone whose skin goes from radius `ra` at `a` to `rb` at `b`."""
    axis = b - a
    along = np.clip((p - a) @ axis / (axis @ axis), 0, 1)
    return np.linalg.norm(p - a - along[:, None] * axis, axis=1) - (ra + (rb - ra) * along)


def _ball(p: np.ndarray, middle: tuple[float, float, float], radii: tuple[float, float, float]) -> np.ndarray:
    """About the signed distance to an ellipsoid."""
    q = (p - np.array(middle)) / np.array(radii)
    k0 = np.linalg.norm(q, axis=1)
    k1 = np.linalg.norm(q / np.array(radii), axis=1)
    return k0 * (k0 - 1) / np.maximum(k1, 1e-9)


def _melt(parts: list[np.ndarray], soft: float) -> np.ndarray:
    """Union whose creases are rounded over `soft` metres."""
    out = parts[0]
    for part in parts[1:]:
        h = np.maximum(soft - np.abs(out - part), 0) / soft
        out = np.minimum(out, part) - h * h * soft / 4
    return out


def distance(p: np.ndarray) -> np.ndarray:
    """Signed distance (n,) from points (n, 3) in the palm's frame to the skin of a right hand."""
    at = {name: pose[:3, 3] for name, pose in bones.joints().items()}
    palm, fingers = [], []
    for finger, girth in GIRTH.items():
        ray = [at[f"{finger}_{part}"] for part in ("metacarpal", "proximal", "intermediate", "distal", "tip")]
        tip = ray[4] + (ray[3] - ray[4]) * 0.15  # the joint lies a little under the skin of the tip
        palm.append(_cone(p, ray[0] + [0, -0.002, 0], ray[1] + [0, -0.0015, 0], 0.0125, girth[0] + 0.001))
        bars = [
            _cone(p, ray[1], ray[2], girth[0] * 0.97, girth[1] * 0.98),
            _cone(p, ray[2], ray[3], girth[1], girth[2] * 0.99),
            _cone(p, ray[3], tip, girth[2], girth[3]),
        ]
        fingers.append(_melt(bars, 0.003))
    ray = [at[f"thumb_{part}"] for part in ("metacarpal", "proximal", "distal", "tip")]
    tip = ray[3] + (ray[2] - ray[3]) * 0.15
    palm += [
        _cone(p, ray[0] + [0.002, -0.004, -0.004], ray[1], THUMB_GIRTH[0], THUMB_GIRTH[1]),
        _cone(p, np.array([0.024, -0.008, 0.034]), np.array([0.028, -0.006, -0.014]), 0.0125, 0.0105),
        _cone(p, np.array([-0.026, -0.004, 0.006]), np.array([-0.023, -0.003, -0.030]), 0.0095, 0.0095),
        _cone(p, np.array([-0.020, -0.008, -0.030]), np.array([0.026, -0.008, -0.014]), 0.0095, 0.0085),
    ]
    thumb = _melt(
        [
            _cone(p, ray[1], ray[2], THUMB_GIRTH[1], THUMB_GIRTH[2]),
            _cone(p, ray[2], tip, THUMB_GIRTH[2], THUMB_GIRTH[3]),
        ],
        0.004,
    )
    wrist = []
    for side in (-1, 1):
        near, far = np.array([side * 0.011, -0.002, 0.040]), np.array([side * 0.014, 0.0, bones.WRIST[2] + FOREARM])
        wrist.append(_cone(p, near, far, 0.0160, 0.0200))
    body = _melt([_melt(palm, 0.011), _melt(wrist, 0.02)], 0.016)
    body = _melt([body, thumb], 0.009)
    hand = _melt([body, _melt(fingers, 0.0025)], 0.006)
    return np.maximum(hand, p[:, 2] - (bones.WRIST[2] + FOREARM))  # cut flat behind


def _gradient(p: np.ndarray) -> np.ndarray:
    step = 1e-4
    out = np.column_stack([distance(p + d) - distance(p - d) for d in np.eye(3) * step])
    return out / np.maximum(np.linalg.norm(out, axis=1, keepdims=True), 1e-9)


def _surface() -> tuple[np.ndarray, np.ndarray]:
    """Points and quads of the skin by surface nets: one point a cell that the surface crosses."""
    low, high = np.array([-0.095, -0.05, -0.15]), np.array([0.085, 0.04, bones.WRIST[2] + FOREARM + 0.01])
    count = np.ceil((high - low) / CELL).astype(int)
    ticks = [low[i] + CELL * np.arange(count[i]) for i in range(3)]
    corners = np.stack(np.meshgrid(*ticks, indexing="ij"), axis=-1)
    value = distance(corners.reshape(-1, 3)).reshape(count)
    inside = value < 0
    shape = count - 1
    total, number = np.zeros((*shape, 3)), np.zeros(shape)
    for axis in range(3):
        for other in range(4):
            a = [0, 0, 0]
            a[(axis + 1) % 3], a[(axis + 2) % 3] = other & 1, other >> 1
            b = list(a)
            b[axis] = 1
            cut_a = tuple(slice(o, o + s) for o, s in zip(a, shape, strict=True))
            cut_b = tuple(slice(o, o + s) for o, s in zip(b, shape, strict=True))
            crossed = inside[cut_a] != inside[cut_b]
            share = value[cut_a] / np.where(crossed, value[cut_a] - value[cut_b], 1)
            point = corners[cut_a] + share[..., None] * (corners[cut_b] - corners[cut_a])
            total += np.where(crossed[..., None], point, 0)
            number += crossed
    cells = np.argwhere(number > 0)
    index = np.full(shape, -1)
    index[tuple(cells.T)] = np.arange(len(cells))
    points = total[tuple(cells.T)] / number[tuple(cells.T)][:, None]
    quads = []
    for axis in range(3):
        i, j = (axis + 1) % 3, (axis + 2) % 3
        ahead = np.eye(3, dtype=int)[axis]
        first = inside[tuple(slice(None, -1) if k == axis else slice(None) for k in range(3))]
        second = inside[tuple(slice(1, None) if k == axis else slice(None) for k in range(3))]
        for x, y, z in np.argwhere(first != second):
            base = np.array([x, y, z])
            around = [
                base - np.eye(3, dtype=int)[i] * u - np.eye(3, dtype=int)[j] * v
                for u, v in ((1, 1), (0, 1), (0, 0), (1, 0))
            ]
            if any((c < 0).any() or (c >= shape).any() for c in around):
                continue
            quad = [index[tuple(c)] for c in around]
            quads.append(quad if inside[x, y, z] else quad[::-1])
        del ahead
    return points, np.array(quads)


def _thinned(points: np.ndarray, quads: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fewer triangles where the skin is flat (Blender's edge collapse), then drawn back onto the surface."""
    data = bpy.data.meshes.new("thin")
    data.from_pydata(points.tolist(), [], quads.tolist())
    made = bpy.data.objects.new("thin", data)
    bpy.context.scene.collection.objects.link(made)
    modifier = made.modifiers.new("thin", "DECIMATE")
    modifier.ratio = TRIANGLES / (2 * len(quads))
    modifier.use_collapse_triangulate = True
    done = made.evaluated_get(bpy.context.evaluated_depsgraph_get()).to_mesh()
    points = np.array([v.co for v in done.vertices], float)
    triangles = np.array([p.vertices for p in done.polygons], int)
    bpy.data.objects.remove(made)
    inner = points[:, 2] < bones.WRIST[2] + FOREARM - 0.002
    points[inner] -= _gradient(points[inner]) * distance(points[inner])[:, None]
    return _unfolded(points, triangles), triangles


def _normals(points: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    """Of the surface itself, but of the mesh at the cut behind, where the surface has an edge."""
    flat, true = mesh(points, triangles, "skin").normals, _gradient(points)
    return np.where(np.einsum("ij,ij->i", flat, true)[:, None] > 0.7, true, flat)


def _unfolded(points: np.ndarray, triangles: np.ndarray) -> np.ndarray:
    """Corners of folded triangles go to the middle of their neighbours."""
    pairs = np.concatenate([triangles[:, [a, b]] for a, b in ((0, 1), (1, 2), (2, 0), (1, 0), (2, 1), (0, 2))])
    for _ in range(10):
        a, b, c = (points[triangles[:, i]] for i in range(3))
        across = np.cross(b - a, c - a)
        along = np.einsum("ij,ij->i", across, _normals(points, triangles)[triangles].mean(axis=1))
        folded = np.unique(triangles[along < 0.1 * np.linalg.norm(across, axis=1)])
        if len(folded) == 0:
            break
        for i in folded:
            points[i] = points[pairs[pairs[:, 0] == i, 1]].mean(axis=0)
    return points


def _smooth(x: np.ndarray) -> np.ndarray:
    x = np.clip(x, 0, 1)
    return x * x * (3 - 2 * x)


def weights(p: np.ndarray) -> tuple[list[str], np.ndarray]:
    """Joint names and how far each moves each point (n, 26): at most four a point, summing to 1."""
    poses = bones.joints()
    names = list(poses)
    at = {name: pose[:3, 3] for name, pose in poses.items()}
    rays = {f: ["metacarpal", "proximal", "intermediate", "distal", "tip"] for f in bones.FINGERS}
    rays["thumb"] = ["metacarpal", "proximal", "distal", "tip"]
    out = np.zeros((len(p), len(names)))
    near = []
    for finger, parts in rays.items():
        line = [at[f"{finger}_{part}"] for part in parts]
        girth = THUMB_GIRTH if finger == "thumb" else (0.0125, *GIRTH[finger])
        near.append(
            np.min(
                [_cone(p, a, b, ra, rb) for a, b, ra, rb in zip(line, line[1:], girth, girth[1:], strict=False)], axis=0
            )
        )
    near = np.array(near)
    share = np.exp(-(near - near.min(axis=0)) / 0.0028)
    share[share < 0.03] = 0
    share /= share.sum(axis=0)
    to_wrist = _smooth((p[:, 2] - 0.028) / 0.030)
    for (finger, parts), part_of in zip(rays.items(), share, strict=True):
        moved = part_of * (1 - to_wrist)
        for k in range(len(parts) - 2):
            joint = at[f"{finger}_{parts[k + 1]}"]
            way = joint - at[f"{finger}_{parts[k]}"]
            way = way / np.linalg.norm(way)
            ahead = at[f"{finger}_{parts[k + 2]}"] - joint
            way = way + ahead / np.linalg.norm(ahead)
            way /= np.linalg.norm(way)
            half = BLEND[parts[k + 1]]
            beyond = _smooth(((p - joint) @ way + half) / (2 * half))
            out[:, names.index(f"{finger}_{parts[k]}")] += moved * (1 - beyond)
            moved = moved * beyond
        out[:, names.index(f"{finger}_{parts[-2]}")] += moved
    out[:, names.index("wrist")] += to_wrist
    least = np.sort(out, axis=1)[:, -4][:, None]
    out[out < np.maximum(least, 0.01)] = 0
    return names, out / out.sum(axis=1, keepdims=True)


def add_hands(apart: float = 0.12) -> None:
    """Nodes `hand.left` and `hand.right`, skinned to `left.<joint>` and `right.<joint>`, palms `apart` from the middle."""
    points, triangles = _thinned(*_surface())
    names, share = weights(points)
    for side, flip in (("left", -1.0), ("right", 1.0)):
        shape = mesh(points, triangles, "skin")
        shape.normals = _normals(points, triangles)
        light = shade.occlusion({"hand": shape}, 0.03)["hand"]
        shape = shape if flip > 0 else shape.mirrored()
        _bind(side, flip, shape.moved(x=apart * flip), light, names, share, apart)


def _bind(
    side: str, flip: float, shape: Shape, light: np.ndarray, names: list[str], share: np.ndarray, apart: float
) -> None:
    frame = bpy.data.objects.new(f"joints.{side}", bpy.data.armatures.new(f"joints.{side}"))
    bpy.context.scene.collection.objects.link(frame)
    bpy.context.view_layer.objects.active = frame
    bpy.ops.object.mode_set(mode="EDIT")
    from mathutils import Matrix

    up = np.array([[1, 0, 0, 0], [0, 0, -1, 0], [0, 1, 0, 0], [0, 0, 0, 1]], float)
    mirror = np.diag([flip, 1, 1, 1])
    for name, pose in bones.joints().items():
        bone = frame.data.edit_bones.new(f"{side}.{name}")
        bone.length = 0.01
        placed = mirror @ pose @ mirror
        placed[0, 3] += apart * flip
        bone.matrix = Matrix((up @ placed).tolist())
        above = bones.parent(name)
        if above:
            bone.parent = frame.data.edit_bones[f"{side}.{above}"]
    bpy.ops.object.mode_set(mode="OBJECT")
    hand = blend.add(f"hand.{side}", shape, light)
    for j, name in enumerate(names):
        group = hand.vertex_groups.new(name=f"{side}.{name}")
        for i in np.flatnonzero(share[:, j]):
            group.add([int(i)], float(share[i, j]), "REPLACE")
    # Not a child of its joints: glTF wants a skinned mesh at the root, because no parent moves it.
    hand.modifiers.new("skin", "ARMATURE").object = frame
