"""Whether sentences tie a deed to somebody, and whether basis, actor and speaker go together. Pure."""

from typing import Final

from app.records.draft import DraftAttribution
from app.records.verified import Attribution, Named, Party
from app.values.speech_words import denies
from app.verify.claims import NO_SENTENCE, refuse_source
from app.verify.findings import Findings
from app.verify.parties import Parties, key
from app.verify.words import together
from schemas.codes import Basis, Inter

_SPOKEN: Final[frozenset[Basis]] = frozenset({"claimed", "accused", "accused_by_authorities"})
_STATES: Final[frozenset[Inter | None]] = frozenset({"State forces", "External/Other forces", None})


def verify_attribution(draft: DraftAttribution, path: str, parties: Parties, findings: Findings) -> Attribution | None:
    """The attribution with its sentences; None: the actor or who says so is nobody here, or no sentence is named."""
    quotes = parties.words.quotes(draft.sentences)
    if not quotes:
        findings.refuse(path, draft, "no_such_sentence", NO_SENTENCE)
        return None
    actor = parties.mention(draft.actor, draft.sentences)
    if actor is None:
        findings.refuse(path, draft, "nobody_named", f"the actor, {draft.actor!r}, stands nowhere in the article")
        return None
    by = parties.mention(draft.asserted_by, draft.sentences) if draft.asserted_by else None
    if draft.asserted_by and by is None:
        refuse_source(draft, path, findings)
        return None
    evidence = together(quotes, (actor.evidence,), (by.evidence,) if by else ())
    attribution = Attribution(path, actor, draft.basis, by, evidence)
    _question(attribution, parties, findings)
    return attribution


def _question(said: Attribution, parties: Parties, findings: Findings) -> None:
    """Doubt a basis that its words, or the parties that it ties together, speak against."""
    if (said.basis in _SPOKEN) == (said.asserted_by is None) and said.basis in (*_SPOKEN, "reported_as_fact"):
        reason = f"`{said.basis}` and who says so do not go together"
        findings.question(said.origin, "basis_and_speaker_disagree", reason, *said.evidence[:1])
    if said.basis == "denied" and not any(denies(quote.quote) for quote in said.evidence):
        reason = "no word of denying stands in the sentences named"
        findings.question(said.origin, "no_word_of_denial", reason, *said.evidence[:1])
    if said.asserted_by:
        _question_speaker(said, said.asserted_by, parties, findings)


def _question_speaker(said: Attribution, speaker: Named, parties: Parties, findings: Findings) -> None:
    by, actor = (parties.by_name.get(key(named.name)) for named in (speaker, said.actor))
    if said.basis == "accused_by_authorities" and by and by.type not in _STATES:
        reason = f"{speaker.name!r} is a party of type {by.type}, and no state body"
        findings.question(said.origin, "accuser_is_no_authority", reason, *said.evidence[:1])
    if said.basis == "claimed" and by and actor and _are_strangers(by, actor):
        reason = f"{speaker.name!r} ({by.type}) claims a deed of {said.actor.name!r} ({actor.type})"
        findings.question(said.origin, "claimed_by_another", reason, *said.evidence[:1])


def _are_strangers(one: Party, other: Party) -> bool:
    """Whether the types differ and neither name holds the other."""
    names = [{key(name) for name in (party.name, *party.aliases)} for party in (one, other)]
    related = any(left in right or right in left for left in names[0] for right in names[1])
    return not related and None not in (one.type, other.type) and one.type != other.type
