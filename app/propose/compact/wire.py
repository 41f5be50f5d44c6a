"""The compact answer: what a model that was trained for our record writes of an article. Pure.

It says what a `Draft` says in a third fewer tokens: 593 on average over the odd newswire articles, not 872. What
happened stands first, so that whether there is an incident at all is decided after it was put into words. News and
background are two lists in place of a mark on each incident; who the parties are stands once, at the end; a value whose
words can be looked up names no sentence; days that follow from the words are left to arithmetic. Every list is bounded,
in the schema too: a small model's list can loop.

Changing the form voids what was trained: an adapter's card names its digest (`app.engine.weights.adapter`).
"""

import hashlib
import json
from typing import Annotated, Any, Final, Literal

from pydantic import BeforeValidator, Field, NonNegativeInt
from pydantic.json_schema import SkipJsonSchema

from app.llm.lenient import LenientAnswer
from app.records.draft import CountWords, Name, Part, at_most, in_order, no_longer_than
from app.values.locations import Position
from schemas.codes import (
    Basis,
    CountedHarm,
    Damage,
    DayPart,
    Inter,
    Outcome,
    Plover,
    ProtestResponse,
    Sex,
    SourceType,
    Stage,
    Stance,
    SubEventType,
    TargetKind,
    TargetSector,
    Unit,
    VictimClass,
    WeaponCategory,
)

MOST_NEWS: Final = 12
MOST_BACKGROUND: Final = 8
MOST_ITEMS: Final = 10
MOST_PARTIES: Final = 24
"""Bounds on lists, of which training articles come to at most 6, 3, 8 and 20."""

Decision = Literal["incident", "none"]
"""Whether the article newly reports an incident; both begin with a token of their own."""
At = Annotated[tuple[NonNegativeInt, ...], at_most(8), BeforeValidator(in_order)]
"""The numbers of the sentences that carry a value."""
Days = Annotated[str, no_longer_than(21)]
"""`2024-01-04`, or first and last day: `2024-01-04/2024-01-07`."""


class CompactTime(Part):
    """When on the day, as `DraftTime`."""

    words: Name
    part: DayPart | None = None
    hour: Annotated[str, no_longer_than(5)] | None = None


class CompactPlace(Part):
    """Where, as `DraftPlace`."""

    site: Name | None = None
    town: Name | None = None
    district: Name | None = None
    region: Name | None = None
    country: Name | None = None
    how: Position = "in"
    each: Annotated[tuple[Name, ...], at_most(8)] = ()


class CompactAttribution(Part):
    """Who is said to have done it; `says` is who says so, None: the article in its own voice."""

    actor: Name
    basis: Basis
    says: Name | None = None
    at: At = ()


class CompactTarget(Part):
    """What was aimed at; `at` only where it was damaged: the sentences that say so."""

    name: Name
    kind: TargetKind
    of: Name | None = None
    sector: TargetSector | None = None
    damage: Damage | None = None
    at: At = ()


class CompactWeapon(Part):
    """What was used; `at` only where it was counted: the sentences that say how many."""

    name: Name
    kind: WeaponCategory
    system: Name | None = None
    count: CountWords | None = None
    at: At = ()


class CompactPerson(Part):
    """A victim who is singled out, as `DraftPerson`; `who` describes, `fate` None: killed."""

    name: Name | None = None
    who: Name | None = None
    fate: Outcome = "killed"
    age: Annotated[int | None, Field(ge=0, le=130)] = None
    sex: Sex | None = None
    kin: Name | None = None
    child: bool = False


class CompactToll(Part):
    """What one source says of the dead and the injured, as `DraftClaim`."""

    killed: CountWords | None = None
    injured: CountWords | None = None
    who: VictimClass = "all"
    noun: Name | None = None
    of: Name | None = None
    more: bool = False
    says: Name | None = None
    confirmed: Annotated[tuple[Name, ...], at_most(4)] = ()
    victims: Annotated[tuple[CompactPerson, ...], at_most(MOST_ITEMS)] = ()
    at: At = ()


