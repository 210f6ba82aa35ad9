"""Units: rows follow the configuration, and nothing is ever deleted."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from storage import units
from storage.models import Service, Unit
from storage.store import Store, Tx
from storage.units import UnitSpec

DISHUB = UnitSpec("dishub", "Dishub", "dinas", services=(("kir", "Uji KIR"), ("parkir", "Parkir")))
DLH = UnitSpec("dlh", "DLH", "dinas")


def rows(tx: Tx, table: Any, *names: str) -> list[tuple[Any, ...]]:
    columns = [getattr(table, name) for name in names]
    return [tuple(row) for row in tx.connection.execute(select(*columns).order_by(*columns))]


def test_units_and_services_are_entered_and_changed(store: Store) -> None:
    with store.begin() as tx:
        units.sync(tx, [DLH, DISHUB])
        units.sync(tx, [DISHUB, UnitSpec("dlh", "Dinas LH", "lain", merged_into="dishub")])
        assert rows(tx, Unit, "key", "name", "group", "closed", "merged_into") == [
            ("dishub", "Dishub", "dinas", False, None),
            ("dlh", "Dinas LH", "lain", False, "dishub"),
        ]
        assert rows(tx, Service, "unit", "key", "name") == [
            ("dishub", "kir", "Uji KIR"),
            ("dishub", "parkir", "Parkir"),
        ]


def test_what_is_gone_from_the_configuration_is_closed_and_opens_when_it_comes_back(store: Store) -> None:
    with store.begin() as tx:
        units.sync(tx, [DISHUB, DLH])
        units.sync(tx, [DLH])
        assert rows(tx, Unit, "key", "closed") == [("dishub", True), ("dlh", False)]
        assert rows(tx, Service, "key", "closed") == [("kir", True), ("parkir", True)]
        units.sync(tx, [DISHUB, DLH])
        assert rows(tx, Unit, "key", "closed") == [("dishub", False), ("dlh", False)]
        assert rows(tx, Service, "key", "closed") == [("kir", False), ("parkir", False)]


def test_a_service_that_is_gone_is_closed_alone(store: Store) -> None:
    with store.begin() as tx:
        units.sync(tx, [DISHUB])
        units.sync(tx, [UnitSpec("dishub", "Dishub", "dinas", services=(("kir", "Uji KIR"),))])
        assert rows(tx, Service, "key", "closed") == [("kir", False), ("parkir", True)]


def test_a_closed_unit_is_closed_with_its_services(store: Store) -> None:
    with store.begin() as tx:
        units.sync(tx, [UnitSpec("dishub", "Dishub", "dinas", closed=True, services=(("kir", "Uji KIR"),))])
        assert rows(tx, Unit, "closed") == [(True,)]
        assert rows(tx, Service, "closed") == [(True,)]


def test_an_empty_configuration_closes_everything(store: Store) -> None:
    with store.begin() as tx:
        units.sync(tx, [])
        units.sync(tx, [DISHUB])
        units.sync(tx, [])
        assert rows(tx, Unit, "key", "closed") == [("dishub", True)]
