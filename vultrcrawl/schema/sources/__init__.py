"""What one page says, source by source, and where in it."""
