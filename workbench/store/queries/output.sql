-- name: add_outputs
-- rows of `incoming` (item_id, state, answer, raw, failure_reason, confidence, latency_s, cost_usd,
-- input_tokens, output_tokens)
insert into output (
  run_id, candidate_id, candidate_version_id, item_id, state, answer, answer_key, raw, failure_reason,
  confidence, latency_s, cost_usd, input_tokens, output_tokens, created_at
)
select run.run_id, run.candidate_id, run.candidate_version_id, incoming.item_id, incoming.state, incoming.answer,
  md5(coalesce(incoming.answer, '')), incoming.raw, incoming.failure_reason, incoming.confidence,
  incoming.latency_s, incoming.cost_usd, incoming.input_tokens, incoming.output_tokens, $created_at
from incoming
join run on run.run_id = $run_id

-- name: list_outputs
-- one row = one stored output of a run, newest first, with item, score and the label that counts
select output.output_id, item.item_key, item.content, item.expected, output.state, output.answer,
  output.failure_reason, output.confidence, output.latency_s, output.cost_usd, output.created_at,
  score.is_correct, current_label.verdict
from output
join item using (item_id)
left join score using (output_id)
left join current_label on current_label.candidate_id = output.candidate_id
  and current_label.item_id = output.item_id and current_label.answer_key = output.answer_key
where output.run_id = $run_id and ($state is null or output.state = $state)
order by output.output_id desc
limit $limit offset $offset

-- name: list_unscored
-- one row = one answered current output without a score, with the answers its version accepts for the same input
select output.output_id, output.answer, output.item_id, run.dataset_version_id
from output
join run using (run_id)
join candidate on candidate.candidate_id = output.candidate_id
where candidate.workflow_id = $workflow_id and output.state = 'answered'
  and not exists (select 1 from score where score.output_id = output.output_id and score.scorer = $scorer)

-- name: add_scores
-- rows of `incoming` (output_id, is_correct, is_correct_strict)
insert into score (output_id, scorer, is_correct, is_correct_strict, created_at)
select output_id, $scorer, is_correct, is_correct_strict, $created_at from incoming

-- name: delete_scores
delete from score where output_id in (
  select output_id from output join candidate using (candidate_id) where workflow_id = $workflow_id
)

-- name: list_current_answers
-- one row = the output that stands for a candidate on one item
select item_id, output_id, answer from current_output where candidate_id = $candidate_id
