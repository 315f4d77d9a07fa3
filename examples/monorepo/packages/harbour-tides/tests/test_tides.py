import unittest

from harbour_testkit import a_ship
from harbour_tides import hours


class Hours(unittest.TestCase):
    def test_are_those_of_high_water_for_a_deep_ship(self):
        self.assertEqual(hours(a_ship(6), 2), [6, 18])
