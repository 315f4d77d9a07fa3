import unittest

from harbour_cli import tell


class Tell(unittest.TestCase):
    def test_says_when_and_where(self):
        self.assertEqual(tell("Mary", 6), "Mary comes in at 6 and lies north")
