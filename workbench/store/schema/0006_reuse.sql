-- What was asked, as a number: the same for the same question under the same settings, null where that is not known
-- or costs nothing. reused_from: the output whose answer was taken over instead of asking again; cost and time of a
-- reused output are those of that answer, and its run has not spent them.
alter table output add column request_key ubigint;
alter table output add column reused_from bigint;

-- A run may be told to ask everything anew.
alter table run add column reuses boolean default true;

-- one row = what one stored batch of answers cost. It stays when the run is deleted: money spent is spent, and the
-- cap per month goes by it.
create table spending (
  run_id bigint not null,
  cost_usd double not null,
  created_at timestamp not null
);
insert into spending
select run_id, sum(cost_usd), max(created_at) from output where cost_usd > 0
group by run_id, date_trunc('day', created_at);

-- The views over output take its new columns in only when they are made again.
create or replace view current_output as
with newest_version as (
  select candidate_id, max(candidate_version_id) as candidate_version_id
  from run where archived_at is null and exists (select 1 from output where output.run_id = run.run_id)
  group by candidate_id
)
select output.*
from output
join newest_version using (candidate_id, candidate_version_id)
join run on run.run_id = output.run_id and run.archived_at is null
qualify row_number() over (
  partition by output.candidate_id, output.item_id
  order by (output.state = 'failed'), output.output_id desc
) = 1;

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
