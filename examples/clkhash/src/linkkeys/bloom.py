"""Bloom filters of bigrams, each bit chosen by an HMAC under the parties' secret."""

import hashlib
import hmac
import sys

BITS = 1024
HASHES = 20


class LinkageKey:
    """The hash of one text under a secret."""

    def __init__(self, text, secret):
        if not secret:
            raise ValueError("a linkage key needs a secret")
        self.bits = 0
        for gram in bigrams(text):
            for bit in positions(gram, secret):
                self.bits |= 1 << bit

    def count(self):
        """How many bits are set."""
        return count_ones(self.bits)

    def hex(self):
        return format(self.bits, "0%dx" % (BITS // 4))


def bigrams(text):
    """Pairs of neighbouring letters, with a blank before the first and after the last.

    >>> bigrams("Ann")
    [' a', 'an', 'nn', 'n ']
    """
    padded = " %s " % " ".join(text.lower().split())
    return [padded[at : at + 2] for at in range(len(padded) - 1)] if padded.strip() else []


def positions(gram, secret):
    digest = hmac.new(secret.encode(), gram.encode(), hashlib.sha512).digest()
    first, second = int.from_bytes(digest[:8], "big"), int.from_bytes(digest[8:16], "big")
    return [(first + turn * second) % BITS for turn in range(HASHES)]


if sys.version_info >= (3, 10):

    def count_ones(number):
        return number.bit_count()

else:

    def count_ones(number):
        return bin(number).count("1")


def similarity(one, other):
    """The Dice coefficient of two keys, from 0 to 1."""
    both = one.count() + other.count()
    if both == 0:
        return 1.0
    return 2 * count_ones(one.bits & other.bits) / both
