"""Start-up stays quick: what is heavy is loaded when it is needed."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT

HEAVY = (
    "spacy",
    "datasette",
    "sqlite_utils",
    "rapidfuzz",
    "rich",
    "markdown_it",
    "uvicorn",
    "numpy",
    "httpx",
    "jinja2",
)


def loaded_after(code: str) -> set[str]:
    """The top-level modules in a fresh interpreter after ``code``."""
    script = (
        f"import sys\n{code}\nprint(' '.join(sorted({{name.split('.')[0] for name in sys.modules}})), file=sys.stderr)"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd="/", check=True)
    return set(done.stderr.split())


class TestImports:
    def test_importing_termbase_loads_nothing_heavy(self) -> None:
        assert loaded_after("import termbase").isdisjoint({*HEAVY, "click", "sqlite3", "extractors"})

    def test_help_loads_nothing_heavy(self) -> None:
        script = "import runpy, sys\nsys.argv = ['termbase', '--help']\ntry: runpy.run_module('termbase.cli', run_name='__main__')\nexcept SystemExit: pass"
        assert loaded_after(script).isdisjoint(HEAVY)

    def test_a_check_and_a_lookup_load_nothing_that_they_do_not_need(self, tmp_path: Path) -> None:
        script = (
            "import runpy, sys\n"
            "for command in (['init'], ['lookup', 'a text'], ['check', {file!r}]):\n"
            "    sys.argv = ['termbase', '--db', {db!r}, *command]\n"
            "    try: runpy.run_module('termbase.cli', run_name='__main__')\n"
            "    except SystemExit as end: assert end.code == 0, command\n"
            "assert 'termbase.reports.corpus' not in sys.modules and 'importlib.metadata' not in sys.modules"
        )
        (tmp_path / "text.md").write_text("# A text\n\n## English\n\nSome words.\n\n## Arabic\n\nبعض الكلمات.\n")
        loaded = loaded_after(script.format(db=str(tmp_path / "t.db"), file=str(tmp_path / "text.md")))
        assert loaded.isdisjoint(
            {*HEAVY, "email", "tempfile", "statistics"} - {"rapidfuzz", "markdown_it", "sqlite_utils"}
        )

    @pytest.mark.slow
    def test_all_modules_import_without_spacy_and_those_below_the_site_without_datasette(self) -> None:
        code = (
            "import pkgutil, importlib, termbase, extractors\n"
            "for package in (termbase, extractors):\n"
            "    for m in pkgutil.walk_packages(package.__path__, package.__name__ + '.'):\n"
            "        if not m.name.startswith(('termbase.publish', 'termbase.site')): importlib.import_module(m.name)"
        )
        assert loaded_after(code).isdisjoint({"spacy", "datasette", "jinja2"})

    def test_the_public_names_load_nothing_until_they_are_asked_for(self) -> None:
        assert loaded_after("import termbase").isdisjoint({"sqlite3", "numpy", "rapidfuzz", "spacy", "datasette"})
        import termbase

        assert {getattr(termbase, name).__name__ for name in termbase.__all__} == set(termbase.__all__)
        assert set(termbase.__all__) <= set(dir(termbase))
        with pytest.raises(AttributeError, match="nothing_of_the_kind"):
            _ = termbase.nothing_of_the_kind

    def test_public_names_are_sorted(self) -> None:
        import importlib
        import pkgutil

        import extractors
        import termbase

        for package in (termbase, extractors):
            for module in pkgutil.walk_packages(package.__path__, package.__name__ + "."):
                if not module.name.startswith(("termbase.publish", "termbase.site")):
                    names = getattr(importlib.import_module(module.name), "__all__", [])
                    in_order = sorted(set(names), key=lambda n: (not n.isupper(), not n[0].isupper(), n))
                    assert names in (in_order, sorted(set(names))), module.name

    def test_the_folder_datasette_never_shadows_the_package(self) -> None:
        assert (ROOT / "datasette").is_dir()
        for folder in (ROOT / "datasette", *(p for p in (ROOT / "datasette").rglob("*") if p.is_dir())):
            assert not (folder / "__init__.py").exists()
        assert not (ROOT / "tests" / "datasette").exists()
        where = "import datasette; print(datasette.__file__)"
        done = subprocess.run([sys.executable, "-c", where], capture_output=True, text=True, cwd=ROOT, check=True)
        assert not Path(done.stdout.strip()).is_relative_to(ROOT / "datasette")
