"""POST and GET /v1/corrections, GET /v1/review: what persons say of values, and what to look at first."""

from datetime import UTC, datetime
from hashlib import sha256
from http import HTTPStatus
from typing import Annotated, Any, Final

from fastapi import APIRouter, Query, Request, Response
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from app.core.caller import caller
from app.http.body import read_json
from app.http.cached import NOT_MODIFIED, revalidated
from app.http.client_refs import DESCRIPTION
from app.http.kept import UsedIndex, unknown_article
from app.http.problems import FieldError, ParametersInvalid, RequestRejected
from app.http.scopes import InFull, Owner, granted, out_of_scope
from app.review.check import CorrectionRefused, Given, unkept
from app.review.view import masked
from app.store.index.corrections import ArticleUnknown, Corrections, NotShown, Place, TooMany
from schemas import ClientRef, Correction, CorrectionBasis, CorrectionPage, ReviewPage

LONGEST_NOTE: Final = 2_000
LONGEST_QUOTE: Final = 4_000

router = APIRouter()


class CorrectionRequest(BaseModel):
    """One value of a record as a person says that it is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    article_id: str = Field(pattern=r"^[0-9a-f]{64}$", description="`article.id` of the summary.")
    path: str = Field(
        max_length=200,
        description="Where in the machine's record, e.g. `incidents/0/casualty_claims/1/killed`, `headline`, "
        "`summary/0/text`, `context/1`; the place behind the last item of a list adds one.",
    )
    value: JsonValue = Field(
        description="As records have it, without `evidence`; a count also as `4` or `at least 2`, a location as the "
        "name of a place, a sentence as its text; null: the article does not have it."
    )
    basis: CorrectionBasis
    quote: Annotated[str, Field(min_length=1, max_length=LONGEST_QUOTE)] | None = Field(
        default=None, description="The words of the article; needed for a value that rests on the article."
    )
    note: Annotated[str, Field(max_length=LONGEST_NOTE)] | None = None
    text: str | None = Field(
        default=None,
        description="The article, exactly as it was summarised, to hold the quote against; it is not kept. Without it "
        "the text is taken that the index keeps, if it does.",
    )
    client_ref: ClientRef | None = Field(default=None, description=DESCRIPTION)


@router.post(
    "/v1/corrections",
    summary="Say that a value is wrong",
    status_code=HTTPStatus.CREATED,
    response_model=None,
    responses={201: {"model": Correction, "description": "As it is kept, with what was there before."}},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/CorrectionRequest"}}},
        }
    },
)
async def create_correction(request: Request, index: UsedIndex, full: InFull) -> Response:
    """Keep what a person says of a value of this key's record. The machine's record stays as it is.

    Where names of the record are masked, the key needs the scope `sensitive`.
    """
    body = await read_json(request, CorrectionRequest)
    if body.text is not None and sha256(body.text.encode(errors="surrogatepass")).hexdigest() != body.article_id:
        raise _refused("/text", "another_article", "this is not the text whose SHA-256 is `article_id`")
    owner = caller().id
    given = Given(body.path, body.value, body.basis, body.quote, body.text)
    said = unkept(body.article_id, given, key=owner, at=datetime.now(UTC), note=body.note, client_ref=body.client_ref)
    sees_all = "sensitive" in granted(request)
    try:
        made, hidden = await index.write(
            lambda writing: Corrections(writing.database).add(owner, given, said, sees_all=sees_all)
        )
    except ArticleUnknown:
        raise unknown_article() from None
    except NotShown:
        raise out_of_scope("sensitive") from None
    except TooMany:
        detail = "This article has as many corrections as one may have."
        raise RequestRejected(HTTPStatus.CONFLICT, "corrections-full", detail) from None
    except CorrectionRefused as refused:
        raise _refused(refused.pointer, refused.code, str(refused).partition(": ")[2]) from None
    shown = masked(made) if hidden and not full else made
    return Response(
        shown.model_dump_json(), HTTPStatus.CREATED, {"Cache-Control": "no-store"}, media_type="application/json"
    )


@router.get(
    "/v1/corrections",
    summary="Corrections that were given",
    response_model=None,
    responses={200: {"model": CorrectionPage, "description": "In the order in which they came."}, **NOT_MODIFIED},
)
async def list_corrections(
    *,
    request: Request,
    index: UsedIndex,
    owner: Owner,
    full: InFull,
    article_id: Annotated[str | None, Query(max_length=64, description="Those of one article.")] = None,
    cursor: Annotated[str | None, Query(max_length=20, description="`next` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 100,
) -> Response:
    """What persons said of values, in order. Values, quotes and notes are null where names of the record are masked."""
    (after,) = _numbers(cursor, 1) if cursor else (0,)
    found = await index.read(
        lambda reading: Corrections(reading.database).page(owner, article_id, after, limit, full=full)
    )
    return revalidated(request, found.model_dump_json().encode())


@router.get(
    "/v1/review",
    summary="What to look at first",
    response_model=None,
    responses={200: {"model": ReviewPage, "description": "Records of which something is open."}, **NOT_MODIFIED},
)
async def list_review(
    *,
    request: Request,
    index: UsedIndex,
    owner: Owner,
    full: InFull,
    cursor: Annotated[str | None, Query(max_length=40, description="`next` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=100)] = 20,
) -> Response:
    """Records with questions and rival values, those with the most first; questions about corrected values are none."""
    after = Place(*_numbers(cursor, 2)) if cursor else None

    def page(database: Any) -> bytes:
        found, last = Corrections(database).review(owner, after, limit, full=full)
        return found.model_copy(update={"next": last and f"{last.open}.{last.number}"}).model_dump_json().encode()

    return revalidated(request, await index.read(lambda reading: page(reading.database)))


def _numbers(cursor: str, how_many: int) -> tuple[int, ...]:
    parts = cursor.split(".")
    if len(parts) != how_many or not all(part.isascii() and part.isdecimal() for part in parts):
        raise ParametersInvalid([{"loc": ("query", "cursor"), "msg": "it is none of this service's"}])
    return tuple(min(int(part), 2**31 - 1) for part in parts)


def _refused(pointer: str, code: str, reason: str) -> RequestRejected:
    """422; the code in the type is one for all, that of the refusal begins the detail of its error."""
    refused = RequestRejected(
        HTTPStatus.UNPROCESSABLE_ENTITY,
        "correction-refused",
        f"The correction is not taken: {code}.",
        hint="docs/review.md says what each code means.",
    )
    refused.errors = (FieldError(pointer=pointer, detail=f"{code}: {reason}"[:200]),)
    return refused
