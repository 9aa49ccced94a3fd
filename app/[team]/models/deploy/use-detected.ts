import { useEffect, useRef, useState } from 'react';
import type { UploadItem } from '../../../_client/uploader-item.ts';
import type { Problem } from '../../../_components/error-panel.tsx';
import type { AppError } from '../../../../server/errors.ts';
import { blobSource } from '../../../../server/signatures/byte-source.ts';
import { readSignature } from '../../../../server/signatures/read-signature.ts';
import type { Signature } from '../../../../server/signatures/schema.ts';
import { fromBody } from '../../../_client/problem-of.ts';

export type Detected = { state: 'reading' } | { state: 'known'; signature: Signature } | { state: 'refused'; problem: Problem } | null;

/**
 * What the dropped files are, read in the browser by the same walker the worker uses, before the upload is over. Null
 * while nothing can be read: no files, some that only the server has, or an archive that the worker unpacks.
 */
export function useDetected(items: readonly UploadItem[]): Detected {
  const files = items.flatMap((item) => (item.file ? [{ name: item.path, file: item.file }] : []));
  const packed = files.some(({ name }) => /\.zip$/i.test(name));
  const complete = files.length > 0 && files.length === items.length && !packed;
  const key = complete ? files.map(({ name, file }) => `${name}:${file.size}:${file.lastModified}`).join('|') : null;
  const latest = useRef(files);
  const [found, setFound] = useState<{ key: string; detected: Detected } | null>(null);
  useEffect(() => {
    latest.current = files;
  });
  useEffect(() => {
    if (!key) return;
    const controller = new AbortController();
    readSignature(
      latest.current.map(({ name, file }) => ({ name, source: blobSource(file) })),
      { signal: controller.signal },
    ).then(
      (signature) => setFound({ key, detected: { state: 'known', signature } }),
      (error: unknown) => {
        if (!controller.signal.aborted) setFound({ key, detected: { state: 'refused', problem: describe(error) } });
      },
    );
    return () => controller.abort();
  }, [key]);
  if (!key) return null;
  return found?.key === key ? found.detected : { state: 'reading' };
}

function describe(error: unknown): Problem {
  if (error instanceof Error && 'toBody' in error) return fromBody((error as AppError).toBody());
  return {
    message: 'The file cannot be read.',
    cause: error instanceof Error ? error.message : String(error),
    suggestions: ['Choose the file again: it was moved or changed after it was dropped.'],
  };
}
