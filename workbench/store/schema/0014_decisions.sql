create sequence decision_ids;

-- one row = one decision for a candidate, never changed: who made it when and why, and what stood on the page then.
-- evidence: JSON object with the counts, limits, verdict, bar and items that it rested on. withdrawn_at: taken back later.
create table decision (
  decision_id bigint not null default nextval('decision_ids'),
  workflow_id bigint not null,
  candidate_id bigint not null,
  candidate_name varchar not null,
  decided_by varchar not null,
  reason varchar not null default '',
  evidence varchar not null,
  created_at timestamp not null,
  withdrawn_at timestamp
);
