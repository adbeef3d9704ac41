-- What of the workflow, beside its instructions, a version asks by (answer type, categories, fields, unit, description)
-- as JSON, of each only what goes into its prompt or the form of its answers; null until it first runs.
alter table candidate_version add column answer_form varchar;
