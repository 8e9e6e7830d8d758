"""A real nginx with the conf that the kit ships: only its lines marked SITE are changed."""

from __future__ import annotations

import os
import re
import shutil
import signal
import ssl
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import MappingProxyType
from typing import Any

import httpx
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.databases import missing
from tests.scale.replicas import KIT, Replica, free_port

NAME = "localhost"


@dataclass(frozen=True)
class Nginx:
    """A running nginx: its folder, its address and its process."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"https://{NAME}:{self.port}"

    @property
    def faults(self) -> str:
        """Give what it wrote of answers that failed, once it has written it down."""
        self.process.send_signal(signal.SIGUSR1)
        time.sleep(0.2)
        return (self.folder / "faults.log").read_text()

    @property
    def said(self) -> str:
        """Give what it wrote of itself."""
        return (self.folder / "stderr").read_text()

    @property
    def standby(self) -> Path:
        return self.folder / "standby"

    @property
    def trust(self) -> ssl.SSLContext:
        return ssl.create_default_context(cafile=str(self.folder / "cert.pem"))

    def client(self, **options: Any) -> httpx.Client:
        """Give a visitor who trusts its certificate."""
        return httpx.Client(base_url=self.url, verify=self.trust, timeout=30, **options)

    def written(self) -> bytes:
        """Give all that it wrote into files: logs, its cache, what it put aside."""
        return b"\n".join(
            path.read_bytes()
            for path in self.folder.rglob("*")
            if path.is_file() and path.suffix not in (".conf", ".pem", ".html")
        )


@contextmanager
def nginx(
    behind: Sequence[Replica], changed: Mapping[str, str] = MappingProxyType({})
) -> Iterator[Nginx]:
    """Run nginx in front of these processes; ``changed`` makes its limits and times smaller."""
    program = shutil.which("nginx") or shutil.which("/usr/sbin/nginx")
    if program is None:
        missing("nginx is not installed: apt-get install nginx")
    assert program
    folder = Path(tempfile.mkdtemp(prefix="nginx-"))
    # Its workers are another user than root.
    folder.chmod(0o755)
    port = free_port()
    conf = _write(folder, port, behind, changed)
    try:
        tried = subprocess.run([program, "-t", "-c", conf], capture_output=True, text=True)
        assert tried.returncode == 0, tried.stderr
        with (folder / "stderr").open("wb") as said:
            process = subprocess.Popen(
                [program, "-c", conf, "-g", "daemon off;"], stderr=said, stdin=subprocess.DEVNULL
            )
        started = Nginx(folder, port, process)
        _wait(started)
        yield started
        process.send_signal(signal.SIGTERM)
        process.wait(15)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _wait(started: Nginx) -> None:
    until = time.monotonic() + 15
    while True:
        assert started.process.poll() is None, started.said
        try:
            with started.client() as client:
                client.get("/healthz")
        except httpx.TransportError:
            assert time.monotonic() < until, started.said
            time.sleep(0.05)
        else:
            return


def _write(folder: Path, port: int, behind: Sequence[Replica], changed: Mapping[str, str]) -> Path:
    """Write the shipped conf for this folder, these ports and a certificate made now."""
    _make_certificate(folder)
    (folder / "standby").mkdir()
    text = (KIT / "servers.conf").read_text()
    servers = re.findall(r"^server .*;$", text, re.MULTILINE)
    assert len(servers) == 3
    lines = [re.sub(r"127\.0\.0\.1:\d+", f"127.0.0.1:{one.port}", servers[0]) for one in behind]
    (folder / "servers.conf").write_text("\n".join(lines))
    http = free_port()
    changes = {
        "/var/log/nginx/somewhere-safe.log": f"{folder}/faults.log",
        "/etc/nginx/somewhere-safe/servers.conf": f"{folder}/servers.conf",
        "/etc/nginx/somewhere-safe/own-headers.conf": f"{KIT}/own-headers.conf",
        "/etc/nginx/somewhere-safe/fullchain.pem": f"{folder}/cert.pem",
        "/etc/nginx/somewhere-safe/privkey.pem": f"{folder}/key.pem",
        "root /etc/nginx/somewhere-safe;": f"root {KIT};",
        "/var/cache/nginx/somewhere-safe": f"{folder}/cache",
        "/var/lib/somewhere-safe/standby": f"{folder}/standby",
        "places.example.org": NAME,
        "listen 443": f"listen 127.0.0.1:{port}",
        "listen 80": f"listen 127.0.0.1:{http}",
    }
    lines = []
    left = set(changes)
    for line in (KIT / "nginx.conf").read_text().splitlines():
        if line.endswith("# SITE"):
            wanted = [old for old in changes if old in line]
            assert wanted, f"nothing is known of this line: {line}"
            for old in wanted:
                line = line.replace(old, changes[old])
                left.discard(old)
        lines.append(line)
    assert not left, f"not marked SITE: {left}"
    text = "\n".join(lines).replace("pid /run/nginx.pid;", f"pid {folder}/pid;")
    for old, new in changed.items():
        assert old in text, f"the kit's conf has no {old}"
        text = text.replace(old, new)
    if os.geteuid() != 0:
        text = text.replace("user www-data;", "")
    # Debian's folders for what is put aside are root's; here each nginx has its own.
    aside = "".join(
        f"{sort}_temp_path {folder}/aside-{sort};\n"
        for sort in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    conf = folder / "nginx.conf"
    conf.write_text(text.replace("http {\n", f"http {{\n{aside}", 1))
    return conf


def _make_certificate(folder: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, NAME)])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(NAME)]), critical=False)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
    )
