"""The dossier: values whose quotes say where they stand."""

from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from schemas import (
    Conflict,
    Count,
    Dossier,
    Evidence,
    FusedIncident,
    Incident,
    Position,
)

QUOTE = {"quote": "killed four", "start": 0, "end": 11, "article_id": "a"}
ESTIMATE: dict[str, Any] = {"low": None, "best": None, "high": None}
FUSED: dict[str, Any] = {
    "id": "a-1",
    "event_type": "Battles",
    "sub_event_type": "Armed clash",
    "plover": "ASSAULT",
    "stage": "accomplished",
    "date": None,
    "location": None,
    "casualty_claims": [
        {
            "killed": {"min": 4, "max": 4},
            "injured": None,
            "victims": [{"description": "sailor", "evidence": [QUOTE]}],
            "asserted_by": "police",
            "source_type": "police",
            "confirmed_by": [{"name": "doctors", "source_type": "medical", "evidence": [QUOTE]}],
            "evidence": [QUOTE],
        }
    ],
    "fatalities": ESTIMATE,
    "injured": ESTIMATE,
    "attribution_status": (),
    "toll_status": "none",
    "origins": (),
    "civilian_targeting": None,
    "note": "",
    "evidence": [QUOTE],
    "reports": [{"article_id": "a", "incident_id": "a-1"}],
}
SIDE: dict[str, Any] = {"value": {"min": 4, "max": 4}, "asserted_by": None, "article_id": "a", "evidence": [QUOTE]}


def test_a_dossier_comes_back_from_json_as_it_was() -> None:
    conflict = {"kind": "numeric", "path": "casualty_claims/killed", "compatible": False, "positions": [SIDE, SIDE]}
    fused = FusedIncident.model_validate(FUSED | {"conflicts": [conflict]})
    dossier = Dossier(incidents=(fused,), articles=())
    assert Dossier.model_validate_json(dossier.model_dump_json()) == dossier


def test_a_fused_incident_can_stand_where_an_incident_can() -> None:
    assert isinstance(FusedIncident.model_validate(FUSED), Incident)


def test_all_quotes_of_a_fused_incident_name_their_article() -> None:
    quotes = evidence_types(FusedIncident, set())
    assert quotes == {"CitedEvidence"}


@pytest.mark.parametrize("part", ["evidence", "casualty_claims"])
def test_a_quote_without_its_article_is_refused(part: str) -> None:
    bare = {name: value for name, value in QUOTE.items() if name != "article_id"}
    value = [bare] if part == "evidence" else [FUSED["casualty_claims"][0] | {"evidence": [bare]}]
    with pytest.raises(ValidationError):
        FusedIncident.model_validate(FUSED | {part: value})


@pytest.mark.parametrize("value", [Count(min=4, max=4), "US military", "2024-01-04"])
def test_a_position_with_a_value_carries_words(value: Count | str) -> None:
    with pytest.raises(ValidationError, match="only a silence has none"):
        Position(value=value, asserted_by=None, article_id="a", evidence=())


def test_a_silent_position_needs_no_words() -> None:
    assert Position(value=None, asserted_by=None, article_id="a", evidence=()).evidence == ()


def test_one_position_is_no_conflict() -> None:
    with pytest.raises(ValidationError):
        Conflict.model_validate({"kind": "place", "path": "location/city", "compatible": True, "positions": [SIDE]})


def evidence_types(model: type[BaseModel], seen: set[type[BaseModel]]) -> set[str]:
    """The names of the evidence types that the fields of a model lead to."""
    if issubclass(model, Evidence):
        return {model.__name__}
    seen.add(model)
    inner = {part for field in model.model_fields.values() for part in models_in(field.annotation)}
    return {name for part in inner - seen for name in evidence_types(part, seen)}


def models_in(annotation: object) -> set[type[BaseModel]]:
    """The models that a type annotation names."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return {annotation}
    return {model for part in getattr(annotation, "__args__", ()) for model in models_in(part)}
