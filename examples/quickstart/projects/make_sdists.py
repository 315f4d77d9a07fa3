"""Packs the three projects into ../sdists, the same bytes each time: what an index upstream would offer."""
import gzip
import io
import pathlib
import tarfile

HERE = pathlib.Path(__file__).parent
VERSIONS = {"quick-pure": ["1.0", "1.1"], "quick-latest": ["1.0", "2.0", "2.1rc1"], "quick-native": ["1.0"]}
SUMMARIES = {
    "quick-pure": "A pure package",
    "quick-latest": "A module of which the latest version is built",
    "quick-native": "A module in C",
}
PYPROJECT = '[build-system]\nrequires = []\nbuild-backend = "quick_backend"\nbackend-path = ["."]\n\n[project]\nname = "{}"\nversion = "{}"\n'
PKG_INFO = "Metadata-Version: 2.1\nName: {}\nVersion: {}\nSummary: {}\nRequires-Python: >=3.7\n"
MADE = 1767225600  # 2026-01-01


def make(name, version):
    stem = "{}-{}".format(name.replace("-", "_"), version)
    project = HERE / name
    files = {str(path.relative_to(project).as_posix()): path.read_bytes() for path in project.rglob("*") if path.suffix in (".py", ".c")}
    files["quick_backend.py"] = (HERE / "quick_backend.py").read_bytes()
    files["pyproject.toml"] = PYPROJECT.format(name, version).encode()
    files["PKG-INFO"] = PKG_INFO.format(name, version, SUMMARIES[name]).encode()
    raw = io.BytesIO()
    with tarfile.open(fileobj=raw, mode="w", format=tarfile.PAX_FORMAT) as archive:
        for path, data in sorted(files.items()):
            member = tarfile.TarInfo(stem + "/" + path)
            member.size, member.mtime, member.mode = len(data), MADE, 0o644
            archive.addfile(member, io.BytesIO(data))
    packed = io.BytesIO()
    with gzip.GzipFile(filename="", fileobj=packed, mode="wb", mtime=MADE) as archive:
        archive.write(raw.getvalue())
    (HERE.parent / "sdists" / (stem + ".tar.gz")).write_bytes(packed.getvalue())


for name, versions in VERSIONS.items():
    for version in versions:
        make(name, version)
