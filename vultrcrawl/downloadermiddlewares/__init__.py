"""How a request is made: robots.txt, back-off, addresses, rendering."""
