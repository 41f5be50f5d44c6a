"""Short ways to incidents and summaries of a made-up article, and hypothesis strategies over them."""

from datetime import UTC, date, datetime
from hashlib import sha256
from typing import Any, Final

from hypothesis import strategies as st

from schemas import (
    Actor,
    ArticleRef,
    ArticleSummary,
    Attribution,
    CasualtyClaim,
    Count,
    Estimate,
    Evidence,
    Incident,
    IncidentDate,
    Location,
    Person,
    Provenance,
    Source,
    Statement,
    Target,
    Weapon,
)

TEXT: Final = (
    "A drone hit a depot in Baghdad on Thursday, police said. The strike killed four fighters and wounded six. "
    "The Red Brigade blamed the army. Last month a car bomb killed nine people in Basra."
)
QUOTED: Final = (Evidence(quote=TEXT, start=0, end=len(TEXT)),)


def evidence(quote: str, text: str = TEXT) -> tuple[Evidence, ...]:
    start = text.index(quote)
    return (Evidence(quote=quote, start=start, end=start + len(quote)),)


def exactly(number: int) -> Count:
    return Count(min=number, max=number)


def claim(killed: int | None = None, injured: int | None = None, by: str | None = None, **more: Any) -> CasualtyClaim:
    return CasualtyClaim(
        killed=None if killed is None else exactly(killed),
        injured=None if injured is None else exactly(injured),
        asserted_by=by,
        **{"source_type": "unspecified", "evidence": QUOTED, **more},
    )


def person(name: str | None = None, description: str | None = None) -> Person:
    return Person(name=name, description=description, evidence=QUOTED)


def source(name: str) -> Source:
    return Source(name=name, source_type="unspecified", evidence=QUOTED)


def actor(name: str, *aliases: str, kind: Any = None) -> Actor:
    return Actor(name=name, aliases=aliases, type=kind, evidence=QUOTED)


def blamed(who: str, basis: Any = "reported_as_fact", by: str | None = None) -> Attribution:
    return Attribution(actor=who, basis=basis, asserted_by=by, evidence=QUOTED)


def target(name: str, kind: Any = "building") -> Target:
    return Target(name=name, kind=kind, evidence=QUOTED)


def weapon(name: str, category: Any = "drone", count: int | None = None) -> Weapon:
    return Weapon(name=name, category=category, count=None if count is None else exactly(count), evidence=QUOTED)


def said(speaker: str, act: Any = "ACCUSE") -> Statement:
    return Statement(speaker=speaker, act=act, text=TEXT, evidence=QUOTED)


def on(start: date, end: date | None = None) -> IncidentDate:
    return IncidentDate(
        start=start, end=end or start, precision="day", time_precision=1, text="on Thursday", evidence=QUOTED
    )


def at(city: str | None = None, country_code: str | None = None, site: str | None = None, **more: Any) -> Location:
    return Location(
        city=city,
        country_code=country_code,
        site=site,
        **{"precision": "town", "geo_precision": 1, "ucdp_where_prec": 1, "evidence": QUOTED, **more},
    )


def incident(**more: Any) -> Incident:
    plain = {
        "id": "x-1",
        "event_type": "Explosions/Remote violence",
        "sub_event_type": "Air/drone strike",
        "plover": None,
        "stage": "accomplished",
        "date": None,
        "location": None,
        "fatalities": Estimate(),
        "injured": Estimate(),
        "attribution_status": (),
        "toll_status": "none",
        "origins": (),
        "civilian_targeting": None,
        "note": "",
        "evidence": QUOTED,
    }
    return Incident(**{**plain, **more})


def summary(
    *incidents: Incident, background: tuple[Incident, ...] = (), text: str = TEXT, **more: Any
) -> ArticleSummary:
    plain = {
        "article": ArticleRef(
            id=sha256(text.encode()).hexdigest(), published_on=None, language="en", characters=len(text)
        ),
        "headline": "A drone hit a depot",
        "summary": (),
        "incidents": incidents,
        "background": background,
        "context": (),
        "unsupported": (),
        "status": "complete",
        "provenance": PROVENANCE,
    }
    return ArticleSummary(**{**plain, **more})


PROVENANCE: Final = Provenance(
    model="made up",
    backend="embedded",
    proposer="reader",
    prompt_version="v1",
    schema_version="1.0",
    pipeline_version="1",
    created_at=datetime(2024, 1, 4, tzinfo=UTC),
    cached=False,
    attempts=1,
    input_tokens=1,
    output_tokens=1,
    duration_s=1.0,
)

STRIKE: Final = incident(
    date=on(date(2024, 1, 4)),
    location=at("Baghdad", "IQ", "a depot"),
    actors=(actor("army"), actor("Red Brigade", "brigade"), actor("police")),
    attribution=(blamed("army", "accused", "Red Brigade"),),
    targets=(target("depot"),),
    weapons=(weapon("drone"),),
    casualty_claims=(
        claim(4, None, "police", victims=(person(description="fighters"),), confirmed_by=(source("Red Brigade"),)),
    ),
    fatalities=Estimate(low=4, best=4, high=4),
    reactions=(said("Red Brigade"),),
)
BOMBING: Final = incident(
    id="x-2",
    sub_event_type="Remote explosive/landmine/IED",
    location=at("Basra", "IQ"),
    weapons=(weapon("car bomb", "bomb", 1),),
    casualty_claims=(claim(9),),
    fatalities=Estimate(low=9, best=9, high=9),
)

_NAMES: Final = ("army", "the Army", "Red Brigade", "brigade", "police", "local police", "U.S. drone", "depot", "The")
_names = st.sampled_from(_NAMES)
_numbers = st.none() | st.integers(0, 3)


def _some(items: st.SearchStrategy[Any]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.lists(items, max_size=3).map(tuple)


_claims = st.builds(
    lambda killed, injured, by, victims, confirmed: claim(killed, injured, by, victims=victims, confirmed_by=confirmed),
    _numbers,
    _numbers,
    st.none() | _names,
    _some(st.builds(person, st.none() | _names, st.none() | _names)),
    _some(st.builds(source, _names)),
)
incidents: Final = st.builds(
    incident,
    sub_event_type=st.sampled_from(["Attack", "Air/drone strike", "Grenade"]),
    stage=st.sampled_from(["accomplished", "attempted"]),
    date=st.none() | st.builds(on, st.dates(date(2024, 1, 1), date(2024, 1, 3))),
    location=st.none() | st.builds(at, st.none() | _names, st.sampled_from([None, "IQ", "UA"]), st.none() | _names),
    actors=_some(st.builds(actor, _names, _names)),
    attribution=_some(st.builds(blamed, _names, st.sampled_from(["claimed", "accused"]), st.none() | _names)),
    targets=_some(st.builds(target, _names)),
    weapons=_some(st.builds(weapon, _names, st.sampled_from(["drone", "bomb"]), _numbers)),
    casualty_claims=_some(_claims),
    fatalities=st.sampled_from([Estimate(), Estimate(low=2, best=2, high=2), Estimate(low=1, high=2)]),
    reactions=_some(st.builds(said, _names, st.sampled_from(["ACCUSE", "REJECT"]))),
)
summaries: Final = st.builds(
    lambda news, background: summary(*news, background=background), _some(incidents), _some(incidents)
)
