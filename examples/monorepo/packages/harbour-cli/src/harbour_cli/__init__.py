"""Tells a ship its way."""
from harbour_core import Ship
from harbour_pilot import way


def tell(name, draught):
    found = way(Ship(name, draught))
    return f"{name} stays out" if found is None else f"{name} comes in at {found[0]} and lies {found[1]}"
