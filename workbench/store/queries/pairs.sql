-- name: count_pairs
-- one row = how many items of a version (or split) two candidates were judged so: first_verdict and second_verdict are
-- correct, incorrect, no_answer, unsure, failed, unlabelled or, without an output, missing; with a `pointer` (JSON
-- pointer to a column) per value of that column
with pool as (
  select version_item.item_id,
    case when $pointer is not null then coalesce(json_extract_string(item.content, $pointer), '') end as value
  from version_item
  join item on item.item_id = version_item.item_id
  left join current_split on current_split.dataset_version_id = version_item.dataset_version_id
  left join item_split on item_split.split_id = current_split.split_id and item_split.item_id = version_item.item_id
  where version_item.dataset_version_id = $dataset_version_id and ($split is null or item_split.name = $split)
)
select pool.value, coalesce(first.verdict, 'missing') as first_verdict, coalesce(second.verdict, 'missing') as second_verdict,
  count(*) as item_count
from pool
left join judged_output as first on first.item_id = pool.item_id and first.candidate_id = $first_id
left join judged_output as second on second.item_id = pool.item_id and second.candidate_id = $second_id
group by all order by all

-- name: count_weighted
-- one row = on how many items of a version (or split) a label counts for one of two candidates that a weighted draw
-- brought: where one of them was likely wrong
select count(distinct judged.item_id) as item_count
from judged_output as judged
join version_item on version_item.item_id = judged.item_id and version_item.dataset_version_id = $dataset_version_id
join label on label.label_id = judged.label_id and label.order_strategy = 'soonest_weighted'
left join current_split on current_split.dataset_version_id = version_item.dataset_version_id
left join item_split on item_split.split_id = current_split.split_id and item_split.item_id = version_item.item_id
where judged.candidate_id in ($first_id, $second_id) and ($split is null or item_split.name = $split)

-- name: list_pairs
-- one row = an item of a version (or split) with the outputs of two candidates on which exactly the named verdicts
-- stand, in the dataset's order; found_count: how many there are
select item.item_id, item.item_key, item.content, item.expected, first.answer as first_answer,
  second.answer as second_answer, coalesce(first.verdict, 'missing') as first_verdict,
  coalesce(second.verdict, 'missing') as second_verdict, first_label.comment as first_comment,
  second_label.comment as second_comment, count(*) over () as found_count
from version_item
join item on item.item_id = version_item.item_id
left join current_split on current_split.dataset_version_id = version_item.dataset_version_id
left join item_split on item_split.split_id = current_split.split_id and item_split.item_id = version_item.item_id
left join judged_output as first on first.item_id = item.item_id and first.candidate_id = $first_id
left join judged_output as second on second.item_id = item.item_id and second.candidate_id = $second_id
left join label as first_label on first_label.label_id = first.label_id
left join label as second_label on second_label.label_id = second.label_id
where version_item.dataset_version_id = $dataset_version_id and ($split is null or item_split.name = $split)
  and list_contains($first_verdicts, coalesce(first.verdict, 'missing'))
  and list_contains($second_verdicts, coalesce(second.verdict, 'missing'))
  and ($text = '' or contains(
    lower(concat_ws(' ', item.item_key, item.content, item.expected, first.answer, second.answer)), lower($text)
  ))
order by version_item.position
limit $limit offset $offset
