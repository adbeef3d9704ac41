-- one row = one current output with the verdict that counts for it, and what that verdict rests on (basis).
-- A label counts first; an abstention is no_answer by itself; the scorer that the workflow trusts decides the
-- rest, where it trusts one. verdict_strict differs only where a score does: there the item's own expected
-- answer alone is right, where verdict accepts every expected answer to the same input.
create view judged_output as
select output.*, candidate.workflow_id, score.is_correct, score.is_correct_strict, label.label_id,
  case
    when output.state = 'failed' then 'failed'
    when label.verdict is not null then label.verdict
    when output.state = 'no_answer' then 'no_answer'
    when score.is_correct then 'correct'
    when not score.is_correct then 'incorrect'
    else 'unlabelled'
  end as verdict,
  case
    when output.state = 'failed' then 'failed'
    when label.verdict is not null then label.verdict
    when output.state = 'no_answer' then 'no_answer'
    when coalesce(score.is_correct_strict, score.is_correct) then 'correct'
    when not coalesce(score.is_correct_strict, score.is_correct) then 'incorrect'
    else 'unlabelled'
  end as verdict_strict,
  case
    when output.state = 'failed' then 'failure'
    when label.verdict is not null then 'label'
    when output.state = 'no_answer' then 'abstention'
    when score.is_correct is not null then 'scorer'
    else 'none'
  end as basis,
  coalesce(label.is_sample, false) as label_is_sample
from current_output as output
join candidate on candidate.candidate_id = output.candidate_id
join workflow on workflow.workflow_id = candidate.workflow_id
left join score on score.output_id = output.output_id and score.scorer = workflow.trusted_scorer
left join current_label as label on label.candidate_id = output.candidate_id
  and label.item_id = output.item_id and label.answer_key = output.answer_key;
