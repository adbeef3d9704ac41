-- A run may be told not to keep the replies it gets.
alter table run add column keeps_replies boolean default true;

-- The workflow's instructions that a version asks with; null until it first runs. Other instructions are another
-- version, as other settings are.
alter table candidate_version add column prompt_template varchar;

-- one row = the body of the reply behind one stored output, cut to a bounded length. The output is the one with the same
-- run, item and moment of storing; that of a reused output stands with the output it was taken from.
create table reply (
  run_id bigint not null,
  item_id bigint not null,
  created_at timestamp not null,
  body varchar not null using compression zstd
);
