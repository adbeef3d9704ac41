-- name: list_shared_labels
-- one row = one person's standing label on an answer to an item of a version (or split), where two people or more
-- have labelled that answer. value: what a column (`pointer`: JSON pointer) of the item holds; decided: the verdict of
-- an adjudicator; is_current: some candidate gives this answer now.
with pool as (
  select version_item.item_id, version_item.position
  from version_item
  left join current_split on current_split.dataset_version_id = version_item.dataset_version_id
  left join item_split on item_split.split_id = current_split.split_id and item_split.item_id = version_item.item_id
  where version_item.dataset_version_id = $dataset_version_id and ($split is null or item_split.name = $split)
),
given as (
  select label.item_id, label.answer_key, label.labeler, label.verdict, label.is_adjudication, label.label_id
  from labeler_label as label join pool on pool.item_id = label.item_id
  where not label.is_sample and label.is_automatic is not true
),
shared as (
  select item_id, answer_key from given where not is_adjudication group by all having count(*) >= 2
),
decided as (
  select item_id, answer_key, arg_max(verdict, label_id) as verdict from given where is_adjudication group by all
),
standing as (
  select distinct output.item_id, output.answer_key
  from current_output as output
  join candidate on candidate.candidate_id = output.candidate_id and candidate.archived_at is null
  where output.item_id in (select item_id from shared)
)
select given.item_id, given.answer_key, given.labeler, given.verdict, decided.verdict as decided,
  standing.item_id is not null as is_current,
  case when $pointer is not null then coalesce(json_extract_string(item.content, $pointer), '') end as value
from given
join shared on shared.item_id = given.item_id and shared.answer_key = given.answer_key
join pool on pool.item_id = given.item_id
join item on item.item_id = given.item_id
left join decided on decided.item_id = given.item_id and decided.answer_key = given.answer_key
left join standing on standing.item_id = given.item_id and standing.answer_key = given.answer_key
where not given.is_adjudication
order by pool.position, given.answer_key, given.labeler

-- name: count_labels_by_labeler
-- one row = one person and how many answers to items of a version (or split) they have labelled
select label.labeler, count(*) as label_count
from labeler_label as label
join version_item on version_item.item_id = label.item_id and version_item.dataset_version_id = $dataset_version_id
left join current_split on current_split.dataset_version_id = $dataset_version_id
left join item_split on item_split.split_id = current_split.split_id and item_split.item_id = label.item_id
where not label.is_adjudication and not label.is_sample and label.is_automatic is not true
  and ($split is null or item_split.name = $split)
group by label.labeler
order by label_count desc, label.labeler

-- name: count_single_wrongs
-- one row = how many answers to items of a version (or split), given by some candidate now, count as incorrect on the
-- word of one person alone
with counted as (
  select label.item_id, label.answer_key
  from current_label as label
  join version_item on version_item.item_id = label.item_id and version_item.dataset_version_id = $dataset_version_id
  left join current_split on current_split.dataset_version_id = $dataset_version_id
  left join item_split on item_split.split_id = current_split.split_id and item_split.item_id = label.item_id
  where label.verdict = 'incorrect' and not label.is_adjudication and not label.is_sample
    and label.is_automatic is not true and ($split is null or item_split.name = $split)
    and exists (
      select 1 from current_output as output
      join candidate on candidate.candidate_id = output.candidate_id and candidate.archived_at is null
      where output.item_id = label.item_id and output.answer_key = label.answer_key
    )
),
agreeing as (
  select counted.item_id, counted.answer_key, count(*) as labeler_count
  from counted
  join labeler_label as label on label.item_id = counted.item_id and label.answer_key = counted.answer_key
    and label.verdict = 'incorrect' and not label.is_sample
  group by all
)
select count(*) filter (labeler_count = 1) as single_count from agreeing

-- name: count_repeats
-- one row = one person: how many of their outputs came back unannounced on items of a version (or split), and on how
-- many of them they said the same again
select again.labeler, count(*) as repeat_count,
  count(*) filter (again.first_verdict = again.second_verdict) as same_count
from repeat_label as again
join version_item on version_item.item_id = again.item_id and version_item.dataset_version_id = $dataset_version_id
left join current_split on current_split.dataset_version_id = $dataset_version_id
left join item_split on item_split.split_id = current_split.split_id and item_split.item_id = again.item_id
where $split is null or item_split.name = $split
group by again.labeler
order by again.labeler

-- name: get_dispute
-- one row = an answer to an item with an output that holds it: the one that counts now where there is one
select item.item_id, item.item_key, item.content, item.expected, output.output_id, output.answer
from output
join item on item.item_id = output.item_id
left join current_output on current_output.output_id = output.output_id
where output.item_id = $item_id and output.answer_key = $answer_key
order by current_output.output_id is null, output.output_id desc
limit 1

-- name: list_opinions
-- one row = one standing label on an answer to an item, the adjudicated ones included
select label_id, labeler, verdict, correction, comment, reasons, is_adjudication, created_at
from labeler_label
where item_id = $item_id and answer_key = $answer_key and not is_sample and is_automatic is not true
order by label_id

