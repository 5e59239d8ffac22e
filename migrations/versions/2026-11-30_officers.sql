-- The offices above the districts read and write nothing, whoever grants them what.
ALTER TABLE principal ADD CONSTRAINT officers_only_read
  CHECK (role NOT IN ('city_officer', 'province_officer') OR array_to_string(scopes, ' ') !~ ':(write|\*)');
