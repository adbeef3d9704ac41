-- name: count_changes
-- one row = how many items two versions of a dataset differ in; an item is known by its key
with before as (select item_id from version_item where dataset_version_id = $from_version_id),
after as (select item_id from version_item where dataset_version_id = $to_version_id),
gone as (select item_key from before anti join after using (item_id) join item using (item_id)),
come as (select item_key from after anti join before using (item_id) join item using (item_id))
select
  count(*) filter (gone.item_key is null) as added,
  count(*) filter (come.item_key is null) as removed,
  count(*) filter (gone.item_key = come.item_key) as changed
from gone full outer join come on come.item_key = gone.item_key

-- name: list_changes
-- one row = one item that two versions differ in, as it read before and reads after (null where it was not there);
-- `$kind`: added, removed or changed. In the later version's order, what was removed in the earlier one's.
with before as (select item_id, position from version_item where dataset_version_id = $from_version_id),
after as (select item_id, position from version_item where dataset_version_id = $to_version_id),
gone as (
  select item_id, item_key, before.position from before anti join after using (item_id) join item using (item_id)
),
come as (
  select item_id, item_key, after.position from after anti join before using (item_id) join item using (item_id)
),
page as (
  select coalesce(come.item_key, gone.item_key) as item_key, gone.item_id as before_id, come.item_id as after_id,
    coalesce(come.position, gone.position) as position
  from gone full outer join come on come.item_key = gone.item_key
  where case
    when gone.item_key is null then 'added' when come.item_key is null then 'removed' else 'changed'
  end = $kind
  order by position, item_key limit $limit offset $offset
)
select page.item_key, earlier.content as before_content, earlier.expected as before_expected,
  later.content as after_content, later.expected as after_expected
from page
left join item as earlier on earlier.item_id = page.before_id
left join item as later on later.item_id = page.after_id
order by page.position, page.item_key

-- name: add_edited_items
-- rows of `incoming` (item_key, content, expected) not yet stored for this dataset as they read now; the hash is the
-- one that imports give
insert into item (dataset_id, item_key, content, expected, content_hash, created_at)
select $dataset_id, item_key, content, expected, left(md5(concat(content, chr(31), expected)), 16), $created_at
from incoming
where not exists (
  select 1 from item
  where item.dataset_id = $dataset_id and item.item_key = incoming.item_key
    and item.content_hash = left(md5(concat(incoming.content, chr(31), incoming.expected)), 16)
)

-- name: add_edited_version_items
-- the items of one version for the next, those of `incoming` as they read now
insert into version_item (dataset_version_id, item_id, position)
with edited as (
  select incoming.item_key, min(item.item_id) as item_id
  from incoming
  join item on item.dataset_id = $dataset_id and item.item_key = incoming.item_key
    and item.content_hash = left(md5(concat(incoming.content, chr(31), incoming.expected)), 16)
  group by incoming.item_key
)
select $dataset_version_id, coalesce(edited.item_id, version_item.item_id), version_item.position
from version_item
join item on item.item_id = version_item.item_id
left join edited on edited.item_key = item.item_key
where version_item.dataset_version_id = $from_version_id

-- name: add_same_items
-- the items of one version for another
insert into version_item (dataset_version_id, item_id, position)
select $dataset_version_id, item_id, position from version_item where dataset_version_id = $from_version_id

-- name: newest_version_id
select max(dataset_version_id) from dataset_version where dataset_id = $dataset_id

-- name: count_out_of_date
-- one row = one candidate with answers to items of a version as they read in other versions and none to them as they
-- read now: how many such items, and how many of those answers carry a label
with now_here as (
  select item.item_key, item.item_id
  from version_item join item using (item_id) where version_item.dataset_version_id = $dataset_version_id
),
answered as (
  select output.candidate_id, output.output_id, output.item_id, output.answer_key, item.item_key
  from current_output as output join item using (item_id)
  where item.dataset_id = $dataset_id and output.state <> 'failed'
),
stale as (
  select answered.candidate_id, now_here.item_id,
    bool_or(label.label_id is not null) as is_labelled
  from answered
  join now_here on now_here.item_key = answered.item_key and now_here.item_id <> answered.item_id
  left join current_label as label on label.item_id = answered.item_id and label.answer_key = answered.answer_key
  group by all
),
only_stale as (
  select stale.candidate_id, stale.item_id, stale.is_labelled
  from stale
  anti join answered on answered.candidate_id = stale.candidate_id and answered.item_id = stale.item_id
)
select candidate.candidate_id, candidate.name as candidate_name, count(*) as output_count,
  count(*) filter (only_stale.is_labelled) as label_count
from only_stale
join candidate on candidate.candidate_id = only_stale.candidate_id
where candidate.archived_at is null
group by all order by candidate.candidate_id

-- name: list_history
-- one row = one answer of a candidate to an item (known by its key) in any version, the newest first, with the label
-- that counts for it; is_current: the item reads now as it did then
select candidate.name as candidate_name, output.answer, output.state, label.verdict, label.labeler, output.created_at,
  standing.item_id is not null as is_current
from output
join item on item.item_id = output.item_id
join candidate on candidate.candidate_id = output.candidate_id
left join version_item as standing on standing.item_id = item.item_id
  and standing.dataset_version_id = $dataset_version_id
left join current_label as label on label.item_id = output.item_id and label.answer_key = output.answer_key
where item.dataset_id = $dataset_id and item.item_key = $item_key
order by output.output_id desc
limit 200

-- name: count_doubles
-- the number of cells of a column, by JSON pointer, that are numbers with a decimal point
select count(*)
from version_item join item using (item_id)
where version_item.dataset_version_id = $dataset_version_id
  and json_type(item.content, $pointer) = 'DOUBLE'

-- name: list_items_by_key
-- one row = one of the named items of a version
select item.item_id, item.item_key, item.content, item.expected, version_item.position, null as split
from version_item join item using (item_id)
where version_item.dataset_version_id = $dataset_version_id
  and item.item_key in (select unnest($item_keys))
order by version_item.position
