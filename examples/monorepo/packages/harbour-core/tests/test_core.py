import unittest

from harbour_core import Ship
from harbour_testkit import a_ship


class Ships(unittest.TestCase):
    def test_have_a_draught(self):
        self.assertEqual(a_ship(3.5), Ship("Mary", 3.5))
