"""Making very many objects without the cyclic garbage collector."""

import gc

import pytest

from managed_mrr.bulk import MANY, uncollected


def many() -> list[list[int]]:
    """More objects than are left alone."""
    return [[each] for each in range(MANY + 1)]


class TestUncollected:
    def test_paused(self) -> None:
        """The collector is off inside and on again after."""
        assert gc.isenabled()
        with uncollected():
            assert not gc.isenabled()
        assert gc.isenabled()

    def test_off_before(self) -> None:
        """A collector that was off before stays off."""
        gc.disable()
        try:
            with uncollected():
                assert not gc.isenabled()
            assert not gc.isenabled()
        finally:
            gc.enable()

    def test_nested(self) -> None:
        """An inner pause does not end the outer one."""
        with uncollected():
            with uncollected():
                pass
            assert not gc.isenabled()

    def test_error(self) -> None:
        """The collector is on again after an error as well."""
        with pytest.raises(LookupError), uncollected():
            raise LookupError
        assert gc.isenabled()

    def test_frozen_by_others(self) -> None:
        """What a program has frozen itself stays frozen."""
        gc.freeze()
        try:
            with uncollected():
                made = many()
            assert gc.get_freeze_count() > 0
            assert made
        finally:
            gc.unfreeze()

    def test_nothing_left_frozen(self) -> None:
        """What was made inside may be collected later on."""
        gc.unfreeze()
        with uncollected():
            made = many()
        assert gc.get_freeze_count() == 0
        assert made

    def test_handed_over(self) -> None:
        """What many objects were made is not walked by the next collection of young ones; a few are left alone."""
        with uncollected():
            made = many()
        assert gc.get_count()[0] < MANY
        with uncollected():
            made += [[], []]
        assert made
