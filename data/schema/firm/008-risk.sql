-- SPDX-License-Identifier: EUPL-1.2
-- SPDX-FileCopyrightText: Bolwerk contributors
-- What a year may cost the firm and what to do first. All but the columns of firm and the tables risk_day and risk_closed is made again at each judging.

ALTER TABLE firm ADD COLUMN turnover INTEGER; -- euro a year
ALTER TABLE firm ADD COLUMN cash INTEGER; -- euro that the firm can miss
ALTER TABLE firm ADD COLUMN plan_minutes INTEGER; -- minutes a month for safety
ALTER TABLE firm ADD COLUMN plan_euro INTEGER; -- euro for the coming twelve months; NULL: no limit was told

-- One row at most: the year of the firm as it stands.
CREATE TABLE risk (
  one INTEGER PRIMARY KEY CHECK (one = 1),
  at INTEGER NOT NULL,
  mean INTEGER NOT NULL, p10 INTEGER NOT NULL, p50 INTEGER NOT NULL, p90 INTEGER NOT NULL, p99 INTEGER NOT NULL, -- euro a year
  chance REAL NOT NULL, -- that a year costs anything
  cash INTEGER, over_cash REAL, -- euro; the chance that a year costs more; NULL: not told
  days_mean REAL NOT NULL, days_p90 REAL NOT NULL, -- of standstill in a year
  bare INTEGER NOT NULL, -- euro a year of a firm of this size and trade of which nothing else is known
  people INTEGER NOT NULL, turnover INTEGER NOT NULL, sector TEXT, -- as reckoned with
  people_assumed INTEGER NOT NULL, turnover_assumed INTEGER NOT NULL,
  model TEXT NOT NULL, seed INTEGER NOT NULL, years INTEGER NOT NULL, -- years that were played
  basis TEXT NOT NULL -- hash of all that it was reckoned from: while that is the same, so is the rest
) STRICT;

-- One row: what can happen, as it stands for this firm.
CREATE TABLE risk_scenario (
  threat TEXT PRIMARY KEY,
  mean INTEGER NOT NULL, -- euro a year
  share REAL NOT NULL, -- of the whole
  events REAL NOT NULL, -- a year
  rate REAL NOT NULL, -- events a year of firms of this size and trade, before measures
  p50 INTEGER NOT NULL, p95 INTEGER NOT NULL, -- euro each time, before measures
  left_events REAL NOT NULL, left_loss REAL NOT NULL -- relative risks that the measures in place leave
) STRICT, WITHOUT ROWID;

-- One row: a measure that applies.
CREATE TABLE risk_measure (
  control TEXT PRIMARY KEY,
  cover REAL NOT NULL, -- how much of it counts as in place, 0 to 1
  saves INTEGER NOT NULL, -- euro a year that it saves as it is
  would INTEGER NOT NULL -- euro a year more that all of it would save
) STRICT, WITHOUT ROWID;

-- One row: a point of the curve: the chance that a year costs more than loss.
CREATE TABLE risk_curve (
  loss INTEGER PRIMARY KEY, -- euro
  chance REAL NOT NULL
) STRICT;

-- One row: a day, as it last stood.
CREATE TABLE risk_day (
  day TEXT PRIMARY KEY, -- YYYY-MM-DD
  mean INTEGER NOT NULL, p90 INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- One row: something that a month of the plan held and that now is measured or proven in order.
CREATE TABLE risk_closed (
  control TEXT NOT NULL,
  at INTEGER NOT NULL,
  saves INTEGER NOT NULL, -- euro a year that it was to save
  PRIMARY KEY (control, at)
) STRICT, WITHOUT ROWID;

-- One row: an open measure, and what the plan does with it.
CREATE TABLE plan (
  control TEXT PRIMARY KEY,
  position INTEGER NOT NULL, -- what to do first
  month INTEGER, -- 1: now; NULL: not in the plan
  months INTEGER NOT NULL, -- how many months it takes
  why TEXT, -- why not: money, time, nobody, costs-more
  saves INTEGER NOT NULL, -- euro a year, with what is planned before it in place
  minutes INTEGER NOT NULL, -- of the people of the firm
  once INTEGER NOT NULL, yearly INTEGER NOT NULL, -- euro, the time of a supplier in it
  hard INTEGER NOT NULL, -- 1: comes first whatever it saves
  bundle INTEGER NOT NULL -- equal numbers stay together; 0: alone
) STRICT, WITHOUT ROWID;
CREATE INDEX plan_order ON plan(position);

-- One row: a month of the plan.
CREATE TABLE plan_month (
  month INTEGER PRIMARY KEY,
  minutes INTEGER NOT NULL, once INTEGER NOT NULL, yearly INTEGER NOT NULL,
  saves INTEGER NOT NULL, -- euro a year that its lines together save
  mean INTEGER NOT NULL -- euro a year that are left after it
) STRICT;
