"""Which pattern each material shows from near, and how strongly: design, by eye."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Finish:
    """A pattern, the shares of its relief and of its shade; sheen is how much its fibres send towards who looks along it,
    `brushed` how far grooves along u draw out what it mirrors (0…1)."""

    pattern: str
    relief: float
    shade: float
    sheen: float = 0.0
    brushed: float = 0.0


FINISH: dict[str, Finish] = {
    "wall": Finish("coating", 1.0, 1.0),
    "wall.lobby": Finish("coating", 3.0, 1.0),  # rolled paint on plaster
    "ceiling": Finish("coating", 1.0, 1.0),
    "skirting": Finish("grain", 0.3, 0.5),
    "floor.unclassified": Finish("epoxy", 1.2, 1.5),
    "floor.d": Finish("epoxy", 1.0, 1.0),
    "floor.c": Finish("epoxy", 1.0, 1.0),
    "floor.b": Finish("epoxy", 1.0, 1.0),
    "floor.a": Finish("epoxy", 1.0, 1.0),
    "floor.dirty": Finish("epoxy", 1.0, 1.3),
    "steel": Finish("brushed", 1.0, 1.0, brushed=0.6),
    "aluminium": Finish("brushed", 0.6, 0.5, brushed=0.4),
    "grille": Finish("coating", 1.0, 1.0),
    "machine": Finish("coating", 1.5, 1.0),
    "motor": Finish("coating", 2.0, 1.0),
    "dark": Finish("grain", 1.0, 1.0),
    "black": Finish("grain", 1.0, 1.0),
    "white": Finish("grain", 0.8, 1.0),
    "grey": Finish("grain", 1.0, 1.0),
    "red": Finish("grain", 0.6, 1.0),
    "green": Finish("grain", 0.6, 1.0),
    "blue": Finish("grain", 0.6, 1.0),
    "yellow": Finish("grain", 0.6, 1.0),
    "castor": Finish("grain", 1.0, 1.0),
    "bumper": Finish("grain", 1.0, 1.0),
    "rubber": Finish("grain", 1.2, 1.0),
    "rubber.grey": Finish("grain", 1.0, 1.0),
    "acetal": Finish("grain", 0.5, 0.5),
    "acetal.white": Finish("grain", 0.5, 0.5),
    "acetal.blue": Finish("grain", 0.5, 0.5),
    "clog": Finish("grain", 1.0, 1.0),
    "bottle": Finish("grain", 0.4, 0.5),
    "laminate": Finish("grain", 0.5, 0.5),
    "belt": Finish("weave", 0.6, 0.6),
    "foam": Finish("grain", 2.0, 2.0),
    "paper": Finish("fibre", 1.0, 1.0),
    "carton": Finish("fibre", 1.5, 2.5),
    "folding.board": Finish("fibre", 0.5, 0.6),
    "tyvek": Finish("nonwoven", 0.8, 0.8),
    "wood": Finish("fibre", 1.5, 2.0),
    "wipe": Finish("nonwoven", 1.0, 1.0, sheen=0.2),
    "towel": Finish("weave", 1.5, 1.5, sheen=0.4),
    "fabric.white": Finish("coverall", 1.0, 1.0, sheen=0.15),
    "fabric.site": Finish("weave", 1.0, 1.0, sheen=0.3),
    "fabric.street": Finish("weave", 1.0, 1.3, sheen=0.5),
    "leather": Finish("skin", 1.2, 1.0),
    "latex": Finish("skin", 0.6, 0.4),
    "nitrile": Finish("skin", 0.6, 0.4),
}
# What has no material: hands, and cloth by what it is made of (`Fabric` of the renderer).
OTHERS: dict[str, Finish] = {
    "hand": Finish("skin", 1.0, 1.0),
    "cloth.plain": Finish("weave", 1.0, 1.0, sheen=0.3),
    "cloth.garment": Finish("coverall", 1.0, 1.0, sheen=0.15),
    "cloth.nonwoven": Finish("nonwoven", 1.0, 1.0, sheen=0.2),
    "cloth.rubber": Finish("skin", 0.5, 0.3),
}
