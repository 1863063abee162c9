"""Each way in which a FAQ can be wrong has its message, with place and mend."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from bot.errors import Fault, FaultyFaq
from bot.faq.files import NoFaq
from bot.faq.store import look
from tests.conftest import ARTICLE, FAQ, Folder, lay, load

HEAD = "article: {file: ../seeds/kiln.txt}\n"


def faults_of(path: Path) -> list[str]:
    """The faults as found, without the folder's own path."""
    with pytest.raises(FaultyFaq) as raised:
        load(path)
    return [str(fault).replace(f"{path}{os.sep}", "") for fault in raised.value.faults]


def entry(
    more: str = "", cite: str = "['reached 1,240 degrees']", questions: str = "[how hot]"
) -> str:
    """A file with one entry, of which one thing is out of order."""
    return f"{HEAD}entries:\n  - id: hot\n    questions: {questions}\n    cite: {cite}\n{more}"


EXPLODING = "a: &a [x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n"
TABLE: dict[str, str | bytes] = {
    "kiln.yaml:6:11: This is not UTF-8 text. Save the file as UTF-8.": f"{entry()}  # “é”".encode()
    + b"caf\xe9\n",
    "kiln.yaml:5:12: [hot] The quote is not in the article. Nearest is sentence 1: "
    "[-the-] {+The+} kiln reached [-1240-] {+1,240+} degrees": entry(
        cite="[the kiln reached 1240 degrees]"
    ),
    "kiln.yaml:6:13: [hot] YAML takes `#1 here [1].` for a comment: it is no part of the text "
    'before it. Put the whole text in quotes: `"It is #1 here [1]."`. If it is a comment, '
    "begin it with `# `.": entry("    answer: It is #1 here [1].\n"),
    "kiln.yaml:7:5: YAML takes `#help` for a comment": entry(
        "not_covered:\n  - who may write in #help\n"
    ),
    "kiln.yaml:6:13: [hot] The link leads to “javascript:x”, which is no web address. "
    "Begin it with https:// or http://.": entry("    answer: Press [this](javascript:x) [1].\n"),
    "The link leads to “https://a@b.org”, which holds a user's name.": entry().replace(
        "}", ", links: {Mara: 'https://a@b.org'}}", 1
    ),
    "is not a web address. Begin it with https://, without spaces.": entry().replace(
        "}", ", links: {Mara: b.org}}", 1
    ),
    "The quote stands in several places (sentences": entry(cite="[the]"),
    "[hot] Item 1 of `cite` is empty.": entry(cite="['']"),
    "kiln.yaml:6:5: [hot] The key `anwser` is unknown. Write `answer`?": entry("    anwser: x\n"),
    "kiln.yaml:6:1: The key `[key]` is unknown.": entry("'[key]': x\n"),
    "The key `nearmisses` is unknown.": entry("nearmisses: []\n"),
    "kiln.yaml:6:5: The key `id` stands here twice.": entry("    id: warm\n"),
    "kiln.yaml:6:9: [hot] The id `hot` stands twice, first at kiln.yaml:3 [hot].": entry(
        "  - id: hot\n    questions: [is it hot]\n    cite: [built it in 2019]\n"
    ),
    "kiln.yaml:4:26: [hot] The question `How  hot` stands twice": entry(
        questions="[how hot, 'How  hot']"
    ),
    "kiln.yaml:7:17: [warm] The question `How hot?` stands twice, first at "
    "kiln.yaml:4 [hot].": entry(
        "  - id: warm\n    questions: ['How hot?']\n    cite: [built it in 2019]\n"
    ),
    "kiln.yaml:6:15: The near miss `How hot?` is also a question, at kiln.yaml:4 [hot].": entry(
        "not_covered: [How hot?]\n"
    ),
    "kiln.yaml:6:13: [hot] YAML takes `# 1 [1].` for a comment": entry(
        "    answer: It is # 1 [1].\n"
    ),
    "[hot] The entry follows itself.": entry("    next: [hot]\n"),
    "kiln.yaml:6:13: [hot] [2] names no quote: `cite` holds 1.": entry("    answer: Very [2].\n"),
    "[hot] Quote 2 has no marker, while others have.": entry(
        "    answer: Very [1].\n", cite="['reached 1,240 degrees', built it in 2019]"
    ),
    "kiln.yaml:6:13: [hot] `answer` is empty.": entry("    answer: ' '\n"),
    "[hot] Item 2 of `questions` is empty.": entry(questions="[how hot, '']"),
    "kiln.yaml:4:26: [hot] The question holds no word and no sign. Write it in words.": entry(
        questions="[how hot, '\u200b']"
    ),
    "[hot] `answer` is empty.": entry("    answer:\n"),
    "kiln.yaml:4:16: [hot] `questions` is an empty list.": entry(questions="[]"),
    "kiln.yaml:5:11: [hot] `cite` must be a list.": entry(cite="reached"),
    "[hot] `answer` must be a text.": entry("    answer: [a]\n"),
    "Entry 1 must hold `key: value` lines.": f"{HEAD}entries: [hot]\n",
    "kiln.yaml:5:9: [hot] Item 1 of `questions` reads as a key and a value, not as a text. "
    'Put it in quotes: "what is this: a kiln".': entry(questions="\n      - what is this: a kiln"),
    "Entry 1 has no `cite`.": f"{HEAD}entries:\n  - id: hot\n    questions: [a]\n",
    "The id `Hot Kiln` is not usable.": entry().replace("id: hot", "id: Hot Kiln"),
    "`language` is not known. English (`en`)": f"language: de\n{entry()}",
    "`url` is not a web address.": entry().replace("kiln.txt}", "kiln.txt, url: kiln.example}"),
    "The first question has 103 characters.": entry(questions=f"[{'how hot ' * 13}]"),
    "has 501 characters.": entry(questions=f"[how hot, {'a' * 501}]"),
    "Indent with spaces, never with tabs": f"{HEAD}entries:\n\t- id: hot\n",
    "This is not YAML:": f'{HEAD}entries: ["a\n',
    "Put a text that contains a colon": f"{HEAD}{entry()}\na: b: c\n",
    "kiln.yaml:2:4: A control character stands here.": f"{HEAD}a: \x01\n",
    "kiln.yaml:3:6: A control character stands here.": f"{HEAD}# “ééé”\n“é”: \x01\n",
    "kiln.yaml:4:26: [hot] The character U+001B control character stands in this text": entry(
        questions='[how hot, "a\\e]0;b\\a"]'
    ),
    "kiln.yaml:6:13: [hot] The character U+0000": entry('    answer: "a\\0b"\n'),
    "[hot] The character U+2028": entry('    answer: "a\\Lb\\x9bc"\n'),
    "kiln.yaml:6:15: The character U+202E RIGHT-TO-LEFT OVERRIDE": entry(
        'not_covered: ["a\u202egnitirw"]\n'
    ),
    "The character U+2066 LEFT-TO-RIGHT ISOLATE": entry().replace(
        "kiln.txt}", 'kiln.txt, title: "a\u2066b"}'
    ),
    "The character U+E0041 TAG LATIN": entry('synonyms: {"a\U000e0041": [b]}\n'),
    "kiln.yaml:1:43: `title` is shown on one line": entry().replace(
        "kiln.txt}", 'kiln.txt, title: "a\\nb"}'
    ),
    "Anchors (`&name`) and aliases (`*name`) are refused.": entry("synonyms: {a: &x [b], c: *x}\n"),
    "kiln.yaml:1:4: Anchors (`&name`) and aliases (`*name`) are refused.": EXPLODING,
    "Tags (`!name`) are refused.": entry("    answer: !!python/object:os.system x\n"),
    "nested more than 12 levels deep.": "a: " + "[" * 100_000,
    "A second document begins here.": f"{entry()}---\n{entry()}",
    "A key must be plain text.": "? [a, b]\n: c\n",
    "The file must hold `key: value` lines.": "",
    "kiln.yaml:1:17: The article '../seeds/kilm.txt' can't be used. "
    "The file is not there.": entry().replace("kiln.txt", "kilm.txt"),
    "The path leads outside": entry().replace(
        "../seeds/kiln.txt", "../../../../../../../etc/passwd"
    ),
    "The path is absolute. Write it relative to the FAQ file.": entry().replace(
        "../seeds/kiln.txt", "/etc/passwd"
    ),
    "It is not a regular file.": entry().replace("kiln.txt", ""),
    "The path leads nowhere.": entry().replace("../seeds/kiln.txt", '"../seeds/\\0"'),
}
"""What a fault is called, by place, problem and mend, and a file that has it."""


