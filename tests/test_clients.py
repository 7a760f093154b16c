"""Programs from outside at a served termbase: LibreOffice's proofreader, and schemathesis with the OpenAPI document."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from conftest import ROOT
from serving import API, copied, serving

from termbase.api import shapes
from termbase.api.openapi import EXAMPLES, document
from termbase.api.operations import OPERATIONS
from termbase.model import AdministrativeStatus, Concept, Term
from termbase.pipeline.editing import create_concept
from termbase.store import connect

SYSTEM_PYTHON = "/usr/bin/python3"


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
def test_schemathesis_finds_nothing(built: Path, tmp_path: Path) -> None:
    pytest.importorskip("schemathesis")
    sys.path.insert(0, str(ROOT / "tests" / "clients"))
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
