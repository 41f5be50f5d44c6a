"""Where a value of an earlier reading stands in a later one of the same article: by path and words. Pure.

An anchor is kept for each step into a list: where the words of the item stand, or, of an item that was added, how long
the list was. The text is the same one, so offsets are comparable.
"""

from collections.abc import Iterable, Iterator

from app.review.tree import REMOVED, Json, PathRefused, Steps, bare, child

Spans = list[list[int]]
Anchor = Spans | int


def anchors(record: Json, found: Steps) -> list[Anchor]:
    """The anchors of a path. Raises PathRefused."""
    return list(_anchors(record, found))


def _anchors(record: Json, found: Steps) -> Iterator[Anchor]:
    node = record
    for step in found:
        if isinstance(node, list) and isinstance(step, int):
            if step >= len(node):  # it, and all in it, was added
                yield len(node)
                return
            yield _spans(node[step])
        node = child(node, step)


def attached(record: Json, found: Steps, kept: Iterable[Anchor], was: Json, value: Json) -> Steps | None:
    """The path in another record of the article; None: the value is not there, or the machine reads another by now."""
    node, path, left = record, list[str | int](), list(kept)
    own = left[-1:]
    for position, step in enumerate(found):
        if not isinstance(node, list):
            path.append(step)
            try:
                node = child(node, step)
            except PathRefused:
                return None
            continue
        assert isinstance(step, int)
        anchor = left.pop(0)
        if isinstance(anchor, int):
            return (*path, step - anchor + len(node), *found[position + 1 :])
        chosen = _chosen(node, step, anchor, is_last=position == len(found) - 1)
        if chosen is None:
            return None
        path.append(chosen)
        node = node[chosen]
    same_words = isinstance(found[-1], int) and own and own[0] and _spans(node) == own[0]
    return tuple(path) if same_words or bare(node) in (was, value) else None


def _chosen(items: list[Json], step: int, anchor: Spans, *, is_last: bool) -> int | None:
    """The item whose words are those: the one in the same place, or else the only one."""
    if not anchor:  # a list of plain values
        return step if step < len(items) else None
    same = [index for index, each in enumerate(items) if _meets(_spans(each), anchor, exactly=is_last)]
    return step if step in same else same[0] if len(same) == 1 else None


def _meets(one: Spans, other: Spans, *, exactly: bool) -> bool:
    if exactly:
        return one == other
    return any(start < last and first < end for start, end in one for first, last in other)


def _spans(item: Json) -> Spans:
    evidence = item.get("evidence") or () if isinstance(item, dict) and item is not REMOVED else ()
    return [[each["start"], each["end"]] for each in evidence]
