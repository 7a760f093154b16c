"""Write docs/formats.md and docs/tools/ from the registry of formats. `make docs` runs it."""

from __future__ import annotations

from pathlib import Path

from termbase.formats import FORMATS, Format
from termbase.formats.categories import EVERYTHING, Category

HERE = Path(__file__).parent
INTRODUCTION = """# Formats

Made from the code by `make docs`.

`termbase import FILE` tells the format from the content, then from the name; `termbase export FILE` from the name.
`--format NAME` says it. Reading and writing go one concept at a time, so files may be large; SKOS and XLSX are limited
in size instead.

`termbase export` says on standard error what the format could not carry, a line for each kind of content with how often
and the first example; `--left-out FILE` lists each thing with its reason, on import too. `--strict` writes nothing in
that case. A format that cannot say that a term must not be used never gets deprecated, superseded or forbidden terms:
the tool would offer them as translations.

## Importing

A concept of the file is found here by its id (if it also shares a term), then by its terms, then by likeness: the same
term in another language, and a name spelt nearly the same. Concepts of one file that have ids never become one. What is
empty here is filled. What differs is decided by `--on-conflict`:

| policy | a rendering that differs | a description that differs |
| --- | --- | --- |
| `keep` (default) | waits for `termbase review`, as a mined pair | stays as it is here |
| `replace` | becomes preferred, what was preferred becomes superseded | is taken from the file |
| `both` | is admitted beside the one here | stays as it is here |
| `ask` | asked one by one on a terminal | asked one by one |

`--preview` prints each change and writes nothing; `--preview-as jsonl` and `html` give it to programs and to people.
Each file is one transaction and one revision: a file that is refused changes nothing and makes no termbase
where there was none. `termbase undo` takes an import back exactly, and importing a file twice changes nothing the
second time.

Tables: columns are recognised by their names (in English, some in German, French, Spanish and Arabic) and printed;
`--column source=Term --column definition=4` maps them by name or number, `--column header=no` says that there is no
header, `--delimiter` and `--encoding` say what cannot be told. Cells that a spreadsheet would run as formulas get an
apostrophe on the way out and lose it on the way in. In tables without concept ids, ` / `, `;` and `،` separate
renderings, and `long form (LF)` is a term and its abbreviation. A column of a further language gives terms of that
language; a column that is not known is kept as a field of the
concept under the name in its header.

What goes out and comes back into an empty termbase differs only in what is listed as lost, in every format. A property
test holds them to that with random termbases (`tests/test_nothing_lost.py`). Listed under `characters` are texts that a
format cannot give back as they are: control characters (JSON and SKOS keep them, escaped), tabs and line breaks in
lists, blanks at the ends; under `concepts` those that a list without ids will give back as one.

What a reader did not take of a file (markup inside texts, ids of elements, headers, plural forms and references of PO,
segments of XLIFF, text around Markdown tables) is reported like that too.

A file that says in which languages it is (TBX, TMX, XLIFF, MultiTerm, SKOS, PO, UTX, the first row of Amazon's, columns
named after languages) is read in these; `--source` and `--target` count for the others.

XML: entity declarations are refused, so are files nested deeper than 64 elements, elements with more than 256
attributes and entries of more than 16 million characters. Nothing is ever fetched.

## Checked against published schemas

`TERMBASE_SCHEMAS=FOLDER pytest tests/test_public_schemas.py` validates exports of a termbase with everything the model
has against schemas in a folder; none is part of this project. Last run on 2026-11-27 against

- the files themselves, as Debian packages ship them: LISA's `tmx14.dtd` and the XML Schema with which OmegaT 3.6 reads
  TBX v2 (package omegat; `tig` and `ntig`), OASIS' XLIFF core 2.0 (package php-symfony-translation; 2.1 left that
  namespace and its elements as they were);
- copies typed from the published text of LTAC's TBX dialects: the RELAX NG grammar of TBX-Basic 1.0 with the reference
  categories of 1.2, those of Min and Core (comments left out), the Schematron rules of Basic 1.2 (DCA, DCT, module),
  Min and Core, with their XPath 2, the grammars of the modules Min and Basic; and of the XLIFF glossary module.

All exports were valid. Six samples of LTAC (Basic in DCA and DCT, Min, Core, TBX v2 with `tig` and with `ntig`; the
larger ones shortened, all kinds of elements kept), and, typed as shortened extracts too, two glossaries of OASIS' test
suite of XLIFF 2.2 in one file and a default TBX v2 from LTAC's converter (these by `lxml`, text by text) came in with
every text and id kept or reported. Of the full samples of 174,000 characters only parts were read, by eye. TBX-Min of
2013 (`<TBX dialect="TBX-Min">`) is read, not written.
`tests/test_foreign_files.py` holds imports to that with files of its own, among them TBX with every kind of statement
at every level, no two texts alike.

## What vendors publish

Read again on 2026-11-27 in stored copies of their pages; what no page says is not enforced.

- DeepL (developers.deepl.com, *Manage glossaries*): 10 MiB a glossary, 1,024 bytes a text; CSV may have two more
  columns with the languages, which are read.
- Google (cloud.google.com, `GlossaryInputConfig`): two columns, no header. Sizes as read before.
- Amazon: as read before.
- Azure (learn.microsoft.com, *Service limits*): 10 MB a glossary in a batch, 1 MB with a single document; nothing
  about terms.
- MateCat (guides.matecat.com, *Glossary file format*): imports XLSX, XLS and ODS, exports CSV; Forbidden, Domain,
  Subdomain, Definition, then columns named after locales.
- Phrase Strings (support.phrase.com, *Uploading and Downloading Terms*): term, case sensitive, translatable,
  description, and columns named after locales; `en-US` is another language than `en`.
- Crowdin (support.crowdin.com, *Glossary*) and Lokalise (docs.lokalise.com, *Glossary*): the pages found name no
  columns; those written are from pages read before.
"""
MARKS = {True: "x", False: ""}
TOOLS = {
    "Trados": ("trados", (
        "Into a new termbase: export TBX and let *MultiTerm Convert* make of it MultiTerm XML and the termbase "
        "definition (XDT) that goes with it; create the termbase from that definition, then import the XML.",
        "    termbase export terms.tbx --format tbx2",
        "Into a termbase that has the fields Status, Part of Speech, Gender, Number, Category, Context, Source, Note, "
        "Subject, Definition and Graphic: MultiTerm XML as it is.",
        "    termbase export terms.xml --format multiterm",
        "Out of MultiTerm: export as XML. All fields come in, also those that have no place here; the definition (XDT) "
        "is not needed.", "    termbase import exported.xml",
    )),
    "memoQ": ("memoq", (
        "memoQ imports TBX, CSV (separator semicolon, UTF-8, field names in the first row) and Excel. Of what it "
        "exports every language comes in, every term of an entry, and further columns (Entry_Domain, Entry_Creator) as "
        "fields of the concept.",
        "    termbase export terms.csv --format memoq", "    termbase import exported.csv",
    )),
    "OmegaT": ("omegat", (
        "Write into the `glossary` folder of the project; OmegaT reads the file again when it changes. Forbidden and "
        "deprecated terms are left out, since OmegaT offers all that a glossary has: "
        "prefer this format to TBX.",
        "    termbase export project/glossary/terms.utf8",
    )),
    "Phrase": ("phrase", (
        "Phrase TMS takes XLSX and TBX, Phrase Strings its own CSV. The workbook has the columns that the help pages "
        "of Phrase TMS name; it was not tried there.",
        "    termbase export terms.xlsx --format phrase-tms", "    termbase export terms.csv --format phrase",
    )),
    "Weblate": ("weblate", (
        "A glossary component keeps PO or TBX. Weblate knows read-only (do not translate) entries, and forbidden ones: "
        "these come in as forbidden.",
        "    termbase export ar.po", "    termbase export ar.tbx --format tbx2",
    )),
    "MateCat": ("matecat", (
        "MateCat imports a workbook as a glossary, in the project's settings, and exports CSV.",
        "    termbase export glossary.xlsx --format matecat-xlsx",
    )),
    "DeepL": ("deepl", (
        "One translation a term; what DeepL would refuse is left out and listed.",
        "    termbase export en-ar.tsv --format deepl",
    )),
}  # fmt: skip


