"""The list of mutants is in step with the program; that each is killed, `make test-mutants` proves."""

import ast

import pytest

from mutants import ROOT, Mutant, mutants


@pytest.mark.parametrize("mutant", mutants(), ids=lambda one: one.breaks)
def test_a_mutant_finds_its_line_and_the_tests_that_must_kill_it(mutant: Mutant) -> None:
    mutant.changed((ROOT / mutant.file).read_text("utf-8"))
    for test in mutant.tests:
        file, _, name = test.partition("::")
        names = {
            one.name for one in ast.parse((ROOT / file).read_text("utf-8")).body if isinstance(one, ast.FunctionDef)
        }
        assert name.partition("[")[0] in names, test


def test_there_are_thirty_five_of_different_promises() -> None:
    assert len({mutant.breaks for mutant in mutants()}) >= 35
