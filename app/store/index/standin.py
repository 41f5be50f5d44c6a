"""To be replaced by app.dossier.merge."""

from collections.abc import Sequence
from typing import Any

from app.dossier.accounts import Account
from schemas import FusedIncident


def merged(cluster: Sequence[Account]) -> FusedIncident:
    ranked = sorted(cluster, key=lambda account: account.rank)
    first = ranked[0]

    def cited(value: Any, article: str) -> Any:
        if isinstance(value, dict):
            return {
                n: [e | {"article_id": article} for e in p] if n == "evidence" else cited(p, article)
                for n, p in value.items()
            }
        return [cited(v, article) for v in value] if isinstance(value, list | tuple) else value

    dumps = [cited(a.incident.model_dump(), a.article.id) for a in ranked]
    lists = ("actors", "attribution", "targets", "weapons", "casualty_claims", "other_counts", "reactions", "evidence")
    return FusedIncident.model_validate(
        dumps[0]
        | {name: [item for dump in dumps for item in dump[name]] for name in lists}
        | {"protest": None, "reports": [a.report for a in ranked], "id": first.incident.id}
    )
