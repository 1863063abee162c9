"""What was served is kept: the last two versions of a FAQ, laid out as they were."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.exit_status import ExitStatus
from bot.faq.served import NeverServed, ServedVersions
from bot.faq.store import FaqStore, look
from bot.terminal.main import run
from tests.conftest import ARTICLE, FAQ, Folder, load


def served(versions: ServedVersions, but: str = "") -> str:
    """The fingerprint of the last version that is kept, but for one; it is laid out whole."""
    with versions.laid(but) as (path, fingerprint):
        assert load(path).fingerprint == fingerprint
        return fingerprint


@pytest.mark.parametrize("name", ["faq", "faq/kiln.yaml"], ids=["folder", "file"])
def test_each_version_that_serves_is_kept_with_its_articles(
    folder: Folder, tmp_path: Path, name: str
) -> None:
    """A store keeps what it starts with and each reload, two at most; a faulty one never serves."""
    path, run = folder().parent / name, tmp_path / "run"
    versions = ServedVersions(run, path)
    store, prints = FaqStore(path, served=versions.keep), []
    for degrees in ("1,240", "1,250", "1,260"):
        folder(ARTICLE.replace("1,240", degrees), kiln=FAQ.replace("1,240", degrees))
        assert store.reload()
        prints.append(store.current.fingerprint)
    folder(kiln="entries: [")
    assert not store.reload()
    assert len(list(run.iterdir())) == 2
    assert served(versions) == prints[2]
    assert served(versions, but=prints[2]) == prints[1]
    folder(ARTICLE.replace("1,240", "1,250"), kiln=FAQ.replace("1,240", "1,250"))
    store.reload()  # a version that serves again is the last one again
    assert served(versions) == prints[1]
    assert served(versions, but=prints[1]) == prints[2]


def test_links_are_laid_out_as_files(folder: Folder, tmp_path: Path) -> None:
    """A FAQ and an article behind links within the folder are kept by the names they go by."""
    path = folder()
    for name in ("faq/kiln.yaml", "seeds/kiln.txt"):
        real = path.parent / f"{name}.real"
        (path.parent / name).rename(real)
        (path.parent / name).symlink_to(real)
    versions = ServedVersions(tmp_path / "run", path)
    versions.keep(look(path))
    with versions.laid("") as (laid, _):
        assert [one.quote for one in load(laid).entries[0].citations] == [
            "The kiln reached 1,240 degrees on Friday."
        ]


def test_nothing_kept_is_said(folder: Folder, tmp_path: Path) -> None:
    """Where nothing else was served, or what is kept is harmed, the error says so."""
    path, run = folder(), tmp_path / "run"
    here = ServedVersions(run, path)
    with pytest.raises(NeverServed, match="--against"):
        served(here)
    reading = look(path)
    here.keep(reading)
    harmed = run / f"{next(run.iterdir()).name.split('.')[0]}.{'0' * 12}.zip"
    harmed.write_bytes(b"PK")
    for versions in (here, ServedVersions(run, path / "kiln.yaml")):
        with pytest.raises(NeverServed):
            served(versions, but=reading.fingerprint)


def test_that_nothing_can_be_kept_harms_nothing(folder: Folder, tmp_path: Path) -> None:
    """A folder that can't be made is no reason not to serve."""
    (tmp_path / "run").write_text("", encoding="utf-8")
    path = folder()
    assert FaqStore(path, served=ServedVersions(tmp_path / "run", path).keep).current.entries


def test_the_bot_keeps_what_it_serves(
    folder: Folder, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`footnote run` keeps versions in the runtime folder, where `replay` looks for them."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("FOOTNOTE_RUNTIME_DIR", str(tmp_path / "run"))
    monkeypatch.delenv("DISCORD_TOKEN", raising=False)
    path = folder()
    assert run(["run", "--faq", str(path)]) == ExitStatus.TOKEN
    assert served(ServedVersions(tmp_path / "run", path)) == load(path).fingerprint
