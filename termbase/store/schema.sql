-- The termbase: what is stored, in one place. Names follow ISO 30042:2019 (TBX).
-- Ids are never used twice (AUTOINCREMENT), so that history can bring a row back under the id that it had.
-- A change here needs a migration in migrations.py and a copy of the old text in tests/data/schema/.

-- What is kept by people ------------------------------------------------------------------------------------------

CREATE TABLE concept (
    id INTEGER PRIMARY KEY AUTOINCREMENT,      -- the permanent address
    subject_field TEXT,
    definition TEXT,
    note TEXT,
    image TEXT,
    external_id TEXT,                          -- what the file it came from calls it
    fields TEXT NOT NULL DEFAULT '[]'          -- JSON: further data categories as [name, value], kept and given back
);
CREATE INDEX concept_external_id ON concept(external_id) WHERE external_id IS NOT NULL;

CREATE TABLE concept_relation (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    concept_id INTEGER NOT NULL REFERENCES concept(id) ON DELETE CASCADE,
    related_id INTEGER NOT NULL REFERENCES concept(id) ON DELETE CASCADE,
    relation TEXT NOT NULL,                    -- broader, narrower, associative, ...
    UNIQUE (concept_id, related_id, relation)
);
CREATE INDEX concept_relation_related ON concept_relation(related_id);

CREATE TABLE term (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    concept_id INTEGER NOT NULL REFERENCES concept(id) ON DELETE CASCADE,
    language TEXT NOT NULL,                    -- BCP 47 primary subtag
    text TEXT NOT NULL CHECK (text <> ''),     -- as written
    spelling TEXT NOT NULL,                    -- comparison key: spelling
    stems TEXT NOT NULL,                       -- comparison key: stems of the words
    administrative_status TEXT NOT NULL DEFAULT 'preferred'
        CHECK (administrative_status IN ('preferred', 'admitted', 'deprecated', 'superseded', 'forbidden')),
    process_status TEXT NOT NULL DEFAULT 'reviewed' CHECK (process_status IN ('proposed', 'reviewed')),
    part_of_speech TEXT,
    grammatical_gender TEXT,
    grammatical_number TEXT,
    term_type TEXT,                            -- fullForm, acronym, abbreviation, variant
    do_not_translate INTEGER NOT NULL DEFAULT 0 CHECK (do_not_translate IN (0, 1)),
    context TEXT,
    source TEXT,
    reliability REAL,                          -- 0..1
    note TEXT,
    fields TEXT NOT NULL DEFAULT '[]',         -- JSON: further data categories as [name, value]
    UNIQUE (concept_id, language, text)
);
CREATE INDEX term_spelling ON term(language, spelling);
CREATE INDEX term_joined ON term(language, replace(spelling, ' ', ''));    -- data base, database
CREATE INDEX term_stems ON term(language, stems, text);    -- with the text, so that forms are compared by it alone
CREATE INDEX term_ruled_out ON term(language) WHERE administrative_status IN ('deprecated', 'superseded', 'forbidden');

-- What was mined --------------------------------------------------------------------------------------------------

CREATE TABLE document (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,                 -- path relative to root
    root TEXT NOT NULL,                        -- the folder that the name is relative to
    format TEXT NOT NULL,
    title TEXT NOT NULL DEFAULT '',
    content_hash TEXT NOT NULL,
    settings_hash TEXT NOT NULL,               -- of the extractors and conventions that read it
    source_language TEXT NOT NULL,
    target_language TEXT NOT NULL,
    translator TEXT NOT NULL DEFAULT '',       -- what the document says of itself
    dated TEXT NOT NULL DEFAULT '',            -- ISO 8601
    gone INTEGER NOT NULL DEFAULT 0            -- 1: no longer in its folder; kept for its evidence
);

CREATE TABLE document_field (                  -- the statements of header, notes and metrics as written
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document_id INTEGER NOT NULL REFERENCES document(id) ON DELETE CASCADE,
    part TEXT NOT NULL,
    name TEXT NOT NULL,
    value TEXT NOT NULL,
    line INTEGER NOT NULL
);
CREATE INDEX document_field_document ON document_field(document_id);

CREATE TABLE segment (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document_id INTEGER NOT NULL REFERENCES document(id) ON DELETE CASCADE,
    position INTEGER NOT NULL,                 -- from 1, in the order of the document
    kind TEXT NOT NULL,                        -- paragraph, heading, item, row, code
    source_text TEXT,
    source_line INTEGER,
    target_text TEXT,
    target_line INTEGER,
    alignment_score REAL NOT NULL,             -- 0..1
    source_stems TEXT NOT NULL DEFAULT '',     -- what the full-text index holds
    target_stems TEXT NOT NULL DEFAULT '',
    UNIQUE (document_id, position)
);

