"""What all tables share: names of keys, ids that count up, moments in UTC, indexes of a part of a table."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any, ClassVar

from sqlalchemy import BigInteger, DateTime, Index, Integer, LargeBinary, MetaData, String, text
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}
# SQLite only counts up by itself in a column that is exactly INTEGER.
BigId = BigInteger().with_variant(Integer, "sqlite")


class Moment(TypeDecorator[datetime]):
    """A point in time, always in UTC and always aware, on both databases."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: object) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is UTC:
            return value
        if value.tzinfo is None:
            raise ValueError("a moment needs a time zone")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: object) -> datetime | None:
        if value is None:
            return None
        return value.astimezone(UTC) if value.tzinfo else value.replace(tzinfo=UTC)


class Ids(TypeDecorator[frozenset[int]]):
    """A few ids in one column, between commas, so that both databases find one among them."""

    impl = String
    cache_ok = True

    def process_bind_param(self, value: frozenset[int] | None, dialect: object) -> str:
        return f",{','.join(map(str, sorted(value)))}," if value else ""

    def process_result_value(self, value: str | None, dialect: object) -> frozenset[int]:
        return frozenset(int(one) for one in (value or "").split(",") if one)


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: Moment, bytes: LargeBinary, str: String}


def partial_index(name: str, condition: str, *columns: str) -> Index:
    """Of the rows that meet the condition only: small however long finished rows are kept."""
    return Index(name, *columns, sqlite_where=text(condition), postgresql_where=text(condition))
