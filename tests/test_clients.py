"""Programs from outside at a served termbase: LibreOffice, OmegaT, what LTeX sends, schemathesis."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import omegat
import pytest
from click.testing import Result
from conftest import ROOT
from serving import API, LANGUAGETOOL, copied, serving

from termbase.api import shapes
from termbase.api.openapi import EXAMPLES, document
from termbase.api.operations import OPERATIONS
from termbase.model import AdministrativeStatus, Concept, Term
from termbase.pipeline.editing import create_concept
from termbase.store import connect

SYSTEM_PYTHON = "/usr/bin/python3"
without_omegat = pytest.mark.skipif(bool(omegat.missing()), reason=omegat.missing() or "OmegaT is here")


def has_uno() -> bool:
    if shutil.which("soffice") is None or not Path(SYSTEM_PYTHON).exists():
        return False
    return subprocess.run([SYSTEM_PYTHON, "-c", "import uno"], capture_output=True, check=False).returncode == 0


@pytest.mark.slow
@pytest.mark.skipif(not has_uno(), reason="needs libreoffice-writer-nogui and python3-uno: make test-clients")
def test_libreoffice_underlines_what_is_ruled_out(built: Path, tmp_path: Path) -> None:
    db = copied(built, tmp_path)
    connection = connect(db, writable=True)
    terms = (Term("message unit", "en"), Term("datagram", "en", AdministrativeStatus.DEPRECATED))
    create_concept(connection, Concept(terms), "tester")
    connection.close()
    with serving(db) as served:
        script = str(ROOT / "tests" / "clients" / "libreoffice.py")
        done = subprocess.run(
            [SYSTEM_PYTHON, script, served.url], capture_output=True, text=True, timeout=180, check=False
        )
    assert done.returncode == 0, done.stderr
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(one["underlined"], one["suggestions"]) for one in found] == [
        ("والباكيت", ["والحزمة"]), ("datagrams", ["message units"]),
    ]  # fmt: skip


@pytest.mark.slow
@without_omegat
def test_omegat_shows_the_glossary_beside_a_segment(run: Callable[..., Result], tmp_path: Path) -> None:
    files = [tmp_path / "terms.utf8", tmp_path / "terms.tbx"]
    run("export", files[0], "--format", "omegat", "--quiet")
    run("export", files[1], "--format", "tbx2", "--quiet")
    for file in files:
        folder = tmp_path / file.suffix
        found = omegat.run(folder, omegat.Project({"The routers drop the packets.": None}, [file]))
        shown = {one["source"]: one["targets"] for one in found if one["kind"] == "shown"}
        assert ("حزمة" in shown["packet"], shown["router"]) == (True, ["موجه"])
        if file.suffix == ".utf8":
            # OmegaT offers all that a glossary has, so what must not be used is not in it.
            assert not {"باكيت", "باك أب", "كمبيوتر"} & {target for targets in shown.values() for target in targets}
            assert shown["packet"] == ["حزمة"]


@pytest.mark.slow
@without_omegat
def test_the_script_for_omegat_checks_a_project(built: Path, tmp_path: Path) -> None:
    segments = {
        "The router drops the packet.": "😀 يُسقط الموجّه الرسالة.", "A packet.": "😀 الباكيت.", "Packets.": "حزم.",
        "Not translated: a packet.": None,
    }  # fmt: skip
    with serving(copied(built, tmp_path), private=True) as served:
        environment = {"TERMBASE_URL": served.url, "TERMBASE_TOKEN": served.tokens["reader"]}
        project = omegat.Project(segments, environment=environment)
        script = ROOT / "docs" / "tools" / "termbase_check.groovy"
        said = [line.split("\t") for line in omegat.script(tmp_path / "omegat", project, script)]
    warnings = [fields[:4] for fields in said if fields[0].startswith("#")]
    assert warnings == [
        ["#1", "TERMBASE_MISSING", "😀 يُسقط الموجّه الرسالة.", ""],
        ["#2", "TERMBASE_FORBIDDEN", "الباكيت", "الحزمة"],
    ]
    assert ["termbase: 2 warnings"] in said


@pytest.mark.slow
@pytest.mark.skipif(shutil.which("javac") is None, reason="needs a JDK: make test-clients")
def test_what_ltex_sends_is_answered(built: Path, tmp_path: Path) -> None:
    """The request of ltex-ls: a form that calls itself JSON, over a client that offers HTTP/2."""
    pieces = [{"markup": "\\emph{"}, {"text": "😀 يُسقط الموجّه والباكيت"}, {"markup": "}"}, {"text": " سريعًا."}]
    with serving(copied(built, tmp_path), private=True) as served:
        done = subprocess.run(
            ["java", str(ROOT / "tests" / "clients" / "Ltex.java"), f"{served.url}{LANGUAGETOOL}/", "ar",
             json.dumps({"annotation": pieces}), "anybody", served.tokens["reader"]],
            capture_output=True, timeout=120, check=False,
        )  # fmt: skip
    status, _, body = done.stdout.decode().partition("\n")
    assert status == "200", done
    (match,) = json.loads(body)["matches"]
    sent = "".join(piece.get("text") or piece["markup"] for piece in pieces).encode("utf-16-le")
    assert sent[2 * match["offset"] :][: 2 * match["length"]].decode("utf-16-le") == "والباكيت"


@pytest.mark.slow
def test_schemathesis_finds_nothing(built: Path, tmp_path: Path) -> None:
    pytest.importorskip("schemathesis")
    from fuzz import fuzz

    done = fuzz(copied(built, tmp_path), "-n", "5")
    assert done.returncode == 0, done.stdout[-4000:]


def test_the_document_holds_together() -> None:
    text = json.dumps(document())
    schemas = document()["components"]["schemas"]
    for reference in text.split('"$ref": "')[1:]:
        assert reference.split('"')[0].rpartition("/")[2] in schemas
    named = {name for path in document()["paths"].values() for one in path.values() for name in [one["operationId"]]}
    assert named == {operation.name for operation in OPERATIONS}
    for operation in OPERATIONS:
        assert (operation.name in EXAMPLES) == (operation.body is not None)
        if operation.body is not None:
            operation.body.model_validate_json(json.dumps(EXAMPLES[operation.name]))
    assert issubclass(shapes.LookupBody, shapes.Shape)


def test_the_document_is_served(built: Path, tmp_path: Path) -> None:
    with serving(copied(built, tmp_path)) as served, served.client() as client:
        assert client.get(f"{API}/openapi.json").json() == document()
