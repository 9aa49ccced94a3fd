-- What a person chose for a version instead of what its files were guessed to be, and how the golden tests went.
ALTER TABLE "version" ADD COLUMN "chosen" JSONB, ADD COLUMN "tests" JSONB;

-- Inputs worth keeping with a model, with what came out. Golden: every new version has to give the same.
CREATE TABLE "example" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "model_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "golden" BOOLEAN NOT NULL DEFAULT false,
    "version_number" INTEGER NOT NULL,
    "inputs" JSONB NOT NULL,
    "input_data" BYTEA,
    "input_blob" TEXT,
    "outputs" JSONB,
    "output_data" BYTEA,
    "output_blob" TEXT,
    "created_by" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "example_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "example_model_id_name_key" ON "example"("model_id", "name");
ALTER TABLE "example" ADD CONSTRAINT "example_model_id_fkey" FOREIGN KEY ("model_id") REFERENCES "model"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- A link to one run for people without an account, until it expires or is taken back.
CREATE TABLE "share_link" (
    "id" UUID NOT NULL,
    "team_id" UUID NOT NULL,
    "invocation_id" UUID NOT NULL,
    "token_hash" TEXT NOT NULL,
    "created_by" JSONB NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "share_link_pkey" PRIMARY KEY ("id")
);
CREATE UNIQUE INDEX "share_link_token_hash_key" ON "share_link"("token_hash");
CREATE INDEX "share_link_invocation_id_idx" ON "share_link"("invocation_id");
ALTER TABLE "share_link" ADD CONSTRAINT "share_link_team_id_fkey" FOREIGN KEY ("team_id") REFERENCES "team"("id") ON DELETE CASCADE ON UPDATE CASCADE;
