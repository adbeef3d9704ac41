-- Tests against the bar: what was promised, on which outputs, in which order, fixed before the first label of the test.
create sequence if not exists bar_test_ids;

-- one row = one test of a workflow's candidates against its bar, over one version (or split) of a dataset.
-- alpha_rate: the chance, at most, that any candidate of the test is certified wrongly; design: top_down (from the
-- strongest candidate down, each at the full alpha, stopping at the first that is not certified) or shared (alpha
-- shared among the candidates); seed: what the order of the items was drawn from; rubric_key, judge_key: hashes of the
-- instructions and of what steers by score, '' where nothing does; uses_scores: scores help to extrapolate (UCV).
create table if not exists bar_test (
  bar_test_id bigint not null default nextval('bar_test_ids'),
  workflow_id bigint not null,
  dataset_version_id bigint not null,
  split varchar,
  bar_rate double not null,
  alpha_rate double not null,
  design varchar not null,
  rubric_key varchar not null,
  judge_key varchar not null,
  uses_scores boolean not null,
  rho_squared double,
  seed bigint not null,
  item_count bigint not null,
  started_by varchar not null,
  started_at timestamp not null,
  ended_at timestamp,
  ended_because varchar not null default ''
);

-- one row = one candidate of a test. place: 1 is the strongest; pool_key: hash of all its outputs in the pool, so that
-- a change is noticed; abstained_count, failed_count: its outputs that give no answer and so weigh nothing
create table if not exists bar_test_candidate (
  bar_test_id bigint not null,
  candidate_id bigint not null,
  place integer not null,
  pool_key ubigint not null,
  abstained_count bigint not null,
  failed_count bigint not null
);

-- one row = one answer to one item, equal answers of several candidates once. position: the item's place in the order
-- of the test; is_known: it had a label when the test began, so it is a fact and not part of the sample; bin: what its
-- scores put it with, 0 where scores are not used
create table if not exists bar_test_class (
  bar_test_id bigint not null,
  class_number bigint not null,
  position bigint not null,
  item_id bigint not null,
  answer_key varchar not null,
  is_known boolean not null,
  bin integer not null
);

-- one row = one candidate's output in the pool, by the class of its answer
create table if not exists bar_test_output (
  bar_test_id bigint not null,
  candidate_id bigint not null,
  class_number bigint not null
);
