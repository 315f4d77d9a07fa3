"""An in-tree build backend (PEP 517): one C file becomes one extension module, for one Python or, asked so, for the stable ABI."""
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
    project, version = info["Name"].replace("-", "_").replace(".", "_"), info["Version"]
    limited = (config_settings or {}).get("py-limited-api", "")
    tag = "{}-{}".format(python_tags(limited), sysconfig.get_platform().replace("-", "_").replace(".", "_"))
    module = pathlib.Path("src/{}.c".format(project.lower()))
    members = {extension_name(module.stem, limited): compiled(module, limited)}
    folder = "{}-{}.dist-info/".format(project, version)
    members[folder + "METADATA"] = pathlib.Path("PKG-INFO").read_bytes()
    members[folder + "WHEEL"] = "Wheel-Version: 1.0\nGenerator: tire_backend\nRoot-Is-Purelib: false\nTag: {}\n".format(tag).encode()
    name = "{}-{}-{}.whl".format(project, version, tag)
    write(pathlib.Path(wheel_directory, name), members, folder + "RECORD")
    return name


def python_tags(limited):
    if limited:
        return limited + "-abi3"
    python = "cp{}{}".format(*sys.version_info[:2])
    return "{0}-{0}{1}".format(python, "t" if sysconfig.get_config_var("Py_GIL_DISABLED") else "")


def extension_name(module, limited):
    return module + (".abi3.so" if limited else sysconfig.get_config_var("EXT_SUFFIX"))


def compiled(source, limited):
    command = shlex.split(os.environ.get("CC") or sysconfig.get_config_var("CC") or "cc")
    command += shlex.split(os.environ.get("CPPFLAGS", "")) + shlex.split(os.environ.get("CFLAGS", ""))
    command += ["-O2", "-fPIC", "-shared", "-I" + sysconfig.get_path("include")]
    if limited:
        command.append("-DPy_LIMITED_API=0x{:02x}{:02x}0000".format(int(limited[2]), int(limited[3:])))
    if sys.platform == "darwin":
        command += ["-undefined", "dynamic_lookup"]
    target = source.with_suffix(".so")
    command += [str(source), "-o", str(target)]
    print(" ".join(command), flush=True)
    subprocess.run(command, check=True)
    return target.read_bytes()


def write(path, members, record):
    moment = time.gmtime(max(int(os.environ.get("SOURCE_DATE_EPOCH", "0")), 315532800))[:6]
    rows = []
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in sorted(members.items()):
            digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
            rows.append("{},sha256={},{}\n".format(name, digest, len(data)))
        rows.append(record + ",,\n")
        for name, data in [*sorted(members.items()), (record, "".join(rows).encode())]:
            member = zipfile.ZipInfo(name, moment)
            member.external_attr, member.compress_type = 0o644 << 16, zipfile.ZIP_DEFLATED
            archive.writestr(member, data)
