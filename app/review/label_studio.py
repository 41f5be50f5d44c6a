"""Records as tasks of Label Studio, values as its predictions; and its annotations as corrections. Pure.

An item of a record is a region for each of its quotes, labelled by the list that it is of. Its path in the machine's
record is the region's note (`meta.text`), its values are the lines of a text area at its first region, `killed: 4`, and
who it refers to is a relation. The format: https://labelstud.io/guide/task_format and `/guide/predictions`; offsets are
in code points, as Label Studio counts since 1.4.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Final
from xml.sax.saxutils import quoteattr

from pydantic import BaseModel, Field

from app.review.check import CorrectionRefused, Given
from app.review.forms import REFERENCES
from app.review.sheet import read_value
from app.review.tree import (
    COMPUTED,
    LINES,
    LISTS,
    REMOVED,
    Json,
    PathRefused,
    Steps,
    field_of,
    is_count,
    path_of,
    steps,
)
from app.review.view import Worked
from app.values.count_notation import write_count
from schemas import ArticleSummary, Count

INCIDENT: Final = "incident"
LABELS: Final = (
    *(INCIDENT, "date", "time", "location", "actors", "attribution", "targets", "weapons", "casualty_claims"),
    *("victims", "confirmed_by", "other_counts", "organisers", "demands", "responses", "reactions", *LINES),
)
_TEXT, _LABEL, _VALUES = "text", "label", "values"
_PLACE: Final = "location"


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


def config() -> str:
    """The labelling interface that the tasks are made for."""
    labels = "\n".join(f"    <Label value={quoteattr(each)}/>" for each in LABELS)
    relations = "\n".join(f"    <Relation value={quoteattr(each)}/>" for each in sorted(REFERENCES))
    return f"""<View>
  <Style>.htx-text{{ white-space: pre-wrap; }}</Style>
  <Labels name="{_LABEL}" toName="{_TEXT}">
{labels}
  </Labels>
  <Relations>
{relations}
  </Relations>
  <Text name="{_TEXT}" value="${_TEXT}" granularity="symbol" saveTextResult="yes"/>
  <TextArea name="{_VALUES}" toName="{_TEXT}" perRegion="true" editable="true" displayMode="region-list"/>
</View>
"""


def task(summary: ArticleSummary, work: Worked, text: str) -> Json:
    """The task of a record with the corrections that it has; paths are those of the machine's record."""
    made = {"model_version": f"sitrep, {summary.provenance.model}", "result": list(_results(work.record))}
    about = {"article_id": summary.article.id, "title": summary.article.title, "record": _state(work.record)}
    return {"data": {_TEXT: text, **about}, "predictions": [made]}


def changes(done: Task, now: Json) -> Iterator[tuple[str, Given | CorrectionRefused]]:
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


# A record as regions.


def _results(record: Json) -> Iterator[Json]:
    first: dict[str, str] = {}
    items = list(_items(record))
    for number, (found, node) in enumerate(items):
        for place, quote in enumerate(node["evidence"]):
            region = f"r{number}-{place}"
            first.setdefault(path_of(found), region)
            yield from _region(region, found, node, quote, is_first=place == 0)
    for found, node in items:
        yield from _relations(record, found, node, first)


def _region(region: str, found: Steps, node: Json, quote: Json, *, is_first: bool) -> Iterator[Json]:
    span = {"start": quote["start"], "end": quote["end"]}
    same = {"id": region, "to_name": _TEXT, "meta": {"text": [path_of(found)]}}
    label = {**span, "text": quote["quote"], "labels": [_label(found)]}
    yield {**same, "from_name": _LABEL, "type": "labels", "value": label}
    if is_first and (values := _values(found, node)):
        lines = [f"{name}: {value}" for name, value in values.items()]
        yield {**same, "from_name": _VALUES, "type": "textarea", "value": {**span, "text": lines}}


def _relations(record: Json, found: Steps, node: Json, first: Mapping[str, str]) -> Iterator[Json]:
    """To the parties of the incident that its values name."""
    if found[0] not in LISTS:
        return
    parties = record[found[0]][found[1]]["actors"]
    places = {each["name"]: index for index, each in enumerate(parties) if each is not REMOVED}
    for name in sorted(REFERENCES & node.keys()):
        to = first.get(path_of((*found[:2], "actors", places.get(node[name], -1))))
        if to:
            ends = {"from_id": first[path_of(found)], "to_id": to}
            yield {"type": "relation", **ends, "direction": "right", "labels": [name]}


