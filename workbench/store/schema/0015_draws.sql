-- one row = one weighted draw of a test, made before the answer was shown. When one candidate is left to be decided, its
-- sample goes on in these draws instead of the test's order of items: draw_number counts them from 1; after_position is
-- the place in the order of items up to which the sample is the order's own, the same in all draws of a candidate.
-- shares: with what probability the draw fell on each bin; probability: on this very answer.
create table bar_test_draw (
  bar_test_id bigint not null,
  candidate_id bigint not null,
  draw_number bigint not null,
  class_number bigint not null,
  after_position bigint not null,
  probability double not null,
  shares double[] not null,
  drawn_at timestamp not null
);

-- confirms_wrong: an answer counts as incorrect only once a second look says so too; recheck_rate: the share of the
-- answers labelled correct that get a second look all the same, to see how many errors the first look misses (0–1).
alter table labelling_rules add column confirms_wrong boolean default false;
alter table labelling_rules add column recheck_rate double default 0.2;
