"""Read one CSV file into checked records, and say in words what is wrong with the others."""

from __future__ import annotations

import csv
import io
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import TypeVar, get_args, get_origin

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

LIST_SEPARATOR = ";"

Values = dict[str, str | list[str]]
M = TypeVar("M", bound=BaseModel)


@dataclass
class Sheet:
    """One CSV file: its rows (line number, filled cells) and a sentence for each problem.

    Cells are stripped; a cell of a column in ``lists`` is split at semicolons.
    """

    file: str
    rows: list[tuple[int, Values]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @classmethod
    def read(cls, path: Path, columns: tuple[str, ...], lists: frozenset[str]) -> Sheet:
        """Read a file that must have exactly these columns, in any order. Never raises."""
        sheet = cls(path.name)
        if text := sheet._text(path):
            sheet._parse(text, columns, lists)
        return sheet

    def records(self, model: type[M]) -> Iterator[tuple[int, M]]:
        """Give the line and the record of each row that the model accepts, noting the others."""
        for line, values in self.rows:
            try:
                yield line, model.model_validate(values)
            except ValidationError as error:
                self.problems += [self._sentence(line, e, model) for e in error.errors()]

    def _text(self, path: Path) -> str:
        try:
            raw = path.read_bytes()
        except OSError:
            self.problems.append(f"{self.file} can't be read. Put it into {path.parent.name}/.")
            return ""
        if not raw.strip():
            self.problems.append(f"{self.file} is empty. Bring back the last good version.")
            return ""
        if raw.startswith(b"\xef\xbb\xbf"):
            self.problems.append(
                f"{self.file} starts with a byte order mark. Save it as UTF-8 without one."
            )
            return ""
        try:
            return raw.decode()
        except UnicodeDecodeError as error:
            line = raw.count(b"\n", 0, error.start) + 1
            self.problems.append(f"{self.file}, line {line}: not UTF-8. Save the file as UTF-8.")
            return ""

    def _parse(self, text: str, columns: tuple[str, ...], lists: frozenset[str]) -> None:
        reader = csv.reader(io.StringIO(text, newline=""), strict=True)
        try:
            header = next(reader)
            if wrong := _header_problems(self.file, header, columns):
                self.problems += wrong
                return
            line = reader.line_num + 1
            for cells in reader:
                if len(cells) == len(header):
                    self.rows.append((line, _values(header, cells, lists)))
                elif cells:
                    self.problems.append(
                        f"{self.file}, line {line}: {len(cells)} cells instead of "
                        f"{len(header)}. Put text that has a comma into double quotes."
                    )
                line = reader.line_num + 1
        except csv.Error as error:
            self.problems.append(
                f"{self.file}, line {reader.line_num}: {error}. Check the double quotes there."
            )

    def _sentence(self, line: int, error: ErrorDetails, model: type[BaseModel]) -> str:
        column, words = problem(error, model)
        return f"{self.file}, line {line}, column {column}{words}"


def problem(error: ErrorDetails, model: type[BaseModel]) -> tuple[str, str]:
    """Give the field that an error is about, and words that go on from its name."""
    column = str(error["loc"][0]) if error["loc"] else ""
    info = model.model_fields.get(column)
    if info is None:
        return column, " is not a field of this record. Take it out."
    if error["type"] == "missing" or (error["input"] is None and len(error["loc"]) == 1):
        return column, f" is empty. Fill it in: {info.description}"
    if error["type"] == "enum" and len(error["loc"]) == 1:
        kinds = next(a for a in (info.annotation, *get_args(info.annotation)) if _is_enum(a))
        return column, f": {error['input']!r} is not allowed. Use one of: {', '.join(kinds)}."
    reason = error["msg"].removeprefix("Value error, ")
    return column, f": {error['input']!r} can't be used ({reason}). It holds: {info.description}"


def list_columns(model: type[BaseModel]) -> frozenset[str]:
    """Name the fields of a model that hold several words, written in one cell."""
    return frozenset(
        name
        for name, info in model.model_fields.items()
        if get_origin(info.annotation) is tuple and str in get_args(info.annotation)
    )


def _header_problems(file: str, header: list[str], columns: tuple[str, ...]) -> list[str]:
    if len(header) == 1 and LIST_SEPARATOR in header[0]:
        return [f"{file} has semicolons between its columns. Save it with commas."]
    missing = [c for c in columns if c not in header]
    extra = [c for c in header if c not in columns]
    twice = [c for c, times in Counter(header).items() if times > 1]
    problems = []
    if missing:
        problems.append(f"{file} has no column {', '.join(missing)}. Add it, empty if unknown.")
    if extra:
        problems.append(f"{file} has a column nobody knows: {', '.join(extra)}. Take it out.")
    if twice:
        problems.append(f"{file} has the column {', '.join(twice)} twice. Take one out.")
    return problems


def _values(header: list[str], cells: list[str], lists: frozenset[str]) -> Values:
    filled = {c: cell.strip() for c, cell in zip(header, cells, strict=True) if cell.strip()}
    return {
        c: [part.strip() for part in cell.split(LIST_SEPARATOR)] if c in lists else cell
        for c, cell in filled.items()
    }


def _is_enum(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, StrEnum)
