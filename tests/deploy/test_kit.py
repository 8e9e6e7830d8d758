"""The files of the kit hold to their rules, and name nothing that is not there."""

from __future__ import annotations

import dataclasses
import re
import shlex
import shutil
import subprocess
import sys
from configparser import RawConfigParser
from pathlib import Path
from typing import Any

import pytest
import yaml

from data.settings import Settings
from tests.databases import missing
from tests.scale.replicas import KIT, ROOT, shipped_flags

UNITS = ("somewhere-safe@.service", "somewhere-safe-backup.service")
KNOWN = {f"HAVENS_{field.name.upper()}" for field in dataclasses.fields(Settings)}
COMPOSE: dict[str, Any] = yaml.safe_load((KIT / "compose.yaml").read_text())
SERVICES: dict[str, dict[str, Any]] = COMPOSE["services"]
CONTAINERFILE = re.sub(r"\\\n *", "", (KIT / "Containerfile").read_text())
STEPS = [line.split(maxsplit=1) for line in CONTAINERFILE.splitlines() if re.match("[A-Z]+ ", line)]
NAMED = re.compile(r"[a-z0-9./-]+:[a-z0-9.-]*\d[a-z0-9.-]*")


def unit(name: str) -> RawConfigParser:
    """Read a unit; of a line that is there more than once the last counts."""
    parser = RawConfigParser(strict=False, delimiters="=", comment_prefixes="#")
    parser.optionxform = str  # type: ignore[assignment,method-assign]
    parser.read_string(re.sub(r"\\\n *", "", (KIT / name).read_text()))
    return parser


def steps(name: str, stage: str) -> list[str]:
    """Give what a stage of the Containerfile does of one sort."""
    found: list[str] = []
    now = ""
    for what, rest in STEPS:
        now = rest.split(" AS ")[1] if what == "FROM" else now
        if what == name and now == stage:
            found.append(rest)
    return found


@pytest.mark.parametrize("path", sorted(KIT.iterdir()), ids=lambda path: path.name)
def test_settings_are_known_and_no_secret_is_in_it(path: Path) -> None:
    text = path.read_text()
    found = set(re.findall(r"HAVENS_[A-Z_]+", text)) - {"HAVENS_CHECK_"}
    assert found <= KNOWN
    assert not re.search(r"(?im)^[^#\n]*(password|secret|token)\w*\s*[=:]\s*[^\s$(]{8,}", text)
    assert "PRIVATE KEY" not in text


def test_every_setting_of_the_example_can_be_read_as_it_is() -> None:
    lines = (KIT / "env.example").read_text().splitlines()
    given = dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))
    assert {"HAVENS_DATABASE_URL", "HAVENS_PUBLIC_URL", "HAVENS_HSTS"} <= set(given)
    given["HAVENS_DATABASE_URL"] = "postgresql://somewhere_safe:PASSWORD@127.0.0.1/somewhere_safe"
    program = "from data import settings; settings.current()"
    subprocess.run([sys.executable, "-c", program], cwd=ROOT, env=given, check=True)


def test_systemd_understands_the_units(tmp_path: Path) -> None:
    program = shutil.which("systemd-analyze")
    if program is None:
        missing("systemd-analyze is not there: apt-get install systemd")
    assert program
    (tmp_path / ".deploy").symlink_to(KIT)
    (tmp_path / ".venv").symlink_to(sys.prefix)
    names = []
    for path in KIT.glob("somewhere-safe*"):
        # The folder of the program is another one here.
        text = path.read_text().replace("/opt/somewhere-safe", str(tmp_path))
        names.append(path.name.replace("@.", "@8501."))
        (tmp_path / path.name).write_text(text)
        (tmp_path / names[-1]).write_text(text)
    done = subprocess.run(
        [program, "verify", "--man=no", *(str(tmp_path / name) for name in names)],
        capture_output=True,
        text=True,
    )
    ours = [line for line in done.stderr.splitlines() if "somewhere-safe" in line]
    assert len(names) == 4
    assert ours == []


@pytest.mark.parametrize("name", UNITS)
def test_what_runs_may_do_little(name: str) -> None:
    service = unit(name)["Service"]
    assert service["User"] == "somewhere-safe"
    for line in ("NoNewPrivileges", "PrivateTmp", "PrivateDevices", "ProtectHome"):
        assert service[line] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert service["CapabilityBoundingSet"] == ""
    assert service["EnvironmentFile"] == "/etc/somewhere-safe/env"


