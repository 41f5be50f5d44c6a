"""GET /v1/incidents, GET /v1/changes, POST /v1/incidents/links: the incidents that all articles report between them."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping
from datetime import UTC, date, datetime
from http import HTTPStatus
from typing import Annotated, Any, Final, Self

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, TypeAdapter, ValidationError, model_validator

from app.core.caller import caller
from app.http.body import read_json
from app.http.cached import NOT_MODIFIED, revalidated
from app.http.kept import UsedIndex
from app.http.problems import ParametersInvalid, RequestRejected
from app.http.scopes import InFull, Owner
from app.store.index.packing import named, written
from app.store.index.reading import Found, Near, Position, Reading, Wanted
from app.store.index.writing import ReportUnknown
from app.values.names import party_key
from schemas import ChangePage, IncidentPage, IndexedIncident, LinkedReports, Report
from schemas.codes import EventType, SubEventType

FARTHEST_KM: Final = 20_038
"""Half the way round the Earth."""
_MOMENT: Final = TypeAdapter(datetime)
WITHDRAWN: Final[Mapping[str, str]] = {
    "erased": "The articles that reported it were erased.",
    "expired": "The articles that reported it are older than this service keeps them.",
    "corrected": "Newer versions of the articles that reported it do not.",
    "revised": "The articles that reported it, summarised anew, do not.",
}

router = APIRouter()


class LinkRequest(BaseModel):
    """What a person decides of two reports."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    same: tuple[Report, Report] | None = Field(default=None, description="They are of one incident.")
    not_same: tuple[Report, Report] | None = Field(default=None, description="They are of two incidents.")

    @model_validator(mode="after")
    def _is_one_pair(self) -> Self:
        if (self.same is None) == (self.not_same is None):
            raise ValueError("give either `same` or `not_same`")
        if self.pair[0] == self.pair[1]:
            raise ValueError("the two reports are one")
        return self

    @property
    def pair(self) -> tuple[Report, Report]:
        """The two reports."""
        pair = self.same or self.not_same
        assert pair is not None  # checked above
        return pair


def _read_day(value: object) -> object:
    """Read a day that is written out; pydantic would take seconds since 1970 as well."""
    if isinstance(value, str) and not (len(value) == len("2024-01-04") and value[4] == value[7] == "-"):
        raise ValueError("it is not a day such as 2024-01-04")
    return value


Day = Annotated[date, BeforeValidator(_read_day)]


def wanted(
    *,
    country: Annotated[str | None, Query(pattern="^[A-Za-z]{2}$", description="ISO 3166-1 alpha-2.")] = None,
    first: Annotated[
        Day | None, Query(alias="from", description="That may have happened on this day or later.")
    ] = None,
    last: Annotated[Day | None, Query(alias="to", description="On this day or before.")] = None,
    kind: Annotated[
        EventType | SubEventType | None, Query(alias="type", description="Event or sub-event type.")
    ] = None,
    near: Annotated[
        str | None,
        Query(
            max_length=100, description="`latitude,longitude,km`: degrees, and the radius of a circle round that point."
        ),
    ] = None,
    q: Annotated[
        str | None,
        Query(
            max_length=200,
            description="Words that all stand, or begin in, names of the record, its note, or a title of its articles; "
            "case and accents do not count. Names that are withheld are not searched.",
        ),
    ] = None,
    background: Annotated[bool, Query(description="Also those that articles only mention.")] = False,
) -> Wanted:
    """Which incidents a request asks for. Raises ParametersInvalid."""
    return Wanted(
        country.upper() if country else None,
        first.isoformat() if first else None,
        last.isoformat() if last else None,
        kind,
        _near(near) if near is not None else None,
        tuple(party_key(q).split()) if q else (),
        background,
    )


def _near(text: str) -> Near:
    try:
        latitude, longitude, km = map(float, text.split(","))
    except ValueError:
        raise _invalid("near", "it is not `latitude,longitude,km`") from None
    if not (abs(latitude) <= 90 and abs(longitude) <= 180 and 0 < km <= FARTHEST_KM):  # noqa: PLR2004 - degrees
        raise _invalid("near", f"degrees are at most 90 and 180, kilometres more than 0 and at most {FARTHEST_KM}")
    return Near(latitude, longitude, km)


def _invalid(name: str, reason: str) -> ParametersInvalid:
    return ParametersInvalid([{"loc": ("query", name), "msg": reason}])


@router.get(
    "/v1/incidents",
    summary="Incidents that the articles report between them",
    response_model=None,
    responses={
        200: {"model": IncidentPage, "description": "A page; `next` is the `cursor` of the next."},
        **NOT_MODIFIED,
    },
)
async def list_incidents(
    *,
    request: Request,
    index: UsedIndex,
    owner: Owner,
    full: InFull,
    asked: Annotated[Wanted, Depends(wanted)],
    cursor: Annotated[str | None, Query(max_length=100, description="`next` of the page before.")] = None,
    limit: Annotated[int, Query(ge=1, le=200)] = 50,
) -> Response:
    """The incidents that meet all conditions, the latest first."""
    after = _position(cursor) if cursor else None

    def page(reading: Reading) -> bytes:
        found, last = reading.incidents(owner, asked, after, limit, full=full)
        return _json({"incidents": found, "next": last and _cursor(last)})

    return revalidated(request, await index.read(page))


