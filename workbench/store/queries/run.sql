-- name: list_runs
-- one row = one run with its counts of planned, stored and lost items
with chosen as (
  select run.*, candidate.workflow_id, candidate.name as candidate_name
  from run
  join candidate using (candidate_id)
  where ($workflow_id is null or candidate.workflow_id = $workflow_id) and ($run_id is null or run.run_id = $run_id)
    and ($state is null or run.state = $state) and ($with_archived or run.archived_at is null)
), tally as (
  select run_id, count(distinct item_id) as done_count,
    count(distinct item_id) - count(distinct item_id) filter (state <> 'failed') as failed_count,
    count(distinct item_id) filter (reused_from is not null) as reused_count,
    count(*) filter (state <> 'failed' and cost_usd is null and reused_from is null) as unpriced_count,
    coalesce(sum(cost_usd) filter (reused_from is null), 0) as cost_usd, max(output_id) as newest_output_id
  from output where run_id in (select run_id from chosen)
  group by run_id
), planned as (
  select run_id, count(*) as planned_count from run_item where run_id in (select run_id from chosen) group by run_id
)
select chosen.run_id, chosen.workflow_id, chosen.candidate_id, chosen.candidate_version_id, chosen.candidate_name,
  chosen.dataset_version_id, dataset.name as dataset_name, dataset_version.number as version_number, chosen.split,
  chosen.state, coalesce(planned.planned_count, 0) as planned_count, coalesce(tally.done_count, 0) as done_count,
  coalesce(tally.failed_count, 0) as failed_count, coalesce(tally.cost_usd, 0) as cost_usd, chosen.sentence,
  chosen.created_at, chosen.started_at, chosen.finished_at, chosen.archived_at is not null as is_archived,
  coalesce(tally.unpriced_count, 0) as unpriced_count, coalesce(tally.reused_count, 0) as reused_count,
  coalesce(chosen.reuses, true) as reuses, coalesce(chosen.keeps_replies, true) as keeps_replies,
  candidate_version.number as candidate_version_number, coalesce(tally.newest_output_id, 0) as newest_output_id
from chosen
join dataset_version using (dataset_version_id)
join dataset on dataset.dataset_id = dataset_version.dataset_id
left join candidate_version on candidate_version.candidate_version_id = chosen.candidate_version_id
left join tally on tally.run_id = chosen.run_id
left join planned on planned.run_id = chosen.run_id
order by chosen.run_id desc

-- name: add_run
insert into run (
  candidate_id, candidate_version_id, dataset_version_id, split, state, created_at, reuses, keeps_replies
)
values (
  $candidate_id, $candidate_version_id, $dataset_version_id, $split, $state, $created_at, $reuses, $keeps_replies
)
returning run_id

-- name: add_run_items
-- rows of `incoming` (item_id, position)
insert into run_item (run_id, item_id, position) select $run_id, item_id, position from incoming

-- name: set_run_state
update run set
  state = $state, sentence = $sentence,
  started_at = coalesce(started_at, case when $state = 'running' then $at end),
  finished_at = case when $state in ('finished', 'failed', 'stopped') then $at end
where run_id = $run_id

-- name: set_interrupted
-- runs that a process left running when it ended
update run set state = 'interrupted' where state in ('planned', 'running')

-- name: list_pending_items
-- one row = one planned item that has no stored output yet, or (when retrying) only failed ones
select item.item_id, item.item_key, item.content, item.expected, run_item.position, null as split
from run_item
join item using (item_id)
where run_item.run_id = $run_id
  and not exists (
    select 1 from output
    where output.run_id = $run_id and output.item_id = run_item.item_id
      and (output.state <> 'failed' or not $with_failed)
  )
  and run_item.position > $after
order by run_item.position
limit $limit

-- name: count_pending_items
-- how many rows list_pending_items would give without limit
select count(*)
from run_item
where run_item.run_id = $run_id
  and not exists (
    select 1 from output
    where output.run_id = $run_id and output.item_id = run_item.item_id
      and (output.state <> 'failed' or not $with_failed)
  )

-- name: add_spending
-- rows of `incoming` as for output.add_outputs
insert into spending
select $run_id, sum(cost_usd), $created_at from incoming where cost_usd > 0 having sum(cost_usd) > 0

-- name: run_spending
select coalesce(sum(cost_usd), 0) from spending where run_id = $run_id

-- name: month_spending
select coalesce(sum(cost_usd), 0) from spending where date_trunc('month', created_at) = date_trunc('month', $at)

-- name: set_archived
update run set archived_at = $archived_at where run_id = $run_id

-- name: count_attached
-- one row = what would go with a run: its outputs, and the labels on answers that no other run gave
select
  (select count(*) from output where run_id = $run_id) as output_count,
  (
    select count(*) from labeler_label as label
    join output on output.output_id = label.output_id and output.run_id = $run_id
    where not exists (
      select 1 from output as other
      where other.run_id <> $run_id and other.item_id = label.item_id and other.answer_key = label.answer_key
    )
  ) as label_count

-- name: set_labels_elsewhere
-- labels on answers that another run gave too go over to the newest such output, of the same candidate if there is one
update label set output_id = elsewhere.output_id, candidate_id = elsewhere.candidate_id
from (
  select mine.output_id as old_output_id, other.output_id, other.candidate_id
  from output as mine
  join output as other on other.run_id <> mine.run_id and other.item_id = mine.item_id
    and other.answer_key = mine.answer_key
  where mine.run_id = $run_id
  qualify row_number() over (
    partition by mine.output_id order by other.candidate_id = mine.candidate_id desc, other.output_id desc
  ) = 1
) as elsewhere
where label.output_id = elsewhere.old_output_id

-- name: delete_scores
delete from score where output_id in (select output_id from output where run_id = $run_id)

-- name: delete_labels
delete from label where output_id in (select output_id from output where run_id = $run_id)

-- name: delete_replies
delete from reply where run_id = $run_id

-- name: delete_outputs
delete from output where run_id = $run_id

-- name: delete_run_items
delete from run_item where run_id = $run_id

-- name: delete_run
delete from run where run_id = $run_id
