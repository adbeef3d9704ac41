-- name: list_datasets
-- one row = one dataset
select * from dataset
where workflow_id = $workflow_id and ($with_archived or archived_at is null)
order by dataset_id

-- name: get_dataset
select * from dataset where dataset_id = $dataset_id

-- name: find_dataset
select * from dataset where workflow_id = $workflow_id and lower(name) = lower($name)
order by archived_at is not null limit 1

-- name: list_dataset_ids
select dataset_id from dataset where workflow_id = $workflow_id

-- name: add_dataset
insert into dataset (workflow_id, name, created_at) values ($workflow_id, $name, $created_at) returning dataset_id

-- name: set_dataset_name
update dataset set name = $name where dataset_id = $dataset_id

-- name: set_archived
update dataset set archived_at = $archived_at where dataset_id = $dataset_id

-- name: list_versions
-- one row = one version, newest first
select version.*, dataset.name as dataset_name, dataset.workflow_id,
  (select count(*) from version_item where version_item.dataset_version_id = version.dataset_version_id) as item_count
from dataset_version as version
join dataset using (dataset_id)
where dataset.dataset_id = $dataset_id
order by version.number desc

-- name: get_version
select version.*, dataset.name as dataset_name, dataset.workflow_id,
  (select count(*) from version_item where dataset_version_id = $dataset_version_id) as item_count
from dataset_version as version
join dataset using (dataset_id)
where version.dataset_version_id = $dataset_version_id

-- name: list_current_versions
-- one row = the newest version of each dataset of a workflow, the dataset imported last first
select version.*, dataset.name as dataset_name, dataset.workflow_id,
  (select count(*) from version_item where version_item.dataset_version_id = version.dataset_version_id) as item_count
from dataset_version as version
join dataset using (dataset_id)
where dataset.workflow_id = $workflow_id and dataset.archived_at is null
qualify row_number() over (partition by dataset_id order by version.number desc) = 1
order by version.dataset_version_id desc

-- name: add_version
insert into dataset_version (
  dataset_id, number, columns, file_name, file_size, file_sha256, sheet, imported_by, note, rows_read,
  rows_refused, created_at, origin, based_on
)
select $dataset_id, 1 + coalesce(max(number), 0), $columns, $file_name, $file_size, $file_sha256, $sheet,
  $imported_by, $note, $rows_read, $rows_refused, $created_at, $origin, $based_on
from dataset_version where dataset_id = $dataset_id
returning dataset_version_id

-- name: add_new_items
-- rows of `incoming` (item_key, content, expected, content_hash, position) not yet stored for this dataset
insert into item (dataset_id, item_key, content, expected, content_hash, created_at)
select $dataset_id, item_key, content, expected, content_hash, $created_at
from incoming
where not exists (
  select 1 from item
  where item.dataset_id = $dataset_id and item.item_key = incoming.item_key
    and item.content_hash = incoming.content_hash
)
order by position

-- name: add_version_items
insert into version_item (dataset_version_id, item_id, position)
select $dataset_version_id, item.item_id, incoming.position
from incoming
join item on item.dataset_id = $dataset_id and item.item_key = incoming.item_key
  and item.content_hash = incoming.content_hash

-- name: list_items
-- one row = one item of a version with the split it fell into (null where none was drawn). The page is cut out of the
-- narrow table first, so that a page of a million items takes no longer than one of a hundred.
with page as (
  select item_id, position from version_item
  where dataset_version_id = $dataset_version_id
  order by position limit $limit offset $offset
)
select item.item_id, item.item_key, item.content, item.expected, page.position, item_split.name as split
from page
join item on item.item_id = page.item_id
left join current_split on current_split.dataset_version_id = $dataset_version_id
left join item_split on item_split.split_id = current_split.split_id and item_split.item_id = page.item_id
order by page.position

-- name: list_items_asked_alike
-- the same for items with the same cells in some columns (`$pointers`: JSON pointers) as any of the named ones
with asked as (
  select version_item.item_id, version_item.position,
    hash(json_extract_string(item.content, $pointers::varchar[])) as asked
  from version_item join item on item.item_id = version_item.item_id
  where version_item.dataset_version_id = $dataset_version_id
)
select item.item_id, item.item_key, item.content, item.expected, asked.position, null as split
from asked
join item on item.item_id = asked.item_id
where asked.asked in (select asked from asked where item_id in (select unnest($item_ids::bigint[])))
order by asked.position

-- name: list_expected
-- one row = one expected answer of a version, in the order in which they first stand there
select item.expected
from version_item join item on item.item_id = version_item.item_id
where version_item.dataset_version_id = $dataset_version_id and item.expected is not null
group by item.expected order by min(version_item.position) limit $limit

