"""Names of languages (CLDR): what they call themselves, for headings that a reader is to recognise, and in English."""

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
NAMES = {
    "ar": "Arabic", "be": "Belarusian", "bg": "Bulgarian", "br": "Breton", "ca": "Catalan", "cs": "Czech",
    "da": "Danish", "de": "German", "el": "Greek", "en": "English", "eo": "Esperanto", "es": "Spanish",
    "et": "Estonian", "eu": "Basque", "fa": "Persian", "fi": "Finnish", "fr": "French", "ga": "Irish",
    "gl": "Galician", "he": "Hebrew", "hi": "Hindi", "hr": "Croatian", "hu": "Hungarian", "id": "Indonesian",
    "it": "Italian", "ja": "Japanese", "ko": "Korean", "lt": "Lithuanian", "lv": "Latvian", "nb": "Norwegian Bokmål",
    "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese", "ro": "Romanian", "ru": "Russian",
    "sk": "Slovak", "sl": "Slovenian", "sr": "Serbian", "sv": "Swedish", "sw": "Swahili", "ta": "Tamil",
    "th": "Thai", "tr": "Turkish", "uk": "Ukrainian", "ur": "Urdu", "vi": "Vietnamese", "zh": "Chinese",
}  # fmt: skip


def autonym(code: str) -> str:
    """The name of a language (BCP 47 tag) in that language; the tag itself where none is known."""
    return AUTONYMS.get(code.lower().split("-")[0], code)
