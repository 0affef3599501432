"""State machines: one table of transitions a model, and one place that moves a row."""

import uuid
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select, update
from sqlalchemy.orm import Mapped, MappedAsDataclass, mapped_column, synonym

from delivery.kernel.access import Actor, Permission
from delivery.kernel.db import changed, db
from delivery.kernel.errors import KeyReused, WrongState
from delivery.kernel.ledger import Event, record_all


class Stateful(MappedAsDataclass, kw_only=True, repr=False):
    """Mixin: a ``state`` that reads and queries as a column, and that nothing can assign."""

    _state: Mapped[str] = mapped_column("state", index=True)

    @property
    def state(self) -> str:
        """Return where the row stands in its lifecycle."""
        return self._state

    def __init_subclass__(cls, **kwargs: Any) -> None:
        cls.state = synonym("_state", descriptor=Stateful.state)  # type: ignore[assignment,method-assign]
        super().__init_subclass__(**kwargs)


@dataclass(frozen=True, slots=True)
class Transition:
    """One way from some states to another; an act that leaves a row where it is has no target."""

    action: str
    sources: frozenset[str]
    target: str
    permission: Permission


class Lifecycle:
    """The states of one model and the only ways between them."""

    def __init__(self, model: Any, initial: str, transitions: Iterable[Transition]):
        self.model, self.initial = model, initial
        self.transitions = {t.action: t for t in transitions}

    @property
    def states(self) -> frozenset[str]:
        """Return every state that a row can be in."""
        steps = self.transitions.values()
        return frozenset({self.initial}).union(*(t.sources | {t.target} for t in steps))

    def apply(
        self,
        row: Any,
        action: str,
        *,
        actor: Actor,
        at: datetime,
        key: str | None = None,
        **facts: Any,
    ) -> Event:
        """Move ``row`` along ``action`` and record it: both, or neither.

        The move is a compare-and-set. Its UPDATE names the states that it may leave, so that
        of two people who press one button at once, exactly one succeeds.

        Parameters
        ----------
        row
            A persistent row of ``model``.
        at
            When it happened; for an offline scan, earlier than now.
        key
            The acting device's own key of this act. The same key again returns the event that
            is there already and changes nothing.
        facts
            What else the event is to remember: JSON, ids and figures only.

        Raises
        ------
        NotAllowed
            None of the actor's roles holds the transition's permission.
        WrongState
            ``row`` is not, or no longer, in a state that ``action`` leaves.
        KeyReused
            ``key`` belongs to another act.
        """
        step = self.transitions[action]
        actor.require(step.permission)
        if key and (seen := db.session.scalar(select(Event).filter_by(key=key))):
            if (seen.subject_id, seen.action) != (row.id, action):
                raise KeyReused(_("This act was already recorded as something else."))
            return seen

        source = row.state
        moved = db.session.execute(
            update(self.model)
            .where(self.model.id == row.id, self.model._state == source)
            .where(self.model._state.in_(step.sources))
            .values(_state=step.target)
            .execution_options(synchronize_session=False)
        )
        db.session.refresh(row, ["_state"])
        if changed(moved) != 1:
            raise WrongState(_("This was changed a moment ago by somebody else. Nothing was done."))
        done = Event(
            at=at,
            actor_id=actor.id,
            subject=self.model.__tablename__,
            subject_id=row.id,
            action=action,
            source=source,
            target=step.target,
            facts=facts,
            key=key,
        )
        db.session.add(done)
        db.session.flush()
        return done

    def apply_all(
        self,
        ids: Sequence[uuid.UUID],
        action: str,
        *,
        actor: Actor,
        at: datetime | Mapping[uuid.UUID, datetime],
        key: str | Mapping[uuid.UUID, str] | None = None,
        each: Mapping[uuid.UUID, Mapping[str, Any]] | None = None,
        **facts: Any,
    ) -> list[uuid.UUID]:
        """Move the rows among ``ids`` that ``action`` may leave, in two statements a source state.

        Rows in another state stay as they are, without an error. Returns the ids that moved.
        With a ``key``, each row's event carries ``ledger.keyed(key, id)``; ``each`` holds the
        facts of one row, beside the ``facts`` of all.
        """
        own = each or {}
        step = self.transitions[action]
        actor.require(step.permission)
        table = self.model.__table__
        moved: list[uuid.UUID] = []
        for source in sorted(step.sources):
            ids_here = db.session.scalars(
                update(table)
                .where(table.c.id.in_(ids), table.c.state == source)
                .values(state=step.target)
                .returning(table.c.id)
            ).all()
            record_all(
                action,
                self.model.__tablename__,
                {id_: {**facts, **own.get(id_, {})} for id_ in ids_here},
                actor_id=actor.id,
                at=at,
                key=key,
                source=source,
                target=step.target,
            )
            moved += ids_here
        gone = set(moved)
        for row in db.session.identity_map.values():
            if isinstance(row, self.model) and getattr(row, "id", None) in gone:
                db.session.expire(row)
        return moved
