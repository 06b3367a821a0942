"""How requests and crawls of ours fail and end, and keys that their parts share."""
