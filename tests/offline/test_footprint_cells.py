from decimal import Decimal

from homelab.offline.footprint import Amounts, Footprint
from homelab.offline.footprint_cells import cells, cells_at_peak, compared_cells

GI = Decimal(1024**3)


def amounts(pods: int, limit: int = 2) -> Amounts:
    return Amounts(pods, {"cpu": pods * Decimal("0.25"), "memory": pods * GI}, {"memory": limit * pods * GI})


def test_what_an_autoscaler_changes_is_a_range():
    footprint = Footprint(name="x", minimum=amounts(2), maximum=amounts(10), peak=amounts(11), claims=1, storage=5 * GI)
    assert cells(footprint) == ["2 to 10", "500m to 2.5", "2Gi to 10Gi", "4Gi to 20Gi", "5Gi"]
    assert cells_at_peak(footprint) == ["11", "2.75", "11Gi", "22Gi", "5Gi"]


def test_what_is_not_there_is_a_dash():
    assert cells(None) == ["-"] * 5
    assert cells(Footprint(name="x", minimum=Amounts(1), maximum=Amounts(1))) == ["1", "0m", "0", "-", "-"]


def test_two_footprints_are_compared_cell_by_cell():
    one, two = (Footprint(name="x", minimum=Amounts(pods), maximum=Amounts(pods)) for pods in (1, 2))
    assert compared_cells(one, one) == cells(one)
    assert compared_cells(one, two)[0] == "1 → 2"
    assert compared_cells(None, two)[0] == "- → 2"
