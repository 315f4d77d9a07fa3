"""Makes one executable file of a package that is installed here: freeze.py PACKAGE FUNCTION FILE

With PyInstaller where that is installed, as on an agent of Windows it is to be (afterRequires: pyinstaller). Elsewhere, so that the pipeline can be
tried on any machine, the file is a zip of the package that this Python runs (PEP 441).
"""

import importlib
import os
import shutil
import subprocess
import sys
import tempfile
import zipapp

package, function, target = sys.argv[1:]
folder = os.path.dirname(importlib.import_module(package).__file__)
os.makedirs(os.path.dirname(target) or ".", exist_ok=True)

with tempfile.TemporaryDirectory() as work:
    try:
        import PyInstaller  # noqa: F401
    except ImportError:
        leave_out = shutil.ignore_patterns("__pycache__")
        shutil.copytree(folder, os.path.join(work, package), ignore=leave_out)
        module, name = function.split(":")
        with open(os.path.join(work, "__main__.py"), "w") as file:
            file.write("import sys, %s\nsys.exit(%s.%s())\n" % (module, module, name))
        # The same sources make the same bytes.
        moment = int(os.environ.get("SOURCE_DATE_EPOCH", "315532800"))
        for path, folders, files in os.walk(work):
            for one in folders + files:
                os.utime(os.path.join(path, one), (moment, moment))
        zipapp.create_archive(work, target, interpreter=sys.executable)
    else:
        module, name = function.split(":")
        start = os.path.join(work, "start.py")
        with open(start, "w") as file:
            file.write("import sys, %s\nsys.exit(%s.%s())\n" % (module, module, name))
        name, ending = os.path.splitext(os.path.basename(target))
        where = ["--distpath", os.path.dirname(target) or ".", "--workpath", work, "--specpath", work]
        subprocess.check_call([sys.executable, "-m", "PyInstaller", "--onefile", "--name", name, *where, start])
