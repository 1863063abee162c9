"""What a FAQ file means once it is loaded."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.answering.knowledge import Knowledge
from bot.app import open_answerer
from bot.article.article import Article
from bot.article.visible import legible
from bot.faq.files import NoFaq
from bot.faq.model import schema
from bot.faq.proof import renumbered
from bot.faq.store import look
from bot.faq.yaml_reading import read
from tests.conftest import ARTICLE, FAQ, Folder, load

ROOT = Path(__file__).parents[2]


def test_the_shipped_faq_is_proven() -> None:
    """The shipped FAQ has at least 25 entries, 8 phrasings each, 60 near misses and no fault."""
    reading = look(ROOT / "faq")
    assert reading.faults == ()
    (faq,) = reading.faqs
    assert len(faq.entries) >= 25
    assert all(len(entry.questions) >= 8 for entry in faq.entries)
    assert len(faq.not_covered) >= 60


def test_the_schema_is_the_model_s() -> None:
    """The published JSON Schema is generated from the model."""
    published = json.loads((ROOT / "faq" / "faq.schema.json").read_text(encoding="utf-8"))
    assert published == schema()


def test_the_schema_takes_what_the_loader_takes(folder: Folder) -> None:
    """To an editor's reader of YAML a plain scalar may be a number; the schema takes it for text.

    What has no text, which the loader refuses, the schema refuses too.
    """
    shown = jsonschema.Draft202012Validator(schema())
    shown.check_schema(schema())
    plain = FAQ.replace("kiln temperature", "2014").replace("The kiln\n", "1930\n")
    for content, fits in ((plain, True), (FAQ.replace("It reached 1,240 degrees [1].", ""), False)):
        assert shown.is_valid(yaml.safe_load(content)) is fits
        assert (look(folder(kiln=content)).faults == ()) is fits
    shipped = (ROOT / "faq" / "linkedin-china.yaml").read_text(encoding="utf-8")
    assert shown.is_valid(yaml.safe_load(shipped))


def test_every_plain_scalar_is_text() -> None:
    """`no`, `2014` and `1:30` are what they look like."""
    document = read("a.yaml", b"a: [no, 2014, 1:30, ~, null, 0x1F, 1e3, 2021-03-11]")
    assert document.value == {"a": ["no", "2014", "1:30", "~", "null", "0x1F", "1e3", "2021-03-11"]}
    assert document.faults == []


def test_an_entry_without_an_answer_lets_its_sentences_speak(folder: Folder) -> None:
    """Without `answer` the cited sentences are the answer."""
    knowledge = load(folder())
    entry = knowledge.by_id["who-built"]
    assert entry.answer is None
    assert [cited.quote for cited in entry.citations] == ["Mara Lindqvist built it in 2019."]


def test_a_quote_over_two_sentences_is_two_citations(folder: Folder) -> None:
    """A quote that touches two sentences resolves to one citation for each, and so its marker."""
    two = FAQ.replace(
        "cite: [Mara Lindqvist built it in 2019]",
        "answer: She [1].\n    cite: [on Friday. Mara Lindqvist]",
    )
    entry = load(folder(kiln=two)).by_id["who-built"]
    assert [cited.number for cited in entry.citations] == [1, 2]
    assert entry.answer == "She [1][2]."


def test_markers_count_citations_not_quotes() -> None:
    """Two quotes of one sentence are one citation, whose number both markers take."""
    article = Article.of("a.txt", "One. Two.")
    one, two = article.cite(1), article.cite(2)
    assert renumbered("x [1] y [2] z [3]", [(one,), (one,), (two,)]) == "x [1] y [1] z [2]"


def test_several_files_are_loaded_together(folder: Folder) -> None:
    """Each `*.yaml` and `*.yml` directly in the folder counts, but no hidden one."""
    other = (
        "article: {file: ../seeds/kiln.txt, title: Again}\n"
        "entries:\n  - id: watch\n    questions: [may i watch]\n    cite: [Visitors may watch]\n"
        "    next: [how-hot]\n"
    )
    path = folder(kiln=FAQ)
    (path / "more.yml").write_text(other, encoding="utf-8")
    (path / ".draft.yaml").write_text("broken: [", encoding="utf-8")
    (path / "deeper").mkdir()
    (path / "deeper" / "c.yaml").write_text("broken: [", encoding="utf-8")
    knowledge = load(path)
    assert list(knowledge.by_id) == ["how-hot", "who-built", "how-often", "watch"]
    assert [faq.not_covered for faq in knowledge.faqs] == [("how much did the kiln cost",), ()]


def test_one_file_alone(folder: Folder) -> None:
    """A FAQ file can be named instead of its folder."""
    assert load(folder() / "kiln.yaml").entries


def test_the_folder_may_be_reached_by_a_link(folder: Folder, tmp_path: Path) -> None:
    """A linked folder of FAQs finds its articles beside the real one."""
    real = folder()
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "faq").symlink_to(real)
    assert load(tmp_path / "elsewhere" / "faq").entries


def test_no_faq_names_the_option_and_the_setting(tmp_path: Path) -> None:
    """If the FAQ is not there, the message names `--faq` and `FAQ_PATH`."""
    with pytest.raises(NoFaq, match=r"--faq.*FAQ_PATH"):
        load(tmp_path / "faq")
    (tmp_path / "faq").mkdir()
    with pytest.raises(NoFaq, match=r"holds no \.yaml file"):
        load(tmp_path / "faq")


def test_the_fingerprint_names_the_very_files(folder: Folder) -> None:
    """The fingerprint changes with any byte of FAQ or article, and with nothing else."""
    first = load(folder()).fingerprint
    assert load(folder()).fingerprint == first
    assert load(folder(kiln=f"{FAQ}# a note\n")).fingerprint != first
    assert load(folder(article=f"\n{ARTICLE}")).fingerprint != first
    assert len(first) == 12


def test_the_fingerprint_is_the_same_by_every_path(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By whichever path the same files are named, their fingerprint is the same."""
    path = folder()
    monkeypatch.chdir(path.parent)
    (path.parent / "link").symlink_to(path)
    named = (path, Path("faq"), Path("faq/kiln.yaml"), path / "kiln.yaml", Path("link"))
    assert len({load(name).fingerprint for name in named}) == 1


