-- The first shape of the cellar. Times are UTC without zone; money is `_usd` (provider prices) or `_amount`
-- (workspace currency); rates are 0–1. Uniqueness of names is kept by the store under its write lock.

create sequence workflow_ids;
create sequence dataset_ids;
create sequence dataset_version_ids;
create sequence item_ids;
create sequence split_ids;
create sequence candidate_ids;
create sequence candidate_version_ids;
create sequence run_ids;
create sequence output_ids;
create sequence label_ids;

-- one row = one setting of the whole workspace (currency, sample state, …)
create table workspace_setting (
  name varchar not null,
  value varchar not null
);

-- one row = one workflow
create table workflow (
  workflow_id bigint not null default nextval('workflow_ids'),
  name varchar not null,
  description varchar not null default '',
  prompt_template varchar not null default '',
  answer_type varchar not null default 'category',
  categories json not null default '[]',
  field_names json not null default '[]',
  unit varchar not null default '',
  bar_rate double not null default 0.95,
  items_per_month double,
  minutes_by_hand double,
  hourly_cost_amount double,
  review_minutes double,
  error_cost_amount double,
  setup_cost_amount double,
  trusted_scorer varchar,
  is_sample boolean not null default false,
  created_at timestamp not null,
  archived_at timestamp
);

-- one row = one golden dataset
create table dataset (
  dataset_id bigint not null default nextval('dataset_ids'),
  workflow_id bigint not null,
  name varchar not null,
  created_at timestamp not null,
  archived_at timestamp
);

-- one row = one immutable version of a dataset; columns: [{"name", "role", "kind"}]
create table dataset_version (
  dataset_version_id bigint not null default nextval('dataset_version_ids'),
  dataset_id bigint not null,
  number integer not null,
  columns json not null,
  file_name varchar not null default '',
  file_size bigint not null default 0,
  file_sha256 varchar not null default '',
  sheet varchar not null default '',
  imported_by varchar not null default '',
  note varchar not null default '',
  rows_read bigint not null default 0,
  rows_refused bigint not null default 0,
  created_at timestamp not null
);

-- one row = one item as it reads in one or more versions; a changed item is a new row with the same key
create table item (
  item_id bigint not null default nextval('item_ids'),
  dataset_id bigint not null,
  item_key varchar not null,
  content json not null,
  expected varchar,
  content_hash varchar not null,
  created_at timestamp not null
);

-- one row = one item standing in one version
create table version_item (
  dataset_version_id bigint not null,
  item_id bigint not null,
  position bigint not null
);

-- one row = one drawing of splits over a version; the newest counts; shares: {"train": 0.7, "holdout": 0.3}
create table split (
  split_id bigint not null default nextval('split_ids'),
  dataset_version_id bigint not null,
  seed bigint not null,
  group_column varchar not null default '',
  shares json not null,
  created_at timestamp not null
);

-- one row = the part of a drawing that an item fell into
create table item_split (
  split_id bigint not null,
  item_id bigint not null,
  name varchar not null
);

-- one row = one candidate
create table candidate (
  candidate_id bigint not null default nextval('candidate_ids'),
  workflow_id bigint not null,
  name varchar not null,
  kind varchar not null,
  is_sample boolean not null default false,
  created_at timestamp not null,
  archived_at timestamp
);

-- one row = one state of a candidate's settings; a changed setting is a new row
create table candidate_version (
  candidate_version_id bigint not null default nextval('candidate_version_ids'),
  candidate_id bigint not null,
  number integer not null,
  settings json not null,
  created_at timestamp not null
);

-- one row = one run of a candidate version over a dataset version (split null = all items)
create table run (
  run_id bigint not null default nextval('run_ids'),
  candidate_id bigint not null,
  candidate_version_id bigint not null,
  dataset_version_id bigint not null,
  split varchar,
  state varchar not null,
  sentence varchar not null default '',
  created_at timestamp not null,
  started_at timestamp,
  finished_at timestamp,
  archived_at timestamp
);

-- one row = one item that a run set out to answer
create table run_item (
  run_id bigint not null,
  item_id bigint not null,
  position bigint not null
);

-- one row = one stored answer, abstention or failure; answer_key = md5 of the answer's text
create table output (
  output_id bigint not null default nextval('output_ids'),
  run_id bigint not null,
  candidate_id bigint not null,
  candidate_version_id bigint not null,
  item_id bigint not null,
  state varchar not null,
  answer varchar,
  answer_key varchar not null default '',
  raw varchar not null default '',
  failure_reason varchar not null default '',
  confidence double,
  latency_s double,
  cost_usd double,
  input_tokens bigint,
  output_tokens bigint,
  created_at timestamp not null
);

-- one row = one automatic score of one output; is_correct_strict compares with the item's own expected
-- answer alone, is_correct with every accepted answer to the same input
create table score (
  output_id bigint not null,
  scorer varchar not null,
  is_correct boolean,
  is_correct_strict boolean,
  created_at timestamp not null
);

-- one row = one labelling event, never overwritten; verdict null = taken back.
-- A label belongs to a candidate's answer to an item, so it carries over to a rerun with the same answer.
create table label (
  label_id bigint not null default nextval('label_ids'),
  output_id bigint not null,
  candidate_id bigint not null,
  item_id bigint not null,
  answer_key varchar not null,
  labeler varchar not null,
  verdict varchar,
  correction varchar,
  comment varchar,
  duration_s double,
  source varchar not null,
  order_strategy varchar not null,
  is_sample boolean not null default false,
  created_at timestamp not null
);

-- one row = the newest drawing of splits over a version
create view current_split as
select * from split
qualify row_number() over (partition by dataset_version_id order by split_id desc) = 1;

-- one row = the output that stands for a candidate's newest run version on an item: the newest one that
-- did not fail, else the newest failure
create view current_output as
with newest_version as (
  select candidate_id, max(candidate_version_id) as candidate_version_id
  from run where archived_at is null and exists (select 1 from output where output.run_id = run.run_id)
  group by candidate_id
)
select output.*
from output
join newest_version using (candidate_id, candidate_version_id)
join run on run.run_id = output.run_id and run.archived_at is null
qualify row_number() over (
  partition by output.candidate_id, output.item_id
  order by (output.state = 'failed'), output.output_id desc
) = 1;

-- one row = the newest standing label per candidate, item, answer and labeler (taken-back ones are gone)
create view labeler_label as
select * from (
  select * from label
  qualify row_number() over (
    partition by candidate_id, item_id, answer_key, labeler order by label_id desc
  ) = 1
)
where verdict is not null;

-- one row = the label that counts for a candidate's answer to an item: the newest standing one of any labeler
create view current_label as
select * from labeler_label
qualify row_number() over (partition by candidate_id, item_id, answer_key order by label_id desc) = 1;
