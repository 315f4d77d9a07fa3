"""Ships, and what they need."""
from typing import NamedTuple


class Ship(NamedTuple):
    name: str
    draught: float
