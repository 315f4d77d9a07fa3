import unittest

import slipway


class Metadata(unittest.TestCase):
    def test_names_what_an_extra_needs(self):
        project = {"name": "a", "version": "1", "description": "", "requires-python": ">=3", "optional-dependencies": {"x": ["b"]}}
        self.assertIn('Requires-Dist: b; extra == "x"', slipway.metadata(project))
