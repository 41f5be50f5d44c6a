"""Several articles, told as incidents: what they agree on, and where they differ.

A value of a fused incident is the value that an article reports; its quotes say in which article they stand.
"""

from typing import Literal, Self

from pydantic import Field, NonNegativeInt, model_validator

from schemas.article import SCHEMA_VERSION, ArticleRef
from schemas.base import ClientRef, Frozen
from schemas.evidence import Count, Evidence, Grounded, Offsets
from schemas.incident import (
    Actor,
    Attribution,
    CasualtyClaim,
    Demand,
    Incident,
    IncidentDate,
    Location,
    NamedPlace,
    Organiser,
    OtherCount,
    Person,
    Protest,
    Response,
    Source,
    Statement,
    Target,
    TimeOfDay,
    Weapon,
)

TollPolicy = Literal["acled_conservative", "ucdp_best"]
"""By whose convention `best` is chosen where claims disagree: the lowest number that a source gives, as ACLED or as
UCDP GED reads its words (docs/conventions.md)."""
ConflictKind = Literal["numeric", "attribution", "status", "place", "time", "scope", "identity"]
ConflictPath = Literal[
    "sub_event_type",
    "stage",
    "date/start",
    "location/city",
    "location/site",
    "actors",
    "attribution/actor",
    "attribution/basis",
    "targets",
    "weapons",
    "weapons/count",
    "casualty_claims/killed",
    "casualty_claims/injured",
    "casualty_claims/victims",
]
"""Where in an `Incident` the differing values stand."""


class CitedEvidence(Evidence):
    """A stretch of one of the dossier's articles: offsets count in the text of `article_id`."""

    article_id: str = Field(description="The article that the quote stands in.")


class Cited(Grounded):
    """A value whose quotes say in which article they stand."""

    evidence: tuple[CitedEvidence, ...] = Field(
        min_length=1, description="The words of the articles that carry this value; never empty."
    )


class CitedDate(Cited, IncidentDate):
    """When it happened: the finest date that a report gives."""


class CitedTime(Cited, TimeOfDay):
    """When on the day: the finest that a report gives."""


class CitedPlace(Cited, NamedPlace):
    """One of several places at which the deed was done."""


class CitedLocation(Cited, Location):
    """Where it happened: the finest place that a report gives."""

    places: tuple[CitedPlace, ...] = ()


class CitedActor(Cited, Actor):
    """A party or a speaker, once each; names under which other reports have it are aliases."""


class CitedAttribution(Cited, Attribution):
    """Who is said to have done it, in one report or several that say the same."""


class CitedTarget(Cited, Target):
    """What or who was aimed at."""


class CitedWeapon(Cited, Weapon):
    """What was used."""


class CitedPerson(Cited, Person):
    """A victim singled out."""


class CitedSource(Cited, Source):
    """Someone who confirms a claim."""


class CitedClaim(Cited, CasualtyClaim):
    """What one source says about the dead and the injured."""

    victims: tuple[CitedPerson, ...] = Field(default=(), description="Victims singled out; not a number of their own.")
    confirmed_by: tuple[CitedSource, ...] = Field(default=(), description="Others who confirm the same numbers.")


class CitedCount(Cited, OtherCount):
    """How many were abducted, arrested, displaced, are missing or took part, as one source counts."""


class CitedOrganiser(Cited, Organiser):
    """A party that called or leads a protest."""


class CitedDemand(Cited, Demand):
    """What a protest is for or against, in an article's words."""


class CitedResponse(Cited, Response):
    """What was done against a protest."""


class CitedProtest(Protest):
    """What all reports say that is asked of a demonstration and nothing else."""

    organisers: tuple[CitedOrganiser, ...] = ()
    demands: tuple[CitedDemand, ...] = ()
    responses: tuple[CitedResponse, ...] = ()


class CitedStatement(Cited, Statement):
    """What someone said about the incident, as an act."""


class Report(Frozen):
    """One article's report of an incident."""

    article_id: str
    incident_id: str = Field(description="`Incident.id` in that article's summary.")


