"""Opens any screen alone, on the practice municipality: for designers, translators and reviewers.

python -m ayni.qt.gallery                                    the names of all screens
python -m ayni.qt.gallery padron --language quz --scale 2    one of them
python -m ayni.qt.gallery padron --shot padron.png           a picture of it, no window
"""

import argparse
import os
import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QWidget

from ayni import lang
from ayni.settings import Settings

BY_NOUN = {
    "aeo": (
        "aeo",
        "cambiar-aeo",
        "aeo-registrada",
        "historia-aeo",
        "padron",
        "nuevo-socio",
        "importar-padron",
        "padron-tabla",
        "revisar-padron",
        "junta",
        "cargo",
        "asambleas",
        "asamblea",
        "poderes",
        "poder",
        "caracteristicas",
        "dispensa",
        "fusion",
        "papeles",
        "beneficios",
        "visitas",
        "visita",
        "bien-datos",
    ),
    "socio": ("socio", "baja"),
    "plan": (
        "plan",
        "presupuesto",
        "produccion",
        "resultados",
        "portada",
        "capitulos",
        "papeles-plan",
        "revisar-plan",
        "motivo-limite",
        "plan-impreso",
        "perfil",
        "convertir-perfil",
        "entrevista",
        "versiones",
        "version",
        "comparar-versiones",
        "comentarios",
        "comentar",
        "reajuste",
        "copiar-plan",
        "gantt-plan",
        "ejecucion",
        "contrapartida",
        "liquidacion",
        "liquidacion-datos",
        "cesiones",
        "cesion",
        "transferencia",
        "bienes-entrega",
    ),
    "compra": (
        "compra",
        "compra-bienes",
        "traer-partidas",
        "compra-entregas",
        "dividir-compra",
        "cambiar-compra",
        "cuadro-comparativo",
        "especificacion",
        "requerimiento",
        "evento",
        "avisar-aeo",
        "linea-compra",
    ),
    "evento": ("corregir-evento",),
    "aviso": ("posponer-aviso",),
    "repetido": ("repetido",),
    "bien": ("bien", "visita-bien"),
    "persona": ("funciones", "clave-propia", "pin-figuras"),
    "convocatoria": (
        "cambiar-convocatoria",
        "cronograma",
        "etapa",
        "contenido-plan",
    ),
}


def first_record(door: Any, name: str) -> str:
    """A record for a screen that shows one: the first of its noun in the practice municipality."""
    lists: dict[str, Callable[[], list[dict[str, Any]]]] = {
        "aeo": lambda: door.aeos(0, 1),
        "socio": lambda: door.socios(door.aeos(0, 1)[0]["id"], 0, 1),
        "plan": lambda: door.planes(0, 1),
        "compra": lambda: door.compras(0, 1),
        "bien": door.bienes,
        "persona": door.people,
        "evento": lambda: door.eventos(door.compras(0, 1)[0]["id"]),
        "aviso": lambda: [{"id": each.id} for each in door.purchase_alerts("", "", "")[:1]],
        "convocatoria": door.convocatorias,
        "repetido": lambda: [{"id": each.id} for each in door.repetidos()],
    }
    rows = next((lists[noun]() for noun, names in BY_NOUN.items() if name in names), [])
    return str(rows[0]["id"]) if rows else ""


def show(name: str, door: Any, *, record: str | None = None, settings: Settings | None = None) -> QWidget:
    """One screen, alone in the window that every screen stands in."""
    from ayni.qt.screens.main_window import MainWindow  # noqa: PLC0415  after the language is chosen

    window = MainWindow(door, settings or Settings())
    window.show()  # first the window: the screen finds it open, as at work, and takes the focus
    window.go(name, first_record(door, name) if record is None else record)
    return window


def main(argv: Sequence[str] | None = None) -> int:
    """The command line of the gallery."""
    parser = argparse.ArgumentParser(prog="python -m ayni.qt.gallery", description="Abre una pantalla sola.")
    parser.add_argument("name", nargs="?", help="nombre de la pantalla; sin él se listan todas")
    parser.add_argument("--record", default=None, help="id de un registro")
    parser.add_argument("--language", default=lang.SPANISH, choices=lang.LANGUAGES)
    parser.add_argument("--scale", default="1", help="1 o 2: tamaño de todo")
    parser.add_argument("--text", type=int, default=10, help="tamaño de la letra en puntos")
    parser.add_argument("--contrast", action="store_true", help="colores de alto contraste")
    parser.add_argument("--size", default="1366x720", help="ancho por alto de la ventana")
    parser.add_argument("--shot", type=Path, default=None, help="archivo PNG donde dejar una foto")
    asked = parser.parse_args(argv)
    os.environ["QT_SCALE_FACTOR"] = asked.scale
    if asked.shot is not None:
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

    from ayni.qt.app import make_application  # noqa: PLC0415  Qt reads the environment above when it starts
    from ayni.qt.shell import screens  # noqa: PLC0415

    if asked.name is None:
        print("\n".join(sorted(screens())))  # noqa: T201  the answer of this command
        return 0
    if asked.name not in screens():
        print(f"No hay una pantalla «{asked.name}». Hay: {', '.join(sorted(screens()))}", file=sys.stderr)  # noqa: T201
        return 2

    from ayni.workspace.practica import open_practice  # noqa: PLC0415

    settings = Settings(language=asked.language, text_size=asked.text, high_contrast=asked.contrast)
    app = make_application(sys.argv[:1], settings)
    with tempfile.TemporaryDirectory(prefix="ayni-gallery-") as folder:
        door = open_practice(Path(folder) / "practica")
        try:
            lang.use(asked.language)
            window = show(asked.name, door, record=asked.record, settings=settings)
            wide, _x, high = asked.size.partition("x")
            window.resize(int(wide), int(high))
            if asked.shot is not None:
                for _turn in range(5):
                    app.processEvents()
                window.grab().save(str(asked.shot))
                window.close()
                return 0
            return app.exec()
        finally:
            door.close()


if __name__ == "__main__":
    sys.exit(main())
