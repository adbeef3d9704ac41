-- name: list_scenarios
-- one row = one scenario of a workflow, the base case left out, oldest first
select * from roi_scenario
where workflow_id = $workflow_id and not is_base and ($with_deleted or deleted_at is null)
order by roi_scenario_id

-- name: get_scenario
select * from roi_scenario where roi_scenario_id = $scenario_id

-- name: get_base
-- one row = the base case of a workflow, where anything of it was stored
select * from roi_scenario where workflow_id = $workflow_id and is_base

-- name: find_scenario
select * from roi_scenario
where workflow_id = $workflow_id and not is_base and deleted_at is null and lower(name) = lower($name)

-- name: add_scenario
insert into roi_scenario (workflow_id, name, is_base, policy, figures, error_costs, seed, created_at, changed_at)
values ($workflow_id, $name, $is_base, $policy, $figures, $error_costs, $seed, $now, $now)
returning roi_scenario_id

-- name: set_scenario
update roi_scenario set
  name = $name, policy = $policy, figures = $figures, error_costs = $error_costs, seed = $seed, changed_at = $now
where roi_scenario_id = $scenario_id

-- name: set_deleted
update roi_scenario set deleted_at = $deleted_at where roi_scenario_id = $scenario_id

-- name: delete_scenarios
delete from roi_scenario where workflow_id = $workflow_id

-- name: outcomes
-- one row = one candidate's current output on an item of a version (or split), as ROI reads it
select judged.candidate_id, judged.item_id, judged.state, judged.verdict, judged.confidence, judged.cost_usd,
  judged.input_tokens, judged.output_tokens
from judged_output as judged
join candidate on candidate.candidate_id = judged.candidate_id and candidate.archived_at is null
join version_item on version_item.item_id = judged.item_id and version_item.dataset_version_id = $dataset_version_id
left join current_split on current_split.dataset_version_id = version_item.dataset_version_id
left join item_split on item_split.split_id = current_split.split_id and item_split.item_id = judged.item_id
where judged.workflow_id = $workflow_id and ($split is null or item_split.name = $split)
order by judged.candidate_id, version_item.position

-- name: desk_times
-- one row = one verdict that the desk timed, the newest first: seconds, and whether a correction was written
select label.duration_s, coalesce(label.correction, '') <> '' as is_corrected
from label
join candidate on candidate.candidate_id = label.candidate_id
where candidate.workflow_id = $workflow_id and label.source = 'desk' and not label.is_sample
  and label.verdict is not null and label.duration_s > 0
order by label.label_id desc
limit $limit

-- name: evaluation_time
-- one row = the seconds that labelling a workflow has taken, and how many labelling events were and were not timed
select coalesce(sum(duration_s), 0) as seconds, count(duration_s) as timed_count,
  count(*) - count(duration_s) as untimed_count
from label join candidate using (candidate_id)
where candidate.workflow_id = $workflow_id and not label.is_sample and verdict is not null

-- name: stamp
-- one row = numbers that change whenever what ROI measures may have changed
select
  (select coalesce(max(label_id), 0) from label) as newest_label,
  (select coalesce(max(output_id), 0) from output) as newest_output,
  (select max(created_at) from score) as newest_score,
  (select count(*) from score) as score_count,
  (select count(*) from run where archived_at is null) as run_count,
  (select max(created_at) from candidate_version) as newest_setting,
  (select sum(hash(candidate_id, name)) from candidate where archived_at is null) as candidates,
  (select coalesce(max(bar_test_id), 0) + count(ended_at) from bar_test) as tests,
  (select count(*) from instructions) as instruction_count,
  (select sum(hash(workflow_id, confirms_wrong, recheck_rate)) from labelling_rules) as second_looks,
  (select coalesce(max(split_id), 0) from split) as newest_split
