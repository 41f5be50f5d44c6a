"""Records as tasks of Label Studio, and their values as its predictions. Pure. `annotations` reads what comes back.

An item of a record is a region for each of its quotes, labelled by the list that it is of. Its path in the machine's
record is the region's note (`meta.text`), its values are the lines of a text area at its first region, `killed: 4`, and
who it refers to is a relation. The format: https://labelstud.io/guide/task_format and `/guide/predictions`; offsets are
in code points, as Label Studio writes them.
"""

import json
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import Final
from xml.sax.saxutils import quoteattr

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
PLACE: Final = "location"


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
    """To the parties of the incident that its values name: Label Studio keeps one for two regions."""
    if found[0] not in LISTS:
        return
    parties = record[found[0]][found[1]]["actors"]
    places = {each["name"]: index for index, each in enumerate(parties) if each is not REMOVED}
    labels: dict[str, list[str]] = {}
    for name in sorted(REFERENCES & node.keys()):
        if to := first.get(path_of((*found[:2], "actors", places.get(node[name], -1)))):
            labels.setdefault(to, []).append(name)
    for to, names in labels.items():
        ends = {"from_id": first[path_of(found)], "to_id": to}
        yield {"type": "relation", **ends, "direction": "right", "labels": names}


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
    if found[-1] == PLACE:
        named = {PLACE: node["city"] or node["admin1"] or node["country"], "site": node["site"]}
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
