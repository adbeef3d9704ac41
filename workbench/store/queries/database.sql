-- name: make_migration_table
-- one row = one migration applied to this file
create table if not exists migration (number integer not null, applied_at timestamp not null)

-- name: newest_migration
select max(number) from migration

-- name: note_migration
insert into migration (number, applied_at) values ($number, $applied_at)
