"""Names of languages in English, and the variants that clients ask for by name (CLDR, ISO 639)."""

from __future__ import annotations

from termbase.languages.names import NAMES

VARIANTS = {
    "ar": ("DZ", "EG", "MA", "SA", "TN"), "ca": ("ES",), "de": ("AT", "CH", "DE"),
    "en": ("AU", "CA", "GB", "NZ", "US", "ZA"), "es": ("AR", "ES", "MX"), "fr": ("BE", "CA", "CH", "FR"),
    "nl": ("BE", "NL"), "pl": ("PL",), "pt": ("AO", "BR", "MZ", "PT"), "ru": ("RU",), "uk": ("UA",), "zh": ("CN",),
}  # fmt: skip
REGIONS = {
    "AO": "Angola", "AR": "Argentina", "AT": "Austria", "AU": "Australia", "BE": "Belgium", "BR": "Brazil",
    "CA": "Canada", "CH": "Switzerland", "CN": "China", "DE": "Germany", "DZ": "Algeria", "EG": "Egypt",
    "ES": "Spain", "FR": "France", "GB": "United Kingdom", "MA": "Morocco", "MX": "Mexico", "MZ": "Mozambique",
    "NL": "Netherlands", "NZ": "New Zealand", "PL": "Poland", "PT": "Portugal", "RU": "Russia",
    "SA": "Saudi Arabia", "TN": "Tunisia", "UA": "Ukraine", "US": "United States", "ZA": "South Africa",
}  # fmt: skip


def language_list(codes: list[str]) -> list[dict[str, str]]:
    """Languages with their variants: name, code (the language), longCode (with the region)."""
    found = []
    for code in codes:
        name = NAMES.get(code, code)
        found.append({"name": name, "code": code, "longCode": code})
        for region in VARIANTS.get(code, ()):
            found.append({"name": f"{name} ({REGIONS[region]})", "code": code, "longCode": f"{code}-{region}"})
    return found


def name_of(tag: str, code: str) -> str:
    """The name of a language or one of its variants."""
    region = tag.replace("_", "-").partition("-")[2].upper()
    name = NAMES.get(code, code)
    return f"{name} ({REGIONS[region]})" if region in REGIONS else name
