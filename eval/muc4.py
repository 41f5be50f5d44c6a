"""The `muc4` suite: a document's answer key and a summary, scored as role fillers and as templates.

The corpus is other people's text: this reads rows that `eval.cases` gives and knows no path. A row has `entities`, per
template the mentions of each role's entities, and `keys`, the raw slots (`eval.muc4_keys`).
"""

from collections.abc import Mapping
from typing import Any

from eval.ceaf import ROLES, Entities, Role, ceaf_ree, merge
from eval.muc4_keys import Template, template
from eval.muc4_roles import TASK, Scope, in_scope, roles
from eval.muc4_slots import slot_tallies
from eval.results import Measure, Share
from eval.tallies import add
from schemas import ArticleSummary


def measures(row: Mapping[str, Any], output: ArticleSummary | None, scope: Scope = TASK) -> dict[str, Measure]:
    """What one document scored, by the names of the reports; None: it failed, and all of gold is missed.

    `ceaf_ree` is the micro score; `nothing_reported` whether a document without a template got no incident either.
    Raises KeyError or ValueError for a row that is no MUC-4 document.
    """
    incidents = in_scope(output, scope)
    per_role = ceaf_ree(entities(row), roles(incidents))
    key = templates(row)
    silent = output is not None and not incidents
    return {
        "ceaf_ree": add(per_role.values()),
        **{f"ceaf_ree.{role}": tally for role, tally in per_role.items()},
        **slot_tallies(key, incidents),
        "nothing_reported": Share(hits=0, of=0) if key else Share(hits=int(silent), of=1),
    }


def entities(row: Mapping[str, Any]) -> dict[Role, Entities]:
    """Gold's entities of each role, those of all templates together, as GRIT has them (`eval.ceaf.merge`)."""
    return {role: merge(mentions for one in row["entities"] for mentions in one[role]) for role in ROLES}


def templates(row: Mapping[str, Any]) -> tuple[Template, ...]:
    """Gold's templates, in the key's order; empty for a document without an incident."""
    return tuple(template(key) for key in row["keys"])
