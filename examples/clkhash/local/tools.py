"""Lays what the example's suites and builds need from an index into a folder, as far as this machine has it installed: tools.py FOLDER

pip looks there besides the index (PIP_FIND_LINKS), so that the example runs without one where Debian's packages are installed (python3-pytest,
python3-pytest-cov, pyflakes3, flit). What is not there comes from the index.
"""

import base64
import csv
import hashlib
import io
import os
import subprocess
import sys
import zipfile

NAMES = ["pytest", "pytest-cov", "coverage", "iniconfig", "pluggy", "attrs", "packaging", "tomli", "exceptiongroup", "pyflakes", "flit_core"]

ASK = """
import importlib.metadata, json, os, sys
for name in sys.argv[1:]:
    try:
        one = importlib.metadata.distribution(name)
    except importlib.metadata.PackageNotFoundError:
        continue
    top = str(one.locate_file(""))
    roots = (one.read_text("top_level.txt") or "").split()
    listed = {str(file).split("/")[0] for file in one.files or [] if not str(file).startswith((".", "/"))}
    roots = sorted(set(roots) | {root for root in listed if not root.endswith((".dist-info", ".egg-info", ".pth", "__pycache__"))})
    print(json.dumps([one.metadata["Name"], one.version, one.requires or [], one.metadata["Requires-Python"], top, roots,
                      [[e.group, e.name, e.value] for e in one.entry_points]]))
"""


def installed():
    """What Debian's own Python has; whatever another one has may be of another version."""
    import json

    if not os.path.exists("/usr/bin/python3"):
        return []
    told = subprocess.run(["/usr/bin/python3", "-I", "-c", ASK, *NAMES], stdout=subprocess.PIPE, check=False, universal_newlines=True)
    return [json.loads(line) for line in told.stdout.splitlines()]


def files_of(top, root):
    """The Python files of a package or module; compiled ones are left out, for they fit one Python only."""
    path = os.path.join(top, root)
    if os.path.isfile(path + ".py") or root.endswith(".py"):
        yield root if root.endswith(".py") else root + ".py"
    for folder, _, names in os.walk(path):
        if "__pycache__" not in folder:
            yield from (os.path.relpath(os.path.join(folder, name), top) for name in names if not name.endswith((".so", ".pyc")))


def wheel(folder, name, version, requires, python, top, roots, points):
    version = version.split("+")[0]
    stem = "%s-%s" % (name.replace("-", "_").lower(), version)
    info = "%s.dist-info" % stem
    lines = ["Metadata-Version: 2.1", "Name: %s" % name, "Version: %s" % version]
    lines += ["Requires-Python: %s" % python] if python else []
    lines += ["Requires-Dist: %s" % one for one in requires]
    groups = sorted({group for group, _, _ in points})
    entry = "".join("[%s]\n%s" % (group, "".join("%s = %s\n" % (one, value) for own, one, value in points if own == group)) for group in groups)
    members = {"%s/METADATA" % info: "\n".join(lines) + "\n", "%s/WHEEL" % info: "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n"}
    if entry:
        members["%s/entry_points.txt" % info] = entry
    record = io.StringIO()
    rows = csv.writer(record, lineterminator="\n")
    with zipfile.ZipFile(os.path.join(folder, "%s-py3-none-any.whl" % stem), "w", zipfile.ZIP_DEFLATED) as archive:

        def add(path, content):
            digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
            rows.writerow([path, "sha256=%s" % digest, len(content)])
            archive.writestr(path, content)

        for path in sorted({file for root in roots for file in files_of(top, root)}):
            with open(os.path.join(top, path), "rb") as file:
                add(path.replace(os.sep, "/"), file.read())
        for path, text in members.items():
            add(path, text.encode())
        rows.writerow(["%s/RECORD" % info, "", ""])
        archive.writestr("%s/RECORD" % info, record.getvalue())


target = sys.argv[1]
os.makedirs(target, exist_ok=True)
for distribution in installed():
    wheel(target, *distribution)
