"""The shape of a FAQ file: the model that checks it, and that its JSON Schema is made from."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints

SHOWN = 100  # characters of a question that Discord's autocomplete shows
PHRASING = 500  # longer than any question worth storing
ANSWER = 1_500  # leaves room for citations within the 4,000 characters of a card
ID = 64  # an id travels in a button's custom_id of 100 characters


_SCALARS = ["string", "number", "boolean"]
_NO_DEFAULT = ("default", None)


def _with_text(text: str) -> str:
    if not text.strip():
        raise ValueError("empty")
    return text.strip()


_Filled = AfterValidator(_with_text)
Text = Annotated[str, StringConstraints(min_length=1), _Filled]
Phrasing = Annotated[str, StringConstraints(min_length=1, max_length=PHRASING), _Filled]
EntryId = Annotated[str, StringConstraints(max_length=ID, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class ArticleModel(_Model):
    """The article that the entries quote."""

    file: Text = Field(description="Path of the article's text file, relative to this file.")
    title: Annotated[str, StringConstraints(min_length=1, max_length=200), _Filled] | None = Field(
        None, description="The title shown with citations; the file's name if left out."
    )
    url: Annotated[str, StringConstraints(max_length=400, pattern=r"^https?://\S+$")] | None = (
        Field(None, description="The publisher's page; citations then link to the very sentence.")
    )
    published: Annotated[str, StringConstraints(min_length=1, max_length=40), _Filled] | None = (
        Field(None, description="The date shown with citations; undated if left out.")
    )


class EntryModel(_Model):
    """One thing that the FAQ can answer."""

    id: EntryId = Field(description="Lower-case words joined by hyphens, unique over the folder.")
    questions: list[Phrasing] = Field(
        min_length=1, description="Ways to ask it; the first is shown to people."
    )
    answer: Annotated[str, StringConstraints(min_length=1, max_length=ANSWER), _Filled] | None = (
        Field(
            None,
            description="The answer; [1] names the first quote under cite. It may hold links, "
            "[text](https://...). Without it the cited sentences are the answer.",
        )
    )
    cite: list[Text] = Field(
        min_length=1,
        description="Quotes from the article, word for word; "
        "a unique part of a sentence stands for the sentence.",
    )
    next: list[Text] = Field([], description="Ids of entries offered as follow-ups.")


class FaqModel(_Model):
    """A FAQ file of Footnote."""

    language: Literal["en"] = Field("en", description="The language; English is the only one yet.")
    article: ArticleModel = Field(description="The article that the entries quote.")
    entries: list[EntryModel] = Field(min_length=1, description="What the FAQ can answer.")
    synonyms: dict[Text, list[Text]] = Field(
        {}, description="Words that mean the same in this file: a word and its other names."
    )
    not_covered: list[Phrasing] = Field(
        [], description="Questions near the article that it does not answer, tested to stay so."
    )


def schema() -> dict[str, Any]:
    """The JSON Schema that editors complete and check a FAQ file by."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **_as_read(FaqModel.model_json_schema()),
        "title": "Footnote FAQ",
    }


def _as_read(part: Any) -> Any:
    """A part of the schema for files as they are read: every plain scalar is text, none is null.

    Other readers of YAML, such as an editor's, take `2014` for a number and `no` for a truth.
    """
    if isinstance(part, list):
        return [_as_read(one) for one in part]
    if not isinstance(part, dict):
        return part
    some, *others = [one for one in part.get("anyOf", ()) if one != {"type": "null"}] or [{}]
    assert not others  # noqa: S101 - the model holds no other choice than to leave a text out
    kept = {key: one for key, one in part.items() if key != "anyOf" and (key, one) != _NO_DEFAULT}
    read = {key: _as_read(one) for key, one in {**kept, **some}.items()}
    free = read.get("type") == "string" and read.keys().isdisjoint(("pattern", "const"))
    return read | {"type": _SCALARS} if free else read
