-- name: list_tasks
-- one row = everything the desk shows of one of these outputs
select output.output_id, output.item_id, output.answer, output.answer_key, item.item_key, item.content, item.expected
from output join item using (item_id)
where output.output_id in (select unnest($output_ids::bigint[]))

-- name: list_standing
-- one row = the newest standing label of one labeler on the answer that one of these outputs holds, newest first
with asked as (
  select output_id as asked_id, item_id, answer_key from output
  where output_id in (select unnest($output_ids::bigint[]))
),
newest as (
  select label.*, asked_id
  from label join asked on label.item_id = asked.item_id and label.answer_key = asked.answer_key
  where label.is_repeat is not true
  qualify row_number() over (
    partition by asked_id, label.labeler, label.source = 'adjudication' order by label.label_id desc
  ) = 1
)
select * from newest where verdict is not null order by source = 'adjudication' desc, label_id desc

-- name: list_other_answers
-- one row = another answer that these outputs' items got in the same version of a workflow and that has no label, or
-- none that was not taken back
with asked as (
  select output_id as asked_id, item_id, answer_key from output
  where output_id in (select unnest($output_ids::bigint[]))
),
said as (
  select item_id, answer_key, verdict from label
  where item_id in (select item_id from asked) and is_repeat is not true
  qualify row_number() over (
    partition by item_id, answer_key, labeler, source = 'adjudication' order by label_id desc
  ) = 1
)
select asked_id, max(other.output_id) as output_id, other.answer
from asked
join output as other on other.item_id = asked.item_id and other.answer_key <> asked.answer_key
  and other.state = 'answered'
join candidate on candidate.candidate_id = other.candidate_id and candidate.archived_at is null
join run on run.run_id = other.run_id and run.archived_at is null
where not exists (
  select 1 from said
  where said.item_id = other.item_id and said.answer_key = other.answer_key and said.verdict is not null
)
group by asked_id, other.answer_key, other.answer
order by asked_id, output_id

-- name: list_sources
-- one row = one candidate that gave the answer which an output holds, with what the trusted scorer made of it
select candidate.name as candidate_name, bool_or(score.is_correct) as is_correct
from output as asked
join output as same on same.item_id = asked.item_id and same.answer_key = asked.answer_key
join candidate on candidate.candidate_id = same.candidate_id and candidate.archived_at is null
join workflow on workflow.workflow_id = candidate.workflow_id
left join score on score.output_id = same.output_id and score.scorer = workflow.trusted_scorer
where asked.output_id = $output_id
group by candidate.candidate_id, candidate.name
order by candidate.name

-- name: find_outputs
-- one row = an answered output to the item of a version with this name, or else at this place; those without a label
-- first
select output.output_id, item.item_key
from version_item
join item using (item_id)
join current_output as output using (item_id)
join candidate on candidate.candidate_id = output.candidate_id and candidate.archived_at is null
left join current_label as label on label.item_id = output.item_id and label.answer_key = output.answer_key
where version_item.dataset_version_id = $dataset_version_id and output.state = 'answered'
  and (lower(item.item_key) = lower($wanted) or version_item.position + 1 = $place)
order by lower(item.item_key) = lower($wanted) desc, label.label_id is not null, output.output_id

-- name: last_own
-- one row = the newest standing label that a labeler gave at the desk since a moment, in one workflow
select label.output_id
from labeler_label as label join candidate using (candidate_id)
where candidate.workflow_id = $workflow_id and label.labeler = $labeler and label.source = 'desk'
  and label.created_at >= $since
order by label.label_id desc
limit 1

-- name: label_table
-- one row = one answer to an item of a version, however many candidates gave it, that holds a text somewhere and that
-- nobody else is just judging, in the dataset's order: those without a label, or those that one person labelled
with answer as (
  select max(output.output_id) as output_id, output.item_id, output.answer_key, any_value(output.answer) as answer,
    min(version_item.position) as position, string_agg(distinct candidate.name, ', ' order by candidate.name) as candidates
  from current_output as output
  join candidate on candidate.candidate_id = output.candidate_id and candidate.archived_at is null
  join version_item on version_item.item_id = output.item_id
    and version_item.dataset_version_id = $dataset_version_id
  left join current_split on current_split.dataset_version_id = $dataset_version_id
  left join item_split on item_split.split_id = current_split.split_id and item_split.item_id = output.item_id
  where candidate.workflow_id = $workflow_id and output.state = 'answered'
    and ($split is null or item_split.name = $split)
  group by output.item_id, output.answer_key
)
select answer.output_id, item.item_key, item.content, item.expected, answer.answer, answer.candidates,
  own.verdict, count(*) over () as row_count
from answer
join item using (item_id)
left join labeler_label as own on own.item_id = answer.item_id and own.answer_key = answer.answer_key
  and own.labeler = $labeler and not own.is_adjudication
where case when $labelled then own.label_id is not null else not exists (
    select 1 from labeler_label as other where other.item_id = answer.item_id and other.answer_key = answer.answer_key
  ) end
  and not exists (
    select 1 from lease where lease.item_id = answer.item_id and lease.answer_key = answer.answer_key
      and lease.labeler <> $labeler and lease.until > $at
  )
  and ($text = '' or contains(lower(concat_ws(' ', item.item_key, item.content, item.expected, answer.answer)), lower($text)))
order by answer.position, answer.output_id
limit $limit

-- name: add_table_labels
-- rows of `incoming` (output_id, verdict; null takes back): one event each; what was chosen in a table came in no drawn
-- order
insert into label (
  output_id, candidate_id, item_id, answer_key, labeler, verdict, source, order_strategy, instructions_version, created_at
)
select output_id, output.candidate_id, output.item_id, output.answer_key, $labeler, incoming.verdict, 'table', 'none',
  $instructions_version, $created_at
from incoming join output using (output_id)
