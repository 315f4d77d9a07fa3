"""Brings a ship in."""
from harbour_berths import berths
from harbour_tides import hours


def way(ship, bar=2.0):
    """The first hour at which a ship passes the bar, and the berth it goes to; None where there is none."""
    when, where = hours(ship, bar), berths(ship)
    return (when[0], where[0]) if when and where else None