def test_offsets_are_of_the_file_as_it_is(folder: Folder) -> None:
    """Offsets count code points of the decoded file, without newline translation."""
    text = "\ufeffOne here.\r\nIt reached 1,240 degrees.\r\nMara built it. 𝄞 We fire twice a month."
    faq = FAQ.replace("The kiln reached 1,240", "reached 1,240").replace("Lindqvist ", "")
    path = folder(article=text.encode(), kiln=faq.replace("in 2019", ""))
    for entry in load(path).entries:
        for cited in entry.citations:
            stored = (path.parent / "seeds" / cited.article.name).read_bytes().decode("utf-8")
            assert stored[cited.start : cited.end] == cited.quote


SENTENCES = st.lists(
    st.text(st.characters(codec="utf-8", exclude_characters="\0"), min_size=1, max_size=60),
    min_size=1,
    max_size=8,
).map(" ".join)


@settings(max_examples=40, deadline=None)
@given(text=SENTENCES, data=st.data())
def test_every_citation_is_a_slice_with_generated_faqs(
    tmp_path_factory: pytest.TempPathFactory, text: str, data: st.DataObject
) -> None:
    """Whatever the article and the FAQ, all that is cited is a slice of the article."""
    article = Article.of("a.txt", text)
    if not article.sentences:
        return
    quotes = data.draw(st.lists(st.sampled_from(article.sentences), min_size=1, max_size=3))
    entries = [
        {
            "id": f"e-{number}",
            "questions": [f"what of number {number}"],
            "cite": [legible(article.quote(at))],
        }
        for number, at in enumerate(quotes)
    ]
    root = tmp_path_factory.mktemp("faq")
    (root / "a.txt").write_bytes(text.encode())
    (root / "faq").mkdir()
    faq = json.dumps({"article": {"file": "../a.txt"}, "entries": entries}, ensure_ascii=True)
    (root / "faq" / "a.yaml").write_text(faq, encoding="utf-8")
    reading = look(root / "faq")
    if reading.faults:
        assert all(
            "several places" in fault.problem
            or "empty" in fault.problem
            or "quote" in fault.problem
            for fault in reading.faults
        )
        return
    answerer = open_answerer(root / "faq")
    for number in range(len(quotes)):
        for cited in answerer.ask(f"what of number {number}").citations:
            assert cited.quote == text[cited.start : cited.end]


def test_knowledge_holds_each_article_once(folder: Folder) -> None:
    """Two FAQs may derive from one article, which is read once and stands once."""
    other = (
        "article: {file: ../seeds/kiln.txt, title: The kiln}\n"
        "entries:\n  - id: watch\n    questions: [may i watch]\n    cite: [Visitors may watch]\n"
    )
    knowledge = load(folder(kiln=FAQ, other=other))
    assert isinstance(knowledge, Knowledge)
    assert len(knowledge.faqs) == 2
    assert [article.name for article in knowledge.articles] == ["kiln.txt"]
