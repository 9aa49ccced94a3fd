/**
 * SHA-256 of a file, in hex, computed in a Web Worker slice by slice. Rejects when the file cannot be read any more or
 * the signal aborts.
 */
export function hashFile(file: File, signal: AbortSignal): Promise<string> {
  const worker = new Worker(new URL('./uploader-hash-worker.ts', import.meta.url), { type: 'module' });
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  worker.onmessage = (event: MessageEvent<string>) => resolve(event.data);
  worker.onerror = (event) => reject(new Error(event.message || 'the file could not be read'));
  const stop = () => reject(new DOMException('The file is not needed any more.', 'AbortError'));
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  else worker.postMessage(file);
  return promise.finally(() => {
    signal.removeEventListener('abort', stop);
    worker.terminate();
  });
}
