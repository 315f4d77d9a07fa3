"""Ships for tests."""
from harbour_core import Ship


def a_ship(draught):
    return Ship("Mary", draught)
