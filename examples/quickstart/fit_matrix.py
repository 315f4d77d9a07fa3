"""Writes `wheel_matrix.yml` for the machine that this runs on, from `wheel_matrix.in.yml`.

A matrix of yours names real platforms and pythons and needs no such step. The quickstart runs wherever you try it,
so this fills in the platform and python it finds, and leaves the C extension out where nothing can compile it.
"""
import os
import pathlib
import platform
import shutil
import sys
import sysconfig

FOUND = {
    "THIS_PYTHON": "cp{}{}".format(*sys.version_info[:2]) + ("t" if sysconfig.get_config_var("Py_GIL_DISABLED") else ""),
    "THIS_PLATFORM": sysconfig.get_platform().replace("-", "_").replace(".", "_"),
    "THIS_ARCH": platform.machine() or "unknown",
}


def missing():
    compiler = (os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc").split()[0]
    if shutil.which(compiler) is None:
        return "there is no C compiler ({}) here".format(compiler)
    if not pathlib.Path(sysconfig.get_path("include"), "Python.h").exists():
        return "the headers of this Python (Python.h) are not installed"
    return None


matrix = pathlib.Path("wheel_matrix.in.yml").read_text(encoding="utf-8")
why = missing()
if why:
    matrix = matrix[: matrix.index("  quick-native:")]
    print("##vso[task.logissue type=warning]quick-native is left out: {}.".format(why))
for placeholder, value in FOUND.items():
    matrix = matrix.replace(placeholder, value)
pathlib.Path("wheel_matrix.yml").write_text(matrix, encoding="utf-8")
print(matrix)
