'use client';

import { File, Pause, Play, RotateCw, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { formatByteRate, formatBytes, formatBytesOf } from '../../server/format-bytes.ts';
import { formatPercent } from '../../server/format-count.ts';
import { Button } from './button.tsx';
import { formatSeconds } from './format/format-duration.ts';
import { IconButton } from './icon-button.tsx';
import { Mark } from './mark.tsx';
import { ProgressBar } from './progress-bar.tsx';
import type { ProgressState } from './progress-bar.tsx';

export type FileRowState = 'waiting' | 'uploading' | 'paused' | 'stopped' | 'done' | 'refused';

export type FileRowProps = {
  name: string;
  sizeBytes: number;
  state: FileRowState;
  sentBytes?: number;
  /** Averaged over 5 s. */
  bytesPerSecond?: number | null;
  secondsLeft?: number | null;
  /** 16 px icon of its kind. */
  icon?: ReactNode;
  /** Under the name when done: "Uploaded and verified". */
  fact?: ReactNode;
  /** In full; shown shortened. */
  sha256?: string;
  /** Why it is stopped or refused, and the remedy. */
  reason?: ReactNode;
  onPause?: () => void;
  onResume?: () => void;
  onRetry?: () => void;
  onReplace?: () => void;
  replaceLabel?: string;
  onCancel?: () => void;
};

function Controls(row: FileRowProps) {
  const { name, state, onPause, onResume, onRetry, onReplace, replaceLabel = 'Replace', onCancel } = row;
  const icon = { className: 'size-4', strokeWidth: 1.75 };
  return (
    <span className="-my-1.5 ml-auto flex items-center gap-1">
      {onReplace && (
        <Button size="sm" onClick={onReplace}>
          {replaceLabel}
        </Button>
      )}
      {state === 'uploading' && onPause && (
        <IconButton label={`Pause ${name}`} onClick={onPause}>
          <Pause {...icon} />
        </IconButton>
      )}
      {state === 'paused' && onResume && (
        <IconButton label={`Resume ${name}`} onClick={onResume}>
          <Play {...icon} />
        </IconButton>
      )}
      {state === 'stopped' && onRetry && (
        <IconButton label={`Try ${name} again`} onClick={onRetry}>
          <RotateCw {...icon} />
        </IconButton>
      )}
      {onCancel && (
        <IconButton label={state === 'done' || state === 'refused' ? `Remove ${name}` : `Cancel ${name}`} onClick={onCancel}>
          <X {...icon} />
        </IconButton>
      )}
    </span>
  );
}

function Bar({ name, sizeBytes, state, sentBytes = 0, bytesPerSecond, secondsLeft }: FileRowProps) {
  const share = sizeBytes === 0 ? 1 : sentBytes / sizeBytes;
  const percent = formatPercent(Math.floor(share * 100) / 100);
  const bar: ProgressState = state === 'paused' ? 'paused' : state === 'stopped' ? 'stopped' : 'running';
  const said = { paused: `Paused at ${percent}`, stopped: `Stopped at ${percent}`, running: percent, quiet: percent }[bar];
  const speed = bytesPerSecond ? formatByteRate(bytesPerSecond) : null;
  const left = secondsLeft === null || secondsLeft === undefined ? null : `${formatSeconds(secondsLeft)} left`;
  return (
    <ProgressBar
      className="mt-2.5"
      value={share}
      state={bar}
      label={`Upload of ${name}`}
      left={`${said} · ${formatBytesOf(sentBytes, sizeBytes)}`}
      right={state === 'uploading' ? [speed, left].filter(Boolean).join(' · ') : undefined}
    />
  );
}

/** One file on its way in: name, size, progress, and its buttons. */
export function FileRow(row: FileRowProps) {
  const { name, sizeBytes, state, icon, fact, sha256, reason } = row;
  const moving = state === 'uploading' || state === 'paused' || state === 'stopped';
  return (
    <li className="flex gap-3 px-4 py-3.5">
      <span className="mt-0.5 text-ink-3 [&>svg]:size-4">{icon ?? <File strokeWidth={1.75} aria-hidden="true" />}</span>
      <div className="min-w-0 flex-1">
        <div className="flex items-center gap-3">
          <span className="truncate font-mono text-meta" title={name}>
            {name}
          </span>
          <span className="text-meta whitespace-nowrap text-ink-3 tnum max-sm:hidden">{formatBytes(sizeBytes)}</span>
          <Controls {...row} />
        </div>
        {moving && <Bar {...row} />}
        {state === 'waiting' && (
          <div className="mt-1 flex items-center gap-1.5 text-meta text-ink-2">
            <Mark shape="dotted" />
            {fact ?? 'Waiting for its turn'}
          </div>
        )}
        {state === 'done' && (
          <div className="mt-1 flex items-center gap-1.5 text-meta text-ok-text">
            <Mark shape="done" />
            <span className="shrink-0">{fact ?? 'Uploaded'}</span>
            {sha256 && (
              <span className="truncate font-mono text-ink-3" title={`sha256 ${sha256}`}>
                sha256 {sha256.slice(0, 6)}…{sha256.slice(-4)}
              </span>
            )}
          </div>
        )}
        {reason && (state === 'stopped' || state === 'refused' || state === 'paused') && (
          <div className={`mt-1 flex items-start gap-1.5 text-meta ${state === 'paused' ? 'text-warn-text' : 'text-bad-text'}`} role="alert">
            <Mark shape={state === 'paused' ? 'warn' : 'bad'} className="mt-px size-3.5" />
            <span className="min-w-0">{reason}</span>
          </div>
        )}
      </div>
    </li>
  );
}
