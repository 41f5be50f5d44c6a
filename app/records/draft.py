"""The draft: the whole record as a model proposes it, before anything is verified. Also the wire format of the answer.

Every value names the sentences that carry it (`at`, the numbers under which the article was shown). Names on the wire
are single common words, which cost one token each; the descriptions are docs/labelling.md in short and are part of
the prompt: any change of them is a new prompt version.
"""

from typing import Annotated, Any, Final

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, NonNegativeInt

from schemas.codes import (
    Basis,
    Inter,
    Plover,
    SourceType,
    Stage,
    SubEventType,
    TargetKind,
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


def at_most(items: int) -> Any:
    """A bound on a list that is in the schema, for grammars, and not in the validation: a long answer is an answer."""
    return Field(json_schema_extra={"maxItems": items})


def no_longer_than(characters: int) -> Any:
    """The same for a text."""
    return Field(json_schema_extra={"maxLength": characters})


def _in_order(numbers: Any) -> Any:
    """Sentence numbers once each, in order; anything else is left to the validation."""
    if isinstance(numbers, list | tuple) and all(isinstance(each, int) for each in numbers):
        return tuple(sorted(set(numbers)))
    return numbers


Numbers = Annotated[tuple[NonNegativeInt, ...], at_most(40), BeforeValidator(_in_order)]
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
        description="What it speaks for; null unless it gives or confirms a toll."
    )
    sentences: At = ()


class DraftDate(Part):
    """When the deed was done."""

    words: Name = Field(description='The words of the article, e.g. "on Thursday".')
    start: Annotated[str, no_longer_than(10)] | None = Field(description="First day they mean, YYYY-MM-DD.")
    end: Annotated[str, no_longer_than(10)] | None = Field(description="Last day, included; null: the first day.")
    sentences: At = ()


class DraftPlace(Part):
    """Where the deed was done."""

    site: Name | None = Field(description="Street, quarter, village, building, base or road, as written, no the/a.")
    town: Name | None = Field(description="City, town.")
    region: Name | None = Field(description="Province, state; only if no town is named.")
    country: Name | None = Field(description="Country in English, also when only the town tells it.")
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
    sentences: At = ()


class DraftWeapon(Part):
    """What was used."""

    name: Name = Field(description="Noun, without the/a and number.")
    category: Annotated[WeaponCategory, Field(alias="kind")]
    count: CountWords | None = Field(description="How many were used; null if not said.")
    sentences: At = ()


class DraftPerson(Part):
    """A victim whom the article singles out."""

    name: Name | None
    description: Annotated[Name | None, Field(alias="who")] = Field(description="Noun phrase, as written, no the/a.")
    sentences: At = ()


class DraftSource(Part):
    """Another party who confirms the same numbers."""

    name: Name
    sentences: At = ()


class DraftClaim(Part):
    """What one source says of the dead and the injured."""

    killed: CountWords | None = Field(description='As "4", "at least 4", "at most 4", "about 4", "4 to 6", "dozens".')
    injured: CountWords | None
    victim_class: Annotated[VictimClass, Field(alias="who")]
    additional: Annotated[bool, Field(alias="more")] = Field(
        description='True: on top of the number told before ("four more died").'
    )
    asserted_by: Annotated[Name | None, Field(alias="by")] = Field(
        description="Party who says so; null: the article in its own voice."
    )
    confirmed_by: Annotated[tuple[DraftSource, ...], at_most(8), Field(alias="confirmed")] = ()
    victims: Annotated[tuple[DraftPerson, ...], at_most(MOST_ITEMS)] = ()
    sentences: At = ()


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
    place: DraftPlace | None
    attribution: Annotated[tuple[DraftAttribution, ...], at_most(MOST_ITEMS), Field(alias="blame")] = ()
    targets: Annotated[tuple[DraftTarget, ...], at_most(MOST_ITEMS)] = ()
    weapons: Annotated[tuple[DraftWeapon, ...], at_most(MOST_ITEMS)] = ()
    claims: Annotated[tuple[DraftClaim, ...], at_most(MOST_ITEMS), Field(alias="tolls")] = ()
    reactions: Annotated[tuple[DraftStatement, ...], at_most(MOST_ITEMS), Field(alias="acts")] = ()
    parties: Annotated[tuple[Name, ...], at_most(MOST_ITEMS), Field(alias="others")] = Field(
        default=(), description="Parties involved that no field above names: owner of the place hit, protesters."
    )


class DraftLine(Part):
    """One sentence of the summary, in own words."""

    text: Annotated[str, no_longer_than(400)]
    sentences: At = ()


class Draft(Part):
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
