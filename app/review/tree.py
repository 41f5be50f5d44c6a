"""A record as JSON: a value found by its path, as questions name it, and one put in its place."""

from collections.abc import Iterator
from typing import Any, Final, Literal

Json = Any
Step = str | int
Steps = tuple[Step, ...]
RefusedPath = Literal["path_unknown", "computed"]
LISTS: Final = ("incidents", "background")
HEADLINE: Final = "headline"
LINES: Final = ("summary", "context")
"""Lists of sentences, each with its quotes."""
LONGEST: Final = 200  # characters of a path
COMPUTED: Final = frozenset(
    {
        *("id", "event_type", "plover", "fatalities", "attribution_status", "toll_status", "origins", "note"),
        *("civilian_targeting", "roles", "evidence", "time_precision", "geo_precision", "ucdp_where_prec"),
    }
)
"""What follows from other values, wherever it stands."""
_ESTIMATE: Final = 3  # steps of `incidents/0/injured`, which is computed as `fatalities` is
REMOVED: Final = object()
"""Stands for an item that was taken out, so that the others keep their places until all is done."""


class PathRefused(Exception):
    """There is no such value, or none that can be corrected by itself."""

    def __init__(self, code: RefusedPath, reason: str) -> None:
        super().__init__(reason)
        self.code: RefusedPath = code


def steps(path: str) -> Steps:
    """The steps of a path: of a value within an incident, the headline, or a sentence. Raises PathRefused."""
    parts = path.split("/")
    if len(path) > LONGEST or not _is_known(parts):
        raise PathRefused("path_unknown", "it names no value as `incidents/0/date` or `summary/0/text` does")
    found = tuple(int(part) if part.isdecimal() and len(part) < len("10000") else part for part in parts)
    if COMPUTED & set(parts) or (len(found) == _ESTIMATE and found[-1] == "injured"):
        raise PathRefused("computed", "it follows from other values: correct those")
    if parts[2:3] == ["location"] and parts[3:] not in ([], ["site"], ["places"]):
        raise PathRefused(
            "computed", "it is the gazetteer's: correct `location` by its name, `places` as a list of names"
        )
    return found


def _is_known(parts: list[str]) -> bool:
    if parts[0] in LISTS:
        return len(parts) > 1 and parts[1].isdecimal()
    is_line = parts[0] in LINES and len(parts) > 1 and parts[1].isdecimal() and parts[2:] in ([], ["text"])
    return parts == [HEADLINE] or is_line


def path_of(found: Steps) -> str:
    """Steps as they are written."""
    return "/".join(map(str, found))


def field_of(found: Steps) -> str:
    """The name of the field that a path ends in, of a list's item that of the list."""
    return next(step for step in reversed(found) if isinstance(step, str))


def child(node: Json, step: Step) -> Json:
    """What stands a step further down. Raises PathRefused."""
    if isinstance(node, list) and isinstance(step, int) and step < len(node) and node[step] is not REMOVED:
        return node[step]
    if isinstance(node, dict) and step in node and not is_count(node):
        return node[step]
    raise PathRefused("path_unknown", "the record has no such value")


def is_count(node: Json) -> bool:
    """Whether it is a count, which is corrected as a whole."""
    return isinstance(node, dict) and "qualifier" in node


def at(record: Json, found: Steps) -> Json:
    """The value of a path; None for the place behind the last item of a list. Raises PathRefused."""
    *above, last = found
    node = record
    for step in above:
        node = child(node, step)
    may_grow = len(above) > 1 or found[0] in LINES  # no incident is added as a whole
    return None if isinstance(node, list) and last == len(node) and may_grow else child(node, last)


def holder(record: Json, found: Steps) -> dict[str, Json]:
    """The item whose words carry the value of a path: the nearest above it that has evidence; empty: there is none."""
    node: Json = record
    nearest: dict[str, Json] = {}
    for step in found[:-1]:
        node = child(node, step)
        nearest = node if isinstance(node, dict) and "evidence" in node else nearest
    return nearest


def put(record: Json, found: Steps, value: Json) -> None:
    """Put a value in its place; None takes an item of a list out. Raises PathRefused."""
    at(record, found)
    *above, last = found
    node = record
    for step in above:
        node = child(node, step)
    if not isinstance(node, list):
        node[last] = value
        return
    assert isinstance(last, int)  # `at` found it
    node[last : last + 1] = [REMOVED if value is None else value]


def pruned(node: Json) -> Json:
    """The same without the items that were taken out."""
    if isinstance(node, list):
        return [pruned(each) for each in node if each is not REMOVED]
    return {name: pruned(part) for name, part in node.items()} if isinstance(node, dict) else node


def after_pruning(record: Json, found: Steps) -> str | None:
    """The path that a value has when what was taken out is gone; None: it is gone itself."""
    node, shown = record, list[str]()
    for step in found:
        if isinstance(node, list) and isinstance(step, int):
            if step >= len(node) or node[step] is REMOVED:
                return None
            shown.append(str(step - sum(each is REMOVED for each in node[:step])))
            node = node[step]
        elif isinstance(node, dict) and step in node:
            shown.append(str(step))
            node = node[str(step)]
        else:
            return None
    return "/".join(shown)


def bare(node: Json) -> Json:
    """A value without its quotes."""
    if isinstance(node, list):
        return [bare(each) for each in node if each is not REMOVED]
    if isinstance(node, dict):
        return {name: bare(part) for name, part in node.items() if name != "evidence"}
    return node


def quotes(node: Json) -> Iterator[Json]:
    """All quotes in a record, or a part of it."""
    if isinstance(node, list):
        for each in node:
            yield from quotes(each)
    elif isinstance(node, dict):
        yield from node.get("evidence") or ()
        for name, part in node.items():
            if name not in ("evidence", "draft"):
                yield from quotes(part)
