-- name: list_candidates
-- one row = one candidate with its newest settings
select candidate.*, version.candidate_version_id, version.number as version_number, version.settings,
  version.prompt_template, version.answer_form, version.created_at as saved_at
from candidate
join candidate_version as version using (candidate_id)
where candidate.workflow_id = $workflow_id and ($with_archived or candidate.archived_at is null)
qualify row_number() over (partition by candidate.candidate_id order by version.number desc) = 1
order by candidate.candidate_id

-- name: get_candidate
-- one row = one candidate with its newest settings, or with those of one version
select candidate.*, version.candidate_version_id, version.number as version_number, version.settings,
  version.prompt_template, version.answer_form, version.created_at as saved_at
from candidate
join candidate_version as version using (candidate_id)
where candidate.candidate_id = $candidate_id
  and ($candidate_version_id is null or version.candidate_version_id = $candidate_version_id)
order by version.number desc
limit 1

-- name: list_versions
-- one row = one version of a candidate, newest first
select candidate.*, version.candidate_version_id, version.number as version_number, version.settings,
  version.prompt_template, version.answer_form, version.created_at as saved_at
from candidate
join candidate_version as version using (candidate_id)
where candidate.candidate_id = $candidate_id
order by version.number desc

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
insert into candidate_version (candidate_id, number, settings, created_at, prompt_template, answer_form)
select $candidate_id, 1 + coalesce(max(number), 0), $settings, $created_at, $prompt_template, $answer_form
from candidate_version where candidate_id = $candidate_id

-- name: set_instructions
update candidate_version set prompt_template = $prompt_template, answer_form = $answer_form
where candidate_version_id = $candidate_version_id

-- name: set_candidate_name
update candidate set name = $name where candidate_id = $candidate_id

-- name: set_archived
update candidate set archived_at = $archived_at where candidate_id = $candidate_id

-- name: count_attached
-- one row = what hangs on a candidate and would go with it: of the labels, those on answers that no other one gave
select
  (select count(*) from run where candidate_id = $candidate_id) as run_count,
  (select count(*) from output where candidate_id = $candidate_id) as output_count,
  (
    select count(*) from labeler_label as label
    where label.candidate_id = $candidate_id and not exists (
      select 1 from output as other
      where other.candidate_id <> $candidate_id and other.item_id = label.item_id
        and other.answer_key = label.answer_key
    )
  ) as label_count

-- name: set_labels_elsewhere
-- labels on answers that another candidate gave too go over to the newest such output
update label set output_id = elsewhere.output_id, candidate_id = elsewhere.candidate_id
from (
  select mine.output_id as old_output_id, other.output_id, other.candidate_id
  from output as mine
  join output as other on other.candidate_id <> mine.candidate_id and other.item_id = mine.item_id
    and other.answer_key = mine.answer_key
  where mine.candidate_id = $candidate_id
  qualify row_number() over (partition by mine.output_id order by other.output_id desc) = 1
) as elsewhere
where label.output_id = elsewhere.old_output_id

-- name: delete_assignment_tasks
delete from assignment_task
where assignment_id in (select assignment_id from assignment where candidate_id = $candidate_id)

-- name: delete_assignment_labelers
delete from assignment_labeler
where assignment_id in (select assignment_id from assignment where candidate_id = $candidate_id)

-- name: delete_assignments
delete from assignment where candidate_id = $candidate_id

-- name: delete_scores
delete from score where output_id in (select output_id from output where candidate_id = $candidate_id)

-- name: delete_labels
delete from label where candidate_id = $candidate_id

-- name: delete_replies
delete from reply where run_id in (select run_id from run where candidate_id = $candidate_id)

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
