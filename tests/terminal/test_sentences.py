"""`footnote sentences`: an article with its numbers, whatever state the FAQ is in."""

from __future__ import annotations

import pytest

from bot.terminal.main import run
from tests.conftest import ARTICLE, FAQ, Folder

KINDS = """# The kiln

Mara Lindqvist built it in 2019.

- Firing: twice a month
- Glaze: from Lisbon

| Year: 2019 | Pots: 80 |

```
light --slowly
```
"""
ALL = ["   1  The kiln reached 1,240 degrees on Friday.", "   2  Mara Lindqvist built it in 2019."]
NOT_YAML = FAQ.replace("questions:", "questions: [", 1)


def lines(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str], str]:
    """The status, the lines that are printed, and standard error."""
    status = run(["sentences", *arguments])
    out, err = capsys.readouterr()
    return status, out.splitlines(), err


def test_who_cites_what(folder: Folder, capsys: pytest.CaptureFixture[str]) -> None:
    """With `--entries` ids follow each sentence; `--uncited` leaves those that nobody cites."""
    path = str(folder())
    assert lines(capsys, "--faq", path)[1][:3] == ["The kiln (kiln.txt)", *ALL]
    _, printed, _ = lines(capsys, "--entries", "--faq", path)
    assert printed[1:3] == [f"{ALL[0]}  <- how-hot", f"{ALL[1]}  <- who-built, how-often"]
    assert printed[4] == "   4  The glaze came from a workshop in Lisbon."
    _, printed, _ = lines(capsys, "--uncited", "--faq", path)
    assert [line[:4] for line in printed[1:]] == ["   4", "   5"]


@pytest.mark.parametrize(
    ("faqs", "status", "said"),
    [
        ({"kiln": FAQ}, 0, ""),
        ({"kiln": FAQ.replace("2019", "2020")}, 1, "[who-built] The quote is not in"),
        ({"kiln": FAQ.split("entries:")[0]}, 1, "kiln.yaml:"),
        ({"kiln": FAQ.split("entries:")[0] + "entries: []"}, 1, "kiln.yaml:"),
        ({"kiln": NOT_YAML}, 1, "This is not YAML"),
        ({"kiln": NOT_YAML.replace("../seeds/kiln.txt", "'../seeds/kiln.txt'")}, 1, "not YAML"),
        ({"kiln": "entries: [", "other": FAQ}, 1, "kiln.yaml:"),
    ],
    ids=["sound", "quote", "no entries", "empty", "syntax", "quoted", "another"],
)
def test_a_broken_faq_hides_no_article(
    folder: Folder, capsys: pytest.CaptureFixture[str], faqs: dict[str, str], status: int, said: str
) -> None:
    """What can be read is printed, and what is broken is said on standard error."""
    found, printed, err = lines(capsys, "--faq", str(folder(**faqs)))
    assert (found, printed[1:3]) == (status, ALL)
    assert said in err


@pytest.mark.parametrize("faq", ["article: {file: ../seeds/gone.txt}", "article: [", "x"])
def test_an_article_that_can_not_be_read_is_no_crash(
    folder: Folder, capsys: pytest.CaptureFixture[str], faq: str
) -> None:
    """Then the fault is all that is said."""
    status, printed, err = lines(capsys, "--faq", str(folder(kiln=faq)))
    assert (status, printed) == (1, [])
    assert "kiln.yaml" in err


def test_without_a_faq_articles_are_printed_all_the_same(
    folder: Folder, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Those in `seeds`, or one that is named; where there is none, the message says what to do."""
    root = folder(KINDS).parent
    monkeypatch.chdir(root)
    (root / "faq" / "kiln.yaml").unlink()
    printed = [
        "kiln.txt (kiln.txt)",
        "   1  [heading] The kiln",
        "   2  Mara Lindqvist built it in 2019.",
        "   3  [item] Firing: twice a month",
        "   4  [item] Glaze: from Lisbon",
        "   5  [row] Year: 2019 | Pots: 80",
        "   6  [code] light --slowly",
    ]
    assert lines(capsys)[:2] == (0, printed)
    assert lines(capsys, "seeds/kiln.txt") == (0, printed, "")
    uncited = lines(capsys, "--uncited", "seeds/kiln.txt")
    assert uncited[:2] == (0, [printed[0], *printed[2:]])
    assert "No FAQ in faq" in uncited[2]
    assert lines(capsys, "--faq", "nowhere")[:2] == (3, [])
    (root / "seeds" / "kiln.txt").unlink()
    status, _, err = lines(capsys)
    assert status == 3
    assert "footnote sentences ARTICLE" in err
    status, _, err = lines(capsys, "seeds/kiln.txt")
    assert (status, err[:15]) == (3, "seeds/kiln.txt:")


def test_a_named_article_has_the_title_and_entries_of_its_faq(
    folder: Folder, capsys: pytest.CaptureFixture[str]
) -> None:
    """So it is printed as among the others; another text of the name is another article."""
    path = folder()
    other = path.parent / "kiln.txt"
    other.write_text(ARTICLE.replace("kiln", "oven"), encoding="utf-8")
    files = (str(path.parent / "seeds" / "kiln.txt"), str(other))
    _, printed, _ = lines(capsys, "--entries", "--faq", str(path), *files)
    assert printed[:2] == ["The kiln (kiln.txt)", f"{ALL[0]}  <- how-hot"]
    assert printed[6:8] == ["kiln.txt (kiln.txt)", ALL[0].replace("kiln", "oven")]
    assert lines(capsys, "--faq", "/nowhere", files[0])[0] == 0
