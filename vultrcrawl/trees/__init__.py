"""Boosted decision trees: walked with numpy, and made from what LightGBM has fitted."""
