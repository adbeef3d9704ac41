create sequence roi_scenario_ids;

-- one row = one named set of figures that a workflow's ROI is counted from. figures: JSON object of
-- {figure: {likely, low, high}}; error_costs: JSON object of {category answered: cost of an undetected error}. The base
-- case (is_base) holds what the workflow's own columns do not; every other scenario holds what differs from it, with
-- policy '' and seed null where it does not. deleted_at: taken away, and brought back by setting it null again.
create table roi_scenario (
  roi_scenario_id bigint not null default nextval('roi_scenario_ids'),
  workflow_id bigint not null,
  name varchar not null,
  is_base boolean not null default false,
  policy varchar not null default '',
  figures varchar not null default '{}',
  error_costs varchar not null default '{}',
  seed bigint,
  created_at timestamp not null,
  changed_at timestamp not null,
  deleted_at timestamp
);
