"""TBX: the entries of the registry."""

from __future__ import annotations

from functools import partial

from termbase.formats.base import Format
from termbase.formats.categories import EVERYTHING
from termbase.formats.texts import XML
from termbase.formats.xml.tbx_read import read_tbx
from termbase.formats.xml.tbx_write import Style, write_tbx

STYLES = {
    "tbx3": ("TBX v3 (ISO 30042:2019), TBX-Basic, DCA", Style("TBX-Basic")),
    "tbx3-dct": ("TBX v3 (ISO 30042:2019), TBX-Basic, DCT", Style("TBX-Basic", dct=True)),
    "tbx3-min": ("TBX v3 (ISO 30042:2019), TBX-Min, DCA", Style("TBX-Min")),
    "tbx3-min-dct": ("TBX v3 (ISO 30042:2019), TBX-Min, DCT", Style("TBX-Min", dct=True)),
    "tbx3-core": ("TBX v3 (ISO 30042:2019), TBX-Core, DCA", Style("TBX-Core")),
    "tbx3-core-dct": ("TBX v3 (ISO 30042:2019), TBX-Core, DCT", Style("TBX-Core", dct=True)),
    "tbx2": ("TBX v2 (ISO 30042:2008, martif), tig", Style("TBX-Basic", version=2)),
    "tbx2-ntig": ("TBX v2 (ISO 30042:2008, martif), ntig", Style("TBX-Basic", version=2, ntig=True)),
}
LIMITS = "what the dialect has no data category for is a note `[termbase] name: value`, read back by termbase only"
TBX = [
    Format(
        name, title, (".tbx",), read_tbx, partial(write_tbx, style), EVERYTHING, by_concept=True, warns=True,
        alters=XML,
        limits=LIMITS,
        tools=("Trados", "memoQ", "Phrase", "Weblate") if name == "tbx2" else
        ("Trados", "memoQ", "Phrase") if name == "tbx3" else (),
    )
    for name, (title, style) in STYLES.items()
]  # fmt: skip
