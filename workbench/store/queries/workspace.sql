-- name: get_setting
select value from workspace_setting where name = $name

-- name: delete_setting
delete from workspace_setting where name = $name

-- name: add_setting
insert into workspace_setting (name, value) values ($name, $value)
