"""One incident as one article reports it. Names follow ACLED, UCDP, MUC-4 and PLOVER."""

from datetime import date

from pydantic import Field

from schemas.base import Frozen
from schemas.codes import (
    AttributionStatus,
    Basis,
    CountedHarm,
    Damage,
    DatePrecision,
    DayPart,
    EventType,
    GeoPrecision,
    Inter,
    Outcome,
    PlacePrecision,
    Plover,
    ProtestResponse,
    Role,
    Sex,
    SourceType,
    Stage,
    Stance,
    SubEventType,
    TargetKind,
    TargetSector,
    TimePrecision,
    TollStatus,
    UcdpPrecision,
    Unit,
    VictimClass,
    WeaponCategory,
)
from schemas.evidence import Count, Estimate, Grounded


class IncidentDate(Grounded):
    """When it happened: the days [start, end], both included; None when the words cannot be resolved."""

    start: date | None = Field(description="First possible day; null when unknown.")
    end: date | None = Field(description="Last possible day, included; null when unknown.")
    precision: DatePrecision = Field(description="The unit that the words give.")
    time_precision: TimePrecision = Field(description="ACLED: 1 the day is known, 2 the week, 3 the month or worse.")
    text: str = Field(description='The words, e.g. "on Thursday".')


class TimeOfDay(Grounded):
    """When on the day, by the clock of the place; no time zone is worked out."""

    text: str = Field(description='The words, e.g. "shortly before 7:30 p.m.".')
    part: DayPart | None = Field(default=None, description="Part of the day; null when the words give none.")
    hour: str | None = Field(
        default=None,
        pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$",
        description="HH:MM, 00:00 to 23:59; null when no hour is given.",
    )


