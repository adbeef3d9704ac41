-- name: list_open_repeats
-- the outputs that are still to come back to a labeler unannounced
select output_id from planned_repeat
where workflow_id = $workflow_id and labeler = $labeler and label_id is null
  and output_id in (select output_id from output)
order by planned_at

-- name: list_repeatable
-- one row = an output that a labeler judged at the desk, at least so many labels ago, and that has not come back yet;
-- the longest ago first
with own as (
  select label.output_id, label.item_id, label.answer_key, label.label_id,
    row_number() over (order by label.label_id desc) as ago
  from labeler_label as label join candidate using (candidate_id)
  where candidate.workflow_id = $workflow_id and label.labeler = $labeler and label.source = 'desk'
)
select own.output_id from own
where own.ago > $least_ago and own.output_id not in (
    select output_id from planned_repeat where labeler = $labeler and workflow_id = $workflow_id
  )
  and not exists (
    select 1 from label where label.is_repeat and label.item_id = own.item_id
      and label.answer_key = own.answer_key and label.labeler = $labeler
  )
order by own.label_id

-- name: add_repeat
insert into planned_repeat (workflow_id, output_id, labeler, planned_at)
values ($workflow_id, $output_id, $labeler, $planned_at)

-- name: set_repeated
update planned_repeat set label_id = $label_id where output_id = $output_id and labeler = $labeler

-- name: last_repeat
-- what a labeler said of an output's answer when it last came back
select arg_max(coalesce(label.verdict, ''), label.label_id)
from output join label on label.item_id = output.item_id and label.answer_key = output.answer_key
where output.output_id = $output_id and label.labeler = $labeler and label.is_repeat

-- name: delete_repeats
delete from planned_repeat where workflow_id = $workflow_id
