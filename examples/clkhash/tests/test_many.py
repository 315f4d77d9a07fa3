"""Slow: what a deployed service would be asked, here as many keys as it holds."""

from linkkeys import LinkageKey


def test_keys_under_two_thousand_secrets_are_apart():
    assert len({LinkageKey("Ada Lovelace", "secret %d" % at).hex() for at in range(2000)}) == 2000
