"""What the tests of papers share: a small catalogue, invented people, and a reader of what was printed."""

import gettext
import re
from types import SimpleNamespace

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from pypdf import PdfReader

from ayni import lang
from ayni.reports.pages import fonts

QUECHUA = {
    "Padrón de socios": "Masikunapa listan",
    "Ficha de la organización": "AEOpa willakuynin",
    "Apellidos y nombres": "Ayllu sutikuna, sutikuna",
    "DNI": "DNI yupay",
    "Sexo": "Warmi icha qhari",
    "Mujer": "Warmi",
    "Hombre": "Qhari",
    "Nombre o razón social": "AEOpa sutin",
    "Firma": "Sutita qillqay",
    "Huella digital": "Ruk'ana yupi",
    "Total de socios": "Llapan masi",
    "El texto válido es el castellano.": "Castellano simipi qillqasqallam chaniyuq.",
    "{days} días de {planned} previstos, {ratio} veces el plan.": "P'unchaw: {days}; planpi: {planned}; {ratio} kuti.",
    "{state}, desde el {date}.": "{state}: {date} p'unchawmanta.",
    "¿Dónde está la compra?": "¿Maypim rantiy kachkan?",
    "Convocatoria publicada": "Waqyakuy riqsichisqa",
    "Cumple": "Hunt'an",
    "Total": "Llapan",
}

MUNICIPALITY = {
    "nombre": "Municipalidad Distrital de Sumaq Llaqta",
    "place": "Sumaq Llaqta, Qosqo Pampa, Cusco",
    "ubigeo": "080101",
    "gerente": "Ing. Teodora Apaza Ccahuana",
    "gerente_cargo": "Gerenta de Desarrollo Económico",
}
NAMES = {
    "cargos": {"presidente": "Presidente", "secretario": "Secretario", "tesorero": "Tesorero"},
    "categorias": {"A": "Categoría A"},
    "cadenas": {"CUY": "Cuyes"},
    "tipos_aeo": {"ASOC": "Asociación"},
    "convocatoria": {"c1": "PROCOMPITE 2026 – Primera convocatoria"},
    "ubigeo": {"080101": "Sumaq Llaqta, Qosqo Pampa, Cusco"},
}
AEO = {
    "nombre": "Asociación de Productores de Cuyes Sumaq Quwi",
    "convocatoria": "c1",
    "categoria": "A",
    "cadena": "CUY",
    "producto": "Cuy en pie",
    "naturaleza": "juridica",
    "tipo": "ASOC",
    "ruc": "20131312955",
    "partida_registral": "11045678",
    "fecha_constitucion": "2021-03-12",
    "ubigeo": "080101",
    "comunidad": "Ccorao",
    "telefono": "984123456",
    "hogares": "18",
    "ventas_centimos": 6000000,
    "ventas_year": "2025",
}
SURNAMES = ("Quispe", "Mamani", "Huamán", "Ccori", "Condori", "Huillca", "Puma", "Ñaupari", "Ttito", "Apaza")


def socios(count):
    """So many invented members; the first three hold the core posts."""
    posts = dict(enumerate(("presidente", "secretario", "tesorero")))
    return [
        {
            "dni": f"{place * 97 + 1234:08}",
            "apellido_paterno": SURNAMES[place % 10],
            "apellido_materno": SURNAMES[place // 10 % 10],
            "nombres": ("Rosa", "Juan Carlos", "Saturnina")[place % 3],
            "fecha_nacimiento": f"{1950 + place % 50}-{place % 12 + 1:02}-{place % 28 + 1:02}",
            "sexo": "MH"[place % 2],
            "condicion": "activo",
            "cargo": posts.get(place),
        }
        for place in range(count)
    ]


@pytest.fixture(autouse=True, scope="session")
def letters():
    """Ayni's letters are known, as in every paper, also to a test that makes only a part of one."""
    fonts()


@pytest.fixture
def quechua(tmp_path, monkeypatch):
    """A catalogue of a few words, so that these tests do not move with the translation."""
    catalogue = Catalog(locale=None)
    for spanish, words in QUECHUA.items():
        catalogue.add(spanish, words)
    folder = tmp_path / "i18n" / "quz" / "LC_MESSAGES"
    folder.mkdir(parents=True)
    with (folder / "ayni.mo").open("wb") as file:
        write_mo(file, catalogue)
    monkeypatch.setattr(lang, "catalogues", lambda: tmp_path / "i18n")
    lang._catalogue.cache_clear()
    yield
    monkeypatch.undo()
    lang._catalogue.cache_clear()


def pages(path):
    """The text of each page, its white space made single."""
    return [re.sub(r"\s+", " ", page.extract_text()) for page in PdfReader(path).pages]


def text(path):
    """The text of a whole paper."""
    return " ".join(pages(path))


class _Wordy(gettext.NullTranslations):
    """A second language that says everything at nearly twice the length."""

    def gettext(self, message):
        return f"{message} k'{re.sub('{.*?}', '', message)[: len(message) * 6 // 10].lower().strip()}"


@pytest.fixture
def wordy(monkeypatch):
    """Quechua takes up to 1.6 times the room of Spanish: papers must bear it."""
    spoken = {"es": gettext.NullTranslations(), "quz": _Wordy()}
    monkeypatch.setattr(lang, "_catalogue", spoken.__getitem__)


@pytest.fixture
def invented():
    """Invented people and places, and the reading of a paper: what every test of a paper takes."""
    return SimpleNamespace(
        municipality=dict(MUNICIPALITY), aeo=dict(AEO), names=NAMES, socios=socios, pages=pages, text=text
    )
