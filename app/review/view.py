"""A record with its corrections, computed; and what is open in a record. Pure."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from pydantic import ValidationError

from app.assemble.derived import derived
from app.present.withheld import withheld
from app.review.anchors import Anchor, attached
from app.review.forms import QuoteMissing, place
from app.review.tree import (
    Json,
    PathRefused,
    Steps,
    after_pruning,
    path_of,
    pruned,
    steps,
)
from schemas import (
    ArticleSummary,
    CorrectedValue,
    Correction,
    Incident,
    Question,
    ReviewedSummary,
    RivalValues,
)


@dataclass(frozen=True, slots=True)
class Kept:
    """A correction as it is kept. `digest`: of the record that it was made for (`packing.digest`)."""

    said: Correction
    digest: str
    anchors: tuple[Anchor, ...]


@dataclass(frozen=True, slots=True)
class Worked:
    """A record as JSON with corrections in it, items that were taken out still in their places."""

    record: Json
    placed: tuple[tuple[Steps, Correction], ...]
    detached: tuple[Correction, ...]


def worked(summary: ArticleSummary, digest: str, kept: Iterable[Kept]) -> Worked:
    """The corrections in the order in which they came, each in its place; `digest` is the record's."""
    machine, record = summary.model_dump(mode="json"), summary.model_dump(mode="json")
    placed, detached = list[tuple[Steps, Correction]](), list[Correction]()
    for each in kept:
        found = _found(machine, digest, each)
        try:
            if found is None:
                raise PathRefused("path_unknown", "")
            place(record, found, each.said.value, each.said.evidence)
        except (PathRefused, QuoteMissing, ValueError):
            detached.append(each.said)
        else:
            placed = [(where, said) for where, said in placed if where[: len(found)] != found]
            placed.append((found, each.said))
    return Worked(record, tuple(placed), tuple(detached))


def standing(summary: ArticleSummary, digest: str, kept: Iterable[Kept]) -> tuple[tuple[str | None, Correction], ...]:
    """Each correction with the path of its value in the record itself; None: it is detached. Later ones replace."""
    work = worked(summary, digest, kept)
    placed = tuple((path_of(found), said) for found, said in work.placed)
    return (*placed, *((None, said) for said in work.detached))


def reviewed(summary: ArticleSummary, digest: str, kept: Sequence[Kept]) -> ReviewedSummary:
    """The record with its corrections, in full. Without any it is the record itself."""
    if not kept:
        return ReviewedSummary(summary=summary, corrected=(), detached=(), withheld=False)
    work = worked(summary, digest, kept)
    try:
        made = finished(work)
    except ValidationError:  # a reading by newer code, whose fields take other values
        said = tuple(each.said for each in kept)
        return ReviewedSummary(summary=summary, corrected=(), detached=said, withheld=False)
    corrected = tuple(
        CorrectedValue(path=after_pruning(work.record, found), correction=said) for found, said in work.placed
    )
    return ReviewedSummary(summary=made, corrected=corrected, detached=work.detached, withheld=False)


def finished(work: Worked) -> ArticleSummary:
    """The record that was worked on, with what is computed. Raises ValidationError where a value is of a wrong kind."""
    settled = [path_of(found) for found, _ in work.placed]
    made = ArticleSummary.model_validate_json(json.dumps(pruned(work.record)), strict=True)
    incidents = (*made.incidents, *made.background)
    wholes = {actor.name: actor.member_of for one in incidents for actor in one.actors if actor.member_of}
    update = {
        "incidents": tuple(derived(each, wholes) for each in made.incidents),
        "background": tuple(derived(each, wholes) for each in made.background),
        "questions": tuple(_open(made.questions, work.record, settled)),
    }
    return made.model_copy(update=update)


def shown(found: ReviewedSummary, *, full: bool) -> ReviewedSummary:
    """The same as a request may see it: where names are masked, corrections show no value, quote or note."""
    under = withheld(found.summary)
    if full or not (under.withheld or found.summary.withheld):
        return found
    return ReviewedSummary(
        summary=under,
        corrected=tuple(each.model_copy(update={"correction": masked(each.correction)}) for each in found.corrected),
        detached=tuple(map(masked, found.detached)),
        withheld=True,
    )


def masked(said: Correction) -> Correction:
    """A correction without what may hold a name."""
    return said.model_copy(update=dict.fromkeys(("value", "was", "quote", "evidence", "note")))


def rivals(summary: ArticleSummary) -> Iterator[RivalValues]:
    """Where sources of one article cannot all be right."""
    for kind, incidents in (("incidents", summary.incidents), ("background", summary.background)):
        for index, one in enumerate(incidents):
            yield from _rivals(f"{kind}/{index}", one)


def openings(summary: ArticleSummary) -> int:
    """How much there is to look at: questions and rival values together."""
    return len(summary.questions) + sum(1 for _ in rivals(summary))


def _rivals(path: str, incident: Incident) -> Iterator[RivalValues]:
    if "rival_blame" in incident.attribution_status:
        yield RivalValues(path=path, kind="attribution")
    if incident.toll_status == "differ":
        yield RivalValues(path=path, kind="toll")


def _found(machine: Json, digest: str, each: Kept) -> Steps | None:
    try:
        found = steps(each.said.path)
        if digest == each.digest:
            return found
        return attached(machine, found, each.anchors, each.said.was, each.said.value)
    except PathRefused:
        return None


def _is_about(question: str, settled: str) -> bool:
    """Whether a correction settles a question: of the same value, of what it is part of, or of a part of it."""
    of_item = question.count("/") > 1  # not of the incident as a whole
    return f"{question}/".startswith(f"{settled}/") or (of_item and settled.startswith(f"{question}/"))


def _open(questions: Iterable[Question], record: Json, settled: Sequence[str]) -> Iterator[Question]:
    """Questions about values that stand as the machine read them, with their paths after what was taken out."""
    for each in questions:
        if any(_is_about(each.path, path) for path in settled):
            continue
        parts = tuple(int(part) if part.isdecimal() else part for part in each.path.split("/"))
        if path := after_pruning(record, parts):
            yield each.model_copy(update={"path": path})
