-- How a version came to be: import (from a file), edit (in the browser) or restore (of an older version);
-- based_on: the version that was edited or restored.
alter table dataset_version add column origin varchar default 'import';
alter table dataset_version add column based_on bigint;

-- A drawing may hold the shares within each value of one column ('' = over the whole version). looked_for_near:
-- near duplicates had been looked for when it was drawn, so it keeps them on one side.
alter table split add column slice_column varchar default '';
alter table split add column looked_for_near boolean default false;

create or replace view current_split as
select * from split
qualify row_number() over (partition by dataset_version_id order by split_id desc) = 1;

-- one row = two items of a version whose input texts are nearly the same; similarity 0–1. Items never change, so
-- a pair holds in every version that has both.
create table near_duplicate (
  item_id bigint not null,
  other_item_id bigint not null,
  similarity double not null
);

-- one row = one finished search for near duplicates over a version
create table near_duplicate_search (
  dataset_version_id bigint not null,
  threshold_rate double not null,
  pair_count bigint not null,
  created_at timestamp not null
);
