-- What each scorer goes by in a workflow, as a JSON object of {scorer: {setting: value}}; a scorer that is not in it
-- goes by its own defaults.
alter table workflow add column scorer_settings varchar default '{}';

-- value: how far the answer agrees, 0–1; explanation: why it is not right, in words; cost_usd: what a judge's call
-- cost, null for scorers that cost nothing or where the price is not known. is_correct is null where the scorer
-- cannot tell.
alter table score add column value double;
alter table score add column explanation varchar default '';
alter table score add column cost_usd double;
