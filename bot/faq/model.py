"""The shape of a FAQ file: the model that checks it, and that its JSON Schema is made from."""

from __future__ import annotations

import json
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaValue
from pydantic_core import core_schema

SHOWN = 100  # characters of a question that Discord's autocomplete shows
PHRASING = 500  # longer than any question worth storing
ANSWER = 1_500  # leaves room for citations within the 4,000 characters of a card
ID = 64  # an id travels in a button's custom_id of 100 characters


def _with_text(text: str) -> str:
    if not text.strip():
        raise ValueError("empty")
    return text.strip()


_Filled = AfterValidator(_with_text)
# Footnote reads every plain scalar as text; an editor takes `2014` for a number and `no` for a
# truth, and may.
_Scalar = Field(json_schema_extra={"type": ["string", "number", "boolean"]})
Word = Annotated[str, StringConstraints(min_length=1), _Filled]
Text = Annotated[Word, _Scalar]
Phrasing = Annotated[str, StringConstraints(min_length=1, max_length=PHRASING), _Filled, _Scalar]
Title = Annotated[str, StringConstraints(min_length=1, max_length=200), _Filled, _Scalar]
Published = Annotated[str, StringConstraints(min_length=1, max_length=40), _Filled, _Scalar]
AnswerText = Annotated[str, StringConstraints(min_length=1, max_length=ANSWER), _Filled, _Scalar]
Url = Annotated[str, StringConstraints(max_length=400, pattern=r"^https?://\S+$")]
EntryId = Annotated[str, StringConstraints(max_length=ID, pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class ArticleModel(_Model):
    """The article that the entries quote."""

    file: Text = Field(description="Path of the article's text file, relative to this file.")
    title: Title | None = Field(
        None, description="The title shown with citations; the file's name if left out."
    )
    url: Url | None = Field(
        None, description="The publisher's page; citations then link to the very sentence."
    )
    published: Published | None = Field(
        None, description="The date shown with citations; undated if left out."
    )
    links: dict[Word, Url] = Field(
        {}, description="Words of the article and the web page that each leads to."
    )


class EntryModel(_Model):
    """One thing that the FAQ can answer."""

    id: EntryId = Field(description="Lower-case words joined by hyphens, unique over the folder.")
    questions: list[Phrasing] = Field(
        min_length=1, description="Ways to ask it; the first is shown to people."
    )
    answer: AnswerText | None = Field(
        None,
        description="The answer; [1] names the first quote under cite. It may hold links, "
        "[text](https://...). Without it the cited sentences are the answer.",
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
    synonyms: dict[Word, list[Text]] = Field(
        {}, description="Words that mean the same in this file: a word and its other names."
    )
    not_covered: list[Phrasing] = Field(
        [], description="Questions near the article that it does not answer, tested to stay so."
    )


class _SchemaForEditors(GenerateJsonSchema):
    """The schema of files, in which an optional key is left out and never null."""

    def nullable_schema(self, schema: core_schema.NullableSchema) -> JsonSchemaValue:
        """What stands there if anything does."""
        return self.generate_inner(schema["schema"])

    def default_schema(self, schema: core_schema.WithDefaultSchema) -> JsonSchemaValue:
        """No default is named where there is none."""
        made = super().default_schema(schema)
        return {key: one for key, one in made.items() if (key, one) != ("default", None)}


def schema() -> dict[str, Any]:
    """The JSON Schema that editors complete and check a FAQ file by."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **FaqModel.model_json_schema(schema_generator=_SchemaForEditors),
        "title": "Footnote FAQ",
    }


def schema_text() -> str:
    """The schema as `footnote schema` prints it, and as it lies beside a FAQ."""
    return json.dumps(schema(), indent=2) + "\n"
