'use client';

import { Box, Database, File, Pause, Play, Plus, Tag } from 'lucide-react';
import { useState } from 'react';
import { formatBytes, formatByteRate, formatBytesOf } from '../../../../server/format-bytes.ts';
import { formatNoun, formatPercent } from '../../../../server/format-count.ts';
import type { Uploader } from '../../../_client/uploader.ts';
import { totalsOf, type UploadItem } from '../../../_client/uploader-item.ts';
import { Button } from '../../../_components/button.tsx';
import { Card } from '../../../_components/card.tsx';
import { ConfirmDialog } from '../../../_components/confirm-dialog.tsx';
import { FileRow, type FileRowState } from '../../../_components/file-row.tsx';
import { formatSeconds } from '../../../_components/format/format-duration.ts';

type UploadPanelProps = { uploader: Uploader; items: readonly UploadItem[]; onChooseFiles: () => void; onCancel: () => void };

/** The files on their way: one row each, and what they amount to together. */
export function UploadPanel({ uploader, items, onChooseFiles, onCancel }: UploadPanelProps) {
  const [asking, setAsking] = useState(false);
  const totals = totalsOf(items);
  const share = totals.sizeBytes === 0 ? 1 : Math.floor((totals.sentBytes / totals.sizeBytes) * 100) / 100;
  const moving = items.filter((item) => item.file && (item.state === 'uploading' || item.state === 'waiting' || item.state === 'away'));
  const paused = items.filter((item) => item.file && item.state === 'paused');
  return (
    <Card aria-label="Files">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 border-b px-4 py-3">
        <div className="min-w-0 flex-1">
          <h2 className="font-medium tnum">{headline(items, totals.allDone, share)}</h2>
          <p className="text-meta text-ink-3 tnum">
            {totals.allDone
              ? formatBytes(totals.sizeBytes)
              : [
                  formatBytesOf(totals.sentBytes, totals.sizeBytes),
                  totals.bytesPerSecond && formatByteRate(totals.bytesPerSecond),
                  totals.secondsLeft !== null && `about ${formatSeconds(totals.secondsLeft)} left`,
                ]
                  .filter(Boolean)
                  .join(' · ')}
          </p>
        </div>
        <div className="flex items-center gap-1.5">
          {moving.length > 0 && (
            <Button icon={<Pause className="size-4" strokeWidth={1.75} />} onClick={() => moving.forEach((item) => uploader.pause(item.key))}>
              {moving.length > 1 ? 'Pause all' : 'Pause'}
            </Button>
          )}
          {moving.length === 0 && paused.length > 0 && (
            <Button icon={<Play className="size-4" strokeWidth={1.75} />} onClick={() => paused.forEach((item) => uploader.resume(item.key))}>
              {paused.length > 1 ? 'Resume all' : 'Resume'}
            </Button>
          )}
          <Button variant="ghost" onClick={() => setAsking(true)}>
            Cancel
          </Button>
        </div>
      </div>
      <ul className="divide-y">
        {items.map((item) => (
          <Row key={item.key} item={item} uploader={uploader} onChooseFiles={onChooseFiles} />
        ))}
      </ul>
      <button type="button" onClick={onChooseFiles} className="flex w-full items-center gap-3 border-t px-4 py-3 text-left text-meta text-ink-3 hover:bg-hover">
        <Plus className="size-4 shrink-0" strokeWidth={1.75} aria-hidden="true" />
        <span>
          Drop more files here to add them.{' '}
          {!totals.allDone &&
            `You can close this tab: choose the same ${items.length > 1 ? 'files' : 'file'} again and the upload goes on from ${formatPercent(share)}.`}
        </span>
      </button>
      <ConfirmDialog
        open={asking}
        onOpenChange={setAsking}
        title={`Cancel this upload of ${formatNoun(items.length, 'file')}?`}
        description={`${formatBytes(totals.sentBytes)} that have arrived are deleted from the server. The files on your computer stay.`}
        confirmLabel="Cancel upload"
        onConfirm={onCancel}
      />
    </Card>
  );
}

function headline(items: readonly UploadItem[], allDone: boolean, share: number): string {
  const files = formatNoun(items.length, 'file');
  if (allDone) return `${files} uploaded`;
  const left = items.filter((item) => item.state !== 'done');
  if (left.every((item) => item.state === 'paused')) return `Paused at ${formatPercent(share)}`;
  if (left.every((item) => item.state === 'stopped')) return `Stopped at ${formatPercent(share)}`;
  return `Uploading ${formatNoun(left.length, 'file')}, ${formatPercent(share)}`;
}

const rowStates: Record<UploadItem['state'], FileRowState> = {
  waiting: 'waiting',
  uploading: 'uploading',
  away: 'paused',
  paused: 'paused',
  stopped: 'stopped',
  done: 'done',
};

function Row({ item, uploader, onChooseFiles }: { item: UploadItem; uploader: Uploader; onChooseFiles: () => void }) {
  const known = item.file !== null;
  return (
    <FileRow
      name={item.path}
      sizeBytes={item.sizeBytes}
      state={rowStates[item.state]}
      sentBytes={item.sentBytes}
      bytesPerSecond={item.bytesPerSecond}
      secondsLeft={item.secondsLeft}
      icon={iconOf(item.path)}
      fact={item.alreadyStored ? 'Already uploaded' : item.verified ? 'Uploaded and verified' : undefined}
      {...(item.sha256 ? { sha256: item.sha256 } : {})}
      reason={reasonOf(item)}
      {...(known ? { onPause: () => uploader.pause(item.key), onRetry: () => uploader.retry(item.key) } : {})}
      {...(known && item.state === 'paused' ? { onResume: () => uploader.resume(item.key) } : {})}
      {...(!known && item.state === 'paused' ? { onReplace: onChooseFiles, replaceLabel: 'Choose file' } : {})}
      onCancel={() => uploader.remove(item.key)}
    />
  );
}

function reasonOf(item: UploadItem): string | undefined {
  if (item.state === 'away') return 'The connection is lost. It goes on by itself from the last byte when it is back.';
  if (item.state === 'paused' && !item.file) return 'Choose the same file again and it goes on from its last byte.';
  if (!item.problem) return undefined;
  return [item.problem.message, item.problem.cause, ...(item.problem.suggestions ?? [])].filter(Boolean).join(' ');
}

function iconOf(path: string) {
  const look = { strokeWidth: 1.75, 'aria-hidden': true } as const;
  if (/\.onnx$/i.test(path)) return <Box {...look} />;
  if (/data|weight|\.bin$/i.test(path)) return <Database {...look} />;
  if (/label|\.txt$|\.json$/i.test(path)) return <Tag {...look} />;
  return <File {...look} />;
}
