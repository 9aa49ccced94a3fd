'use client';

import { ArrowDown, Download, WrapText } from 'lucide-react';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { formatNoun } from '../../server/format-count.ts';
import { classNames } from './class-names.ts';
import { CopyButton } from './copy-button.tsx';
import { downloadText } from './download-text.ts';
import { IconButton } from './icon-button.tsx';
import { LogLine } from './log-line.tsx';
import type { LogEntry } from './log-line.tsx';
import { useFollowEnd } from './use-follow-end.ts';

type LogViewProps = {
  lines: readonly LogEntry[];
  /** Read out: "Log of the deployment". */
  label: string;
  title?: ReactNode;
  /** Lines are still coming. */
  live?: boolean;
  /** Name of the downloaded file, without its ending. */
  fileName?: string;
  /** A column with the level of each line. */
  levels?: boolean;
  /** Filters and search, after the title. */
  toolbar?: ReactNode;
  /** Greatest height as a class. */
  height?: string;
  empty?: ReactNode;
};

/** The log as it is copied and downloaded: time, level, tag and text of a line. */
export function logText(lines: readonly LogEntry[]): string {
  const columns = (line: LogEntry) => [line.at === undefined ? undefined : new Date(line.at).toISOString(), line.level, line.tag, line.text];
  return lines.map((line) => columns(line).filter(Boolean).join(' ')).join('\n');
}

type ToolsProps = { lines: readonly LogEntry[]; live: boolean; fileName: string; wrap: boolean; onWrap: (wrap: boolean) => void };

function Tools({ lines, live, fileName, wrap, onWrap }: ToolsProps) {
  return (
    <div className="-mr-1.5 ml-auto flex items-center gap-1">
      <span className="mr-1.5 text-meta text-ink-3">{live ? 'Live' : 'Complete'}</span>
      <IconButton label={wrap ? 'Do not wrap lines' : 'Wrap lines'} onClick={() => onWrap(!wrap)} className={wrap ? 'text-ink!' : ''}>
        <WrapText className="size-4" strokeWidth={1.75} />
      </IconButton>
      <CopyButton iconOnly label="Copy log" value={() => logText(lines)} />
      <IconButton label="Download log" onClick={() => downloadText(`${fileName}.log`, logText(lines))}>
        <Download className="size-4" strokeWidth={1.75} />
      </IconButton>
    </div>
  );
}

/** A log that follows its end until you scroll up, with wrap, copy and download. Put it in a Card. */
export function LogView(props: LogViewProps) {
  const { lines, label, title = 'Logs', live = false, fileName = 'log', levels = false, toolbar, height = 'max-h-100', empty = 'Nothing was logged.' } = props;
  const [wrap, setWrap] = useState(true);
  const { ref, missed, onScroll, toEnd } = useFollowEnd(lines.length);
  return (
    <>
      <div className="flex min-h-12 flex-wrap items-center gap-2 border-b px-4 py-1.5">
        <h2 className="font-medium">{title}</h2>
        {toolbar}
        <Tools lines={lines} live={live} fileName={fileName} wrap={wrap} onWrap={setWrap} />
      </div>
      <div className="relative bg-sunken">
        <div
          ref={ref}
          onScroll={onScroll}
          role="log"
          aria-label={label}
          aria-live={live ? 'polite' : 'off'}
          tabIndex={0}
          className={classNames('overflow-auto py-2.5 font-mono text-[11.5px] leading-[18px] -outline-offset-2', height)}
        >
          {lines.length === 0 && <p className="px-4 text-ink-3">{live ? 'Waiting for the first line.' : empty}</p>}
          {lines.map((line) => (
            <LogLine
              key={line.id}
              entry={line}
              wrap={wrap}
              levels={levels}
              className={classNames('px-4', lines.length > 300 && '[contain-intrinsic-size:auto_18px] [content-visibility:auto]', !wrap && 'w-max min-w-full')}
            />
          ))}
        </div>
        {missed > 0 && (
          <button
            type="button"
            onClick={toEnd}
            className="absolute bottom-3 left-1/2 flex h-7 -translate-x-1/2 rise items-center gap-1.5 rounded-full bg-raised px-3 text-meta font-medium shadow-pop"
          >
            <ArrowDown className="size-3.5" strokeWidth={1.75} aria-hidden="true" />
            {formatNoun(missed, 'new line')}
          </button>
        )}
      </div>
    </>
  );
}
