"""The report as JUnit XML: a test for each case, an error if it failed, and one for each score that the gate holds."""

import re
from collections.abc import Iterable
from typing import Final

from junitparser import Error, Failure, JUnitXml, Skipped, TestCase, TestSuite

from eval.gate import Check
from eval.report.figures import number
from eval.results import CaseResult, FieldRow, Results, SuiteResult

_NO_XML: Final = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 does not allow, not even escaped."""


def render(results: Results, checks: Iterable[Check] = ()) -> str:
    """The run as XML. A case that differs from gold passes: judging scores is the gate's part."""
    judged = tuple(checks)
    report = JUnitXml("sitrep-eval")
    for suite in results.suites:
        report.add_testsuite(_suite(suite, [check for check in judged if check.suite == suite.name]))
    text: str = report.tostring().decode()  # type: ignore[no-untyped-call]  # junitparser has types but here
    return text


def _suite(suite: SuiteResult, checks: Iterable[Check]) -> TestSuite:
    made = TestSuite(suite.name)
    if suite.absent is not None:
        made.add_testcase(_absent(suite.name, suite.absent))
    for case in suite.cases:
        made.add_testcase(_case(case))
    for check in checks:
        made.add_testcase(_check(check))
    return made


def _absent(name: str, reason: str) -> TestCase:
    case = TestCase("suite", classname=f"eval.{name}")
    case.result = [Skipped(_xml(reason))]
    return case


def _case(case: CaseResult) -> TestCase:
    made = TestCase(_xml(case.id), classname=f"eval.{case.suite}", time=case.seconds)
    if case.error is not None:
        made.result = [Error(_xml(case.error), type_=_xml(case.error.partition(":")[0]))]
    if case.differences:
        made.system_out = _xml("\n".join(_difference(row) for row in case.differences))
    return made


def _check(check: Check) -> TestCase:
    made = TestCase(check.metric, classname=f"eval.{check.suite}.gate")
    if not check.passed:
        made.result = [Failure(_xml(check.reason), type_="gate")]
    made.system_out = f"score {number(check.got)}, baseline {number(check.bar.value)}"
    return made


def _difference(row: FieldRow) -> str:
    return f"{row.verdict} {row.path}: gold {row.gold or 'null'}; output {row.output or 'null'}"


def _xml(text: str) -> str:
    return _NO_XML.sub("\ufffd", text)
