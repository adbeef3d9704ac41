-- One hash for every item, whichever version of the app stored it: the early ones hashed otherwise, so that an
-- unchanged file imported again looked changed in every row and parted the items from their outputs and labels.
update item set content_hash = left(md5(concat(content, chr(31), expected)), 16)
where content_hash <> left(md5(concat(content, chr(31), expected)), 16);
