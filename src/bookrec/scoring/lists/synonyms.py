"""Other words for genres and languages: "YA", "sci-fi", "Krimi"; "de", "Deutsch"."""

from collections.abc import Sequence

from bookrec.data.text.fold import fold

GENRES = (
    ("young adult", "ya", "teen fiction", "jugendbuch", "jugendbucher"),
    ("science fiction", "sci fi", "scifi", "sf"),
    ("nonfiction", "non fiction", "sachbuch", "sachbucher"),
    ("childrens", "children", "child", "kids", "childrens books", "kinderbuch", "kinderbucher"),
    ("middle grade", "mg"),
    ("graphic novels", "graphic novel", "comics"),
    ("historical fiction", "historical novel", "historical novels", "historischer roman"),
    ("mystery", "mysteries", "whodunit", "detective", "krimi", "krimis"),
    ("crime", "crime fiction"),
    ("thriller", "thrillers"),
    ("short stories", "short story", "kurzgeschichten", "erzahlungen"),
    ("biography", "biographies", "biografie", "biographie"),
    ("autobiography", "autobiographies", "autobiografie"),
    ("memoir", "memoirs"),
    ("romance", "love stories", "love story", "liebesroman", "liebesromane"),
    ("self help", "selfhelp", "ratgeber"),
    ("lgbt", "lgbtq", "queer"),
    ("poetry", "poems", "lyrik", "gedichte"),
    ("plays", "drama", "theatre", "theater"),
    ("classics", "classic", "klassiker"),
    ("humor", "humour", "funny"),
    ("dystopia", "dystopian", "dystopias"),
    ("picture books", "picture book", "bilderbuch", "bilderbucher"),
    ("travel", "travel writing", "reise"),
    ("cookbooks", "cookbook", "cooking", "kochbuch", "kochbucher"),
    ("history", "geschichte"),
)
LANGUAGES = (
    ("english", "en", "eng", "englisch", "anglais"),
    ("german", "de", "deu", "ger", "deutsch", "allemand"),
    ("french", "fr", "fra", "fre", "francais", "franzosisch"),
    ("spanish", "es", "spa", "espanol", "spanisch"),
    ("italian", "it", "ita", "italiano", "italienisch"),
    ("portuguese", "pt", "por", "portugues", "portugiesisch"),
    ("dutch", "nl", "nld", "dut", "nederlands", "niederlandisch"),
    ("swedish", "sv", "swe", "svenska", "schwedisch"),
    ("norwegian", "no", "nb", "nn", "nor", "norsk", "norwegisch"),
    ("danish", "da", "dan", "dansk", "danisch"),
    ("finnish", "fi", "fin", "suomi", "finnisch"),
    ("polish", "pl", "pol", "polski", "polnisch"),
    ("russian", "ru", "rus", "russkii", "russisch"),
    ("turkish", "tr", "tur", "turkce", "turkisch"),
    ("arabic", "ar", "ara", "arabisch"),
    ("persian", "fa", "fas", "per", "farsi", "persisch"),
    ("indonesian", "id", "ind", "bahasa indonesia", "indonesisch"),
    ("romanian", "ro", "ron", "rum", "romana", "rumanisch"),
    ("vietnamese", "vi", "vie", "vietnamesisch"),
    ("czech", "cs", "ces", "cze", "cestina", "tschechisch"),
    ("hungarian", "hu", "hun", "magyar", "ungarisch"),
    ("greek", "el", "ell", "gre", "griechisch"),
    ("hebrew", "he", "heb", "hebraisch"),
    ("japanese", "ja", "jpn", "japanisch"),
    ("chinese", "zh", "zho", "chi", "chinesisch"),
    ("korean", "ko", "kor", "koreanisch"),
    ("hindi", "hi", "hin"),
)
"""Each group's words mean the same; folded: small letters without accents."""


def find_synonyms(name: str, groups: Sequence[tuple[str, ...]]) -> set[str]:
    """Return the folded words that mean what a name means, itself included.

    >>> sorted(find_synonyms("Sci-Fi", GENRES))
    ['sci fi', 'science fiction', 'scifi', 'sf']
    """
    key = fold(name)
    return {key}.union(*(group for group in groups if key in group))
