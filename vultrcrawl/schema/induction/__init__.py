"""Induction: a template's schema from some of its pages, as passes over candidates.

`collect` what may be a property, `assign` properties to what fits best, keep labelled
`facts`, `build` fields and test them on pages held back.
"""

from vultrcrawl.schema.induction.context import SiteContext
from vultrcrawl.schema.induction.inducer import induce

__all__ = ["SiteContext", "induce"]
