'use client';

import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { Uploader, type UploadCalls } from './uploader.ts';
import type { UploadItem } from './uploader-item.ts';

const none: readonly UploadItem[] = [];
const never = () => () => undefined;

/** One list of files for one team, alive as long as the component; null on the server and until the page is up. */
export function useUploader(team: string, calls: UploadCalls): { uploader: Uploader | null; items: readonly UploadItem[] } {
  const inBrowser = useSyncExternalStore(
    never,
    () => true,
    () => false,
  );
  const uploader = useMemo(() => (inBrowser ? new Uploader(team, calls) : null), [inBrowser, team, calls]);
  useEffect(() => () => uploader?.destroy(), [uploader]);
  const items = useSyncExternalStore(uploader?.subscribe ?? never, uploader?.items ?? (() => none), () => none);
  return { uploader, items };
}
