"""An in-tree build backend (PEP 517) that needs nothing but Python, and a C compiler for extension modules.

It packs `src/` into a wheel. A `.c` file there becomes an extension module. Name and version come from PKG-INFO.
The same tree gives the same bytes: members are sorted and carry the time of SOURCE_DATE_EPOCH.
"""
import base64
import email
import hashlib
import os
import pathlib
import shlex
import subprocess
import sys
import sysconfig
import time
import zipfile


def get_requires_for_build_wheel(config_settings=None):
    return []


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    info = email.message_from_string(pathlib.Path("PKG-INFO").read_text(encoding="utf-8"))
    stem = "{}-{}".format(info["Name"].replace("-", "_"), info["Version"])
    sources = pathlib.Path("src")
    extensions = {compile_extension(path) for path in sorted(sources.rglob("*.c"))}
    tag = native_tag() if extensions else "py3-none-any"
    members = {str(path.relative_to(sources).as_posix()): path.read_bytes() for path in sources.rglob("*") if path.suffix in (".py", ".so", ".pyd")}
    dist_info = stem + ".dist-info/"
    members[dist_info + "METADATA"] = pathlib.Path("PKG-INFO").read_bytes()
    wheel = "Wheel-Version: 1.0\nGenerator: quick_backend\nRoot-Is-Purelib: {}\nTag: {}\n"
    members[dist_info + "WHEEL"] = wheel.format("false" if extensions else "true", tag).encode()
    name = "{}-{}.whl".format(stem, tag)
    write_wheel(pathlib.Path(wheel_directory, name), members, dist_info + "RECORD")
    return name


def compile_extension(source):
    """Compiles one C file beside itself with the compiler that Python was built with."""
    target = source.with_name(source.stem + sysconfig.get_config_var("EXT_SUFFIX"))
    command = shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc")
    command += shlex.split(os.environ.get("CFLAGS", ""))
    command += ["-O2", "-fPIC", "-shared"]
    if sys.platform == "darwin":
        command += ["-undefined", "dynamic_lookup"]
    command += ["-I" + sysconfig.get_path("include"), str(source), "-o", str(target)]
    print(" ".join(command), flush=True)
    subprocess.run(command, check=True)
    return target


def native_tag():
    python = "cp{}{}".format(*sys.version_info[:2])
    free_threaded = "t" if sysconfig.get_config_var("Py_GIL_DISABLED") else ""
    platform = sysconfig.get_platform().replace("-", "_").replace(".", "_")
    return "{0}-{0}{1}-{2}".format(python, free_threaded, platform)


def write_wheel(path, members, record):
    rows = []
    epoch = max(int(os.environ.get("SOURCE_DATE_EPOCH", "315532800")), 315532800)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:

        def add(name, data):
            member = zipfile.ZipInfo(name, time.gmtime(epoch)[:6])
            member.external_attr = 0o644 << 16
            member.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(member, data)

        for name, data in sorted(members.items()):
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            rows.append("{},sha256={},{}\n".format(name, digest, len(data)))
            add(name, data)
        add(record, "".join(rows) + record + ",,\n")
