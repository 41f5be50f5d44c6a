"""The peer of one plain call: a frontier-class model asked once for the public record, without offsets.

Its answers are kept as `<folder>/<suite>/<case id>.json`. A plain record names no actors of its own, no category of a
weapon, nobody who confirms and no victims, and quotes nothing: measures of these say nothing of it and are left out,
so that both runs are compared by `plain_fields` and by the single fields that both have.
"""

import calendar
import json
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from pathlib import Path
from typing import Final

from pydantic import ValidationError

from app import article as articles
from app.article.reference import reference
from app.assemble.derived import UNDERIVED, derived
from eval.cases import Absent, Case, Suite, home
from eval.fields import FIELDS, PLAIN
from eval.gold import BY_HAND
from eval.results import CaseResult, Measure, Results, SuiteResult
from eval.run import digest
from eval.scoring import score_suite, scores_of
from eval.stamp import stamp_of
from schemas import (
    Actor,
    ArticleSummary,
    Attribution,
    CasualtyClaim,
    Count,
    Evidence,
    Frozen,
    Incident,
    IncidentDate,
    Location,
    Statement,
    Target,
    Weapon,
)
from schemas.codes import (
    GEO_PRECISION_OF,
    PLOVER_OF,
    UCDP_PRECISION_OF,
    Basis,
    DatePrecision,
    EventType,
    PlacePrecision,
    Plover,
    Stage,
    SubEventType,
    TimePrecision,
    VictimClass,
)

MODEL: Final = "one call, frontier"
_DERIVED: Final = frozenset({"event_type", "tolls", "fatalities", "injured"})
_KEPT: Final = frozenset({*PLAIN, *_DERIVED})
_UNSAID: Final = frozenset(
    {"fields.lenient", "fields.strict", "evidence", "null_values"}
    | {f"{field}.{mode}" for field in FIELDS.keys() - _KEPT for mode in ("lenient", "strict")}
)
"""Measures of what a plain record does not say."""
_HEADLINE: Final = 120  # characters


class PlainDate(Frozen):
    """The first day of the unit that the words give."""

    start: date
    precision: DatePrecision


class PlainLocation(Frozen):
    """Names as the model gives them."""

    site: str | None
    city: str | None
    country_code: str | None


class PlainAttribution(Frozen):
    """Who is said to have done it; `asserted_by` None: the article itself."""

    actor: str
    basis: Basis
    asserted_by: str | None


class PlainThing(Frozen):
    """A target or a weapon."""

    name: str


class PlainClaim(Frozen):
    """A toll; `asserted_by` None: the article itself."""

    killed: Count | None
    injured: Count | None
    victim_class: VictimClass
    asserted_by: str | None


class PlainReaction(Frozen):
    """What a speaker does with words."""

    speaker: str
    act: Plover


class PlainIncident(Frozen):
    """An incident without its evidence."""

    event_type: EventType
    sub_event_type: SubEventType
    stage: Stage
    date: PlainDate | None
    location: PlainLocation | None
    attribution: tuple[PlainAttribution, ...]
    targets: tuple[PlainThing, ...]
    weapons: tuple[PlainThing, ...]
    casualty_claims: tuple[PlainClaim, ...]
    reactions: tuple[PlainReaction, ...]


class PlainRecord(Frozen):
    """What one plain call answers about an article."""

    headline: str
    incidents: tuple[PlainIncident, ...]
    background: tuple[PlainIncident, ...]
    context: tuple[str, ...]


def score_plain(suites: tuple[Suite | Absent, ...], folder: Path) -> Results:
    """The answers in the folder, scored against gold; a case without an answer is no case of the run.

    Raises:
        FileNotFoundError: the folder has no answer to any case.
        ValueError: a file that holds no plain record; the message names it.
    """
    outcomes = {(case.suite, case.id): result for case, result in _results(suites, folder)}
    if not outcomes:
        raise FileNotFoundError(f"{folder} has no answer to any case of these suites")
    scored = (_as_said(score_suite(suite, outcomes)) for suite in suites)
    return Results(stamp=stamp_of(model=MODEL, spec=None, replayed=True), suites=tuple(scored))


def read_plain(path: Path) -> PlainRecord:
    """A plain record. Raises ValueError, which names the file, where it holds none."""
    try:
        return PlainRecord.model_validate(json.loads(path.read_text("utf-8")))
    except ValidationError as error:
        wrong = error.errors()[0]
        raise ValueError(f"{path}: /{'/'.join(map(str, wrong['loc']))}: {wrong['msg']}") from error


