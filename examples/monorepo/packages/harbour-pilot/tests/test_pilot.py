import unittest

from harbour_pilot import way
from harbour_testkit import a_ship


class Way(unittest.TestCase):
    def test_waits_for_water(self):
        self.assertEqual(way(a_ship(6)), (6, "north"))

    def test_is_none_for_a_ship_too_deep(self):
        self.assertIsNone(way(a_ship(9)))
