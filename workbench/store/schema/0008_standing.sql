-- one row = the output that stands for a candidate on an item: of its newest version that has answered anything of the
-- item's dataset, the newest output that did not fail, else the newest failure. Per dataset, because new settings that
-- have run on one dataset say nothing yet about another.
create or replace view current_output as
with standing_run as (
  select run.run_id
  from run join dataset_version using (dataset_version_id)
  where run.archived_at is null and exists (select 1 from output where output.run_id = run.run_id)
  qualify run.candidate_version_id = max(run.candidate_version_id) over (
    partition by run.candidate_id, dataset_version.dataset_id
  )
)
select output.*
from output
join standing_run on standing_run.run_id = output.run_id
qualify row_number() over (
  partition by output.candidate_id, output.item_id
  order by (output.state = 'failed'), output.output_id desc
) = 1;

-- Made again after the view that it reads.
create or replace view judged_output as
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
