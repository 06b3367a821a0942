"""Item pipelines: from a Visit to the Page row of a feed."""