@pytest.mark.parametrize("message", TABLE)
def test_fault(folder: Folder, message: str) -> None:
    """A fault in the editor's file is shown with its place and its mend, never as a traceback."""
    found = faults_of(folder(kiln=TABLE[message]))
    assert any(message in fault for fault in found), "\n".join(found)


def test_what_is_meant_as_a_comment_is_one(folder: Folder) -> None:
    """A comment after a text, a number sign within one and one in quotes are no fault."""
    text = FAQ.replace("friday\n", "friday  # a comment\n").replace(
        "- id: how-hot", "- id: how-hot #"
    )
    text += "  - why C#? (1)  ## see there\n  - 'is it #1'\n  - >-\n    is it #2\n"
    assert look(folder(faq=text)).faults == ()


def test_no_fault_hides_another(folder: Folder) -> None:
    """All faults come at once, in the order of the files, of shape and of content."""
    found = faults_of(
        folder(
            a=f"{HEAD}entries:\n"
            "  - id: a\n    questions: [one, '']\n    cite: [nowhere]\n    anwser: x\n"
            "  - id: b\n    cite: [reached]\n"
            "  - id: c\n    questions: [one]\n    cite: ['', built it in 2019]\n"
            "    answer: See [2].\n    next: [b, d, e]\n",
            b=f"{HEAD.replace('kiln', 'kilm')}entries:\n"
            "  - id: d\n    questions: [one]\n    cite: [nowhere]\n    answer: See [2].\n",
            c="a: [\n",
        )
    )
    *told, broken = [fault.split(". ")[0] for fault in found]
    assert told == [
        "a.yaml:4:22: [a] Item 2 of `questions` is empty",
        "a.yaml:5:12: [a] The quote is not in the article",
        "a.yaml:6:5: [a] The key `anwser` is unknown",
        "a.yaml:7:5: [b] Entry 2 has no `questions`",
        "a.yaml:10:17: [c] The question `one` stands twice, first at a.yaml:4 [a]",
        "a.yaml:11:12: [c] Item 1 of `cite` is empty",
        "b.yaml:1:17: The article '../seeds/kilm.txt' can't be used",
        "b.yaml:4:17: [d] The question `one` stands twice, first at a.yaml:4 [a]",
        "b.yaml:6:13: [d] [2] names no quote: `cite` holds 1",
        "b.yaml:6:13: [d] Quote 1 has no marker, while others have",
    ]
    assert broken.startswith("c.yaml:2:1: This is not YAML:")


