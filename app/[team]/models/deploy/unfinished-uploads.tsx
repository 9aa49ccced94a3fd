'use client';

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { FileUp, X } from 'lucide-react';
import { formatBytesOf } from '../../../../server/format-bytes.ts';
import { formatPercent } from '../../../../server/format-count.ts';
import { clientError } from '../../../_client/client-error.ts';
import { useTRPC } from '../../../_client/trpc.tsx';
import { Button } from '../../../_components/button.tsx';
import { Card, CardHeader } from '../../../_components/card.tsx';
import { ErrorPanel } from '../../../_components/error-panel.tsx';
import { IconButton } from '../../../_components/icon-button.tsx';
import { ProgressBar } from '../../../_components/progress-bar.tsx';
import { RelativeTime } from '../../../_components/relative-time.tsx';
import { problemOf } from '../../../_client/problem-of.ts';

/** Files that stopped on their way, in this browser or another: choosing the same file goes on from its last byte. */
export function UnfinishedUploads({ team, onChooseFiles }: { team: string; onChooseFiles: () => void }) {
  const trpc = useTRPC();
  const client = useQueryClient();
  const uploads = useQuery(trpc.uploads.list.queryOptions({ team }, { refetchOnMount: 'always' }));
  const removed = useMutation(
    trpc.uploads.delete.mutationOptions({ onSettled: () => client.invalidateQueries({ queryKey: trpc.uploads.list.queryKey({ team }) }) }),
  );
  if (uploads.error && clientError(uploads.error).code === 'FORBIDDEN')
    return (
      <Card className="mt-4">
        <ErrorPanel tone="warn" problem={problemOf(uploads.error)} />
      </Card>
    );
  const unfinished = uploads.data?.filter((upload) => !upload.finished && upload.id !== removed.variables?.upload) ?? [];
  if (unfinished.length === 0) return null;
  return (
    <Card className="mt-4" aria-label="Unfinished uploads">
      <CardHeader
        title="Unfinished uploads"
        fact="choose the same file and it goes on from its last byte"
        actions={
          <Button size="sm" variant="ghost" icon={<FileUp className="size-4" strokeWidth={1.75} />} onClick={onChooseFiles}>
            Choose files
          </Button>
        }
      />
      <ul className="divide-y">
        {unfinished.map((upload) => (
          <li key={upload.id} className="flex items-center gap-3 px-4 py-3">
            <div className="min-w-0 flex-1">
              <div className="flex items-baseline gap-3">
                <span className="truncate font-mono text-meta">{upload.fileName}</span>
                <span className="text-meta whitespace-nowrap text-ink-3">
                  begun <RelativeTime at={upload.createdAt} />
                </span>
              </div>
              <ProgressBar
                className="mt-2"
                state="paused"
                label={`Upload of ${upload.fileName}`}
                value={upload.sizeBytes === 0 ? 0 : upload.offsetBytes / upload.sizeBytes}
                left={`Stopped at ${formatPercent(Math.floor((upload.offsetBytes / Math.max(1, upload.sizeBytes)) * 100) / 100)} · ${formatBytesOf(upload.offsetBytes, upload.sizeBytes)}`}
              />
            </div>
            <IconButton label={`Remove ${upload.fileName}`} onClick={() => removed.mutate({ team, upload: upload.id })}>
              <X className="size-4" strokeWidth={1.75} />
            </IconButton>
          </li>
        ))}
      </ul>
    </Card>
  );
}
