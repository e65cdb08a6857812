"""The budget by months (T10): each source of each line shared among its months to the céntimo, in live cells."""

from collections.abc import Sequence

from ayni.domain.fields import by_name
from ayni.domain.presupuesto import PARTIDA, SOURCES, Row, decimal
from ayni.domain.proyeccion import ordered
from ayni.domain.tabla_derivada import last_month
from ayni.lang import N_, Sentence
from ayni.reports.libro import MARK, MIDDLE, NARROW, SUM, WHOLE, WIDE, WORDS, Libro
from ayni.reports.plan import TOTAL
from ayni.reports.plan_excel_presupuesto import ADDS_UP, LACKS, Presupuesto

TITLE = N_("Cronograma físico y financiero")
MONTH = N_("Mes {month}")
CALLED, SOURCE, WHOLE_PAID, START, END, FIRST = range(1, 7)


def write_cronograma(libro: Libro, partidas: Sequence[Row], budget: Presupuesto) -> None:
    """When each line is paid and by whom. Nothing while no line has months."""
    months = last_month(partidas)
    if not months:
        return
    fields = by_name(PARTIDA)
    widths = [WIDE, 24, MIDDLE, 9, 9, *[NARROW] * months, MIDDLE, NARROW]
    hoja = libro.hoja(N_("Cronograma"), widths, "F3", TITLE)
    labels = [fields["nombre"].label, N_("Quién paga"), TOTAL, fields["mes_inicio"].label, fields["mes_fin"].label]
    hoja.head(2, [*labels, *[""] * months, TOTAL, N_("¿Suma?")])
    for month in range(1, months + 1):
        hoja.counted(2, FIRST + month - 1, Sentence(MONTH, month=MARK), month)
    same, lacks = (libro.literal(word) for word in (ADDS_UP, LACKS))
    row = 3
    for place, partida in enumerate(ordered(partidas)):
        start, end = hoja.at(row, START), hoja.at(row, END)
        for source, paid in zip(SOURCES, budget.rows[place].paid, strict=True):
            hoja.data(row, CALLED, partida.get("nombre"))
            hoja.words(row, SOURCE, fields[source].label)
            total = hoja.formula(row, WHOLE_PAID, paid)
            for column, name, address in ((START, "mes_inicio", start), (END, "mes_fin", end)):
                if source == SOURCES[0]:
                    month_given = decimal(partida, name)
                    hoja.typed(row, column, month_given, WHOLE)
                else:
                    hoja.formula(row, column, f'IF({address}="","",{address})', WHOLE)
            cents, span = f"ROUND({total}*100,0)", f"({end}-{start}+1)"
            for month in range(1, months + 1):
                here = hoja.at(2, FIRST + month - 1)
                extra = f"IF({here}-{start}+1<=MOD({cents},{span}),1,0)"  # leftover céntimos go to the first months
                inside = f'AND({start}<>"",{here}>={start},{here}<={end})'
                hoja.formula(row, FIRST + month - 1, f"IF({inside},(INT({cents}/{span})+{extra})/100,0)")
            added = hoja.formula(
                row, FIRST + months, f"SUM({hoja.span(row, FIRST, row, FIRST + months - 1)})", style=SUM
            )
            agrees = f"IF(ROUND({added}-{total},2)=0,{same},{lacks})"
            hoja.formula(row, FIRST + months + 1, agrees, style=WORDS)
            row += 1
    hoja.words(row, CALLED, TOTAL, SUM)
    for column in (WHOLE_PAID, *range(FIRST, FIRST + months + 1)):
        hoja.formula(row, column, f"SUM({hoja.span(3, column, row - 1, column)})", style=SUM)
