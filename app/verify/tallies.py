"""Whether sentences carry counts besides casualties, and what belongs to a protest. Pure."""

from collections.abc import Iterator

from app.records.draft import DraftCount, DraftDemand, DraftIncident, DraftProtest, DraftResponse, DraftSource
from app.records.verified import Demand, Organiser, OtherCount, Protest, Response
from app.verify.claims import NO_SENTENCE, refuse_source, verify_noun
from app.verify.findings import Findings
from app.verify.numbers import verify_count
from app.verify.parties import NOT_HERE, Parties
from app.verify.words import together


def verify_tally(draft: DraftCount, path: str, parties: Parties, findings: Findings) -> OtherCount | None:
    """The count with its words; None: its number is not carried, or who says so is nobody here."""
    by = parties.mention(draft.asserted_by, draft.sentences) if draft.asserted_by else None
    if draft.asserted_by and by is None:
        refuse_source(draft, path, findings)
        return None
    counted = verify_count(draft.number, draft.sentences, f"{path}/count", parties.words, findings)
    if counted is None:
        findings.refuse(path, draft, "nothing_left", "its number is not carried")
        return None
    noun = verify_noun(draft.noun, draft.sentences, path, parties, findings)
    named = (each.evidence for each in (noun, by) if each)
    evidence = together(parties.words.quotes(draft.sentences), (counted.evidence,), named)
    return OtherCount(path, draft.what, counted.count, draft.unit, noun.name if noun else None, by, evidence)


def verify_protest(draft: DraftIncident, path: str, parties: Parties, findings: Findings) -> Protest | None:
    """What of a protest the article carries; None: the draft has none, or nothing of it is carried."""
    if draft.protest is None:
        return None
    return _protest(draft.protest, f"{path}/protest", parties, findings)


def _protest(draft: DraftProtest, path: str, parties: Parties, findings: Findings) -> Protest | None:
    found = Protest(
        tuple(_organisers(draft.organisers, f"{path}/organisers", parties, findings)),
        tuple(_demands(draft.demands, f"{path}/demands", parties, findings)),
        tuple(_responses(draft.responses, f"{path}/responses", parties, findings)),
    )
    return found if found.organisers or found.demands or found.responses else None


def _organisers(
    drafts: tuple[DraftSource, ...], path: str, parties: Parties, findings: Findings
) -> Iterator[Organiser]:
    for index, draft in enumerate(drafts):
        if party := parties.mention(draft.name, draft.sentences):
            evidence = together(parties.words.quotes(draft.sentences), (party.evidence,))
            yield Organiser(f"{path}/{index}", party, evidence)
        else:
            findings.refuse(f"{path}/{index}", draft.name, "nobody_named", NOT_HERE)


def _demands(drafts: tuple[DraftDemand, ...], path: str, parties: Parties, findings: Findings) -> Iterator[Demand]:
    for index, draft in enumerate(drafts):
        if found := parties.words.locate(draft.text, draft.sentences):
            yield Demand(f"{path}/{index}", found.quote, draft.stance, (found,))
        else:
            findings.refuse(f"{path}/{index}", draft, "not_in_article", NOT_HERE)


def _responses(
    drafts: tuple[DraftResponse, ...], path: str, parties: Parties, findings: Findings
) -> Iterator[Response]:
    for index, draft in enumerate(drafts):
        quotes = parties.words.quotes(draft.sentences)
        if not quotes:
            findings.refuse(f"{path}/{index}", draft, "no_such_sentence", NO_SENTENCE)
            continue
        by = parties.mention(draft.by, draft.sentences) if draft.by else None
        if draft.by and by is None:
            findings.refuse(f"{path}/{index}/by", draft.by, "nobody_named", NOT_HERE)
        yield Response(f"{path}/{index}", draft.kind, by, together(quotes, (by.evidence,) if by else ()))
