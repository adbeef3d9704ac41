-- name: list_tasks
-- one row = everything the desk shows of one of these outputs
select output.output_id, output.item_id, output.answer, item.item_key, item.content, item.expected
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
-- one row = another answer that these outputs' items got in the same version of a workflow and that has no label yet
with asked as (
  select output_id as asked_id, item_id, answer_key from output
  where output_id in (select unnest($output_ids::bigint[]))
)
select asked_id, max(other.output_id) as output_id, other.answer
from asked
join output as other on other.item_id = asked.item_id and other.answer_key <> asked.answer_key
  and other.state = 'answered'
join candidate on candidate.candidate_id = other.candidate_id and candidate.archived_at is null
join run on run.run_id = other.run_id and run.archived_at is null
where not exists (
  select 1 from label where label.item_id = other.item_id and label.answer_key = other.answer_key
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
