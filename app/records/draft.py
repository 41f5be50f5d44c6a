"""The draft: the whole record as a model proposes it, before anything is verified. Also the wire format of the answer.

Every value names the sentences that carry it (`at`, the numbers under which the article was shown). Names on the wire
are single common words, which cost one token each; the descriptions are docs/labelling.md in short and are part of
the prompt: any change of them is a new prompt version.
"""

from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, NonNegativeInt, model_validator

from app.llm.lenient import LenientAnswer
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

MOST_INCIDENTS: Final = 24
MOST_ITEMS: Final = 24
"""Bounds on the lists of one incident: a small model's list can loop; no labelled article comes near."""
MOST_PARTIES: Final = 60


class Part(BaseModel):
    """A part of a draft: frozen, no unknown field; fields go by their wire name (alias) or their own."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)

    @model_validator(mode="before")
    @classmethod
    def _null_is_default(cls, values: Any) -> Any:
        """Null for a field with a default is the default: a strict schema makes models write every field."""
        if not isinstance(values, dict):
            return values
        optional = {field.alias or name for name, field in cls.model_fields.items() if not field.is_required()}
        return {name: value for name, value in values.items() if value is not None or name not in optional}


def at_most(items: int) -> Any:
    """A bound on a list that is in the schema, for grammars, and not in the validation: a long answer is an answer."""
    return Field(json_schema_extra={"maxItems": items})


def no_longer_than(characters: int) -> Any:
    """The same for a text."""
    return Field(json_schema_extra={"maxLength": characters})


def in_order(numbers: Any) -> Any:
    """Sentence numbers once each, in order; anything else is left to the validation."""
    if isinstance(numbers, list | tuple) and all(isinstance(each, int) for each in numbers):
        return tuple(sorted(set(numbers)))
    return numbers


Numbers = Annotated[tuple[NonNegativeInt, ...], at_most(40), BeforeValidator(in_order)]
At = Annotated[Numbers, Field(alias="at")]
"""The numbers of the sentences that carry a value."""
Name = Annotated[str, no_longer_than(200)]
CountWords = Annotated[str, no_longer_than(120)]


class DraftParty(Part):
    """Somebody who acts, is blamed, is attacked as an organisation, or speaks; once in the whole article."""

    name: Name = Field(description="Fullest name in the article, copied, without the/a and without numbers.")
    aliases: Annotated[tuple[Name, ...], at_most(12), Field(alias="also")] = Field(
        default=(), description="Its other proper names or short forms in the article."
    )
    type: Inter | None = Field(description="ACLED actor type.")
    source_type: Annotated[SourceType | None, Field(alias="voice")] = Field(
        default=None, description="What it speaks for; null unless it gives or confirms a number."
    )
    member_of: Annotated[Name | None, Field(alias="of")] = Field(
        default=None, description="Name of the party that it belongs to or speaks for, as the words say."
    )
    sentences: At = ()


class DraftDate(Part):
    """When the deed was done."""

    words: Name = Field(description='The words of the article, e.g. "on Thursday".')
    start: Annotated[str, no_longer_than(10)] | None = Field(description="First day they mean, YYYY-MM-DD.")
    end: Annotated[str, no_longer_than(10)] | None = Field(
        default=None, description="Last day, included; null: the first day."
    )
    sentences: At = ()


class DraftTime(Part):
    """When on the day."""

    words: Name = Field(description='As written, e.g. "around 7:30 p.m.".')
    part: DayPart | None = None
    hour: Annotated[str, no_longer_than(5)] | None = Field(default=None, description="HH:MM of 24 hours.")
    sentences: At = ()


class DraftPlace(Part):
    """Where the deed was done."""

    site: Name | None = Field(
        default=None, description="Street, quarter, village, building, base or road, as written, no the/a."
    )
    town: Name | None = Field(default=None, description="City, town.")
    district: Name | None = Field(default=None, description="District or county, as written; only if no town is named.")
    region: Name | None = Field(default=None, description="Province, state; only if no town is named.")
    country: Name | None = Field(description="Country in English, also when only the town tells it.")
    position: Annotated[Position, Field(alias="how")] = Field(
        default="in", description="near: near, outside or between towns; sea: at sea."
    )
    places: Annotated[tuple[Name, ...], at_most(12), Field(alias="each")] = Field(
        default=(), description="Done at several places: each that is named, as written."
    )
    sentences: At = ()


class DraftAttribution(Part):
    """Who is said to have done it."""

    actor: Name = Field(description="Name of a party.")
    basis: Basis
    asserted_by: Annotated[Name | None, Field(alias="by")] = Field(
        description="Party who says so; null: the article in its own voice."
    )
    sentences: At = ()


class DraftTarget(Part):
    """What or who was aimed at or hit."""

    name: Name
    kind: TargetKind
    of: Name | None = Field(default=None, description="Party whose it is.")
    sector: TargetSector | None = None
    damage: Damage | None = None
    sentences: At = ()


class DraftWeapon(Part):
    """What was used."""

    name: Name = Field(description="Noun, without the/a and number.")
    category: Annotated[WeaponCategory, Field(alias="kind")]
    system: Name | None = Field(default=None, description='Make or model as written: "Grad".')
    count: CountWords | None = Field(default=None, description="How many were used; null if not said.")
    sentences: At = ()


class DraftPerson(Part):
    """A victim whom the article singles out."""

    name: Name | None = None
    description: Annotated[Name | None, Field(alias="who")] = Field(
        default=None, description="Noun phrase, as written, no the/a."
    )
    outcome: Annotated[Outcome, Field(alias="fate")]
    age: Annotated[int | None, Field(ge=0, le=130)] = None
    sex: Sex | None = Field(default=None, description="Only by a word (girl, widow, her, Mr), never by a first name.")
    relation: Annotated[Name | None, Field(alias="kin")] = Field(
        default=None, description='To another person, as written: "her uncle".'
    )
    minor: Annotated[bool, Field(alias="child")] = Field(default=False, description="True: under 18 by the words.")
    sentences: At = ()


class DraftSource(Part):
    """A party by its name: who confirms the same numbers, who called a protest."""

    name: Name
    sentences: At = ()


class DraftClaim(Part):
    """What one source says of the dead and the injured."""

    killed: CountWords | None = Field(description='As "4", "at least 4", "at most 4", "about 4", "4 to 6", "dozens".')
    injured: CountWords | None
    victim_class: Annotated[VictimClass, Field(alias="who")]
    noun: Name | None = Field(default=None, description='What is counted, as written: "farmers"; null: bare number.')
    of: Name | None = Field(default=None, description="Party whose dead or injured they are, as the words say.")
    additional: Annotated[bool, Field(alias="more")] = Field(
        default=False, description='True: on top of the number told before ("four more died").'
    )
    asserted_by: Annotated[Name | None, Field(alias="by")] = Field(
        description="Party who says so; null: the article in its own voice."
    )
    confirmed_by: Annotated[tuple[DraftSource, ...], at_most(8), Field(alias="confirmed")] = ()
    victims: Annotated[tuple[DraftPerson, ...], at_most(MOST_ITEMS)] = ()
    sentences: At = ()


class DraftCount(Part):
    """How many were abducted, arrested, displaced, are missing or took part."""

    what: CountedHarm
    number: CountWords = Field(description="Written as in tolls.")
    unit: Unit = "people"
    noun: Name | None = Field(default=None, description="What is counted, as written.")
    asserted_by: Annotated[Name | None, Field(alias="by")] = Field(description="As in tolls.")
    sentences: At = ()


class DraftDemand(Part):
    """What a protest is for or against."""

    text: Name = Field(description="The words of the article.")
    stance: Stance
    sentences: At = ()


class DraftResponse(Part):
    """What was done against a protest."""

    kind: ProtestResponse
    by: Name | None = Field(default=None, description="Name of the party that did it.")
    sentences: At = ()


class DraftProtest(Part):
    """Of a demonstration or riot alone."""

    organisers: Annotated[tuple[DraftSource, ...], at_most(8)] = Field(
        default=(), description="Parties that called or lead it."
    )
    demands: Annotated[tuple[DraftDemand, ...], at_most(8)] = ()
    responses: Annotated[tuple[DraftResponse, ...], at_most(8)] = ()


class DraftStatement(Part):
    """What a speaker does with words about the incident."""

    speaker: Name = Field(description="Name of a party.")
    act: Plover
    sentences: At = ()


class DraftIncident(Part):
    """One deed. The order is the order of asking: what it is stands before what hangs on it."""

    newly_reported: Annotated[bool, Field(alias="new")] = Field(
        description="True: the article is written to tell of it; false: background."
    )
    sub_event_type: Annotated[SubEventType, Field(alias="type")]
    stage: Stage
    sentences: At = Field(description="Sentences that report it.")
    date: DraftDate | None
    time: DraftTime | None = None
    place: DraftPlace | None
    attribution: Annotated[tuple[DraftAttribution, ...], at_most(MOST_ITEMS), Field(alias="blame")] = ()
    targets: Annotated[tuple[DraftTarget, ...], at_most(MOST_ITEMS)] = ()
    weapons: Annotated[tuple[DraftWeapon, ...], at_most(MOST_ITEMS)] = ()
    claims: Annotated[tuple[DraftClaim, ...], at_most(MOST_ITEMS), Field(alias="tolls")] = ()
    counts: Annotated[tuple[DraftCount, ...], at_most(MOST_ITEMS)] = ()
    protest: DraftProtest | None = None
    reactions: Annotated[tuple[DraftStatement, ...], at_most(MOST_ITEMS), Field(alias="acts")] = ()
    parties: Annotated[tuple[Name, ...], at_most(MOST_ITEMS), Field(alias="others")] = Field(
        default=(), description="Parties involved that no field above names: owner of the place hit, protesters."
    )


class DraftLine(Part):
    """One sentence of the summary, in own words."""

    text: Annotated[str, no_longer_than(400)]
    sentences: At = ()


class Draft(Part, LenientAnswer):
    """All that a model says of one article."""

    headline: Annotated[str, no_longer_than(160)] = Field(
        description="Who did what to whom where, at most 120 characters; unsure things with their source."
    )
    parties: Annotated[tuple[DraftParty, ...], at_most(MOST_PARTIES)] = ()
    incidents: Annotated[tuple[DraftIncident, ...], at_most(MOST_INCIDENTS)] = Field(
        default=(), description="The main one first; [] is a valid answer."
    )
    summary: Annotated[tuple[DraftLine, ...], at_most(6)] = Field(default=(), description="Two to four sentences.")
    context: Numbers = Field(default=(), description="Numbers of the sentences that give background figures.")
