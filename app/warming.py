"""What a process loads before it checks articles: code, and the tables that are read at their first use."""

from datetime import date
from typing import Final

from app import article
from app.article import Article
from app.pipeline import derive
from app.recheck import recheck
from app.records.draft import Draft

TEXT: Final = "KANO, Nigeria, 4 January 2024 - A bomb killed two guards in Gao, Mali, on Thursday, police said."
WORK: Final = (derive, recheck)
"""Named so that their modules are loaded."""
DRAFT: Final = {
    "headline": "",
    "parties": [{"name": "police", "type": None, "at": [0]}],
    "incidents": [
        {
            "new": True,
            "type": "Remote explosive/landmine/IED",
            "stage": "accomplished",
            "at": [0],
            "date": {"words": "on Thursday", "start": "2024-01-04", "at": [0]},
            "place": {"town": "Gao", "country": "Mali", "at": [0]},
            "tolls": [{"killed": "two guards", "injured": None, "who": "all", "by": "police", "at": [0]}],
        }
    ],
}


def sample() -> Article:
    """A short article that has something of everything."""
    return article.read(TEXT, today=date(2024, 1, 5))


def warm_up() -> None:
    """Load all that checking needs, by checking something: 1 s."""
    derive(Draft.model_validate(DRAFT, strict=False), sample())
