"""The optional compiled engines; everything else stands in setup.cfg."""

from setuptools import Extension, setup

FUZZY = ("checksum", "fuzzy_core", "fuzzy_lcs", "fuzzy_search")
EXACT = (
    "checksum",
    *(f"exact_{part}" for part in ("keep", "scan", "settle", "stored", "terms", "trie", "walk", "words")),
)
setup(
    ext_modules=[
        Extension(
            "termbase.matching._fuzzy",
            ["termbase/matching/_fuzzy.c"],
            depends=[f"termbase/matching/_{name}.h" for name in FUZZY],
            define_macros=[("Py_LIMITED_API", "0x030B0000")],
            py_limited_api=True,
            optional=True,
        ),
        Extension(
            "termbase.matching._exact",
            ["termbase/matching/_exact.c"],
            depends=[f"termbase/matching/_{name}.h" for name in EXACT],
            define_macros=[("Py_LIMITED_API", "0x030B0000")],
            py_limited_api=True,
            optional=True,
        ),
    ],
    options={"bdist_wheel": {"py_limited_api": "cp311"}},
)
