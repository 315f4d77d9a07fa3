"""When a ship has water enough."""

HEIGHTS = {0: 1.2, 6: 4.8, 12: 1.1, 18: 4.9}


def hours(ship, depth):
    """The hours at which a ship can pass a place of a depth at low water."""
    return [hour for hour, height in HEIGHTS.items() if depth + height > ship.draught]
