import { z } from 'zod';

/** One file on its way in. */
export const uploadSchema = z.object({
  id: z.string(),
  fileName: z.string(),
  sizeBytes: z.number().int(),
  /** Bytes safely on the disk. */
  offsetBytes: z.number().int(),
  sha256: z.string().nullable(),
  finished: z.boolean(),
  createdAt: z.date(),
  expiresAt: z.date(),
});
export type UploadView = z.infer<typeof uploadSchema>;

/** NAME_MAX of Linux's file systems. */
const MOST_PART_BYTES = 255;

/** Path inside what was dropped: relative, no "..", no empty parts, none longer than a disk takes, no control characters. */
export const bundlePathSchema = z
  .string()
  .min(1)
  .max(512)
  .refine(
    (name) =>
      !name.startsWith('/') &&
      !name.includes('\\') &&
      !/[\u0000-\u001f\u007f]/.test(name) &&
      name.split('/').every((part) => part !== '' && part !== '.' && part !== '..'),
    'A file name is a relative path without "..", "\\" or control characters.',
  )
  .refine(
    (name) => name.split('/').every((part) => new TextEncoder().encode(part).byteLength <= MOST_PART_BYTES),
    `No part of a file name is longer than ${MOST_PART_BYTES} bytes.`,
  );

export const UPLOAD_TTL_MS = 24 * 3600_000;

/** Asks whether this team has a file already, by its hash. */
export const storedFileSchema = z.object({
  team: z.string(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  sizeBytes: z.number().int().nonnegative(),
  fileName: bundlePathSchema,
});