def summary_of(record: PlainRecord, case: Case) -> ArticleSummary:
    """A plain record as a public one. Its evidence is made up (the first character), and must not be scored."""
    read = articles.read(case.text, today=date.max, published_on=case.published_on)
    evidence = _made_up(case.text)
    numbered = list(enumerate((*record.incidents, *record.background), 1))
    incidents = [_incident(one, f"{read.id[:16]}-{number}", evidence) for number, one in numbered]
    news = len(record.incidents)
    return ArticleSummary(
        article=reference(read),
        headline=record.headline[:_HEADLINE],
        summary=(),
        incidents=tuple(incidents[:news]),
        background=tuple(incidents[news:]),
        context=(),
        unsupported=(),
        status="complete",
        provenance=BY_HAND.model_copy(update={"model": MODEL, "prompt_version": "none", "pipeline_version": "none"}),
    )


def _results(suites: tuple[Suite | Absent, ...], folder: Path) -> Iterator[tuple[Case, CaseResult]]:
    for case in (case for suite in suites if isinstance(suite, Suite) for case in suite.cases):
        path = folder / home(case.suite) / f"{case.id}.json"
        if path.is_file():
            output = summary_of(read_plain(path), case)
            yield case, CaseResult(id=case.id, suite=case.suite, article=digest(case.text), output=output)


def _as_said(suite: SuiteResult) -> SuiteResult:
    """The suite without what its answers could not say."""
    cases = tuple(
        case.model_copy(
            update={
                "measures": _said(case.measures),
                "fields": tuple(row for row in case.fields if row.path.rpartition("/")[2] in _KEPT),
            }
        )
        for case in suite.cases
    )
    return suite.model_copy(update={"cases": cases, "scores": scores_of(cases)})


def _said(measures: Mapping[str, Measure]) -> dict[str, Measure]:
    return {metric: measure for metric, measure in measures.items() if metric not in _UNSAID}


def _made_up(text: str) -> tuple[Evidence, ...]:
    start = len(text) - len(text.lstrip())
    return (Evidence(quote=text[start], start=start, end=start + 1),)


def _incident(one: PlainIncident, identifier: str, evidence: tuple[Evidence, ...]) -> Incident:
    claims = tuple(
        CasualtyClaim(**claim.__dict__, source_type="unspecified", evidence=evidence) for claim in one.casualty_claims
    )
    attribution = tuple(Attribution(**said.__dict__, evidence=evidence) for said in one.attribution)
    known = Incident(
        id=identifier,
        event_type=one.event_type,
        sub_event_type=one.sub_event_type,
        plover=PLOVER_OF[one.sub_event_type],
        stage=one.stage,
        date=_date(one.date, evidence) if one.date else None,
        location=_location(one.location, evidence) if one.location else None,
        actors=tuple(Actor(name=name, type=None, evidence=evidence) for name in _named(one)),
        attribution=attribution,
        targets=tuple(Target(name=each.name, kind="other", evidence=evidence) for each in one.targets),
        weapons=tuple(Weapon(name=each.name, category="other", evidence=evidence) for each in one.weapons),
        casualty_claims=claims,
        reactions=tuple(
            Statement(speaker=said.speaker, act=said.act, text=evidence[0].quote, evidence=evidence)
            for said in one.reactions
        ),
        evidence=evidence,
        **UNDERIVED,
    )
    return derived(known, {})


def _named(one: PlainIncident) -> tuple[str, ...]:
    """Everybody who is blamed or speaks, once each."""
    names = (
        *(name for said in one.attribution for name in (said.actor, said.asserted_by)),
        *(claim.asserted_by for claim in one.casualty_claims),
        *(said.speaker for said in one.reactions),
    )
    return tuple(dict.fromkeys(name for name in names if name))


def _date(one: PlainDate, evidence: tuple[Evidence, ...]) -> IncidentDate:
    end, time_precision = _unit(one)
    return IncidentDate(
        start=one.start,
        end=end,
        precision=one.precision,
        time_precision=time_precision,
        text=one.start.isoformat(),
        evidence=evidence,
    )


def _unit(one: PlainDate) -> tuple[date, TimePrecision]:
    """The last day of the unit that begins on the first, and ACLED's code for it."""
    match one.precision:
        case "week":
            return one.start + timedelta(days=6), 2
        case "month":
            return one.start.replace(day=calendar.monthrange(one.start.year, one.start.month)[1]), 3
        case "year":
            return date(one.start.year, 12, 31), 3
        case _:
            return one.start, 1


def _location(one: PlainLocation, evidence: tuple[Evidence, ...]) -> Location:
    precision: PlacePrecision = "town" if one.city else "country"
    return Location(
        **one.__dict__,
        precision=precision,
        geo_precision=GEO_PRECISION_OF[precision],
        ucdp_where_prec=UCDP_PRECISION_OF[precision],
        evidence=evidence,
    )