CREATE TABLE pair (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    source_language TEXT NOT NULL,
    target_language TEXT NOT NULL,
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    do_not_translate INTEGER NOT NULL DEFAULT 0 CHECK (do_not_translate IN (0, 1)),
    decision TEXT CHECK (decision IN ('accepted', 'rejected')),
    concept_id INTEGER REFERENCES concept(id) ON DELETE SET NULL,    -- where an accepted pair went
    UNIQUE (source_language, target_language, source, target, do_not_translate)
);
CREATE INDEX pair_concept ON pair(concept_id);

CREATE TABLE evidence (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    pair_id INTEGER NOT NULL REFERENCES pair(id) ON DELETE CASCADE,
    document_id INTEGER NOT NULL REFERENCES document(id) ON DELETE CASCADE,
    extractor TEXT NOT NULL,
    field TEXT NOT NULL DEFAULT '',
    syntax TEXT NOT NULL DEFAULT '',
    line INTEGER NOT NULL,
    score REAL NOT NULL CHECK (score BETWEEN 0 AND 1),
    segment_id INTEGER REFERENCES segment(id) ON DELETE CASCADE,
    source_start INTEGER,                      -- offsets in the segment, code points
    source_end INTEGER,
    target_start INTEGER,
    target_end INTEGER
);
CREATE INDEX evidence_pair ON evidence(pair_id);
CREATE INDEX evidence_document ON evidence(document_id);
CREATE INDEX evidence_segment ON evidence(segment_id);

CREATE TABLE metric (                          -- what a document claims of itself, beside what was measured
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document_id INTEGER NOT NULL REFERENCES document(id) ON DELETE CASCADE,
    name TEXT NOT NULL,
    claimed REAL,                              -- 0..1; null: it claims nothing
    measured REAL,                             -- 0..1; null: not measured
    trials INTEGER,                            -- of so many things it is the share; null: it is no share
    method TEXT,                               -- how it was measured
    line INTEGER NOT NULL                      -- of the claim; 0 without one
);
CREATE INDEX metric_document ON metric(document_id);

CREATE TABLE finding (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    document_id INTEGER NOT NULL REFERENCES document(id) ON DELETE CASCADE,
    segment_id INTEGER REFERENCES segment(id) ON DELETE CASCADE,
    code TEXT NOT NULL,
    severity TEXT NOT NULL CHECK (severity IN ('error', 'warning', 'information')),
    message TEXT NOT NULL,
    line INTEGER NOT NULL DEFAULT 0,
    source_term TEXT NOT NULL DEFAULT '',
    expected TEXT NOT NULL DEFAULT '[]',       -- JSON array
    found TEXT NOT NULL DEFAULT ''
);
CREATE INDEX finding_document ON finding(document_id);
CREATE INDEX finding_segment ON finding(segment_id);
CREATE INDEX finding_code ON finding(code);

-- What follows from the rest; may be thrown away and computed again ------------------------------------------------

CREATE TABLE pair_standing (                   -- how a pair stands to the termbase, and how well it is attested
    pair_id INTEGER PRIMARY KEY REFERENCES pair(id) ON DELETE CASCADE,
    status TEXT NOT NULL CHECK (status IN ('new', 'known', 'variant', 'conflict')),
    concept_id INTEGER REFERENCES concept(id) ON DELETE SET NULL,
    similarity REAL NOT NULL,                  -- 0..100, of the targets
    score REAL NOT NULL,                       -- 0..1
    extractors TEXT NOT NULL,
    documents INTEGER NOT NULL,
    occurrences INTEGER NOT NULL
);
CREATE INDEX pair_standing_concept ON pair_standing(concept_id);
CREATE INDEX pair_standing_rank ON pair_standing(score DESC, documents DESC, occurrences DESC, pair_id);

CREATE VIRTUAL TABLE pair_search USING fts5(   -- rowid: id of the pair; filled when standings are worked out
    text, stems, tokenize="unicode61 remove_diacritics 2"
);

CREATE TABLE term_use (                        -- how each segment renders each concept that its source names
    segment_id INTEGER NOT NULL REFERENCES segment(id) ON DELETE CASCADE,
    concept_id INTEGER NOT NULL REFERENCES concept(id) ON DELETE CASCADE,
    document_id INTEGER NOT NULL REFERENCES document(id) ON DELETE CASCADE,
    term TEXT NOT NULL,                        -- of the source, as the termbase has it
    rendering TEXT NOT NULL,                   -- as the termbase or a statement has it; '': none was found
    outcome TEXT NOT NULL CHECK (outcome IN ('accepted', 'rejected', 'other', 'none')),
    PRIMARY KEY (segment_id, concept_id)
) WITHOUT ROWID;
CREATE INDEX term_use_concept ON term_use(concept_id, outcome);
CREATE INDEX term_use_document ON term_use(document_id, outcome);

