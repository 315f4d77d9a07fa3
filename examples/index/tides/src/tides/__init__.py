"""When the water comes, and when it goes."""

HOURS_BETWEEN_HIGH_TIDES = 12.42


def next_high_tide(last: float) -> float:
    """The hour of the next high tide after the one at the hour `last`."""
    return last + HOURS_BETWEEN_HIGH_TIDES
