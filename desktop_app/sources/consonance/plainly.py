"""How is a record taken that is as it should be? Straight, without asking the models each time.

A large house is read a hundred thousand values at a time, and nearly all of them are what they
promise. Here is what the models of ``shapes`` say of their fields, in tables that are quick to
follow; whatever is not plainly right goes to the model itself, which alone says what is wrong.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, BeforeValidator
from pydantic_core import PydanticCustomError

from desktop_app.sources.consonance import shapes
from desktop_app.sources.consonance.values import text_of

_Take = Callable[[Any], Any]
_ABSENT = object()


class _UnsureError(Exception):
    """Not plainly right: the model is asked."""


def product_of(raw: Any) -> dict[str, Any]:
    """A product's part of a document, without its work; raises AbsurdError."""
    try:
        return _taker(shapes.Product)(raw)  # type: ignore[no-any-return]
    except (_UnsureError, PydanticCustomError):
        return shapes.product_of(raw)


def work_of(raw: Any) -> dict[str, Any]:
    """A work's part of a document, without its products; raises AbsurdError."""
    try:
        return _taker(shapes.Work)(raw)  # type: ignore[no-any-return]
    except (_UnsureError, PydanticCustomError):
        return shapes.work_of(raw)


@cache
def _taker(shape: type[BaseModel]) -> _Take:
    """What turns an object of an answer into one of a document, by the fields of its model."""
    hints = get_type_hints(shape, include_extras=True)
    fields = tuple(
        (field.alias or name, *_field(hints[name])) for name, field in shape.model_fields.items()
    )

    def take(given: Any) -> dict[str, Any]:
        if type(given) is not dict:
            raise _UnsureError
        found: dict[str, Any] = {}
        look = given.get
        for name, each, needed in fields:
            value = look(name, _ABSENT)
            if value is None:
                if needed:
                    raise _UnsureError
                found[name] = None
            elif value is not _ABSENT:
                # Most values are text, which needs no look.
                text = each is text_of and type(value) is str
                found[name] = value if text else each(value)
            elif needed:
                raise _UnsureError
        return found

    return take


def _field(hint: Any) -> tuple[_Take, bool]:
    """How a value of this type is taken, and whether there must be one."""
    if get_origin(hint) in (Union, UnionType):
        (inner,) = (each for each in get_args(hint) if each is not NoneType)
        return _value(inner), False
    return _value(hint), True


def _value(hint: Any) -> _Take:
    origin = get_origin(hint)
    if origin is Annotated:
        check = next(each for each in get_args(hint) if isinstance(each, BeforeValidator))
        return check.func  # type: ignore[return-value]
    if origin is list:
        return _list(_value(get_args(hint)[0]))
    return _taker(hint)


def _list(each: _Take) -> _Take:
    def take(given: Any) -> list[Any]:
        if type(given) is not list:
            raise _UnsureError
        return [each(one) for one in given]

    return take