def test_a_process_comes_back_and_ends_in_time() -> None:
    file = unit(UNITS[0])
    service = file["Service"]
    assert (service["Restart"], file["Unit"]["StartLimitIntervalSec"]) == ("always", "0")
    flags = shipped_flags(8501)
    patience = int(flags[flags.index("--timeout-graceful-shutdown") + 1])
    # Then what else ends: the follower and the figures.
    assert patience + 15 <= int(service["TimeoutStopSec"])
    assert flags[:5] == ["app:app", "--host", "127.0.0.1", "--port", "8501"]


def test_an_image_starts_the_app_as_the_unit_does() -> None:
    (command,) = steps("CMD", "app")
    assert yaml.safe_load(command)[1:] == [
        {"127.0.0.1": "0.0.0.0"}.get(flag, flag)  # noqa: S104
        for flag in shipped_flags(8501)
    ]


@pytest.mark.parametrize("stage", ["app", "proxy"])
def test_an_image_is_nobodys_in_particular_and_says_how_it_is(stage: str) -> None:
    (user,) = steps("USER", stage)
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", user)
    assert steps("HEALTHCHECK", stage)
    assert steps("STOPSIGNAL", stage)


def test_only_the_program_comes_into_the_image() -> None:
    copied = [words for what, words in STEPS if what == "COPY" and not words.startswith("--from")]
    sources = {source for words in copied for source in words.split()[:-1]}
    for source in sources:
        assert (ROOT / source).exists()
        assert source.startswith((".deploy/", ".streamlit/config.toml")) or source in {
            "app.py", "data", "geo", "pages", "pyproject.toml", "README.md", ".constraints.txt",
        }  # fmt: skip
    assert {"app.py", "data", "geo", "pages", ".streamlit/config.toml"} <= sources
    assert not [words for what, words in STEPS if what == "ADD"]
    assert "-c .constraints.txt" in " ".join(steps("RUN", "build"))


def test_images_are_named_with_a_version() -> None:
    bases = [words.split()[0] for what, words in STEPS if what == "FROM"]
    for image in (*bases, *(service["image"] for service in SERVICES.values())):
        assert NAMED.fullmatch(image), image
        assert "latest" not in image


@pytest.mark.parametrize("name", SERVICES)
def test_what_compose_runs_may_do_little(name: str) -> None:
    service = SERVICES[name]
    assert service["read_only"] is True
    assert service["cap_drop"] == ["ALL"]
    assert service["security_opt"] == ["no-new-privileges:true"]
    assert service.get("restart", "no") == ("no" if name == "backup" else "always")
    assert not {"privileged", "environment", "network_mode", "cap_add"} & set(service)
    assert {"pids_limit", "mem_limit"} <= set(service)
    if name in ("proxy", "backup"):
        return
    assert "healthcheck" in service


def test_only_nginx_can_be_reached_and_knows_each_process() -> None:
    assert [name for name, service in SERVICES.items() if "ports" in service] == ["proxy"]
    assert COMPOSE["networks"]["inside"]["internal"] is True
    apps = {
        service["networks"]["inside"]["ipv4_address"]
        for name, service in SERVICES.items()
        if name.startswith("app")
    }
    known = re.findall(r"^server ([\d.]+):8501 ", (KIT / "servers.compose.conf").read_text(), re.M)
    assert len(known) == 3
    assert set(known) == apps
    proxy = SERVICES["proxy"]["networks"]["inside"]["ipv4_address"]
    assert f"# HAVENS_PROXIES={proxy}\n" in (KIT / "env.example").read_text()


def test_git_leaves_out_what_is_secret() -> None:
    for name in ("env", "postgres.env", "tls/privkey.pem"):
        asked = ["git", "check-ignore", "-q", f".deploy/{name}"]
        assert subprocess.run(asked, cwd=ROOT).returncode == 0
    for service in SERVICES.values():
        for file in [service["env_file"]] if "env_file" in service else []:
            assert (KIT / f"{file}.example").exists()


def test_scripts_are_sound() -> None:
    for name in ("backup", "restart", "run"):
        assert (KIT / name).stat().st_mode & 0o111
        subprocess.run(["sh", "-n", KIT / name], check=True)


def test_nginx_is_told_of_forms_and_files_what_the_app_takes() -> None:
    conf = (KIT / "nginx.conf").read_text()
    assert shlex.split(conf, comments=True).count("proxy_request_buffering") == 1
    sizes = [int(size) for size in re.findall(r"client_max_body_size (\d+)m;", conf)]
    default = next(f for f in (ROOT / "README.md").read_text().splitlines() if "IMPORT_MB" in f)
    assert sizes == [int(default.rstrip(" |").rpartition(" ")[2]) + 1]
