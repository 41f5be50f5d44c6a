"""What comes back from Label Studio is a correction of what differs, and of nothing else."""

import copy
from collections.abc import Callable
from typing import Any

import pytest

from app.review.annotations import Change, Task, changes
from app.review.check import CorrectionRefused
from app.review.tree import Json
from tests.app.review.made import CLAIM
from tests.app.review.test_label_studio import made

SENT = made()
Edit = Callable[[list[Json]], None]


def annotated(*edits: Edit, **more: Any) -> Json:
    """The task as it comes back, its predictions taken over into an annotation, and that edited."""
    done = copy.deepcopy(SENT) | {"id": 7}
    result = copy.deepcopy(SENT["predictions"][0]["result"])
    for edit in edits:
        edit(result)
    return done | {"annotations": [{"id": 1, "completed_by": 2, "result": result, **more}]}


def found(done: Json) -> list[Change]:
    return list(changes(Task.model_validate(done), SENT))


def said(done: Json) -> list[tuple[str, Any]]:
    """Paths with values; of what is refused, the reason."""
    return [(path, str(each) if isinstance(each, CorrectionRefused) else each.value) for path, each in found(done)]


def of(path: str, kind: str = "textarea") -> Callable[[Json], bool]:
    return lambda each: each["type"] == kind and each["meta"]["text"] == [path]


def line(path: str, name: str, value: str | None) -> Edit:
    """Another line of this name, or none."""

    def edit(result: list[Json]) -> None:
        area = next(filter(of(path), result))
        area["value"]["text"] = [each for each in area["value"]["text"] if not each.startswith(f"{name}:")]
        area["value"]["text"] += [] if value is None else [f"{name}: {value}"]

    return edit


def without(path: str) -> Edit:
    def edit(result: list[Json]) -> None:
        result[:] = [each for each in result if path not in each.get("meta", {}).get("text", ())]

    return edit


def added(note: list[str], start: int, end: int, *lines: str) -> Edit:
    def edit(result: list[Json]) -> None:
        span = {"start": start, "end": end}
        same = {"id": "new", "to_name": "text", "meta": {"text": note}}
        result += [
            same | {"type": "labels", "from_name": "label", "value": {**span, "labels": ["weapons"]}},
            same | {"type": "textarea", "from_name": "values", "value": {**span, "text": list(lines)}},
        ]

    return edit


def test_what_nobody_changed_is_no_correction() -> None:
    """Whatever ids Label Studio gives the regions, and in whatever order they come."""
    done = annotated(lambda result: result.reverse())
    for each in done["annotations"][0]["result"]:
        each.update({name: f"{each[name]}x" for name in ("id", "from_id", "to_id") if name in each})
    assert said(done) == []


def test_another_line_is_a_correction_with_the_words_of_its_region() -> None:
    """A line that is gone says that the article does not have it; a new one gives what was null."""
    (change,) = found(annotated(line(CLAIM, "killed", "at least 4")))
    assert not isinstance(change[1], CorrectionRefused)
    assert (change[0], change[1].value, change[1].quote) == (f"{CLAIM}/killed", "at least 4", "killed four people")
    assert change[1].text == SENT["data"]["text"]
    assert said(annotated(line(CLAIM, "killed", None), line(CLAIM, "noun", "people"))) == [
        (f"{CLAIM}/killed", None),
        (f"{CLAIM}/noun", "people"),
    ]


def test_an_item_without_a_region_is_taken_out_with_what_is_in_it() -> None:
    """Once, and not each of its parts."""
    assert said(annotated(without(CLAIM), without(f"{CLAIM}/victims/0"))) == [(CLAIM, None)]


def test_a_new_region_adds_an_item_where_its_note_says() -> None:
    """Without a note it is refused by its label."""
    start = SENT["data"]["text"].index("two rockets")
    whole = added(["incidents/0/weapons/9"], start, start + 11, "name: rockets", "category: rocket", "count: 2")
    (change,) = found(annotated(whole))
    assert not isinstance(change[1], CorrectionRefused)
    assert change[1].value == {"name": "rockets", "category": "rocket", "count": 2}
    assert change[1].quote == "two rockets"
    place = added(["incidents/1/location"], 0, 7, "location: Tripoli, Lebanon", "site: depot")
    assert said(annotated(place)) == [
        ("incidents/1/location", "Tripoli, Lebanon"),
        ("incidents/1/location/site", "depot"),
    ]
    ((_, reason),) = said(annotated(added([], start, start + 11)))
    assert "weapons has no path" in reason


def shifted(result: list[Json]) -> None:
    next(filter(of(CLAIM, "labels"), result))["value"]["start"] += 1


def relabelled(result: list[Json]) -> None:
    next(filter(of(CLAIM, "labels"), result))["value"]["labels"] = ["weapons"]


def untied(result: list[Json]) -> None:
    result[:] = [each for each in result if each["type"] != "relation"]


@pytest.mark.parametrize(
    ("edit", "reason"),
    [(shifted, "other words alone"), (relabelled, "a label is no value"), (untied, "relations are for the eye")],
)
def test_what_a_correction_cannot_say_is_refused_by_name(edit: Edit, reason: str) -> None:
    """Never passed over."""
    ((_, refused),) = said(annotated(edit))
    assert reason in refused


def test_of_several_annotations_one_is_taken_if_it_is_marked() -> None:
    """Else none; one that was skipped says nothing."""
    done = annotated(line(CLAIM, "killed", "2"))
    other = annotated(line(CLAIM, "killed", "3"), ground_truth=True)["annotations"]
    assert said(done | {"annotations": done["annotations"] + other}) == [(f"{CLAIM}/killed", 3)]
    ((_, reason),) = said(done | {"annotations": done["annotations"] * 2})
    assert "several annotations" in reason
    assert said(annotated(line(CLAIM, "killed", "3"), was_cancelled=True)) == []


def test_a_task_of_another_state_of_the_record_is_refused() -> None:
    """Paths may name something else by now; so what is imported twice is taken once."""
    done = annotated(line(CLAIM, "killed", "2"))
    done["data"]["record"] = "another"
    ((_, reason),) = said(done)
    assert "export it again" in reason
