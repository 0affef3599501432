"""The kinds of fault that a plan can have, as codes with figures and a sentence for each."""

from collections.abc import Mapping
from dataclasses import dataclass, field

SENTENCES: Mapping[str, str] = {
    "vehicle-unknown": "There is no vehicle {vehicle}.",
    "unit-unknown": "There is no unit {unit} of {vehicle}.",
    "unit-twice": "{route} has two routes.",
    "place-unknown": "{route} stops at place {place}, which does not exist.",
    "ends-missing": "{route} does not run from a start to an end.",
    "kind-misplaced": "{route} has a {kind} in the middle.",
    "place-wrong": "{route} has its stop {stop} at place {place}, not at {expected}.",
    "load-unknown": "There is no load {load}.",
    "stop-empty": "{route} has a stop {stop} without loads.",
    "stop-mixed": "Stop {stop} of {route} is for more than one store or drop point.",
    "load-twice": "Load {load} is dropped or left out twice.",
    "load-missing": "Load {load} is neither dropped nor left out.",
    "load-again": "{route} loads {load} a second time.",
    "load-not-on-board": "{route} drops {load} without having it on board.",
    "load-not-dropped": "{route} loads {load} and never drops it.",
    "load-taken": "Load {load} is on board of another vehicle than {route}.",
    "drop-point-twice": "{route} visits {drop_point} twice.",
    "no-way": "{route} has no way from place {place} to place {to}.",
    "arrival-wrong": "{route} says it reaches stop {stop} at {said_s}; it is {arrives_s}.",
    "stay-wrong": "{route} stays {said_s} s at stop {stop}; it takes {takes_s} s.",
    "starts-before-arrival": "{route} starts stop {stop} before it arrives.",
    "before-opening": "{route} starts at {name} at {starts_s}; it opens at {opens_s}.",
    "after-closing": "{route} starts at {name} at {starts_s}; it closes at {closes_s}.",
    "before-ready": "{route} takes {load} at {starts_s}; it is ready at {ready_s}.",
    "ride-too-long": "{load} rides {ride_s} s on {route}; at most {max_ride_s} s are allowed.",
    "over-mass_g": "{route} carries {carried} g; {vehicle} takes {capacity} g.",
    "over-crates": "{route} carries {carried} crates; {vehicle} takes {capacity}.",
    "over-cold_crates": "{route} carries {carried} cold crates; {vehicle} takes {capacity}.",
    "before-shift": "{route} leaves at {leaves_s}; it may not before {from_s}.",
    "after-shift": "{route} is back at {arrives_s}; the shift ends at {to_s}.",
    "too-far": "{route} drives {distance_m} m; {vehicle} can drive {max_distance_m} m.",
    "too-many-stops": "{route} has {stops} drops; {vehicle} may have {max_stops}.",
    "too-many-loadings": "{route} visits {store} {loadings} times; it may {max_loadings} times.",
    "risk-too-high": "{drop_point} has risk {risk}; {vehicle} may go up to {max_risk}.",
    "kind-not-allowed": "{drop_point} does not let in a {kind}.",
    "risk-falls": "{route} goes to {drop_point} of risk {risk} after a risk of {before}.",
    "shelf-over": "{drop_point} gets {crates} crates; its shelf takes {shelf_crates}.",
    "done-changed": "{route} does not begin with what it has already done.",
    "route-changed": "{route} is locked whole and was changed.",
    "distance-wrong": "{route} says {said} m; it is {true} m.",
    "duration-wrong": "{route} says {said} s; it is {true} s.",
    "cost-wrong": "{route} says it costs {said}; it costs {true}.",
    "total-wrong": "The plan says it costs {said}; it costs {true}.",
    "bound-above-cost": "The plan costs {cost}, less than its bound {bound}.",
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a plan: a code of ``SENTENCES`` and the figures for it."""

    code: str
    facts: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        return SENTENCES[self.code].format(**self.facts)