@pytest.mark.parametrize(
    ("article", "message"),
    [
        (b"One.\r\nCaf\xe9.\n", "It is not UTF-8 text (line 2). Save it as UTF-8."),
        (b"a" * (5 * 1024 * 1024 + 1), "It is larger than 5,242,880 bytes. Split it."),
        (b" \n", "It holds no sentence."),
    ],
    ids=["bad UTF-8", "too large", "no sentence"],
)
def test_fault_of_an_article(folder: Folder, article: bytes, message: str) -> None:
    """An article that can't be read or cited is a fault of the FAQ, before it is split."""
    (found,) = faults_of(folder(article))
    assert message in found


def test_articles_of_the_same_name(folder: Folder, tmp_path: Path) -> None:
    """Two articles never share a name, for a citation has nothing else to tell them apart."""
    other = entry(cite="[very cold]", questions="[how cold]").replace("id: hot", "id: cold")
    lay(tmp_path, {"seeds/other/kiln.txt": "It is very cold."})
    (found,) = faults_of(folder(a=entry(), b=other.replace("seeds", "seeds/other")))
    assert found.startswith("b.yaml:1:17: Another article is also called `kiln.txt`, in a.yaml.")


def test_article_outside_by_a_link(folder: Folder, tmp_path: Path) -> None:
    """A link inside the folder does not lead outside of it."""
    path = folder(kiln=entry().replace("kiln.txt", "link.txt"))
    outside = tmp_path.parent / f"{tmp_path.name}-outside.txt"
    outside.write_text(ARTICLE, encoding="utf-8")
    (tmp_path / "seeds" / "link.txt").symlink_to(outside)
    (found,) = faults_of(path)
    assert "The path leads outside" in found


@pytest.mark.parametrize("target", ["outside.yaml", "root/.hidden.yaml"])
def test_faq_outside_by_a_link(folder: Folder, tmp_path: Path, target: str) -> None:
    """A FAQ file that is a link out of the root, or to a hidden file, is not read."""
    lay(tmp_path, {"root/none": "", target: "secret: {key: 5ecret}\n"})
    path = folder(kiln=FAQ).rename(tmp_path / "root" / "faq")
    (tmp_path / "seeds").rename(tmp_path / "root" / "seeds")
    (path / "other.yaml").symlink_to(tmp_path / target)
    (found,) = faults_of(path)
    assert "It is a link that leads out of root/ or to a hidden place." in found
    (path / "other.yaml").unlink()
    (path / "kiln.yaml").rename(path.parent / "kiln")
    (path / "kiln.yaml").symlink_to("../kiln")
    assert look(path).faults == ()


@pytest.mark.skipif(os.geteuid() == 0, reason="root may read everything")
def test_a_folder_that_cannot_be_read(folder: Folder) -> None:
    """A folder that can't be read is found in words."""
    path = folder()
    path.chmod(0)
    with pytest.raises(NoFaq, match="Permission denied"):
        load(path)
    path.chmod(0o700)


def test_faults_carry_entry_line_and_column(folder: Folder) -> None:
    """A fault names file, line, column and entry apart, for machines."""
    (fault,) = look(folder(kiln=entry(cite="[nowhere]"))).faults
    assert isinstance(fault, Fault)
    assert (fault.line, fault.column, fault.entry, fault.severity) == (5, 12, "hot", "error")
