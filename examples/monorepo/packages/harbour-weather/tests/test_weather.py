import unittest

from harbour_weather import is_storm


class Storms(unittest.TestCase):
    def test_begin_at_nine(self):
        self.assertTrue(is_storm(9))
        self.assertFalse(is_storm(8))
