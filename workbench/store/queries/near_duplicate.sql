-- name: make_words_of
-- the words of a text, case and spacing aside
create or replace temp macro words_of(text) as list_filter(
  string_split(replace(replace(lower(text), chr(10), ' '), chr(160), ' '), ' '), lambda word: word <> ''
)

-- name: make_sketch_of
-- the sketch of a text by its words: its 8 smallest hashes of three words in a row (Broder 1997: the share of common
-- ones estimates how alike two texts are)
create or replace temp macro sketch_of(words) as list_sort(list_distinct(list_transform(
  range(1, greatest(2, len(words) - 1)), lambda n: hash(words[n], words[n + 1], words[n + 2])
)))[1:8]

-- name: make_sketches
-- one row = the sketch of one text. Temporary, like the macros: they go with the session.
create or replace temp table sketch (item_id bigint, size integer, hashes ubigint[])

-- name: add_sketches
-- the sketches of the items at positions from $start up to $stop; of items with the same words one stands for all
insert into sketch
with said as (
  select version_item.item_id,
    words_of(left(array_to_string(json_extract_string(item.content, $pointers), ' '), $longest)) as words
  from version_item join item on item.item_id = version_item.item_id
  where version_item.dataset_version_id = $dataset_version_id
    and version_item.position >= $start and version_item.position < $stop
)
select item_id, len(hashes), hashes
from (select item_id, sketch_of(words) as hashes from said where len(words) > 0)

-- name: make_pairs
-- one row = two texts that may be nearly the same, because most of their sketch is. A hash that many texts share tells
-- little: there only neighbours in the order of whole sketches are compared. Of equal sketches the first stands for
-- all, and the others are compared with it alone. number: 0, 1, 2 …
create or replace temp table likely_pair as
with first as (
  select min(item_id) as item_id, hashes from sketch group by hashes
),
place as (
  select item_id, hashes, unnest(hashes) as hash_value from first
),
shared as (
  select *, count(*) over (partition by hash_value) as shared_by from place
),
few as (
  select one.item_id, other.item_id as other_item_id, len(one.hashes) as size
  from shared as one
  join shared as other on other.hash_value = one.hash_value and other.item_id > one.item_id
  where one.shared_by between 2 and 30
),
many as (
  select item_id, len(hashes) as size,
    unnest([lead(item_id, 1) over neighbours, lead(item_id, 2) over neighbours]) as other_item_id
  from shared where shared_by > 30
  window neighbours as (partition by hash_value order by hashes, item_id)
),
alike as (
  select item_id, other_item_id from (
    select * from few
    union all
    select least(item_id, other_item_id), greatest(item_id, other_item_id), size
    from many where other_item_id is not null
  )
  group by item_id, other_item_id
  having count(*) >= least(3, ceil(min(size) / 3))
  union all
  select first.item_id, sketch.item_id
  from sketch join first on first.hashes = sketch.hashes
  where sketch.item_id > first.item_id
)
select row_number() over () - 1 as number, item_id, other_item_id from alike

-- name: count_pairs
select count(*) from likely_pair

-- name: list_likely_pairs
-- one row = a likely pair with the two texts, case and spacing aside
select likely_pair.item_id, likely_pair.other_item_id,
  lower(left(array_to_string(json_extract_string(one.content, $pointers), ' '), $longest)) as words,
  lower(left(array_to_string(json_extract_string(other.content, $pointers), ' '), $longest)) as other_words
from likely_pair
join item as one on one.item_id = likely_pair.item_id
join item as other on other.item_id = likely_pair.other_item_id
where likely_pair.number >= $start and likely_pair.number < $stop

-- name: delete_pairs
-- what an earlier search over the same version found
delete from near_duplicate where item_id in (
  select item_id from version_item where dataset_version_id = $dataset_version_id
) and other_item_id in (
  select item_id from version_item where dataset_version_id = $dataset_version_id
)

-- name: add_pairs
-- rows of `incoming` (item_id, other_item_id, similarity)
insert into near_duplicate (item_id, other_item_id, similarity)
select item_id, other_item_id, similarity from incoming

-- name: delete_search
delete from near_duplicate_search where dataset_version_id = $dataset_version_id

-- name: add_search
insert into near_duplicate_search (dataset_version_id, threshold_rate, pair_count, created_at)
values ($dataset_version_id, $threshold_rate, $pair_count, $created_at)

-- name: get_search
-- one row = the newest finished search over a version
select * from near_duplicate_search where dataset_version_id = $dataset_version_id
order by created_at desc limit 1

-- name: list_pairs
-- one row = a pair of near duplicates that a version holds
select pair.item_id, pair.other_item_id, pair.similarity
from near_duplicate as pair
join version_item as one on one.item_id = pair.item_id and one.dataset_version_id = $dataset_version_id
join version_item as other on other.item_id = pair.other_item_id and other.dataset_version_id = $dataset_version_id

-- name: read_pairs
-- one row = a pair of near duplicates to be read, the least alike first
select pair.similarity, one.item_key, other.item_key as other_item_key,
  array_to_string(json_extract_string(one.content, $pointers), ' ') as words,
  array_to_string(json_extract_string(other.content, $pointers), ' ') as other_words,
  one.expected, other.expected as other_expected
from near_duplicate as pair
join version_item as standing on standing.item_id = pair.item_id
  and standing.dataset_version_id = $dataset_version_id
join version_item as other_standing on other_standing.item_id = pair.other_item_id
  and other_standing.dataset_version_id = $dataset_version_id
join item as one on one.item_id = pair.item_id
join item as other on other.item_id = pair.other_item_id
order by pair.similarity, standing.position
limit $limit
