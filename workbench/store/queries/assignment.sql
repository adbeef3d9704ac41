-- name: add_assignment
insert into assignment (
  workflow_id, dataset_version_id, split, slice_column, slice_value, candidate_id, share_rate, overlap_rate,
  overlap_count, order_strategy, seed, assigned_by, note, created_at
) values (
  $workflow_id, $dataset_version_id, $split, $slice_column, $slice_value, $candidate_id, $share_rate, $overlap_rate,
  $overlap_count, $order_strategy, $seed, $assigned_by, $note, $created_at
) returning assignment_id

-- name: add_labelers
insert into assignment_labeler (assignment_id, labeler) select $assignment_id, unnest($labelers::varchar[])

-- name: set_closed
update assignment set closed_at = $closed_at where assignment_id = $assignment_id

-- name: list_undrawn
-- one row = an answered, current answer to an item in the scope of an assignment that its draw has not been over yet
select output.item_id, output.answer_key, min(version_item.position) as item_position
from assignment
join version_item on version_item.dataset_version_id = assignment.dataset_version_id
join current_output as output on output.item_id = version_item.item_id and output.state = 'answered'
join candidate on candidate.candidate_id = output.candidate_id and candidate.archived_at is null
  and candidate.workflow_id = assignment.workflow_id
join item on item.item_id = output.item_id
left join current_split on current_split.dataset_version_id = assignment.dataset_version_id
left join item_split on item_split.split_id = current_split.split_id and item_split.item_id = output.item_id
where assignment.assignment_id = $assignment_id
  and (assignment.candidate_id is null or output.candidate_id = assignment.candidate_id)
  and (assignment.split is null or item_split.name = assignment.split)
  and ($pointer is null or coalesce(json_extract_string(item.content, $pointer), '') = assignment.slice_value)
  and not exists (
    select 1 from assignment_task as task
    where task.assignment_id = assignment.assignment_id and task.item_id = output.item_id
      and task.answer_key = output.answer_key
  )
group by output.item_id, output.answer_key
order by output.item_id, output.answer_key

-- name: add_tasks
-- rows of `incoming` (item_id, answer_key, position, labelers_wanted), behind the tasks that are there
insert into assignment_task (assignment_id, item_id, answer_key, position, labelers_wanted)
select $assignment_id, item_id, answer_key,
  position + coalesce((select max(position) from assignment_task where assignment_id = $assignment_id), 0),
  labelers_wanted
from incoming

-- name: count_assignments
select count(*) from assignment where workflow_id = $workflow_id

-- name: list_assignments
-- one row = one assignment of a workflow, the newest first: its scope, and how many of its answers to items are to be
-- judged (by how many people in all) and have been
with judged as (
  select task.assignment_id, task.labelers_wanted, label.labeler is not null as is_judged, label.labeler,
    task.item_id, task.answer_key
  from assignment_task as task
  join assignment on assignment.assignment_id = task.assignment_id and assignment.workflow_id = $workflow_id
  left join labeler_label as label on label.item_id = task.item_id and label.answer_key = task.answer_key
    and not label.is_adjudication and (task.labelers_wanted = 1 or label.is_sample is not true)
  where task.labelers_wanted > 0 and ($assignment_id is null or task.assignment_id = $assignment_id)
    and exists (
      select 1 from output where output.item_id = task.item_id and output.answer_key = task.answer_key
    )
),
per_task as (
  select assignment_id, item_id, answer_key, any_value(labelers_wanted) as labelers_wanted,
    count(distinct labeler) as labeler_count
  from judged group by all
),
tally as (
  select assignment_id, count(*) as task_count, count(*) filter (labeler_count >= labelers_wanted) as done_count,
    count(*) filter (labelers_wanted > 1) as overlap_task_count
  from per_task group by assignment_id
)
select assignment.*, dataset.name as dataset_name, dataset_version.number as version_number,
  candidate.name as candidate_name,
  (
    select list(labeler order by labeler) from assignment_labeler
    where assignment_labeler.assignment_id = assignment.assignment_id
  ) as labelers,
  coalesce(tally.task_count, 0) as task_count, coalesce(tally.done_count, 0) as done_count,
  coalesce(tally.overlap_task_count, 0) as overlap_task_count
