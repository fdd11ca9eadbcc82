"""The materials of all assets: linear base colour, metalness, roughness."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Material:
    """Metallic-roughness; colour is linear RGBA, glow is emitted linear radiance RGB. Of a clear sheet (alpha below 1) alpha is
    the share of light that it swallows or spreads, colour how much of that it spreads: near black is clear, white milky."""

    name: str
    colour: tuple[float, float, float, float]
    metallic: float = 0.0
    rough: float = 0.5
    glow: tuple[float, float, float] = (0.0, 0.0, 0.0)


def _rgb(hexadecimal: str, alpha: float = 1.0) -> tuple[float, float, float, float]:
    """Linear colour of an sRGB hex triplet, as colour cards give it."""
    channels = [int(hexadecimal[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return (linear[0], linear[1], linear[2], alpha)


# Colours are design, near the RAL cards that suppliers of cleanroom panels and floors offer.
_ALL = [
    Material("wall", _rgb("eef0ee"), rough=0.45),  # coil-coated panel, near RAL 9010
    Material("wall.lobby", _rgb("e9e4da"), rough=0.7),  # painted plaster, near RAL 9001
    Material("ceiling", _rgb("f4f5f4"), rough=0.55),
    Material("joint", _rgb("b9bfc0"), rough=0.7),  # silicone between panels
    Material("skirting", _rgb("c9d0d3"), rough=0.45),  # coved PVC
    Material("floor.unclassified", _rgb("a09b92"), rough=0.55),
    Material("floor.d", _rgb("b4bbbd"), rough=0.3),  # self-levelling epoxy, satin
    Material("floor.c", _rgb("a8b9c4"), rough=0.3),
    Material("floor.b", _rgb("a9c4c4"), rough=0.28),
    Material("floor.a", _rgb("c4d4d4"), rough=0.28),
    Material("floor.dirty", _rgb("8d8f90"), rough=0.35),  # the side one steps over from
    Material("line.dirty", _rgb("c22a20"), rough=0.4),  # signal red, RAL 3020
    Material("line.clean", _rgb("2f7f4f"), rough=0.4),  # signal green, RAL 6032
    Material("line.zone", _rgb("e3b505"), rough=0.4),  # traffic yellow, RAL 1023: about the grade A zone
    Material("steel", (0.56, 0.57, 0.58, 1.0), metallic=1.0, rough=0.35),  # AISI 304, brushed
    Material("steel.polished", (0.62, 0.63, 0.64, 1.0), metallic=1.0, rough=0.12),
    Material("mirror", (0.92, 0.93, 0.93, 1.0), metallic=1.0, rough=0.02),
    Material("aluminium", (0.80, 0.81, 0.82, 1.0), metallic=1.0, rough=0.45),
    Material("glass", (0.16, 0.20, 0.20, 0.14), rough=0.03),
    Material("pane", (0.10, 0.14, 0.13, 0.10), rough=0.03),  # flush double glazing, polycarbonate
    Material("strip", (0.55, 0.68, 0.72, 0.14), rough=0.08),  # clear PVC, 2 mm
    Material("filter", _rgb("f2f4f1"), rough=0.95),  # the pleated pack behind its face
    # 300 to 500 lux of an office-bright cleanroom, exposed so that a white wall is drawn at 0.7 (design).
    Material("light", (1.0, 1.0, 1.0, 1.0), glow=(4.5, 4.41, 4.275), rough=0.6),
    Material("lamp.red", _rgb("d8261c"), glow=(1.0, 0.05, 0.03), rough=0.3),
    Material("lamp.green", _rgb("27b35a"), glow=(0.03, 0.9, 0.25), rough=0.3),
    Material("grille", _rgb("dfe3e3"), rough=0.5),
    Material("dark", _rgb("2b2e31"), rough=0.6),
    Material("black", _rgb("121416"), rough=0.5),
    Material("screen", _rgb("0d141a"), rough=0.12),
    Material("white", _rgb("f2f3f2"), rough=0.5),  # moulded plastic
    Material("grey", _rgb("9aa1a5"), rough=0.5),
    Material("red", _rgb("b3261e"), rough=0.4),
    Material("green", _rgb("2e8b57"), rough=0.4),
    Material("blue", _rgb("2b62a8"), rough=0.45),
    Material("yellow", _rgb("e3b505"), rough=0.45),
    Material("film", _rgb("dfe9f0"), rough=0.22),  # polyethylene wrap of a pack
    Material("film.inner", _rgb("c4dcea"), rough=0.3),
    Material("paper", _rgb("f5f4ee"), rough=0.85),
    Material("ink", _rgb("22272b"), rough=0.8),
    Material("fabric.white", _rgb("eceeee"), rough=0.9),  # polyester coverall
    Material("fabric.site", _rgb("7fa3bf"), rough=0.95),  # facility suit
    Material("fabric.street", _rgb("39414d"), rough=0.95),
    Material("towel", _rgb("f0efe9"), rough=1.0),
    Material("wipe", _rgb("f6f7f7"), rough=0.95),
    Material("rubber", _rgb("3b3f42"), rough=0.8),
    Material("leather", _rgb("3a2a20"), rough=0.5),
    Material("clog", _rgb("e8ecec"), rough=0.55),  # autoclavable foam
    Material("latex", _rgb("e9e0cc"), rough=0.6),
    Material("nitrile", _rgb("5c83b8"), rough=0.55),
    Material("bottle", _rgb("f2f5f6"), rough=0.35),  # HDPE
    Material("agar", _rgb("c9a96a"), rough=0.25),
    Material("clear", (0.60, 0.63, 0.65, 0.25), rough=0.1),  # polystyrene lid, polycarbonate lens
    Material("gold", (0.90, 0.66, 0.28, 1.0), metallic=1.0, rough=0.25),
    Material("indicator", _rgb("3c5a3a"), rough=0.7),  # steam indicator, turned dark
    Material("label.blue", _rgb("1d4f91"), rough=0.6),
    Material("label.amber", _rgb("d98a12"), rough=0.6),
    Material("tape", _rgb("c9a274"), rough=0.35),  # packing tape
    Material("carton", _rgb("b48a5c"), rough=0.9),
    Material("silicone", (0.93, 0.92, 0.88, 0.55), rough=0.3),  # platinum-cured tubing
    Material("rubber.grey", _rgb("6d7377"), rough=0.75),  # bromobutyl stopper
    Material("vial", (0.40, 0.46, 0.46, 0.20), rough=0.04),  # tubular glass, type I
    Material("tyvek", _rgb("f7f8f6"), rough=0.8),
    Material("pouch", (0.70, 0.78, 0.83, 0.25), rough=0.12),  # clear side of a peel pouch
    Material("castor", _rgb("7c8286"), rough=0.6),  # grey thermoplastic tread
    Material("liquid", (0.72, 0.52, 0.2, 0.75), rough=0.08),  # tryptic soy broth
    Material("lcd", _rgb("b9c4b0"), rough=0.25),
    Material("display", _rgb("10242c"), glow=(0.02, 0.05, 0.06), rough=0.15),
    Material("digit", _rgb("8ff0c8"), glow=(0.25, 0.8, 0.6), rough=0.4),
    Material("bumper", _rgb("8fa3ad"), rough=0.5),  # wall protection, PVC
    Material("machine", _rgb("cbcdc7"), rough=0.42),  # cabinets of machines, RAL 7035 light grey, satin
    Material("safety.yellow", _rgb("eab404"), rough=0.42),  # RAL 1003
    Material("guard", (0.20, 0.24, 0.25, 0.08), rough=0.05),  # polycarbonate, clear
    Material("guard.tint", (0.12, 0.09, 0.07, 0.50), rough=0.08),  # smoked hood
    Material("slot", _rgb("6d7276"), rough=0.6),  # shadow in a profile's slot
    Material("acetal", _rgb("8d9498"), rough=0.45),  # links of a chain conveyor
    Material("acetal.white", _rgb("ecebe4"), rough=0.4),  # format parts, wear strips
    Material("acetal.blue", _rgb("2f6cb3"), rough=0.42),
    Material("belt", _rgb("23282b"), rough=0.7),  # polyurethane
    Material("foam", _rgb("c9862e"), rough=0.9),  # wrap belt
    Material("brush", _rgb("d9d2c0"), rough=1.0),
    Material("motor", _rgb("5c666d"), rough=0.5),  # drives and valves, near RAL 7031
    Material("orange", _rgb("e2702a"), rough=0.55),  # servo cables, RAL 2003
    Material("tube.blue", _rgb("2a5fb0"), rough=0.35),  # polyurethane air tube
    Material("cup", _rgb("b8443a"), rough=0.6),  # suction cups of silicone
    Material("glassine", _rgb("d8c98c"), rough=0.5),  # label backing
    Material("lens.red", _rgb("8e1712"), rough=0.15),
    Material("lens.amber", _rgb("c47a12"), rough=0.15),
    Material("lens.green", _rgb("1d6b3d"), rough=0.15),
    Material("screen.page", _rgb("d6dde2"), rough=0.15),  # an operating panel that is on
    Material("screen.bar", _rgb("24435f"), rough=0.15),
    Material("screen.tile", _rgb("f3f6f8"), rough=0.15),
    Material("screen.green", _rgb("4fae6d"), rough=0.15),
    Material("screen.amber", _rgb("e0a33c"), rough=0.15),
    Material("wood", _rgb("b9935f"), rough=0.85),  # pallet, spruce
    Material("folding.board", _rgb("f1f2f0"), rough=0.45),  # coated, of folding cartons
    Material("laminate", _rgb("d5d3cc"), rough=0.4),  # desk top
    Material("product", _rgb("efe9d2"), rough=0.5),  # freeze-dried cake
    Material("bag.blue", _rgb("3d6ea5"), rough=0.35),
    Material("bag", _rgb("d4d8d2", 0.75), rough=0.3),  # bin liner
    Material("skin", (0.8, 0.8, 0.8, 1.0), rough=0.55),  # neutral: the renderer tints it as skin or glove
    Material("cast", (1.0, 1.0, 1.0, 1.0), rough=0.6),  # a shape that the renderer gives its colour
    Material("eye", _rgb("cfc8c0"), rough=0.25),
    Material("iris", _rgb("3d2817"), rough=0.15),
    Material("hair", _rgb("24180f"), rough=0.7),
]
MATERIALS: dict[str, Material] = {m.name: m for m in _ALL}
NAMES: list[str] = [m.name for m in _ALL]
INDEX: dict[str, int] = {name: i for i, name in enumerate(NAMES)}
