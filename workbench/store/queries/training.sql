-- name: list_known_answers
-- one row = an item of a version with what people have found to be its answer: a correction (adjudicated ones first,
-- else the newest), and an answer that counts as correct; items with neither are left out
with labelled as (
  select label.item_id, label.label_id, label.is_adjudication, label.verdict, label.answer_key,
    nullif(trim(label.correction), '') as correction
  from labeler_label as label
  join version_item on version_item.item_id = label.item_id and version_item.dataset_version_id = $dataset_version_id
  where not coalesce(label.is_sample, false) or $with_samples
),
corrected as (
  select item_id, correction from labelled where correction is not null and verdict <> 'correct'
  qualify row_number() over (partition by item_id order by is_adjudication desc, label_id desc) = 1
),
confirmed as (
  select output.item_id, output.answer
  from current_label
  join version_item on version_item.item_id = current_label.item_id
    and version_item.dataset_version_id = $dataset_version_id
  join output on output.item_id = current_label.item_id and output.answer_key = current_label.answer_key
  where current_label.verdict = 'correct' and (not coalesce(current_label.is_sample, false) or $with_samples)
  qualify row_number() over (partition by output.item_id order by current_label.label_id desc, output.output_id) = 1
)
select coalesce(corrected.item_id, confirmed.item_id) as item_id, corrected.correction, confirmed.answer as confirmed
from corrected full join confirmed on confirmed.item_id = corrected.item_id
