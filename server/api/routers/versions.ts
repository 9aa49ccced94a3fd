import { z } from 'zod';
import { activateVersion } from '../../versions/activate-version.ts';
import { closeCircuit } from '../../versions/close-circuit.ts';
import { compareVersions } from '../../versions/compare-versions.ts';
import { createVersion } from '../../versions/create-version.ts';
import { deleteVersion } from '../../versions/delete-version.ts';
import { editSignature } from '../../versions/edit-signature.ts';
import { getVersion } from '../../versions/get-version.ts';
import { importVersion } from '../../versions/import-version.ts';
import { listVersions } from '../../versions/list-versions.ts';
import { restoreVersion } from '../../versions/restore-version.ts';
import {
  activateVersionSchema,
  createVersionSchema,
  editSignatureSchema,
  importVersionSchema,
  settingsChangesSchema,
  versionRefSchema,
} from '../../versions/schema.ts';
import { updateVersionSettings } from '../../versions/update-version-settings.ts';
import { procedure, router } from '../init.ts';

export const versionsRouter = router({
  list: procedure.input(z.object({ team: z.string(), model: z.string(), deleted: z.boolean().optional() })).query(({ ctx, input }) => listVersions(ctx, input)),
  compare: procedure
    .input(z.object({ team: z.string(), model: z.string(), from: z.number().int().positive(), to: z.number().int().positive() }))
    .query(({ ctx, input }) => compareVersions(ctx, input)),
  get: procedure.input(versionRefSchema).query(({ ctx, input }) => getVersion(ctx, input)),
  create: procedure.input(createVersionSchema).mutation(({ ctx, input }) => createVersion(ctx, input)),
  import: procedure.input(importVersionSchema).mutation(({ ctx, input }) => importVersion(ctx, input)),
  editSignature: procedure.input(editSignatureSchema).mutation(({ ctx, input }) => editSignature(ctx, input)),
  activate: procedure.input(activateVersionSchema).mutation(({ ctx, input }) => activateVersion(ctx, input)),
  updateSettings: procedure.input(versionRefSchema.extend({ settings: settingsChangesSchema })).mutation(({ ctx, input }) => updateVersionSettings(ctx, input)),
  closeCircuit: procedure.input(versionRefSchema).mutation(({ ctx, input }) => closeCircuit(ctx, input)),
  delete: procedure.input(versionRefSchema).mutation(({ ctx, input }) => deleteVersion(ctx, input)),
  restore: procedure.input(versionRefSchema).mutation(({ ctx, input }) => restoreVersion(ctx, input)),
});
