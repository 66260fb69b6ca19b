"""The two roles of PostgreSQL in which a store is read, written and verified.

Roles belong to the whole server, not to one database; stores on one server share them, and what
they may do is granted database by database.
"""

from __future__ import annotations

from sqlalchemy import Connection, text
from sqlalchemy.exc import DBAPIError

from clearwater.cases.store.connecting import APPLICATION, VERIFIER, Place
from clearwater.errors import StoreError

_MAKE = """
DO $$ BEGIN
  CREATE ROLE {role} NOLOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOBYPASSRLS NOREPLICATION;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL;
END $$"""
_STRONG = text(
    "SELECT rolname FROM pg_roles WHERE rolname IN (:one, :two) AND (rolsuper OR rolbypassrls)"
)
_EXISTING = text("SELECT count(*) FROM pg_roles WHERE rolname = :role")
_SET_OPTION = 160_000
"""Since this version membership and the right to change into a role are two things."""


def make_roles(connection: Connection, place: Place) -> None:
    """Make the roles where they are missing, and let the present user change into them.

    Raises
    ------
    StoreError
        If the user may not, or a role of that name could pass by row-level security.
    """
    try:
        for role in (APPLICATION, VERIFIER):
            if not connection.execute(_EXISTING, {"role": role}).scalar_one():
                connection.exec_driver_sql(_MAKE.format(role=role))
            if not _may_become(connection, role):
                connection.exec_driver_sql(f"GRANT {role} TO CURRENT_USER")
    except DBAPIError as error:
        raise _cannot_make(place, error) from error
    strong = connection.execute(_STRONG, {"one": APPLICATION, "two": VERIFIER}).scalars().all()
    if strong:
        raise StoreError(
            "a role of the store can pass by row-level security",
            where=place.shown,
            expected="NOSUPERUSER and NOBYPASSRLS",
            found=", ".join(strong),
            next_step=f"Run `ALTER ROLE {strong[0]} NOSUPERUSER NOBYPASSRLS`.",
        )


def _may_become(connection: Connection, role: str) -> bool:
    version = int(connection.exec_driver_sql("SHOW server_version_num").scalar_one())
    wanted = "SET" if version >= _SET_OPTION else "MEMBER"
    asked = text("SELECT pg_has_role(current_user, :role, :wanted)")
    return bool(connection.execute(asked, {"role": role, "wanted": wanted}).scalar_one())


def _cannot_make(place: Place, error: DBAPIError) -> StoreError:
    return StoreError(
        "the roles of the store cannot be made",
        where=place.shown,
        expected="a user with CREATEROLE, or roles that somebody else has made",
        found=" ".join(str(error.orig).split()),
        next_step=(
            f"Let an administrator run `CREATE ROLE {APPLICATION} NOLOGIN; "
            f"CREATE ROLE {VERIFIER} NOLOGIN; "
            f"GRANT {APPLICATION}, {VERIFIER} TO {place.url.username or 'USER'};`."
        ),
    )
