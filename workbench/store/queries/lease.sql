-- name: list_claims
-- one row = one of these outputs' answers: how many people are to judge it (labelers_wanted), how many others hold it,
-- whether another sitting under the same name does, how many others have judged it. Where several are to, whoever has
-- judged it holds it no more, though their page may be open still, and a sample label is nobody's.
with asked as (
  select output.output_id, output.item_id, output.answer_key,
    greatest(coalesce(task.labelers_wanted, 1), coalesce(more.looks, 1)) as labelers_wanted
  from output
  left join (select unnest($looked_ids::bigint[]) as output_id, unnest($looks::integer[]) as looks) as more
    on more.output_id = output.output_id
  left join assignment_task as task on task.assignment_id = $assignment_id and task.item_id = output.item_id
    and task.answer_key = output.answer_key
  where output.output_id in (select unnest($output_ids::bigint[]))
),
newest as (
  select asked.output_id, label.labeler, arg_max(coalesce(label.verdict, ''), label.label_id) as verdict
  from asked join label on label.item_id = asked.item_id and label.answer_key = asked.answer_key
  where label.is_repeat is not true and label.source <> 'adjudication' and label.labeler <> $labeler
    and (asked.labelers_wanted = 1 or label.is_sample is not true)
  group by asked.output_id, label.labeler
),
holding as (
  select asked.output_id,
    count(distinct lease.labeler) filter (
      lease.labeler <> $labeler and (asked.labelers_wanted = 1 or coalesce(newest.verdict, '') = '')
    ) as held_count,
    bool_or(lease.labeler = $labeler) as is_own
  from asked join lease on lease.item_id = asked.item_id and lease.answer_key = asked.answer_key
  left join newest on newest.output_id = asked.output_id and newest.labeler = lease.labeler
  group by asked.output_id
),
judging as (
  select output_id, count(*) as judged_count from newest where verdict <> '' group by output_id
)
select asked.output_id, asked.labelers_wanted, coalesce(holding.held_count, 0) as held_count,
  coalesce(holding.is_own, false) as is_own, coalesce(judging.judged_count, 0) as judged_count
from asked
left join holding on holding.output_id = asked.output_id
left join judging on judging.output_id = asked.output_id

-- name: list_earlier
-- one row = an output whose answer a person held when another process served them, and holds still
select output.output_id
from lease join output on output.item_id = lease.item_id and output.answer_key = lease.answer_key
where lease.labeler = $labeler and lease.until > $at and not starts_with(lease.sitting_id, $process)

-- name: delete_over
-- what this sitting held so far, what ran out, what sittings held that have ended, and what the same person held when
-- another process served them
delete from lease
where sitting_id = $sitting_id or until <= $at or list_contains($ended::varchar[], sitting_id)
  or (labeler = $labeler and not starts_with(sitting_id, $process))

-- name: add_leases
insert into lease (item_id, answer_key, labeler, sitting_id, until)
select distinct item_id, answer_key, $labeler, $sitting_id, $until from output
where output_id in (select unnest($output_ids::bigint[]))

-- name: list_leases
-- one row = one answer to an item that somebody holds
select lease.*, item.item_key from lease join item using (item_id) order by labeler, item_id, answer_key
