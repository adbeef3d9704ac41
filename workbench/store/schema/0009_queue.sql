-- How a label came about, for estimates that correct for it. order_seed: what committed the order; draw_position: the
-- place in it, from 1; draw_probability: with what probability the strategy drew this output next from those that were
-- left (null where nothing was drawn). sitting_id: one labeler's sitting. is_repeat: an output shown again unannounced;
-- it measures agreement with oneself and never changes the verdict that counts. is_automatic: a verdict that no person
-- gave. reasons: the workflow's own error categories that the labeler named.
alter table label add column instructions_version integer;
alter table label add column order_seed bigint;
alter table label add column draw_position bigint;
alter table label add column draw_probability double;
alter table label add column sitting_id varchar;
alter table label add column assignment_id bigint;
alter table label add column is_repeat boolean default false;
alter table label add column is_automatic boolean default false;
alter table label add column reasons varchar[] default [];

-- one row = one text of a workflow's instructions for labelers; the newest number counts
create table instructions (
  workflow_id bigint not null,
  number integer not null,
  text varchar not null,
  created_by varchar not null default '',
  created_at timestamp not null
);

-- one row = how a workflow is labelled, where it differs from the defaults. is_blind: candidates' names, scores and
-- other people's labels stay hidden until the label is saved; reveals: and are shown then. error_categories: why an answer is wrong, in the
-- workflow's own words. repeat_rate: the share of a labeler's outputs that come back unannounced. order_seed commits
-- the random order in which outputs come.
create table labelling_rules (
  workflow_id bigint not null,
  is_blind boolean not null default true,
  reveals boolean not null default false,
  error_categories varchar[] not null default [],
  repeat_rate double not null default 0,
  order_strategy varchar not null default 'random',
  order_seed bigint not null
);

create sequence assignment_ids;

-- one row = one piece of work given to people. Its scope is a version (null = every dataset), a split, a column's
-- value and a candidate (null = all); share_rate of it was drawn at random, and overlap_rate of that is judged by
-- overlap_count people each, all else by one. Whoever sits down takes what is next.
create table assignment (
  assignment_id bigint not null default nextval('assignment_ids'),
  workflow_id bigint not null,
  dataset_version_id bigint not null,
  split varchar,
  slice_column varchar,
  slice_value varchar,
  candidate_id bigint,
  share_rate double not null default 1,
  overlap_rate double not null default 0,
  overlap_count integer not null default 1,
  order_strategy varchar not null default 'random',
  seed bigint not null,
  assigned_by varchar not null default '',
  note varchar not null default '',
  created_at timestamp not null,
  closed_at timestamp
);

-- one row = one person an assignment was given to
create table assignment_labeler (
  assignment_id bigint not null,
  labeler varchar not null
);

-- one row = one answer to an item that an assignment covers, at its place in the drawn order. labelers_wanted: by how
-- many people it is to be judged; 0 = the draw left it out.
create table assignment_task (
  assignment_id bigint not null,
  item_id bigint not null,
  answer_key varchar not null,
  position bigint not null,
  labelers_wanted integer not null
);

-- one row = one output that is to come back to a labeler unannounced; label_id: the label they then gave
create table planned_repeat (
  workflow_id bigint not null,
  output_id bigint not null,
  labeler varchar not null,
  planned_at timestamp not null,
  label_id bigint
);

-- one row = one answer to an item that a sitting holds until a moment, so that nobody else gets it meanwhile
create table lease (
  item_id bigint not null,
  answer_key varchar not null,
  labeler varchar not null,
  sitting_id varchar not null,
  until timestamp not null
);

-- one row = the newest standing label of a labeler on an answer to an item, whichever candidates gave that answer
-- (taken-back ones are gone). What somebody decided as adjudicator stands beside what they had said as labeler.
create or replace view labeler_label as
select * from (
  select *, source = 'adjudication' as is_adjudication from label
  where is_repeat is not true
  qualify row_number() over (
    partition by item_id, answer_key, labeler, source = 'adjudication' order by label_id desc
  ) = 1
)
where verdict is not null;

