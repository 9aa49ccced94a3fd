-- Where a version's files are still to be brought from ("hf:owner/name@revision"), and what a team shows the Hub to get them.
ALTER TABLE "version" ADD COLUMN "source" TEXT;
ALTER TABLE "team" ADD COLUMN "hub_token" TEXT;
