"""Drafts of schema 1.x: what nobody asked for then stays open, and what goes over the wire today is not touched."""

from typing import Any

import pytest
from pydantic import ValidationError

from app.records.draft import Draft
from app.records.older import LATER, OlderDraft, as_written_then
from tests.app.drafts import incident, leaves, toll
from tests.app.older import WITH_DRAFTS, saved

GUARD = {"name": None, "who": "guard", "at": [0]}
SAID: dict[str, Any] = {"headline": "", "incidents": [incident(0, tolls=[toll(0, victims=[GUARD])])]}


def test_a_victim_without_an_outcome_has_none() -> None:
    (person,) = OlderDraft.model_validate(SAID, strict=False).incidents[0].claims[0].victims
    assert (person.description, person.outcome) == ("guard", None)


def test_a_model_of_today_must_give_the_outcome() -> None:
    with pytest.raises(ValidationError, match="fate"):
        Draft.model_validate(SAID, strict=False)


@pytest.mark.parametrize("name", WITH_DRAFTS)
def test_no_draft_of_1_1_has_what_came_later(name: str) -> None:
    draft = saved(name)["draft"]
    assert not {step for path, _ in leaves(draft) for step in path.split("/")} & LATER
    assert as_written_then(draft) == draft


@pytest.mark.parametrize("name", WITH_DRAFTS)
def test_all_that_a_draft_of_1_1_has_is_read(name: str) -> None:
    """Written anew without what came later, it is the same draft."""
    draft = saved(name)["draft"]
    assert as_written_then(OlderDraft.model_validate(draft, strict=False).model_dump(mode="json")) == draft
