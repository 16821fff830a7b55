"""Codes of languages (ISO 639) as the names that other collections use."""

LANGUAGES = {
    "ara": "Arabic",
    "dan": "Danish",
    "eng": "English",
    "fil": "Filipino",
    "fre": "French",
    "ger": "German",
    "ind": "Indonesian",
    "ita": "Italian",
    "jpn": "Japanese",
    "nl": "Dutch",
    "nor": "Norwegian",
    "per": "Persian",
    "pol": "Polish",
    "por": "Portuguese",
    "rum": "Romanian",
    "rus": "Russian",
    "spa": "Spanish",
    "swe": "Swedish",
    "tur": "Turkish",
    "vie": "Vietnamese",
}
_SEVERAL = frozenset({"mul", "und"})


def language_name(code: str) -> str:
    """Name a language: "eng", "en" and "en-US" are English; an unknown code stays as it is."""
    code = code.strip()
    if code in _SEVERAL:
        return ""
    if code == "en" or code.startswith("en-"):
        code = "eng"
    return LANGUAGES.get(code, code)
