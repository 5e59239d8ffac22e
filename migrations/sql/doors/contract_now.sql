-- The contracts that the reading agency has today, by place.
CREATE FUNCTION contract_now() RETURNS SETOF contract_at
  LANGUAGE sql STABLE SECURITY DEFINER SET search_path FROM CURRENT AS $$
  SELECT * FROM contract_at c WHERE c.agency = own_maker() AND rule_day() BETWEEN c.from_on AND c.until_on $$;

ALTER FUNCTION contract_now OWNER TO carevisit_keeper;
REVOKE ALL ON FUNCTION contract_now FROM public;
GRANT EXECUTE ON FUNCTION contract_now TO carevisit_area, carevisit_assigned;
