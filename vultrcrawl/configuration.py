"""Settings read into a model: each is checked, and a wrong one is told by its name."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar, Self, get_args

from pydantic import BaseModel, ConfigDict, ValidationError

from vultrcrawl.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic.fields import FieldInfo


class Configuration(BaseModel):
    """What the settings whose names begin with *prefix* say, each by its own field.

    `VULTRCRAWL_LLM_MAX_CALLS` is `max_calls`, and `VULTRCRAWL_LLM_TIMEOUT_SECS` of
    seconds is `timeout_s`.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", allow_inf_nan=False, defer_build=True
    )
    prefix: ClassVar[str]

    @classmethod
    def setting(cls, name: str) -> str:
        """Return the name of the setting for the field *name*."""
        seconds = name.endswith("_s")
        return f"{cls.prefix}{f'{name}ecs' if seconds else name}".upper()

    @classmethod
    def read(cls, settings: Mapping[str, Any], **known: object) -> Self:
        """Return what *settings* say, but for fields that are *known* otherwise.

        A setting that is None or empty leaves the default. Raises UsageError, with one
        line, on a wrong value.
        """
        values = dict(known)
        for name, field in cls.model_fields.items():
            value = settings.get(cls.setting(name))
            if name in known or value is None or value == "":
                continue
            if isinstance(value, bool) and field.annotation is not bool:
                raise cls._refused(name, value)  # no number, though Python counts by it
            values[name] = value
        try:
            return cls.model_validate(values)
        except ValidationError as error:
            name = str(error.errors()[0]["loc"][0])
            raise cls._refused(name, values[name]) from None

    @classmethod
    def _refused(cls, name: str, value: object) -> UsageError:
        allowed = _allowed(cls.model_fields[name])
        return UsageError(f"{cls.setting(name)}={value!r}: give {allowed}")


def _allowed(field: FieldInfo) -> str:
    """Return what a value of *field* may be, for people."""
    kinds = (field.annotation, *get_args(field.annotation))
    if bool in kinds:
        return "True or False"
    if str in kinds:
        return "the path of a file"
    bounds = {
        name: getattr(one, name)
        for one in field.metadata
        for name in ("ge", "le")
        if hasattr(one, name)
    }
    what = "a whole number" if int in kinds else "a number"
    return f"{what} from {bounds['ge']:,} to {bounds['le']:,}"
