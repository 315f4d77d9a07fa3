"""Makes the wheel and the sdist of a version, as your own build would: make.py VERSION FOLDER."""
import base64
import gzip
import hashlib
import io
import pathlib
import sys
import tarfile
import zipfile

HERE = pathlib.Path(__file__).parent
METADATA = """Metadata-Version: 2.1
Name: tides
Version: {}
Summary: When the water comes, and when it goes
Requires-Python: >=3.8
"""
WHEEL = b"Wheel-Version: 1.0\nGenerator: make.py\nRoot-Is-Purelib: true\nTag: py3-none-any\n"


def sources():
    return {path.relative_to(HERE / "src").as_posix(): path.read_bytes() for path in sorted((HERE / "src").rglob("*.py"))}


def make_wheel(version, folder):
    info = "tides-{}.dist-info/".format(version)
    members = {**sources(), info + "METADATA": METADATA.format(version).encode(), info + "WHEEL": WHEEL}
    digests = {name: base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode() for name, data in members.items()}
    rows = ["{},sha256={},{}\n".format(name, digests[name], len(data)) for name, data in members.items()]
    members[info + "RECORD"] = "".join([*rows, info + "RECORD,,\n"]).encode()
    with zipfile.ZipFile(folder / "tides-{}-py3-none-any.whl".format(version), "w", zipfile.ZIP_DEFLATED) as wheel:
        for name, data in members.items():
            wheel.writestr(zipfile.ZipInfo(name), data)


def make_sdist(version, folder):
    members = {"PKG-INFO": METADATA.format(version).encode(), **{"src/" + name: data for name, data in sources().items()}}
    # The same version must have the same bytes: gzip would write the time of day.
    with gzip.GzipFile(folder / "tides-{}.tar.gz".format(version), "wb", mtime=0) as packed, tarfile.open(fileobj=packed, mode="w") as sdist:
        for name, data in members.items():
            member = tarfile.TarInfo("tides-{}/{}".format(version, name))
            member.size = len(data)
            sdist.addfile(member, io.BytesIO(data))


if __name__ == "__main__":
    folder = pathlib.Path(sys.argv[2])
    folder.mkdir(parents=True, exist_ok=True)
    make_wheel(sys.argv[1], folder)
    make_sdist(sys.argv[1], folder)
