-- What a team risks for speed: strict syncs every acknowledged run and result to disk, balanced may lose the last instants.
CREATE TYPE "Durability" AS ENUM ('strict', 'balanced');
ALTER TABLE "team" ADD COLUMN "durability" "Durability" NOT NULL DEFAULT 'strict';

-- How a version runs, and what was measured of it; why its circuit is open and until when; when it was last asked to be warm.
ALTER TABLE "version" ADD COLUMN "settings" JSONB NOT NULL DEFAULT '{}';
ALTER TABLE "version" ADD COLUMN "batching" JSONB;
ALTER TABLE "version" ADD COLUMN "circuit" JSONB;
ALTER TABLE "version" ADD COLUMN "wanted_warm_at" TIMESTAMPTZ(3);

ALTER TABLE "invocation" ADD COLUMN "priority" SMALLINT NOT NULL DEFAULT 0;
ALTER TABLE "invocation" ADD COLUMN "deadline_at" TIMESTAMPTZ(3);
ALTER TABLE "invocation" ADD COLUMN "device" TEXT;

-- What the people who run the installation asked of a worker: taking_work or draining.
ALTER TABLE "worker" ADD COLUMN "wanted" TEXT NOT NULL DEFAULT 'taking_work';

-- Runs with a deadline that is not over, so that expiring them needs no index on the big table.
CREATE TABLE "invocation_deadline" (
    "id" UUID NOT NULL,
    "deadline_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "invocation_deadline_pkey" PRIMARY KEY ("id")
);
CREATE INDEX "invocation_deadline_deadline_at_idx" ON "invocation_deadline"("deadline_at");
