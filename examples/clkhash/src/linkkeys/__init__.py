"""Keyed linkage hashes: two parties that share a secret can compare names without showing them."""

from linkkeys.bloom import LinkageKey, similarity

__version__ = "1.2.0"
__all__ = ["LinkageKey", "similarity"]
