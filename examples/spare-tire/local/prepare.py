"""Makes below a folder what this example finds in the world: sdists upstream, an old bucket, and the matrix for the Python of this machine.

What is there already stays: the bucket is what earlier runs have left.
"""
import gzip
import io
import pathlib
import sys
import sysconfig
import tarfile
import tempfile

import tire_backend

HERE = pathlib.Path(__file__).resolve().parent
OUT = pathlib.Path(sys.argv[1]).resolve()
PYTHON = "cp{}{}".format(*sys.version_info[:2]) + ("t" if sysconfig.get_config_var("Py_GIL_DISABLED") else "")
MADE = 1767225600  # 2026-01-01

# Name, version, what must be there to build it. A file `release-<name>-<version>` below the folder releases one version more.
RELEASES = [("bolt", "1.0", "nut>=1"), ("hub", "2.0", ""), ("nut", "1.0", ""), ("Rim.YAML", "5.4", "nut"), ("Rim.YAML", "6.1", "nut")]

PYPROJECT = '[build-system]\nrequires = [{}]\nbuild-backend = "tire_backend"\nbackend-path = ["."]\n'
PKG_INFO = "Metadata-Version: 2.1\nName: {}\nVersion: {}\nSummary: A part of a tire\nRequires-Python: >=3.8\n"
C_MODULE = """#include <Python.h>
#ifndef TIRE
#error "the recipe of the platform was not followed"
#endif
static PyObject *add(PyObject *self, PyObject *args) {
    long a, b;
    (void)self;
    return PyArg_ParseTuple(args, "ll", &a, &b) ? PyLong_FromLong(a + b) : NULL;
}
static PyMethodDef methods[] = {{"add", add, METH_VARARGS, "Adds two integers."}, {NULL, NULL, 0, NULL}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "@", NULL, -1, methods, NULL, NULL, NULL, NULL};
PyMODINIT_FUNC PyInit_@(void) { return PyModule_Create(&module); }
"""


def sdist(name, version, requires):
    module = name.replace(".", "_").lower()
    stem = "{}-{}".format(name.replace(".", "_"), version)
    source = C_MODULE.replace("@", module)
    if (name, version) == ("Rim.YAML", "5.4"):
        # Mended by patches/rim-yaml, as old releases are.
        source = source.replace("PyLong_FromLong(a + b)", "PyInt_FromLong(a + b)")
    files = {
        "pyproject.toml": PYPROJECT.format('"{}"'.format(requires) if requires else ""),
        "PKG-INFO": PKG_INFO.format(name, version),
        "tire_backend.py": (HERE / "tire_backend.py").read_text(encoding="utf-8"),
        "src/{}.c".format(module): source,
    }
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path, text in sorted(files.items()):
            member = tarfile.TarInfo("{}/{}".format(stem, path))
            member.size, member.mtime, member.mode = len(text.encode()), MADE, 0o644
            archive.addfile(member, io.BytesIO(text.encode()))
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", fileobj=packed, mode="wb", mtime=MADE) as archive:
        archive.write(raw.getvalue())
    return stem + ".tar.gz", packed.getvalue()


def put(path, data):
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


def old_wheel(name, version, tag):
    """A wheel as an old tool named it: the project as its author spells it, the platform in capitals."""
    info = "{}-{}.dist-info".format(name, version)
    module = name.replace(".", "_").lower()
    with tempfile.TemporaryDirectory() as folder:
        source = pathlib.Path(folder, module + ".c")
        source.write_text("#define TIRE 1\n" + C_MODULE.replace("@", module), encoding="utf-8")
        extension = tire_backend.compiled(source, "")
    members = {
        tire_backend.extension_name(module, ""): extension,
        info + "/METADATA": PKG_INFO.format(name, version).encode(),
        info + "/WHEEL": "Wheel-Version: 1.0\nGenerator: old\nRoot-Is-Purelib: false\nTag: {}\n".format(tag).encode(),
    }
    file = OUT / "{}-{}-{}.whl".format(name, version, tag)
    tire_backend.write(file, members, info + "/RECORD")
    data = file.read_bytes()
    file.unlink()
    return file.name, data


def old_bucket(bucket):
    """What spare-tire's flow leaves: `packages/` and the pages of dumb-pypi."""
    if (bucket / "packages").exists():
        return
    name, data = old_wheel("Rim.YAML", "5.4", "{0}-{0}-freebsd_15_0_RELEASE_amd64".format(PYTHON))
    page = '<!DOCTYPE html><html><body><a href="../../packages/{0}">{0}</a></body></html>\n'.format(name)
    put(bucket / "packages" / name, data)
    put(bucket / "simple/index.html", b'<!DOCTYPE html><html><body><a href="rim-yaml/index.html">rim-yaml</a></body></html>\n')
    put(bucket / "simple/rim-yaml/index.html", page.encode())


OUT.mkdir(parents=True, exist_ok=True)
for name, version, requires in RELEASES + [(*path.name.split("-")[1:3], "") for path in OUT.glob("release-*-*")]:
    file, data = sdist(name, version, requires)
    put(OUT / "sdists" / file, data)
matrix = (HERE.parent / "wheel_matrix.yml").read_text(encoding="utf-8").replace("cp314", PYTHON)
(OUT / "wheel_matrix.yml").write_text(matrix, encoding="utf-8")
old_bucket(OUT / "bucket")
