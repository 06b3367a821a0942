CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT NOT NULL);
CREATE TABLE places (id INTEGER PRIMARY KEY, place TEXT NOT NULL UNIQUE);
CREATE TABLE kinds (
    id INTEGER PRIMARY KEY,
    shape TEXT NOT NULL,
    place INTEGER NOT NULL,
    UNIQUE (shape, place)
);
CREATE TABLE urls (
    id INTEGER PRIMARY KEY,
    url TEXT NOT NULL UNIQUE,
    state INTEGER NOT NULL,
    kind INTEGER NOT NULL,
    rank INTEGER NOT NULL,
    depth INTEGER NOT NULL,
    parent INTEGER,
    via TEXT NOT NULL,
    reason TEXT,
    rule TEXT
);
CREATE INDEX waiting ON urls (kind, rank, depth, id) WHERE state = 0;
CREATE INDEX nearest ON urls (depth, rank, id) WHERE state = 0;
CREATE TABLE pages (
    id INTEGER PRIMARY KEY,
    url INTEGER NOT NULL UNIQUE,
    answered INTEGER NOT NULL,
    hash TEXT,
    observed TEXT,
    worth REAL NOT NULL,
    row TEXT NOT NULL
);
CREATE INDEX contents ON pages (hash) WHERE hash IS NOT NULL;
CREATE TABLE links (
    source INTEGER NOT NULL,
    target INTEGER NOT NULL,
    anchor TEXT NOT NULL,
    region TEXT NOT NULL,
    rel TEXT NOT NULL
);
