"""The tree of bodies: who stands above whom, and which way it is from one to another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from clearwater.cases.records.bodies import Body, BodyState
from clearwater.cases.records.passing import Direction


class Tree:
    """Bodies of one tree, asked about by name.

    Parameters
    ----------
    bodies
        Every row of the tree. What rows cannot be is not asked here: `faults` says it.
    """

    def __init__(self, bodies: Iterable[Body]) -> None:
        self.bodies: Mapping[str, Body] = {one.body: one for one in bodies}
        children: dict[str | None, list[str]] = {}
        for name in sorted(self.bodies):
            children.setdefault(self.bodies[name].parent, []).append(name)
        self._children = {parent: tuple(names) for parent, names in children.items()}

    def __contains__(self, body: str) -> bool:
        return body in self.bodies

    def active(self, body: str) -> bool:
        """Return whether there is such a body and it is not closed."""
        return body in self.bodies and self.bodies[body].state == BodyState.ACTIVE

    def children(self, body: str) -> tuple[str, ...]:
        """Return the bodies right below, in the order of their names."""
        return self._children.get(body, ())

    def ancestors(self, body: str) -> tuple[str, ...]:
        """Return the bodies above, the nearest first.

        Examples
        --------
        >>> rows = [("国", None, "nation"), ("江苏", "国", "province"), ("南京", "江苏", "city")]
        >>> tree = Tree(Body("全国", b, p, level, b, "active", 0) for b, p, level in rows)
        >>> tree.ancestors("南京")
        ('江苏', '国')
        """
        above: list[str] = []
        parent = self.bodies[body].parent
        # A row of a damaged store may lead in a circle; it must not lead nowhere for ever.
        while parent is not None and parent in self.bodies and parent not in above:
            above.append(parent)
            parent = self.bodies[parent].parent
        return tuple(above)

    def descendants(self, body: str) -> tuple[str, ...]:
        """Return the bodies below: each before those below it, side by side by name."""
        return tuple(self._below(body))

    def _below(self, body: str) -> Iterator[str]:
        for child in self.children(body):
            yield child
            yield from self._below(child)

    def path(self, body: str) -> tuple[str, ...]:
        """Return the bodies from the root down to this one, itself included."""
        return (*reversed(self.ancestors(body)), body)

    def is_above(self, upper: str, lower: str) -> bool:
        """Return whether one body stands somewhere above another."""
        return lower in self.bodies and upper in self.ancestors(lower)

    def direction(self, giver: str, receiver: str) -> Direction:
        """Return which way it is from one body of the tree to another."""
        if self.is_above(receiver, giver):
            return Direction.UP
        return Direction.DOWN if self.is_above(giver, receiver) else Direction.ACROSS

    def faults(self) -> Iterator[str]:
        """Yield what no tree can be: no root or several, orphans, circles."""
        roots = [name for name, body in self.bodies.items() if body.parent is None]
        if len(roots) != 1:
            yield f"{len(roots)} roots"
        for name, body in self.bodies.items():
            if body.parent is not None and body.parent not in self.bodies:
                yield f"{name} stands below {body.parent}, which is not there"
            elif body.parent is not None and self.path(name)[0] not in roots:
                yield f"{name} stands in a circle"
            elif body.state == BodyState.ACTIVE and not self._held(name):
                yield f"{name} works below a body that is closed"

    def _held(self, name: str) -> bool:
        return all(self.active(above) for above in self.ancestors(name))
