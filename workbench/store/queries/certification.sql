-- name: pool
-- one row = one current output of a candidate in a version (or split): what it answers (answer_key), the verdict of the
-- label that stands on it (null without one), and what the trusted scorer and the judge say of it
with pool as (
  select version_item.item_id
  from version_item
  left join current_split on current_split.dataset_version_id = version_item.dataset_version_id
  left join item_split on item_split.split_id = current_split.split_id and item_split.item_id = version_item.item_id
  where version_item.dataset_version_id = $dataset_version_id and ($split is null or item_split.name = $split)
)
select judged.candidate_id, judged.item_id, judged.answer_key, judged.state,
  case when judged.basis = 'label' then judged.verdict end as label_verdict,
  judged.is_correct as trusted_correct, judge_score.is_correct as judge_correct, judged.cost_usd
from judged_output as judged
join pool on pool.item_id = judged.item_id
join candidate on candidate.candidate_id = judged.candidate_id
left join score as judge_score on judge_score.output_id = judged.output_id and judge_score.scorer = 'judge'
where judged.workflow_id = $workflow_id and candidate.archived_at is null

-- name: pool_keys
-- one row = one candidate with a hash of all its outputs in a version (or split), the same for the same outputs
with pool as (
  select version_item.item_id
  from version_item
  left join current_split on current_split.dataset_version_id = version_item.dataset_version_id
  left join item_split on item_split.split_id = current_split.split_id and item_split.item_id = version_item.item_id
  where version_item.dataset_version_id = $dataset_version_id and ($split is null or item_split.name = $split)
)
select output.candidate_id, bit_xor(hash(output.item_id, output.answer_key, output.state)) as pool_key
from current_output as output
join pool on pool.item_id = output.item_id
join candidate on candidate.candidate_id = output.candidate_id
where candidate.workflow_id = $workflow_id and candidate.archived_at is null
group by output.candidate_id

-- name: add_test
insert into bar_test (
  workflow_id, dataset_version_id, split, bar_rate, alpha_rate, design, rubric_key, judge_key, uses_scores, rho_squared,
  seed, item_count, started_by, started_at
)
values (
  $workflow_id, $dataset_version_id, $split, $bar_rate, $alpha_rate, $design, $rubric_key, $judge_key, $uses_scores,
  $rho_squared, $seed, $item_count, $started_by, $started_at
)
returning bar_test_id

-- name: add_candidates
-- rows of `incoming_candidates`
insert into bar_test_candidate (bar_test_id, candidate_id, place, pool_key, abstained_count, failed_count)
select $bar_test_id, candidate_id, place, pool_key, abstained_count, failed_count from incoming_candidates

-- name: add_classes
-- rows of `incoming_classes`
insert into bar_test_class (bar_test_id, class_number, position, item_id, answer_key, is_known, bin)
select $bar_test_id, class_number, position, item_id, answer_key, is_known, bin from incoming_classes

-- name: add_outputs
-- rows of `incoming_outputs`
insert into bar_test_output (bar_test_id, candidate_id, class_number)
select $bar_test_id, candidate_id, class_number from incoming_outputs

-- name: end_tests
-- the tests of a scope that have not ended; a test of another split stays
update bar_test set ended_at = $ended_at, ended_because = $ended_because
where bar_test_id in (select unnest($bar_test_ids::bigint[])) and ended_at is null

-- name: count_earlier
-- one row = how many tests of a workflow have drawn labels on items of a version (or split)
with pool as (
  select version_item.item_id
  from version_item
  left join current_split on current_split.dataset_version_id = version_item.dataset_version_id
  left join item_split on item_split.split_id = current_split.split_id and item_split.item_id = version_item.item_id
  where version_item.dataset_version_id = $dataset_version_id and ($split is null or item_split.name = $split)
)
select count(distinct class.bar_test_id) as test_count
from bar_test
join bar_test_class as class on class.bar_test_id = bar_test.bar_test_id and not class.is_known
join pool on pool.item_id = class.item_id
join label on label.item_id = class.item_id and label.answer_key = class.answer_key
  and label.created_at >= bar_test.started_at
  and (bar_test.ended_at is null or label.created_at <= bar_test.ended_at)
where bar_test.workflow_id = $workflow_id

-- name: list_unused
-- one row = a test of a workflow on items of a version (or split) that has not ended and has drawn no label yet
with pool as (
  select version_item.item_id
  from version_item
  left join current_split on current_split.dataset_version_id = version_item.dataset_version_id
  left join item_split on item_split.split_id = current_split.split_id and item_split.item_id = version_item.item_id
  where version_item.dataset_version_id = $dataset_version_id and ($split is null or item_split.name = $split)
)
select bar_test.bar_test_id, bool_or(pool.item_id is not null) as is_about_pool,
  bar_test.dataset_version_id = $dataset_version_id and bar_test.split is not distinct from $split as is_same_scope
from bar_test
join bar_test_class as class on class.bar_test_id = bar_test.bar_test_id and not class.is_known
left join pool on pool.item_id = class.item_id
left join label on label.item_id = class.item_id and label.answer_key = class.answer_key
  and label.created_at >= bar_test.started_at
where bar_test.workflow_id = $workflow_id and bar_test.ended_at is null
group by bar_test.bar_test_id, is_same_scope
having is_about_pool and count(label.label_id) = 0

