"""Labels as what is marked, as if the heads had said just that: the most that a draft can reach. Pure."""

from app.encoder.codes import ATTRIBUTES, IGNORED, OTHER, ROLES, SAYINGS, STAGES, TAGGED, TYPES
from app.encoder.marked import Deed as Marks
from app.encoder.marked import Marked, Party, Thing, Tie
from app.encoder.shown import Shown
from training.encoder.answers import NOBODY, Deed, Labels

_THINGS = (*TAGGED[1:], "number")


def exactly(shown: Shown, labels: Labels) -> Marked:
    """What is marked by labels."""
    parties = {owner: None for owner in labels.owners if owner != NOBODY}
    position = {owner: at for at, owner in enumerate(parties)}
    return Marked(
        parties=tuple(_party(labels, owner, position) for owner in parties),
        deeds=tuple(_deed(shown, labels, at, deed, position) for at, deed in enumerate(labels.deeds)),
        context=tuple(sorted(labels.context)),
    )


def _code(kind: str, name: str, number: int) -> str:
    return ATTRIBUTES[kind][name][0 if number == IGNORED else number]


def _said(labels: Labels, kind: str, mark: int) -> dict[str, str]:
    return {name: _code(kind, name, number) for name, number in labels.said[kind][mark].items()}


def _party(labels: Labels, owner: int, position: dict[int, int]) -> Party:
    marks = [mark for mark, each in enumerate(labels.owners) if each == owner]
    said = _said(labels, "party", marks[0])
    whole = labels.points.get(("member_of", "party"), {}).get(marks[0], NOBODY)
    spans = tuple(labels.spans["party"][mark] for mark in marks)
    return Party(spans, said["type"], said["voice"], position.get(whole))


def _deed(shown: Shown, labels: Labels, at: int, deed: Deed, position: dict[int, int]) -> Marks:
    spot = next((mark for mark, other in sorted(labels.links["spot"]) if other == at), None)
    return Marks(
        sentence=deed.sentence,
        newly_reported=labels.roles[deed.sentence] == ROLES.index("news"),
        type=TYPES[deed.type],
        stage=STAGES[deed.stage],
        members=deed.members,
        day=next((mark for mark, other in sorted(labels.links["day"]) if other == at), None),
        spot=spot,
        position="in" if spot is None else _said(labels, "spot", spot)["position"],
        things={kind: _things(labels, kind, at, position) for kind in _THINGS},
        ties=[*_sayings(labels, at, position), *_others(shown, labels, at, position)],
    )


def _things(labels: Labels, kind: str, at: int, position: dict[int, int]) -> list[Thing]:
    return [
        Thing(
            span=labels.spans[kind][mark],
            said=_said(labels, kind, mark),
            by=position.get(labels.points.get(("by", kind), {}).get(mark, NOBODY)),
            of=position.get(labels.points.get(("of", kind), {}).get(mark, NOBODY)),
        )
        for mark, other in sorted(labels.links[kind], key=lambda link: labels.spans[kind][link[0]])
        if other == at
    ]


def _sayings(labels: Labels, at: int, position: dict[int, int]) -> list[Tie]:
    return [
        Tie(position[one.who], SAYINGS[one.code], one.sentence, position.get(one.says))
        for one in sorted(labels.sayings)
        if one.deed == at
    ]


def _others(shown: Shown, labels: Labels, at: int, position: dict[int, int]) -> list[Tie]:
    return [
        Tie(position[labels.owners[mark]], OTHER, shown.sentence(labels.spans["party"][mark]))
        for mark, deed in sorted(labels.ties)
        if deed == at
    ]
