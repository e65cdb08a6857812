"""Reads the objects of a JSON file with exact numbers, gathering everything that is wrong in the clerk's words.

A problem's field is the path of the datum ("input.with.assets[2].life"); its sentence begins with the name of the line.
"""

import json
from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from ayni.domain.caso import ZERO, CaseRefused
from ayni.domain.fields import NOT_A_SHARE, Problem
from ayni.lang import N_, Sentence

LARGEST = Decimal("999999999.99")
DECIMALS = 20

UNKNOWN = N_("El archivo trae un dato que este programa no conoce: {name}.")
MISSING = N_("Falta este dato: {name}.")
UNUSED = N_("Este dato no se usa en esta clase de plan: {name}.")
NOT_JSON = N_("El archivo no se puede leer: no es un caso en formato JSON.")
TWICE = N_("El archivo trae dos veces el mismo dato: {name}.")
SHAPE = N_("Este dato no tiene la forma esperada: {name}.")
E01 = N_("No se entiende este número. Escriba por ejemplo 1500.50.")
E01_LARGE = N_("Este número es demasiado grande o tiene demasiados decimales.")
E02 = N_("Aquí va un número de 0 para arriba.")
E03 = N_("El plan puede durar de 1 a 30 años.")
E04 = N_("Faltan o sobran años: el plan dura {years} años.")
E05 = N_("¿Cuántos años dura? Escriba 1 o más, sin decimales.")
E06 = N_("El año de compra está fuera del plan.")
E07 = N_("No puede valer más de viejo que de nuevo.")
E08 = N_("Lo propio no puede ser más que el total.")
E09 = N_("Marque otra vez el calendario de esta actividad.")
E10 = N_("¿El trabajo se cuenta en días, semanas, meses o años?")
E11 = N_("Marque en el calendario cuándo se paga o se cobra.")
E12 = N_("El segundo préstamo es mayor que lo que falta financiar.")
E13 = N_("Revise los plazos del préstamo.")
E15 = N_("Revise la tasa de descuento.")
MONTH = N_("El mes de inicio va del 1 al 12.")
E20 = N_("¿Cuántos socios son?")


