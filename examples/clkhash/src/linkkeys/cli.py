"""linkutil: hashes lines of text."""

import argparse
import sys

import linkkeys


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="linkutil", description="Hashes each line of a file under a secret.")
    parser.add_argument("--version", action="version", version="linkutil %s" % linkkeys.__version__)
    parser.add_argument("secret")
    parser.add_argument("file", nargs="?", type=argparse.FileType("r"), default=sys.stdin)
    given = parser.parse_args(arguments)
    for line in given.file:
        print(linkkeys.LinkageKey(line.strip(), given.secret).hex())
    return 0


if __name__ == "__main__":
    sys.exit(main())
