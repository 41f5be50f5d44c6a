"""The shape of JSON, looked at before anything is made of it, so that junk costs no more than reading it once."""

import re
from typing import Final

from app.http.media import malformed
from app.http.problems import BodyInvalid

FEW: Final = 64
"""Values of a request that has a handful: enough to say what is wrong with one of another shape."""
MOST_LEVELS: Final = 32
"""A record has nine, its draft the most of them."""
MOST_MEMBERS: Final = 100
"""Of one object; a record's widest has 24."""

_TOKEN: Final = re.compile(
    r"[ \t\n\r,:]*+(?:"
    r'(?P<value>"(?:[^"\\]++|\\.)*+"|-?(?:[0-9][0-9.eE+-]*+|true|false|null|NaN|Infinity))(?P<name>[ \t\n\r]*+:)?+'
    r"|(?P<opens>[\[{])|(?P<closes>[\]}])|(?P<other>.)|(?P<end>\Z))",
    re.DOTALL,
)
"""A value; a name with its colon; a bracket. Possessive throughout: the time is linear in the text, whatever it is."""


def check_shape(text: str, most_values: int) -> None:
    """Refuse JSON with more in it than a request can have, at the first value, member or level too many.

    It reads no further than to where the text stops being JSON: what is wrong there is for the parser to say, which
    then has nothing to build that is not within the bounds.

    Args:
        text: JSON, or not.
        most_values: Objects, lists and everything in them, names not counted.

    Raises:
        RequestRejected: 400, more than MOST_LEVELS levels; 422, too many values, or members of one object.
    """
    values, members = 0, [0]  # `members`: of each object that is open, the outermost first
    for token in _TOKEN.finditer(text):
        kind = token.lastgroup
        if kind in {"other", "end"} or (len(members) == 1 and (values or kind == "closes")):
            return
        if kind == "closes":
            members.pop()
        elif kind == "name":
            members[-1] += 1
        else:
            values += 1
            members += [0] if kind == "opens" else []
        _check_bounds(values, most_values, members)


def _check_bounds(values: int, most_values: int, members: list[int]) -> None:
    if len(members) > MOST_LEVELS + 1:
        raise malformed("The body is not JSON that can be read: it is nested too deeply.")
    if values > most_values:
        raise BodyInvalid([{"loc": (), "msg": f"it has more than {most_values} values"}])
    if members[-1] > MOST_MEMBERS:
        raise BodyInvalid([{"loc": (), "msg": f"an object in it has more than {MOST_MEMBERS} members"}])
