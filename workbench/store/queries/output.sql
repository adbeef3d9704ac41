-- name: add_outputs
-- rows of `incoming` (item_id, state, answer, raw, failure_reason, confidence, latency_s, cost_usd,
-- input_tokens, output_tokens, request_key)
insert into output (
  run_id, candidate_id, candidate_version_id, item_id, state, answer, answer_key, raw, failure_reason,
  confidence, latency_s, cost_usd, input_tokens, output_tokens, request_key, created_at
)
select run.run_id, run.candidate_id, run.candidate_version_id, incoming.item_id, incoming.state, incoming.answer,
  md5(coalesce(incoming.answer, '')), incoming.raw, incoming.failure_reason, incoming.confidence,
  incoming.latency_s, incoming.cost_usd, incoming.input_tokens, incoming.output_tokens,
  cast(incoming.request_key as ubigint), $created_at
from incoming
join run on run.run_id = $run_id

-- name: add_replies
-- rows of `incoming` as for add_outputs, with body; for a run that keeps its replies
insert into reply
select run.run_id, incoming.item_id, $created_at, incoming.body
from incoming
join run on run.run_id = $run_id and run.keeps_replies
where incoming.body <> ''

-- name: get_reply
-- the body of the reply behind an output, or behind the one it was taken over from
select reply.body
from output as shown
join output as asked on asked.output_id = coalesce(shown.reused_from, shown.output_id)
join reply on reply.run_id = asked.run_id and reply.item_id = asked.item_id and reply.created_at = asked.created_at
where shown.output_id = $output_id

-- name: has_reusable
select exists (
  select 1 from output where request_key is not null and state <> 'failed' and run_id <> $run_id
)

-- name: count_reusable
-- rows of `incoming` (request_key): how many of these requests an earlier run has an answer to
select count(*) as reusable_count from incoming
where cast(request_key as ubigint) in (select request_key from output where state <> 'failed')

-- name: add_reused
-- rows of `incoming` (item_id, request_key); the newest answer of an earlier run to the same request is taken over
insert into output (
  run_id, candidate_id, candidate_version_id, item_id, state, answer, answer_key, raw, confidence, latency_s,
  cost_usd, input_tokens, output_tokens, request_key, reused_from, created_at
)
with earlier as (
  select output.* from output
  where output.request_key in (select cast(request_key as ubigint) from incoming)
    and output.state <> 'failed' and output.run_id <> $run_id
  qualify row_number() over (partition by output.request_key order by output.output_id desc) = 1
)
select run.run_id, run.candidate_id, run.candidate_version_id, incoming.item_id, earlier.state, earlier.answer,
  earlier.answer_key, earlier.raw, earlier.confidence, earlier.latency_s, earlier.cost_usd, earlier.input_tokens,
  earlier.output_tokens, earlier.request_key, coalesce(earlier.reused_from, earlier.output_id), $created_at
from incoming
join earlier on earlier.request_key = cast(incoming.request_key as ubigint)
join run on run.run_id = $run_id
returning item_id

-- name: list_outputs
-- one row = one stored output of a run, newest first, with item, the trusted score and the label that counts
select output.output_id, item.item_key, item.content, item.expected, output.state, output.answer,
  output.failure_reason, output.confidence, output.latency_s, output.cost_usd, output.created_at,
  score.is_correct, current_label.verdict
from output
join item using (item_id)
join candidate on candidate.candidate_id = output.candidate_id
join workflow on workflow.workflow_id = candidate.workflow_id
left join score on score.output_id = output.output_id and score.scorer = workflow.trusted_scorer
left join current_label on current_label.item_id = output.item_id
  and current_label.answer_key = output.answer_key
where output.run_id = $run_id and ($state is null or output.state = $state)
order by output.output_id desc
limit $limit offset $offset

