"""Print a seed's record as a hosted model's kept answer gives it (eval/recordings/frontier); no model is asked.

python scripts/show_recorded.py 001 [--json]
"""

import argparse
import asyncio
import sys
from pathlib import Path
from typing import Final

from app.core.settings import Settings
from app.present.text import render
from eval.cases import Case, Suite, corpora_folder, load_suite
from eval.out_of_band import by_case, open_answered
from eval.run import in_process
from schemas import ArticleSummary

ANSWERS: Final = Path(__file__).parents[1] / "eval" / "recordings" / "frontier"


def main() -> int:
    """Print the summary as text, or as JSON."""
    wanted = argparse.ArgumentParser(description=__doc__)
    wanted.add_argument("seed", help="how the seed's name begins: 000 or 001")
    wanted.add_argument("--json", action="store_true")
    chosen = wanted.parse_args()
    suite = load_suite("seeds", corpora_folder())
    assert isinstance(suite, Suite)
    case = next(case for case in suite.cases if case.id.startswith(chosen.seed))
    summary = asyncio.run(_summary(case))
    print(summary.model_dump_json() if chosen.json else render(summary))
    return 0


async def _summary(case: Case) -> ArticleSummary:
    async with open_answered(Settings(), ANSWERS) as service:
        return await by_case(in_process(service))(case)


if __name__ == "__main__":
    sys.exit(main())
