import { readFile, rm } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';
import { unseal } from '../access/seal.ts';
import { AppError } from '../errors.ts';
import { addFiles } from '../files/add-files.ts';
import { assertGraphs, chooseHubFiles } from '../files/choose-hub-files.ts';
import { downloadHubFile } from '../files/download-hub-file.ts';
import { listHubFiles, type HubFile, type HubRepository } from '../files/hub-api.ts';
import { HubParts } from '../files/hub-parts.ts';
import { formatHubSource, parseHubSource } from '../files/parse-hub-source.ts';
import { recordBlob } from '../files/record-blob.ts';
import type { Runtime } from '../runtime.ts';
import { asObject } from '../signatures/detect/json-look.ts';
import type { JsonObject } from '../signatures/detect/json-look.ts';
import { formatBytes } from '../format-bytes.ts';
import { assertFree, syncFolder } from '../storage/write-durably.ts';
import type { BegunDeployment } from './begin-deployment.ts';

export interface FetchProgress {
  /** What is to be brought in all, once it is known. */
  onStart(files: readonly HubFile[], commit: string): void;
  /** Bytes that are here, of all files together. */
  onBytes(bytes: number): void;
  onFile(file: HubFile): void;
}

const TRIES = 5;
const PAUSE_MS = 500;
const MOST_CONFIG_BYTES = 4 * 1024 ** 2;

/**
 * Brings the files of a version from the Hub. Each is the version's own as soon as it is here and whole, and the part of one
 * that is not stays: whoever goes on, goes on there. The first file settles the commit that all of them are of, also those
 * of later attempts.
 * @throws NOT_FOUND, FORBIDDEN, UNAVAILABLE, UNSUPPORTED_MODEL, INVALID_MODEL, INVALID_INPUT, PAYLOAD_TOO_LARGE, STORAGE_FULL
 */
export async function fetchFromHub(
  runtime: Runtime,
  work: { deployment: BegunDeployment; source: string; signal: AbortSignal } & FetchProgress,
): Promise<void> {
  const { deployment, signal } = work;
  const { versionId } = deployment;
  const { repository, revision, precision } = parseHubSource(work.source);
  const team = await runtime.db.team.findUniqueOrThrow({ where: { id: deployment.teamId }, select: { hubToken: true } });
  const named = { hub: runtime.env.hub, repository, revision, token: team.hubToken ? unseal(runtime.env.secret, team.hubToken) : null };
  const { commit, files } = await again(signal, () => listHubFiles(named, signal));
  assertGraphs(files, repository);
  const at: HubRepository = { ...named, revision: commit };
  const parts = await HubParts.open(runtime, versionId);
  const wanted = chooseHubFiles(files, { repository, config: await readConfig(at, files, { parts, signal }), precision });
  work.onStart(wanted, commit);
  const here = new Set(deployment.files.map(({ name }) => name));
  await assertFits(runtime, { parts, files: wanted.filter(({ name }) => !here.has(name)) });
  await runtime.db.version.update({ where: { id: versionId }, data: { source: formatHubSource({ repository, revision: commit, precision }) } });
  let before = 0;
  for (const file of wanted) {
    signal.throwIfAborted();
    if (!here.has(file.name)) {
      const target = parts.pathOf(file);
      const sha256 = await again(signal, () => downloadHubFile(at, file, { target, signal, onBytes: (bytes) => work.onBytes(before + bytes) }));
      await keep(runtime, versionId, { file: { ...file, sha256 }, target });
    }
    before += file.sizeBytes;
    work.onBytes(before);
    work.onFile(file);
  }
  await parts.remove();
}

/** A file that is whole becomes a blob, and the version's. */
async function keep(runtime: Runtime, versionId: string, { file, target }: { file: HubFile & { sha256: string }; target: string }): Promise<void> {
  await syncFolder(target);
  await runtime.blobs.adopt(target, file.sha256);
  await runtime.db.$transaction(async (tx) => {
    await recordBlob(tx, file);
    await addFiles(tx, versionId, { files: [file] });
  });
  await rm(target, { force: true });
}

/** Said before hours are spent on it. @throws PAYLOAD_TOO_LARGE, STORAGE_FULL */
async function assertFits(runtime: Runtime, { parts, files }: { parts: HubParts; files: readonly HubFile[] }): Promise<void> {
  const { maxFileBytes } = runtime.env;
  const large = files.find(({ sizeBytes }) => sizeBytes > maxFileBytes);
  if (large) {
    throw new AppError('PAYLOAD_TOO_LARGE', `\`${large.name}\` is larger than ${formatBytes(maxFileBytes)}.`, {
      cause: `It has ${formatBytes(large.sizeBytes)}: more than this server takes for one file.`,
      suggestions: ['Name a smaller precision, like `#q4` after the source.', 'Or raise MOORAGE_MAX_FILE_BYTES.'],
    });
  }
  let needed = 0;
  for (const file of files) needed += Math.max(0, file.sizeBytes - (await parts.sizeBytes(file)));
  assertFree(await runtime.blobs.freeBytes(), needed);
}

/** What the bundle says of itself; null where it says nothing, or more than a configuration can be. */
async function readConfig(at: HubRepository, files: readonly HubFile[], how: { parts: HubParts; signal: AbortSignal }): Promise<JsonObject | null> {
  const file = files.find(({ name }) => name === 'config.json');
  if (!file || file.sizeBytes > MOST_CONFIG_BYTES) return null;
  const target = how.parts.pathOf(file);
  await again(how.signal, () => downloadHubFile(at, file, { target, signal: how.signal, onBytes: () => undefined }));
  try {
    return asObject(JSON.parse(await readFile(target, 'utf8')));
  } catch {
    return null;
  }
}

/** Tries again what only the line is to blame for, waiting longer each time. */
async function again<T>(signal: AbortSignal, attempt: () => Promise<T>): Promise<T> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await attempt();
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof AppError) || error.code !== 'UNAVAILABLE' || tried === TRIES) throw error;
      await setTimeout(PAUSE_MS * 2 ** tried, undefined, { signal });
    }
  }
}
