"""A private PostgreSQL for the tests: on a free port of this machine, as a user without rights, gone afterwards."""

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from contextlib import contextmanager
from pathlib import Path

import psycopg

READY = 30  # seconds


def binaries():
    """Where the server's programs are, the newest first; None when PostgreSQL is not installed."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda place: -float(place.parent.name))
    found = shutil.which("initdb")
    for place in (*places, *((Path(found).parent,) if found else ())):
        if (place / "initdb").exists() and (place / "postgres").exists():
            return place
    return None


def _unprivileged():
    """Root may not run PostgreSQL: somebody else does."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


def _free_port():
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@contextmanager
def server():
    """A server in a folder of its own; gives the DSN of its superuser."""
    with tempfile.TemporaryDirectory(prefix="ayni-postgres-") as made:
        yield from _running(Path(made))


def _running(folder):
    place, user = binaries(), _unprivileged()
    who = {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []} if user else {}
    data, secret = folder / "data", folder / "secret"
    password = secrets.token_hex(12)
    data.mkdir(mode=0o700)
    secret.write_text(password)
    if user:
        for each in (data, secret):
            os.chown(each, user.pw_uid, user.pw_gid)
        folder.chmod(0o755)
    quiet = {
        "stdout": subprocess.DEVNULL,
        "stderr": subprocess.PIPE,
        "cwd": "/",
        "env": {"LC_ALL": "C", "PATH": str(place)},
    }
    made = subprocess.run(
        [
            place / "initdb",
            "-D",
            data,
            "-U",
            "ayni",
            "--auth=scram-sha-256",
            f"--pwfile={secret}",
            "-E",
            "UTF8",
            "--locale=C",
            "-N",
        ],
        check=False,
        **quiet,
        **who,
    )
    assert made.returncode == 0, made.stderr.decode()
    port = _free_port()
    options = (
        "listen_addresses=127.0.0.1",
        "unix_socket_directories=",
        "fsync=off",
        "full_page_writes=off",
        "max_connections=40",
    )
    command = [
        place / "postgres",
        "-D",
        data,
        "-p",
        str(port),
        *(part for option in options for part in ("-c", option)),
    ]
    running = subprocess.Popen(command, **{**quiet, "stderr": subprocess.DEVNULL}, **who)
    dsn = f"host=127.0.0.1 port={port} user=ayni password={password} dbname=postgres"
    try:
        _wait(dsn, running)
        yield dsn
    finally:
        running.terminate()
        running.wait(timeout=READY)


def _wait(dsn, running):
    until = time.monotonic() + READY
    while True:
        try:
            psycopg.connect(dsn, connect_timeout=2).close()
        except psycopg.OperationalError:
            assert running.poll() is None, "PostgreSQL stopped at once"
            assert time.monotonic() < until, "PostgreSQL does not answer"
            time.sleep(0.1)
        else:
            return
