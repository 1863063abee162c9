"""Reading a document: which units each kind of document gives, and what can't be read."""

from __future__ import annotations

import io
import re
import sys
import zipfile
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.article.article import Article
from bot.editing import reading
from bot.editing.html_text import Source
from bot.editing.reading import read_page, read_source
from bot.faq import yaml_reading
from bot.faq.articles import MAX_BYTES
from bot.faq.files import Unreadable

for needed in ("lxml", "mammoth", "markdown_it", "mdit_py_plugins", "pypdf"):
    pytest.importorskip(needed, reason="the extra documents is not installed")

DOCUMENTS: Any = yaml_reading.read(
    "documents.yaml", Path(__file__).with_name("documents.yaml").read_bytes()
).value


def read(tmp_path: Path, name: str, data: str | bytes) -> Source:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    return read_source(path)


def units(source: Source) -> list[str]:
    """The units as the table writes them: kind, what introduces it in brackets, words."""
    article = source.article
    cited = [article.cite(sentence.number) for sentence in article.sentences]
    return [
        " ".join(
            [one.sentence.kind, *([f"({' '.join(one.leads)})"] if one.leads else []), one.quote]
        )
        for one in cited
    ]


def word(body: str) -> bytes:
    """A Word document of some paragraphs, tables and notes, with the parts that are read of it."""
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    links = "http://schemas.openxmlformats.org/package/2006/relationships"
    numbering = "".join(
        f'<w:abstractNum w:abstractNumId="{n}">'
        + "".join(f'<w:lvl w:ilvl="{level}"><w:numFmt w:val="{form}"/></w:lvl>' for level in (0, 1))
        + f'</w:abstractNum><w:num w:numId="{n}"><w:abstractNumId w:val="{n}"/></w:num>'
        for n, form in ((1, "bullet"), (2, "decimal"))
    )
    styles = "".join(
        f'<w:style w:type="paragraph" w:styleId="{name}"><w:name w:val="{said}"/></w:style>'
        for name, said in (("Title", "Title"), ("H2", "heading 2"))
    )
    notes = '<w:footnote w:id="2"><w:p><w:r><w:t>In winter.</w:t></w:r></w:p></w:footnote>'
    inner = {"numbering": numbering, "styles": styles, "footnotes": notes}
    parts = {
        f"word/{name}.xml": f'<w:{name} xmlns:w="{space}" xmlns:r="{office}">{xml}</w:{name}>'
        for name, xml in {**inner, "document": f"<w:body>{body}</w:body>"}.items()
    }
    parts["word/_rels/document.xml.rels"] = (
        f'<Relationships xmlns="{links}"><Relationship Id="l1" Type="{office}/hyperlink" '
        'Target="https://example.org/map" TargetMode="External"/></Relationships>'
    )
    head = '<?xml version="1.0" encoding="UTF-8"?>'
    return packed({name: f"{head}{text}" for name, text in parts.items()})


