"""An explored site as a read-only API: its tools, what they answer, and three doors."""
