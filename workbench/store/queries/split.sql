-- name: split_keys
-- one row = one item of a version in file order with what decides where it may stand: item_id, text_key (hash of
-- its input texts; case and spacing do not tell items apart), group_key (hash of the value of the column that keeps
-- items together, 0 where empty), slice_key (hash of the value of the column whose shares are to hold, 0 without one).
-- `$pointers`: JSON pointers of the input columns. Folding spaces is slow, so only texts with odd ones go through it.
with said as (
  select version_item.item_id, version_item.position, item.content, item.expected,
    array_to_string(json_extract_string(item.content, $pointers), chr(31)) as words
  from version_item
  join item on item.item_id = version_item.item_id
  where version_item.dataset_version_id = $dataset_version_id
)
select item_id,
  hash(case
    when contains(words, '  ') or contains(words, chr(10)) or contains(words, chr(9)) or contains(words, chr(13))
      or contains(words, chr(160)) or suffix(words, ' ') or prefix(words, ' ')
    then trim(regexp_replace(replace(lower(words), chr(160), ' '), '\s+', ' ', 'g'))
    else lower(words)
  end) as text_key,
  case
    when $group_pointer is null or coalesce(json_extract_string(content, $group_pointer), '') = '' then 0::ubigint
    else hash(json_extract_string(content, $group_pointer))
  end as group_key,
  case
    when $slice_pointer is not null then hash(coalesce(json_extract_string(content, $slice_pointer), ''))
    when $slice_by_expected then hash(coalesce(expected, ''))
    else 0::ubigint
  end as slice_key
from said
order by position

-- name: known_keys
-- one row = one item of a version in file order with the hash of its input text, noted when it was imported
select item_id, text_key from version_item where dataset_version_id = $dataset_version_id order by position

-- name: count_unknown_keys
select count(*) from version_item where dataset_version_id = $dataset_version_id and text_key is null

-- name: kept_sides
-- one row = an item of a version whose key stood in a split of an earlier drawing: item_id and that split
select item.item_id, item_split.name
from version_item
join item on item.item_id = version_item.item_id
join item as earlier on earlier.dataset_id = item.dataset_id and earlier.item_key = item.item_key
join item_split on item_split.item_id = earlier.item_id and item_split.split_id = $split_id
where version_item.dataset_version_id = $dataset_version_id

-- name: count_slices
-- one row = one value of a column in one split of a version's newest drawing, and how many items are there
select
  case
    when $by_expected then coalesce(item.expected, '')
    else coalesce(json_extract_string(item.content, $pointer), '')
  end as value,
  item_split.name as split, count(*) as item_count
from version_item
join item on item.item_id = version_item.item_id
join current_split on current_split.dataset_version_id = version_item.dataset_version_id
join item_split on item_split.split_id = current_split.split_id and item_split.item_id = version_item.item_id
where version_item.dataset_version_id = $dataset_version_id
group by all order by value, split
