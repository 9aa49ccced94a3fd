-- When a model last ran, beside the count of that hour. Null in hours counted before: there the hour says enough, but for each
-- model's newest, which is what its card shows.
ALTER TABLE "run_hour" ADD COLUMN "last_at" TIMESTAMPTZ(3);

UPDATE "run_hour" r SET "last_at" = (SELECT "created_at" FROM "invocation" i WHERE i."model_id" = r."model_id" ORDER BY i."id" DESC LIMIT 1)
  WHERE r."hour" = (SELECT max("hour") FROM "run_hour" WHERE "model_id" = r."model_id");
