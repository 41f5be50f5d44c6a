"""The `sitrep incidents` command: what the service on this machine has summarised; and which of it is asked for."""

import json
from datetime import UTC, datetime, timedelta
from typing import Annotated, Final

import typer

from app.core.settings import Settings
from app.present.incident_list import render
from app.store.index.index import is_there, read_now
from app.store.index.reading import Near, Wanted
from app.terminal import USAGE, fail, reported
from app.values.names import party_key
from app.values.place_lookup import country_code, regions, towns
from schemas import IndexedIncident

MOST: Final = 200
"""Incidents that are printed."""
EMPTY: Final = "No service on this machine has put anything into the index yet."

NEAR_KM: Final = 50.0
NearOption = Annotated[str | None, typer.Option(help="A town or region, as the gazetteer knows it.")]
KmOption = Annotated[float, typer.Option(min=1, help="How far from there.")]
DaysOption = Annotated[int | None, typer.Option(min=1, help="Not longer ago than so many days.")]
CountryOption = Annotated[str | None, typer.Option(help="Name or ISO 3166-1 alpha-2 code.")]
KindOption = Annotated[str | None, typer.Option("--type", help="Event or sub-event type.")]
WordsOption = Annotated[str | None, typer.Option("--words", help="Words of names, notes and titles.")]
app = typer.Typer(invoke_without_command=True, no_args_is_help=False)


@app.callback()
def incidents(
    context: typer.Context,
    *,
    near: NearOption = None,
    km: KmOption = NEAR_KM,
    days: DaysOption = None,
    country: CountryOption = None,
    kind: KindOption = None,
    words: WordsOption = None,
    background: Annotated[bool, typer.Option(help="Also those that articles only mention.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print a JSON object for each, a line each.")] = False,
    sensitive: Annotated[bool, typer.Option(help="Show names and quotes that are withheld.")] = False,
) -> None:
    """Print incidents that the articles report which a service on this machine has summarised, the latest first.

    It reads the index of SITREP_INDEX_URL itself; articles of all keys are in it. What `sitrep summarize` reads is not.
    """
    if context.invoked_subcommand:
        if any((near, days, country, kind, words, background, as_json, sensitive)):
            fail(USAGE, f"These options say nothing to `{context.invoked_subcommand}`.", "Give its own after its name.")
        return
    with reported():
        settings = Settings()
        wanted = which(near=near, km=km, days=days, country=country, kind=kind, words=words, background=background)
        found, more = read_now(
            index_url(settings), lambda reading: reading.incidents(None, wanted, None, MOST, full=sensitive)
        )
    if as_json:
        for each in found:
            typer.echo(json.dumps(each, ensure_ascii=False))
    elif found:
        typer.echo(render(tuple(map(IndexedIncident.model_validate, found))))
    if more:
        typer.echo(f"There are more than these {MOST}: ask for fewer days, or nearer.", err=True)


def which(
    *,
    near: str | None,
    km: float,
    days: int | None,
    country: str | None,
    kind: str | None,
    words: str | None,
    background: bool = False,
) -> Wanted:
    """Which incidents the options of a command ask for; a place that is not known ends the command."""
    code = _country(country)
    since = (datetime.now(UTC) - timedelta(days=days)).date().isoformat() if days else None
    circle = _near(near, code, km) if near else None
    return Wanted(code, since, None, kind, circle, tuple(party_key(words or "").split()), background)


def index_url(settings: Settings) -> str:
    """The URL of an index that is there; without one the command ends."""
    if settings.index is None:
        fail(USAGE, "There is no index: SITREP_INDEX_URL is `none`.", "Unset it.")
    if not is_there(settings.index):
        fail(USAGE, EMPTY, "`sitrep serve` makes one; SITREP_INDEX_URL names where.")
    return settings.index


def _country(name: str | None) -> str | None:
    if name is None or (len(name) == 2 and name.isalpha()):  # noqa: PLR2004 - letters of a code
        return name and name.upper()
    code = country_code(name)
    if code is None:
        fail(USAGE, f"The gazetteer knows no country {name!r}.", "Give its ISO 3166-1 alpha-2 code.")
    return code


def _near(name: str, code: str | None, km: float) -> Near:
    found = towns(name, code) or regions(name, code)
    if not found:
        fail(USAGE, f"The gazetteer knows no town or region {name!r}.", "Try another spelling, or --country.")
    place = found[0]
    typer.echo(f"within {km:g} km of {place.name}, {place.country}", err=True)
    return Near(place.latitude, place.longitude, km)