-- name: find_items
-- the same for one split, or for items with a text in key, cells or expected answer; found_count: how many there are
-- without the limit. The whole content is looked through first (`$json_text`: the text as it stands there) and its
-- values alone only where that has it, because names of columns stand in it too.
with side as (
  select item_id, name from item_split
  where split_id = (select split_id from current_split where dataset_version_id = $dataset_version_id)
),
found as (
  select item_id from item
  where $text <> '' and (
    contains(lower(item_key), lower($text)) or contains(lower(expected), lower($text))
    or case when contains(lower(content), lower($json_text))
      then contains(lower(array_to_string(json_extract_string(content, '$.*'), chr(31))), lower($text)) end
  )
),
page as (
  select version_item.item_id, version_item.position, count(*) over () as found_count
  from version_item
  where version_item.dataset_version_id = $dataset_version_id
    and ($split is null or item_id in (select item_id from side where name = $split))
    and ($text = '' or item_id in (select item_id from found))
  order by version_item.position limit $limit offset $offset
)
select item.item_id, item.item_key, item.content, item.expected, page.position, side.name as split, page.found_count
from page
join item on item.item_id = page.item_id
left join side on side.item_id = page.item_id
order by page.position

-- name: count_splits
-- one row = the number of items of a version in one split
select item_split.name as split, count(*) as item_count
from current_split
join item_split using (split_id)
where current_split.dataset_version_id = $dataset_version_id
group by all order by split

-- name: get_split
select * from current_split where dataset_version_id = $dataset_version_id

-- name: add_split
insert into split (dataset_version_id, seed, group_column, slice_column, looked_for_near, shares, created_at)
values ($dataset_version_id, $seed, $group_column, $slice_column, $looked_for_near, $shares, $created_at)
returning split_id

-- name: add_split_items
-- rows of `incoming` (item_id, name)
insert into item_split (split_id, item_id, name) select $split_id, item_id, name from incoming

-- name: count_attached
-- one row = what hangs on a dataset and would go with it
select
  (select count(*) from dataset_version where dataset_id = $dataset_id) as version_count,
  (select count(*) from item where dataset_id = $dataset_id) as item_count,
  (select count(*) from run join dataset_version using (dataset_version_id) where dataset_id = $dataset_id) as run_count,
  (select count(*) from output join item using (item_id) where dataset_id = $dataset_id) as output_count,
  (select count(*) from labeler_label join item using (item_id) where dataset_id = $dataset_id) as label_count

-- name: delete_scores
delete from score where output_id in (select output_id from output join item using (item_id) where dataset_id = $dataset_id)

-- name: delete_labels
delete from label where item_id in (select item_id from item where dataset_id = $dataset_id)

-- name: delete_replies
delete from reply where item_id in (select item_id from item where dataset_id = $dataset_id)

-- name: delete_outputs
delete from output where item_id in (select item_id from item where dataset_id = $dataset_id)

-- name: delete_run_items
delete from run_item where item_id in (select item_id from item where dataset_id = $dataset_id)

-- name: delete_runs
delete from run where dataset_version_id in (select dataset_version_id from dataset_version where dataset_id = $dataset_id)

-- name: delete_split_items
delete from item_split where item_id in (select item_id from item where dataset_id = $dataset_id)

-- name: delete_splits
delete from split where dataset_version_id in (select dataset_version_id from dataset_version where dataset_id = $dataset_id)

-- name: delete_test_draws
delete from bar_test_draw where bar_test_id in (
  select bar_test_id from bar_test join dataset_version using (dataset_version_id) where dataset_id = $dataset_id
)

-- name: delete_test_outputs
delete from bar_test_output where bar_test_id in (
  select bar_test_id from bar_test join dataset_version using (dataset_version_id) where dataset_id = $dataset_id
)

-- name: delete_test_classes
delete from bar_test_class where bar_test_id in (
  select bar_test_id from bar_test join dataset_version using (dataset_version_id) where dataset_id = $dataset_id
)

-- name: delete_test_candidates
delete from bar_test_candidate where bar_test_id in (
  select bar_test_id from bar_test join dataset_version using (dataset_version_id) where dataset_id = $dataset_id
)

-- name: delete_tests
delete from bar_test where bar_test_id in (
  select bar_test_id from bar_test join dataset_version using (dataset_version_id) where dataset_id = $dataset_id
)

-- name: delete_near_duplicates
delete from near_duplicate where item_id in (select item_id from item where dataset_id = $dataset_id)

-- name: delete_near_searches
delete from near_duplicate_search where dataset_version_id in (
  select dataset_version_id from dataset_version where dataset_id = $dataset_id
)

-- name: delete_version_items
delete from version_item where item_id in (select item_id from item where dataset_id = $dataset_id)

-- name: delete_items
delete from item where dataset_id = $dataset_id

-- name: delete_versions
delete from dataset_version where dataset_id = $dataset_id

-- name: delete_dataset
delete from dataset where dataset_id = $dataset_id

-- name: list_hashes
-- one row = an item of a version by its key with the hash of its content
select item.item_key, item.content_hash
from version_item join item using (item_id)
where version_item.dataset_version_id = $dataset_version_id