-- name: list_standing_outputs
-- one row = the output that stands for one item within a run: the newest that did not fail, else the newest
-- failure; with its score by one scorer, and the verdict that counts for it where a label or the scorer that
-- the workflow trusts gives one. Newest first, or in the order the run planned.
with standing as (
  select * from output
  where run_id = $run_id and ($until is null or output_id <= $until)
  qualify row_number() over (partition by item_id order by (state = 'failed'), output_id desc) = 1
)
select standing.output_id, item.item_key, item.content, item.expected, standing.state, standing.answer,
  standing.failure_reason, standing.confidence, standing.latency_s, standing.cost_usd, standing.created_at,
  standing.raw, standing.reused_from, standing.request_key, standing.input_tokens, standing.output_tokens,
  standing.item_id,
  score.is_correct, score.value as score_value, score.explanation, label.labeler, label.comment,
  case
    when standing.state = 'failed' then null
    when label.verdict is not null then label.verdict
    when standing.state = 'no_answer' then 'no_answer'
    when score.scorer = workflow.trusted_scorer and score.is_correct then 'correct'
    when score.scorer = workflow.trusted_scorer and not score.is_correct then 'incorrect'
  end as verdict
from standing
join item using (item_id)
join candidate on candidate.candidate_id = standing.candidate_id
join workflow on workflow.workflow_id = candidate.workflow_id
left join run_item on run_item.run_id = standing.run_id and run_item.item_id = standing.item_id
left join score on score.output_id = standing.output_id and score.scorer = $scorer
left join current_label as label on label.item_id = standing.item_id and label.answer_key = standing.answer_key
where ($state is null or standing.state = $state) and ($output_id is null or standing.output_id = $output_id)
  and ($text = '' or contains(
    lower(concat_ws(' ', item.item_key, item.content, item.expected, standing.answer, standing.failure_reason)),
    lower($text)
  ))
order by case when $newest_first then -standing.output_id else run_item.position end, standing.output_id
limit $limit offset $offset

-- name: count_standing_outputs
-- one row = one state and how many of a run's standing outputs are in it and match a searched text
with standing as (
  select * from output
  where run_id = $run_id and ($until is null or output_id <= $until)
  qualify row_number() over (partition by item_id order by (state = 'failed'), output_id desc) = 1
)
select standing.state, count(*) as output_count
from standing
join item using (item_id)
where $text = '' or contains(
  lower(concat_ws(' ', item.item_key, item.content, item.expected, standing.answer, standing.failure_reason)),
  lower($text)
)
group by standing.state

-- name: list_failure_reasons
-- one row = one reason and how many items of a run stand as failed for it, the most frequent first
with standing as (
  select * from output where run_id = $run_id
  qualify row_number() over (partition by item_id order by (state = 'failed'), output_id desc) = 1
)
select failure_reason, count(*) as item_count from standing where state = 'failed'
group by failure_reason
order by item_count desc, failure_reason
limit $limit

-- name: latency_quantiles
-- one row = seconds per call of a run's own answers: half took at most p50_s, all but one in twenty at most p95_s
select quantile_cont(latency_s, 0.5) as p50_s, quantile_cont(latency_s, 0.95) as p95_s
from output
where run_id = $run_id and state <> 'failed' and reused_from is null and latency_s is not null

-- name: recent_pace
-- one row = how many outputs a run stored after the first of its recent batches, and when it stored that one;
-- recent are the batches since a moment, and the newest few whatever their age
with batch as (
  select created_at, count(*) as output_count, row_number() over (order by created_at desc) as age
  from output where run_id = $run_id and created_at >= $began_at
  group by created_at
),
recent as (select * from batch where created_at >= $since or age <= $fewest)
select sum(output_count) - arg_min(output_count, created_at) as output_count, min(created_at) as first_at
from recent

-- name: list_stored_seconds
-- one row = one second in which a run stored outputs, and how many items it had not had one of before
with first_stored as (
  select item_id, min(created_at) as created_at from output where run_id = $run_id group by item_id
)
select date_trunc('second', created_at) as second, max(created_at) as stored_at, count(*) as item_count
from first_stored group by all order by second

-- name: list_answered
-- one row = the answer that stands for one item of a run, beside the item's own expected answer
with standing as (
  select * from output where run_id = $run_id
  qualify row_number() over (partition by item_id order by (state = 'failed'), output_id desc) = 1
)
select standing.answer, item.expected
from standing join item using (item_id)
where standing.state = 'answered' and trim(coalesce(item.expected, '')) <> ''
order by standing.output_id desc
limit $limit

-- name: list_scored_labels
-- one row = one current answer that both this scorer and people found correct or incorrect, the newest labels first
select item.item_key, output.answer, item.expected, score.is_correct, score.explanation, label.verdict
from current_output as output
join candidate on candidate.candidate_id = output.candidate_id
join item on item.item_id = output.item_id
join score on score.output_id = output.output_id and score.scorer = $scorer and score.is_correct is not null
join current_label as label on label.item_id = output.item_id and label.answer_key = output.answer_key
  and not coalesce(label.is_automatic, false)
