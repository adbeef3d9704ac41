-- name: list_workflows
-- one row = one workflow
select * from workflow
where $with_archived or archived_at is null
order by is_sample, lower(name)

-- name: get_workflow
select * from workflow where workflow_id = $workflow_id

-- name: find_workflow
select * from workflow where lower(name) = lower($name) order by archived_at is not null limit 1

-- name: add_workflow
insert into workflow (
  name, description, prompt_template, answer_type, categories, field_names, unit, bar_rate, items_per_month,
  minutes_by_hand, hourly_cost_amount, review_minutes, error_cost_amount, setup_cost_amount, trusted_scorer,
  scorer_settings, is_sample, created_at
) values (
  $name, $description, $prompt_template, $answer_type, $categories, $field_names, $unit, $bar_rate,
  $items_per_month, $minutes_by_hand, $hourly_cost_amount, $review_minutes, $error_cost_amount,
  $setup_cost_amount, $trusted_scorer, $scorer_settings, $is_sample, $created_at
) returning workflow_id

-- name: set_workflow
update workflow set
  name = $name, description = $description, prompt_template = $prompt_template, answer_type = $answer_type,
  categories = $categories, field_names = $field_names, unit = $unit, bar_rate = $bar_rate,
  items_per_month = $items_per_month, minutes_by_hand = $minutes_by_hand,
  hourly_cost_amount = $hourly_cost_amount, review_minutes = $review_minutes,
  error_cost_amount = $error_cost_amount, setup_cost_amount = $setup_cost_amount,
  trusted_scorer = $trusted_scorer, scorer_settings = $scorer_settings
where workflow_id = $workflow_id

-- name: set_archived
update workflow set archived_at = $archived_at where workflow_id = $workflow_id

-- name: count_attached
-- one row = what hangs on a workflow and would go with it
select
  (select count(*) from dataset where workflow_id = $workflow_id) as dataset_count,
  (select count(*) from candidate where workflow_id = $workflow_id) as candidate_count,
  (select count(*) from run join candidate using (candidate_id) where workflow_id = $workflow_id) as run_count,
  (select count(*) from output join candidate using (candidate_id) where workflow_id = $workflow_id) as output_count,
  (select count(*) from labeler_label join candidate using (candidate_id) where workflow_id = $workflow_id) as label_count

-- name: delete_workflow
delete from workflow where workflow_id = $workflow_id
