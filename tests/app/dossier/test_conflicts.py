from functools import cache
from pathlib import Path
from time import process_time
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import eval as evaluation
from app.dossier.accounts import Account, accounts
from app.dossier.conflicts import FINDERS, conflicts
from eval.dossiers import score_conflicts
from eval.gold import Folder, load_folder
from eval.tallies import f1
from schemas import Conflict
from schemas.dossier import ConflictKind
from tests.eval.records import actor, at, blamed, claim, exactly, person, target, weapon
from tests.fakes.accounts import account

ROOT = Path(evaluation.__file__).parent
PARTIES = ("Red Brigade", "Blue Front", "army", "US military", "US-led coalition", "gunmen")
EVEN = ("a02", "a04", "a06", "b02", "b04", "b06")

parties = st.sampled_from(PARTIES)
claims = st.builds(
    claim,
    killed=st.none() | st.integers(0, 3),
    injured=st.none() | st.integers(0, 3),
    by=st.none() | parties,
    victim_class=st.sampled_from(["all", "civilians", "combatants", "children"]),
    of=st.none() | parties,
    victims=st.lists(
        st.builds(person, st.sampled_from(["Ali Omar", "Omar", "Sara Nur"]), st.just("mayor")), max_size=1
    ).map(tuple),
)
attributions = st.builds(blamed, parties, st.sampled_from(["claimed", "denied", "accused"]), st.none() | parties)


@st.composite
def clusters(draw: st.DrawFn) -> list[Account]:
    """Accounts of up to five articles, some of one article."""
    return [
        account(
            draw(st.sampled_from("abcde")),
            id=f"x-{number}",
            news=draw(st.booleans()),
            stage=draw(st.sampled_from(["accomplished", "attempted"])),
            location=draw(
                st.none()
                | st.builds(
                    at, st.sampled_from(["Mosul", "Basra", None]), st.just("IQ"), st.sampled_from(["market", "port"])
                )
            ),
            actors=tuple(actor(name) for name in PARTIES),
            attribution=tuple(draw(st.lists(attributions, max_size=3))),
            targets=(target(draw(st.sampled_from(["depot", "port"]))),),
            weapons=(weapon("rockets", "rocket", draw(st.integers(1, 2))),),
            casualty_claims=tuple(draw(st.lists(claims, max_size=3))),
        )
        for number in range(draw(st.integers(1, 5)))
    ]


@cache
def folder(name: str) -> Folder:
    if name == "seeds":
        return load_folder(ROOT / "gold" / "seeds", ROOT / "articles")
    return load_folder(ROOT / "gold" / "stories" / name, ROOT / "stories" / name)


def found_in(name: str) -> tuple[list[tuple[Conflict, ...]], Any]:
    """The conflicts of each of gold's clusters of a folder, and gold's dossier with these in place of its own."""
    gold = folder(name).dossier
    assert gold is not None
    by_report = {each.report: each for each in accounts(one.summary for one in folder(name).articles)}
    found = [conflicts([by_report[report] for report in cluster.reports]) for cluster in gold.incidents]
    incidents = zip(gold.incidents, found, strict=True)
    return found, gold.model_copy(
        update={"incidents": tuple(one.model_copy(update={"conflicts": ours}) for one, ours in incidents)}
    )


@settings(max_examples=25)
@given(clusters(), st.randoms(use_true_random=False))
def test_neither_order_nor_duplicates_matter(cluster: list[Account], random: Any) -> None:
    """The same accounts in any order, some of them twice, give the same bytes."""
    again = [*cluster, *random.sample(cluster, random.randint(0, len(cluster)))]
    random.shuffle(again)
    as_text = [[each.model_dump_json() for each in conflicts(told)] for told in (cluster, again)]
    assert as_text[0] == as_text[1]


@settings(max_examples=25)
@given(clusters())
def test_what_holds_of_every_conflict(cluster: list[Account]) -> None:
    """One for each kind and path; two values at least, or one and a silence; each quoted from its own article."""
    found = conflicts(cluster)
    assert len({(each.kind, each.path) for each in found}) == len(found)
    articles = {each.article.id for each in cluster}
    for each in found:
        values = {str(position.value) for position in each.positions}
        assert len(values) > 1
        assert len({(one.article_id, str(one.value), one.asserted_by) for one in each.positions}) == len(each.positions)
        assert {one.article_id for one in each.positions} <= articles
        assert all(quote.article_id == one.article_id for one in each.positions for quote in one.evidence)
        assert each.kind == "scope" or None not in {one.value for one in each.positions}


def test_every_kind_has_its_finders() -> None:
    assert set(FINDERS) == set(get_args(ConflictKind))


def test_no_account_has_no_conflict() -> None:
    assert conflicts([]) == ()


def test_the_seeds_disagree_as_gold_has_it() -> None:
    (found, *_), dossier = found_in("seeds")
    by_path = {(each.kind, each.path): each for each in found}
    values = {path: {each.value for each in one.positions} for path, one in by_path.items()}
    assert values["numeric", "casualty_claims/killed"] == {exactly(4), exactly(2)}
    assert values["scope", "casualty_claims/injured"] == {None, exactly(7)}
    assert values["scope", "attribution/basis"] == {"claimed", None}
    assert len(by_path["attribution", "attribution/actor"].positions) == 6  # nobody's "no comment" among them
    assert not by_path["numeric", "casualty_claims/killed"].compatible
    assert by_path["place", "location/site"].compatible
    gold = folder("seeds").dossier
    assert gold is not None
    assert f1(score_conflicts(gold, dossier).lenient) == 1


@pytest.mark.parametrize("story", EVEN)
def test_the_stories_that_may_be_read_disagree_as_gold_has_it(story: str) -> None:
    gold = folder(story).dossier
    assert gold is not None
    tally = score_conflicts(gold, found_in(story)[1]).lenient
    assert (tally.fp, tally.fn) == (0, 0)


def test_two_hundred_accounts_take_less_than_a_second() -> None:
    """Of processor time, and four claims each with numbers and names of its own: more than a real cluster has."""
    many = [
        account(
            f"{number}",
            attribution=tuple(blamed(f"Group {number} {each}", "accused", f"speaker {number}") for each in "abcd"),
            casualty_claims=tuple(
                claim(number % 7, by=f"Group {number} {each}", victims=(person(f"Ali {number} {each}", "teacher"),))
                for each in "abcd"
            ),
        )
        for number in range(200)
    ]
    assert min(_seconds(many) for _ in range(2)) < 1


def _seconds(cluster: list[Account]) -> float:
    start = process_time()
    conflicts(cluster)
    return process_time() - start
