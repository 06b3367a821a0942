"""What runs beside a crawl: progress, output files."""
