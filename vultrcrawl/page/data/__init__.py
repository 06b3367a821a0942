"""Data in a page: JSON-LD, microdata, RDFa and what scripts embed."""
