"""How many plain searches a server holds: ``python -m tests.benchmarks.plain_load``.

Another process is the client: wrk, of Debian's package of that name.
"""

from __future__ import annotations

import re
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks.servers import server

SECONDS = 15
SCRIPT = """
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/x-www-form-urlencoded"
wrk.headers["Accept-Encoding"] = "gzip"
local typed = {"E16+1ZE", "Stratford", "Camden", "SW1A+1AA", "Croydon", "N1", "Lewisham", "W12+7RJ"}
local number = 0
request = function()
  number = number + 1
  return wrk.format(nil, nil, nil, "where=" .. typed[number % #typed + 1] .. "&when=there")
end
done = function(summary, latency, requests)
  io.write(string.format("ours %d %d %d %d\\n", summary.requests, summary.duration,
    latency:percentile(50), latency:percentile(99)))
  io.write(string.format("bad %d\\n", summary.errors.status + summary.errors.timeout))
end
"""


def load(port: int, connections: int, script: Path) -> str:
    """Ask as fast as answers come, over some connections; give what was held in words."""
    command = ["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s", "-s", str(script)]
    said = subprocess.run(
        [*command, f"http://127.0.0.1:{port}/plain"], capture_output=True, text=True, check=True
    ).stdout
    found = re.search(r"ours (\d+) (\d+) (\d+) (\d+)", said)
    bad = re.search(r"bad (\d+)", said)
    if found is None or bad is None:
        raise RuntimeError(f"wrk said something new:\n{said}")
    many, micros, half, most = map(int, found.groups())
    return (
        f"{many / micros * 1e6:,.0f} a second; median {half / 1000:.0f} ms, "
        f"99th percentile {most / 1000:.0f} ms; {bad[1]} failed"
    )


def rows() -> Iterator[tuple[str, str]]:
    """Measure one process, which uses about one core."""
    with tempfile.TemporaryDirectory() as folder, server() as running:
        script = Path(folder) / "search.lua"
        script.write_text(SCRIPT)
        for connections in (1, 8, 32):
            yield (
                f"plain searches, one process, {connections} at once",
                load(running.port, connections, script),
            )


if __name__ == "__main__":
    print("| what | cost |\n|---|---|")
    for what, cost in rows():
        print(f"| {what} | {cost} |", flush=True)
