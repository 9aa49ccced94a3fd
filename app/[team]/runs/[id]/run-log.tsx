'use client';

import { useState } from 'react';
import type { InvocationView } from '../../../../server/invocations/schema.ts';
import { useEventStream } from '../../../_client/event-stream.ts';
import { Card } from '../../../_components/card.tsx';
import type { LogEntry } from '../../../_components/log-line.tsx';
import { LogView } from '../../../_components/log-view.tsx';
import { isOpen } from '../../../_playground/use-run.ts';

/** What the runner printed and why attempts were lost, live while the run is open. */
export function RunLog({ team, run }: { team: string; run: InvocationView }) {
  const [lines, setLines] = useState<LogEntry[]>([]);
  useEventStream(team, `invocation:${run.id}`, (event) => {
    if (event.kind !== 'log') return;
    const { text, level } = event.data as { text: string; level: LogEntry['level'] };
    setLines((now) => [...now, { id: event.seq, at: event.createdAt, level, text }]);
  });
  return (
    <Card>
      <LogView
        title="Log"
        label="Log of this run"
        lines={lines}
        live={isOpen(run)}
        fileName={`${run.id}.log`}
        empty="Nothing was printed, and no attempt was lost."
      />
    </Card>
  );
}
