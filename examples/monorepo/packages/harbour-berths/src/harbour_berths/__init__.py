"""The berths of the harbour."""

DEPTHS = {"north": 7.5, "south": 4.0}


def berths(ship):
    return [name for name, depth in DEPTHS.items() if depth > ship.draught]
