"""Every claim is kept with its article; what several report stands once; nothing is summed, averaged or guessed."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.dossier.accounts import Account
from app.dossier.merge import merged
from schemas import ArticleRef, Count, Estimate, Incident, Organiser, Protest
from tests.app.dossier.gold import FOLDERS, clusters
from tests.eval.records import QUOTED, at, blamed, claim, exactly, incident, incidents, on, person, source, weapon
from tests.eval.records import actor as acting


def account(name: str, news: bool = True, day: int | None = None, **values: Any) -> Account:
    published = date(2024, 1, day) if day else None
    article = ArticleRef(id=name * 64, published_on=published, language="en", characters=1)
    return Account(article, incident(**{"id": f"{name}-1", **values}), news)


def ids(value: Any) -> list[str]:
    return [quote.article_id[0] for quote in value.evidence]


def test_the_same_claim_of_two_articles_stands_once_with_the_words_of_both() -> None:
    one = claim(4, by="police", confirmed_by=(source("doctors"),))
    fused = merged([account("a", casualty_claims=(one,)), account("b", casualty_claims=(claim(4, by="police"),))])
    [both] = fused.casualty_claims
    assert ids(both) == ["a", "b"]
    assert [(each.name, ids(each)) for each in both.confirmed_by] == [("doctors", ["a"])]


def test_another_number_is_another_claim_though_the_speaker_has_one_name() -> None:
    fused = merged(
        [account(name, casualty_claims=(claim(killed, by="police"),)) for name, killed in (("a", 4), ("b", 2))]
    )
    assert [(each.killed, ids(each)) for each in fused.casualty_claims] == [(exactly(4), ["a"]), (exactly(2), ["b"])]
    assert (fused.fatalities.low, fused.fatalities.best, fused.fatalities.high) == (2, None, 4)
    assert fused.toll_status == "differ"


def test_groups_that_two_articles_count_are_not_added() -> None:
    """Police of one article count the soldiers, police of the other the civilians: that is nobody's sum."""
    soldiers = claim(2, by="police", victim_class="combatants")
    civilians = claim(7, by="police", victim_class="civilians")
    fused = merged([account("a", casualty_claims=(soldiers,)), account("b", casualty_claims=(civilians,))])
    assert (fused.fatalities.low, fused.fatalities.best, fused.fatalities.high) == (7, None, None)


def test_a_number_on_top_is_not_added_to_another_articles() -> None:
    more = claim(4, by="police", additional=True)
    fused = merged([account("a", casualty_claims=(claim(19, by="police"),)), account("b", casualty_claims=(more,))])
    assert fused.fatalities == Estimate(low=19, basis="counted")


def test_a_part_that_is_more_than_the_whole_of_others_leaves_no_best() -> None:
    rebels = claim(7, by="army", victim_class="combatants")
    fused = merged([account("a", casualty_claims=(claim(3, by="mayor"),)), account("b", casualty_claims=(rebels,))])
    assert fused.fatalities == Estimate(low=3, basis="counted")


@pytest.mark.parametrize(("policy", "best"), [("acled_conservative", 12), ("ucdp_best", 24)])
def test_a_policy_reads_a_best_where_claims_leave_none_and_is_stamped(policy: Any, best: int) -> None:
    dozens = claim(by="police").model_copy(update={"killed": Count(min=24, max=None, qualifier="plural")})
    fused = merged([account("a", casualty_claims=(dozens,))], policy)
    assert (fused.fatalities.best, fused.toll_policy) == (best, policy)
    assert fused.injured == Estimate()


def test_a_policy_leaves_what_the_claims_agree_on() -> None:
    fused = merged([account("a", casualty_claims=(claim(4),)), account("b", casualty_claims=(claim(4),))], "ucdp_best")
    assert fused.fatalities.best == 4


def test_the_finest_date_and_place_stand_with_the_words_of_those_who_say_the_same() -> None:
    month = on(date(2024, 1, 1), date(2024, 1, 31)).model_copy(update={"precision": "month"})
    day, baghdad = on(date(2024, 1, 4)), at("Baghdad", "IQ")
    fused = merged(
        [
            account("a", date=month, location=at(None, "IQ", precision="country")),
            account("b", date=day, location=baghdad),
            account("c", date=day.model_copy(update={"text": "4 January"}), location=baghdad),
        ]
    )
    assert fused.date is not None
    assert fused.location is not None
    assert (fused.date.start, ids(fused.date)) == (date(2024, 1, 4), ["b", "c"])
    assert (fused.location.city, ids(fused.location)) == ("Baghdad", ["b", "c"])