class Position(Frozen):
    """One side of a conflict: what it has, who says so, in which article."""

    value: Count | str | None = Field(
        description="A Count where the path is one of counts, else the name, code or ISO 8601 date; "
        "null where the article is silent."
    )
    asserted_by: str | None = Field(description="Who says so; null: the article in its own voice, or its silence.")
    article_id: str
    evidence: tuple[CitedEvidence, ...] = Field(description="Empty only for a silence.")

    @model_validator(mode="after")
    def _value_is_carried(self) -> Self:
        if self.value is not None and not self.evidence:
            raise ValueError("a value must carry words; only a silence has none")
        return self


class Conflict(Frozen):
    """A difference between reports of one incident; never resolved, only shown."""

    kind: ConflictKind = Field(
        description="`numeric` counts differ; `attribution` who did it; `status` what became of it; `place`; `time`; "
        "`scope` one is silent, or they count different people; `identity` names that may not be the same."
    )
    path: ConflictPath
    positions: tuple[Position, ...] = Field(min_length=2)
    compatible: bool = Field(description="True when all positions can be true together.")
    note: str | None = None


class FusedIncident(Cited, Incident):
    """One incident as several articles report it. Estimates are the ends over all claims: never a sum or an average."""

    date: CitedDate | None = Field(description="Null when no report gives one.")
    time: CitedTime | None = None
    location: CitedLocation | None = Field(description="Null when no report names a place that is known.")
    actors: tuple[CitedActor, ...] = ()
    attribution: tuple[CitedAttribution, ...] = ()
    targets: tuple[CitedTarget, ...] = ()
    weapons: tuple[CitedWeapon, ...] = ()
    casualty_claims: tuple[CitedClaim, ...] = ()
    other_counts: tuple[CitedCount, ...] = ()
    protest: CitedProtest | None = None
    reactions: tuple[CitedStatement, ...] = ()
    reports: tuple[Report, ...] = Field(min_length=1, description="In the order of the dossier's articles.")
    conflicts: tuple[Conflict, ...] = ()
    toll_policy: TollPolicy | None = Field(
        default=None,
        description="By which policy `best` of the estimates was chosen where claims disagree; null: by none, and best "
        "is null there. low and high never follow a policy.",
    )


class SyndicatedCopy(Frozen):
    """An article that repeats another word for word: it is no second source."""

    article: ArticleRef
    origin_id: str = Field(description="The article of the dossier that it repeats.")


class SupersededVersion(Frozen):
    """An article with the same `url` as a newer one and another text: it is kept, and corroborates nothing."""

    article: ArticleRef
    newer_id: str = Field(description="The article of the dossier that stands in its place.")


class FailedArticle(Frozen):
    """An article that could not be summarised: the others are merged without it."""

    position: NonNegativeInt = Field(description="Which one of those that were sent, from 0.")
    client_ref: ClientRef | None = Field(default=None, description="The caller's own, from the request; null: none.")
    article_id: str | None = Field(description="SHA-256 of its text; null: the text could not be read at all.")
    code: str = Field(description="As in the `type` of a problem (docs/http.md).")
    detail: str


class GivenRef(Frozen):
    """The caller's own reference of an article."""

    client_ref: ClientRef
    article_id: str


class Dossier(Frozen):
    """What several articles report."""

    schema_version: str = SCHEMA_VERSION
    client_ref: ClientRef | None = Field(default=None, description="The caller's own, from the request; null: none.")
    offsets: Offsets = Field(default="codepoints", description="What `start` and `end` of all evidence count.")
    incidents: tuple[FusedIncident, ...] = Field(description="Newly reported by one article at least.")
    background: tuple[FusedIncident, ...] = Field(default=(), description="Mentioned, and newly reported by none.")
    articles: tuple[ArticleRef, ...] = Field(description="Syndicated copies and superseded versions left out.")
    copies: tuple[SyndicatedCopy, ...] = ()
    superseded: tuple[SupersededVersion, ...] = ()
    failures: tuple[FailedArticle, ...] = Field(default=(), description="Articles that could not be summarised.")
    partial: tuple[str, ...] = Field(
        default=(),
        description="Articles whose summary is `partial`: a step failed, and not all that they tell is here.",
    )
    client_refs: tuple[GivenRef, ...] = Field(
        default=(), description="The callers' own references of articles, as given; articles without one are left out."
    )
    withheld: tuple[str, ...] = Field(
        default=(), description="Where names or quotes are masked, as in `ArticleSummary.withheld`; empty: nowhere."
    )
