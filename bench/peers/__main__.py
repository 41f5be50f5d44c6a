"""Run a peer on the documents and the model that Sitrep is measured on, or print a table of runs side by side.

Exit codes: 0 ok; 2 the command is wrong; 3 the model, or a peer's environment, is not available.
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

import openai
import typer
from pydantic import ValidationError

from app.core.errors import SitrepError
from app.core.settings import Settings
from bench.command import UNAVAILABLE, USAGE, fail
from bench.peers import table
from bench.peers.langextract_child import COMMAND, ChildGone
from bench.peers.results import PeerCase, PeerName, PeerRun, read_run, write_run
from bench.peers.run import Plan, carry_out
from eval.cases import SUITES, Absent, corpora_folder, load_suite
from eval.results import read_results

FOLDER: Final = Path("eval/results")


@dataclass(frozen=True, slots=True)
class Bounds:
    """How many cases of each suite, and tokens of one answer; None: all, and the peer's own bound.

    `goes_on`: documents that the results hold already are not read again.
    """

    cases: int | None
    tokens: int | None
    goes_on: bool


def main(
    *,
    suite: Annotated[list[str] | None, typer.Option(help=f"Of {', '.join(SUITES)}; default: muc4.")] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="The first N cases of each suite.")] = None,
    peer: Annotated[PeerName | None, typer.Option(help="Which peer to run.")] = None,
    max_tokens: Annotated[int | None, typer.Option(min=16, help="Bound on one answer; default: the peer's.")] = None,
    go_on: Annotated[bool, typer.Option("--go-on", help="Go on with the run that --out holds.")] = False,
    out: Annotated[Path | None, typer.Option(help="Default: eval/results/peer-PEER.json.")] = None,
    runs: Annotated[list[Path] | None, typer.Option("--table", help="A peer's results to print.")] = None,
    sitrep: Annotated[list[Path] | None, typer.Option(help="Sitrep's results beside them in the table.")] = None,
    corpora: Annotated[Path | None, typer.Option(help="Folder of other people's texts.")] = None,
) -> None:
    """Run one peer (--peer), or print runs side by side (--table)."""
    if bool(peer) == bool(runs):
        fail(USAGE, "give either --peer or --table.")
    try:
        if peer:
            chosen = tuple(dict.fromkeys(suite or ["muc4"]))
            written = out or FOLDER / f"peer-{peer}.json"
            _run(peer, chosen, Bounds(limit, max_tokens, go_on), written, corpora or corpora_folder())
        else:
            rendered = table.render([read_run(path) for path in runs or ()], [read_results(p) for p in sitrep or ()])
            typer.echo(rendered, nl=False)
    except SitrepError as error:
        fail(UNAVAILABLE, f"{error}. {error.hint}")
    except (openai.APIConnectionError, ChildGone) as error:
        fail(UNAVAILABLE, f"{type(error).__name__}: {error}")
    except ValidationError as error:
        fail(USAGE, f"{error.title}: {error.errors(include_input=False, include_url=False)[0]['msg']}")
    except (OSError, ValueError) as error:
        fail(USAGE, str(error))


def _run(peer: PeerName, names: tuple[str, ...], bounds: Bounds, out: Path, corpora: Path) -> None:
    if unknown := [name for name in names if name not in SUITES]:
        raise ValueError(f"there is no suite {unknown[0]!r}; there are {', '.join(SUITES)}")
    if peer != "naive" and names != ("muc4",):
        raise ValueError(f"{peer} gives MUC-4's roles and can be scored on muc4 alone")
    if peer == "langextract" and not Path(COMMAND[0]).exists():
        fail(UNAVAILABLE, "there is no .venv-peers; bench/README.md says how to make it.")
    suites = tuple(load_suite(name, corpora, bounds.cases) for name in names)
    if all(isinstance(each, Absent) for each in suites):
        raise ValueError("; ".join(f"{each.name}: {each.reason}" for each in suites if isinstance(each, Absent)))

    def told(run: PeerRun, case: PeerCase) -> None:
        write_run(run, out)  # a run that is killed keeps what it has
        typer.echo(f"{case.id} {case.seconds:.1f} s{f'  failed: {case.error}' if case.error else ''}", err=True)

    known = read_run(out) if bounds.goes_on else None
    write_run(asyncio.run(carry_out(Plan(peer, suites, Settings(), bounds.tokens, known), told)), out)
    typer.echo(f"results: {out}", err=True)


if __name__ == "__main__":
    typer.run(main)
