"""The feed of changes tells values, and no quotes."""

import json

from app.store.index.differences import Versions, differences, facts, of_versions

OLD = {"date": {"start": "2024-01-04", "evidence": ["on Thursday"]}, "actors": ["a", "b"], "time": None}
NEW = {"date": {"start": "2024-01-03", "evidence": ["on Wednesday"]}, "actors": ["b", "c"], "time": {"hour": "07:30"}}


def test_single_values_and_of_lists_what_went_and_what_came() -> None:
    """Down to the value, with its path."""
    assert list(differences(facts(OLD), facts(NEW))) == [
        ("date/start", "2024-01-04", "2024-01-03"),
        ("actors", ["a"], ["c"]),
        ("time", None, {"hour": "07:30"}),
    ]


def test_what_differs_in_its_quotes_alone_is_told_without_them() -> None:
    """As one change."""
    new = {**OLD, "date": {"start": "2024-01-04", "evidence": ["Thursday"]}}
    (told,) = of_versions(Versions(OLD, OLD), Versions(new, new), erasing=False)
    assert (told["path"], told["shown"], told["full"]) == ("evidence", None, None)


def test_names_that_are_withheld_stand_in_the_full_values_alone() -> None:
    """The others have the mask."""
    old, new = ({"note": f"{name} spoke."} for name in ("Ann", "Bea"))
    (told,) = of_versions(Versions({"note": "███ spoke."}, old), Versions({"note": "███ spoke."}, new), erasing=False)
    assert (told["shown"], json.loads(told["full"])) == (None, ["Ann spoke.", "Bea spoke."])


def test_of_an_erased_article_the_value_before_is_not_told() -> None:
    """What the others report stands."""
    (told,) = of_versions(Versions({"a": 1}, {"a": 1}), Versions({"a": 2}, {"a": 2}), erasing=True)
    assert (json.loads(told["shown"]), told["erased"]) == ([None, 2], True)
