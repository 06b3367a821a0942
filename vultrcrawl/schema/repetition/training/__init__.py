"""Training of what judges repeated structures; needs the extra `train`."""