class CompactCount(Part):
    """How many were abducted, arrested, displaced, are missing or took part."""

    what: CountedHarm
    number: CountWords
    unit: Unit = "people"
    noun: Name | None = None
    says: Name | None = None
    at: At = ()


class CompactDemand(Part):
    """What a protest is for or against."""

    text: Name
    stance: Stance


class CompactResponse(Part):
    """What was done against a protest, and by whom."""

    kind: ProtestResponse
    by: Name | None = None


class CompactProtest(Part):
    """Of a demonstration or riot alone."""

    organisers: Annotated[tuple[Name, ...], at_most(4)] = ()
    demands: Annotated[tuple[CompactDemand, ...], at_most(4)] = ()
    responses: Annotated[tuple[CompactResponse, ...], at_most(4)] = ()


class CompactAct(Part):
    """What a speaker does with words about the incident."""

    speaker: Name
    act: Plover
    at: At = ()


class CompactIncident(Part):
    """One deed. `day` only where the words in `when` do not give it by the calendar."""

    type: SubEventType
    stage: Stage = "accomplished"
    at: At
    when: Name | None = None
    day: Days | None = None
    time: CompactTime | None = None
    place: CompactPlace | None = None
    by: Annotated[tuple[CompactAttribution, ...], at_most(MOST_ITEMS)] = ()
    targets: Annotated[tuple[CompactTarget, ...], at_most(MOST_ITEMS)] = ()
    weapons: Annotated[tuple[CompactWeapon, ...], at_most(MOST_ITEMS)] = ()
    tolls: Annotated[tuple[CompactToll, ...], at_most(MOST_ITEMS)] = ()
    counts: Annotated[tuple[CompactCount, ...], at_most(MOST_ITEMS)] = ()
    protest: CompactProtest | None = None
    acts: Annotated[tuple[CompactAct, ...], at_most(MOST_ITEMS)] = ()
    others: Annotated[tuple[Name, ...], at_most(MOST_ITEMS)] = ()


class CompactParty(Part):
    """Who acts, is blamed or speaks; `voice` as `source_type`, `of` the party that it belongs to."""

    name: Name
    also: Annotated[tuple[Name, ...], at_most(4)] = ()
    type: Inter | None = None
    voice: SourceType | None = None
    of: Name | None = None


class Compact(Part, LenientAnswer):
    """All that the model says of one article, in the order in which it says it.

    `summary` are the numbers of the sentences that tell the most; `context` of those with background figures.
    `probability` is not the model's to say: that of "incident" in `reports`, 0 to 1, as far as the server tells it.
    """

    headline: Annotated[str, no_longer_than(160)]
    reports: Decision
    news: Annotated[tuple[CompactIncident, ...], at_most(MOST_NEWS)] = ()
    background: Annotated[tuple[CompactIncident, ...], at_most(MOST_BACKGROUND)] = ()
    summary: Annotated[tuple[NonNegativeInt, ...], at_most(4)] = ()
    context: Annotated[tuple[NonNegativeInt, ...], at_most(12)] = ()
    parties: Annotated[tuple[CompactParty, ...], at_most(MOST_PARTIES)] = ()
    probability: SkipJsonSchema[float | None] = None


def form_digest() -> str:
    """SHA-256, in lower-case hex, of the form of the answer: its JSON Schema without what is only said about it.

    The order of the fields counts: it is the order of writing.
    """
    form = json.dumps(_form(Compact.model_json_schema()), separators=(",", ":"))
    return hashlib.sha256(form.encode()).hexdigest()


def _form(schema: Any) -> Any:
    """A schema without titles and descriptions; no field of the answer has such a name."""
    if isinstance(schema, dict):
        return {name: _form(part) for name, part in schema.items() if name not in ("title", "description")}
    return [_form(part) for part in schema] if isinstance(schema, list) else schema
