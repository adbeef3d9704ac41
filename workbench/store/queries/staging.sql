-- Rows of one file on their way into a dataset. `staged` is a temporary table with the text of every cell in
-- c0, c1, … (j0, j1, … where cells also stand as they go into an item's content). Names in braces are filled in
-- by store/staging.py with such generated column names only; whatever a person wrote comes in as a $parameter.

-- name: read_text
-- one row = one record of a text file, in the file's order (which rowid then tells)
create or replace temp table staged as
select * from read_csv(
  $path, auto_detect = false, header = $has_header, delim = $delimiter, quote = $quote, escape = $quote,
  columns = {columns}, max_line_size = 8000000, buffer_size = 16000000
)

-- name: take_rows
-- one row = one row of a table that the reader read
create or replace temp table staged as select * from incoming

-- name: make_set_aside
-- one row = one staged row that is not imported, and why: no_id, no_input, no_expected, same (as row
-- first_number) or conflict (with it)
create or replace temp table set_aside (
  place bigint not null, row_number bigint not null, reason varchar not null, item_key varchar,
  first_number bigint
)

-- name: survey
-- one row = per column the cells that are empty (empty0, …) and those that begin or end with a space (odd0, …)
select {counts} from staged

-- name: set_aside_incomplete
insert into set_aside
select rowid, row_number, reason, null, null
from (
  select rowid, {row_number} as row_number,
    case
      when {key} is null then 'no_id'
      when {input} is null then 'no_input'
      when $needs_expected and {expected} is null then 'no_expected'
    end as reason
  from staged
)
where reason is not null

-- name: count_doubtful
-- the number of ids that may stand in several rows (told by hash, so a few too many at worst)
select count(*) from (select hash({key}) from staged group by 1 having count(*) > 1)

-- name: set_aside_repeated
-- A row repeats the first row of its id where their cells are the same wherever both are filled: a copy without
-- its remarks is still a copy.
insert into set_aside
with doubtful as (
  select hash({key}) as key_hash from staged group by 1 having count(*) > 1
),
candidates as (
  select staged.rowid as place, {row_number} as row_number, {key} as item_key
  from staged
  semi join doubtful on doubtful.key_hash = hash({key})
  anti join set_aside on set_aside.place = staged.rowid
),
compared as (
  select *, first_value(place) over same_key as first_place, first_value(row_number) over same_key as first_number
  from candidates
  window same_key as (partition by item_key order by place)
)
select compared.place, compared.row_number, if({agree}, 'same', 'conflict'), compared.item_key,
  compared.first_number
from compared
join staged as one on one.rowid = compared.first_place
join staged as other on other.rowid = compared.place
where compared.place <> compared.first_place
order by compared.place

-- name: list_set_aside
select row_number, reason, item_key, first_number from set_aside order by place limit $limit

-- name: count_set_aside
select reason, count(*) as row_count from set_aside group by reason

-- name: list_repeated_keys
select distinct item_key from set_aside where item_key is not null order by item_key limit $limit

-- name: make_asked
-- one row = one staged row, under the same rowid, with the hash of what it asks; case and spacing do not tell
-- inputs apart. Folding spaces is slow, so only texts with odd ones go through it.
create or replace temp table asked as
select hash(case
    when contains(words, '  ') or contains(words, chr(10)) or contains(words, chr(9)) or contains(words, chr(160))
      or prefix(words, ' ') or suffix(words, ' ')
    then trim(regexp_replace(replace(lower(words), chr(160), ' '), '\s+', ' ', 'g'))
    else lower(words)
  end) as text_key
from (select {words} as words from staged)

-- name: count_asked_again
-- the number of inputs (told by hash) that stand in several rows
select count(*) from (select text_key from asked group by 1 having count(*) > 1)

-- name: count_contradictions
-- one row = the inputs that stand in several imported rows (repeated_inputs), those of them with different
-- expected answers (contradictions), and the rows that repeat an earlier row's input (repeated_rows)
select count(*) as repeated_inputs, count(*) filter (answers > 1) as contradictions,
  coalesce(sum(row_count - 1), 0)::bigint as repeated_rows
from (
  select count(*) as row_count, count(distinct {expected}) as answers
  from staged
  join asked on asked.rowid = staged.rowid
  semi join (select text_key from asked group by 1 having count(*) > 1) as doubtful
    on doubtful.text_key = asked.text_key
  anti join set_aside on set_aside.place = staged.rowid
  group by asked.text_key having count(*) > 1
)

-- name: list_contradictions
-- one row = one row of the file whose input also stands in another row with another expected answer
with repeated as (
  select asked.text_key, {row_number} as row_number, {key} as item_key, {input} as input, {expected} as expected
  from staged
  join asked on asked.rowid = staged.rowid
  semi join (select text_key from asked group by 1 having count(*) > 1) as doubtful
    on doubtful.text_key = asked.text_key
  anti join set_aside on set_aside.place = staged.rowid
)
select row_number, item_key, input, expected, min(row_number) over same_input as first_number
from repeated
window same_input as (partition by text_key)
qualify min(expected) over same_input <> max(expected) over same_input
order by first_number, row_number limit $limit

-- name: count_letters
select coalesce(sum(length({words})), 0)::bigint from staged

-- name: make_apart
-- one row = one row to be imported whose text no earlier one has: of equal texts the first stands for all
create or replace temp table apart as
select min(asked.rowid) as place
from asked anti join set_aside on set_aside.place = asked.rowid
group by asked.text_key

-- name: add_row_sketches
-- the sketches of the rows at places from $start up to $stop, under their places
insert into sketch
with said as (
  select staged.rowid as place, words_of(left(replace({words}, chr(31), ' '), $longest)) as words
  from staged semi join apart on apart.place = staged.rowid
  where staged.rowid >= $start and staged.rowid < $stop
)
select place, len(hashes), hashes
from (select place, sketch_of(words) as hashes from said where len(words) > 0)

-- name: list_likely_rows
-- one row = two rows of the file that may ask nearly the same, with their texts, case aside
select likely_pair.item_id as place, likely_pair.other_item_id as other_place,
  one.row_number, other.row_number as other_number,
  lower(left(replace(one.words, chr(31), ' '), $longest)) as words,
  lower(left(replace(other.words, chr(31), ' '), $longest)) as other_words
from likely_pair
join (select rowid as place, {row_number} as row_number, {words} as words from staged) as one
  on one.place = likely_pair.item_id
join (select rowid as place, {row_number} as row_number, {words} as words from staged) as other
  on other.place = likely_pair.other_item_id
where likely_pair.number >= $start and likely_pair.number < $stop

-- name: list_texts
-- one row = what one staged row asks and expects
select rowid as place, {key} as item_key, {input} as input, {expected} as expected
from staged where list_contains($places, rowid)

-- name: list_values
-- one row = one distinct text of a column with the number of rows it stands in, the most frequent first
select {column} as value, count(*) as row_count, min({row_number}) as first_number
from staged where {column} is not null group by 1 order by row_count desc, value limit $limit

-- name: profile_column
-- one row = how a column is filled
select count(*) as row_count, count({column}) as filled, count(distinct {column}) as distinct_count,
  coalesce(min(length({column})), 0) as shortest, coalesce(max(length({column})), 0) as longest,
  coalesce(avg(length({column})), 0) as mean_length
from staged

-- name: count_unlike
-- the number of filled cells of a column that a pattern does not fit
select count(*) from staged where {column} is not null and not regexp_full_match({column}, $pattern, 'i')

-- name: count_filled
select count({column}) from staged

-- name: reserve_item_ids
-- the last of $count ids in a row
select max(nextval('item_ids')) from range($count)

-- name: add_all_items
-- every staged row as a new item; ids follow the order of the rows
insert into item (item_id, dataset_id, item_key, content, expected, content_hash, created_at)
select $before + 1 + place, $dataset_id, item_key, content, expected,
  left(md5(concat(content, chr(31), expected)), 16), $created_at
from (
  select rowid as place, {key} as item_key, {expected} as expected, {content} as content from staged
)

-- name: add_all_version_items
insert into version_item (dataset_version_id, item_id, position, text_key)
select $dataset_version_id, $before + 1 + rowid, rowid, text_key from asked

-- name: choose_rows
-- one row = one staged row to import, with the item already stored for it where there is one
create or replace temp table chosen as
with kept as (
  select staged.rowid as place, {key} as item_key, {content_hash} as content_hash
  from staged
  anti join set_aside on set_aside.place = staged.rowid
),
stored as (
  select item_key, content_hash, min(item_id) as item_id from item where dataset_id = $dataset_id group by all
)
select kept.place, row_number() over (order by kept.place) - 1 as position, kept.item_key, kept.content_hash,
  stored.item_id
from kept left join stored using (item_key, content_hash)

-- name: match_same
-- one row = a chosen row without an id of its own, and the item of a version that it is: here those that hold the same,
-- the first with the first where several do
create or replace temp table matched as
with before as (
  select item.item_key, item.content_hash, version_item.position as old_position,
    row_number() over (partition by item.content_hash order by version_item.position) as turn
  from version_item join item using (item_id)
  where version_item.dataset_version_id = $dataset_version_id
),
after as (
  select place, position, content_hash,
    row_number() over (partition by content_hash order by position) as turn
  from chosen
)
select after.place, after.position, before.item_key, before.old_position
from after join before using (content_hash, turn)

-- name: match_asked
-- those that ask the same and expect another answer
insert into matched
with before as (
  select item.item_key, item.content, version_item.position as old_position,
    row_number() over (partition by item.content order by version_item.position) as turn
  from version_item join item using (item_id)
  anti join matched using (item_key)
  where version_item.dataset_version_id = $dataset_version_id
),
after as (
  select place, position, content, row_number() over (partition by content order by position) as turn
  from (
    select chosen.place, chosen.position, {content} as content
    from chosen join staged on staged.rowid = chosen.place
    anti join matched using (place)
  )
)
select after.place, after.position, before.item_key, before.old_position
from after join before using (content, turn)

-- name: match_between
-- those that stand after the same row as before: rows that were edited, wherever the ones around them have moved
insert into matched
with before as (
  select item.item_key, version_item.position as old_position, matched.place is null as is_open,
    coalesce(last_value(if(matched.place is null, null, version_item.position) ignore nulls)
      over (order by version_item.position), -1) as anchor
  from version_item join item using (item_id)
  left join matched using (item_key)
  where version_item.dataset_version_id = $dataset_version_id
),
after as (
  select chosen.place, chosen.position, matched.place is null as is_open,
    coalesce(last_value(matched.old_position ignore nulls) over (order by chosen.position), -1) as anchor
  from chosen left join matched using (place)
),
open_before as (
  select *, row_number() over (partition by anchor order by old_position) as turn from before where is_open
),
open_after as (
  select *, row_number() over (partition by anchor order by position) as turn from after where is_open
)
select open_after.place, open_after.position, open_before.item_key, open_before.old_position
from open_after join open_before using (anchor, turn)

-- name: use_matched
-- the chosen rows under the keys of the items that they are; what is new gets a number that no item has had
create or replace temp table chosen as
with used as (select item_key from item where dataset_id = $dataset_id group by 1),
highest as (
  select greatest(
    (select coalesce(max(try_cast(item_key as bigint)), 0) from used),
    (select coalesce(max(try_cast(item_key as bigint)), 0) from chosen)
  ) as number
),
keyed as (
  select chosen.place, chosen.position, chosen.content_hash,
    coalesce(
      matched.item_key,
      if(used.item_key is null, chosen.item_key, null),
      (highest.number + row_number() over (
        partition by matched.item_key is null and used.item_key is not null order by chosen.place
      ))::varchar
    ) as item_key
  from chosen left join matched using (place) left join used on used.item_key = chosen.item_key cross join highest
),
stored as (
  select item_key, content_hash, min(item_id) as item_id from item where dataset_id = $dataset_id group by all
)
select keyed.place, keyed.position, keyed.item_key, keyed.content_hash, stored.item_id
from keyed left join stored using (item_key, content_hash)

-- name: compare_with_version
-- one row = how the chosen rows differ from a version
with before as (
  select item.item_key, item.content_hash
  from version_item join item using (item_id)
  where version_item.dataset_version_id = $dataset_version_id
)
select
  count(*) filter (before.item_key is null) as added,
  count(*) filter (chosen.item_key is null and not $keeps_rest) as removed,
  count(*) filter (before.content_hash <> chosen.content_hash) as changed
from chosen full outer join before on before.item_key = chosen.item_key

-- name: count_new_items
select count(*) from chosen where item_id is null

-- name: number_new_items
-- ids for the chosen rows that are not stored yet, in the order of the rows
update chosen set item_id = $before + numbered.number
from (
  select place, row_number() over (order by place) as number from chosen where item_id is null
) as numbered
where chosen.place = numbered.place

-- name: add_chosen_items
insert into item (item_id, dataset_id, item_key, content, expected, content_hash, created_at)
select chosen.item_id, $dataset_id, chosen.item_key, {content}, {expected}, chosen.content_hash, $created_at
from chosen join staged on staged.rowid = chosen.place
where chosen.item_id > $before
order by chosen.place

-- name: add_rest
-- the items of an earlier version whose keys are not among the chosen rows, in their order, first
insert into version_item (dataset_version_id, item_id, position, text_key)
select $dataset_version_id, item_id, row_number() over (order by version_item.position) - 1, text_key
from version_item
join item using (item_id)
anti join chosen on chosen.item_key = item.item_key
where version_item.dataset_version_id = $earlier_version_id

-- name: count_version_items
select count(*) from version_item where dataset_version_id = $dataset_version_id

-- name: add_chosen_version_items
insert into version_item (dataset_version_id, item_id, position, text_key)
select $dataset_version_id, chosen.item_id, $rest_count + chosen.position, asked.text_key
from chosen join asked on asked.rowid = chosen.place
order by chosen.position

-- name: unify_line_ends
update staged set {column} = replace(replace({column}, chr(13) || chr(10), chr(10)), chr(13), chr(10))
where contains({column}, chr(13))

-- name: count_all_set_aside
select count(*) from set_aside
