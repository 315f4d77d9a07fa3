"""The wind, in Beaufort."""


def is_storm(wind):
    return wind >= 9
