"""How moves up and down are printed."""

from core.signed import signed


def test_a_move_has_its_sign_and_nothing_is_neither_up_nor_down():
    """A true minus, not a hyphen; what is too small to show is 0."""
    assert [signed(x) for x in (0.004, -0.004, 0.006, -1.25)] == ["0", "0", "+0.01", "−1.25"]
    assert [signed(-0.94, 1), signed(0.04, 1), signed(-0.0125, 3)] == ["−0.9", "0", "−0.013"]
