"""The labelled stories and seeds, and the accounts of their clusters."""

from functools import cache
from typing import Final

from app.dossier.accounts import Account, accounts
from eval.cases import ROOT
from eval.gold import Folder, load_folder
from schemas import Dossier

STORIES: Final = tuple(sorted(path.name for path in (ROOT / "gold" / "stories").iterdir()))
FOLDERS: Final = ("seeds", *STORIES)


@cache
def folder(name: str) -> Folder:
    if name == "seeds":
        return load_folder(ROOT / "gold" / "seeds", ROOT / "articles")
    return load_folder(ROOT / "gold" / "stories" / name, ROOT / "stories" / name)


def dossier(name: str) -> Dossier:
    found = folder(name).dossier
    assert found is not None
    return found


def clusters(name: str) -> list[tuple[Account, ...]]:
    """The accounts of each incident of the labelled dossier."""
    known = {account.report: account for account in accounts(each.summary for each in folder(name).articles)}
    return [tuple(known[report] for report in incident.reports) for incident in dossier(name).incidents]
