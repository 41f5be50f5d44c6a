"""Print a seed's record, or the seeds' dossier, as a hosted model's kept answers give it; no model is asked.

python scripts/show_recorded.py 001|dossier [--json]
"""

import argparse
import asyncio
import sys
from pathlib import Path
from typing import Final

from app.core.settings import Settings
from app.dossier.build import build
from app.present import dossier_text
from app.present.text import render
from eval.cases import Case, Suite, corpora_folder, load_suite
from eval.out_of_band import by_case, open_answered
from eval.run import in_process
from schemas import ArticleSummary

ANSWERS: Final = Path(__file__).parents[1] / "eval" / "recordings" / "frontier"
DOSSIER: Final = "dossier"


def main() -> int:
    """Print the summary or the dossier as text, or as JSON."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("seed", help="how the seed's name begins: 000 or 001; `dossier`: both together")
    wanted.add_argument("--json", action="store_true")
    chosen = wanted.parse_args()
    suite = load_suite("seeds", corpora_folder())
    assert isinstance(suite, Suite)
    cases = [case for case in suite.cases if chosen.seed == DOSSIER or case.id.startswith(chosen.seed)]
    read = asyncio.run(_summaries(cases))
    if chosen.seed == DOSSIER:
        dossier = build(read)
        print(dossier.model_dump_json() if chosen.json else dossier_text.render(dossier))
    else:
        print(read[0].model_dump_json() if chosen.json else render(read[0]))
    return 0


async def _summaries(cases: list[Case]) -> list[ArticleSummary]:
    async with open_answered(Settings(), ANSWERS) as service:
        return [await by_case(in_process(service))(case) for case in cases]


if __name__ == "__main__":
    sys.exit(main())
