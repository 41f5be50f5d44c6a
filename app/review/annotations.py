"""What was annotated in Label Studio, as corrections of the record that the task was made of. Pure.

The regions of an annotation are held against those of the task (`label_studio.task`), by their paths; each difference
is a correction, or is refused by name.
"""

from collections.abc import Iterable, Iterator
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from pydantic import BaseModel, Field

from app.review.check import CorrectionRefused, Given, Pointer
from app.review.label_studio import PLACE
from app.review.sheet import read_value
from app.review.tree import Json

Change = tuple[str, Given | CorrectionRefused]
"""A path, and the correction of its value, or why there can be none."""


class _Note(BaseModel):
    text: list[str] = []


class _Value(BaseModel):
    start: int | None = None
    end: int | None = None
    text: str | list[str] | None = None
    labels: list[str] = []


class _Result(BaseModel):
    """One result; of a relation `from_id`, `to_id` and `labels`, of the rest `id` and `value`."""

    id: str = ""
    type: str
    value: _Value = _Value()
    meta: _Note = _Note()
    from_id: str = ""
    to_id: str = ""
    labels: list[str] = []


class _Annotation(BaseModel):
    result: list[_Result]
    was_cancelled: bool = False
    ground_truth: bool = False


class _Data(BaseModel):
    text: str
    article_id: str
    record: str


class Task(BaseModel):
    """What is read of a task; the rest is Label Studio's."""

    data: _Data
    annotations: list[_Annotation] = Field(default=[], description="Whoever labelled it.")


@dataclass(slots=True)
class _Region:
    """An item as it is labelled: where, as what, its values by name, and the words of the region that has them."""

    spans: set[tuple[int | None, int | None]] = field(default_factory=set)
    labels: set[str] = field(default_factory=set)
    values: dict[str, str] = field(default_factory=dict)
    quote: str | None = None


def changes(done: Task, now: Json) -> Iterator[Change]:
    """What an annotation says otherwise than the task as it is made now: each path, and a correction or why it is none.

    Nothing where the task was skipped. All that a correction cannot say is refused by name, never passed over.
    """
    given = [each for each in done.annotations if not each.was_cancelled]
    given = [each for each in given if each.ground_truth] or given
    if given and done.data.record != now["data"]["record"]:
        yield "", _refused("/path", "the record is another one since this task was written: export it again")
    elif len(given) > 1:
        yield "", _refused("/path", "several annotations: mark one of them as ground truth, or keep one")
    elif given:
        before = [_Result.model_validate(each) for each in now["predictions"][0]["result"]]
        yield from _changes(before, given[0].result, done.data)


def _changes(before: Iterable[_Result], after: Iterable[_Result], data: _Data) -> Iterator[Change]:
    one, other = list(before), list(after)
    had, has = _regions(one, data), _regions(other, data)
    gone = [path for path in had if path not in has]
    for path in gone:
        if not any(path.startswith(f"{above}/") for above in gone):
            yield path, _given(path, None, None, data)
    for path, region in has.items():
        if path in had:
            yield from _changed(path, had[path], region, data)
        elif path:
            yield from _added(path, region, data)
        else:
            yield path, _refused("/path", f"a new region of {_shown(region)} has no path as its note")
    if _tied(one, had.keys() & has.keys()) != _tied(other, had.keys() & has.keys()):
        yield "", _refused("/value", "relations are for the eye: change the line that names the party")


def _added(path: str, region: _Region, data: _Data) -> Iterator[Change]:
    """An item with all its values; a place by its name, and then the site in it."""
    values = {name: read_value(each) for name, each in region.values.items()}
    if PLACE not in values:
        yield path, _given(path, values, region.quote, data)
        return
    yield path, _given(path, values.pop(PLACE), region.quote, data)
    for name, value in values.items():
        yield f"{path}/{name}", _given(f"{path}/{name}", value, region.quote, data)


def _changed(path: str, had: _Region, has: _Region, data: _Data) -> Iterator[Change]:
    names = [name for name in dict.fromkeys((*had.values, *has.values)) if had.values.get(name) != has.values.get(name)]
    for name in names:
        at = path if name == PLACE else f"{path}/{name}"
        value = has.values.get(name)
        yield at, _given(at, None if value is None else read_value(value), value and has.quote, data)
    if had.labels != has.labels:
        yield path, _refused("/value", "a label is no value: take the region out, and add one with another path")
    if had.spans != has.spans and not names:
        yield path, _refused("/quote", "other words alone are no correction: give the value again with them")


def _regions(results: Iterable[_Result], data: _Data) -> dict[str, _Region]:
    """By their paths; all that have none together, under an empty one."""
    listed = list(results)
    paths = {each.id: each.meta.text[0].strip() for each in listed if each.meta.text}
    words = {each.id: _words(each.value, data) for each in listed if each.type == "labels"}
    found: dict[str, _Region] = {}
    for each in listed:
        if each.type not in ("labels", "textarea"):
            continue
        region = found.setdefault(paths.get(each.id, ""), _Region())
        if each.type == "labels":
            region.spans.add((each.value.start, each.value.end))
            region.labels.update(each.value.labels)
            region.quote = region.quote or words[each.id]
        else:
            lines = each.value.text if isinstance(each.value.text, list) else [each.value.text or ""]
            region.values |= {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            region.quote = words.get(each.id)
    return found


def _words(value: _Value, data: _Data) -> str:
    """The words of a region, as Label Studio saves them with it, else by its offsets."""
    return value.text if isinstance(value.text, str) else data.text[value.start : value.end]


def _tied(results: list[_Result], known: AbstractSet[str]) -> set[tuple[str, str, str]]:
    """Relations between what both have, by their paths: regions may have other ids in an annotation."""
    paths = {each.id: each.meta.text[0].strip() for each in results if each.meta.text}
    ends = [(paths.get(each.from_id, ""), paths.get(each.to_id, ""), each) for each in results]
    ties = [(one, other, each) for one, other, each in ends if each.type == "relation" and {one, other} <= known]
    return {(one, other, ",".join(sorted(each.labels))) for one, other, each in ties}


def _given(path: str, value: Any, quote: str | None, data: _Data) -> Given:
    own = sha256(data.text.encode(errors="surrogatepass")).hexdigest() == data.article_id
    return Given(path, value, "article", quote or None, data.text if own else None)


def _refused(pointer: Pointer, reason: str) -> CorrectionRefused:
    return CorrectionRefused(pointer, "not_in_schema" if pointer != "/path" else "path_unknown", reason)


def _shown(region: _Region) -> str:
    return ", ".join(sorted(region.labels)) or "no label"