def overview() -> str:
    """The page of all formats."""
    lines = [
        INTRODUCTION,
        "## All formats",
        "",
        "| name | format | in | out | file names |",
        "| --- | --- | --- | --- | --- |",
    ]
    for form in FORMATS.values():
        lines.append(
            f"| `{form.name}` | {form.title} | {MARKS[form.reader is not None]} | {MARKS[form.writer is not None]} | "
            f"{' '.join(form.suffixes)} |"
        )
    lines += [
        "", "`xlsx` needs `pip install termbase[xlsx]`; reading SKOS needs `pip install termbase[skos]`.", "",
        "## What carries over", "",
        "x: comes back unchanged. b: bent, see below. Empty: left out, and said so.", "",
    ]  # fmt: skip
    shown = [form for form in FORMATS.values() if form.keeps != EVERYTHING]
    whole = [f"`{form.name}`" for form in FORMATS.values() if form.keeps == EVERYTHING]
    lines += [f"Everything: {', '.join(whole)}.", "", "| | " + " | ".join(f"`{form.name}`" for form in shown) + " |"]
    lines.append("| --- |" + " --- |" * len(shown))
    for category in Category:
        if category is not Category.CONCEPT_ID:
            marks = ("x" if category in f.keeps else "b" if category in f.bends else "" for f in shown)
            lines.append(f"| {category.value} | " + " | ".join(marks) + " |")
    lines += ["", "## Remarks", ""]
    for form in FORMATS.values():
        said = [f"{category.value}: {how}" for category, how in form.bends.items()]
        if form.limits or said:
            lines.append(f"- `{form.name}`: " + "; ".join(filter(None, [form.limits, *said])))
    lines += ["", "## Tools", "", *(f"- [{tool}](tools/{name}.md)" for tool, (name, _) in TOOLS.items())]
    return "\n".join(lines) + "\n"


