"""`sitrep keys`: make, list and revoke API keys."""

from datetime import UTC, datetime
from typing import Annotated, Final, Literal

import typer

from app import keys
from app.core.settings import Settings
from app.keys import Key
from app.present.text import printable
from app.store.keyring import KeyRing
from app.terminal import USAGE, fail, reported

May = Literal["all", "summarize", "read", "read-all", "review", "subscribe", "erase"]
MAY: Final = (
    "What it is good for; all: summarize and read; read-all: read what every key posted; review: all, and correct; "
    "subscribe: all, and webhooks; erase: all, and erase what it posted."
)
SENSITIVE: Final = "Let it show names and quotes that are withheld: docs/do-no-harm.md."

app = typer.Typer(no_args_is_help=True, help="API keys; until one was made, only this machine is answered.")


@app.command()
def create(
    name: Annotated[str, typer.Argument(help="Whose key it is, for the list.")],
    *,
    may: Annotated[May, typer.Option(help=MAY)] = "all",
    sensitive: Annotated[bool, typer.Option("--sensitive", help=SENSITIVE)] = False,
    requests_per_minute: Annotated[int, typer.Option(min=1)] = 60,
    tokens_per_day: Annotated[int | None, typer.Option(min=1, help="Model tokens; no bound unless told.")] = None,
    articles_at_once: Annotated[int, typer.Option(min=1)] = keys.ARTICLES_AT_ONCE,
) -> None:
    """Make a key and print it: it is shown this once, and only its digest is kept."""
    with reported():
        scopes = keys.MAY[may]
        scopes = (*scopes, "sensitive") if sensitive else scopes
        now = datetime.now(UTC)
        key, text = keys.mint(name, scopes, requests_per_minute, tokens_per_day, now, articles_at_once=articles_at_once)
        KeyRing(Settings().keys_file).add(key)
    typer.echo(text)


@app.command("list")
def list_keys() -> None:
    """Print the keys, a line each, tabs between: id, name, scopes, limits, day made, day revoked."""
    with reported():
        for key in KeyRing(Settings().keys_file).keys():  # noqa: SIM118  # no dict
            typer.echo(_key_line(key))


@app.command()
def revoke(key_id: Annotated[str, typer.Argument(metavar="ID", help="As `sitrep keys list` shows it.")]) -> None:
    """Make a key useless, from the next request on. Without a good key nobody is answered any more."""
    with reported():
        ring = KeyRing(Settings().keys_file)
        if not ring.revoke(key_id, datetime.now(UTC)):
            fail(USAGE, f"No good key has the id {key_id!r}.", "`sitrep keys list` shows them.")
        if not keys.good(ring.keys()):
            typer.echo(
                "It was the last good key: nobody is answered until `sitrep keys create` makes another.", err=True
            )


def _key_line(key: Key) -> str:
    tokens = "any number of tokens" if key.tokens_per_day is None else f"{key.tokens_per_day} tokens a day"
    revoked = f"revoked {key.revoked_at:%Y-%m-%d}" if key.revoked_at else "good"
    limits = f"{key.requests_per_minute} requests a minute, {tokens}, {key.articles_at_once} articles at once"
    return "\t".join((key.id, printable(key.name), ",".join(key.scopes), limits, f"{key.created_at:%Y-%m-%d}", revoked))
