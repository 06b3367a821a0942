"""Labels and their values: what stands beside words, icons and heads of columns."""
