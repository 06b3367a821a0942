"""One gateway to language models: few calls, bounded, never in the way."""
