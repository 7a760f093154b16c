"""The optional compiled engines; everything else stands in setup.cfg."""

from setuptools import Extension, setup

setup(
    ext_modules=[
        Extension(
            "termbase.matching._fuzzy",
            ["termbase/matching/_fuzzy.c"],
            depends=[f"termbase/matching/_fuzzy_{name}.h" for name in ("core", "lcs", "search")],
            define_macros=[("Py_LIMITED_API", "0x030B0000")],
            py_limited_api=True,
            optional=True,
        ),
        Extension(
            "termbase.matching._exact",
            ["termbase/matching/_exact.c"],
            depends=[f"termbase/matching/_exact_{name}.h" for name in ("scan", "settle", "walk")],
            define_macros=[("Py_LIMITED_API", "0x030B0000")],
            py_limited_api=True,
            optional=True,
        ),
    ],
    options={"bdist_wheel": {"py_limited_api": "cp311"}},
)
