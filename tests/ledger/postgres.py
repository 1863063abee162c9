"""A PostgreSQL server of our own, which can be stopped and started again."""

from __future__ import annotations

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

NAME = "ledger_of_tests"
LEAVE = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
"""Ends what an earlier test has left connected."""


def run_quietly(*command: str | Path, user: str | None = None) -> str:
    # The commands are those of this file, nothing from outside is in them.
    done = subprocess.run(  # noqa: S603
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, check=True, user=user
    )
    return done.stdout


def postgres_program(name: str) -> str | None:
    """Where a program of PostgreSQL's server is; Debian keeps them off the path."""
    debian = [str(place) for place in sorted(Path("/usr/lib/postgresql").glob("*/bin"))]
    return shutil.which(name) or shutil.which(name, path=os.pathsep.join(debian))


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Path]:
    """A PostgreSQL of our own on a socket in a temporary folder; skipped where there is none."""
    psycopg = pytest.importorskip("psycopg")
    control, init = postgres_program("pg_ctl"), postgres_program("initdb")
    if os.name != "posix" or control is None or init is None:
        pytest.skip("PostgreSQL is not installed")
    user = "nobody" if os.geteuid() == 0 else None  # it refuses to run as root
    folder = Path(tempfile.mkdtemp(prefix="footnote-postgres-"))
    if user:
        shutil.chown(folder, user)
    run_quietly(init, "-D", folder / "data", "-A", "trust", "-U", "footnote", "-N", user=user)
    options = f"-k {folder} -c listen_addresses= -c fsync=off"
    start = (control, "-D", folder / "data", "-o", options, "-l", folder / "log", "-w", "start")
    subprocess.run(start, check=True, user=user, stdout=subprocess.DEVNULL)  # noqa: S603 (as above)
    with psycopg.connect(f"host={folder} user=footnote dbname=postgres", autocommit=True) as first:
        first.execute(f"CREATE DATABASE {NAME}")
    yield folder
    run_quietly(control, "-D", folder / "data", "-m", "immediate", "stop", user=user)
    shutil.rmtree(folder)


@pytest.fixture
def postgres_address(postgres_server: Path) -> str:
    """That server's database, emptied: one of its own for each test would be hundreds of files."""
    import psycopg

    with psycopg.connect(f"host={postgres_server} user=footnote dbname={NAME}") as connection:
        connection.execute(LEAVE)
        connection.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    return f"postgresql://footnote@/{NAME}?host={postgres_server}"


@contextlib.contextmanager
def standing_still(server: Path) -> Iterator[None]:
    """All processes of a PostgreSQL server stopped, as a frozen machine's are; they go on after."""
    main = int((server / "data" / "postmaster.pid").read_text().split()[0])
    children = Path(f"/proc/{main}/task/{main}/children").read_text().split()
    every = [main, *map(int, children)]
    for process in every:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in every:
            os.kill(process, signal.SIGCONT)


def restart(server: Path) -> None:
    """Restart a PostgreSQL server: every connection to it breaks."""
    control = postgres_program("pg_ctl")
    assert control is not None
    user = "nobody" if os.geteuid() == 0 else None
    command = (control, "-D", server / "data", "-m", "fast", "-l", server / "log", "-w", "restart")
    # The server inherits the output: a pipe would never end.
    subprocess.run(command, check=True, user=user, stdout=subprocess.DEVNULL)  # noqa: S603 (as above)