CREATE VIEW adherence AS                       -- how often the texts render a concept as the termbase says
    SELECT concept_id, min(term) AS term, count(*) AS segments, sum(outcome = 'accepted') AS accepted,
           round(1.0 * sum(outcome = 'accepted') / count(*), 3) AS share, count(DISTINCT document_id) AS documents,
           count(DISTINCT nullif(rendering, '')) AS renderings
    FROM term_use GROUP BY concept_id;

CREATE VIEW claimed_and_measured AS            -- the figures of documents side by side
    SELECT d.name AS document, d.id AS document_id, d.translator, d.dated, m.name AS figure, m.claimed, m.measured,
           m.trials, round(m.claimed - m.measured, 3) AS difference, m.method, m.line
    FROM metric m JOIN document d ON d.id = m.document_id WHERE d.gone = 0;

CREATE TABLE mined_document (                  -- which reading of a document the mined rows are of
    document_id INTEGER PRIMARY KEY REFERENCES document(id) ON DELETE CASCADE,
    content_hash TEXT NOT NULL,
    settings_hash TEXT NOT NULL,               -- of the tagger, the aligner and their versions
    trained_on INTEGER NOT NULL                -- sentence pairs that the aligner had learnt from
);

CREATE TABLE mined_row (                       -- a candidate in one place and what renders it there: aligned text
    document_id INTEGER NOT NULL REFERENCES mined_document(document_id) ON DELETE CASCADE,
    position INTEGER NOT NULL,                 -- of the segment
    source_key TEXT NOT NULL,
    source_form TEXT NOT NULL,
    shape TEXT NOT NULL,                       -- a letter a word: N noun, A adjective, V verb, ...
    plural INTEGER NOT NULL,
    maximal INTEGER NOT NULL,                  -- 1: no longer candidate holds it
    capital INTEGER NOT NULL,                  -- 1: capitalised within a sentence
    inside TEXT NOT NULL,                      -- key of the longer candidate that holds it; '' for none
    source_start INTEGER NOT NULL,             -- offsets in the segment, code points
    source_end INTEGER NOT NULL,
    target_form TEXT NOT NULL,                 -- '': untranslated there
    target_start INTEGER NOT NULL,
    target_end INTEGER NOT NULL,
    weight REAL NOT NULL,                      -- how well the links fit, 0..2
    name INTEGER NOT NULL DEFAULT 0,           -- 1: all its words are proper nouns
    author INTEGER NOT NULL DEFAULT 0,         -- 1: all its words are names of people who are cited there
    before TEXT NOT NULL DEFAULT '',           -- the word before it, folded; '' where the sentence begins
    behind TEXT NOT NULL DEFAULT ''
);
CREATE INDEX mined_row_document ON mined_row(document_id);

CREATE TABLE mined_pair (                      -- what aligned text as a whole says of a pair
    pair_id INTEGER PRIMARY KEY REFERENCES pair(id) ON DELETE CASCADE,
    score REAL NOT NULL CHECK (score BETWEEN 0 AND 1),
    documents INTEGER NOT NULL,
    occurrences INTEGER NOT NULL
);

CREATE TABLE candidate (                       -- terms of one language, with how often they have no counterpart
    language TEXT NOT NULL,
    other_language TEXT NOT NULL,              -- '': of texts in one language
    text TEXT NOT NULL,
    score REAL NOT NULL,                       -- 0..1: how much it is a term
    documents INTEGER NOT NULL,
    occurrences INTEGER NOT NULL,
    missing INTEGER NOT NULL,                  -- occurrences without a counterpart
    PRIMARY KEY (language, other_language, text)
);

CREATE VIRTUAL TABLE segment_search USING fts5(
    source_stems, target_stems, content='segment', content_rowid='id', tokenize="unicode61 remove_diacritics 0"
);
CREATE TRIGGER segment_search_insert AFTER INSERT ON segment BEGIN
    INSERT INTO segment_search(rowid, source_stems, target_stems)
    VALUES (new.id, new.source_stems, new.target_stems);
END;
CREATE TRIGGER segment_search_delete AFTER DELETE ON segment BEGIN
    INSERT INTO segment_search(segment_search, rowid, source_stems, target_stems)
    VALUES ('delete', old.id, old.source_stems, old.target_stems);
