"""A build backend (PEP 517) for the packages beside it: what lies in src goes into a wheel for all."""
import base64
import hashlib
import pathlib
import tomllib
import zipfile


def get_requires_for_build_wheel(config_settings=None):
    return []


def build_wheel(wheel_directory, config_settings=None, metadata_directory=None):
    project = tomllib.loads(pathlib.Path("pyproject.toml").read_text("utf-8"))["project"]
    stem = "{}-{}".format(project["name"].replace("-", "_"), project["version"])
    sources = pathlib.Path("src")
    members = {path.relative_to(sources).as_posix(): path.read_bytes() for path in sorted(sources.rglob("*")) if path.is_file()}
    members = {name: data for name, data in members.items() if "__pycache__" not in name}
    info = stem + ".dist-info/"
    members[info + "METADATA"] = metadata(project).encode()
    members[info + "WHEEL"] = b"Wheel-Version: 1.0\nGenerator: slipway\nRoot-Is-Purelib: true\nTag: py3-none-any\n"
    members[info + "RECORD"] = record(members, info).encode()
    name = stem + "-py3-none-any.whl"
    with zipfile.ZipFile(pathlib.Path(wheel_directory) / name, "w", zipfile.ZIP_DEFLATED) as wheel:
        for path, data in members.items():
            wheel.writestr(zipfile.ZipInfo(path), data)
    return name


def metadata(project):
    lines = ["Metadata-Version: 2.1", "Name: " + project["name"], "Version: " + project["version"]]
    lines.append("Summary: " + project["description"])
    lines.append("Requires-Python: " + project["requires-python"])
    lines += ["Requires-Dist: " + one for one in project.get("dependencies", [])]
    for extra, needs in project.get("optional-dependencies", {}).items():
        lines.append("Provides-Extra: " + extra)
        lines += ['Requires-Dist: {}; extra == "{}"'.format(one, extra) for one in needs]
    return "\n".join(lines) + "\n"


def record(members, info):
    def row(name, data):
        digest = base64.urlsafe_b64encode(hashlib.sha256(data).digest()).rstrip(b"=").decode()
        return "{},sha256={},{}\n".format(name, digest, len(data))

    return "".join(row(name, data) for name, data in members.items()) + info + "RECORD,,\n"
