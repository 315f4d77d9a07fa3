"""Makes a bare git repository with the example on main and a pull request: repository.py FOLDER [FILE...], where each FILE is changed in it too.

Beside it, in `released`, lie the wheels that an index would have of main: what tests share, for a package that is tested without the others.
"""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent.parent
NOT_IN_IT = shutil.ignore_patterns("local", "azure-pipelines.local.yml", "__pycache__")
CLEAN = {name: value for name, value in os.environ.items() if not name.startswith("GIT_")}
WHO = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_AUTHOR_NAME": "Harbour Master",
    "GIT_AUTHOR_EMAIL": "harbour@example.com",
    "GIT_COMMITTER_NAME": "Harbour Master",
    "GIT_COMMITTER_EMAIL": "harbour@example.com",
}


def main(repository, touched):
    with tempfile.TemporaryDirectory() as temporary:
        tree = pathlib.Path(temporary) / "tree"
        shutil.copytree(HERE, tree, ignore=NOT_IN_IT)
        days = iter(range(1, 29))

        def git(*args):
            when = "2026-11-{:02}T12:00:00Z".format(next(days))
            environment = {**CLEAN, **WHO, "GIT_AUTHOR_DATE": when, "GIT_COMMITTER_DATE": when}
            subprocess.run(["git", "-C", str(tree), *args], check=True, env=environment)

        def commit(message):
            git("add", "--all")
            git("commit", "--quiet", "--message", message)

        git("init", "--quiet", "--initial-branch=main")
        commit("The harbour")
        git("switch", "--quiet", "--create", "high-water")
        rise(tree)
        for file in touched:
            with open(tree / file, "a", encoding="utf-8") as changed:
                changed.write("\n")
        commit("The water is higher since the dike was built")
        git("switch", "--quiet", "main")
        (tree / "docs" / "history.md").write_text("The harbour was built in 1848.\n", "utf-8")
        commit("Meanwhile on main")
        git("merge", "--quiet", "--no-ff", "--message", "Merge pull request 7 from high-water into main", "high-water")
        git("update-ref", "refs/pull/7/merge", "HEAD")
        git("reset", "--quiet", "--hard", "HEAD^1")
        shutil.rmtree(repository, ignore_errors=True)
        subprocess.run(["git", "clone", "--quiet", "--mirror", str(tree), str(repository)], check=True, env={**CLEAN, **WHO})


def release(folder):
    for name in ("harbour-core", "harbour-testkit"):
        wheels = folder / "released"
        wheels.mkdir(parents=True, exist_ok=True)
        build = "import sys; sys.path.insert(0, sys.argv[1]); import slipway; slipway.build_wheel(sys.argv[2])"
        command = [sys.executable, "-c", build, str(HERE / "packages" / "slipway" / "src"), str(wheels)]
        subprocess.run(command, check=True, cwd=HERE / "packages" / name)


def rise(tree):
    """What the pull request does: a package, a chart and a page change."""
    tides = tree / "packages" / "harbour-tides" / "src" / "harbour_tides" / "__init__.py"
    tides.write_text(tides.read_text("utf-8").replace("6: 4.8", "6: 5.1"), "utf-8")
    chart = tree / "charts" / "berths" / "depths.csv"
    chart.write_text(chart.read_text("utf-8") + "old quay,2.5\n", "utf-8")
    (tree / "docs" / "overview.md").write_text("The harbour, seen from above.\n", "utf-8")


if __name__ == "__main__":
    main(pathlib.Path(sys.argv[1]).resolve(), [file for file in sys.argv[2:] if file != ""])
    release(pathlib.Path(sys.argv[1]).resolve().parent)