class Reader:
    """Reads objects of a file, gathering what is wrong instead of stopping at the first problem."""

    def __init__(self) -> None:
        self.problems: list[Problem] = []

    def refuse(self, path: str, message: str, line: str = "", **holes: object) -> None:
        """Remember a problem of the datum at `path`; `line` is the name of the line it belongs to."""
        said = Sentence(message, **holes)
        self.problems.append(Problem(path, Sentence(N_("{line}: {said}"), line=line, said=said) if line else said))

    def told(self, path: str) -> bool:
        """Something is already said of that datum."""
        return any(problem.field == path for problem in self.problems)

    def told_under(self, path: str) -> bool:
        """Something is already said of that datum or of what it holds."""
        return any(problem.field.startswith(path) for problem in self.problems)

    def finish(self) -> None:
        """Refuse the file if anything was wrong."""
        if self.problems:
            raise CaseRefused(self.problems)

    def known(self, value: object, path: str, names: Iterable[str]) -> dict[str, Any]:
        """An object and no field but these; an empty one when it is something else."""
        if not isinstance(value, Mapping):
            self.refuse(path, SHAPE, name=path)
            return {}
        for name in value:
            if name not in names:
                self.refuse(_under(path, name), UNKNOWN, name=_under(path, name))
        return dict(value)

    def rows(self, item: Mapping[str, Any], name: str, path: str) -> list[tuple[str, Any]]:
        """The items of a list, each with its path; none when the list is absent."""
        value = item.get(name)
        if value is None:
            return []
        if not isinstance(value, list | tuple):
            self.refuse(_under(path, name), SHAPE, name=_under(path, name))
            return []
        return [(f"{_under(path, name)}[{place}]", each) for place, each in enumerate(value)]

    def text(self, item: Mapping[str, Any], name: str, path: str) -> str:
        """A label; empty when absent."""
        value = item.get(name, "")
        if value is None or isinstance(value, str):
            return value or ""
        self.refuse(_under(path, name), SHAPE, name=_under(path, name))
        return ""

    def decimal(self, value: object, path: str, line: str = "", *, negative: bool = False) -> Decimal:
        """A number of the file, exactly as its text says; zero when it is none."""
        if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
            share = "%" in str(value) and not path.endswith("_pct")
            self.refuse(path, NOT_A_SHARE if share else E01, line)
            return ZERO
        number = value if isinstance(value, Decimal) else Decimal(str(value))
        if not number.is_finite():
            self.refuse(path, E01, line)
            return ZERO
        if abs(number) > LARGEST or int(number.as_tuple().exponent) < -DECIMALS:
            self.refuse(path, E01_LARGE, line)
            return ZERO
        if number < 0 and not negative:
            self.refuse(path, E02, line)
            return ZERO
        return number

    def number(
        self,
        item: Mapping[str, Any],
        name: str,
        path: str,
        default: Decimal | None = ZERO,
        *,
        negative: bool = False,
    ) -> Decimal:
        """A number of an object; `default` when absent, and a missing datum when there is no default."""
        if name not in item or item[name] is None:
            if default is None:
                self.refuse(_under(path, name), MISSING, _line(item), name=_under(path, name))
            return default or ZERO
        return self.decimal(item[name], _under(path, name), _line(item), negative=negative)

    def whole(
        self,
        item: Mapping[str, Any],
        name: str,
        path: str,
        message: str,
        default: int | None = None,
        low: int = 1,
        high: int = 10**6,
    ) -> int:
        """A whole number between two bounds, else `message`; the lower bound stands in for a wrong one."""
        if item.get(name) is None and default is not None:
            return default
        if item.get(name) is None:
            self.refuse(_under(path, name), MISSING, _line(item), name=_under(path, name))
            return low
        before = len(self.problems)
        number = self.decimal(item[name], _under(path, name), _line(item), negative=True)
        if len(self.problems) > before:
            return low
        if number != int(number) or not low <= number <= high:
            self.refuse(_under(path, name), message, _line(item), years=high)
            return low
        return int(number)

    def yes(self, item: Mapping[str, Any], name: str, path: str) -> bool:
        """True or false; false when absent."""
        value = item.get(name, False)
        if not isinstance(value, bool):
            self.refuse(_under(path, name), SHAPE, _line(item), name=_under(path, name))
            return False
        return value

    def yearly(self, item: Mapping[str, Any], name: str, path: str, years: int) -> tuple[Decimal, ...]:
        """One number for every year, or a list with one for each."""
        value = item.get(name)
        if not isinstance(value, list | tuple):
            return (self.number(item, name, path, ZERO if name == "own" else None),) * years
        return self.pattern(item, name, path, years)

    def pattern(self, item: Mapping[str, Any], name: str, path: str, years: int) -> tuple[Decimal, ...]:
        """A list with one number for each year."""
        value = item.get(name)
        if not isinstance(value, list | tuple) or len(value) != years:
            self.refuse(_under(path, name), E04, _line(item), years=years)
            return (ZERO,) * years
        line = _line(item)
        return tuple(self.decimal(each, f"{_under(path, name)}[{place}]", line) for place, each in enumerate(value))


def _under(path: str, name: str) -> str:
    return f"{path}.{name}" if path else str(name)


def _line(item: Mapping[str, Any]) -> str:
    name = item.get("name")
    return name if isinstance(name, str) else ""


def objects(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object of a JSON text; a name that comes twice is refused."""
    found: dict[str, Any] = {}
    for name, value in pairs:
        if name in found:
            raise CaseRefused([Problem(name, Sentence(TWICE, name=name))])
        found[name] = value
    return found


def parsed(text: str) -> dict[str, Any]:
    """A JSON text as one object whose numbers are decimals."""
    try:
        value = json.loads(text, parse_float=Decimal, object_pairs_hook=objects)
    except (ValueError, RecursionError, ArithmeticError) as reason:
        raise CaseRefused([Problem("", Sentence(NOT_JSON))]) from reason
    if not isinstance(value, dict):
        raise CaseRefused([Problem("", Sentence(NOT_JSON))])
    return value
