"""Incidents grow, merge, split and go as articles come and go; their ids survive. In SQLite and in PostgreSQL."""

from collections.abc import Sequence
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.dossier.accounts import accounts
from app.dossier.clusters import clusters
from app.store.index.database import Database
from app.store.index.reading import Reading, Wanted
from app.store.index.rules import STANDARD
from app.store.index.writing import ReportUnknown, Writing
from schemas import ArticleSummary, Person
from tests.app.store.index.records import NOW, child, members, report_of, reported
from tests.fakes.service import quote

FIRST, SECOND = reported("One."), reported("Two.", killed=5)
ELSEWHERE = reported("Three.", "Suva", party="Harbour League")
EVERYTHING = Wanted(background=True)


def put(writing: Writing, *summaries: ArticleSummary, owner: str = "", text: str | None = None) -> list[bool]:
    return [writing.put(owner, each, text, NOW) for each in summaries]


def listed(reading: Reading, *, full: bool = True) -> list[dict[str, Any]]:
    found, after = reading.incidents(None, EVERYTHING, None, 100, full=full)
    assert after is None
    return found


def the_one(reading: Reading) -> dict[str, Any]:
    (found,) = listed(reading)
    return found


def told(reading: Reading, kind: str) -> list[dict[str, Any]]:
    return [each for each in reading.changes(None, 0, 1000, full=True)[0] if each["kind"] == kind]


def test_an_erasure_is_remembered_for_whom_it_is_and_for_a_day(writing: Writing) -> None:
    """Of everybody's articles, or one owner's; nothing else is held back, and the list stays short."""
    long_ago = NOW - timedelta(days=2)
    writing.erase("one", FIRST.article.id, NOW)
    writing.erase(None, SECOND.article.id, NOW)
    begun = NOW - timedelta(minutes=1)
    taken = [writing.put(owner, each, None, NOW, begun) for owner in ("one", "other") for each in (FIRST, SECOND)]
    assert taken == [False, False, True, False]
    writing.erase(None, ELSEWHERE.article.id, long_ago)
    writing.erase(None, "0", NOW)
    assert writing.put("one", ELSEWHERE, None, NOW, long_ago - timedelta(minutes=1))


def test_a_second_report_joins_the_incident_and_the_feed_says_what_it_changed(
    writing: Writing, reading: Reading
) -> None:
    """The id stays, the revision is one more, and each change has both values and the article."""
    put(writing, FIRST)
    before = the_one(reading)
    put(writing, SECOND)
    after = the_one(reading)
    assert (after["id"], after["revision"]) == (before["id"], 2)
    assert members(after) == {FIRST.article.id, SECOND.article.id}
    (change,) = (each for each in told(reading, "changed") if each["path"] == "reports")
    assert (change["old"], change["new"]) == ([], [report_of(SECOND).model_dump()])
    assert {each["article_id"] for each in told(reading, "changed")} == {SECOND.article.id}
    assert "evidence" not in str(told(reading, "changed"))


def test_the_same_record_again_changes_nothing(writing: Writing, reading: Reading) -> None:
    """Nor does the same from the store, at another time, or with another reference of the caller's."""
    put(writing, FIRST)
    before, feed = listed(reading), reading.changes(None, 0, 100, full=True)
    later = FIRST.provenance.model_copy(update={"cached": True, "created_at": NOW})
    assert put(writing, FIRST, FIRST.model_copy(update={"provenance": later, "client_ref": "x"})) == [False, False]
    assert (listed(reading), reading.changes(None, 0, 100, full=True)) == (before, feed)


def test_a_better_record_of_the_same_article_takes_its_place_and_a_partial_one_does_not(
    writing: Writing, reading: Reading
) -> None:
    """What the article reports now stands in the same incident."""
    again = reported("One.", killed=6)
    put(writing, FIRST)
    before = the_one(reading)
    assert put(writing, again.model_copy(update={"status": "partial"}), again) == [False, True]
    after = the_one(reading)
    assert (after["id"], after["revision"]) == (before["id"], 2)
    assert after["record"]["casualty_claims"][0]["killed"]["min"] == 6
    assert {each["cause"] for each in told(reading, "changed")} == {"revision"}


