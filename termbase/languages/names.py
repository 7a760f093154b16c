"""What languages call themselves (CLDR); for headings that a reader of the language is to recognise."""

from __future__ import annotations

AUTONYMS = {
    "ar": "العربية", "be": "беларуская", "bg": "български", "br": "brezhoneg", "ca": "català", "cs": "čeština",
    "da": "dansk", "de": "Deutsch", "el": "Ελληνικά", "en": "English", "eo": "esperanto", "es": "español",
    "et": "eesti", "eu": "euskara", "fa": "فارسی", "fi": "suomi", "fr": "français", "ga": "Gaeilge", "gl": "galego",
    "he": "עברית", "hi": "हिन्दी", "hr": "hrvatski", "hu": "magyar", "hy": "հայերեն", "id": "Indonesia",
    "is": "íslenska", "it": "italiano", "ja": "日本語", "ka": "ქართული", "kk": "қазақ тілі", "ko": "한국어",
    "lt": "lietuvių", "lv": "latviešu", "ms": "Melayu", "nb": "norsk bokmål", "nl": "Nederlands", "no": "norsk",
    "pl": "polski",
    "ps": "پښتو", "pt": "português", "ro": "română", "ru": "русский", "sk": "slovenčina", "sl": "slovenščina",
    "sq": "shqip", "sr": "српски", "sv": "svenska", "sw": "Kiswahili", "ta": "தமிழ்", "th": "ไทย", "tr": "Türkçe",
    "uk": "українська", "ur": "اردو", "vi": "Tiếng Việt", "zh": "中文",
}  # fmt: skip


def autonym(code: str) -> str:
    """The name of a language (BCP 47 tag) in that language; the tag itself where none is known."""
    return AUTONYMS.get(code.lower().split("-")[0], code)
