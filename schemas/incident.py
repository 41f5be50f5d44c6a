"""One incident as one article reports it. Names follow ACLED, UCDP, MUC-4 and PLOVER."""

from datetime import date

from pydantic import Field

from schemas.codes import (
    Basis,
    Corroboration,
    DatePrecision,
    EventType,
    GeoPrecision,
    Inter,
    Plover,
    SourceType,
    Stage,
    SubEventType,
    TargetKind,
    TimePrecision,
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


class Location(Grounded):
    """Where it happened. Names are the gazetteer's (GeoNames), except `site`, which is the article's."""

    site: str | None = Field(
        default=None,
        description="Street, building, district or a village that the gazetteer lacks, in the article's words.",
    )
    city: str | None = Field(default=None, description="Populated place.")
    admin1: str | None = Field(default=None, description="First-level administrative division.")
    country: str | None = Field(default=None, description="Country, by its short English name.")
    country_code: str | None = Field(default=None, pattern=r"^[A-Z]{2}$", description="ISO 3166-1 alpha-2.")
    latitude: float | None = Field(default=None, ge=-90, le=90, description="Degrees north, WGS 84.")
    longitude: float | None = Field(default=None, ge=-180, le=180, description="Degrees east, WGS 84.")
    geo_precision: GeoPrecision = Field(description="ACLED: 1 the town is known, 2 the region, 3 the country only.")


class Source(Grounded):
    """Someone who says so."""

    name: str = Field(description="As the article names the source.")
    source_type: SourceType


class Actor(Grounded):
    """A party or a speaker, once each."""

    name: str = Field(description="The fullest name that the article uses.")
    aliases: tuple[str, ...] = Field(default=(), description="Other names that the article uses for it.")
    type: Inter | None = Field(description="ACLED `inter`; null when the article does not tell.")


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


class Weapon(Grounded):
    """What was used."""

    name: str
    category: WeaponCategory
    count: Count | None = Field(default=None, description="How many were used; null when not stated.")


class Person(Grounded):
    """A victim whom the article singles out."""

    name: str | None = Field(default=None, description="Null when the article gives no name.")
    description: str | None = Field(default=None, description='E.g. "a local group commander".')


class CasualtyClaim(Grounded):
    """What one source says about the dead and the injured. Null is not stated; 0 is a stated zero."""

    killed: Count | None = Field(description="Dead, as this source counts; null when it gives no number.")
    injured: Count | None = Field(description="Injured, as this source counts; null when it gives no number.")
    victim_class: VictimClass = Field(default="all", description="Whom the numbers count; `all` when not limited.")
    additional: bool = Field(
        default=False, description='Whether these come on top of the number told before: "four more died".'
    )
    victims: tuple[Person, ...] = Field(default=(), description="Victims singled out; not a number of their own.")
    asserted_by: str | None = Field(description="Who says so; null: the article in its own voice.")
    source_type: SourceType
    confirmed_by: tuple[Source, ...] = Field(default=(), description="Others who confirm the same numbers.")


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
    location: Location | None = Field(description="Null when the article names no place that is known.")
    actors: tuple[Actor, ...] = ()
    attribution: tuple[Attribution, ...] = ()
    targets: tuple[Target, ...] = ()
    weapons: tuple[Weapon, ...] = ()
    casualty_claims: tuple[CasualtyClaim, ...] = ()
    fatalities: Estimate = Field(
        description="Computed from the claims about all victims; else from what each source counts of each group. What "
        "one source counts on top of its number before is added to it."
    )
    injured: Estimate = Field(description="Computed in the same way.")
    reactions: tuple[Statement, ...] = ()
    corroboration: Corroboration = Field(
        description="Computed: `confirmed` the perpetrator accepts it; `contested` sources disagree; "
        "`corroborated` two sources agree; else `single_source`."
    )
