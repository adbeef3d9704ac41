-- name: evidence_table
-- one row = one item of a version (or split) with a candidate's current output and what is known of it;
-- the verdict that counts and its basis come from the view judged_output
with pool as (
  select version_item.item_id, version_item.position, item_split.name as split
  from version_item
  left join current_split on current_split.dataset_version_id = version_item.dataset_version_id
  left join item_split on item_split.split_id = current_split.split_id and item_split.item_id = version_item.item_id
  where version_item.dataset_version_id = $dataset_version_id and ($split is null or item_split.name = $split)
)
select
  candidate.candidate_id, candidate.name as candidate_name, candidate.kind, judged.output_id, judged.run_id,
  item.item_id, item.item_key, pool.position, pool.split, item.content, item.expected,
  judged.answer, judged.state, judged.failure_reason, judged.confidence, judged.latency_s, judged.cost_usd,
  judged.input_tokens, judged.output_tokens, judged.created_at as answered_at,
  judged.is_correct, judged.is_correct_strict,
  label.verdict as label_verdict, label.labeler, label.correction, label.comment, label.is_sample as label_is_sample,
  label.created_at as labelled_at, label.source as label_source, judged.verdict, judged.basis
from judged_output as judged
join candidate on candidate.candidate_id = judged.candidate_id
join pool on pool.item_id = judged.item_id
join item on item.item_id = judged.item_id
left join label on label.label_id = judged.label_id
where judged.workflow_id = $workflow_id and candidate.archived_at is null
  and ($candidate_id is null or candidate.candidate_id = $candidate_id)
order by candidate.candidate_id, pool.position

-- name: sureness_table
-- one row = one item of a version (or split) that a candidate has answered: what the judge says of the answer (1, 0 or
-- null), how many other candidates have answered the item, and how many of them the same
with answer as (
  select output.output_id, output.candidate_id, output.item_id, output.answer_key
  from current_output as output
  join candidate on candidate.candidate_id = output.candidate_id and candidate.archived_at is null
  join version_item on version_item.item_id = output.item_id and version_item.dataset_version_id = $dataset_version_id
  left join current_split on current_split.dataset_version_id = version_item.dataset_version_id
  left join item_split on item_split.split_id = current_split.split_id and item_split.item_id = version_item.item_id
  where candidate.workflow_id = $workflow_id and output.state = 'answered'
    and ($split is null or item_split.name = $split)
)
select own.item_id, any_value(score.is_correct::integer) as judge_value, count(other.output_id) as other_count,
  count(*) filter (other.answer_key = own.answer_key) as same_count
from answer as own
left join answer as other on other.item_id = own.item_id and other.candidate_id <> own.candidate_id
left join score on score.output_id = own.output_id and score.scorer = 'judge'
where own.candidate_id = $candidate_id
group by own.item_id

-- name: count_verdicts
-- one row = one candidate of a workflow (with or without outputs) and how its outputs in a version (or split)
-- were judged. With a `pointer` (JSON pointer to a column) the rows are per value of that column of the item;
-- with `by_answer` they are per answer text as given, of answered outputs alone.
with pool as (
  select version_item.item_id,
    case when $pointer is not null then coalesce(json_extract_string(item.content, $pointer), '') end as value
  from version_item
  join item on item.item_id = version_item.item_id
  left join current_split on current_split.dataset_version_id = version_item.dataset_version_id
  left join item_split on item_split.split_id = current_split.split_id and item_split.item_id = version_item.item_id
  where version_item.dataset_version_id = $dataset_version_id and ($split is null or item_split.name = $split)
),
judged as (
  select judged_output.*, case when $by_answer then judged_output.answer else pool.value end as value
  from judged_output join pool on pool.item_id = judged_output.item_id
  where judged_output.workflow_id = $workflow_id and ($by_answer = false or judged_output.state = 'answered')
),
ranked as (
  select *, row_number() over (order by candidate_id) - 1 as ordinal from candidate
  where workflow_id = $workflow_id
)
select ranked.candidate_id, ranked.name as candidate_name, ranked.kind, ranked.ordinal, judged.value,
  count(judged.output_id) as output_count,
  count(*) filter (verdict = 'correct') as correct,
  count(*) filter (verdict = 'incorrect') as incorrect,
  count(*) filter (verdict = 'no_answer') as no_answer,
  count(*) filter (verdict = 'unsure') as unsure,
  count(*) filter (verdict = 'failed') as failed,
  count(*) filter (verdict = 'unlabelled') as unlabelled,
  count(*) filter (verdict_strict = 'correct') as correct_strict,
  count(*) filter (verdict_strict = 'incorrect') as incorrect_strict,
  count(*) filter (basis = 'label') as labelled,
  count(*) filter (basis = 'label' and label_is_sample) as sample_labelled,
  count(*) filter (basis = 'scorer') as scored,
  avg(judged.cost_usd) as mean_cost_usd,
  median(judged.latency_s) as median_latency_s
from ranked
left join judged on judged.candidate_id = ranked.candidate_id
where ranked.archived_at is null
group by ranked.candidate_id, ranked.name, ranked.kind, ranked.ordinal, judged.value
order by ranked.candidate_id, judged.value

