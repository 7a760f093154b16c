"""What users of a wheel get: everything that termbase reads at run time, nothing of the checkout."""

from __future__ import annotations

import configparser
import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from conftest import ROOT, SEEDS

from termbase.commands import COMMANDS


def shell(*arguments: str | Path, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "TERMBASE"))}
    return subprocess.run(
        [str(a) for a in arguments],
        cwd=cwd,
        env={**kept, **environment},
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=180,
        check=False,
    )


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A wheel built from a copy of what the repository tracks, so that neither builds nor stray files get in each other's way."""
    copy, out = tmp_path_factory.mktemp("checkout"), tmp_path_factory.mktemp("wheel")
    listed = shell("git", "ls-files", "-co", "--exclude-standard", "-z", cwd=ROOT).stdout.split("\0")
    names = [name for name in listed if name] or [
        p.relative_to(ROOT).as_posix() for p in ROOT.rglob("*") if p.is_file()
    ]
    for name in names:
        if (ROOT / name).is_file() and not name.startswith((".git/", "docs/images")):
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes((ROOT / name).read_bytes())
    arguments = ("wheel", "--no-build-isolation", "--no-deps", "--no-index", "--quiet", "--wheel-dir", out, copy)
    done = shell(sys.executable, "-m", "pip", *arguments, cwd=copy)
    if done.returncode and "No module named pip" in done.stderr:
        pytest.skip("pip is not installed beside this interpreter")
    assert done.returncode == 0, done.stderr
    (made,) = out.glob("*.whl")
    return made


@pytest.fixture(scope="module")
def far(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder far from the checkout with the wheel unpacked as an installer would, and the dependencies of this interpreter."""
    target = tmp_path_factory.mktemp("far") / "site"
    done = shell(
        sys.executable,
        "-m",
        "pip",
        "install",
        "--no-deps",
        "--no-index",
        "--quiet",
        "--target",
        target,
        wheel,
        cwd=target.parent,
    )
    assert done.returncode == 0, done.stderr
    return target


def names(wheel: Path) -> set[str]:
    return set(zipfile.ZipFile(wheel).namelist())


@pytest.mark.slow
class TestWheel:
    def test_holds_the_data_that_the_code_reads(self, wheel: Path) -> None:
        assert {
            "termbase/store/schema.sql",
            "termbase/documents/conventions.toml",
            "termbase/reports/report.css",
        } <= names(wheel)

    def test_holds_every_module(self, wheel: Path) -> None:
        modules = {
            p.relative_to(ROOT).as_posix()
            for folder in ("termbase", "extractors")
            for p in (ROOT / folder).rglob("*.py")
        }
        assert modules <= names(wheel)

    def test_holds_the_site(self, wheel: Path) -> None:
        for path in (ROOT / "datasette").rglob("*"):
            inside = path.relative_to(ROOT / "datasette").as_posix()
            if path.is_file() and "__pycache__" not in inside:
                assert f"termbase/site/{inside}" in names(wheel)
        assert any(name.startswith("termbase/site/templates/") for name in names(wheel))
        assert any(name.startswith("termbase/site/static/") for name in names(wheel))

    def test_holds_nothing_else(self, wheel: Path) -> None:
        tops = {name.split("/")[0] for name in names(wheel)}
        assert {top for top in tops if not top.endswith(".dist-info")} == {"termbase", "extractors"}
        assert not [
            name
            for name in names(wheel)
            if "test" in name.lower() or "__pycache__" in name or name.startswith("datasette")
        ]
        assert sum(info.file_size for info in zipfile.ZipFile(wheel).infolist()) < 3_000_000

    def test_says_what_it_needs_and_how_it_starts(self, wheel: Path) -> None:
        archive = zipfile.ZipFile(wheel)
        (folder,) = {name.split("/")[0] for name in names(wheel) if ".dist-info/" in name}
        points = configparser.ConfigParser()
        points.read_string(archive.read(f"{folder}/entry_points.txt").decode())
        assert points["console_scripts"]["termbase"] == "termbase.cli:main"
        assert points["datasette"]["termbase"].startswith("termbase.publish")
        metadata = archive.read(f"{folder}/METADATA").decode()
        for said in (
            "Requires-Dist: setuptools<81",
            "Requires-Dist: datasette<1,>=0.65.5",
            "Requires-Python: >=3.11",
            "Apache-2.0",
        ):
            assert said in metadata
        assert any("LICENSE" in name for name in names(wheel))


ASK = """
import asyncio, re
from pathlib import Path
from termbase.publish.site import build_site

async def main():
    site = build_site(Path("termbase.db"))
    await site.invoke_startup()
    home = await site.client.get("/")
    styles = re.findall(r'<link[^>]*href="([^"]+[.]css[^"]*)"', home.text)
    for path in ("/", *styles, "/-/termbase/nothing/here", "/nothing-here"):
        print("answer", path, (await site.client.get(path)).status_code)

asyncio.run(main())
"""


@pytest.mark.slow
class TestInstalled:
    def call(self, far: Path, folder: Path, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
        # -P and PYTHONPATH: the unpacked wheel goes before what this interpreter has installed, the checkout is not there.
        return shell(
            sys.executable,
            "-P",
            "-m",
            "termbase.cli",
            *arguments,
            cwd=folder,
            PYTHONPATH=str(far),
            TERMBASE_AUTHOR="tester",
        )

    def test_is_the_one_that_runs(self, far: Path, tmp_path: Path) -> None:
        code = "import termbase, extractors, datasette; print(termbase.__file__, extractors.__file__, datasette.__file__, sep='\\n')"
        done = shell(sys.executable, "-P", "-c", code, cwd=tmp_path, PYTHONPATH=str(far))
        ours, mining, theirs = map(Path, done.stdout.splitlines())
        assert ours.is_relative_to(far)
        assert mining.is_relative_to(far)
        assert not theirs.is_relative_to(far)

    def test_from_glossary_to_report(self, far: Path, tmp_path: Path) -> None:
        for command in (["--help"], ["import", SEEDS / "glossary.md", SEEDS / "glossary.csv"], ["extract", SEEDS / "papers", "--root", SEEDS.parent],
                        ["review", "--accept-above", "0.9"], ["report", "--output", "report.html"], ["export", "terms.csv"]):  # fmt: skip
            done = self.call(far, tmp_path, *command)
            assert done.returncode == 0, done.stderr
            assert "Traceback" not in done.stderr
            if command == ["--help"]:
                assert all(name in done.stdout for name in COMMANDS)
        assert "دقة" in (tmp_path / "report.html").read_text(encoding="utf-8")
        assert (tmp_path / "terms.csv").read_text(encoding="utf-8").startswith("source,")

    def test_the_site_is_the_one_of_the_wheel(self, far: Path, tmp_path: Path) -> None:
        assert self.call(far, tmp_path, "import", SEEDS / "glossary.csv").returncode == 0
        (tmp_path / "ask.py").write_text(ASK, encoding="utf-8")
        done = shell(sys.executable, "-P", "ask.py", cwd=tmp_path, PYTHONPATH=str(far))
        assert done.returncode == 0, done.stderr
        answers = [line.split(" ", 2) for line in done.stdout.splitlines() if line.startswith("answer ")]
        assert ["answer", "/", "200"] in answers
        styles = [answer for answer in answers if ".css" in answer[1]]
        assert styles
        assert {status for _, _, status in styles} == {"200"}
        assert ["answer", "/-/termbase/nothing/here", "404"] in answers
        assert ["answer", "/nothing-here", "404"] in answers
