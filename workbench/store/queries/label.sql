-- name: add_label
insert into label (
  output_id, candidate_id, item_id, answer_key, labeler, verdict, correction, comment, duration_s, source,
  order_strategy, is_sample, created_at, instructions_version, order_seed, draw_position, draw_probability,
  sitting_id, assignment_id, is_repeat, is_automatic, reasons
)
select output_id, candidate_id, item_id, answer_key, $labeler, $verdict, $correction, $comment, $duration_s,
  $source, $order_strategy, $is_sample, $created_at, $instructions_version, $order_seed, $draw_position,
  $draw_probability, $sitting_id, $assignment_id, $is_repeat, $is_automatic, $reasons::varchar[]
from output where output_id = $output_id
returning label_id

-- name: add_labels
-- rows of `incoming` (output_id, labeler, verdict, correction, comment, source, is_sample), those that say the same of
-- equal answers to one item once; a labeler's standing label with the same content is not added again, nor is what
-- came last from the same source for the candidate, or for another one where it has nothing: it may have been changed
-- or taken back at the desk since, which the same file imported once more must not overrule
insert into label (
  output_id, candidate_id, item_id, answer_key, labeler, verdict, correction, comment, source, order_strategy,
  is_sample, created_at
)
select output_id, output.candidate_id, output.item_id, output.answer_key, incoming.labeler, incoming.verdict,
  incoming.correction, incoming.comment, incoming.source, 'none', incoming.is_sample, $created_at
from incoming
join output using (output_id)
where not exists (
  select 1 from (
    select item_id, answer_key, labeler, verdict, correction, comment, null as from_source, null as candidate_id
    from labeler_label where not is_adjudication
    union all
    select item_id, answer_key, labeler, verdict, correction, comment, source, candidate_id
    from label where is_repeat is not true
    qualify row_number() over (
      partition by candidate_id, item_id, answer_key, labeler, source order by label_id desc
    ) = 1
  ) as standing
  where standing.item_id = output.item_id and standing.answer_key = output.answer_key
    and standing.labeler = incoming.labeler
    and (coalesce(standing.candidate_id, output.candidate_id) = output.candidate_id or not exists (
      select 1 from label as own
      where own.candidate_id = output.candidate_id and own.item_id = output.item_id
        and own.answer_key = output.answer_key and own.labeler = incoming.labeler and own.source = incoming.source
    ))
    and coalesce(standing.from_source, incoming.source) = incoming.source
    and standing.verdict = incoming.verdict
    and standing.correction is not distinct from incoming.correction
    and standing.comment is not distinct from incoming.comment
)
qualify row_number() over (
  partition by output.item_id, output.answer_key, incoming.labeler, incoming.verdict, incoming.correction,
    incoming.comment
  order by output_id desc
) = 1

-- name: queue_table
-- one row = one answer to an item of a version, however many candidates gave it, that no one has labelled yet or on
-- which one verdict stands, in a committed order. place: its item's place in that order among all of the scope,
-- labelled or not; item_count: how many items that is
with answered as (
  select max(output.output_id) as output_id, output.item_id, output.answer_key,
    min(version_item.position) as position
  from current_output as output
  join candidate on candidate.candidate_id = output.candidate_id and candidate.archived_at is null
  join version_item on version_item.item_id = output.item_id
    and version_item.dataset_version_id = $dataset_version_id
  left join current_split on current_split.dataset_version_id = $dataset_version_id
  left join item_split on item_split.split_id = current_split.split_id and item_split.item_id = output.item_id
  where candidate.workflow_id = $workflow_id and output.state = 'answered'
    and ($candidate_id is null or output.candidate_id = $candidate_id)
    and ($split is null or item_split.name = $split)
  group by output.item_id, output.answer_key
),
placed as (
  select output_id, item_id, answer_key,
    dense_rank() over (
      order by case when $strategy = 'random' then md5(concat_ws('/', $seed::bigint, item_id)) end, position, item_id
    ) as place
  from answered
)
select placed.output_id, placed.item_id, placed.answer_key, placed.place,
  (select max(place) from placed) as item_count
