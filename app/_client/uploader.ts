import Uppy from '@uppy/core';
import type { Meta, UppyFile } from '@uppy/core';
import Tus from '@uppy/tus';
import type { TusBody } from '@uppy/tus';
import type { UploadView } from '../../server/uploads/schema.ts';
import type { PickedFile } from './uploader-drop.ts';
import { hashFile } from './uploader-hash.ts';
import type { UploadItem, UploadState } from './uploader-item.ts';
import { readProblem } from './uploader-problem.ts';
import { TransferRate } from './uploader-rate.ts';

/** What the uploader asks of the server beside tus itself. */
export interface UploadCalls {
  findStored(file: { sha256: string; sizeBytes: number; fileName: string }): Promise<UploadView | null>;
  get(upload: string): Promise<UploadView>;
  delete(upload: string): Promise<unknown>;
}

type File_ = UppyFile<Meta, TusBody>;

/** Per request: the server keeps what has arrived of a request that breaks off, so a large one loses nothing. */
const CHUNK_BYTES = 64 * 1024 ** 2;
/** About twenty minutes of trying; any byte that gets through starts the row again. */
const RETRY_DELAYS_MS = [0, 300, 1000, 2000, ...Array<number>(400).fill(3000)];
/** Smaller files are there before their hash is; larger ones would cost more time than they save. */
const HASH_FROM_BYTES = 4 * 1000 ** 2;
const HASH_TO_BYTES = 4 * 1000 ** 3;
/** Larger ones are hashed only when the transfer leaves time for it: the two share one machine's cores. */
const HASH_AT_ONCE_BYTES = 128 * 1024 ** 2;
const SLOW_SECONDS = 30;
const LOOK_AGAIN_MS = 2_000;
const SHOW_EVERY_MS = 200;

