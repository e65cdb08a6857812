"""Rows of words, one line of boxes for each: characteristics of a good. A blank line always waits at the end."""

import csv
import io
import json
from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QGridLayout, QLabel, QLineEdit, QWidget

from ayni.domain.fields import Field, Kind, Value
from ayni.lang import N_, Sentence, _
from ayni.qt.kit.keys import ENTER
from ayni.qt.kit.palette import space


class RowBox(QLineEdit):
    """A box of a line; what is pasted from a spreadsheet goes on to the boxes beside it and below."""

    pasted = Signal(list)

    def __init__(self, rows: "RowsEditor") -> None:
        super().__init__(rows)
        self._rows = rows

    def focusNextPrevChild(self, forwards: bool) -> bool:
        """Along the line, and on to the next one; a line added late has its turn too."""
        boxes = [box for line in self._rows.lines for box in line]
        place = boxes.index(self) + (1 if forwards else -1)
        if 0 <= place < len(boxes):
            reason = Qt.FocusReason.TabFocusReason if forwards else Qt.FocusReason.BacktabFocusReason
            boxes[place].setFocus(reason)
            boxes[place].selectAll()
            return True
        return super().focusNextPrevChild(forwards)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.matches(QKeySequence.StandardKey.Paste):
            text = QGuiApplication.clipboard().text().rstrip("\r\n")
            if "\t" in text or "\n" in text:
                self.pasted.emit(list(csv.reader(io.StringIO(text), delimiter="\t")))
                return
        if event.key() in ENTER and not event.modifiers():
            self.focusNextPrevChild(True)  # a line added after the form was put under watch
            return
        super().keyPressEvent(event)


class RowsEditor(QWidget):
    """Lines of boxes, one column for each field; a line left empty says nothing."""

    edited = Signal()

    def __init__(
        self, kind: Kind, columns: Sequence[Field], shares: Sequence[int], parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.kind, self.columns = kind, tuple(columns)
        self.lines: list[list[RowBox]] = []
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(space(2))
        self._grid.setVerticalSpacing(space(1))
        for place, column in enumerate(self.columns):
            head = QLabel(_(column.label))
            head.setProperty("role", "small")
            self._grid.addWidget(head, 0, place)
            self._grid.setColumnStretch(place, shares[place])
        self._add_line()
        self.setFocusProxy(self.lines[0][0])

    def serve(self, field: Field, provider: object) -> None:
        """Nothing is chosen from a list here."""
        self.setAccessibleName(_(field.label))

    def _add_line(self) -> None:
        number = len(self.lines) + 1
        line: list[RowBox] = []
        for place, column in enumerate(self.columns):
            box = RowBox(self)
            box.setObjectName(f"{column.name}.{number}")
            said = Sentence(N_("{column}, fila {number}"), column=Sentence(column.label), number=number)
            box.setAccessibleName(str(said))
            box.textEdited.connect(self._typed)
            box.pasted.connect(lambda block, row=number - 1, first=place: self._paste(row, first, block))
            self._grid.addWidget(box, number, place)
            box.show()  # at once, so that it can take the focus
            line.append(box)
        self.lines.append(line)

    def _typed(self) -> None:
        if any(box.text() for box in self.lines[-1]):
            self._add_line()
        self.edited.emit()

    def _paste(self, row: int, first: int, block: list[list[str]]) -> None:
        for down, texts in enumerate(block):
            while len(self.lines) <= row + down + 1:
                self._add_line()
            for right, text in enumerate(texts[: len(self.columns) - first]):
                self.lines[row + down][first + right].setText(text.strip())
        self.edited.emit()

    def answer(self) -> str:
        """What was typed, as the JSON text of the kind; "" when every line is empty."""
        rows = [
            {column.name: box.text() for column, box in zip(self.columns, line, strict=True)}
            for line in self.lines
            if any(box.text().strip() for box in line)
        ]
        return json.dumps(rows, ensure_ascii=False) if rows else ""

    def set_answer(self, value: Value) -> None:
        """Show a stored value, or what was typed before."""
        try:
            given = json.loads(str(value)) if value else []
        except ValueError:
            given = []
        rows = [row for row in given if isinstance(row, dict)]
        while len(self.lines) <= len(rows):
            self._add_line()
        for place, line in enumerate(self.lines):
            row = rows[place] if place < len(rows) else {}
            for column, box in zip(self.columns, line, strict=True):
                box.setText(str(row.get(column.name) or ""))

    def set_value(self, value: Value) -> None:
        """A canonical value."""
        self.set_answer(value)
