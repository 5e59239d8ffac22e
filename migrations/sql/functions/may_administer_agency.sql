-- Whether one may administer an agency: its district lies within the area, and so does every place that it ever had a contract for.
CREATE FUNCTION may_administer_agency(p_who principal, p_agency uuid) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN is_below('agency', p_who)
    AND EXISTS (SELECT FROM agency g WHERE g.id = p_agency AND is_within(g.place_id, p_who))
    AND NOT EXISTS (SELECT FROM contract_at c WHERE c.agency = p_agency AND NOT is_within(c.place_id, p_who));
END $$;
