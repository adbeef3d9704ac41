-- name: list_decisions
-- one row = one decision of a workflow, newest first
select * from decision where workflow_id = $workflow_id order by decision_id desc

-- name: add_decision
insert into decision (workflow_id, candidate_id, candidate_name, decided_by, reason, evidence, created_at)
values ($workflow_id, $candidate_id, $candidate_name, $decided_by, $reason, $evidence, $created_at)
returning decision_id

-- name: set_withdrawn
update decision set withdrawn_at = $withdrawn_at where decision_id = $decision_id

-- name: delete_decisions
delete from decision where workflow_id = $workflow_id
