-- What a bot of the third version kept, as SQLite's .dump wrote it.
-- PostgreSQL's differs in this alone: the key of footnote_gaps is BIGSERIAL.
CREATE TABLE footnote_counts (
	day DATE NOT NULL,
	kind VARCHAR(20) NOT NULL,
	entry VARCHAR(200) NOT NULL,
	times INTEGER NOT NULL,
	PRIMARY KEY (day, kind, entry)
);
INSERT INTO footnote_counts VALUES('2026-03-13','Answer','how-hot',3);
INSERT INTO footnote_counts VALUES('2026-03-14','Answer','how-hot',2);
INSERT INTO footnote_counts VALUES('2026-03-14','Answer','who-built',1);
INSERT INTO footnote_counts VALUES('2026-03-14','DidYouMean','',5);
INSERT INTO footnote_counts VALUES('2026-03-14','NotCovered','',6);
INSERT INTO footnote_counts VALUES('2026-03-14','Passage','',4);
INSERT INTO footnote_counts VALUES('2026-03-14','SmallTalk','',7);
CREATE TABLE footnote_gaps (
	id INTEGER NOT NULL,
	question TEXT NOT NULL,
	why VARCHAR(20) NOT NULL,
	entry TEXT NOT NULL,
	fingerprint VARCHAR(64) NOT NULL,
	member VARCHAR(64) NOT NULL,
	guild BIGINT NOT NULL,
	day DATE NOT NULL,
	sent BIGINT NOT NULL,
	PRIMARY KEY (id)
);
INSERT INTO footnote_gaps VALUES(1,'who owns the kiln','not_covered','','f00d','d6841b2890477cd983486513a9ae6a40',7,'2026-03-14',1773480600);
INSERT INTO footnote_gaps VALUES(2,'how hot is it','wrong_answer','how-hot','f00d','412cda0721bbdc4a948879d1c76f0748',0,'2026-03-13',1773388800);
CREATE TABLE footnote_listening (
	channel BIGINT NOT NULL,
	guild BIGINT NOT NULL,
	PRIMARY KEY (channel)
);
INSERT INTO footnote_listening VALUES(70,7);
CREATE TABLE footnote_notes (
	name VARCHAR(120) NOT NULL,
	value TEXT NOT NULL,
	PRIMARY KEY (name)
);
INSERT INTO footnote_notes VALUES('members-key','91d3fa4894324800a80625fc06ac938adfe6df153883a119d51ac64235e0c04c');
INSERT INTO footnote_notes VALUES('click:bc5add65288f65d3ca61ed0ccdec9fb7','2026-03-14');
INSERT INTO footnote_notes VALUES('commands:1:2','aa');
CREATE TABLE footnote_opinions (
	entry VARCHAR(200) NOT NULL,
	fingerprint VARCHAR(64) NOT NULL,
	verdict VARCHAR(20) NOT NULL,
	clicks INTEGER NOT NULL,
	PRIMARY KEY (entry, fingerprint, verdict)
);
INSERT INTO footnote_opinions VALUES('how-hot','f00d','up',1);
CREATE TABLE footnote_schema (
	version INTEGER NOT NULL,
	PRIMARY KEY (version)
);
INSERT INTO footnote_schema VALUES(3);
CREATE INDEX ix_footnote_gaps_member ON footnote_gaps (member);