def packed(parts: Mapping[str, str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return file.getvalue()


def paragraph(text: str, style: str = "", item: tuple[int, int] | None = None) -> str:
    about = f'<w:pStyle w:val="{style}"/>' if style else ""
    if item:
        about += f'<w:numPr><w:ilvl w:val="{item[1]}"/><w:numId w:val="{item[0]}"/></w:numPr>'
    return f"<w:p><w:pPr>{about}</w:pPr>{text}</w:p>"


def run(text: str, about: str = "") -> str:
    return f'<w:r><w:rPr>{about}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def test_fifteen_documents_are_many_kinds() -> None:
    """The table holds documents of each kind that can be read, beside Word and PDF."""
    assert {Path(one["name"]).suffix for one in DOCUMENTS} == {".md", ".html", ".htm", ".txt"}
    assert len(DOCUMENTS) >= 13


@pytest.mark.parametrize("document", DOCUMENTS, ids=[one["name"] for one in DOCUMENTS])
def test_a_document_gives_its_units(document: dict[str, Any], tmp_path: Path) -> None:
    """No unit of a document is lost or torn; what is left out is told with its place."""
    source = read(tmp_path, document["name"], document["text"])
    assert units(source) == document["units"]
    said = {"title": source.title, "url": source.url, "published": source.published}
    assert said == {key: document.get(key) for key in said}
    assert source.links == document.get("links", {})
    assert list(source.left_out) == document.get("left_out", [])


def test_a_word_document_gives_its_units(tmp_path: Path) -> None:
    """Headings, nested lists, tables, notes and links of a Word document are kept."""
    note = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    cells = [["Day", "Open"], ["Monday", "9–12"]]
    bold = ["<w:b/>", ""]
    table = "".join(
        f"<w:tr>{''.join(f'<w:tc>{paragraph(run(cell, about))}</w:tc>' for cell in row)}</w:tr>"
        for row, about in zip(cells, bold, strict=True)
    )
    raised = '<w:vertAlign w:val="superscript"/>'
    body = (
        paragraph(run("The studio"), "Title")
        + paragraph(f"{run('It is heated to 10')}{run('3', raised)}{run(' degrees.')}{note}")
        + paragraph(run("Bring:"))
        + paragraph(run("clay"), item=(1, 0))
        + paragraph(run("white"), item=(1, 1))
        + paragraph(run("a towel"), item=(1, 0))
        + paragraph(run("How to find us"), "H2")
        + paragraph(f'{run("See ")}<w:hyperlink r:id="l1">{run("the map")}</w:hyperlink>{run(".")}')
        + paragraph(run("Ring."), item=(2, 0))
        + paragraph(run("Wait."), item=(2, 0))
        + f"<w:tbl>{table}</w:tbl>"
    )
    source = read(tmp_path, "studio.docx", word(body))
    assert units(source) == [
        "heading The studio",
        "sentence It is heated to 10^3 degrees.",
        "sentence Bring:",
        "item (Bring:) clay",
        "item (Bring: clay) white",
        "item (Bring:) a towel",
        "heading How to find us",
        "sentence See the map.",
        "item 1. Ring.",
        "item 2. Wait.",
        "row Day: Monday | Open: 9–12",
        "item 1. In winter.",
    ]
    assert source.title == "The studio"
    assert source.links == {"the map": "https://example.org/map"}
    assert source.left_out == ("<sup> “[1]”",)


Drawn = tuple[int, int, str]  # the size of the letters, the height on the page, the text


def pdf(*pages: list[Drawn], trailer: str = "") -> bytes:
    """A PDF with some lines on each page."""
    objects = ["<< /Type /Catalog /Pages 2 0 R >>", "", "<< /Type /Font /Subtype /Type1 "]
    objects[2] += "/BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    kids = []
    for page in pages:
        shown = "".join(f"/F {n} Tf 1 0 0 1 72 {y} Tm ({text}) Tj\n" for n, y, text in page)
        stream = f"BT\n{shown}ET"
        objects.append(f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream")
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F 3 0 R >> >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(kids)} >>"
    data, places = b"%PDF-1.4\n", []
    for number, text in enumerate(objects, start=1):
        places.append(len(data))
        data += f"{number} 0 obj\n{text}\nendobj\n".encode("cp1252")
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n"
    end += f"<< /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{len(data)}\n%%EOF\n"
    return data + end.encode()


PAGES: tuple[list[Drawn], ...] = (
    [
        (9, 810, "Club paper"),
        (18, 760, "House rules"),
        (11, 730, "Members may bring one guest each, who must be entered in the"),
        (11, 716, "book before the evening be-"),
        (11, 702, "gins. Nobody else comes in."),
        (11, 674, "Bring:"),
        (11, 660, "• shoes"),
        (11, 646, "• a well-known friend"),
        (11, 618, "The door is shut at ten o'clock, when the last of the members who"),
        (9, 30, "Page 1 of 2"),
    ],
    [(9, 810, "Club paper"), (11, 760, "have a key go home."), (9, 30, "Page 2 of 2")],
)  # fmt: skip


def test_a_pdf_gives_its_units(tmp_path: Path) -> None:
    """Lines, divided words and pages of a PDF are joined; large letters make a heading."""
    source = read(tmp_path, "club.pdf", pdf(*PAGES))
    assert units(source) == [
        "heading House rules",
        "sentence Members may bring one guest each, who must be entered in the book before the "
        "evening begins.",
        "sentence Nobody else comes in.",
        "sentence Bring:",
        "item (Bring:) shoes",
        "item (Bring:) a well-known friend",
        "sentence The door is shut at ten o'clock, when the last of the members who have a key go "
        "home.",
    ]
    assert source.title == "House rules"
    assert source.left_out == (
        "page 1: “Club paper”",
        "page 1: “Page 1 of 2”",
        "page 2: “Club paper”",
        "page 2: “Page 2 of 2”",
    )


LOCKED = (
    "/Encrypt << /Filter /Standard /V 1 /R 2 /Length 40 /P -4 "
    f"/O <{'00' * 32}> /U <{'11' * 32}> >> /ID [<00> <00>]"
)
BAD = {
    "empty.pdf": (b"", "broken"),
    "broken.pdf": (b"%PDF-1.4\nnothing", "broken"),
    "locked.pdf": (pdf(*PAGES, trailer=LOCKED), "password"),
    "pictures.pdf": (pdf([]), "no text"),
    "cut.pdf": (pdf(*PAGES)[:700], "broken"),
    "huge.pdf": (b"%PDF" + b"0" * MAX_BYTES, "large"),
    "wide.pdf": (pdf([(9, 9, "a" * 2_000_001)]), "page 1 is too large"),
    "strings.pdf": (pdf([(9, 9, "a")] * 20_001), "page 1 is too large"),
    "pages.pdf": (pdf(*[[]] * 2_001), "pages"),
    "bomb.docx": (packed({"word/document.xml": " " * (reading.UNPACKED + 1)}), "unpacks"),
    "broken.docx": (b"PK\3\4", "broken"),
    "other.docx": (word("").replace(b"document.xml", b"documEnt.xml"), "broken"),
    "entities.docx": (word("<!DOCTYPE x>"), "entities"),
    "empty.docx": (word(""), "No text"),
    "empty.html": (b"", "empty"),
    "scripts.html": (b"<script>1</script>", "No text"),
    "deep.html": (b"<div>" * 100_000, "nested"),
    "rows.html": (
        b"<table><tr><td rowspan=9999>" + b"a" * 9999 + b"<td>c" + b"<tr><td>b" * 9999,
        "longer than",
    ),
    "cells.html": (b"<table>" + b"<tr><td colspan=99><td>" * 20_000, "table is too large"),
    "brackets.md": (b"[" * 1_000_000, "brackets"),
    "deep.md": (b"> " * 5_000 + b"a", "nested"),
    "binary.md": (b"\xff\xfe", "not UTF-8"),
    "faulty.md": (b"+++\ntitle = \n+++\nText.", "TOML"),
}


@pytest.mark.timeout(20)
@pytest.mark.parametrize("name", BAD)
def test_what_can_not_be_read_is_refused(name: str, tmp_path: Path) -> None:
    """Broken, locked, empty or huge documents get a clear error, soon."""
    data, words = BAD[name]
    with pytest.raises(Unreadable, match=words):
        read(tmp_path, name, data)


@pytest.mark.parametrize(
    ("name", "missing"),
    [("a.html", "lxml"), ("a.md", "markdown_it"), ("a.docx", "mammoth"), ("a.pdf", "pypdf")],
)
def test_a_missing_extra_is_explained(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, missing: str
) -> None:
    """Without the extra a document is refused with the command that brings it."""
    monkeypatch.setitem(sys.modules, missing, None)
    with pytest.raises(Unreadable, match=r"pip install -e '\.\[documents\]'"):
        read(tmp_path, name, "The kiln is lit.")


WORDS = st.text("abcxyz", min_size=3, max_size=6)
INLINE = st.sampled_from(["{}", "<b>{}</b>", "<a href='/x'>{}</a>", "<sup>{}</sup>", "{}<br>"])
BLOCKS = """
<p>{}</p> <div>{}</div> <ul><li>{}</li></ul> <ol><li>{}<li>{}</ol> {} <dl><dt>{}<dd>{}</dl>
<h2>{}</h2> <details><summary>{}</summary>{}</details> <pre>{}</pre> <blockquote>{}</blockquote>
<table><tr><td>{}</td><td>{}</td></tr></table> <table><tr><th>{}<tr><td>{}<tr></table> <x-y>{}</x-y>
"""
TREE = st.recursive(
    st.builds(str.format, INLINE, WORDS),
    lambda inner: (
        st.builds(
            lambda shape, a, b: shape.format(a, b), st.sampled_from(BLOCKS.split()), inner, inner
        )
        | st.builds(lambda a, b: f"{a} {b}", inner, inner)
    ),
    max_leaves=12,
)


@settings(max_examples=3 * settings().max_examples)
@given(TREE)
def test_no_word_of_a_page_is_lost(html: str) -> None:
    """Whatever elements stand in each other, each word of a page stands in a unit, in order."""
    wanted = Counter(re.findall(r"[abcxyz]{3,}", re.sub(r"<[^>]*>", " ", html)))
    article = Article.of("a.txt", read_page(f"<body>{html}</body>".encode()).data.decode())
    said = " ".join(article.quote(one) for one in article.sentences)
    assert not wanted - Counter(re.findall(r"[abcxyz]{3,}", said))
