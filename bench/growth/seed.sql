-- Many logins made of one: multiplies the rows of a real login (a grant, its family, its account, its last ledger row) on the
-- server side, with every column that is not named here as it stands in the real rows.
--
--   CALL bench.drop_indexes();
--   CALL bench.seed(template => '<grant id>', clients => '{reuse,rotate}', first => 1, last => 1000000, uses => 4);
--   CALL bench.restore_indexes();
--   VACUUM (ANALYZE);
--
-- Family n belongs to client 1 + n % (number of clients) and to an account that it shares with its neighbour. Its refresh token
-- can be computed with the server's TOKEN_KEYS, for its salt stands in its row.
CREATE SCHEMA bench;

-- A UUID of version 7 whose time is half a second after that of the family before.
CREATE FUNCTION bench.grant_id(n bigint) RETURNS uuid LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT (lpad(to_hex(1760000000000 + n * 500), 12, '0') || '7' || substr(md5(n::text), 1, 3) || '8' || substr(md5(n::text), 4, 15))::uuid
$$;

CREATE FUNCTION bench.account_id(n bigint) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$ SELECT 'seed-' || n / 2 $$;

-- Inserts, for each n, the row of the table that the condition finds, with the expressions of `changed` (of n) in its columns.
CREATE PROCEDURE bench.multiply(rows_of regclass, condition text, first bigint, last bigint, changed jsonb) LANGUAGE plpgsql AS $$
DECLARE
  names text;
  expressions text;
BEGIN
  SELECT string_agg(quote_ident(attname), ', ' ORDER BY attnum),
    string_agg(coalesce(changed ->> attname, format('template.%I', attname)), ', ' ORDER BY attnum)
  INTO names, expressions
  FROM pg_attribute WHERE attrelid = rows_of AND attnum > 0 AND NOT attisdropped AND attgenerated = '';
  EXECUTE format('INSERT INTO %s (%s) SELECT %s FROM (SELECT * FROM %s WHERE %s LIMIT 1) template, generate_series(%s, %s) n',
    rows_of, names, expressions, rows_of, condition, first, last);
END $$;

-- `uses` ledger rows for each family, a minute apart, in the order of time as refreshes write them.
CREATE PROCEDURE bench.seed(template uuid, clients text[], first bigint, last bigint, uses integer) LANGUAGE plpgsql AS $$
DECLARE
  template_row text := format('grant_id = %L', template);
  template_account text;
  owner jsonb := jsonb_build_object('grant_id', 'bench.grant_id(n)', 'account_id', 'bench.account_id(n)',
    'client_id', format('(%L::text[])[1 + n %% %s]', clients, cardinality(clients)));
BEGIN
  SELECT format('account_id = %L', account_id) INTO STRICT template_account FROM "grant" WHERE grant_id = template;
  CALL bench.multiply('account', template_account, first / 2, last / 2,
    '{"account_id": "bench.account_id(2 * n)", "username": "bench.account_id(2 * n)"}');
  CALL bench.multiply('"grant"', template_row, first, last, owner);
  CALL bench.multiply('refresh_token', template_row, first, last, owner || '{"salt": "sha256(n::text::bytea)"}');
  FOR age IN REVERSE uses..1 LOOP
    CALL bench.multiply('refresh_usage', template_row, first, last, owner || jsonb_build_object(
      'at', format('template.at - interval ''%s minutes''', age), 'id', 'uuidv7()', 'request_id', 'gen_random_uuid()::text',
      'access_token_jti', 'bench.grant_id(n) || ''.'' || md5(random()::text)'));
  END LOOP;
END $$;

CREATE FUNCTION bench.seeded_tables() RETURNS regclass[] LANGUAGE sql AS $$ SELECT '{account,"\"grant\"",refresh_token,refresh_usage}'::regclass[] $$;

CREATE TABLE bench.dropped (position serial, kind text, restoring text);

-- Takes off the seeded tables what is faster to build at the end.
CREATE PROCEDURE bench.drop_indexes() LANGUAGE plpgsql AS $$
DECLARE
  tables regclass[] := bench.seeded_tables();
  constraint_ record;
  index_ record;
BEGIN
  FOR constraint_ IN
    SELECT contype, conrelid::regclass AS on_table, quote_ident(conname) AS name, pg_get_constraintdef(oid) AS definition FROM pg_constraint
    WHERE conparentid = 0 AND (contype = 'f' AND (conrelid = ANY (tables) OR confrelid = ANY (tables)) OR contype IN ('p', 'u') AND conrelid = ANY (tables))
    ORDER BY contype = 'f' DESC
  LOOP
    INSERT INTO bench.dropped (kind, restoring)
    VALUES (constraint_.contype, format('ALTER TABLE %s ADD CONSTRAINT %s %s', constraint_.on_table, constraint_.name, constraint_.definition));
    EXECUTE format('ALTER TABLE %s DROP CONSTRAINT %s', constraint_.on_table, constraint_.name);
  END LOOP;
  FOR index_ IN SELECT indexrelid::regclass AS name, pg_get_indexdef(indexrelid) AS definition FROM pg_index WHERE indrelid = ANY (tables) LOOP
    INSERT INTO bench.dropped (kind, restoring) VALUES ('i', index_.definition);
    EXECUTE format('DROP INDEX %s', index_.name);
  END LOOP;
END $$;

CREATE PROCEDURE bench.restore_indexes() LANGUAGE plpgsql AS $$
DECLARE
  statement text;
BEGIN
  FOR statement IN SELECT restoring FROM bench.dropped ORDER BY kind = 'f', position LOOP
    EXECUTE statement;
  END LOOP;
  DELETE FROM bench.dropped;
END $$;
