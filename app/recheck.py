"""A saved summary derived again from its draft and its article, without any model: `sitrep verify`. Pure.

What is compared is the canonical JSON of both, byte for byte, in the record's own unit of offsets. How the record came
to be (`provenance`) and the caller's reference (`client_ref`) are taken over. A record of schema 1.x comes as
`app.older.read_summary` reads it, and is compared in all but what 2.0 defines otherwise (`app.older.NOT_COMPARED`).
Of a record in which names are withheld the same is withheld in the one derived again; where the draft is masked,
nothing can be derived.
"""

import json
from collections.abc import Iterator
from datetime import date
from itertools import islice
from typing import Any, Final

from pydantic import BaseModel, JsonValue, ValidationError

from app import article as articles
from app.article import Article
from app.llm.asking import Usage, schema_digest
from app.older import NOT_COMPARED, version_of, without_ids_of_places
from app.pipeline import derive, summary
from app.present.offsets import in_units, standing
from app.present.withheld import withheld
from app.receipt import draft_digest, json_digest, pipeline_digest
from app.records.draft import Draft
from app.records.older import OlderDraft, as_written_then
from app.records.proposal import Proposal
from schemas import SCHEMA_VERSION, ArticleSummary, Difference, Evidence, UnsupportedValue, Verification

MOST_DIFFERENCES: Final = 200
MOST_CHARACTERS: Final = 500_000
"""Of a draft: the longest article's takes about as much, and checking one takes time with its length."""
WITHHELD: Final = (
    "names are withheld in this record, so that it cannot be derived again: ask for it with the scope `sensitive`"
)
_ABSENT: Final = "(absent)"


def recheck(saved: ArticleSummary, text: str) -> Verification:
    """Derive a saved record again from the text that it is about.

    It does not hold where the text is another, where the record has no draft (one made by hand, or before 1.1) or
    another one than its receipt names, or where this code derives something else. Names and quotes that are withheld
    from others are masked in the finding. Raises ArticleRejected for a text that is no article.
    """
    article = _article(saved, text)
    if saved.article.id != article.id:
        return _failed("this is another article: its digest is not the one in the record")
    quotes, stands = tuple(_quotes("", saved)), standing(text, saved.offsets, masked=bool(saved.withheld))
    misplaced = tuple(path for path, quote in quotes if not stands(quote))
    if "draft" in saved.withheld:
        return Verification(holds=False, reasons=(WITHHELD,), differences=(), quotes=len(quotes), misplaced=misplaced)
    if len(json.dumps(saved.draft)) > MOST_CHARACTERS:
        return _failed(f"the draft is longer than {MOST_CHARACTERS} characters, which no answer of a model is")
    draft = _draft(saved)
    if draft is None:
        found = _failed(f"{_named(saved)} has no draft that can be read, and cannot be derived again")
        return found.model_copy(update={"quotes": len(quotes), "misplaced": misplaced})
    compared, again = _compared(saved, _derived(saved, draft, article))
    differences = tuple(islice(_differences("", _json(compared), _json(again)), MOST_DIFFERENCES))
    same = compared.model_dump_json() == again.model_dump_json()
    return Verification(
        holds=same and not misplaced and not _is_of_another_draft(saved, draft),
        reasons=tuple(_reasons(saved, draft)),
        differences=_shown(differences, saved, again),
        quotes=len(quotes),
        not_compared=tuple(f"{name}: {why}" for name, why in NOT_COMPARED.items()) if version_of(saved) else (),
        misplaced=misplaced,
    )


def _draft(saved: ArticleSummary) -> Draft | None:
    """The draft of a record; None: it has none that can be read."""
    try:
        return (OlderDraft if version_of(saved) else Draft).model_validate(saved.draft, strict=False)
    except ValidationError:
        return None


def _article(saved: ArticleSummary, text: str) -> Article:
    ref = saved.article
    return articles.read(
        text,
        today=date.max,
        published_on=ref.published_on,
        title=ref.title,
        source=ref.source,
        url=ref.url,
        max_characters=len(text),  # how much is taken is the caller's to say
    )


def _derived(saved: ArticleSummary, draft: Draft, article: Article) -> ArticleSummary:
    """The record of the draft; what the proposer itself set aside, and its notes, are the saved ones."""
    proposal = Proposal(
        draft=draft,
        usage=Usage(),
        cached=True,
        refused=tuple(each for each in saved.unsupported if each.code == "reader_rule"),
        remarks=saved.notes,
    )
    again = summary(derive(draft, article), proposal, article, saved.provenance)
    again = again.model_copy(update={"status": saved.status, "client_ref": saved.client_ref})
    return in_units(withheld(again) if saved.withheld else again, article.text, saved.offsets)