/** Files on their way to one team. Holds Uppy; screens read `items()` and are told of changes. */
export class Uploader {
  readonly #uppy: Uppy<Meta, TusBody>;
  readonly #calls: UploadCalls;
  readonly #items = new Map<string, UploadItem>();
  readonly #rates = new Map<string, TransferRate>();
  readonly #hashing = new Map<string, AbortController>();
  /** The browser's own hash of each file, once it has it. */
  readonly #hashes = new Map<string, string>();
  readonly #listeners = new Set<() => void>();
  #snapshot: readonly UploadItem[] = [];
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(team: string, calls: UploadCalls) {
    this.#calls = calls;
    // The id is part of each file's fingerprint: what one team was sent is never continued for another.
    this.#uppy = new Uppy<Meta, TusBody>({ id: `team-${team}`, autoProceed: true, allowMultipleUploadBatches: true, meta: { team }, debug: false });
    this.#uppy.use(Tus, {
      endpoint: '/api/uploads',
      limit: 3,
      chunkSize: CHUNK_BYTES,
      retryDelays: RETRY_DELAYS_MS,
      allowedMetaFields: ['team', 'relativePath'],
      removeFingerprintOnSuccess: true,
      onShouldRetry: (error, ...[, , next]) => {
        if (error.originalResponse?.getStatus() === 507) return false;
        const again = next(error);
        if (again) this.#onAway(error.originalRequest?.getURL() ?? '');
        return again;
      },
      onAfterResponse: (request, response) => this.#onAnswer(request.getURL(), response.getStatus()),
    });
    this.#uppy.on('upload-progress', (file, progress) => file && this.#onProgress(file, progress.bytesUploaded));
    this.#uppy.on('upload-success', (file, response) => file && void this.#onSuccess(file, response.uploadURL));
    this.#uppy.on('upload-error', (file, _error, response) => file && this.#onError(file, response));
  }

  subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  items = (): readonly UploadItem[] => this.#snapshot;

  /** Puts files on the list and starts sending. A file of a path that is on the list takes its place. */
  add(files: readonly PickedFile[]): void {
    for (const { file, path } of files) {
      const before = [...this.#items.values()].find((item) => item.path === path);
      if (before?.file && isSame(before.file, file) && before.state !== 'stopped') continue;
      if (before?.state === 'done' && before.file === null && before.sizeBytes === file.size) void this.#recognise(before, { file, path });
      else this.#send({ file, path }, before);
    }
    this.#show();
  }

  /** A file chosen again after a reload, of which the server has everything: sent only if it is another one. */
  async #recognise(item: UploadItem, picked: PickedFile): Promise<void> {
    const sha256 = await hashFile(picked.file, new AbortController().signal).catch(() => null);
    if (sha256 !== null && sha256 === item.sha256) this.#change(item.key, { file: picked.file, verified: true });
    else this.#send(picked, this.#items.get(item.key));
    this.#show();
  }

  #send({ file, path }: PickedFile, before: UploadItem | undefined): void {
    const goesOn = before && before.state !== 'done' && (before.file === null || isSame(before.file, file));
    if (before) this.remove(before.key, { keepRemote: goesOn });
    const key = this.#uppy.addFile({ name: file.name, type: 'application/octet-stream', data: file, meta: { relativePath: path } });
    this.#items.set(key, {
      ...{ key, path, sizeBytes: file.size, state: 'waiting' as const, sentBytes: 0, bytesPerSecond: null, secondsLeft: null },
      ...{ uploadId: null, sha256: null, alreadyStored: false, verified: false, problem: null, file },
    });
    this.#rates.set(key, new TransferRate());
    if (file.size >= HASH_FROM_BYTES && file.size <= HASH_TO_BYTES) void this.#findStored(key, file, path);
    this.#show();
  }

  /** Puts back what the server has from before a reload: whole files, and ones that wait to be chosen again. */
  restore(uploads: readonly UploadView[]): void {
    for (const view of uploads) {
      if ([...this.#items.values()].some((item) => item.path === view.fileName)) continue;
      this.#items.set(view.id, {
        ...{ key: view.id, path: view.fileName, sizeBytes: view.sizeBytes, state: view.finished ? ('done' as const) : ('paused' as const) },
        ...{ sentBytes: view.offsetBytes, bytesPerSecond: null, secondsLeft: null, uploadId: view.id, sha256: view.sha256 },
        ...{ alreadyStored: false, verified: false, problem: null, file: null },
      });
    }
    this.#show();
  }

  pause(key: string): void {
    const item = this.#items.get(key);
    if (!item?.file || item.state === 'paused' || item.state === 'done') return;
    this.#uppy.pauseResume(key);
    this.#change(key, { state: 'paused', bytesPerSecond: null, secondsLeft: null });
  }

  resume(key: string): void {
    const item = this.#items.get(key);
    if (!item?.file || item.state !== 'paused') return;
    this.#rates.get(key)?.reset();
    this.#uppy.pauseResume(key);
    this.#change(key, { state: 'uploading', problem: null });
  }

  /** After an error: goes on from the last byte that arrived. */
  retry(key: string): void {
    if (this.#items.get(key)?.state !== 'stopped') return;
    this.#rates.get(key)?.reset();
    this.#change(key, { state: 'uploading', problem: null });
    void this.#uppy.retryUpload(key);
  }

  /** Takes a file off the list and deletes what has arrived of it. */
  remove(key: string, options: { keepRemote?: boolean } = {}): void {
    const item = this.#items.get(key);
    this.#hashing.get(key)?.abort();
    this.#items.delete(key);
    this.#rates.delete(key);
    this.#hashes.delete(key);
    const running = this.#uppy.getFile(key) && item?.state !== 'done' && item?.state !== 'stopped';
    if (this.#uppy.getFile(key)) this.#uppy.removeFile(key);
    // A running one is deleted by tus itself.
    if (item?.uploadId && !running && !options.keepRemote) void this.#calls.delete(item.uploadId).catch(() => undefined);
    this.#show();
  }

  /** Empties the list without deleting anything: a version has taken the files. */
  release(): void {
    for (const controller of this.#hashing.values()) controller.abort();
    this.#items.clear();
    this.#rates.clear();
    this.#hashes.clear();
    for (const file of this.#uppy.getFiles()) this.#uppy.removeFile(file.id);
    this.#show();
  }

  /** Stops everything; what has arrived stays on the server. */
  destroy(): void {
    for (const controller of this.#hashing.values()) controller.abort();
    this.#uppy.pauseAll();
    if (this.#timer) clearTimeout(this.#timer);
    this.#listeners.clear();
  }

  #onProgress(file: File_, sentBytes: number): void {
    const item = this.#items.get(file.id);
    if (!item || item.state === 'done' || item.state === 'paused') return;
    const rate = this.#rates.get(file.id);
    rate?.add(sentBytes);
    const bytesPerSecond = rate?.bytesPerSecond() ?? null;
    const state: UploadState = sentBytes > item.sentBytes || item.state !== 'away' ? 'uploading' : 'away';
    const secondsLeft = bytesPerSecond ? (item.sizeBytes - sentBytes) / bytesPerSecond : null;
    this.#change(file.id, { state, sentBytes, bytesPerSecond, secondsLeft, uploadId: idOf(this.#uppy.getFile(file.id)?.tus?.uploadUrl) ?? item.uploadId });
  }

  /** A request failed and is tried again: the connection or the server is away. */
  #onAway(url: string): void {
    const id = idOf(url);
    for (const item of this.#items.values()) {
      if (item.file && item.uploadId === id && (item.state === 'uploading' || item.state === 'waiting')) {
        this.#rates.get(item.key)?.reset();
        this.#change(item.key, { state: 'away', bytesPerSecond: null, secondsLeft: null });
      }
    }
  }

  #onAnswer(url: string, status: number): void {
    const id = idOf(url);
    const item = [...this.#items.values()].find((one) => one.uploadId === id);
    if (item?.state === 'away' && status < 400) this.#change(item.key, { state: 'uploading' });
  }

  async #onSuccess(file: File_, url: string | undefined): Promise<void> {
    const uploadId = idOf(url);
    const item = this.#items.get(file.id);
    if (!item || !uploadId) return;
    this.#change(file.id, { state: 'done', sentBytes: item.sizeBytes, uploadId, bytesPerSecond: null, secondsLeft: null, problem: null });
    const view = await this.#calls.get(uploadId).catch(() => null);
    if (view) this.#change(file.id, { sha256: view.sha256 });
    this.#compare(file.id);
  }

  /** Once the file is there and both sides have hashed it. */
  #compare(key: string): void {
    const item = this.#items.get(key);
    const own = this.#hashes.get(key);
    if (item?.state !== 'done' || !own || !item.sha256) return;
    if (own === item.sha256) return this.#change(key, { verified: true });
    if (item.uploadId) void this.#calls.delete(item.uploadId).catch(() => undefined);
    const problem = {
      message: 'The server has other bytes than this file.',
      cause: 'The file changed while it was sent, or something in between changed it.',
      suggestions: ['Remove it and choose it again.'],
    };
    this.#change(key, { state: 'stopped', uploadId: null, problem });
  }

  #onError(file: File_, response: File_['response'] | undefined): void {
    const xhr = (response?.body as TusBody | undefined)?.xhr;
    this.#change(file.id, { state: 'stopped', bytesPerSecond: null, secondsLeft: null, problem: readProblem(xhr?.responseText, response?.status) });
  }

  /** Hashes beside the transfer; a file the team has already is not sent to the end. */
  async #findStored(key: string, file: File, path: string): Promise<void> {
    const controller = new AbortController();
    this.#hashing.set(key, controller);
    try {
      if (file.size > HASH_AT_ONCE_BYTES && !(await this.#isSlow(key))) return;
      const sha256 = await hashFile(file, controller.signal);
      const item = this.#items.get(key);
      if (!item) return;
      this.#hashes.set(key, sha256);
      if (item.state === 'done') return this.#compare(key);
      const view = await this.#calls.findStored({ sha256, sizeBytes: file.size, fileName: path });
      if (!view) return;
      if (this.#items.get(key)?.state === 'done' || !this.#items.has(key)) return void this.#calls.delete(view.id);
      this.#uppy.removeFile(key);
      this.#change(key, {
        state: 'done',
        sentBytes: file.size,
        uploadId: view.id,
        sha256: view.sha256,
        alreadyStored: true,
        verified: true,
        bytesPerSecond: null,
        secondsLeft: null,
      });
    } catch {
      // Without the hash the file is simply sent; a file that cannot be read stops there, with its reason.
    } finally {
      this.#hashing.delete(key);
    }
  }

  /** Resolves when a transfer turns out to take long (true) or is over (false). */
  async #isSlow(key: string): Promise<boolean> {
    for (;;) {
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN_MS));
      const item = this.#items.get(key);
      if (!item || item.state === 'done' || item.state === 'stopped') return false;
      if (item.secondsLeft !== null && item.secondsLeft > SLOW_SECONDS) return true;
    }
  }

  #change(key: string, change: Partial<UploadItem>): void {
    const item = this.#items.get(key);
    if (!item) return;
    this.#items.set(key, { ...item, ...change });
    if (change.state && change.state !== item.state) this.#show();
    else this.#timer ??= setTimeout(() => this.#show(), SHOW_EVERY_MS);
  }

  #show(): void {
    if (this.#timer) clearTimeout(this.#timer);
    this.#timer = null;
    this.#snapshot = [...this.#items.values()];
    for (const listener of this.#listeners) listener();
  }
}

/** "/api/uploads/up_…" → "up_…". */
function idOf(url: string | null | undefined): string | null {
  return url?.match(/\/(up_[0-9A-Za-z]+)$/)?.[1] ?? null;
}

/** The same file of the same disk, chosen twice. */
function isSame(a: File, b: File): boolean {
  return a === b || (a.name === b.name && a.size === b.size && a.lastModified === b.lastModified);
}
