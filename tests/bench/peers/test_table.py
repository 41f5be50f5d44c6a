import pytest

from bench.peers.results import PeerCase, PeerRun, suite_of
from bench.peers.table import render
from eval.results import CaseResult, Results, SuiteResult, Tally
from tests.bench.peers.build import stamp
from tests.eval.records import summary


def peer(**tallies: Tally) -> PeerRun:
    cases = [PeerCase(id=n, article=f"sha {n}", seconds=2, measures={"ceaf_ree": t}) for n, t in tallies.items()]
    return PeerRun(peer="lists", options={}, stamp=stamp(), suites=(suite_of("muc4", cases),))


def sitrep(**tallies: Tally) -> Results:
    cases = tuple(
        CaseResult(
            id=n, suite="muc4", article=f"sha {n}", output=summary(), seconds=4, measures={"ceaf_ree": t, "other": t}
        )
        for n, t in tallies.items()
    )
    return Results(stamp=stamp(), suites=(SuiteResult(name="muc4", cases=cases),))


def test_only_documents_that_all_have_count() -> None:
    """b and c are left out: on a alone, the peer has 2 of 4 and Sitrep all."""
    ours = sitrep(a=Tally(tp=2), c=Tally(fn=9))
    lines = render([peer(a=Tally(tp=1, fp=1, fn=1), b=Tally(tp=9))], [ours]).splitlines()
    assert lines[0] == "| muc4, 1 documents | lists | Sitrep |"
    assert "| ceaf_ree | 50.0, of 1 | 100.0, of 1 |" in lines
    assert "| seconds a document | 2.0 | 4.0 |" in lines
    assert "| model | fake-model | fake-model |" in lines
    assert not any(line.startswith("| other") for line in lines), "no peer has it"


def test_no_document_in_common_is_an_error() -> None:
    with pytest.raises(ValueError, match="in common"):
        render([peer(a=Tally())], [sitrep(b=Tally())])
