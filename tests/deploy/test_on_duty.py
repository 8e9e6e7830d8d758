"""The page for the person on duty explains each figure and each line of the log, and is right."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import httpx
import pytest
from prometheus_client.parser import text_string_to_metric_families

from data.live import Following
from pages.metrics import Metrics
from tests.scale.replicas import KIT, ROOT, free_port

PAGE = (KIT / "ON_DUTY.md").read_text()
HEADS = re.findall(r"^#+ (.+)$", PAGE, re.MULTILINE)
_LEVELS = {"info", "warning", "error", "exception", "critical"}


def logged() -> list[tuple[str, str]]:
    """Give each sentence that our code logs, with its file."""
    found = []
    for path in (
        ROOT / "app.py",
        *(p for d in ("data", "geo", "pages") for p in (ROOT / d).rglob("*.py")),
    ):
        tree = ast.parse(path.read_text())
        known = {
            target.id: node.value.value
            for node in tree.body
            if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant)
            for target in node.targets
            if isinstance(target, ast.Name)
        }
        for node in ast.walk(tree):
            if (
                isinstance(node, ast.Call)
                and isinstance(node.func, ast.Attribute)
                and node.func.attr in _LEVELS
                and "logg" in ast.unparse(node.func.value).lower()
            ):
                first = node.args[0]
                words = (
                    first.value
                    if isinstance(first, ast.Constant)
                    else known.get(ast.unparse(first))
                )
                assert words, f"{path}:{node.lineno} logs what this test can't read"
                found.append((str(words), f"{path.relative_to(ROOT)}:{node.lineno}"))
    return found


def plain(words: str) -> str:
    """Leave of a sentence what the page holds: no values, no signs around them."""
    return re.sub(r"\s+", " ", re.sub(r"%[-.\d]*[srdf]|%%|…|['‘’`]", "\0", words)).strip()


def is_explained(words: str) -> bool:
    """Say whether a row of the table is of this sentence: has its words, in their order."""
    for row in re.findall(r"^\| (.+?) \|", PAGE, re.MULTILINE):
        parts = [part.strip(" .:") for part in plain(row).split("\0")]
        wanted = ".*".join(map(re.escape, parts))
        if max(map(len, parts)) > 8 and re.search(wanted, plain(words), re.DOTALL):
            return True
    return False


@pytest.mark.parametrize(("words", "where"), logged(), ids=lambda value: value[:40])
def test_each_line_of_the_log_is_explained(words: str, where: str) -> None:
    assert is_explained(words), f"{where} logs {words!r}: say in ON_DUTY.md what to do"


def test_each_figure_is_explained() -> None:
    metrics = Metrics(lambda: Following(1, 1.0, True))
    metrics.refused("open_pages")
    port = metrics.start("127.0.0.1", free_port())
    try:
        text = httpx.get(f"http://127.0.0.1:{port}/metrics").text
    finally:
        metrics.stop()
    names = {family.name for family in text_string_to_metric_families(text)}
    assert len(names) > 10
    for name in (*names, "havens_sessions"):
        assert re.search(rf"^\|.*`{name}(_total)?`.*\|$", PAGE, re.MULTILINE), name


def test_what_may_happen_has_its_answer() -> None:
    for words in ("Start, stop", "Upgrade", "Roll back", "Backup and restore"):
        assert words in HEADS
    for words in (
        "A place must vanish at once", "The database is away", "The disk is full",
        "Limits turn people away", "Every process is down", "The certificate ran out",
        "Memory grows",
    ):  # fmt: skip
        assert f"**{words}.**" in PAGE


def test_what_it_names_is_there() -> None:
    for name in re.findall(r"/opt/somewhere-safe/(\.deploy/\w+)", PAGE):
        assert (ROOT / name).exists()
    for module in re.findall(r"-m (data\.\w+|pages\.\w+)", PAGE):
        assert Path(ROOT / f"{module.replace('.', '/')}.py").exists()
    for name in re.findall(r"`(\w[\w.-]*\.(?:conf|yaml|html))`", PAGE):
        assert (KIT / name).exists()
    for port in re.findall(r"somewhere-safe@(\d+)", PAGE):
        assert port == "8504" or f":{port} " in (KIT / "servers.conf").read_text()
    assert "](.deploy/ON_DUTY.md)" in (ROOT / "README.md").read_text()
