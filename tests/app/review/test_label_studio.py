"""A record as a task of Label Studio: regions, their notes and lines, relations; and the interface that shows them."""

from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest

from app.review.label_studio import LABELS, config, task
from app.review.tree import Json, at, steps
from app.review.view import worked
from app.store.index.packing import digest
from tests.app.review.made import CLAIM, given, kept, record
from tests.fakes.recorded import seed_summaries
from tests.fakes.service import TEXT
from tests.seeds import SECOND


def made(*corrections: object) -> Json:
    """The task of the record with these corrections."""
    summary = record()
    return task(summary, worked(summary, digest(summary), kept(*corrections)), TEXT)  # type: ignore[arg-type]


def results(made: Json, kind: str) -> Iterator[Json]:
    return (each for each in made["predictions"][0]["result"] if each["type"] == kind)


def lines(made: Json) -> dict[str, list[str]]:
    """The lines of each path."""
    return {each["meta"]["text"][0]: each["value"]["text"] for each in results(made, "textarea")}


def test_each_region_is_words_of_the_text_with_the_path_of_a_value() -> None:
    """Offsets count code points, as the record's; every path names an item of the machine's record."""
    for each in results(made(), "labels"):
        value = each["value"]
        assert TEXT[value["start"] : value["end"]] == value["text"]
        assert at(record().model_dump(mode="json"), steps(each["meta"]["text"][0])) is not None
        assert set(value["labels"]) < set(LABELS)


def test_lines_are_values_as_a_person_writes_them() -> None:
    """Counts in words, a place by its name; what is computed, or not stated, is no line."""
    found = lines(made())
    assert "killed: 4" in found[CLAIM]
    assert {line.partition(":")[0] for line in found["incidents/0"]} == {"sub_event_type", "stage"}
    assert found["context/0"] == ["text: 900 people work there."]
    assert found["summary/0"] == ["text: A drone struck the depot."]


def test_relations_lead_from_a_value_to_the_party_that_it_names() -> None:
    """By the ids of regions that are there."""
    task = made()
    paths = {each["id"]: each["meta"]["text"][0] for each in results(task, "labels")}
    ties = {
        (paths[each["from_id"]], paths[each["to_id"]], label)
        for each in results(task, "relation")
        for label in each["labels"]
    }
    names = [actor.name for actor in record().incidents[0].actors]
    blamed = record().incidents[0].attribution[0].actor
    assert ("incidents/0/attribution/0", f"incidents/0/actors/{names.index(blamed)}", "actor") in ties


def test_two_regions_have_one_relation_with_all_its_labels() -> None:
    """Label Studio keeps one for two regions: a second would be lost, and read as one that a person took out."""
    summary = seed_summaries()[SECOND]
    made = task(summary, worked(summary, digest(summary), []), SECOND)
    ties = {(each["from_id"], each["to_id"]): each["labels"] for each in results(made, "relation")}
    assert len(ties) == len(list(results(made, "relation")))
    assert ["asserted_by", "of"] in ties.values()


def test_corrections_are_in_the_task_at_the_machines_paths() -> None:
    """What was taken out has no region, and what stands behind it keeps its path."""
    out = given("incidents/0/actors/0", None, None, "desk_rule")
    found = lines(made(out, given(f"{CLAIM}/killed", "at least 2", "two rockets")))
    assert "killed: at least 2" in found[CLAIM]
    kept_paths = {each for each in found if each.startswith("incidents/0/actors/")}
    assert "incidents/0/actors/0" not in kept_paths
    assert kept_paths == {each for each in lines(made()) if each.startswith("incidents/0/actors/")} - {
        "incidents/0/actors/0"
    }


@pytest.mark.parametrize("kind", ["labels", "textarea"])
def test_the_interface_has_the_controls_that_the_results_name(kind: str) -> None:
    """It is well-formed, and knows each label."""
    view = ET.fromstring(config())  # noqa: S314  # our own
    controls = {each.get("name"): each.tag.lower() for each in view if each.get("toName") == "text"}
    assert {(each["from_name"], each["type"]) for each in results(made(), kind)} <= set(controls.items())
    assert {each.get("value") for each in view.iter("Label")} == set(LABELS)
