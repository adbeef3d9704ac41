-- name: list_candidates
-- one row = one candidate with its newest settings
select candidate.*, version.candidate_version_id, version.number as version_number, version.settings
from candidate
join candidate_version as version using (candidate_id)
where candidate.workflow_id = $workflow_id and ($with_archived or candidate.archived_at is null)
qualify row_number() over (partition by candidate.candidate_id order by version.number desc) = 1
order by candidate.candidate_id

-- name: get_candidate
-- one row = one candidate with its newest settings, or with those of one version
select candidate.*, version.candidate_version_id, version.number as version_number, version.settings
from candidate
join candidate_version as version using (candidate_id)
where candidate.candidate_id = $candidate_id
  and ($candidate_version_id is null or version.candidate_version_id = $candidate_version_id)
order by version.number desc
limit 1

-- name: find_candidate
select candidate_id, name, archived_at from candidate
where workflow_id = $workflow_id and lower(name) = lower($name)
order by archived_at is not null
limit 1

-- name: list_candidate_ids
select candidate_id from candidate where workflow_id = $workflow_id

-- name: add_candidate
insert into candidate (workflow_id, name, kind, is_sample, created_at)
values ($workflow_id, $name, $kind, $is_sample, $created_at)
returning candidate_id

-- name: add_candidate_version
insert into candidate_version (candidate_id, number, settings, created_at)
select $candidate_id, 1 + coalesce(max(number), 0), $settings, $created_at
from candidate_version where candidate_id = $candidate_id

-- name: set_candidate_name
update candidate set name = $name where candidate_id = $candidate_id

-- name: set_archived
update candidate set archived_at = $archived_at where candidate_id = $candidate_id

-- name: count_attached
-- one row = what hangs on a candidate and would go with it
select
  (select count(*) from run where candidate_id = $candidate_id) as run_count,
  (select count(*) from output where candidate_id = $candidate_id) as output_count,
  (select count(*) from labeler_label where candidate_id = $candidate_id) as label_count

-- name: delete_scores
delete from score where output_id in (select output_id from output where candidate_id = $candidate_id)

-- name: delete_labels
delete from label where candidate_id = $candidate_id

-- name: delete_outputs
delete from output where candidate_id = $candidate_id

-- name: delete_run_items
delete from run_item where run_id in (select run_id from run where candidate_id = $candidate_id)

-- name: delete_runs
delete from run where candidate_id = $candidate_id

-- name: delete_versions
delete from candidate_version where candidate_id = $candidate_id

-- name: delete_candidate
delete from candidate where candidate_id = $candidate_id
