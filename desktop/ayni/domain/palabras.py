"""Amounts in words, as people say them: "treinta mil soles", "kinsa chunka waranqa soles"."""

from ayni.lang import QUECHUA, language

_UNITS = [
    "cero",
    "uno",
    "dos",
    "tres",
    "cuatro",
    "cinco",
    "seis",
    "siete",
    "ocho",
    "nueve",
    "diez",
    "once",
    "doce",
    "trece",
    "catorce",
    "quince",
    "dieciséis",
    "diecisiete",
    "dieciocho",
    "diecinueve",
    "veinte",
    "veintiuno",
    "veintidós",
    "veintitrés",
    "veinticuatro",
    "veinticinco",
    "veintiséis",
    "veintisiete",
    "veintiocho",
    "veintinueve",
]
_TENS = ["treinta", "cuarenta", "cincuenta", "sesenta", "setenta", "ochenta", "noventa"]
_HUNDREDS = [
    "ciento",
    "doscientos",
    "trescientos",
    "cuatrocientos",
    "quinientos",
    "seiscientos",
    "setecientos",
    "ochocientos",
    "novecientos",
]
_SHORT = {"veintiuno": "veintiún", "uno": "un"}

_HUQ = ["ch'usaq", "huk", "iskay", "kinsa", "tawa", "pichqa", "suqta", "qanchis", "pusaq", "isqun"]
_WITH = [
    "hukniyuq",
    "iskayniyuq",
    "kinsayuq",
    "tawayuq",
    "pichqayuq",
    "suqtayuq",
    "qanchisniyuq",
    "pusaqniyuq",
    "isqunniyuq",
]


def _spanish(number: int) -> str:
    if number < 30:  # noqa: PLR2004  one word up to here
        return _UNITS[number]
    if number < 100:  # noqa: PLR2004
        tens, units = divmod(number, 10)
        return _TENS[tens - 3] + (f" y {_UNITS[units]}" if units else "")
    if number < 1000:  # noqa: PLR2004
        hundreds, rest = divmod(number, 100)
        return "cien" if number == 100 else _HUNDREDS[hundreds - 1] + (f" {_spanish(rest)}" if rest else "")  # noqa: PLR2004
    if number < 1_000_000:  # noqa: PLR2004
        thousands, rest = divmod(number, 1000)
        head = "mil" if thousands == 1 else f"{_before_noun(_spanish(thousands))} mil"
        return f"{head} {_spanish(rest)}" if rest else head
    millions, rest = divmod(number, 1_000_000)
    head = "un millón" if millions == 1 else f"{_before_noun(_spanish(millions))} millones"
    return f"{head} {_spanish(rest)}" if rest else head


def _before_noun(words: str) -> str:
    """Before what is counted, "veintiuno" is "veintiún"."""
    *head, last = words.split(" ")
    return " ".join([*head, _SHORT.get(last, last)])


def _quechua(number: int) -> str:
    if number < 10:  # noqa: PLR2004
        return _HUQ[number]
    for size, name in ((1_000_000, "hunu"), (1000, "waranqa"), (100, "pachak"), (10, "chunka")):
        if number >= size:
            count, rest = divmod(number, size)
            head = name if count == 1 else f"{_quechua(count)} {name}"
            if not rest:
                return head
            return f"{head} {_WITH[rest - 1] if size == 10 else _quechua(rest)}"  # noqa: PLR2004
    return _HUQ[0]


def soles_in_words(centimos: int) -> str:
    """An amount in the language in use, whole soles in words and céntimos in figures; it is never below zero."""
    whole, cents = divmod(centimos, 100)
    if language() == QUECHUA:
        said = f"{_quechua(whole)} soles"
    else:
        words = _before_noun(_spanish(whole))
        noun = "sol" if whole == 1 else "de soles" if whole and whole % 1_000_000 == 0 else "soles"
        said = f"{words} {noun}"
    return f"{said} {cents:02d}/100" if cents else said