END;
CREATE TRIGGER segment_search_update AFTER UPDATE OF source_stems, target_stems ON segment BEGIN
    INSERT INTO segment_search(segment_search, rowid, source_stems, target_stems)
    VALUES ('delete', old.id, old.source_stems, old.target_stems);
    INSERT INTO segment_search(rowid, source_stems, target_stems)
    VALUES (new.id, new.source_stems, new.target_stems);
END;

CREATE VIRTUAL TABLE term_search USING fts5(
    text, spelling, stems, content='term', content_rowid='id', tokenize="unicode61 remove_diacritics 2"
);
CREATE TRIGGER term_search_insert AFTER INSERT ON term BEGIN
    INSERT INTO term_search(rowid, text, spelling, stems) VALUES (new.id, new.text, new.spelling, new.stems);
END;
CREATE TRIGGER term_search_delete AFTER DELETE ON term BEGIN
    INSERT INTO term_search(term_search, rowid, text, spelling, stems)
    VALUES ('delete', old.id, old.text, old.spelling, old.stems);
END;
CREATE TRIGGER term_search_update AFTER UPDATE OF text, spelling, stems ON term BEGIN
    INSERT INTO term_search(term_search, rowid, text, spelling, stems)
    VALUES ('delete', old.id, old.text, old.spelling, old.stems);
    INSERT INTO term_search(rowid, text, spelling, stems) VALUES (new.id, new.text, new.spelling, new.stems);
END;

CREATE TABLE state (                           -- matched_revision: the last revision that pair_standing has seen
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
);

-- What the server keeps; no part of the history ------------------------------------------------------------------

CREATE TABLE token (                           -- who may write over HTTP
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,                        -- the author in the history
    role TEXT NOT NULL CHECK (role IN ('reader', 'suggester', 'reviewer', 'admin')),
    hash TEXT NOT NULL UNIQUE,                 -- SHA-256 of the secret, hexadecimal; the secret itself is not kept
    made_at TEXT NOT NULL,                     -- UTC, ISO 8601, as all times here
    expires_at TEXT,                           -- null: never
    revoked_at TEXT,
    last_used_at TEXT                          -- to the minute
);

CREATE TABLE suggestion (                      -- what people without the right to write propose
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    made_at TEXT NOT NULL,
    author TEXT NOT NULL,
    source_language TEXT NOT NULL,
    target_language TEXT NOT NULL,
    source TEXT NOT NULL,
    target TEXT NOT NULL,
    note TEXT,
    status TEXT NOT NULL DEFAULT 'open' CHECK (status IN ('open', 'accepted', 'rejected')),
    decided_at TEXT,
    decided_by TEXT,
    concept_id INTEGER REFERENCES concept(id) ON DELETE SET NULL     -- where an accepted one went
);
CREATE INDEX suggestion_status ON suggestion(status);
CREATE INDEX suggestion_concept ON suggestion(concept_id);

CREATE TABLE comment (                         -- what people say about a concept
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    concept_id INTEGER NOT NULL REFERENCES concept(id) ON DELETE CASCADE,
    made_at TEXT NOT NULL,
    author TEXT NOT NULL,
    text TEXT NOT NULL
);
CREATE INDEX comment_concept ON comment(concept_id);

-- History ----------------------------------------------------------------------------------------------------------

CREATE TABLE revision (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    made_at TEXT NOT NULL,                     -- UTC, ISO 8601
    author TEXT NOT NULL,
    action TEXT NOT NULL,                      -- import, extract, review, undo, ...
    summary TEXT NOT NULL,
    undoes INTEGER REFERENCES revision(id),
    token_id INTEGER                           -- id of the token by which it was written; null: by none
);

CREATE TABLE revision_change (                 -- what a revision did, newest last, enough to take it back exactly
    id INTEGER PRIMARY KEY,
    revision_id INTEGER NOT NULL REFERENCES revision(id) ON DELETE CASCADE,
    table_name TEXT NOT NULL,
    row_id INTEGER NOT NULL,
    before TEXT,                               -- JSON of the row as it was; null: the row was inserted
    last_row_id INTEGER                        -- all rows from row_id to this one were inserted; null: that one row
);
CREATE INDEX revision_change_revision ON revision_change(revision_id);
CREATE INDEX revision_change_row ON revision_change(table_name, row_id);
CREATE INDEX revision_change_run ON revision_change(table_name, row_id) WHERE last_row_id IS NOT NULL;
CREATE INDEX revision_change_concept ON revision_change(json_extract(before, '$.concept_id')) WHERE table_name = 'term';