def test_a_person_joins_two_and_parts_them_again(writing: Writing, reading: Reading) -> None:
    """The older id is kept, the younger one is part of it; parted, the smaller or younger part has a new id."""
    put(writing, FIRST, ELSEWHERE)
    young, old = sorted(listed(reading), key=lambda each: FIRST.article.id in members(each))
    pair = (report_of(ELSEWHERE), report_of(FIRST))
    writing.link("", pair, NOW, same=True)
    assert (the_one(reading)["id"], len(members(the_one(reading)))) == (old["id"], 2)
    gone = reading.incident(None, young["id"], full=True)
    assert gone
    assert (gone.incident, gone.merged_into) == (None, old["id"])
    writing.link("", pair, NOW, same=False)
    parts = {each["id"]: members(each) for each in listed(reading)}
    assert parts[old["id"]] == {FIRST.article.id}
    assert parts.keys().isdisjoint({young["id"]})
    assert [each["cause"] for each in told(reading, "merged")] == ["link"]


def test_what_a_person_decided_outlives_new_reports(writing: Writing, reading: Reading) -> None:
    """Two that are not the same stay two, though a third is like both."""
    put(writing, FIRST, SECOND)
    writing.link("", (report_of(FIRST), report_of(SECOND)), NOW, same=False)
    put(writing, reported("Four.", killed=6))
    apart = [members(each) for each in listed(reading)]
    assert len(apart) == 2
    assert not any({FIRST.article.id, SECOND.article.id} <= each for each in apart)


def test_a_link_names_reports_of_its_owner(writing: Writing) -> None:
    """Another's are unknown."""
    put(writing, FIRST, SECOND, owner="a")
    with pytest.raises(ReportUnknown):
        writing.link("b", (report_of(FIRST), report_of(SECOND)), NOW, same=True)


def test_articles_of_different_owners_are_never_put_together(writing: Writing, reading: Reading) -> None:
    """Each has its own incident, also of the same article."""
    put(writing, FIRST, SECOND, owner="a")
    put(writing, FIRST, owner="b")
    assert sorted((each["owner"], len(members(each))) for each in listed(reading)) == [("a", 2), ("b", 1)]
    assert len(reading.incidents("b", EVERYTHING, None, 10, full=True)[0]) == 1


def test_an_erased_article_is_taken_out_and_leaves_no_word(
    writing: Writing, reading: Reading, database: Database, tmp_path: Path
) -> None:
    """The incident goes on as the others report it; the feed says that values are gone, and of which article."""
    secret = reported("One. Nobody may read this.", party="Zanzibarian Wardens", title="Wardenry")
    put(writing, SECOND, secret, reported("Three", killed=9), text="One. Nobody may read this.")
    before = the_one(reading)
    assert "Zanzibarian" in str(before)
    assert writing.erase("", secret.article.id, NOW)
    after = the_one(reading)
    assert (after["id"], after["revision"]) == (before["id"], 4)
    assert secret.article.id not in members(after)
    everything = f"{after} {reading.changes(None, 0, 1000, full=True)}"
    assert "Zanzibarian" not in everything
    assert any(each["erased"] and each["cause"] == "erasure" for each in told(reading, "changed"))
    if database.is_sqlite:
        kept = b"".join(path.read_bytes() for path in (tmp_path / "index").iterdir())
        assert b"Zanzibarian" not in kept
        assert b"zanzibarian" not in kept
        assert b"greyline" in kept


def test_an_incident_without_a_report_is_withdrawn_for_a_reason(writing: Writing, reading: Reading) -> None:
    """What its last article said is gone, and its id says why."""
    put(writing, FIRST)
    incident_id = the_one(reading)["id"]
    assert writing.erase(None, FIRST.article.id, NOW)
    assert not writing.erase(None, FIRST.article.id, NOW)
    found = reading.incident(None, incident_id, full=True)
    assert found
    assert (found.incident, found.withdrawn) == (None, "erased")
    assert reading.summary(None, FIRST.article.id, full=True) is None


def test_articles_are_kept_as_long_as_is_said(writing: Writing, reading: Reading) -> None:
    """Those that came before are erased, the others stay."""
    writing.put("", FIRST, None, NOW - timedelta(days=31))
    put(writing, ELSEWHERE)
    assert writing.expire(NOW - timedelta(days=30), NOW) == 1
    assert members(the_one(reading)) == {ELSEWHERE.article.id}
    assert [each["new"] for each in told(reading, "withdrawn")] == ["expired"]


