"""Why goods are left out, in sentences: the solver gives a code and figures."""

from collections.abc import Callable, Mapping
from typing import Any

from flask_babel import LazyString
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from delivery.kernel.languages import mass

Facts = Mapping[str, Any]

SENTENCES: Mapping[str, LazyString] = {
    # Found before solving.
    "gate-closed": _l("The gate is closed."),
    "drop-point-shut": _l("The drop point has no hours left between cut-off and collection."),
    "store-shut": _l("The store has no hours left between cut-off and collection."),
    # From the solver.
    "kind-not-allowed": _l("Only certain vehicles are let in here, and none of this wave is one."),
    "risk-too-high": _l("The risk level here is %(risk)s; no vehicle may go above %(max_risk)s."),
    "too-big": _l("It is too big for every vehicle: %(amount)s, and the largest takes %(most)s."),
    "no-room": _l("No vehicle has room or time left for it. One more shift may help."),
    "no-vehicle": _l("This wave has no vehicle. Add a shift, then make the routes again."),
}
_UNITS: Mapping[str, Callable[[int], str]] = {
    "mass_g": mass,
    "crates": lambda n: _("%(n)s crates", n=n),
    "cold_crates": lambda n: _("%(n)s cold crates", n=n),
}


def sentence(code: str, facts: Facts) -> str:
    """Return why something is left out, in the language of this request."""
    if code not in SENTENCES:
        return _("The router's reason: %(code)s.", code=code)
    return str(SENTENCES[code]) % _readable(facts)


def _readable(facts: Facts) -> dict[str, Any]:
    """Return the figures as people read them: grams as a mass, crates as crates."""
    said = dict(facts)
    if "what" in said:
        unit = _UNITS.get(str(said["what"]), str)
        said |= {"amount": unit(said["amount"]), "most": unit(said["capacity"])}
    return said
