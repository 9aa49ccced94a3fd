import { createReadStream } from 'node:fs';
import { mkdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';
import { unseal } from '../access/seal.ts';
import { AppError } from '../errors.ts';
import { assertGraphs, chooseHubFiles } from '../files/choose-hub-files.ts';
import { downloadHubFile, listHubFiles, type HubFile, type HubRepository } from '../files/hub-api.ts';
import { parseHubSource } from '../files/parse-hub-source.ts';
import { newUuid } from '../ids.ts';
import type { Runtime } from '../runtime.ts';
import { asObject } from '../signatures/detect/json-look.ts';
import type { JsonObject } from '../signatures/detect/json-look.ts';
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

/**
 * Brings the files of a version from the Hub. Each is the version's own as soon as it is here and whole, and the part of one
 * that is not stays: whoever goes on, goes on there. The revision is one commit for all of them.
 * @throws NOT_FOUND, FORBIDDEN, UNAVAILABLE, UNSUPPORTED_MODEL, INVALID_MODEL, STORAGE_FULL
 */
export async function fetchFromHub(
  runtime: Runtime,
  work: { deployment: BegunDeployment; source: string; signal: AbortSignal } & FetchProgress,
): Promise<BegunDeployment['files']> {
  const { deployment, signal } = work;
  const { repository, revision, precision } = parseHubSource(work.source);
  const team = await runtime.db.team.findUniqueOrThrow({ where: { id: deployment.teamId }, select: { hubToken: true } });
  const named = { hub: runtime.env.hub, repository, revision, token: team.hubToken ? unseal(runtime.env.secret, team.hubToken) : null };
  const { commit, files } = await again(signal, () => listHubFiles(named, signal));
  assertGraphs(files, repository);
  const at: HubRepository = { ...named, revision: commit };
  const folder = path.join(/* turbopackIgnore: true */ runtime.env.dataFolder, 'incoming', `hub-${deployment.versionId}`);
  await mkdir(folder, { recursive: true });
  const wanted = chooseHubFiles(files, { config: await readConfig(at, files, { folder, signal }), precision });
  work.onStart(wanted, commit);
  const here = new Map(deployment.files.map((file) => [file.name, file]));
  let before = 0;
  for (const file of wanted) {
    signal.throwIfAborted();
    if (here.get(file.name)?.sizeBytes !== file.sizeBytes) {
      const target = placeOf(folder, file.name);
      await again(signal, () => downloadHubFile(at, file, { target, signal, onBytes: (bytes) => work.onBytes(before + bytes) }));
      here.set(file.name, await keep(runtime, deployment.versionId, { file, target }));
    }
    before += file.sizeBytes;
    work.onBytes(before);
    work.onFile(file);
  }
  await rm(folder, { recursive: true, force: true });
  return wanted.flatMap(({ name }) => here.get(name) ?? []);
}

/** A file that is whole becomes a blob, and the version's. */
async function keep(runtime: Runtime, versionId: string, { file, target }: { file: HubFile; target: string }): Promise<BegunDeployment['files'][number]> {
  const { sha256, sizeBytes } = await runtime.blobs.put(createReadStream(target) as AsyncIterable<Uint8Array>, { maxBytes: runtime.env.maxFileBytes });
  const size = BigInt(sizeBytes);
  const { name } = file;
  await runtime.db.$transaction(async (tx) => {
    await tx.blob.upsert({ where: { sha256 }, create: { sha256, sizeBytes: size }, update: { createdAt: new Date() } });
    await tx.modelFile.deleteMany({ where: { versionId, name } });
    await tx.modelFile.create({ data: { id: newUuid(), versionId, name, sha256, sizeBytes: size } });
    await tx.version.update({ where: { id: versionId }, data: { sizeBytes: { increment: size } } });
  });
  await rm(target, { force: true });
  return { name, sha256, sizeBytes };
}

async function readConfig(at: HubRepository, files: readonly HubFile[], how: { folder: string; signal: AbortSignal }): Promise<JsonObject | null> {
  const file = files.find(({ name }) => name === 'config.json');
  if (!file) return null;
  const target = placeOf(how.folder, 'config.json');
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
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * 2 ** tried));
    }
  }
}

// Names of a repository are somebody's: a part lies under a name of our own.
function placeOf(folder: string, name: string): string {
  return path.join(folder, `${Buffer.from(name).toString('base64url').slice(-200)}.part`);
}
