"""POST /v1/dossiers."""

from collections.abc import Iterator
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field

from app.dossiers import Gathered, Submitted, gather, of_records
from app.http.access import place_of
from app.http.body import SummaryRequest, agreed_client_ref, aside, read_json
from app.http.client_refs import DESCRIPTION, NAME, RefParameter
from app.http.dossier_events import OfDossier
from app.http.events import MEDIA_TYPE, answered_in_events, wants_events
from app.http.problems import BodyInvalid, ParametersInvalid
from app.http.scopes import InFull
from app.http.state import service_of, settings_of
from app.http.summaries import reading
from app.older import SavedSummary
from app.present.offsets import dossier_in_units
from app.present.withheld import dossier_withheld
from schemas import ClientRef, Dossier, Offsets, TollPolicy

MOST_ARTICLES: Final = 200
Several = Field(min_length=1, max_length=MOST_ARTICLES, fail_fast=True)


class DossierRequest(BaseModel):
    """Several articles, or the saved records of several: one of the two."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    articles: Annotated[tuple[SummaryRequest, ...], Several] | None = Field(
        default=None, description="Articles to summarise, each as for `POST /v1/summaries`."
    )
    summaries: Annotated[tuple[SavedSummary, ...], Several] | None = Field(
        default=None, description="Saved records, of this schema or of 1.x, whose offsets count in one unit."
    )
    policy: TollPolicy | None = Field(
        default=None,
        description="By whose convention `best` of the estimates is chosen where claims disagree; null: by none.",
    )
    client_ref: ClientRef | None = Field(default=None, description=DESCRIPTION)


async def read_dossier_request(request: Request) -> DossierRequest:
    """Read the body. Raises as `read_request`; BodyInvalid where it has both of articles and summaries, or neither."""
    body = await read_json(request, DossierRequest, strict=True, holds_records=True)
    if (body.articles is None) == (body.summaries is None):
        raise BodyInvalid([{"loc": (), "msg": "It has either `articles` or `summaries`."}])
    return body


REQUEST_BODY: Final[dict[str, Any]] = {
    "required": True,
    "content": {"application/json": {"schema": {"$ref": "#/components/schemas/DossierRequest"}}},
}
OffsetsParameter = Annotated[
    Offsets | None,
    Query(
        description="What `start` and `end` of all evidence count, as of `POST /v1/summaries`. Absent: code points, or "
        "for saved records their own unit, which cannot be another."
    ),
]

EVENTS: Final = (
    "With `Accept: text/event-stream`: `status` events with the `position` of the article that they are of, how many "
    "`articles` there are and how many are `finished`; `partial` ones (a dossier of those); then `result`, with the "
    "very dossier of the plain call, or `error`, with its problem."
)

router = APIRouter()


@router.post(
    "/v1/dossiers",
    summary="Several articles, told as incidents",
    response_model=None,
    responses={
        200: {
            "model": Dossier,
            "description": "What they agree on, and where they differ.",
            "content": {MEDIA_TYPE: {"schema": {"type": "string", "description": EVENTS}}},
        }
    },
    openapi_extra={"requestBody": REQUEST_BODY},
)
async def create_dossier(
    request: Request,
    body: Annotated[DossierRequest, Depends(read_dossier_request)],
    full: InFull,
    offsets: OffsetsParameter = None,
    client_ref: RefParameter = None,
) -> Response:
    """Put the reports of one incident together: each value with who says so, in which article, and its words.

    An article that cannot be summarised is listed in `failures`; where none can be, the answer is its problem.
    """
    reference = agreed_client_ref(request, client_ref)

    def written(gathered: Gathered) -> str:
        return _written(gathered, body.policy, reference, offsets, full=full)

    async def answer() -> str:
        gathered = await gathered_for(request, body, offsets)
        return await aside(lambda: written(gathered))

    if wants_events(request):
        return await answered_in_events(request, answer, OfDossier(written))
    return Response(await answer(), media_type="application/json", headers={"Cache-Control": "no-store"})


async def gathered_for(request: Request, body: DossierRequest, offsets: Offsets | None = None) -> Gathered:
    """Summarise the articles of a request, within its key's bounds, or take its records. Raises as the route says."""
    if body.summaries is not None:
        return _of_records(body, offsets)
    return await gather(service_of(request), tuple(_submitted(request, body)), place_of(request))


def _submitted(request: Request, body: DossierRequest) -> Iterator[Submitted]:
    for each in body.articles or ():
        yield Submitted(reading(each, settings_of(request)), each.client_ref)


def _of_records(body: DossierRequest, offsets: Offsets | None) -> Gathered:
    """The records as they are. Raises where their offsets count in several units, or not in the one that is wanted."""
    try:
        gathered = of_records(body.summaries or ())
    except ValueError as error:
        raise BodyInvalid([{"loc": ("summaries",), "msg": str(error)}]) from None
    if offsets and gathered.summaries[0].offsets != offsets:
        raise ParametersInvalid([{"loc": ("query", "offsets"), "msg": "The records' offsets count in another unit."}])
    return gathered


def _written(
    gathered: Gathered, policy: TollPolicy | None, reference: str | None, offsets: Offsets | None, *, full: bool
) -> str:
    """The answer, as this request may see it."""
    shown = shown_dossier(gathered, policy, full=full).model_copy(update={NAME: reference})
    wanted = dossier_in_units(shown, gathered.texts, offsets) if offsets and gathered.texts else shown
    return wanted.model_dump_json()


def shown_dossier(gathered: Gathered, policy: TollPolicy | None, *, full: bool) -> Dossier:
    """The dossier of what was gathered, as a request may see it: in full, or with names withheld."""
    made = gathered.dossier(policy)
    return made if full else dossier_withheld(made, gathered.summaries)
