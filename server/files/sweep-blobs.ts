import type { Runtime } from '../runtime.ts';

// A blob is stored before the row that refers to it, so a young one without a reference may be on its way into use.
const GRACE_DAYS = 7;

/** Removes blobs that no file, upload, example or run refers to and that were last stored more than 7 days ago. */
export async function sweepBlobs(runtime: Runtime): Promise<number> {
  const rows = await runtime.sql<{ sha256: string }[]>`
    delete from blob b where b.created_at < now() - ${GRACE_DAYS} * interval '1 day'
      and not exists (select 1 from model_file f where f.sha256 = b.sha256)
      and not exists (select 1 from upload u where u.sha256 = b.sha256)
      and not exists (select 1 from example e where e.input_blob = b.sha256 or e.output_blob = b.sha256)
      and not exists (select 1 from invocation i where i.input_blob = b.sha256 or i.output_blob = b.sha256)
    returning sha256`;
  for (const { sha256 } of rows) await runtime.blobs.remove(sha256);
  return rows.length;
}
