"""Instants as whole epoch seconds, worked out by the database of either kind; SQLite keeps them as text."""

from typing import Any

from sqlalchemy import BigInteger
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import GenericFunction


class EpochSeconds(GenericFunction[int]):
    """An instant in epoch seconds; parts of a second are left out, as the engine of clocks does."""

    name = "epoch_seconds"
    type = BigInteger()
    inherit_cache = True


class EpochOfText(GenericFunction[int]):
    """An instant written as ISO text with its zone, in epoch seconds."""

    name = "epoch_of_text"
    type = BigInteger()
    inherit_cache = True


@compiles(EpochSeconds, "sqlite")
@compiles(EpochOfText, "sqlite")
def _sqlite(element: EpochSeconds | EpochOfText, compiler: SQLCompiler, **options: Any) -> str:
    return f"unixepoch({compiler.process(element.clauses, **options)})"


@compiles(EpochSeconds, "postgresql")
def _postgresql(element: EpochSeconds, compiler: SQLCompiler, **options: Any) -> str:
    return f"floor(date_part('epoch', {compiler.process(element.clauses, **options)}))::bigint"


@compiles(EpochOfText, "postgresql")
def _postgresql_text(element: EpochOfText, compiler: SQLCompiler, **options: Any) -> str:
    text = compiler.process(element.clauses, **options)
    return f"floor(date_part('epoch', ({text})::timestamptz))::bigint"
