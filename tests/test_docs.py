"""The pages: made ones are up to date, links lead somewhere, and the commands of the README do what it says."""

from __future__ import annotations

import importlib.util
import re
import shlex
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import click
import pytest
from conftest import process

from termbase.cli import main

ROOT = Path(__file__).resolve().parent.parent
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), ROOT / "seeds" / "README.md"])
LINK = re.compile(r"\]\((?!https?:)([^)#\s]+)(?:#[^)]*)?\)")


def readme_block(start: str, page: str = "README.md") -> list[str]:
    """The lines of the indented block of a page that begins with ``start``."""
    lines = (ROOT / page).read_text(encoding="utf-8").splitlines()
    first = next(i for i, line in enumerate(lines) if line.strip().startswith(start))
    block = []
    for line in lines[first:]:
        if line and not line.startswith("    "):
            break
        block.append(line[4:])
    return block


def test_what_the_readme_shows_of_lookup_is_what_it_prints(run) -> None:
    command, *shown = [line for line in readme_block("$ termbase lookup") if line]
    assert run(*shlex.split(command)[2:]).stdout.splitlines() == shown


def module_of_docs(name: str) -> ModuleType:
    """A script of docs/, which is no package, imported."""
    spec = importlib.util.spec_from_file_location(f"docs_{name}", ROOT / "docs" / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_command_reference_is_that_of_the_code() -> None:
    generate = module_of_docs("generate")
    assert (ROOT / "docs" / "commands.md").read_text(encoding="utf-8") == generate.reference(), "run: make docs"
    assert (ROOT / "docs" / "codes.md").read_text(encoding="utf-8") == generate.codes(), "run: make docs"


def test_the_pages_of_formats_are_those_of_the_registry() -> None:
    for path, text in module_of_docs("formats").pages().items():
        assert path.read_text(encoding="utf-8") == text, "run: make docs"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_links_lead_somewhere(page: Path) -> None:
    text = re.sub(r"```.*?```|`[^`\n]*`", "", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    missing = [link for link in LINK.findall(text) if not (page.parent / link).exists()]
    assert not missing


FOLDERS = ("termbase", "extractors", "datasette", "benchmarks", "tests", "docs", "seeds", "requirements")
NAMED = re.compile(rf"(?<![\w/.-])(?:{'|'.join(FOLDERS)})/[\w./*-]*\w|`([\w/*-]+\.(?:py|c|sql))`")


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_files_of_the_code_that_a_page_names_are_there(page: Path) -> None:
    """As a path from the top, or by the end of one; ``*`` stands for any letters."""
    here = [path.relative_to(ROOT) for folder in FOLDERS for path in (ROOT / folder).rglob("*")]
    named = {match[1] or match[0] for match in NAMED.finditer(page.read_text(encoding="utf-8"))}
    assert [name for name in sorted(named) if not any(path.match(name) for path in here)] == []


CALL = re.compile(r"(?:^ +(?:\$ )?|`)(termbase (?:--db \S+ )?[a-z]+\b[^`#|\n]*)", re.MULTILINE)
CALLS = sorted({
    (page.relative_to(ROOT).as_posix(), call.strip())
    for page in PAGES if page.name != "commands.md" for call in CALL.findall(page.read_text(encoding="utf-8"))
})  # fmt: skip


@pytest.mark.parametrize(("page", "call"), CALLS)
def test_every_call_in_the_pages_is_one_that_termbase_takes(page: str, call: str) -> None:
    """Commands, options and their values; files and entries need not be there."""
    words = [word for word in shlex.split(call)[1:] if word not in ("…", "...")]
    words = words[2:] if words[0] == "--db" else words
    command = main.get_command(click.Context(main), words[0])
    assert command is not None, words[0]
    if isinstance(command, click.Group) and len(words) > 1:
        command, words = command.commands[words[1]], words[1:]
    parser = command.make_parser(click.Context(command))
    given, _, order = parser.parse_args(words[1:])
    for option in order:
        value = given.get(option.name or "")
        if isinstance(option, click.Option) and isinstance(option.type, click.Choice) and isinstance(value, str):
            assert value in option.type.choices


@pytest.mark.slow
def test_the_commands_of_the_readme(tmp_path: Path) -> None:
    (tmp_path / "glossary.csv").write_text("source,target\nbuffer,مخزن مؤقت\n", encoding="utf-8")
    (tmp_path / "translations").mkdir()
    sample = "\n".join(readme_block("# Section 2: Congestion"))
    (tmp_path / "translations" / "02.md").write_text(sample, encoding="utf-8")
    ran = []
    for line in readme_block("pipx install ."):
        command = shlex.split(line, comments=True)
        if not command or command[0] != "termbase" or command[1:] in (["review"], ["serve"]):
            continue
        done = process(*command[1:], cwd=tmp_path)
        assert done.returncode == 0, (line, done.stderr)
        ran.append(command[1])
    assert ran == ["init", "import", "extract", "pairs", "review", "check", "report", "token", "undo"]
    assert "Consistency report" in (tmp_path / "report.html").read_text(encoding="utf-8")


@pytest.mark.slow
def test_the_sample_of_the_readme_states_its_pairs(tmp_path: Path) -> None:
    (tmp_path / "02.md").write_text("\n".join(readme_block("# Section 2: Congestion")), encoding="utf-8")
    done = process("extract", "02.md", "--format", "tsv", cwd=tmp_path)
    pairs = {tuple(line.split("\t")[:2]) for line in done.stdout.splitlines()[1:]}
    assert pairs == {("buffer", "مخزن مؤقت"), ("packet", "حزمة")}


def test_the_program_of_the_python_page(tmp_path: Path) -> None:
    (tmp_path / "glossary.csv").write_text("source,target\nbuffer,مخزن مؤقت\nrouter,موجه\n", encoding="utf-8")
    (tmp_path / "translations").mkdir()
    sample = "\n".join(readme_block("# Section 2: Congestion"))
    (tmp_path / "translations" / "02.md").write_text(sample, encoding="utf-8")
    program = "\n".join(readme_block("import termbase", "docs/python.md"))
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, encoding="utf-8")
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("1 documents read, 0 could not be\n0 7 Routers ['موجه']\n8 14 buffer [")
