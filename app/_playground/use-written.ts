import { useState } from 'react';
import { writtenSchema, type Written } from '../../server/invocations/schema.ts';
import { joinPieces } from '../../server/signatures/bundle/piece.ts';
import { useEventStream } from '../_client/event-stream.ts';

/** What a run has written so far; of an attempt that was lost nothing is left. null before its first piece. */
export function useWritten(team: string, id: string | null): Written | null {
  const [known, setKnown] = useState<{ id: string; written: Written } | null>(null);
  useEventStream(team, id ? `invocation:${id}` : null, (event) => {
    const piece = event.kind === 'output' ? writtenSchema.safeParse(event.data).data : undefined;
    if (piece && id)
      setKnown((now) => ({
        id,
        written: now?.id === id && now.written.attempt === piece.attempt ? { ...joinPieces(now.written, piece), attempt: piece.attempt } : piece,
      }));
  });
  return known && known.id === id ? known.written : null;
}
