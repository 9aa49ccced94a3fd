-- Runs created per model and hour, so that counting them costs the same however many there are.
CREATE TABLE "run_hour" (
    "model_id" UUID NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "runs" INTEGER NOT NULL,

    CONSTRAINT "run_hour_pkey" PRIMARY KEY ("model_id","hour")
);

INSERT INTO "run_hour" ("model_id", "hour", "runs")
  SELECT "model_id", date_trunc('hour', "created_at", 'UTC'), count(*) FROM "invocation" GROUP BY 1, 2;
