"""What pages repeat: found, judged, and made into cards of a listing or into arrays.

`runs` finds repeated siblings, `survey` tells the items of a listing from menus, rails
and the parts of one thing, `listing` models items as records.
"""
