"""Whether sentences carry casualty claims and what speakers do with words. Pure."""

from collections.abc import Iterable, Iterator
from typing import Final

from app.records.draft import DraftAttribution, DraftClaim, DraftCount, DraftStatement
from app.records.verified import Claim, Confirmation, Named, Person, Statement
from app.values.speech_words import names_period
from app.verify.findings import Findings
from app.verify.numbers import Counted, verify_count
from app.verify.parties import NOT_HERE, Parties
from app.verify.persons import verify_victims
from app.verify.words import together
from schemas import Evidence

NO_SENTENCE: Final = "it names no sentence that was shown"


def verify_claim(draft: DraftClaim, path: str, parties: Parties, findings: Findings) -> Claim | None:
    """The claim with the values that its sentences carry; None: nothing is left, or who says so is nobody here.

    A claim whose source is refused stands as nobody's: it is never turned into the article's own voice.
    """
    by = parties.mention(draft.asserted_by, draft.sentences) if draft.asserted_by else None
    if draft.asserted_by and by is None:
        refuse_source(draft, path, findings)
        return None
    killed, injured = (
        verify_count(getattr(draft, harm), draft.sentences, f"{path}/{harm}", parties.words, findings)
        for harm in ("killed", "injured")
    )
    victims = tuple(verify_victims(draft, path, parties, findings))
    noun = verify_noun(draft.noun, draft.sentences, path, parties, findings)
    of = verify_owner(draft.of, draft.sentences, path, parties, findings)
    if not (killed or injured or victims):
        findings.refuse(path, draft, "nothing_left", "no number and no victim of it is carried")
        return None
    _question_period(path, (killed, injured), parties, findings)
    return Claim(
        origin=path,
        killed=killed.count if killed else None,
        injured=injured.count if injured else None,
        victim_class=draft.victim_class,
        additional=draft.additional,
        asserted_by=by,
        confirmed_by=tuple(_confirmations(draft, path, parties, findings)),
        victims=victims,
        evidence=_quotes(draft, (killed, injured), victims, (noun, by, of), parties),
        noun=draft.noun if noun else None,
        of=of,
    )


def verify_noun(
    noun: str | None, numbers: Iterable[int], path: str, parties: Parties, findings: Findings
) -> Named | None:
    """Where the word that is counted stands; None: none is given, or it stands nowhere."""
    found = parties.words.locate(noun, numbers) if noun else None
    if noun and found is None:
        findings.refuse(f"{path}/noun", noun, "not_in_article", NOT_HERE)
    return Named(noun, found) if noun and found else None


def verify_owner(
    of: str | None, numbers: Iterable[int], path: str, parties: Parties, findings: Findings
) -> Named | None:
    """Whose the dead, the prisoners or the target are; None: nobody is named, or nobody in the article."""
    found = parties.mention(of, numbers) if of else None
    if of and found is None:
        findings.refuse(f"{path}/of", of, "nobody_named", NOT_HERE)
    return found


def refuse_source(draft: DraftClaim | DraftAttribution | DraftCount, path: str, findings: Findings) -> None:
    """Refuse what somebody says who is nobody in the article."""
    reason = f"who says so, {draft.asserted_by!r}, stands nowhere in the article"
    findings.refuse(path, draft, "source_refused", reason)


def verify_statement(draft: DraftStatement, path: str, parties: Parties, findings: Findings) -> Statement | None:
    """The act with its sentences and its speaker; None: the speaker is nobody here, or no sentence is named."""
    quotes = parties.words.quotes(draft.sentences)
    if not quotes:
        findings.refuse(path, draft, "no_such_sentence", NO_SENTENCE)
        return None
    speaker = parties.mention(draft.speaker, draft.sentences)
    if speaker is None:
        findings.refuse(path, draft, "nobody_named", f"the speaker, {draft.speaker!r}, stands nowhere in the article")
        return None
    return Statement(path, speaker, draft.act, together(quotes, (speaker.evidence,)))


def _confirmations(draft: DraftClaim, path: str, parties: Parties, findings: Findings) -> Iterator[Confirmation]:
    for index, source in enumerate(draft.confirmed_by):
        where = f"{path}/confirmed_by/{index}"
        party = parties.mention(source.name, source.sentences or draft.sentences)
        if party is None:
            findings.refuse(where, source, "nobody_named", NOT_HERE)
        else:
            quotes = parties.words.quotes(source.sentences)
            yield Confirmation(where, party, together(quotes, (party.evidence,)))


def _question_period(path: str, counted: tuple[Counted | None, ...], parties: Parties, findings: Findings) -> None:
    """A number beside words of a longer time may be a tally of many incidents."""
    for number in counted:
        sentence = parties.words.around(number.evidence) if number else None
        if number and number.count.max != 0 and sentence and names_period(sentence.quote):
            reason = f"{number.evidence.quote!r} stands beside words of a longer time: it may count many incidents"
            findings.question(path, "number_of_a_period", reason, sentence)


def _quotes(
    draft: DraftClaim,
    counted: tuple[Counted | None, ...],
    victims: tuple[Person, ...],
    names: tuple[Named | None, ...],
    parties: Parties,
) -> tuple[Evidence, ...]:
    """The claim's sentences, and where its numbers, victims and names stand outside of them."""
    numbers = (each.evidence for each in counted if each)
    people = (quote for person in victims for quote in person.evidence)
    named = (each.evidence for each in names if each)
    return together(parties.words.quotes(draft.sentences), numbers, people, named)
