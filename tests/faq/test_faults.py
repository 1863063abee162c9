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
ENTRY = "entries:\n  - id: hot\n    questions: [how hot]\n    cite: ['reached 1,240 degrees']\n"


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


TABLE: dict[str, tuple[str | bytes, str]] = {
    "bad UTF-8": (
        f"{entry()}  # “é”".encode() + b"caf\xe9\n",
        "kiln.yaml:6:11: This is not UTF-8 text. Save the file as UTF-8.",
    ),
    "quote missing": (
        entry(cite="[the kiln reached 1240 degrees]"),
        "kiln.yaml:5:12: [hot] The quote is not in the article. Nearest is sentence 1: "
        "[-the-] {+The+} kiln reached [-1240-] {+1,240+} degrees",
    ),
    "text cut by a comment": (
        entry("    answer: It is #1 here [1].\n"),
        "kiln.yaml:6:13: [hot] YAML takes `#1 here [1].` for a comment: it is no part of the text "
        'before it. Put the whole text in quotes: `"It is #1 here [1]."`. If it is a comment, '
        "begin it with `# `.",
    ),
    "phrasing cut by a comment": (
        f"{HEAD}{ENTRY}not_covered:\n  - who may write in #help\n",
        "kiln.yaml:7:5: YAML takes `#help` for a comment",
    ),
    "link to elsewhere": (
        entry("    answer: Press [this](javascript:x) [1].\n"),
        "kiln.yaml:6:13: [hot] The link leads to “javascript:x”, which is no web address. "
        "Begin it with https:// or http://.",
    ),
    "link of the article": (
        entry().replace("}", ", links: {Mara: 'https://a@b.org'}}", 1),
        "The link leads to “https://a@b.org”, which holds a user's name.",
    ),
    "link of the article to no page": (
        entry().replace("}", ", links: {Mara: b.org}}", 1),
        "is not a web address. Begin it with https://, without spaces.",
    ),
    "quote twice": (
        entry(cite="[the]"),
        "The quote stands in several places (sentences",
    ),
    "quote empty": (entry(cite="['']"), "[hot] Item 1 of `cite` is empty."),
    "unknown key": (
        entry("    anwser: x\n"),
        "kiln.yaml:6:5: [hot] The key `anwser` is unknown. Write `answer`?",
    ),
    "unknown key like the model's own words": (
        entry("'[key]': x\n"),
        "kiln.yaml:6:1: The key `[key]` is unknown.",
    ),
    "unknown key at the top": (entry("nearmisses: []\n"), "The key `nearmisses` is unknown."),
    "duplicate key": (entry("    id: warm\n"), "kiln.yaml:6:5: The key `id` stands here twice."),
    "duplicate id": (
        f"{HEAD}{ENTRY}  - id: hot\n    questions: [is it hot]\n    cite: [built it in 2019]\n",
        "kiln.yaml:6:9: [hot] The id `hot` stands twice, first at kiln.yaml:3 [hot].",
    ),
    "duplicate phrasing within an entry": (
        entry(questions="[how hot, 'How  hot']"),
        "kiln.yaml:4:26: [hot] The question `How  hot` stands twice",
    ),
    "duplicate phrasing across entries": (
        f"{HEAD}{ENTRY}  - id: warm\n    questions: ['How hot?']\n    cite: [built it in 2019]\n",
        "kiln.yaml:7:17: [warm] The question `How hot?` stands twice, first at kiln.yaml:4 [hot].",
    ),
    "phrasing under not_covered": (
        entry("not_covered: [How hot?]\n"),
        "kiln.yaml:6:15: The near miss `How hot?` is also a question, at kiln.yaml:4 [hot].",
    ),
    "comment with a marker": (
        entry("    answer: It is # 1 [1].\n"),
        "kiln.yaml:6:13: [hot] YAML takes `# 1 [1].` for a comment",
    ),
    "next to itself": (entry("    next: [hot]\n"), "[hot] The entry follows itself."),
    "marker without quote": (
        entry("    answer: Very [2].\n"),
        "kiln.yaml:6:13: [hot] [2] names no quote: `cite` holds 1.",
    ),
    "quote without marker": (
        entry("    answer: Very [1].\n", cite="['reached 1,240 degrees', built it in 2019]"),
        "[hot] Quote 2 has no marker, while others have.",
    ),
    "empty text": (entry("    answer: ' '\n"), "kiln.yaml:6:13: [hot] `answer` is empty."),
    "empty phrasing": (entry(questions="[how hot, '']"), "[hot] Item 2 of `questions` is empty."),
    "phrasing without a word": (
        entry(questions="[how hot, '\u200b']"),
        "kiln.yaml:4:26: [hot] The question holds no word and no sign. Write it in words.",
    ),
    "null": (entry("    answer:\n"), "[hot] `answer` is empty."),
    "no phrasing": (entry(questions="[]"), "kiln.yaml:4:16: [hot] `questions` is an empty list."),
    "wrong type": (entry(cite="reached"), "kiln.yaml:5:11: [hot] `cite` must be a list."),
    "list for a text": (entry("    answer: [a]\n"), "[hot] `answer` must be a text."),
    "text for an entry": (f"{HEAD}entries: [hot]\n", "Entry 1 must hold `key: value` lines."),
    "colon in a phrasing": (
        entry(questions="\n      - what is this: a kiln"),
        "kiln.yaml:5:9: [hot] Item 1 of `questions` reads as a key and a value, not as a text. "
        'Put it in quotes: "what is this: a kiln".',
    ),
    "missing key": (f"{HEAD}entries:\n  - id: hot\n    questions: [a]\n", "Entry 1 has no `cite`."),
    "bad id": (entry().replace("id: hot", "id: Hot Kiln"), "The id `Hot Kiln` is not usable."),
    "other language": (f"language: de\n{entry()}", "`language` is not known. English (`en`)"),
    "bad url": (
        entry().replace("kiln.txt}", "kiln.txt, url: kiln.example}"),
        "`url` is not a web address.",
    ),
    "first question too long": (
        entry(questions=f"[{'how hot ' * 13}]"),
        "The first question has 103 characters.",
    ),
    "phrasing too long": (entry(questions=f"[how hot, {'a' * 501}]"), "has 501 characters."),
    "tab": (f"{HEAD}entries:\n\t- id: hot\n", "Indent with spaces, never with tabs"),
    "broken": (f'{HEAD}entries: ["a\n', "This is not YAML:"),
    "colon in a text": (f"{HEAD}{entry()}\na: b: c\n", "Put a text that contains a colon"),
    "control character": (f"{HEAD}a: \x01\n", "kiln.yaml:2:4: A control character stands here."),
    "control character after others of several bytes": (
        f"{HEAD}# “ééé”\n“é”: \x01\n",
        "kiln.yaml:3:6: A control character stands here.",
    ),
    "escape sequence": (
        entry(questions='[how hot, "a\\e]0;b\\a"]'),
        "kiln.yaml:4:26: [hot] The character U+001B control character stands in this text",
    ),
    "null character": (
        entry('    answer: "a\\0b"\n'),
        "kiln.yaml:6:13: [hot] The character U+0000",
    ),
    "C1 control": (entry('    answer: "a\\Lb\\x9bc"\n'), "[hot] The character U+2028"),
    "direction overridden": (
        entry('not_covered: ["a\u202egnitirw"]\n'),
        "kiln.yaml:6:15: The character U+202E RIGHT-TO-LEFT OVERRIDE",
    ),
    "direction isolated": (
        entry().replace("kiln.txt}", 'kiln.txt, title: "a\u2066b"}'),
        "The character U+2066 LEFT-TO-RIGHT ISOLATE",
    ),
    "tags in a key": (entry('synonyms: {"a\U000e0041": [b]}\n'), "The character U+E0041 TAG LATIN"),
    "line break in a title": (
        entry().replace("kiln.txt}", 'kiln.txt, title: "a\\nb"}'),
        "kiln.yaml:1:43: `title` is shown on one line",
    ),
    "alias": (
        entry("synonyms: {a: &x [b], c: *x}\n"),
        "Anchors (`&name`) and aliases (`*name`) are refused.",
    ),
    "anchors that explode": (
        "a: &a [x]\nb: &b [*a, *a]\nc: &c [*b, *b]\nd: [*c, *c]\n",
        "kiln.yaml:1:4: Anchors (`&name`) and aliases (`*name`) are refused.",
    ),
    "tag": (entry("    answer: !!python/object:os.system x\n"), "Tags (`!name`) are refused."),
    "nesting without end": ("a: " + "[" * 100_000, "nested more than 12 levels deep."),
    "two documents": (f"{entry()}---\n{entry()}", "A second document begins here."),
    "key that is a list": ("? [a, b]\n: c\n", "A key must be plain text."),
    "empty file": ("", "The file must hold `key: value` lines."),
    "article missing": (
        entry().replace("kiln.txt", "kilm.txt"),
        "kiln.yaml:1:17: The article '../seeds/kilm.txt' can't be used. The file is not there.",
    ),
    "article outside by dots": (
        entry().replace("../seeds/kiln.txt", "../../../../../../../etc/passwd"),
        "The path leads outside",
    ),
    "article absolute": (
        entry().replace("../seeds/kiln.txt", "/etc/passwd"),
        "The path is absolute. Write it relative to the FAQ file.",
    ),
    "article a folder": (entry().replace("kiln.txt", ""), "It is not a regular file."),
    "article with a null": (
        entry().replace("../seeds/kiln.txt", '"../seeds/\\0"'),
        "The path leads nowhere.",
    ),
}