def _items(record: Json) -> Iterator[tuple[Steps, Json]]:
    for kind in (*LISTS, *LINES):
        yield from _within((kind,), record[kind])


def _within(found: Steps, node: Json) -> Iterator[tuple[Steps, Json]]:
    """What has quotes and can be corrected, a thing before what is in it."""
    if isinstance(node, list):
        for index, each in enumerate(node):
            yield from _within((*found, index), each)
    elif isinstance(node, dict):
        if node.get("evidence") and _can_be_corrected(found):
            yield found, node
        for name, part in node.items():
            if name not in COMPUTED:
                yield from _within((*found, name), part)


def _can_be_corrected(found: Steps) -> bool:
    try:
        steps(path_of(found))
    except PathRefused:
        return False
    return True


def _label(found: Steps) -> str:
    return INCIDENT if found[0] in LISTS and len(found) == len(("incidents", 0)) else field_of(found)


def _values(found: Steps, node: Json) -> dict[str, str]:
    """What it says, by the names of fields; of a place the name by which a gazetteer finds it."""
    if found[-1] == _PLACE:
        named = {_PLACE: node["city"] or node["admin1"] or node["country"], "site": node["site"]}
        return {name: _written(value) for name, value in named.items() if value}
    return {
        name: _written(value)
        for name, value in node.items()
        if value not in (None, [], False) and _is_plain(value) and _can_be_corrected((*found, name))
    }


def _is_plain(value: Json) -> bool:
    if isinstance(value, list):
        return all(isinstance(each, str) for each in value)
    return not isinstance(value, dict) or is_count(value)


def _written(value: Json) -> str:
    """As a person writes it, so that it is read as the same again."""
    if is_count(value):
        try:
            return str(write_count(Count.model_validate(value)))
        except ValueError:
            return json.dumps(value)
    is_text = isinstance(value, str) and read_value(value) == value and value == value.strip()
    return value if is_text else json.dumps(value, ensure_ascii=False)


def _state(record: Json) -> str:
    """A digest of what a task was made of."""
    return sha256(json.dumps(list(_results(record)), sort_keys=True).encode(errors="surrogatepass")).hexdigest()[:16]


# Regions as corrections.


def _changes(
    before: Iterable[_Result], after: Iterable[_Result], data: _Data
) -> Iterator[tuple[str, Given | CorrectionRefused]]:
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
            value = {name: read_value(each) for name, each in region.values.items()}
            yield path, _given(path, value, region.quote, data)
        else:
            yield path, _refused("/path", f"a new region of {_shown(region)} has no path as its note")
    if _tied(one) != _tied(other):
        yield "", _refused("/value", "relations are for the eye: change the line that names the party")


def _changed(path: str, had: _Region, has: _Region, data: _Data) -> Iterator[tuple[str, Given | CorrectionRefused]]:
    names = [name for name in dict.fromkeys((*had.values, *has.values)) if had.values.get(name) != has.values.get(name)]
    for name in names:
        at = path if name == _PLACE else f"{path}/{name}"
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
    found: dict[str, _Region] = {}
    for each in listed:
        if each.type not in ("labels", "textarea"):
            continue
        region = found.setdefault(paths.get(each.id, ""), _Region())
        words = data.text[each.value.start : each.value.end]
        if each.type == "labels":
            region.spans.add((each.value.start, each.value.end))
            region.labels.update(each.value.labels)
            region.quote = region.quote or words
        else:
            lines = each.value.text if isinstance(each.value.text, list) else [each.value.text or ""]
            region.values |= {name.strip(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
            region.quote = words
    return found


def _tied(results: list[_Result]) -> set[tuple[str, str, str]]:
    """Relations by the paths of their ends: regions may have other ids in an annotation."""
    paths = {each.id: "/".join(each.meta.text) for each in results if each.meta.text}
    return {
        (paths.get(each.from_id, each.from_id), paths.get(each.to_id, each.to_id), ",".join(each.labels))
        for each in results
        if each.type == "relation"
    }


def _given(path: str, value: Any, quote: str | None, data: _Data) -> Given:
    own = sha256(data.text.encode(errors="surrogatepass")).hexdigest() == data.article_id
    return Given(path, value, "article", quote or None, data.text if own else None)


def _refused(pointer: Any, reason: str) -> CorrectionRefused:
    return CorrectionRefused(pointer, "not_in_schema" if pointer != "/path" else "path_unknown", reason)


def _shown(region: _Region) -> str:
    return ", ".join(sorted(region.labels)) or "no label"
