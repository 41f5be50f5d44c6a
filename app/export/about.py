"""What an export says of itself: by whose counting rules it was made, of what, when, and by which program."""

import importlib.metadata
from collections.abc import Sequence

from app.export.conventions import Citation, Convention, load
from app.export.events import Record, left_out
from app.export.lines import Line
from app.export.options import Options
from schemas import SCHEMA_VERSION, ArticleSummary

About = dict[str, str | int | list[str]]


def about(records: Sequence[Record], written: Sequence[Line], options: Options) -> About:
    """What stands on the sheet "About", in a GeoJSON's member `sitrep` and in a Parquet file's metadata."""
    rules = load(options.convention)
    summaries = sum(isinstance(record, ArticleSummary) for record in records)
    return {
        "program": f"Sitrep {importlib.metadata.version('sitrep')}",
        "schema_version": SCHEMA_VERSION,
        "generated_at": options.made_at.isoformat(timespec="seconds"),
        "toll_convention": rules.name,
        "toll_convention_edition": rules.edition,
        "toll_convention_documents": documents(rules),
        "toll_rules": "conventions/*.yaml of this program, explained in docs/conventions.md",
        "scope": f"summaries: {summaries}, dossiers: {len(records) - summaries}; newly reported incidents alone",
        "names": "shown in full" if options.in_full else "of minors and survivors of sexual violence withheld",
        "events": len(written),
        "reports": sum(len(line.event.reports) for line in written),
        "to_review": sum(bool(line.to_review) for line in written),
        "left_out": list(left_out(records, rules)),
        "actor_types": options.inter,
        "quotes": options.quoted,
        "coordinates": "WGS 84, degrees; places of GeoNames (CC BY 4.0); no point for a country or a sea",
        "ids": "Sitrep's own, none of ACLED's, UCDP's or Airwars'",
    }


def documents(rules: Convention) -> list[str]:
    """The documents in which a convention's rules are written, each once; rules of ours are assumptions."""
    parts = [*rules.plurals.values(), *(getattr(rules, name) for name in Convention.model_fields)]
    sources = [part.source for part in parts if hasattr(part, "source")]
    found = dict.fromkeys(
        f"{each.document} ({each.edition}), {each.url}" for each in sources if isinstance(each, Citation)
    )
    return [*found, "assumptions of this project where no published rule was found: docs/conventions.md"]
