"""What is put into the outbox with which change, and what becomes of it. In SQLite and PostgreSQL."""

import json
from datetime import timedelta
from typing import Any

import pytest

from app.store.index.database import Database
from app.store.index.outbox import KEPT_DEAD, LEASE, Due, Outbox
from app.store.index.subscriptions import MOST, Subscriptions, TooManySubscriptions
from app.store.index.writing import Writing
from schemas import Subscription, SubscriptionFilter
from schemas.webhooks import Circle
from tests.app.store.index.records import NOW, child, report_of, reported

URL, SECRET, ANY = "https://receiver.example/hook", b"k" * 32, SubscriptionFilter()
LATER = NOW + timedelta(days=5)
ONE, MORE, ELSEWHERE = reported("One."), reported("Two.", killed=5), reported("Three.", "Suva", killed=9)


@pytest.fixture
def subscriptions(database: Database) -> Subscriptions:
    return Subscriptions(database)


@pytest.fixture
def outbox(database: Database) -> Outbox:
    return Outbox(database)


def subscribed(subscriptions: Subscriptions, wanted: SubscriptionFilter = ANY, owner: str = "") -> Subscription:
    return subscriptions.add(owner, URL, wanted, SECRET, NOW)


def taken(outbox: Outbox) -> list[dict[str, Any]]:
    """The bodies of all that waits, which is taken by its receiver."""
    found = []
    while due := outbox.take(LATER, (), 10):
        for each in due:
            outbox.taken(each, LATER)
            found.append(json.loads(each.body))
    return found


def kinds(outbox: Outbox) -> list[str]:
    return [each["type"] for each in taken(outbox)]


def one_due(outbox: Outbox) -> Due:
    (due,) = outbox.take(NOW, (), 10)
    return due


def test_what_becomes_of_an_incident_is_put_in_with_the_change(
    subscriptions: Subscriptions, outbox: Outbox, writing: Writing
) -> None:
    """New, changed, changed by an erasure, withdrawn; the erased articles, too. Ids alone."""
    subscribed(subscriptions)
    writing.put("", ONE, None, NOW)
    (first,) = taken(outbox)
    assert first["type"] == "incident.new"
    assert (first["data"]["revision"], first["data"]["cause"]) == (1, "report")
    assert first["data"]["article_id"] == ONE.article.id
    writing.put("", ONE, None, NOW)
    assert taken(outbox) == []
    writing.put("", MORE, None, NOW)
    assert kinds(outbox) == ["incident.changed"]
    writing.erase("", MORE.article.id, NOW)
    erased, changed = taken(outbox)
    assert (erased["type"], erased["data"]["article_id"]) == ("article.erased", MORE.article.id)
    assert (changed["type"], changed["data"]["cause"]) == ("incident.changed", "erasure")
    writing.erase("", ONE.article.id, NOW)
    assert kinds(outbox) == ["article.erased", "incident.withdrawn"]


@pytest.mark.parametrize(
    ("wanted", "sent"),
    [
        (SubscriptionFilter(country="FJ"), 1),
        (SubscriptionFilter(country="SD"), 0),
        (SubscriptionFilter(type="Explosions/Remote violence"), 1),
        (SubscriptionFilter(type="Riots"), 0),
        (SubscriptionFilter(near=Circle(latitude=-18, longitude=-179, km=400)), 1),
        (SubscriptionFilter(near=Circle(latitude=-18, longitude=-179, km=260)), 0),
        (SubscriptionFilter(min_killed=4), 1),
        (SubscriptionFilter(min_killed=5), 0),
        (SubscriptionFilter(country="FJ", min_killed=5), 0),
    ],
)
def test_a_filter_is_met_by_all_its_conditions(
    subscriptions: Subscriptions, outbox: Outbox, writing: Writing, wanted: SubscriptionFilter, sent: int
) -> None:
    """As the list of incidents reads them; a circle may reach over the date line."""
    subscribed(subscriptions, wanted)
    writing.put("", reported("Four.", "Suva"), None, NOW)
    assert len(taken(outbox)) == sent


def test_what_was_sent_once_is_followed(subscriptions: Subscriptions, outbox: Outbox, writing: Writing) -> None:
    """Also when the filter is not met any more: who was told a toll learns that it is taken back."""
    subscribed(subscriptions, SubscriptionFilter(min_killed=5))
    writing.put("", MORE, None, NOW)
    assert kinds(outbox) == ["incident.new"]
    writing.put("", MORE.model_copy(update={"incidents": reported("Two.", killed=2).incidents}), None, NOW)
    assert kinds(outbox) == ["incident.changed"]


def test_an_incident_that_comes_to_meet_the_filter_is_sent(
    subscriptions: Subscriptions, outbox: Outbox, writing: Writing
) -> None:
    """By the change that made it so."""
    subscribed(subscriptions, SubscriptionFilter(min_killed=5))
    writing.put("", ONE, None, NOW)
    assert taken(outbox) == []
    writing.put("", MORE, None, NOW)
    assert kinds(outbox) == ["incident.changed"]


def test_who_follows_a_merged_incident_follows_the_one_that_it_is_part_of(
    subscriptions: Subscriptions, outbox: Outbox, writing: Writing
) -> None:
    """Although that is of no interest by itself."""
    writing.put("", ONE, None, NOW)
    subscribed(subscriptions, SubscriptionFilter(country="FJ"))
    writing.put("", ELSEWHERE, None, NOW)
    assert kinds(outbox) == ["incident.new"]
    writing.link("", (report_of(ONE), report_of(ELSEWHERE)), NOW, same=True)
    (merged,) = (each["data"] for each in taken(outbox) if each["type"] == "incident.merged")
    assert merged["article_id"] is None
    writing.put("", MORE, None, NOW)
    assert [each["data"]["incident_id"] for each in taken(outbox)] == [merged["merged_into"]]


