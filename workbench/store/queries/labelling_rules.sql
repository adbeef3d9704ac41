-- name: get_rules
select workflow_id, is_blind, reveals, error_categories, repeat_rate, order_strategy, order_seed,
  confirms_wrong, recheck_rate
from labelling_rules where workflow_id = $workflow_id

-- name: delete_rules
delete from labelling_rules where workflow_id = $workflow_id

-- name: add_rules
insert into labelling_rules (
  workflow_id, is_blind, reveals, error_categories, repeat_rate, order_strategy, order_seed,
  confirms_wrong, recheck_rate
) values (
  $workflow_id, $is_blind, $reveals, $error_categories::varchar[], $repeat_rate, $order_strategy, $order_seed,
  $confirms_wrong, $recheck_rate
)

-- name: newest_instructions
select number, text from instructions where workflow_id = $workflow_id order by number desc limit 1

-- name: add_instructions
insert into instructions (workflow_id, number, text, created_by, created_at)
select $workflow_id, 1 + coalesce(max(number), 0), $text, $created_by, $created_at
from instructions where workflow_id = $workflow_id

-- name: list_instructions
-- one row = one text of a workflow's instructions for labelers, newest first
select number, text, created_by, created_at from instructions
where workflow_id = $workflow_id order by number desc

-- name: delete_instructions
delete from instructions where workflow_id = $workflow_id
