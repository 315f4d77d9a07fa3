"""A module whose matrix entry says `latest`: the highest final version on the index is built."""


def answer():
    return 42
