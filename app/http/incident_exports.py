"""GET /v1/incidents/export: a query of the index as rows of a conflict data set."""

from datetime import UTC, datetime
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request, Response

from app.export.conventions import Name
from app.export.options import Options
from app.http.body import aside
from app.http.exports import (
    CONTENT,
    FormatParameter,
    InterParameter,
    QuotesParameter,
    StrictParameter,
    TraceParameter,
    exported,
)
from app.http.incidents import cursor_of, position, wanted
from app.http.kept import UsedIndex
from app.http.problems import ParametersInvalid
from app.http.scopes import InFull, Owner
from app.store.index.reading import Reading, Wanted
from app.store.index.sourced import MOST, Sourced
from schemas import Dossier

NEXT: Final = 'The header `Link` (`rel="next"`) has the address of the next page, if there is one.'
MachineParameter = Annotated[bool, Query(description="`true`: without what persons corrected.")]

router = APIRouter()


@router.get(
    "/v1/incidents/export",
    summary="Incidents that the articles report between them, as rows of a conflict data set",
    response_class=Response,
    responses={200: {"content": CONTENT, "description": f"A page, a row for each incident. {NEXT}"}},
)
async def export_incidents(
    *,
    request: Request,
    convention: Name,
    index: UsedIndex,
    owner: Owner,
    full: InFull,
    asked: Annotated[Wanted, Depends(wanted)],
    file_format: FormatParameter = "csv",
    inter: InterParameter = "text",
    quotes: QuotesParameter = None,
    trace: TraceParameter = False,
    strict: StrictParameter = False,
    machine: MachineParameter = False,
    cursor: Annotated[str | None, Query(max_length=100, description="Of the page, as `Link` has it.")] = None,
    limit: Annotated[int, Query(ge=1, le=MOST, description="Incidents of a page.")] = MOST,
) -> Response:
    """The newly reported incidents that meet all conditions, the latest first; a row as of a dossier of its articles.

    The conditions are held against what the machine read, and the rows have what persons corrected.
    """
    if asked.background:
        raise ParametersInvalid([{"loc": ("query", "background"), "msg": "incidents in the background have no rows"}])
    options = Options(convention, file_format, datetime.now(UTC), inter, quotes, trace, full)
    after = position(cursor) if cursor else None

    def page(reading: Reading) -> tuple[list[Dossier], str | None]:
        found, last = Sourced(reading.database).dossiers(
            owner, asked, after, limit, full=full, with_corrections=not machine
        )
        return found, last and cursor_of(last)

    records, following = await index.read(page)
    made = await aside(lambda: exported(records, options, strict=strict))
    if following:
        query = request.url.include_query_params(cursor=following).query
        made.headers["Link"] = f'<{request.url.path}?{query}>; rel="next"'
    return made
