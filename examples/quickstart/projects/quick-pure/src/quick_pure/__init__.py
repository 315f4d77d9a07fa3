"""A pure package: one wheel for every Python 3 and every platform."""


def greet(name):
    return "Hello, {}!".format(name)
