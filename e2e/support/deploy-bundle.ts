import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from '@playwright/test';
import type { SetUpProduct } from './fixtures.ts';

/** Deploys the files of a folder, by their paths in it, as a version of a model. */
export async function deployBundle(
  product: SetUpProduct,
  model: string,
  bundle: { folder: string; files: readonly string[] },
): Promise<{ signature: { task: string } }> {
  const form = new FormData();
  for (const name of bundle.files) form.append('file', new Blob([new Uint8Array(readFileSync(path.join(bundle.folder, name)))]), name);
  const made = await product.json<{ status: string; error: unknown; signature: { task: string } }>(`/models/${model}/versions`, {
    method: 'POST',
    headers: { prefer: 'wait=60' },
    body: form,
  });
  expect([made.status, made.error]).toEqual(['ready', null]);
  return made;
}
