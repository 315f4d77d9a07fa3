import unittest

from harbour_testkit import a_ship


class Ships(unittest.TestCase):
    def test_are_called_mary(self):
        self.assertEqual(a_ship(1).name, "Mary")