-- one row = the label that counts for an answer to an item, for every candidate that gave it: an adjudicated one
-- before all others, else the newest standing one of any labeler
create or replace view current_label as
select * from labeler_label
qualify row_number() over (
  partition by item_id, answer_key order by is_adjudication desc, label_id desc
) = 1;

-- one row = an output that a labeler judged again unannounced, with what stood under their name before
create view repeat_label as
with again as (
  select * from label where is_repeat
  qualify row_number() over (
    partition by item_id, answer_key, labeler, sitting_id, draw_position order by label_id desc
  ) = 1
)
select again.label_id, again.item_id, again.answer_key, again.labeler, again.candidate_id, again.sitting_id,
  earlier.verdict as first_verdict, again.verdict as second_verdict, earlier.created_at as first_at,
  again.created_at as second_at
from again
join label as earlier on earlier.item_id = again.item_id and earlier.answer_key = again.answer_key
  and earlier.labeler = again.labeler and earlier.is_repeat is not true and earlier.source <> 'adjudication'
  and earlier.label_id < again.label_id and earlier.verdict is not null
where again.verdict is not null
qualify row_number() over (partition by again.label_id order by earlier.label_id desc) = 1;

-- one row = the label that counts for an answer to an item as one candidate gave it, where that is not the one that
-- counts for all: a file that judges equal answers of several candidates row by row is believed for each of them
create view own_label as
select own.* from label as own
join current_label as shared on shared.item_id = own.item_id and shared.answer_key = own.answer_key
where own.source = 'file' and shared.source = 'file' and shared.candidate_id <> own.candidate_id
  and own.labeler = shared.labeler and own.is_repeat is not true and own.verdict is not null
qualify row_number() over (
  partition by own.candidate_id, own.item_id, own.answer_key order by own.label_id desc
) = 1;

-- Made again after the views that it reads; a label counts for every candidate that gave its answer.
create or replace view judged_output as
with label as (
  select output.output_id, coalesce(own.label_id, shared.label_id) as label_id,
    coalesce(own.verdict, shared.verdict) as verdict, coalesce(own.is_sample, shared.is_sample) as is_sample
  from current_output as output
  join current_label as shared on shared.item_id = output.item_id and shared.answer_key = output.answer_key
  left join own_label as own on own.candidate_id = output.candidate_id and own.item_id = output.item_id
    and own.answer_key = output.answer_key
)
select output.*, candidate.workflow_id, score.is_correct, score.is_correct_strict, label.label_id,
  case
    when output.state = 'failed' then 'failed'
    when label.verdict is not null then label.verdict
    when output.state = 'no_answer' then 'no_answer'
    when score.is_correct then 'correct'
    when not score.is_correct then 'incorrect'
    else 'unlabelled'
  end as verdict,
  case
    when output.state = 'failed' then 'failed'
    when label.verdict is not null then label.verdict
    when output.state = 'no_answer' then 'no_answer'
    when coalesce(score.is_correct_strict, score.is_correct) then 'correct'
    when not coalesce(score.is_correct_strict, score.is_correct) then 'incorrect'
    else 'unlabelled'
  end as verdict_strict,
  case
    when output.state = 'failed' then 'failure'
    when label.verdict is not null then 'label'
    when output.state = 'no_answer' then 'abstention'
    when score.is_correct is not null then 'scorer'
    else 'none'
  end as basis,
  coalesce(label.is_sample, false) as label_is_sample
from current_output as output
join candidate on candidate.candidate_id = output.candidate_id
join workflow on workflow.workflow_id = candidate.workflow_id
left join score on score.output_id = output.output_id and score.scorer = workflow.trusted_scorer
left join label on label.output_id = output.output_id;
