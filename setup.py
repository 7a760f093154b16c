"""The optional compiled engines, and the packages; everything else stands in setup.cfg."""

from pathlib import Path

from setuptools import Extension, find_packages, setup


def engine(name: str) -> Extension:
    """A module in C for every Python from 3.11 on; where it cannot be compiled, Python gives the same answers."""
    return Extension(
        f"termbase.matching._{name}",
        [f"termbase/matching/_{name}.c"],
        depends=[str(header) for header in Path("termbase/matching").glob("_*.h")],
        define_macros=[("Py_LIMITED_API", "0x030B0000")],
        py_limited_api=True,
        optional=True,
    )


setup(
    # datasette/ is no package in a checkout, lest it shadow the installed one; in the distribution it is termbase.site.
    packages=[*find_packages(include=["extractors", "termbase*"]), "termbase.site"],
    ext_modules=[engine("fuzzy"), engine("exact")],
    options={"bdist_wheel": {"py_limited_api": "cp311"}},
)
