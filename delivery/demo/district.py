"""One whole district, made from a seed."""

import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from delivery.demo.fleet import Vehicle, fleet
from delivery.demo.gates import DropPoint, Gate, desk_of, drop_point, gates
from delivery.demo.homes import Building, Household, HouseholdGroup, build, settle
from delivery.demo.net import Net, lat_lon, make_net
from delivery.demo.people import Person, invented_people
from delivery.demo.sites import GridCell, Site, cells, sites, spread
from delivery.demo.staff import Worker, workers
from delivery.demo.stores import Store, stores

HOUSEHOLDS = 2_400
FEWEST_HOUSEHOLDS, MOST_HOUSEHOLDS = 12, 20_000


class WrongSize(ValueError):
    """A district cannot have so many households: fewer than compounds, or too many to number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Compound:
    """A walled compound (小区) and all that is inside it.

    Parameters
    ----------
    lat, lon
        Of its middle.
    risk
        Level from 0 (none) to 2.
    cell
        Key of its grid cell.
    """

    key: str
    name_zh: str
    name_en: str
    lat: float
    lon: float
    risk: int
    cell: str
    site: Site
    gates: tuple[Gate, ...]
    drop_points: tuple[DropPoint, ...]
    buildings: tuple[Building, ...]
    groups: tuple[HouseholdGroup, ...]
    households: tuple[Household, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class District:
    """The district of the demonstration; what is inside compounds hangs from them.

    Parameters
    ----------
    net
        The streets that all coordinates lie on.
    """

    net: Net
    cells: tuple[GridCell, ...]
    stores: tuple[Store, ...]
    compounds: tuple[Compound, ...]
    vehicles: tuple[Vehicle, ...]
    workers: tuple[Worker, ...]
    name_zh: str = "云山区"
    name_en: str = "Yunshan District"
    neighbourhood_zh: str = "文昌社区"
    neighbourhood_en: str = "Wenchang Neighbourhood"
    time_zone: str = "Asia/Shanghai"

    @property
    def households(self) -> tuple[Household, ...]:
        """All households, in order of address."""
        return tuple(home for compound in self.compounds for home in compound.households)

    @property
    def drop_points(self) -> tuple[DropPoint, ...]:
        """All drop points, compound by compound."""
        return tuple(point for compound in self.compounds for point in compound.drop_points)


def make_district(rng: random.Random, *, households: int = HOUSEHOLDS) -> District:
    """Make a district of exactly ``households`` households in twelve compounds.

    Raises
    ------
    WrongSize
        ``households`` is not between 12 and 20,000.
    """
    if not FEWEST_HOUSEHOLDS <= households <= MOST_HOUSEHOLDS:
        raise WrongSize(f"from {FEWEST_HOUSEHOLDS} to {MOST_HOUSEHOLDS}, not {households}")
    net = make_net(rng)
    people = invented_people(rng)
    planned = sites()
    compounds = tuple(
        _compound(site, count, net, people, rng)
        for site, count in zip(planned, spread(households, planned), strict=True)
    )
    shops = stores(net)
    vehicles = fleet(households, [shop.key for shop in shops])
    all_gates = [gate for compound in compounds for gate in compound.gates]
    return District(
        net=net,
        cells=cells(),
        stores=shops,
        compounds=compounds,
        vehicles=tuple(vehicles),
        workers=tuple(workers(shops, all_gates, vehicles, people)),
    )


def _compound(
    site: Site, households: int, net: Net, people: Iterator[Person], rng: random.Random
) -> Compound:
    passages = gates(site, net)
    buildings = build(site.key, households, site.building, [desk_of(gate) for gate in passages])
    homes, groups = settle(buildings, households, people, rng)
    served = Counter(home.drop_point for home in homes)
    lat, lon = lat_lon(net.at(site.quarter, 0.5, 0.5))
    return Compound(
        key=site.key,
        name_zh=site.name_zh,
        name_en=site.name_en,
        lat=lat,
        lon=lon,
        risk=site.risk,
        cell=site.cell,
        site=site,
        gates=tuple(passages),
        drop_points=tuple(
            drop_point(gate, site, served[desk_of(gate)], net, rng) for gate in passages
        ),
        buildings=tuple(buildings),
        groups=tuple(groups),
        households=tuple(homes),
    )