from placed
left join current_label as label on label.item_id = placed.item_id and label.answer_key = placed.answer_key
where label.verdict is not distinct from $verdict
order by placed.place, md5(concat_ws('/', $seed::bigint, placed.answer_key))

-- name: get_task
-- one row = everything the desk shows of one output
select output.output_id, output.item_id, output.answer, output.candidate_id, candidate.name as candidate_name,
  item.item_key, item.content, item.expected
from output
join item using (item_id)
join candidate on candidate.candidate_id = output.candidate_id
where output.output_id = $output_id

-- name: list_standing
-- one row = the newest standing label of one labeler on the answer that an output holds, the one that counts first
with newest as (
  select label.*
  from output
  join label on label.item_id = output.item_id and label.answer_key = output.answer_key
  where output.output_id = $output_id and label.is_repeat is not true
  qualify row_number() over (
    partition by label.labeler, label.source = 'adjudication' order by label.label_id desc
  ) = 1
)
select * from newest where verdict is not null order by source = 'adjudication' desc, label_id desc

-- name: list_events
-- one row = one labelling event of a labeler in a workflow, newest first
select label.* from label join candidate using (candidate_id)
where candidate.workflow_id = $workflow_id and ($labeler is null or labeler = $labeler)
order by label_id desc
limit $limit

-- name: count_labels
-- one row = how many outputs a labeler has labelled in a workflow, and how many of them today
select count(*) as label_count, count(*) filter (label.created_at >= $since) as since_count
from labeler_label as label join candidate using (candidate_id)
where candidate.workflow_id = $workflow_id and labeler = $labeler and not is_adjudication

-- name: list_repeats
-- one row = one output that a labeler judged again unannounced, newest first
select again.* from repeat_label as again join candidate using (candidate_id)
where candidate.workflow_id = $workflow_id and ($labeler is null or again.labeler = $labeler)
order by again.label_id desc

-- name: list_labelers
-- one row = a person with labels that stand; the samples' maker is none
select labeler, count(*) as label_count from labeler_label
where not is_sample and ($source is null or source = $source)
group by all order by labeler

-- name: list_newest
-- one row = what a labeler last said as such of the answer that one of these outputs holds, taken back or not
with asked as (
  select output_id as asked_id, item_id, answer_key from output
  where output_id in (select unnest($output_ids::bigint[]))
)
select label.*, asked_id
from label join asked on label.item_id = asked.item_id and label.answer_key = asked.answer_key
where label.labeler = $labeler and label.is_repeat is not true and label.source <> 'adjudication'
qualify row_number() over (partition by asked_id order by label.label_id desc) = 1

-- name: find_answers
-- rows of `incoming` (item_id, answer_key); one row = the newest output that holds one of these answers
select incoming.item_id, incoming.answer_key, max(output.output_id) as output_id
from incoming
join output on output.item_id = incoming.item_id and output.answer_key = incoming.answer_key
group by incoming.item_id, incoming.answer_key

-- name: count_events
select count(*) from label

-- name: list_judged_answers
-- one row = one current answer of a workflow that people found correct or incorrect, to an item with an expected
-- answer; the newest labels first
select item.item_key, output.answer, item.expected, label.verdict
from current_output as output
join candidate on candidate.candidate_id = output.candidate_id
join item on item.item_id = output.item_id
join current_label as label on label.item_id = output.item_id and label.answer_key = output.answer_key
where candidate.workflow_id = $workflow_id and candidate.archived_at is null and output.state = 'answered'
  and label.verdict in ('correct', 'incorrect') and trim(coalesce(item.expected, '')) <> ''
qualify row_number() over (partition by label.label_id order by output.output_id) = 1
order by label.label_id desc
limit $limit
