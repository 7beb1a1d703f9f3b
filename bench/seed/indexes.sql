-- Takes off the seeded tables what is faster to build at the end, and puts it back.
-- A partitioned table's index is told with ONLY, which would leave its partitions without.
CREATE SCHEMA IF NOT EXISTS bench;

CREATE TABLE IF NOT EXISTS bench.dropped (position serial, kind text, restoring text);

CREATE OR REPLACE PROCEDURE bench.drop_indexes(tables regclass[]) LANGUAGE plpgsql AS $$
DECLARE
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
    INSERT INTO bench.dropped (kind, restoring) VALUES ('i', replace(index_.definition, ' ON ONLY ', ' ON '));
    EXECUTE format('DROP INDEX %s', index_.name);
  END LOOP;
END $$;

CREATE OR REPLACE PROCEDURE bench.restore_indexes() LANGUAGE plpgsql AS $$
DECLARE
  statement text;
BEGIN
  FOR statement IN SELECT restoring FROM bench.dropped ORDER BY kind = 'f', position LOOP
    EXECUTE statement;
  END LOOP;
  DELETE FROM bench.dropped;
END $$;
