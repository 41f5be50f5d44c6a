"""Parties of a draft whose names stand in the article, and whom a name in the draft means. Pure."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from app.article.ground import DETERMINER, fold
from app.records.draft import DraftParty
from app.records.verified import Named, Party, Quotes
from app.verify.findings import Findings
from app.verify.words import Words
from schemas import Evidence

NOT_HERE: Final = "these words stand nowhere in the article"


def key(name: str) -> str:
    """What makes two mentions of a draft the same: the letters but for case, white space and a leading article."""
    return DETERMINER.sub("", fold(name.strip())[0])


@dataclass(frozen=True, slots=True)
class Parties:
    """The verified parties by each name that the draft gives them, a refused one too."""

    words: Words
    parties: tuple[Party, ...]
    by_name: Mapping[str, Party]

    def mention(self, name: str, numbers: Iterable[int]) -> Named | None:
        """Whom a name means, and a place that names it, in these sentences if it can be; None: nobody in the article.

        A party goes by its one name; somebody whom the draft's list lacks by the name that is given.
        """
        at = tuple(numbers)
        party = self.by_name.get(key(name))
        if party is None:
            found = self.words.locate(name, at)
            return Named(name, found) if found else None
        mentions = (self.words.locate(each, at) for each in dict.fromkeys((name, party.name, *party.aliases)))
        return Named(party.name, _nearest((m for m in mentions if m), party.evidence))


def verify_parties(drafts: Sequence[DraftParty], words: Words, findings: Findings) -> Parties:
    """Check each party's names; one whose fullest name is refused goes by the next that stands in the article."""
    parties: list[Party] = []
    by_name: dict[str, Party] = {}
    for index, draft in enumerate(drafts):
        party = _verified(draft, f"parties/{index}", words, findings)
        if party:
            parties.append(party)
            for name in (draft.name, *draft.aliases):
                by_name.setdefault(key(name), party)
        elif draft.member_of:
            findings.refuse(
                f"parties/{index}/member_of", draft.member_of, "nobody_named", "no name of the party stands"
            )
    return _related(drafts, Parties(words, tuple(parties), by_name), findings)


def _related(drafts: Sequence[DraftParty], found: Parties, findings: Findings) -> Parties:
    """The parties with the party that each belongs to, by its one name; itself is none."""
    whole: dict[str, Named] = {}
    for party in found.parties:
        draft = drafts[int(party.origin.rpartition("/")[2])]
        of = found.mention(draft.member_of, draft.sentences) if draft.member_of else None
        if of and of.name != party.name:
            whole[party.origin] = of
        elif draft.member_of:
            reason = "that is the party itself" if of else NOT_HERE
            findings.refuse(f"{party.origin}/member_of", draft.member_of, "nobody_named", reason)
    related = {each.origin: replace(each, member_of=whole.get(each.origin)) for each in found.parties}
    by_name = {name: related[party.origin] for name, party in found.by_name.items()}
    return Parties(found.words, tuple(related.values()), by_name)


def _verified(draft: DraftParty, path: str, words: Words, findings: Findings) -> Party | None:
    standing = dict(_standing(draft, path, words, findings))
    if not standing:
        return None
    name, *aliases = standing
    return Party(path, name, tuple(aliases), draft.type, draft.source_type, tuple(standing.values()))


def _standing(draft: DraftParty, path: str, words: Words, findings: Findings) -> Iterator[tuple[str, Evidence]]:
    """The names of a party that stand in the article, each with its place."""
    given = [(f"{path}/name", draft.name), *((f"{path}/aliases/{i}", alias) for i, alias in enumerate(draft.aliases))]
    for where, name in given:
        if found := words.locate(name, draft.sentences):
            yield name, found
        else:
            findings.refuse(where, name, "not_in_article", NOT_HERE)


def _nearest(found: Iterable[Evidence], otherwise: Quotes) -> Evidence:
    """A mention in the sentences that were named, if there is one; else the first; else the party's own."""
    mentions = (*found, *otherwise)
    return next((mention for mention in mentions if mention.match == "exact"), mentions[0])