where candidate.workflow_id = $workflow_id and candidate.archived_at is null and output.state = 'answered'
  and label.verdict in ('correct', 'incorrect')
qualify row_number() over (partition by label.label_id order by output.output_id) = 1
order by label.label_id desc
limit $limit

-- name: list_unscored
-- one row = one answered output without a score, with the version whose answers count as right for it: the newest of
-- the dataset where that has the item, else the one that was run over
with newest as (
  select dataset_version_id as run_version_id, max(dataset_version_id) over (partition by dataset_id) as newest_id
  from dataset_version
)
select output.output_id, output.answer, output.item_id,
  coalesce(standing.dataset_version_id, run.dataset_version_id) as dataset_version_id
from output
join run using (run_id)
join candidate on candidate.candidate_id = output.candidate_id
join newest on newest.run_version_id = run.dataset_version_id
left join version_item as standing on standing.item_id = output.item_id
  and standing.dataset_version_id = newest.newest_id
where candidate.workflow_id = $workflow_id and output.state = 'answered'
  and not exists (select 1 from score where score.output_id = output.output_id and score.scorer = $scorer)

-- name: add_scores
-- rows of `incoming` (output_id, is_correct, is_correct_strict, value, explanation, cost_usd); an output that has
-- a score by this scorer by now keeps it
insert into score (
  output_id, scorer, is_correct, is_correct_strict, value, explanation, cost_usd, created_at
)
select output_id, $scorer, is_correct, is_correct_strict, value, explanation, cost_usd, $created_at
from incoming
where output_id not in (select output_id from score where scorer = $scorer)

-- name: add_scores_again
-- an answered output without a score takes over the newest one that this scorer gave to the same answer to the same item
-- of the same workflow; it costs nothing again
insert into score (
  output_id, scorer, is_correct, is_correct_strict, value, explanation, cost_usd, created_at
)
with scored as (
  select output.item_id, output.answer_key, score.is_correct, score.is_correct_strict, score.value, score.explanation
  from score
  join output using (output_id)
  join candidate using (candidate_id)
  where score.scorer = $scorer and candidate.workflow_id = $workflow_id
  qualify row_number() over (partition by output.item_id, output.answer_key order by score.created_at desc) = 1
)
select output.output_id, $scorer, scored.is_correct, scored.is_correct_strict, scored.value, scored.explanation, null,
  $created_at
from output
join candidate using (candidate_id)
join scored on scored.item_id = output.item_id and scored.answer_key = output.answer_key
where candidate.workflow_id = $workflow_id and output.state = 'answered'
  and not exists (select 1 from score where score.output_id = output.output_id and score.scorer = $scorer)

-- name: delete_scores
delete from score where output_id in (
  select output_id from output join candidate using (candidate_id) where workflow_id = $workflow_id
) and ($scorer is null or scorer = $scorer)

-- name: has_scores
select exists (
  select 1 from score join output using (output_id) join item using (item_id) where item.dataset_id = $dataset_id
)

-- name: delete_outdated_scores
-- scores of outputs to the items of a version that ask the same (or all, where it asks from other columns) as an item
-- that stands in only one of this and the version before: what is right for them may be other answers now
delete from score where list_contains($scorers, scorer) and output_id in (
  with differing as (
    select item_id from version_item
    where dataset_version_id in ($dataset_version_id, $before_version_id)
    group by item_id having count(*) = 1
  ),
  differently_answered as (
    select hash(json_extract_string(item.content, $pointers::varchar[])) as asked
    from differing join item on item.item_id = differing.item_id
  ),
  scored as (
    select output.output_id, hash(json_extract_string(item.content, $pointers::varchar[])) as asked
    from output
    semi join score on score.output_id = output.output_id
    join version_item on version_item.item_id = output.item_id
      and version_item.dataset_version_id = $dataset_version_id
    join item on item.item_id = output.item_id
  )
  select output_id from scored where $asks_otherwise or asked in (select asked from differently_answered)
)

-- name: list_current_answers
-- one row = the output that stands for a candidate on one item
select item_id, output_id, answer from current_output where candidate_id = $candidate_id
