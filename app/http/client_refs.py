"""The caller's own reference: read as early as can be, echoed in the answer and in each problem, used for nothing else.

It is a member of the body, or the query parameter of the same name where the body is plain text. No article has it, so
that it is in no key, no question and no receipt, and no answer that several share.
"""

from typing import Annotated, Any, Final

from fastapi import Query, Request
from pydantic import TypeAdapter, ValidationError

from schemas import ClientRef

NAME: Final = "client_ref"
DESCRIPTION: Final = (
    "The caller's own reference, echoed in the answer and in any problem; at most 200 characters, all printable. It "
    "changes nothing else."
)
RefParameter = Annotated[
    ClientRef | None,
    Query(description=f"{DESCRIPTION} For a body of plain text; in JSON it is a member. A log of URLs holds it."),
]

_READER: Final = TypeAdapter[str](ClientRef)


def note_client_ref(request: Request, body: Any) -> None:
    """Keep the reference of a body of JSON, whatever else is wrong with it; what is no reference is passed over."""
    if isinstance(body, dict) and (found := _reference(body.get(NAME))) is not None:
        request.state.client_ref = found


def client_ref_of(request: Request) -> str | None:
    """The reference of a request: the body's, as far as it was read, else the query's; None: it has none.

    A reference that is not as it should be is None, too: it is refused elsewhere, and not echoed.
    """
    noted: str | None = getattr(request.state, NAME, None)
    return _reference(request.query_params.get(NAME)) if noted is None else noted


def _reference(given: object) -> str | None:
    try:
        return _READER.validate_python(given, strict=True)
    except ValidationError:
        return None