@pytest.mark.parametrize(("content", "message"), TABLE.values(), ids=TABLE)
def test_fault(folder: Folder, content: str | bytes, message: str) -> None:
    """A fault in the editor's file is shown with its place and its mend, never as a traceback."""
    found = faults_of(folder(kiln=content))
    assert any(message in fault for fault in found), "\n".join(found)


def test_what_is_meant_as_a_comment_is_one(folder: Folder) -> None:
    """A comment after a text, a number sign within one and one in quotes are no fault."""
    text = FAQ.replace("friday\n", "friday  # a comment\n").replace(
        "- id: how-hot", "- id: how-hot #"
    )
    text += "  - why C#? (1)  ## see there\n  - 'is it #1'\n  - >-\n    is it #2\n"
    assert look(folder(faq=text)).faults == ()


def test_all_faults_of_all_files_come_at_once(folder: Folder) -> None:
    """All faults of all files are in one report, in the order of the files."""
    other = entry("    anwser: x\n", questions="[how warm]").replace("id: hot", "id: warm")
    found = faults_of(folder(a=entry(cite="[nowhere]"), b=other, c="a: [\n"))
    assert [fault.split(":")[0] for fault in found] == ["a.yaml", "b.yaml", "c.yaml"]


def test_no_fault_hides_another(folder: Folder) -> None:
    """What is wrong with the shape of a file hides nothing that is wrong with its content."""
    found = faults_of(
        folder(
            a=f"{HEAD}entries:\n"
            "  - id: a\n    questions: [one, '']\n    cite: [nowhere]\n    anwser: x\n"
            "  - id: b\n    cite: [reached]\n"
            "  - id: c\n    questions: [one]\n    cite: ['', built it in 2019]\n"
            "    answer: See [2].\n    next: [b, d, e]\n",
            b=f"{HEAD.replace('kiln', 'kilm')}entries:\n"
            "  - id: d\n    questions: [one]\n    cite: [nowhere]\n    answer: See [2].\n",
        )
    )
    assert [fault.split(". ")[0] for fault in found] == [
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