from assignment
join dataset_version using (dataset_version_id)
join dataset on dataset.dataset_id = dataset_version.dataset_id
left join candidate on candidate.candidate_id = assignment.candidate_id
left join tally on tally.assignment_id = assignment.assignment_id
where assignment.workflow_id = $workflow_id and ($assignment_id is null or assignment.assignment_id = $assignment_id)
  and ($with_closed or assignment.closed_at is null)
  and ($labeler is null or exists (
    select 1 from assignment_labeler
    where assignment_labeler.assignment_id = assignment.assignment_id and labeler = $labeler
  ))
order by assignment.assignment_id desc

-- name: list_progress
-- one row = one person and one assignment given to them: how many of its answers they have judged, how long that took,
-- and when they last did
select given.assignment_id, given.labeler,
  count(label.label_id) as done_count,
  median(label.duration_s) as median_s,
  max(label.created_at) as last_at
from assignment_labeler as given
join assignment on assignment.assignment_id = given.assignment_id and assignment.workflow_id = $workflow_id
left join assignment_task as task on task.assignment_id = given.assignment_id and task.labelers_wanted > 0
left join labeler_label as label on label.item_id = task.item_id and label.answer_key = task.answer_key
  and label.labeler = given.labeler and not label.is_adjudication
where $with_closed or assignment.closed_at is null
group by given.assignment_id, given.labeler
order by given.assignment_id desc, given.labeler

-- name: list_waiting
-- one row = one answer to an item that an assignment still wants a label on from this labeler, in the drawn order;
-- place: its item's place in that order, item_count: how many items the order has
with given as (
  select task.*, min(task.position) over (partition by task.item_id) as item_place
  from assignment_task as task where task.assignment_id = $assignment_id and task.labelers_wanted > 0
),
placed as (
  select *, dense_rank() over (order by item_place) as place from given
),
said as (
  select placed.item_id, placed.answer_key,
    count(distinct label.labeler) filter (placed.labelers_wanted = 1 or label.is_sample is not true) as labeler_count,
    bool_or(label.labeler = $labeler or label.is_adjudication) as is_settled
  from placed
  join labeler_label as label on label.item_id = placed.item_id and label.answer_key = placed.answer_key
  group by all
)
select max(output.output_id) as output_id, placed.place,
  (select max(place) from placed) as item_count
from placed
join current_output as output on output.item_id = placed.item_id and output.answer_key = placed.answer_key
join candidate on candidate.candidate_id = output.candidate_id and candidate.archived_at is null
left join said on said.item_id = placed.item_id and said.answer_key = placed.answer_key
where output.state = 'answered' and not coalesce(said.is_settled, false)
  and coalesce(said.labeler_count, 0) < placed.labelers_wanted
group by placed.item_id, placed.answer_key, placed.position, placed.place
order by placed.position

-- name: delete_all_tasks
delete from assignment_task
where assignment_id in (select assignment_id from assignment where workflow_id = $workflow_id)

-- name: delete_all_labelers
delete from assignment_labeler
where assignment_id in (select assignment_id from assignment where workflow_id = $workflow_id)

-- name: delete_all
delete from assignment where workflow_id = $workflow_id

-- name: list_values
-- one row = one value of a column of a version (`pointer`: JSON pointer) and how many items hold it, the most frequent
-- first
select coalesce(json_extract_string(item.content, $pointer), '') as value, count(*) as item_count
from version_item join item using (item_id)
where version_item.dataset_version_id = $dataset_version_id
group by value order by item_count desc, value limit $limit
