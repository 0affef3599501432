"""Public sets are read as problems, to their conventions of distance."""

import pytest

from benchmarks.instances.public import best_of_x, read_li_lim, read_solomon, read_x
from delivery.routing.core.problem import Problem

X = """NAME : \tX-n3-k1\t
COMMENT : "made for a test, of 2026"
TYPE : CVRP
DIMENSION : 3
EDGE_WEIGHT_TYPE : EUC_2D
CAPACITY : \t20\t
NODE_COORD_SECTION
1\t0\t0
2\t1\t1
3\t3\t4
DEMAND_SECTION
1\t0
2\t7
3\t8
DEPOT_SECTION
\t1
\t-1
EOF
"""
SOLOMON = """R9

VEHICLE
NUMBER     CAPACITY
  2         200

CUSTOMER
CUST NO.   XCOORD.   YCOORD.    DEMAND   READY TIME   DUE DATE   SERVICE TIME

    0      0         0          0          0        230          0
    1      1         1         10         16        171         10
"""
LI_LIM = "2\t100\t1\n0\t0\t0\t0\t0\t90\t0\t0\t0\n1\t3\t4\t-7\t5\t60\t10\t2\t0\n2\t1\t1\t7\t0\t50\t2\t0\t1\n"


@pytest.fixture
def write(tmp_path):
    def written(name: str, text: str):
        (tmp_path / name).write_text(text)
        return tmp_path / name

    return written


def test_x_rounds_distances_and_takes_no_time(write):
    read = Problem.from_json(read_x(write("X-n3-k1.vrp", X)))
    assert read.travel[0].distance_m.tolist() == [[0, 1, 5], [1, 0, 4], [5, 4, 0]]
    assert not read.travel[0].time_s.any()
    assert [load.crates for load in read.loads] == [7, 8]
    assert (read.vehicles[0].crates, read.vehicles[0].count) == (20, 3)
    assert best_of_x(write("X-n3-k1.sol", "Route #1: 1 2\nCost 10\n")) == 10


def test_solomon_counts_tenths_that_are_cut_off(write):
    read = Problem.from_json(read_solomon(write("R9.txt", SOLOMON)))
    assert read.travel[0].distance_m[0, 1] == read.travel[0].time_s[0, 1] == 14
    point = read.drop_points[0]
    assert (point.opens_s, point.closes_s, point.service_s) == (160, 1710, 100)
    assert read.vehicles[0].shift_s == (0, 2300)


def test_a_pickup_of_li_and_lim_is_a_store_for_its_delivery(write):
    read = Problem.from_json(read_li_lim(write("lr9.txt", LI_LIM)))
    assert [(s.place, s.opens_s, s.closes_s, s.loading_s) for s in read.stores] == [(2, 0, 500, 20)]
    assert [(d.place, d.opens_s, d.service_s) for d in read.drop_points] == [(1, 50, 100)]
    assert [load.crates for load in read.loads] == [7]
