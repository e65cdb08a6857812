"""A purchase told in a message that fits: 700 letters for WhatsApp or a reading aloud, 160 for one SMS.

What matters most stays: where the purchase is, what follows, when the next notice comes. The short one uses only the
letters that an SMS carries whole, so that a telephone without internet receives it as one message.
"""

import unicodedata
from collections.abc import Sequence

from ayni.domain.compra_ley import PurchaseLaw
from ayni.domain.hoja_aeo import AeoSheet
from ayni.domain.recorrido import Purchase, spoken_day
from ayni.lang import N_, Sentence, speaking

LONG, SHORT = 700, 160  # letters
NAME_OF_SHORT = 40  # letters of a name in the short message

# The letters of the basic alphabet of GSM (3GPP TS 23.038) that our texts use; any other makes an SMS of 70 letters.
GSM = frozenset(
    "@£$¥èéùìòÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿"
    "abcdefghijklmnopqrstuvwxyzäöñüà\n"
)
PLAIN_SIGNS = str.maketrans(
    {"–": "-", "—": "-", "«": '"', "»": '"', "’": "'", "“": '"', "”": '"', "…": "...", "·": "-"}
)

_CALLED = {"CONVOCADO", "INTEGRADO", "OFERTAS", "EVALUACION", "SUPERVISION_OECE"}

GREETING = N_("{aeo}: les informamos de su compra «{what}».")
SHORT_GREETING = N_("{aeo}.")
IN_CALL = N_("Su compra está en la convocatoria {number}, desde {date}.")
IN_STATE = N_("Cómo está su compra: {state}, desde {date}.")
HELD = N_("La tiene: {office}, desde {date}.")
COUNT = N_("Van {days} días; el plan era de {planned}.")
COUNT_ONLY = N_("Van {days} días.")
FOLLOWS = N_("Sigue: {event}.")
LIKELY = N_("Puede llegar entre el {first} y el {last}.")
GOODS = N_("Les toca: {goods}.")
READY = N_("Tengan listo: {things}.")
NEXT = N_("Próximo aviso: {date}.")
PHONE = N_("Teléfono: {phone}.")
NOT_SENT = N_("El pedido todavía no fue enviado.")
CLOSED = N_("La compra se cerró sin comprar.")
ARRIVED = N_("Ya se entregó a la organización.")


def plain_letters(text: str) -> str:
    """The text with only the letters that an SMS carries: á becomes a, ñ and é stay."""
    made = []
    for sign in text.translate(PLAIN_SIGNS):
        if sign in GSM:
            made.append(sign)
            continue
        bare = unicodedata.normalize("NFD", sign)[0]
        made.append(bare if bare in GSM else " ")
    return " ".join("".join(made).split())


def cut(text: str, most: int) -> str:
    """At most so many letters, ended at a word."""
    if len(text) <= most:
        return text
    kept = text[: most - 3]
    whole = kept.rpartition(" ")[0]
    return (whole or kept).rstrip(" ,;.") + "..."


# the lower the first number, the longer a part stays
_Parts = list[tuple[int, Sentence]]


def _parts(name: str, what: str, purchase: Purchase, sheet: AeoSheet, law: PurchaseLaw, *, short: bool) -> _Parts:
    """What may be said, in the order of saying it, each with how soon it is left out."""
    greeting = Sentence(SHORT_GREETING, aeo=name) if short else Sentence(GREETING, aeo=name, what=what)
    said: _Parts = [(2, greeting), (0, _where(purchase, law))]
    open_still = bool(purchase.stays) and not purchase.closed and not purchase.handed_over
    if purchase.stays:
        days, planned = purchase.elapsed_days, purchase.planned_days
        counted = Sentence(COUNT, days=days, planned=planned) if planned else Sentence(COUNT_ONLY, days=days)
        said.append((5, counted))
    if open_still and purchase.holder and purchase.holder_since:
        office = Sentence(law.label(purchase.holder))
        said.append((6, Sentence(HELD, office=office, date=spoken_day(purchase.holder_since))))
    if purchase.next_step and not purchase.closed:
        said.append((3, Sentence(FOLLOWS, event=Sentence(law.label(purchase.next_step)))))
    handing = sheet.forecast.handing if sheet.forecast else None
    if open_still and handing is not None:
        said.append((4, Sentence(LIKELY, first=spoken_day(handing.p50), last=spoken_day(handing.p80))))
    if sheet.goods:
        said.append((8, Sentence(GOODS, goods=", ".join(good.text for good in sheet.goods))))
    if sheet.note:
        said.append((7, Sentence(READY, things=sheet.note.strip().rstrip("."))))
    if sheet.next_notice is not None and not purchase.closed:
        said.append((1, Sentence(NEXT, date=spoken_day(sheet.next_notice))))
    if sheet.phone:
        said.append((9 if short else 2, Sentence(PHONE, phone=sheet.phone)))
    return said


def _where(purchase: Purchase, law: PurchaseLaw) -> Sentence:
    if purchase.closed:
        return Sentence(CLOSED)
    if not purchase.stays:
        return Sentence(NOT_SENT)
    if purchase.handed_over:
        return Sentence(ARRIVED)
    since = spoken_day(purchase.state_since)
    if purchase.state in _CALLED and purchase.attempts:
        return Sentence(IN_CALL, number=purchase.attempts, date=since)
    return Sentence(IN_STATE, state=Sentence(law.label(purchase.state)), date=since)


def _fitting(parts: Sequence[tuple[int, str]], most: int) -> str:
    """As many parts as fit, the least important ones left out first; what must be said is cut at a word at last."""
    kept = list(parts)
    while len(" ".join(text for _rank, text in kept)) > most and len(kept) > 1:
        worst = max(rank for rank, _text in kept)
        place = max(place for place, (rank, _text) in enumerate(kept) if rank == worst)
        del kept[place]
    return cut(" ".join(text for _rank, text in kept), most)


def message(aeo: str, what: str, purchase: Purchase, sheet: AeoSheet, law: PurchaseLaw, language: str) -> str:
    """The message of 700 letters at most, in a language."""
    parts = _parts(cut(aeo, LONG // 5), cut(what, LONG // 5), purchase, sheet, law, short=False)
    with speaking(language):
        return _fitting([(rank, str(sentence)) for rank, sentence in parts], LONG)


def short_message(aeo: str, what: str, purchase: Purchase, sheet: AeoSheet, law: PurchaseLaw, language: str) -> str:
    """The message of 160 letters at most, all of them letters of one SMS."""
    parts = _parts(cut(aeo, NAME_OF_SHORT), what, purchase, sheet, law, short=True)
    with speaking(language):
        return _fitting([(rank, plain_letters(str(sentence))) for rank, sentence in parts], SHORT)