def page(tool: str) -> str:
    """The page of one tool."""
    _, text = TOOLS[tool]
    lines = [f"# {tool}", "", "Made from the code by `make docs`; all formats are on [one page](../formats.md).", ""]
    for part in text:
        lines += [part] if part.startswith("    ") and lines[-1].startswith("    ") else ["", part]
    for form in FORMATS.values():
        if tool in form.tools:
            lines += ["", f"## {form.title}: `--format {form.name}`", "", *_carried(form)]
    return "\n".join(lines).replace("\n\n\n", "\n\n") + "\n"


def _carried(form: Format) -> list[str]:
    kept = [c.value for c in Category if c in form.keeps]
    lost = [c.value for c in Category if c not in form.keeps and c not in form.bends and c is not Category.CONCEPT_ID]
    lines = [
        "Carries over everything." if form.keeps == EVERYTHING else f"Carries over: {', '.join(kept) or 'terms only'}."
    ]
    lines += [f"- {category.value}: {how}" for category, how in form.bends.items()]
    if lost:
        lines.append(f"- left out, and said so: {', '.join(lost)}")
    if not form.warns:
        lines.append("- deprecated, superseded and forbidden terms are never written")
    if form.limits:
        lines.append(f"- {form.limits}")
    return [lines[0], "", *lines[1:]] if lines[1:] else lines


def pages() -> dict[Path, str]:
    """Every page that is made from the registry, by its path."""
    return {HERE / "formats.md": overview()} | {HERE / "tools" / f"{TOOLS[tool][0]}.md": page(tool) for tool in TOOLS}


def write() -> None:
    """Write all pages."""
    (HERE / "tools").mkdir(exist_ok=True)
    for path, text in pages().items():
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    write()
