"""An exploration in other forms: its text as files, its data as a database."""
