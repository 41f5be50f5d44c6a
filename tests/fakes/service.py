"""A Service without a model: a hand-written summary for any article, or the error it is told to raise."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from app.article import Article
from app.core.caller import caller
from app.core.metrics import Figures, Readiness
from app.core.settings import Settings
from app.recheck import recheck
from app.service import Service
from schemas import (
    Actor,
    ArticleRef,
    ArticleSummary,
    Attribution,
    CasualtyClaim,
    Count,
    Estimate,
    Evidence,
    Fact,
    Incident,
    IncidentDate,
    Location,
    Person,
    Provenance,
    Source,
    Statement,
    SummarySentence,
    Target,
    UnsupportedValue,
    Verification,
    Weapon,
)

TEXT = (
    "Valmora, 4 January -- A drone fired two rockets at the Redfern depot on Thursday and killed four people, "
    "including a foreman, police said. Health officials confirmed the toll. The Greyline Front denied it. "
    '"We will find them," Mayor Ana Torv said. The depot employs 900 people.'
)
"""An article that nobody printed."""


@dataclass
class FakeService:
    """Answers each article with `summary_of(article)`; raises `error` instead when it is set."""

    error: Exception | None = None
    state: Readiness = field(default_factory=lambda: Readiness("ready", "the engine answers", "fake-model"))
    partial: bool = False
    delay_s: float = 0.0
    asked: list[Article] = field(default_factory=list)
    closed: bool = False
    figured: Figures = field(default_factory=Figures)

    async def summarize(self, article: Article) -> ArticleSummary:
        self.asked.append(article)
        await asyncio.sleep(self.delay_s)
        if self.error is not None:
            raise self.error
        made = summary_of(article, cached=article in self.asked[:-1])
        await _pay(made.provenance)
        return made.model_copy(update={"status": "partial", "notes": ("a step failed",)}) if self.partial else made

    async def verify(self, saved: ArticleSummary, text: str) -> Verification:
        return recheck(saved, text)

    async def readiness(self) -> Readiness:
        return self.state

    def figures(self) -> Figures:
        return self.figured

    def opener(self) -> Callable[[Settings], AbstractAsyncContextManager[Service]]:
        """What `create_app` and the command open: this service, marked when it is closed."""

        @asynccontextmanager
        async def open_service(_settings: Settings) -> AsyncIterator[Service]:
            try:
                yield self
            finally:
                self.closed = True

        return open_service


async def _pay(made: Provenance) -> None:
    """What the call would have cost, on the account of whoever asks."""
    account, tokens = caller().account, made.input_tokens + made.output_tokens
    if account and tokens:
        await account.book(tokens)
        account.settle(tokens, tokens)


def summary_of(article: Article, *, cached: bool = False) -> ArticleSummary:
    """The full record for TEXT; one without incidents for any other article."""
    ref = ArticleRef(
        id=article.id,
        title=article.title,
        source=article.source,
        url=article.url,
        published_on=article.published_on,
        language=article.language,
        characters=len(article.text),
    )
    nothing = ArticleSummary(
        article=ref,
        headline="No incident is reported",
        summary=(),
        incidents=(),
        background=(),
        context=(),
        unsupported=(),
        status="complete",
        provenance=provenance(cached=cached),
    )
    return nothing.model_copy(update=told(article.id)) if article.text == TEXT else nothing


def told(article_id: str) -> dict[str, object]:
    """What TEXT tells."""
    return {
        "headline": "A drone killed four people at the Redfern depot in Valmora",
        "summary": (SummarySentence(text="A drone struck the depot.", evidence=(quote("A drone fired two rockets"),)),),
        "incidents": (incident(article_id),),
        "context": (Fact(text="900 people work there.", evidence=(quote("The depot employs 900 people."),)),),
        "unsupported": (
            UnsupportedValue(
                path="sentences/1/killed", value=5, code="number_not_carried", reason="the words do not carry it"
            ),
        ),
    }


def quote(part: str) -> Evidence:
    """The first place of these words in TEXT."""
    start = TEXT.index(part)
    return Evidence(quote=part, start=start, end=start + len(part))


def incident(article_id: str) -> Incident:
    four = Count(min=4, max=4)
    return Incident(
        id=f"{article_id[:16]}-1",
        event_type="Explosions/Remote violence",
        sub_event_type="Air/drone strike",
        plover="ASSAULT",
        stage="accomplished",
        date=IncidentDate(
            start=date(2024, 1, 4),
            end=date(2024, 1, 4),
            precision="day",
            time_precision=1,
            text="on Thursday",
            evidence=(quote("on Thursday"),),
        ),
        location=Location(
            site="Redfern depot",
            city="Valmora",
            precision="site",
            geo_precision=1,
            ucdp_where_prec=1,
            evidence=(quote("Valmora"), quote("the Redfern depot")),
        ),
        actors=(
            Actor(
                name="Greyline Front", aliases=("the Front",), type="Rebel groups", evidence=(quote("Greyline Front"),)
            ),
        ),
        attribution=(
            Attribution(
                actor="Greyline Front", basis="denied", asserted_by="Greyline Front", evidence=(quote("denied it"),)
            ),
        ),
        targets=(Target(name="Redfern depot", kind="building", evidence=(quote("the Redfern depot"),)),),
        weapons=(
            Weapon(name="rockets", category="rocket", count=Count(min=2, max=2), evidence=(quote("two rockets"),)),
        ),
        casualty_claims=(
            CasualtyClaim(
                killed=four,
                injured=None,
                victims=(Person(description="a foreman", evidence=(quote("a foreman"),)),),
                asserted_by="police",
                source_type="police",
                confirmed_by=(
                    Source(name="Health officials", source_type="medical", evidence=(quote("confirmed the toll"),)),
                ),
                evidence=(quote("killed four people"),),
            ),
        ),
        fatalities=Estimate(low=4, best=4, high=4),
        injured=Estimate(),
        reactions=(
            Statement(
                speaker="Ana Torv", act="THREATEN", text="We will find them,", evidence=(quote('"We will find them,"'),)
            ),
        ),
        attribution_status=("denied",),
        toll_status="one_source",
        origins=("Greyline Front",),
        civilian_targeting=None,
        note="On 4 January 2024, air/drone strike in Valmora.",
        evidence=(quote("A drone fired two rockets at the Redfern depot"),),
    )


def provenance(*, cached: bool) -> Provenance:
    return Provenance(
        model="fake-model",
        backend="embedded",
        proposer="reader",
        prompt_version="incident/v1",
        schema_version="1.0",
        pipeline_version="1",
        created_at=datetime(2024, 1, 5, tzinfo=UTC),
        cached=cached,
        attempts=0 if cached else 3,
        input_tokens=0 if cached else 900,
        output_tokens=0 if cached else 120,
        duration_s=0.0 if cached else 3.4,
    )
