"""The app as the image runs it: nobody in particular, no rights, a file system that is read-only."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.benchmarks.visitor import Visitor
from tests.databases import missing
from tests.scale.replicas import ROOT, free_port, shipped_flags

USER = "10001"
WRITABLE = ("cache", "state", "tmp")
# The Python of the tests may lie below a folder that only root may enter.
CLOSE = """
set -eu
mount --make-rprivate /
case $BASE in /root/*)
    mount --bind "$BASE" /mnt
    mount -t tmpfs -o mode=755 none /root
    mkdir -p "$BASE"
    mount --bind /mnt "$BASE"
esac
for one in $WRITABLE; do mount --bind "$FOLDER/$one" "$FOLDER/$one"; done
mount -o bind,ro / /
for other in $(awk '{print $5}' /proc/self/mountinfo); do
    case $other in /proc* | /dev* | /sys* | "$FOLDER"/*) ;;
    *) mount -o remount,bind,ro "$other" 2>/dev/null || true ;;
    esac
done
if touch "$FOLDER/written" 2>/dev/null; then echo "still writable" >&2; exit 1; fi
exec setpriv --reuid "$USER" --regid "$USER" --clear-groups --no-new-privs --inh-caps=-all \\
    --bounding-set=-all "$@"
"""


@pytest.fixture
def folder() -> Iterator[Path]:
    """Give the folders that the image may write to, and nobody else's."""
    made = Path(tempfile.mkdtemp(prefix="read-only-"))
    made.chmod(0o755)
    for name in WRITABLE:
        (made / name).mkdir()
        os.chown(made / name, int(USER), int(USER))
    yield made
    shutil.rmtree(made)


def can_close() -> bool:
    probe = ["unshare", "--mount", "mount", "--make-rprivate", "/"]
    return (
        os.geteuid() == 0
        and shutil.which("unshare") is not None
        and shutil.which("setpriv") is not None
        and subprocess.run(probe, capture_output=True).returncode == 0
    )


def test_it_needs_to_write_nowhere_but_in_its_own_folders(folder: Path) -> None:
    if not can_close():
        missing("only root can give a process a file system of its own (unshare, setpriv)")
    port = free_port()
    environ = {
        "PATH": os.environ["PATH"],
        "BASE": sys.base_prefix,
        "FOLDER": str(folder),
        "WRITABLE": " ".join(WRITABLE),
        "USER": USER,
        "HOME": str(folder / "tmp"),
        "TMPDIR": str(folder / "tmp"),
        "PYTHONDONTWRITEBYTECODE": "1",
        "HAVENS_CACHE_DIR": str(folder / "cache"),
        "HAVENS_DATABASE_URL": f"sqlite:///{folder}/state/site.sqlite3",
        "HAVENS_TILES_URL": "",
    }
    uvicorn = [sys.executable, "-m", "uvicorn", *shipped_flags(port)]
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen(
            ["unshare", "--mount", "sh", "-c", CLOSE, "close", *uvicorn],
            cwd=ROOT, env=environ, stdout=log, stderr=subprocess.STDOUT,
        ) as process,
    ):  # fmt: skip
        try:
            assert_all_works(port, process, folder / "log")
            status = Path(f"/proc/{process.pid}/status").read_text()
        finally:
            process.terminate()
            process.wait(20)
    said = (folder / "log").read_text()
    assert f"Uid:\t{USER}\t{USER}" in status
    assert "CapBnd:\t0000000000000000" in status
    for words in ("Read-only", "Permission", "Traceback", "ERROR", "WARNING", "missing"):
        assert words not in said


def assert_all_works(port: int, process: subprocess.Popen[bytes], log: Path) -> None:
    url = f"http://127.0.0.1:{port}"
    until = time.monotonic() + 60
    while True:
        assert process.poll() is None, log.read_text()
        assert time.monotonic() < until, log.read_text()
        try:
            ready = httpx.get(f"{url}/readyz", timeout=10)
        except httpx.TransportError:
            time.sleep(0.1)
        else:
            break
    assert set(ready.json().values()) == {True}
    found = httpx.post(f"{url}/plain", data={"where": "E16 1ZE", "when": "any"}, timeout=30)
    assert '<article class="place' in found.text
    visitor = Visitor(port)
    assert visitor.rerun().received > 1_000
    visitor.close()
    assert httpx.get(f"{url}/poster/camden.pdf", timeout=60).content.startswith(b"%PDF")
    about = {"about": "place:police-lewisham", "what": "hours", "send": "yes"}
    assert httpx.post(f"{url}/plain/wrong", data=about, timeout=30).status_code == 200
