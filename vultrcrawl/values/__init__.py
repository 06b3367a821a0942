"""Single values as pages write them, read into one normal form.

Each module reads one kind: ``read(text, ...)`` returns the value, or None where *text*
does not say one for certain. Nothing is made up: what is returned stands in the text.
"""
