"""How requests leave the process."""
