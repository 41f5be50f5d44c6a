"""Each party under its one name, wherever an incident names it. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from app.records.verified import Attribution, Claim, Incident, Named, Party, Protest, Statement
from app.values.names import party_key

OneName = Mapping[str, str]
"""A party's name by the key (`names.party_key`) of each of its names."""


def one_names(parties: Iterable[Party]) -> OneName:
    """The name of the party that each name and alias means.

    A name goes before another party's alias; of two parties of one name the first stands. An alias of two parties tells
    neither, and is left out.
    """
    listed = tuple(parties)
    names: dict[str, str] = {}
    for party in listed:
        names.setdefault(party_key(party.name), party.name)
    meant: dict[str, set[str]] = {}
    for party in listed:
        for alias in party.aliases:
            meant.setdefault(party_key(alias), set()).add(names[party_key(party.name)])
    return {alias: of.pop() for alias, of in meant.items() if len(of) == 1} | names


def renamed(incident: Incident, names: OneName) -> Incident:
    """The incident with each party that `names` knows under its one name; any other name stays as it is."""
    return replace(
        incident,
        attribution=tuple(_attribution(each, names) for each in incident.attribution),
        targets=tuple(replace(each, of=_named_or_none(each.of, names)) for each in incident.targets),
        claims=tuple(_claim(each, names) for each in incident.claims),
        counts=tuple(replace(each, asserted_by=_named_or_none(each.asserted_by, names)) for each in incident.counts),
        protest=_protest(incident.protest, names) if incident.protest else None,
        reactions=tuple(_statement(each, names) for each in incident.reactions),
        parties=tuple(_named(each, names) for each in incident.parties),
    )


def _attribution(attribution: Attribution, names: OneName) -> Attribution:
    return replace(
        attribution, actor=_named(attribution.actor, names), asserted_by=_named_or_none(attribution.asserted_by, names)
    )


def _claim(claim: Claim, names: OneName) -> Claim:
    confirmed = tuple(replace(each, party=_named(each.party, names)) for each in claim.confirmed_by)
    by, of = _named_or_none(claim.asserted_by, names), _named_or_none(claim.of, names)
    return replace(claim, asserted_by=by, of=of, confirmed_by=confirmed)


def _protest(protest: Protest, names: OneName) -> Protest:
    return replace(
        protest,
        organisers=tuple(replace(each, party=_named(each.party, names)) for each in protest.organisers),
        responses=tuple(replace(each, by=_named_or_none(each.by, names)) for each in protest.responses),
    )


def _statement(statement: Statement, names: OneName) -> Statement:
    return replace(statement, speaker=_named(statement.speaker, names))


def _named(named: Named, names: OneName) -> Named:
    return replace(named, name=names.get(party_key(named.name), named.name))


def _named_or_none(named: Named | None, names: OneName) -> Named | None:
    return None if named is None else _named(named, names)