ADDRESS = "https://news.example/1"
DRAFT = reported("Version one.", killed=4, url=ADDRESS)
NEWER = reported("Version two, longer.", killed=7, url=ADDRESS, published_on=date(2024, 1, 6))


@pytest.mark.parametrize("order", [(DRAFT, NEWER), (NEWER, DRAFT)], ids=["in order", "the older one late"])
def test_a_newer_version_of_a_page_stands_and_the_older_corroborates_nothing(
    writing: Writing, reading: Reading, order: Sequence[ArticleSummary]
) -> None:
    """The incident keeps its id and has the newer version's values alone; the older one is kept, and marked."""
    put(writing, *order)
    found = the_one(reading)
    assert found["revision"] <= 2
    assert [each["killed"]["min"] for each in found["record"]["casualty_claims"]] == [7]
    (aside,) = found["set_aside"]
    assert (aside["why"], aside["article_id"]) == ("superseded", NEWER.article.id)
    kept = reading.summary(None, DRAFT.article.id, full=True)
    assert kept
    assert kept.superseded_by == NEWER.article.id


def test_what_a_correction_no_longer_reports_is_withdrawn_until_the_correction_goes(
    writing: Writing, reading: Reading
) -> None:
    """The same id comes back."""
    retracted = NEWER.model_copy(update={"incidents": ()})
    put(writing, DRAFT)
    incident_id = the_one(reading)["id"]
    put(writing, retracted)
    found = reading.incident(None, incident_id, full=True)
    assert found
    assert found.withdrawn == "corrected"
    writing.erase("", retracted.article.id, NOW)
    assert (the_one(reading)["id"], the_one(reading)["revision"]) == (incident_id, 3)


def test_a_copy_is_no_second_source(writing: Writing, reading: Reading) -> None:
    """It is set aside, with the article that it repeats."""
    original = reported("The same words, all of them, in both.", published_on=date(2024, 1, 5))
    copy = reported("The same words, all of them, in both. ", published_on=date(2024, 1, 6))
    put(writing, copy, original)
    (aside,) = the_one(reading)["set_aside"]
    assert (aside["why"], aside["article_id"]) == ("copy", original.article.id)
    assert [each["article_id"] for each in the_one(reading)["record"]["reports"]] == [original.article.id]


def test_names_that_are_withheld_stand_in_nothing_that_is_not_shown_in_full(writing: Writing, reading: Reading) -> None:
    """Not in records, changes or summaries; in full they stand in all."""
    name = "Aisha Kharroub"
    put(writing, FIRST, reported("A child.", victims=(child(name),)))
    for full in (False, True):
        seen = f"{listed(reading, full=full)} {reading.changes(None, 0, 100, full=full)}"
        assert (name in seen) is full
    assert [each["withheld"] for each in listed(reading, full=False)] == [True]


POOL = [
    reported(f"{town} {day} {n}", town, day=date(2024, 1, day))
    for town in ("Kutum", "Suva")
    for day in (3, 9)
    for n in (1, 2)
]


@settings(max_examples=4, deadline=None)
@given(order=st.permutations(POOL), erased=st.integers(0, 3))
def test_the_clusters_do_not_depend_on_order_batches_or_what_was_erased_meanwhile(
    order: Sequence[ArticleSummary], erased: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """They are those that all articles at once give."""
    whole = {frozenset(a.article.id for a in cluster) for cluster in clusters(accounts(order))}
    with closing(Database(f"sqlite:///{tmp_path_factory.mktemp('index') / 'index.db'}")) as database:
        writing = Writing(database, STANDARD)
        put(writing, *order)
        for each in order[:erased]:
            writing.erase("", each.article.id, NOW)
        put(writing, *order)
        assert {members(each) for each in listed(Reading(database))} == whole


def test_a_name_that_a_later_article_says_is_a_childs_is_masked_in_what_was_told_before(
    writing: Writing, reading: Reading
) -> None:
    """In the record, in the change, and in the changes of before."""
    name = "Aisha Kharroub"
    openly = Person(name=name, evidence=(quote("a foreman"),))
    put(writing, FIRST, reported("Two.", victims=(openly,)))
    assert name in str(reading.changes(None, 0, 100, full=False))
    put(writing, reported("Three.", victims=(child(name),)))
    assert name not in f"{listed(reading, full=False)} {reading.changes(None, 0, 100, full=False)}"
    assert name in str(reading.changes(None, 0, 100, full=True))
