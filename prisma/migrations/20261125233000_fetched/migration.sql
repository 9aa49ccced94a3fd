-- A source now means that files are still to be brought: what is ready has all of them.
UPDATE "version" SET "source" = NULL WHERE "status" IN ('ready', 'archived');
