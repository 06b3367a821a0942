"""Rules of the network, as plain functions: addresses, robots.txt, Retry-After."""