class NamedPlace(Grounded):
    """One of several places at which the deed was done."""

    name: str = Field(description="As the article names it.")
    admin1: str | None = Field(default=None, description="First-level division; null where the gazetteer lacks it.")
    country_code: str | None = Field(default=None, pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2.")
    geonames_id: int | None = Field(default=None, description="GeoNames; null where the gazetteer lacks the place.")
    latitude: float | None = Field(default=None, ge=-90, le=90, description="Degrees north, WGS 84.")
    longitude: float | None = Field(default=None, ge=-180, le=180, description="Degrees east, WGS 84.")


class Location(Grounded):
    """Where it happened. Names are the gazetteer's (GeoNames), except `site` and `admin2`, which are the article's."""

    site: str | None = Field(
        default=None,
        description="Street, building, district or a village that the gazetteer lacks, in the article's words.",
    )
    city: str | None = Field(default=None, description="Populated place.")
    admin2: str | None = Field(default=None, description="Second-level division (district, county), as written.")
    admin1: str | None = Field(default=None, description="First-level administrative division.")
    country: str | None = Field(default=None, description="Country, by its short English name.")
    country_code: str | None = Field(default=None, pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2.")
    latitude: float | None = Field(
        default=None,
        ge=-90,
        le=90,
        description="Degrees north, WGS 84, of the town or the region; null where only a country or a sea is known.",
    )
    longitude: float | None = Field(default=None, ge=-180, le=180, description="Degrees east; null as the latitude.")
    geonames_id: int | None = Field(default=None, description="GeoNames, of the town or region; null for hand-made.")
    precision: PlacePrecision = Field(description="The finest thing that the words name.")
    geo_precision: GeoPrecision = Field(
        description="Derived, ACLED: 1 the town, 2 near a town or a small area, 3 a larger region."
    )
    ucdp_where_prec: UcdpPrecision = Field(
        description="Derived, UCDP GED: 1 exact, 2 near, 3 admin2, 4 admin1, 6 country, 7 sea."
    )
    places: tuple[NamedPlace, ...] = Field(
        default=(), description="Where the deed was done at several places: each that is named, beside the common one."
    )


class Source(Grounded):
    """Someone who says so."""

    name: str = Field(description="As the article names the source.")
    source_type: SourceType


class Actor(Grounded):
    """A party or a speaker, once each."""

    name: str = Field(description="The fullest name that the article uses.")
    aliases: tuple[str, ...] = Field(default=(), description="Other names that the article uses for it.")
    type: Inter | None = Field(description="ACLED `inter`; null when the article does not tell.")
    member_of: str | None = Field(
        default=None, description="The party of the record that it belongs to or speaks for; null when none is named."
    )
    roles: tuple[Role, ...] = Field(
        default=(),
        description="Derived, in this order: `doer` somebody ties it to the deed (other than by a denial); `attacked` "
        "targets or victims are its own; `organiser` of the protest; `speaker` it says or confirms something; "
        "`party` none of these, or a signer of an agreement.",
    )


class Attribution(Grounded):
    """Who is said to have done it, by whom, and how firmly."""

    actor: str = Field(description="The name of the accused or claiming party.")
    basis: Basis = Field(
        description="MUC-4 decision tree: `claimed` only when the perpetrator or an official of it says so; "
        "`accused_by_authorities` when a state body says so; `accused` when anyone else does; `reported_as_fact` "
        "when the article says so in its own voice."
    )
    asserted_by: str | None = Field(description="Who says so; null: the article in its own voice.")


class Target(Grounded):
    """What or who was aimed at."""

    name: str
    kind: TargetKind
    of: str | None = Field(default=None, description="The party whose it is; null when the article names none.")
    sector: TargetSector | None = Field(default=None, description="What it is used for; null when in no such sector.")
    damage: Damage | None = Field(default=None, description="What became of it; null when not stated.")


class Weapon(Grounded):
    """What was used."""

    name: str
    category: WeaponCategory
    system: str | None = Field(default=None, description='Make or model as written: "Shahed-136", "Grad".')
    count: Count | None = Field(default=None, description="How many were used; null when not stated.")


class Person(Grounded):
    """A victim whom the article singles out."""

    name: str | None = Field(default=None, description="Null when the article gives no name.")
    description: str | None = Field(default=None, description='E.g. "local group commander".')
    outcome: Outcome | None = Field(default=None, description="Null in records before schema 2.0.")
    age: int | None = Field(default=None, ge=0, le=130, description="Whole years; null when not stated.")
    sex: Sex | None = Field(default=None, description="Where a word of the article says so; never from a first name.")
    relation: str | None = Field(default=None, description='To another person, as written: "her uncle".')
    minor: bool = Field(default=False, description="True where the words say that the person is under 18.")


class CasualtyClaim(Grounded):
    """What one source says about the dead and the injured. Null is not stated; 0 is a stated zero."""

    killed: Count | None = Field(description="Dead, as this source counts; null when it gives no number.")
    injured: Count | None = Field(description="Injured, as this source counts; null when it gives no number.")
    victim_class: VictimClass = Field(default="all", description="Whom the numbers count; `all` when not limited.")
    noun: str | None = Field(default=None, description='What is counted, as written: "farmers"; null: a bare number.')
    of: str | None = Field(default=None, description="The party whose dead or injured they are; null: not stated.")
    additional: bool = Field(
        default=False, description='Whether these come on top of the number given before: "four more died".'
    )
    victims: tuple[Person, ...] = Field(default=(), description="Victims singled out; not a number of their own.")
    asserted_by: str | None = Field(description="Who says so; null: the article in its own voice.")
    source_type: SourceType
    confirmed_by: tuple[Source, ...] = Field(default=(), description="Others who confirm the same numbers.")


class OtherCount(Grounded):
    """How many were abducted, arrested, displaced, are missing or took part, as one source counts."""

    what: CountedHarm
    count: Count
    unit: Unit = Field(default="people", description="What the number counts.")
    noun: str | None = Field(default=None, description='As written: "schoolgirls"; null: a bare number.')
    asserted_by: str | None = Field(description="Who says so; null: the article in its own voice.")
    source_type: SourceType


class Demand(Grounded):
    """What a protest is for or against, in the article's words."""

    text: str
    stance: Stance


class Response(Grounded):
    """What was done against a protest."""

    kind: ProtestResponse
    by: str | None = Field(default=None, description="The party that did it; null when not stated.")


class Organiser(Grounded):
    """A party that called or leads a protest."""

    name: str


class Protest(Frozen):
    """What is asked of a demonstration and nothing else."""

    organisers: tuple[Organiser, ...] = ()
    demands: tuple[Demand, ...] = ()
    responses: tuple[Response, ...] = ()


class Statement(Grounded):
    """What someone said about the incident, as an act."""

    speaker: str
    act: Plover
    text: str


class Incident(Grounded):
    """One incident. `evidence` are the sentences that report it."""

    id: str = Field(description="Stable: article id and position.")
    event_type: EventType
    sub_event_type: SubEventType
    plover: Plover | None = Field(description="Derived from the sub-event type; null where PLOVER has no counterpart.")
    stage: Stage
    date: IncidentDate | None = Field(description="Null when the article gives none.")
    time: TimeOfDay | None = Field(default=None, description="Time of day; null when the article gives none.")
    location: Location | None = Field(description="Null when the article names no place that is known.")
    actors: tuple[Actor, ...] = ()
    attribution: tuple[Attribution, ...] = ()
    targets: tuple[Target, ...] = ()
    weapons: tuple[Weapon, ...] = ()
    casualty_claims: tuple[CasualtyClaim, ...] = ()
    other_counts: tuple[OtherCount, ...] = Field(default=(), description="Counts of anything but dead and injured.")
    fatalities: Estimate = Field(
        description="Computed from the claims about all victims; else from what each source counts of each group. What "
        "one source counts on top of its number before is added to it. Without a number: from people singled out."
    )
    injured: Estimate = Field(description="Computed in the same way.")
    protest: Protest | None = Field(default=None, description="Null where it is no demonstration, or nothing is said.")
    reactions: tuple[Statement, ...] = ()
    attribution_status: tuple[AttributionStatus, ...] = Field(
        description="Computed, all that hold: `admitted` a party claims the deed; `denied` a party denies it; "
        "`rival_blame` different speakers name different parties; `one_side_says` others than the doer say who did it, "
        "and nobody names another; `own_voice` the article ties a party to it itself; `nobody_named` no party is tied "
        "to it."
    )
    toll_status: TollStatus = Field(
        description="Computed over the dead and the injured: `none` no number and nobody singled out; `one_source`; "
        "`agree` several give numbers that can all be true; `differ` some cannot."
    )
    origins: tuple[str, ...] = Field(
        description="Who says who did it or how many were hurt, one speaker for each party: members of one party count "
        "once, the article's own voice does not."
    )
    civilian_targeting: bool | None = Field(
        description="Computed, after ACLED: true where civilians are the only target; null where the record does not "
        "say who or what was hit."
    )
    note: str = Field(description="The record in a sentence or two, written by code from the values above.")
