import unittest

from harbour_berths import berths
from harbour_testkit import a_ship


class Berths(unittest.TestCase):
    def test_are_deep_enough(self):
        self.assertEqual(berths(a_ship(5)), ["north"])
