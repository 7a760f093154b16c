"""The optional compiled engines, and the packages; everything else stands in setup.cfg."""

from setuptools import Extension, find_packages, setup

FUZZY = ("checksum", "fuzzy_core", "fuzzy_lcs", "fuzzy_search")
EXACT = (
    "checksum",
    *(f"exact_{part}" for part in ("keep", "scan", "settle", "stored", "terms", "trie", "walk", "words")),
)
setup(
    # datasette/ is no package in a checkout, lest it shadow the installed one; in the distribution it is termbase.site.
    packages=[*find_packages(include=["extractors", "termbase*"]), "termbase.site"],
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
