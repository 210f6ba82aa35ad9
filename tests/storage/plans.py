"""How a database goes about what storage asks of it: the plans of the statements that a call executes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import event, func, insert, literal, select, text

from storage.models import Base
from storage.store import Store, Tx

_EXPLAIN = {"sqlite": "EXPLAIN QUERY PLAN", "postgresql": "EXPLAIN"}


def plan_of(store: Store, call: Callable[[Tx], object]) -> str:
    """The plans of all that this call executes, in a transaction of its own."""
    asked: list[tuple[str, Any]] = []

    def note(_conn: object, _cursor: object, statement: str, parameters: Any, *_: object) -> None:
        asked.append((statement, parameters))

    with store.begin() as tx:
        event.listen(tx.connection, "before_cursor_execute", note)
        call(tx)
        event.remove(tx.connection, "before_cursor_execute", note)
        explain = _EXPLAIN[tx.dialect]
        steps = [
            str(step)
            for statement, parameters in asked
            for step in tx.connection.exec_driver_sql(f"{explain} {statement}", parameters)
        ]
    return "\n".join(steps)


def many_times(tx: Tx, table: type[Base], row_id: int, times: int, **values: Any) -> None:
    """Copies of a row, as a database that has been used for years has them; the planner then counts them.

    A value that is a function gets the copy's number.
    """
    columns = table.__table__.c
    row = tx.connection.execute(select(table).where(columns.id == row_id)).one()._mapping
    kept = {key: value for key, value in row.items() if key != "id"}
    copies = [
        {**kept, **{k: v(each) if callable(v) else v for k, v in values.items()}} for each in range(times)
    ]
    tx.connection.execute(insert(table), copies)


def counted(store: Store) -> None:
    """The database knows how big its tables are."""
    with store.begin() as tx:
        tx.connection.execute(text("ANALYZE"))
        assert tx.connection.execute(select(func.count(literal(1)))).scalar_one() == 1