-- name: list_disagreement_labels
-- one row = one person's standing label (or an adjudicator's) on an answer to an item of a version (or split) on which
-- people disagree or an adjudicator has decided
with given as (
  select label.*, version_item.position, item_split.name as split
  from labeler_label as label
  join version_item on version_item.item_id = label.item_id and version_item.dataset_version_id = $dataset_version_id
  left join current_split on current_split.dataset_version_id = $dataset_version_id
  left join item_split on item_split.split_id = current_split.split_id and item_split.item_id = label.item_id
  where not label.is_sample and label.is_automatic is not true and ($split is null or item_split.name = $split)
),
disputed as (
  select item_id, answer_key from given group by all
  having count(distinct verdict) filter (not is_adjudication) > 1 or bool_or(is_adjudication)
)
select given.item_id, given.answer_key, item.item_key, given.split, item.expected, output.answer, given.labeler,
  given.verdict, given.correction, given.comment, given.is_adjudication, given.created_at
from given
join disputed on disputed.item_id = given.item_id and disputed.answer_key = given.answer_key
join item on item.item_id = given.item_id
left join output on output.output_id = given.output_id
order by given.position, given.answer_key, given.is_adjudication, given.label_id

-- name: list_decisions
-- one row = the adjudicated label that counts on an answer to an item of a version (or split), the newest first
select label.item_id, label.answer_key, item.item_key, output.answer, label.verdict, label.comment, label.labeler,
  label.created_at
from current_label as label
join version_item on version_item.item_id = label.item_id and version_item.dataset_version_id = $dataset_version_id
join item on item.item_id = label.item_id
left join output on output.output_id = label.output_id
left join current_split on current_split.dataset_version_id = $dataset_version_id
left join item_split on item_split.split_id = current_split.split_id and item_split.item_id = label.item_id
where label.is_adjudication and ($split is null or item_split.name = $split)
order by label.label_id desc

-- name: count_disputes
-- one row = on how many answers to items of a version (or split) people disagree or an adjudicator has decided
-- (disputed_count), and how many of those, given by some candidate now, nobody has decided (undecided_count)
with disputed as (
  select label.item_id, label.answer_key, bool_or(label.is_adjudication) as is_decided
  from labeler_label as label
  join version_item on version_item.item_id = label.item_id and version_item.dataset_version_id = $dataset_version_id
  left join current_split on current_split.dataset_version_id = $dataset_version_id
  left join item_split on item_split.split_id = current_split.split_id and item_split.item_id = label.item_id
  where not label.is_sample and label.is_automatic is not true and ($split is null or item_split.name = $split)
  group by all
  having count(distinct label.verdict) filter (not label.is_adjudication) > 1 or is_decided
),
given as (
  select distinct output.item_id, output.answer_key
  from current_output as output
  join candidate on candidate.candidate_id = output.candidate_id and candidate.archived_at is null
  join disputed on disputed.item_id = output.item_id and disputed.answer_key = output.answer_key
)
select count(*) as disputed_count,
  count(*) filter (not disputed.is_decided and given.item_id is not null) as undecided_count
from disputed left join given using (item_id, answer_key)

-- name: list_scorers
-- one row = a scorer that has judged current answers of a workflow's candidates in a version
select distinct score.scorer
from current_output as output
join candidate on candidate.candidate_id = output.candidate_id and candidate.archived_at is null
join version_item on version_item.item_id = output.item_id and version_item.dataset_version_id = $dataset_version_id
join score on score.output_id = output.output_id
where candidate.workflow_id = $workflow_id and output.state = 'answered'

-- name: judged
-- one row = one answer to an item, however many candidates give it now, that a scorer has judged and people have called
-- correct or incorrect. is_settled: by an adjudicator, or by two people or more who agree; is_sample: given by nobody; value: of a column (JSON
-- pointer), null where none is asked for
with said as (
  select item_id, answer_key,
    count(distinct labeler) filter (verdict = 'correct') as rights,
    count(distinct labeler) filter (verdict = 'incorrect') as wrongs
  from labeler_label where not is_adjudication
  group by item_id, answer_key
)
select output.item_id, output.answer_key, any_value(score.is_correct) as judged_correct,
  any_value(label.verdict) as verdict,
  any_value(label.is_adjudication or (least(said.rights, said.wrongs) = 0 and greatest(said.rights, said.wrongs) > 1))
    as is_settled,
  any_value(label.is_sample) as is_sample,
  any_value(json_extract_string(item.content, $pointer)) as value
from current_output as output
join candidate on candidate.candidate_id = output.candidate_id and candidate.archived_at is null
join version_item on version_item.item_id = output.item_id and version_item.dataset_version_id = $dataset_version_id
join item on item.item_id = output.item_id
left join current_split on current_split.dataset_version_id = version_item.dataset_version_id
left join item_split on item_split.split_id = current_split.split_id and item_split.item_id = output.item_id
join score on score.output_id = output.output_id and score.scorer = $scorer and score.is_correct is not null
join current_label as label on label.item_id = output.item_id and label.answer_key = output.answer_key
left join said on said.item_id = output.item_id and said.answer_key = output.answer_key
where candidate.workflow_id = $workflow_id and output.state = 'answered' and label.verdict in ('correct', 'incorrect')
  and ($split is null or item_split.name = $split)
group by output.item_id, output.answer_key