-- name: count_items
-- one row = the number of items in a version (or split)
select count(*) as item_count
from version_item
left join current_split on current_split.dataset_version_id = version_item.dataset_version_id
left join item_split on item_split.split_id = current_split.split_id and item_split.item_id = version_item.item_id
where version_item.dataset_version_id = $dataset_version_id and ($split is null or item_split.name = $split)

-- name: count_judged
-- one row = how many of one candidate's outputs in a version (or split) match a verdict, a searched text, the
-- value of a column (`pointer`: JSON pointer) and a list of answers
select count(*) as output_count
from judged_output as judged
join version_item on version_item.item_id = judged.item_id and version_item.dataset_version_id = $dataset_version_id
join item on item.item_id = judged.item_id
left join current_split on current_split.dataset_version_id = version_item.dataset_version_id
left join item_split on item_split.split_id = current_split.split_id and item_split.item_id = judged.item_id
where judged.workflow_id = $workflow_id and judged.candidate_id = $candidate_id
  and ($split is null or item_split.name = $split)
  and ($verdict is null or judged.verdict = $verdict)
  and ($text = '' or contains(lower(concat_ws(' ', item.item_key, item.content, item.expected, judged.answer)), lower($text)))
  and ($pointer is null or coalesce(json_extract_string(item.content, $pointer), '') = $value)
  and ($answers::varchar[] is null or judged.state = 'answered' and list_contains($answers::varchar[], judged.answer))

-- name: list_judged
-- one row = one output of one candidate as the list behind a mark shows it, in the dataset's order
select judged.output_id, item.item_key, item.content, item.expected, judged.answer, judged.state,
  judged.failure_reason, judged.verdict, judged.basis, judged.confidence, label.labeler, label.comment,
  label.correction, label.is_sample as label_is_sample
from judged_output as judged
join version_item on version_item.item_id = judged.item_id and version_item.dataset_version_id = $dataset_version_id
join item on item.item_id = judged.item_id
left join current_split on current_split.dataset_version_id = version_item.dataset_version_id
left join item_split on item_split.split_id = current_split.split_id and item_split.item_id = judged.item_id
left join label on label.label_id = judged.label_id
where judged.workflow_id = $workflow_id and judged.candidate_id = $candidate_id
  and ($split is null or item_split.name = $split)
  and ($verdict is null or judged.verdict = $verdict)
  and ($text = '' or contains(lower(concat_ws(' ', item.item_key, item.content, item.expected, judged.answer)), lower($text)))
  and ($pointer is null or coalesce(json_extract_string(item.content, $pointer), '') = $value)
  and ($answers::varchar[] is null or judged.state = 'answered' and list_contains($answers::varchar[], judged.answer))
order by version_item.position
limit $limit offset $offset

-- name: standing_labels
-- one row = one standing label of any labeler on an item of a version, for each candidate that gave the answer; counts:
-- it decides a current output of the version (or split), so the Summary rests on it
with given as (
  select distinct output.candidate_id, output.item_id, output.answer_key
  from output
  join candidate on candidate.candidate_id = output.candidate_id and candidate.archived_at is null
  join version_item on version_item.item_id = output.item_id and version_item.dataset_version_id = $dataset_version_id
  where candidate.workflow_id = $workflow_id
),
credited as (
  select given.candidate_id, coalesce(own.label_id, shared.label_id) as label_id
  from given
  join labeler_label as shared on shared.item_id = given.item_id and shared.answer_key = given.answer_key
  left join own_label as own on own.candidate_id = given.candidate_id and own.item_id = given.item_id
    and own.answer_key = given.answer_key and own.labeler = shared.labeler and not shared.is_adjudication
)
select candidate.name as candidate_name, item.item_key, item_split.name as split, output.answer, label.verdict,
  label.correction, label.comment, label.labeler, label.created_at as labelled_at, label.source,
  label.is_sample, label.duration_s, coalesce(label.is_automatic, false) as is_automatic,
  judged.label_id is not null and ($split is null or item_split.name = $split) as counts
from credited
join label on label.label_id = credited.label_id
join candidate on candidate.candidate_id = credited.candidate_id
join item on item.item_id = label.item_id
join version_item on version_item.item_id = label.item_id and version_item.dataset_version_id = $dataset_version_id
left join output on output.output_id = label.output_id
left join current_split on current_split.dataset_version_id = version_item.dataset_version_id
left join item_split on item_split.split_id = current_split.split_id and item_split.item_id = label.item_id
left join judged_output as judged on judged.label_id = label.label_id
  and judged.candidate_id = credited.candidate_id
order by candidate.candidate_id, version_item.position, label.label_id

-- name: count_standing_labels
-- one row = the number of rows that standing_labels gives
select count(*) as label_count
from (
  select distinct output.candidate_id, output.item_id, output.answer_key
  from output
  join candidate on candidate.candidate_id = output.candidate_id and candidate.archived_at is null
  join version_item on version_item.item_id = output.item_id and version_item.dataset_version_id = $dataset_version_id
  where candidate.workflow_id = $workflow_id
) as given
join labeler_label as label on label.item_id = given.item_id and label.answer_key = given.answer_key