def test_of_equally_fine_places_that_of_the_lowest_rank_stands() -> None:
    later, earlier = account("a", day=9, location=at("Basra")), account("b", day=8, location=at("Baghdad"))
    location = merged([later, earlier]).location
    assert location is not None
    assert (location.city, ids(location)) == ("Baghdad", ["b"])


def test_type_and_stage_are_those_of_most_news_articles() -> None:
    """Background mentions have no vote where there is news."""
    told = [
        account("a", news=False, sub_event_type="Attack"),
        account("b", sub_event_type="Grenade", stage="attempted"),
        account("c", news=False, sub_event_type="Attack"),
        account("d", sub_event_type="Air/drone strike"),
        account("e", sub_event_type="Air/drone strike"),
    ]
    fused = merged(told)
    assert (fused.sub_event_type, fused.event_type) == ("Air/drone strike", "Explosions/Remote violence")
    assert (fused.stage, merged(told[:2]).stage) == ("accomplished", "attempted")


def test_a_partys_other_names_are_aliases_and_all_values_have_one() -> None:
    told = account("a", actors=(acting("US military", "United States"),), attribution=(blamed("US military"),))
    other = account("b", actors=(acting("United States", "US"),), attribution=(blamed("United States"),))
    fused = merged([told, other])
    assert [(each.name, each.aliases) for each in fused.actors] == [("US military", ("United States", "US"))]
    assert [(each.actor, ids(each)) for each in fused.attribution] == [("US military", ["a", "b"])]
    assert fused.actors[0].roles == ("doer",)


def test_what_is_asked_of_a_protest_is_kept() -> None:
    protest = Protest(organisers=(Organiser(name="union", evidence=QUOTED),))
    fused = merged([account("a", protest=protest), account("b"), account("c", protest=protest)])
    assert fused.protest is not None
    assert [(each.name, ids(each)) for each in fused.protest.organisers] == [("union", ["a", "c"])]


def test_in_the_note_an_articles_own_voice_is_its_number() -> None:
    told = [account(name, casualty_claims=(claim(killed),)) for name, killed in (("a", 4), ("b", 2))]
    assert "Toll differs: 4 killed (article 1); 2 killed (article 2)." in merged(told).note
    assert "4 killed (the article)." in merged(told[:1]).note


def test_a_cluster_has_an_account() -> None:
    with pytest.raises(ValueError, match="one account"):
        merged([])


@pytest.mark.parametrize("name", FOLDERS)
def test_one_account_alone_is_its_own_record(name: str) -> None:
    """But for quotes, which say their article, equal values, which stand once, and whatever is only in a dossier."""
    for cluster in clusters(name):
        fused = merged(cluster[:1])
        own = cluster[0].incident
        computed = (
            "fatalities",
            "injured",
            "toll_status",
            "attribution_status",
            "origins",
            "civilian_targeting",
            "note",
        )
        assert {each: getattr(fused, each) for each in computed} == {each: getattr(own, each) for each in computed}
        assert fused.id == own.id


@pytest.mark.parametrize("name", FOLDERS)
def test_every_claim_of_every_report_is_in_the_incident_with_its_words(name: str) -> None:
    for cluster in clusters(name):
        fused = merged(cluster)
        kept = {(quote.article_id, quote.start, quote.end) for each in fused.casualty_claims for quote in each.evidence}
        for report in cluster:
            claims = report.incident.casualty_claims
            assert {(report.article.id, quote.start, quote.end) for each in claims for quote in each.evidence} <= kept


@given(st.lists(incidents, min_size=1, max_size=3), st.randoms())
@settings(max_examples=40)
def test_the_order_of_accounts_is_no_matter(told: list[Incident], random: Any) -> None:
    cluster = [
        Account(ArticleRef(id=name * 64, published_on=None, language="en", characters=1), each, news=True)
        for name, each in zip("abc", told, strict=False)
    ]
    shuffled = [*cluster, cluster[0]]
    random.shuffle(shuffled)
    assert merged(shuffled).model_dump_json() == merged(cluster).model_dump_json()


def test_people_without_number_are_not_put_together() -> None:
    """Two articles that single out one person each are no two dead: whether they are one is not for code to say."""
    told = [
        account(
            name, casualty_claims=(claim(victims=(person(description=who).model_copy(update={"outcome": "killed"}),)),)
        )
        for name, who in (("a", "senior commander"), ("b", "militia leader"))
    ]
    fused = merged(told)
    assert len(fused.casualty_claims) == 2
    assert fused.fatalities == Estimate(low=1, basis="singled_out")


def test_a_weapon_with_a_number_and_one_without_are_both_kept() -> None:
    told = [
        account("a", weapons=(weapon("rockets", "rocket"),)),
        account("b", weapons=(weapon("rockets", "rocket", 2),)),
    ]
    assert [each.count for each in merged(told).weapons] == [None, exactly(2)]
