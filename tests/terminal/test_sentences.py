"""`footnote sentences`: an article with its numbers, whatever state the FAQ is in."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.exit_status import ExitStatus
from tests.conftest import ARTICLE, FAQ, Folder, Footnote, Printed

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


def lines(printed: Printed) -> list[str]:
    return printed.out.splitlines()


def test_who_cites_what(footnote: Footnote) -> None:
    """With `--entries` ids follow each sentence; `--uncited` leaves those that nobody cites."""
    assert lines(footnote("sentences"))[:3] == ["The kiln (kiln.txt)", *ALL]
    printed = lines(footnote("sentences", "--entries"))
    assert printed[1:3] == [f"{ALL[0]}  <- how-hot", f"{ALL[1]}  <- who-built, how-often"]
    assert printed[4] == "   4  The glaze came from a workshop in Lisbon."
    printed = lines(footnote("sentences", "--uncited"))
    assert [line[:4] for line in printed[1:]] == ["   4", "   5"]


@pytest.mark.parametrize(
    ("faqs", "said"),
    [
        ({"kiln": FAQ.replace("2019", "2020")}, "[who-built] The quote is not in"),
        ({"kiln": FAQ.split("entries:")[0]}, "kiln.yaml:"),
        ({"kiln": FAQ.split("entries:")[0] + "entries: []"}, "kiln.yaml:"),
        ({"kiln": NOT_YAML}, "This is not YAML"),
        ({"kiln": NOT_YAML.replace("../seeds/kiln.txt", "'../seeds/kiln.txt'")}, "not YAML"),
        ({"kiln": "entries: [", "other": FAQ}, "kiln.yaml:"),
    ],
    ids=["quote", "no entries", "empty", "syntax", "quoted", "another"],
)
def test_a_broken_faq_hides_no_article(
    folder: Folder, footnote: Footnote, faqs: dict[str, str], said: str
) -> None:
    """What can be read is printed, and what is broken is said on standard error."""
    folder(**faqs)
    printed = footnote("sentences", status=ExitStatus.FAULTS)
    assert lines(printed)[1:3] == ALL
    assert said in printed.err


@pytest.mark.parametrize("faq", ["article: {file: ../seeds/gone.txt}", "article: [", "x"])
def test_an_unreadable_article_is_no_crash(folder: Folder, footnote: Footnote, faq: str) -> None:
    """Then the fault is all that is said."""
    folder(kiln=faq)
    printed = footnote("sentences", status=ExitStatus.FAULTS)
    assert printed.out == ""
    assert "kiln.yaml" in printed.err


def test_without_a_faq_articles_are_printed(folder: Folder, footnote: Footnote) -> None:
    """Those in `seeds`, or one that is named; where there is none, the message says what to do."""
    root = folder(KINDS).parent
    (root / "faq" / "kiln.yaml").unlink()
    expected = [
        "kiln.txt (kiln.txt)",
        "   1  [heading] The kiln",
        "   2  Mara Lindqvist built it in 2019.",
        "   3  [item] Firing: twice a month",
        "   4  [item] Glaze: from Lisbon",
        "   5  [row] Year: 2019 | Pots: 80",
        "   6  [code] light --slowly",
    ]
    assert lines(footnote("sentences")) == expected
    named = footnote("sentences", "seeds/kiln.txt")
    assert (lines(named), named.err) == (expected, "")
    uncited = footnote("sentences", "--uncited", "seeds/kiln.txt")
    assert lines(uncited) == [expected[0], *expected[2:]]
    assert "No FAQ in faq" in uncited.err
    assert footnote("sentences", "--faq", "nowhere", status=ExitStatus.UNUSABLE).out == ""
    (root / "seeds" / "kiln.txt").unlink()
    nothing = footnote("sentences", status=ExitStatus.UNUSABLE)
    assert "footnote sentences ARTICLE" in nothing.err
    gone = footnote("sentences", "seeds/kiln.txt", status=ExitStatus.UNUSABLE)
    assert gone.err.startswith("seeds/kiln.txt:")


def test_a_named_article_has_the_title_and_entries_of_its_faq(footnote: Footnote) -> None:
    """So it is printed as among the others; another text of the name is another article."""
    Path("kiln.txt").write_text(ARTICLE.replace("kiln", "oven"), encoding="utf-8")
    printed = lines(footnote("sentences", "--entries", "seeds/kiln.txt", "kiln.txt"))
    assert printed[:2] == ["The kiln (kiln.txt)", f"{ALL[0]}  <- how-hot"]
    assert printed[6:8] == ["kiln.txt (kiln.txt)", ALL[0].replace("kiln", "oven")]
    footnote("sentences", "--faq", "/nowhere", "seeds/kiln.txt")
