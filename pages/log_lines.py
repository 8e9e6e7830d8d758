"""How lines of the log are written: as text, or as one JSON object a line."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime

_OURS = ("data", "geo", "pages")


class TextLines(logging.Formatter):
    """Time (UTC), level, logger, message, and where an error happened."""

    def format(self, record: logging.LogRecord) -> str:
        """Give one record, which may have more lines if its message has."""
        error = _error_of(record)
        place = f" ({error[0]} at {error[1]})" if error else ""
        return f"{_time(record)} {record.levelname} {record.name}: {_message(record)}{place}"


class JsonLines(logging.Formatter):
    """The same as an object: ``time``, ``level``, ``logger``, ``message``, ``error``, ``at``."""

    def format(self, record: logging.LogRecord) -> str:
        """Give one record on one line."""
        said = {
            "time": _time(record),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": _message(record),
        }
        if error := _error_of(record):
            said["error"], said["at"] = error
        return json.dumps(said)


def write_lines(form: str) -> None:
    """Write what every logger says in one form, ``text`` or ``json``, to where it goes already.

    Streamlit gives each of its loggers a handler of its own, when it is first used: so this is
    looked after with each record.
    """
    lines: logging.Formatter = JsonLines() if form == "json" else TextLines()
    root = logging.getLogger()
    if not root.handlers:
        root.addHandler(logging.StreamHandler())
        root.handlers[0].setFormatter(lines)
    elif type(root.handlers[0].formatter) in (TextLines, JsonLines):
        root.handlers[0].setFormatter(lines)
    for name in _OURS:
        logging.getLogger(name).setLevel(logging.INFO)
    logging.captureWarnings(True)
    make = logging.getLogRecordFactory()
    make = getattr(make, "inner", make)

    def made(*args: object, **named: object) -> logging.LogRecord:
        record = make(*args, **named)
        logger: logging.Logger | None = logging.getLogger(record.name)
        while logger is not None and logger is not root:
            for handler in logger.handlers:
                handler.setFormatter(lines)
            logger = logger.parent if logger.propagate else None
        return record

    made.inner = make  # type: ignore[attr-defined]
    logging.setLogRecordFactory(made)


def _time(record: logging.LogRecord) -> str:
    at = datetime.fromtimestamp(record.created, UTC)
    return f"{at:%Y-%m-%dT%H:%M:%S}.{at.microsecond // 1000:03d}Z"


def _message(record: logging.LogRecord) -> str:
    return record.getMessage().strip()


def _error_of(record: logging.LogRecord) -> tuple[str, str] | None:
    error = getattr(record, "error", "")
    return (error, getattr(record, "place", "")) if error else None
