"""OmegaT without a screen: a project with glossaries, memories and translations, and what OmegaT makes of it.

`missing()` says why it cannot be run; `run` gives OmegaT's own reading of a project; `script` runs a script in it.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

HERE = Path(__file__).resolve().parent
MARK = "TERMBASE "
PROJECT = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat><project version="1.0">
<source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir><tm_dir>__DEFAULT__</tm_dir>
<glossary_dir>__DEFAULT__</glossary_dir><glossary_file>__DEFAULT__</glossary_file>
<dictionary_dir>__DEFAULT__</dictionary_dir><source_lang>{source}</source_lang><target_lang>{target}</target_lang>
<source_tok>org.omegat.tokenizer.{source_tokenizer}</source_tok>
<target_tok>org.omegat.tokenizer.{target_tokenizer}</target_tok>
<sentence_seg>false</sentence_seg><support_default_translations>true</support_default_translations>
<remove_tags>false</remove_tags></project></omegat>
"""
TOKENIZERS = {"EN": "LuceneEnglishTokenizer", "AR": "LuceneArabicTokenizer"}


def missing() -> str:
    """Why OmegaT cannot be run here; empty when it can."""
    return "" if shutil.which("omegat") and shutil.which("java") else "needs omegat: make test-clients"


@dataclass
class Project:
    """What stands in an OmegaT project.

    ``segments`` are the paragraphs of its one text with their translations (None: not translated yet), ``glossaries``
    and ``memories`` files that are copied into it. Languages as OmegaT writes them.
    """

    segments: Mapping[str, str | None]
    glossaries: Iterable[Path] = ()
    memories: Iterable[Path] = ()
    languages: tuple[str, str] = ("EN-US", "AR")
    environment: Mapping[str, str] = field(default_factory=dict)

    def write(self, folder: Path) -> None:
        """Make the project in an empty folder."""
        for name in ("source", "target", "omegat", "glossary", "tm", "dictionary"):
            (folder / name).mkdir(parents=True)
        source, target = self.languages
        tokenizers = [TOKENIZERS.get(code[:2], "DefaultTokenizer") for code in self.languages]
        head = PROJECT.format(
            source=source, target=target, source_tokenizer=tokenizers[0], target_tokenizer=tokenizers[1]
        )
        (folder / "omegat.project").write_text(head, encoding="utf-8")
        (folder / "source" / "text.txt").write_text("\n\n".join(self.segments), encoding="utf-8")
        (folder / "omegat" / "project_save.tmx").write_text(self._translations(), encoding="utf-8")
        for name, files in (("glossary", self.glossaries), ("tm", self.memories)):
            for file in files:
                shutil.copy(file, folder / name)

    def _translations(self) -> str:
        source, target = self.languages
        units = "".join(
            f'<tu><tuv lang="{source}"><seg>{escape(text)}</seg></tuv>'
            f'<tuv lang="{target}"><seg>{escape(translation)}</seg></tuv></tu>'
            for text, translation in self.segments.items()
            if translation is not None
        )
        return (
            '<?xml version="1.0" encoding="UTF-8"?><!DOCTYPE tmx SYSTEM "tmx11.dtd"><tmx version="1.1">'
            '<header creationtool="OmegaT" o-tmf="OmegaT TMX" adminlang="EN-US" datatype="plaintext" '
            f'creationtoolversion="3.6" segtype="paragraph" srclang="{source}"/><body>{units}</body></tmx>'
        )


def script(folder: Path, project: Project, path: Path) -> list[str]:
    """What a script prints when OmegaT has loaded a project; ``folder`` is an empty one for all that it writes."""
    project.write(folder / "project")
    done = subprocess.run(
        ["omegat", str(folder / "project"), "--mode=console-translate", "--no-team", "--disable-location-save",
         f"--config-dir={folder / 'configuration'}", f"--script={path}"],
        capture_output=True, timeout=300, check=False,
        env={**os.environ, **project.environment, "JAVA_TOOL_OPTIONS": "-Dfile.encoding=UTF-8 -Dstdout.encoding=UTF-8"},
    )  # fmt: skip
    said, log = (stream.decode("utf-8", "replace") for stream in (done.stdout, done.stderr))
    if done.returncode or "Finished" not in said or ": Error:" in log:
        raise AssertionError(f"OmegaT failed: {said[-1000:]}{log[log.find(': Error:') :][:2000]}")
    return said.splitlines()


def run(folder: Path, project: Project) -> list[dict[str, Any]]:
    """OmegaT's own reading of a project, a record each.

    ``kind`` glossary: an entry that one of its readers finds in a file (file, source, targets, comments); shown: an
    entry that the glossary pane shows beside a segment (segment from 1); segment: a text and its translation; memory: a
    unit of a translation memory (file, source, target).
    """
    printed = script(folder, project, HERE / "omegat.groovy")
    return [json.loads(line.removeprefix(MARK)) for line in printed if line.startswith(MARK)]
