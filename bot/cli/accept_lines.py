"""What `footnote accept` shows: a group of gaps, and what a change would do."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator, Sequence

from bot.care.accept import Plan
from bot.care.accept_effects import LARGE, Effect, Outcome
from bot.care.gaps import NEAR, Group
from bot.core.article import Citation
from bot.core.faq import Entry
from bot.core.knowledge import Knowledge
from bot.core.reply import Answer, DidYouMean, Passage
from bot.faces.terminal.lines import Line

EFFECTS = 12  # of each kind; an editor who sees more than that has seen enough
CANDIDATES = 5


def candidates(group: Group, knowledge: Knowledge) -> tuple[Entry, ...]:
    """The entries that the group may mean: those that members picked, then the nearest."""
    picked = [knowledge.by_id[name] for name, _ in group.picked if name in knowledge.by_id]
    near = [match.entry for match in group.now.ranking if match.score >= NEAR]
    return tuple({entry.id: entry for entry in (*picked, *near)}.values())[:CANDIDATES]


def group_lines(group: Group, entries: Sequence[Entry], place: str) -> Iterator[Line]:
    """The group as an editor looks at it before deciding."""
    times = "once" if group.count == 1 else f"{group.count} times"
    yield Line("")
    yield Line(f"{place} · sent {times}, last on {group.last}", "source")
    yield Line(f"“{group.question}”", "question")
    for wording in group.wordings[1:]:
        yield Line(f"  also “{wording}”", "hint")
    yield Line(f"Today: {_today(group)}")
    picked = dict(group.picked)
    for number, entry in enumerate(entries, start=1):
        note = f"  (members picked this: {picked[entry.id]})" if entry.id in picked else ""
        yield Line(f"  {number}  {entry.id}: {entry.question}{note}", "option")


def choice_lines(entries: int) -> Iterator[Line]:
    """The keys and what they do; the first `entries` digits stand for entries."""
    digits = f"[1-{entries}]" if entries > 1 else "[1]"
    if entries:
        yield Line(f"{digits} add it as a phrasing of that entry   [p] of another entry", "source")
    else:
        yield Line("[p] add it as a phrasing of an entry", "source")
    yield Line("[n] near miss   [e] new entry   [s] skip   [f] forget   [q] quit", "source")


def _today(group: Group) -> str:
    match group.now.reply:
        case Answer(entry):
            return f"`{entry.id}` answers."
        case Passage(cited):
            numbers = ", ".join(str(citation.number) for citation in cited)
            return f"sentence {numbers} of the article is quoted."
        case DidYouMean():
            return "a choice is offered."
        case _:
            return "no answer."


def sentence_lines(cited: Sequence[Citation]) -> Iterator[Line]:
    """Sentences to choose from, each with the number it has in its article."""
    for citation in cited:
        yield Line(f"  {citation.number:>3}  {' '.join(citation.quote.split())}", "quote")


def plan_lines(plan: Plan) -> Iterator[Line]:
    """The change itself, and what it does to the known questions."""
    yield Line("")
    yield from _difference(plan)
    changed = Counter(effect.kind for effect in plan.effects)
    counts = [f"{count} {kind}" for kind, count in changed.items()]
    asked = sum(effect.kind != "strayed" for effect in plan.effects)
    counts.append(f"{plan.known - asked:,} as before")
    yield Line(f"Tried on {plan.known:,} known questions: {', '.join(counts)}.")
    if plan.known > LARGE:
        yield Line("(In so large a FAQ collisions are left to `footnote check`.)", "source")
    shown: Counter[tuple[str, bool]] = Counter()
    for effect in plan.effects:
        shown[effect.kind, effect.harmful] += 1
        if shown[effect.kind, effect.harmful] <= EFFECTS:
            yield Line(_effect(effect), "question" if effect.harmful else "hint")


def _difference(plan: Plan) -> Iterator[Line]:
    before, after = (
        data.decode("utf-8-sig").splitlines()
        for data in (plan.proposal.before, plan.proposal.after)
    )
    name = str(plan.proposal.file)
    for line in difflib.unified_diff(before, after, name, name, n=1, lineterm=""):
        if not line.startswith(("---", "+++")):
            yield Line(f"  {line}", "answer" if line.startswith(("+", "-")) else "source")


def _effect(effect: Effect) -> str:
    sign = "!" if effect.harmful else "+"
    text = f"  {sign} {effect.known.source} “{effect.known.question}”"
    if effect.kind == "strayed":
        return f"{text}: a question like it may get {_who(effect.after)}; reword one of the two"
    return f"{text}: {_who(effect.before)} before, {_who(effect.after)} now"


def _who(outcome: Outcome) -> str:
    return " and ".join(outcome) or "no answer"
