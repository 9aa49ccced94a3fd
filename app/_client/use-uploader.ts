'use client';

import { useEffect, useState, useSyncExternalStore } from 'react';
import { Uploader, type UploadCalls } from './uploader.ts';
import type { UploadItem } from './uploader-item.ts';

const none: readonly UploadItem[] = [];

/** One list of files for one team, alive as long as the component; null on the server and until the page is up. */
export function useUploader(team: string, calls: UploadCalls): { uploader: Uploader | null; items: readonly UploadItem[] } {
  const [uploader, setUploader] = useState<Uploader | null>(null);
  useEffect(() => {
    const made = new Uploader(team, calls);
    setUploader(made);
    return () => made.destroy();
  }, [team, calls]);
  const items = useSyncExternalStore(uploader?.subscribe ?? (() => () => undefined), uploader?.items ?? (() => none), () => none);
  return { uploader, items };
}
