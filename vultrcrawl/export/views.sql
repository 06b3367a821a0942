CREATE INDEX links_by_source ON links (source_id);
CREATE INDEX links_by_target ON links (target_id);
CREATE INDEX pages_by_template ON pages (template);
CREATE VIEW broken_links AS
  SELECT s.url AS page, l.anchor, l.region, t.url AS leads_to, t.status, t.error
  FROM links l JOIN pages t ON t.id = l.target_id JOIN pages s ON s.id = l.source_id
  WHERE t.error IS NOT NULL ORDER BY t.url, s.url;
CREATE VIEW duplicates AS
  SELECT url, duplicate_of, title FROM pages WHERE duplicate_of IS NOT NULL
  ORDER BY duplicate_of, url;
CREATE VIEW pages_by_type AS
  SELECT page_type, count(*) AS pages, round(avg(confidence), 3) AS confidence
  FROM pages WHERE page_type IS NOT NULL GROUP BY page_type ORDER BY pages DESC;
CREATE VIEW template_coverage AS
  SELECT t.name, t.page_type, t.pages, t.estimated_total, t.records,
    count(f.name) AS fields, round(avg(f.filled), 3) AS filled
  FROM templates t LEFT JOIN fields f ON f.template = t.name AND f.part_of IS NULL
  GROUP BY t.name ORDER BY t.pages DESC;
CREATE VIEW field_coverage AS
  SELECT template, name, type, filled, coverage, table_name, column_name FROM fields
  ORDER BY template, filled DESC;
CREATE VIEW failures AS
  SELECT error, count(*) AS pages, min(url) AS example FROM pages
  WHERE error IS NOT NULL GROUP BY error ORDER BY pages DESC;
CREATE VIEW redirects AS
  SELECT url, final_url, status FROM pages WHERE final_url <> url ORDER BY url;
CREATE VIEW orphans AS
  SELECT p.url, p.page_type, p.discovered_via FROM pages p
  WHERE p.error IS NULL AND NOT EXISTS
    (SELECT 1 FROM links l WHERE l.target_id = p.id AND l.source_id <> p.id)
  ORDER BY p.url;
CREATE VIEW most_linked AS
  SELECT p.url, p.page_type, count(DISTINCT l.source_id) AS pages
  FROM links l JOIN pages p ON p.id = l.target_id GROUP BY p.id ORDER BY pages DESC;
CREATE VIEW slowest AS
  SELECT url, template, latency_ms, bytes FROM pages WHERE latency_ms IS NOT NULL
  ORDER BY latency_ms DESC;
CREATE VIEW skipped_by_reason AS
  SELECT reason, rule, count(*) AS urls, min(url) AS example FROM skipped
  GROUP BY reason, rule ORDER BY urls DESC;
CREATE VIEW unsure AS
  SELECT url, page_type, confidence, classified_by FROM pages
  WHERE confidence < 0.75 ORDER BY confidence;
