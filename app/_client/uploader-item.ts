import type { Problem } from '../_components/error-panel.tsx';

/**
 * waiting → uploading → done; uploading ⇄ paused by the person; uploading → stopped by an error that trying again does
 * not cure by itself. `away`: the connection or the server is gone, and it goes on by itself when they are back.
 */
export type UploadState = 'waiting' | 'uploading' | 'away' | 'paused' | 'stopped' | 'done';

/** One file of the list, from its drop to its last byte. */
export interface UploadItem {
  /** Of this list, in this tab. */
  key: string;
  /** Path inside the version. */
  path: string;
  sizeBytes: number;
  state: UploadState;
  sentBytes: number;
  bytesPerSecond: number | null;
  secondsLeft: number | null;
  /** `up_…`, once the server knows it. */
  uploadId: string | null;
  sha256: string | null;
  /** True when the team had this file: nothing was sent. */
  alreadyStored: boolean;
  /** True when the browser's own hash of the file is the server's. */
  verified: boolean;
  problem: Problem | null;
  /** Null for a file the server has from before a reload. */
  file: File | null;
}

/** All files of the list as one transfer. */
export interface UploadTotals {
  sizeBytes: number;
  sentBytes: number;
  bytesPerSecond: number | null;
  secondsLeft: number | null;
  /** No file is on its way or waiting for a person. */
  allDone: boolean;
}

/** What the list as a whole has done; speeds add up. */
export function totalsOf(items: readonly UploadItem[]): UploadTotals {
  const sum = (pick: (item: UploadItem) => number) => items.reduce((total, item) => total + pick(item), 0);
  const sizeBytes = sum((item) => item.sizeBytes);
  const sentBytes = sum((item) => (item.state === 'done' ? item.sizeBytes : item.sentBytes));
  const moving = items.filter((item) => item.state === 'uploading' && item.bytesPerSecond);
  const bytesPerSecond = moving.length > 0 ? moving.reduce((total, item) => total + (item.bytesPerSecond ?? 0), 0) : null;
  return {
    sizeBytes,
    sentBytes,
    bytesPerSecond,
    secondsLeft: bytesPerSecond ? (sizeBytes - sentBytes) / bytesPerSecond : null,
    allDone: items.length > 0 && items.every((item) => item.state === 'done'),
  };
}
