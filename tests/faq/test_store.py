"""What a FAQ file means once it is loaded."""

from __future__ import annotations

import json
from pathlib import Path

import jsonschema
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.app import open_answerer
from bot.article.article import Article
from bot.article.visible import legible
from bot.faq.files import NoFaq
from bot.faq.model import schema
from bot.faq.proof import renumbered
from bot.faq.store import look
from bot.faq.yaml_reading import read
from tests.conftest import ARTICLE, FAQ, Folder, lay, load

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
    entry = load(folder()).by_id["who-built"]
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
    """Each `*.yaml` and `*.yml` directly in the folder counts, but no hidden one.

    Two FAQs may derive from one article, which stands once.
    """
    other = (
        "article: {file: ../seeds/kiln.txt, title: Again}\n"
        "entries:\n  - id: watch\n    questions: [may i watch]\n    cite: [Visitors may watch]\n"
        "    next: [how-hot]\n"
    )
    broken = {".draft.yaml": "broken: [", "deeper/c.yaml": "broken: ["}
    path = folder(kiln=FAQ)
    lay(path, {"more.yml": other} | broken)
    knowledge = load(path)
    assert list(knowledge.by_id) == ["how-hot", "who-built", "how-often", "watch"]
    assert [faq.not_covered for faq in knowledge.faqs] == [("how much did the kiln cost",), ()]
    assert [article.name for article in knowledge.articles] == ["kiln.txt"]


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
    assert len(first) == 12
    assert load(folder()).fingerprint == first
    assert load(folder(kiln=f"{FAQ}# a note\n")).fingerprint != first
    assert load(folder(article=f"\n{ARTICLE}")).fingerprint != first


def test_the_same_files_may_be_reached_by_every_path(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file, its folder, and a link from anywhere are one FAQ, of the same fingerprint."""
    path = folder()
    monkeypatch.chdir(path.parent)
    Path("elsewhere").mkdir()
    Path("elsewhere/link").symlink_to(path)
    named = (path, Path("faq"), Path("faq/kiln.yaml"), path / "kiln.yaml", Path("elsewhere/link"))
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
    cited = data.draw(st.lists(st.sampled_from(article.sentences), min_size=1, max_size=3))
    questions = [f"what of number {number}" for number in range(len(cited))]
    entries = [
        {"id": f"e-{at}", "questions": [question], "cite": [legible(article.quote(one))]}
        for at, (question, one) in enumerate(zip(questions, cited, strict=True))
    ]
    faq = json.dumps({"article": {"file": "../a.txt"}, "entries": entries})
    path = lay(tmp_path_factory.mktemp("faq"), {"a.txt": text, "faq/a.yaml": faq})
    faults = look(path).faults
    known = ("several places", "empty", "quote")
    assert all(any(why in fault.problem for why in known) for fault in faults)
    if not faults:
        answerer = open_answerer(path)
        citations = (one for question in questions for one in answerer.ask(question).citations)
        assert all(one.quote == text[one.start : one.end] for one in citations)