@router.post(  # before the id of an incident, which `links` would be otherwise
    "/v1/incidents/links",
    summary="Say that two reports are of one incident, or are not",
    response_model=None,
    responses={200: {"model": LinkedReports, "description": "The incidents that the two belong to now."}},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": "#/components/schemas/LinkRequest"}}},
        }
    },
)
async def link_reports(request: Request, index: UsedIndex) -> Response:
    """Keep what a person decides of two of this key's reports, in the place of what was decided before."""
    body = await read_json(request, LinkRequest)
    owner, now, same = caller().id, datetime.now(UTC), body.same is not None
    try:
        await index.write(lambda writing: writing.link(owner, body.pair, now, same=same))
        found = await index.read(lambda reading: reading.incident_of(owner, [named(each) for each in body.pair]))
    except ReportUnknown:
        hint = "Name the `article_id` and `incident_id` of summaries of this key's."
        raise RequestRejected(HTTPStatus.NOT_FOUND, "report-unknown", "A report is not known.", hint=hint) from None
    linked = LinkedReports(same=same, reports=body.pair, incidents=(found[0], found[1]))
    return Response(linked.model_dump_json(), media_type="application/json", headers={"Cache-Control": "no-store"})


@router.get(
    "/v1/incidents/{incident_id}",
    summary="One incident",
    response_model=None,
    responses={
        200: {"model": IndexedIncident, "description": "The incident."},
        308: {"description": "It is part of another now, which `Location` names."},
        410: {"description": "Nothing reports it any more."},
        **NOT_MODIFIED,
    },
)
async def get_incident(request: Request, incident_id: str, index: UsedIndex, owner: Owner, full: InFull) -> Response:
    """The incident of an id, as all its articles report it so far."""
    found = await index.read(lambda reading: reading.incident(owner, incident_id, full=full))
    if found is None:
        raise RequestRejected(HTTPStatus.NOT_FOUND, "incident-unknown", "No incident is known by that id.")
    if found.incident is None:
        return _elsewhere(request, found)
    return revalidated(request, _json(found.incident))


def _elsewhere(request: Request, found: Found) -> Response:
    """The way to the incident that it is part of; raises RequestRejected, 410, where there is none."""
    if found.merged_into is None:
        reason = WITHDRAWN.get(found.withdrawn or "", "Nothing reports it any more.")
        raise RequestRejected(HTTPStatus.GONE, "incident-withdrawn", f"This incident is withdrawn. {reason}")
    query = f"?{request.url.query}" if request.url.query else ""
    headers = {"Location": f"{found.merged_into}{query}", "Cache-Control": "no-store"}
    body = _json({"merged_into": found.merged_into})
    return Response(body, HTTPStatus.PERMANENT_REDIRECT, headers, "application/json")


@router.get(
    "/v1/changes",
    summary="What became of incidents",
    response_model=None,
    responses={
        200: {"model": ChangePage, "description": "Changes in order; `next` is the next `since`."},
        **NOT_MODIFIED,
    },
)
async def list_changes(
    *,
    request: Request,
    index: UsedIndex,
    owner: Owner,
    full: InFull,
    since: Annotated[
        str, Query(max_length=40, description="`next` of the answer before, or a moment (RFC 3339); 0: from the first.")
    ] = "0",
    limit: Annotated[int, Query(ge=1, le=1000)] = 200,
) -> Response:
    """What changed since then: old and new value, and the article that changed it."""
    after = _since(since)

    def page(reading: Reading) -> bytes:
        found, last = reading.changes(owner, after, limit, full=full)
        return _json({"changes": found, "next": str(last)})

    return revalidated(request, await index.read(page))


def _json(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def _cursor(position: Position) -> str:
    return urlsafe_b64encode(f"{position[0]}/{position[1]}".encode()).decode().rstrip("=")


def _position(cursor: str) -> Position:
    try:
        day, _, number = urlsafe_b64decode(f"{cursor}===").decode().partition("/")
        return day and date.fromisoformat(day).isoformat(), int(number)
    except ValueError:
        raise _invalid("cursor", "it is none of this service's") from None


def _since(text: str) -> int | str:
    if text.isdecimal():
        return min(int(text), 2**62)
    try:
        moment = _MOMENT.validate_strings(text, strict=True)
    except ValidationError:
        raise _invalid("since", "it is neither a `next` nor a moment such as 2024-01-04T12:00:00Z") from None
    return written(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
