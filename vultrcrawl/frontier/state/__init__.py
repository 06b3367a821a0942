"""What a crawl keeps on disk, and how it is checked."""
