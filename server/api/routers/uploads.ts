import { z } from 'zod';
import { deleteUpload } from '../../uploads/delete-upload.ts';
import { findStoredFile } from '../../uploads/find-stored-file.ts';
import { listUploads } from '../../uploads/list-uploads.ts';
import { getUpload } from '../../uploads/get-upload.ts';
import { storedFileSchema } from '../../uploads/schema.ts';
import { procedure, router } from '../init.ts';

const ref = z.object({ team: z.string(), upload: z.string() });

export const uploadsRouter = router({
  list: procedure.input(z.object({ team: z.string() })).query(({ ctx, input }) => listUploads(ctx, input)),
  get: procedure.input(ref).query(({ ctx, input }) => getUpload(ctx, input)),
  findStored: procedure.input(storedFileSchema).mutation(({ ctx, input }) => findStoredFile(ctx, input)),
  delete: procedure.input(ref).mutation(({ ctx, input }) => deleteUpload(ctx, input)),
});
