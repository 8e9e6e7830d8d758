"""Rules of the tree: who may import whom, and what the README must mention."""

from __future__ import annotations

import ast
import dataclasses
import re
from pathlib import Path

import pytest

from data.settings import Settings

ROOT = Path(__file__).resolve().parents[1]
TOP = {"app.py", "data", "geo", "pages", "tests", "pyproject.toml", "README.md"}
MODULES = sorted((*ROOT.glob("data/**/*.py"), *ROOT.glob("geo/**/*.py")))


def imported(module: Path) -> set[str]:
    names = set()
    for node in ast.walk(ast.parse(module.read_text())):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module)
    return names


@pytest.mark.parametrize("module", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_data_and_geo_import_no_streamlit_and_point_one_way(module):
    first_words = {name.split(".")[0] for name in imported(module)}
    assert not first_words & {"streamlit", "pages"}
    if module.is_relative_to(ROOT / "data") and module.name != "live.py":
        assert "geo" not in first_words


def test_the_top_level_is_the_customers():
    files = {path.name for path in ROOT.iterdir() if not path.name.startswith(".")}
    assert {name for name in files if not name.endswith(".egg-info")} == TOP


def test_every_setting_is_in_the_readme():
    readme = (ROOT / "README.md").read_text()
    for field in dataclasses.fields(Settings):
        assert f"`HAVENS_{field.name.upper()}`" in readme


def test_every_file_that_the_readme_names_is_there():
    readme = (ROOT / "README.md").read_text()
    for path in re.findall(r"`((?:data|geo|pages|tests|\.ci)/[\w./-]+)`", readme):
        assert (ROOT / path).exists(), f"README names {path}, which is not there"


def test_modules_stay_small():
    for path in (*MODULES, *ROOT.glob("pages/**/*.py"), ROOT / "app.py"):
        assert len(path.read_text().splitlines()) <= 400, f"{path.name} does more than one thing"


@pytest.mark.parametrize("page", sorted(ROOT.glob("pages/*.py")), ids=lambda path: path.name)
def test_what_says_open_now_refreshes_by_itself(page):
    """A screen left alone must not call a place open long after it closed."""
    decorators = [
        decorator
        for node in ast.walk(ast.parse(page.read_text()))
        if isinstance(node, ast.FunctionDef)
        for decorator in node.decorator_list
        if "fragment" in ast.unparse(decorator)
    ]
    for decorator in decorators:
        assert isinstance(decorator, ast.Call)
        assert {keyword.arg for keyword in decorator.keywords} == {"run_every"}


@pytest.mark.parametrize("page", sorted(ROOT.glob("pages/**/*.py")), ids=lambda path: path.name)
def test_what_refreshes_by_itself_asks_what_is_public_then(page):
    """What it was handed when the page was opened may have been hidden as unsafe since."""
    for node in ast.walk(ast.parse(page.read_text())):
        if isinstance(node, ast.FunctionDef) and any(
            "fragment" in ast.unparse(decorator) for decorator in node.decorator_list
        ):
            handed = {ast.unparse(a.annotation) for a in node.args.args if a.annotation}
            assert not handed & {"Directory", "Results", "BoroughSummary"}, node.name


@pytest.mark.parametrize("module", ["candidates", "choice_words"])
def test_what_ranks_drafts_is_for_staff_only(module):
    users = [
        path
        for path in (*MODULES, *ROOT.glob("pages/**/*.py"), ROOT / "app.py")
        if f"geo.{module}" in imported(path)
    ]
    assert users
    assert {path.relative_to(ROOT).parts[:2] for path in users} <= {
        ("pages", "staff"),
        ("geo", "choice_words.py"),
    }
