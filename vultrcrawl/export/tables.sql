CREATE TABLE links (id INTEGER PRIMARY KEY,
  source_id INTEGER NOT NULL REFERENCES pages (id),
  target_id INTEGER REFERENCES pages (id), target_url TEXT NOT NULL, anchor TEXT,
  region TEXT, rel TEXT);
CREATE TABLE skipped (id INTEGER PRIMARY KEY, url TEXT NOT NULL, reason TEXT NOT NULL,
  rule TEXT, parent_id INTEGER REFERENCES pages (id));
CREATE TABLE templates (name TEXT PRIMARY KEY, page_type TEXT, item_type TEXT,
  cardinality TEXT, table_name TEXT, pages INTEGER, estimated_total INTEGER,
  records INTEGER);
CREATE TABLE fields (template TEXT REFERENCES templates (name)
  DEFERRABLE INITIALLY DEFERRED, name TEXT, part_of TEXT, type TEXT, filled REAL,
  coverage REAL, table_name TEXT, column_name TEXT);
CREATE VIRTUAL TABLE search USING fts5 (url UNINDEXED, template UNINDEXED, title, text,
  tokenize = 'unicode61 remove_diacritics 2');