-- name: list_tests
-- one row = one test of a workflow's version (or split), the newest first
select * from bar_test
where workflow_id = $workflow_id and dataset_version_id = $dataset_version_id and split is not distinct from $split
order by bar_test_id desc

-- name: newest_elsewhere
-- one row = the newest test of a workflow on another version of the same dataset, the same split
select bar_test.*, other.number as version_number
from bar_test
join dataset_version as other on other.dataset_version_id = bar_test.dataset_version_id
join dataset_version as this on this.dataset_version_id = $dataset_version_id and this.dataset_id = other.dataset_id
where bar_test.workflow_id = $workflow_id and bar_test.dataset_version_id <> $dataset_version_id
  and bar_test.split is not distinct from $split
order by bar_test_id desc limit 1

-- name: list_candidates
-- one row = one candidate of a test, the strongest first
select bar_test_candidate.*, candidate.name as candidate_name
from bar_test_candidate left join candidate using (candidate_id)
where bar_test_id = $bar_test_id
order by place

-- name: list_classes
-- one row = one class of a test, in the order of their numbers
select class_number, position, item_id, answer_key, is_known, bin
from bar_test_class where bar_test_id = $bar_test_id order by class_number

-- name: list_outputs
-- one row = one candidate's output in a test
select candidate_id, class_number from bar_test_output where bar_test_id = $bar_test_id

-- name: list_looks
-- one row = what was said of one answer to an item of a test (or of these items alone; without a test of a workflow): by
-- how many looks, the first of them, by whom, and what an adjudicator decided. A person's second, unannounced look counts
-- as one of its own.
with class as (
  select item_id, answer_key from bar_test_class
  where bar_test_id = $bar_test_id and ($item_ids is null or list_contains($item_ids::bigint[], item_id))
  union
  select label.item_id, label.answer_key from label join candidate using (candidate_id)
  where $bar_test_id is null and candidate.workflow_id = $workflow_id
),
look as (
  select item_id, answer_key, labeler, verdict, label_id, is_adjudication from labeler_label
  where item_id in (select item_id from class)
  union all
  select item_id, answer_key, labeler, second_verdict, label_id, false from repeat_label
  where item_id in (select item_id from class)
)
select class.item_id, class.answer_key,
  count(*) filter (not is_adjudication and verdict = 'correct') as rights,
  count(*) filter (not is_adjudication and verdict = 'incorrect') as wrongs,
  arg_min(verdict, label_id) filter (not is_adjudication) as first,
  arg_max(verdict, label_id) filter (not is_adjudication) as newest,
  list(distinct labeler) filter (not is_adjudication) as labelers,
  arg_max(verdict, label_id) filter (is_adjudication) as decided
from class join look using (item_id, answer_key)
group by class.item_id, class.answer_key

-- name: list_draws
-- one row = one weighted draw of a test, in the order in which they were made
select candidate_id, class_number, after_position, probability, shares from bar_test_draw
where bar_test_id = $bar_test_id order by candidate_id, draw_number

-- name: add_draws
-- rows of `incoming_draws`
insert into bar_test_draw (
  bar_test_id, candidate_id, draw_number, class_number, after_position, probability, shares, drawn_at
)
select $bar_test_id, $candidate_id, draw_number, class_number, after_position, probability, shares, $drawn_at
from incoming_draws

-- name: list_labels
-- one row = one class of a test on which a label stands, with the verdict that counts
select class.class_number, label.verdict, label.label_id
from bar_test_class as class
join current_label as label on label.item_id = class.item_id and label.answer_key = class.answer_key
where class.bar_test_id = $bar_test_id
qualify row_number() over (partition by class.class_number order by label.label_id desc) = 1

-- name: list_events_since
-- one row = one labelling event after a given one, with how many there are in all as of then; one without an event where
-- there is none
select label_id, item_id, answer_key, event_count
from (select count(*) as event_count from label) as counted
left join (select label_id, item_id, answer_key from label where label_id > $since) as event on true
order by label_id

-- name: list_standing
-- one row = the verdict that counts for an answer to one of some items. Items are what the view parts labels by, so that
-- it looks at the labels of these alone.
select item_id, answer_key, verdict from current_label where list_contains($item_ids::bigint[], item_id)

-- name: instructions_number
-- one row = the number of a workflow's newest instructions for labelers; 0 where there are none
select coalesce(max(number), 0) as number from instructions where workflow_id = $workflow_id

-- name: has_repeats
-- one row = whether a column (JSON pointer) holds some value in several of a version's first items
select count(*) > count(distinct value) as has_repeats
from (
  select json_extract_string(item.content, $pointer) as value
  from version_item join item on item.item_id = version_item.item_id
  where version_item.dataset_version_id = $dataset_version_id
  limit 5000
)
where coalesce(value, '') <> ''

-- name: list_class_outputs
-- one row = one class of a test, with the newest output that gave its answer
select class.class_number, max(output.output_id) as output_id
from bar_test_class as class
join output on output.item_id = class.item_id and output.answer_key = class.answer_key and output.state = 'answered'
join bar_test_output as given on given.bar_test_id = class.bar_test_id
  and given.class_number = class.class_number and given.candidate_id = output.candidate_id
join run on run.run_id = output.run_id and run.archived_at is null
where class.bar_test_id = $bar_test_id
group by class.class_number