def test_nobody_is_sent_what_is_of_another_key(subscriptions: Subscriptions, outbox: Outbox, writing: Writing) -> None:
    """Nor sees or removes another's subscription."""
    theirs = subscribed(subscriptions, owner="aaaaaaaa")
    writing.put("bbbbbbbb", ONE, None, NOW)
    assert taken(outbox) == []
    assert subscriptions.one("bbbbbbbb", theirs.id) is None
    assert subscriptions.all("bbbbbbbb") == ()
    assert not subscriptions.remove("bbbbbbbb", theirs.id)
    assert subscriptions.all("aaaaaaaa") == (theirs,)


def test_no_body_has_a_word_of_an_article(subscriptions: Subscriptions, outbox: Outbox, writing: Writing) -> None:
    """The canaries stand in the names, the note and the text."""
    subscribed(subscriptions)
    told = reported("A canary-text.", party="Canary Front", victims=(child("Canary Kharroub"),), title="canary-title")
    writing.put("", told, "A canary-text.", NOW)
    writing.erase("", told.article.id, NOW)
    bodies = taken(outbox)
    assert [each["type"] for each in bodies] == ["incident.new", "article.erased", "incident.withdrawn"]
    assert "canary" not in json.dumps(bodies).lower()


def test_what_is_taken_comes_back_unless_it_is_said_what_became_of_it(
    subscriptions: Subscriptions, outbox: Outbox, writing: Writing
) -> None:
    """As after a crash of the sender; meanwhile no other sender has it."""
    subscribed(subscriptions)
    writing.put("", ONE, None, NOW)
    first = one_due(outbox)
    assert outbox.take(NOW, (), 10) == ()
    (again,) = outbox.take(NOW + LEASE, (), 10)
    assert again == first


def test_one_at_a_time_is_taken_for_a_subscription_the_oldest_first(
    subscriptions: Subscriptions, outbox: Outbox, writing: Writing
) -> None:
    """And none for those that are busy: one that waits for its receiver holds nobody else."""
    one, other = subscribed(subscriptions), subscribed(subscriptions)
    writing.put("", ONE, None, NOW)
    writing.put("", MORE, None, NOW)
    due = outbox.take(NOW, (), 10)
    assert {each.subscription_id for each in due} == {one.id, other.id}
    assert {json.loads(each.body)["type"] for each in due} == {"incident.new"}
    busy = [each.subscription for each in due if each.subscription_id == one.id]
    assert outbox.is_due(NOW, busy)
    assert {each.subscription_id for each in outbox.take(NOW, busy, 10)} == {other.id}
    assert not outbox.is_due(NOW, [each.subscription for each in due])


def test_the_dead_are_listed_and_forgotten_after_a_month(
    subscriptions: Subscriptions, outbox: Outbox, writing: Writing
) -> None:
    """With what became of the last attempt, and what was to be sent."""
    made = subscribed(subscriptions)
    writing.put("", ONE, None, NOW)
    due = one_due(outbox)
    outbox.failed(due, NOW, "status", 500, NOW)
    again = one_due(outbox)
    assert (again.id, again.attempts) == (due.id, 1)
    outbox.failed(again, NOW, "no-answer", None, None)
    (listed,) = subscriptions.all("")
    (dead,) = listed.dead
    assert (dead.id, dead.attempts, dead.failure, dead.status) == (due.id, 2, "no-answer", None)
    assert (dead.body, listed.waiting) == (due.body, 0)
    writing.put("", MORE, None, NOW + KEPT_DEAD + timedelta(days=1))
    (last,) = outbox.take(NOW + KEPT_DEAD + timedelta(days=1), (), 10)
    outbox.failed(last, NOW + KEPT_DEAD + timedelta(days=1), "status", 500, NOW)
    found = subscriptions.one("", made.id)
    assert found is not None
    assert found.dead == ()


def test_a_subscription_that_is_over_is_sent_nothing_more(
    subscriptions: Subscriptions, outbox: Outbox, writing: Writing
) -> None:
    """What waits is dead; what comes is not put in."""
    made = subscribed(subscriptions)
    writing.put("", ONE, None, NOW)
    outbox.end(one_due(outbox), "gone", 410)
    writing.put("", MORE, None, NOW)
    found = subscriptions.one("", made.id)
    assert found is not None
    assert (found.ended, found.waiting, [each.failure for each in found.dead]) == ("gone", 0, ["gone"])


def test_one_that_is_removed_leaves_nothing(subscriptions: Subscriptions, outbox: Outbox, writing: Writing) -> None:
    """Nor what it was to be sent."""
    made = subscribed(subscriptions)
    writing.put("", ONE, None, NOW)
    assert subscriptions.remove("", made.id)
    assert not subscriptions.remove("", made.id)
    assert taken(outbox) == []


def test_a_key_has_so_many_and_no_more(subscriptions: Subscriptions) -> None:
    """Each costs a look at each change."""
    for _ in range(MOST):
        subscribed(subscriptions)
    with pytest.raises(TooManySubscriptions):
        subscribed(subscriptions)