def _compared(saved: ArticleSummary, again: ArticleSummary) -> tuple[ArticleSummary, ArticleSummary]:
    """What is compared of the saved record and of the one derived again: all that the saved one's version knew."""
    if saved.article.fingerprint is None:
        again = again.model_copy(update={"article": again.article.model_copy(update={"fingerprint": None})})
    if version_of(saved) is None:
        return saved, again
    then = again.model_copy(update={"unsupported": tuple(_refused_then(again.unsupported)), "draft": saved.draft})
    return without_ids_of_places(saved), without_ids_of_places(then)


def _refused_then(refused: tuple[UnsupportedValue, ...]) -> Iterator[UnsupportedValue]:
    """Refusals as 1.x had them: of a person whose parts are refused, the parts alone."""
    parts = {each.path.rpartition("/")[0] for each in refused}
    for each in refused:
        if not (each.code == "nothing_left" and "/victims/" in each.path and each.path in parts):
            yield each.model_copy(update={"value": as_written_then(each.value)})


def _failed(reason: str) -> Verification:
    return Verification(holds=False, reasons=(reason,), differences=(), quotes=0, misplaced=())


def _named(saved: ArticleSummary) -> str:
    version = version_of(saved)
    return f"the record, of schema {version}," if version else "the record"


def _is_of_another_draft(saved: ArticleSummary, draft: Draft) -> bool:
    """Whether the draft was written anew: a record may follow from it, and not from what the model said."""
    receipt = saved.provenance.receipt
    digest = json_digest(saved.draft) if version_of(saved) else draft_digest(draft)  # 1.x wrote fewer fields
    return receipt is not None and receipt.draft != digest


def _reasons(saved: ArticleSummary, draft: Draft) -> Iterator[str]:
    """Which digests of the receipt are others now; a record can hold all the same."""
    receipt, version = saved.provenance.receipt, version_of(saved)
    if version:
        yield f"the record is of schema {version}: it is compared in what {version} and {SCHEMA_VERSION} define alike"
    if receipt is None:
        yield "the record has no receipt"
        return
    if _is_of_another_draft(saved, draft):
        yield "the draft is not the one in the receipt"
    if receipt.answer_schema != schema_digest(Draft):
        yield "the schema of drafts is another by now"
    if receipt.pipeline != pipeline_digest():
        yield "the code that derives records is another by now"


def _json(record: ArticleSummary) -> JsonValue:
    value: JsonValue = record.model_dump(mode="json", exclude={"provenance", "draft"})
    return value


def _differences(path: str, saved: Any, derived: Any) -> Iterator[Difference]:
    if isinstance(saved, dict) and isinstance(derived, dict):
        for name in dict.fromkeys((*saved, *derived)):
            yield from _differences(f"{path}/{name}", saved.get(name, _ABSENT), derived.get(name, _ABSENT))
    elif isinstance(saved, list) and isinstance(derived, list):
        for index in range(max(len(saved), len(derived))):
            pair = (each[index] if index < len(each) else _ABSENT for each in (saved, derived))
            yield from _differences(f"{path}/{index}", *pair)
    elif saved != derived:
        yield Difference(path=path.lstrip("/"), saved=saved, derived=derived)


def _shown(found: tuple[Difference, ...], *records: ArticleSummary) -> tuple[Difference, ...]:
    """The differences with the values as both records, saved and derived, show them to everybody."""
    if not found:
        return ()
    saved, derived = (_json(withheld(record)) for record in records)
    return tuple(
        Difference(path=each.path, saved=_at(saved, each.path), derived=_at(derived, each.path)) for each in found
    )


def _at(value: Any, path: str) -> JsonValue:
    """What stands at a path, as `_differences` has it."""
    for name in path.split("/"):
        if isinstance(value, list) and name.isdecimal() and int(name) < len(value):
            value = value[int(name)]
        else:
            value = value.get(name, _ABSENT) if isinstance(value, dict) else _ABSENT
    found: JsonValue = value
    return found


def _quotes(path: str, value: Any) -> Iterator[tuple[str, Evidence]]:
    """Each quote of a record with its path; what the model said is JSON, and holds none."""
    if isinstance(value, Evidence):
        yield path.lstrip("/"), value
    elif isinstance(value, BaseModel | tuple):
        for name, part in value if isinstance(value, BaseModel) else enumerate(value):
            yield from _quotes(f"{path}/{name}", part)
