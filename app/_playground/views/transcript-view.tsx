'use client';

import { Download } from 'lucide-react';
import { useState } from 'react';
import { Button } from '../../_components/button.tsx';
import { CopyButton } from '../../_components/copy-button.tsx';
import { downloadText } from '../../_components/download-text.ts';
import { Waveform } from '../waveform.tsx';
import { partAt } from './part-at.ts';
import { TranscriptParts } from './transcript-parts.tsx';
import { toSrt, toVtt, type TranscriptPart } from '../../../server/signatures/subtitles.ts';

export interface Transcript {
  text: string;
  chunks?: TranscriptPart[];
}

/** What is said in a recording: the part that is heard is marked, and a part is heard by choosing it. */
export function TranscriptView({ transcript, recording }: { transcript: Transcript; recording: string | null }) {
  const [current, setCurrent] = useState(-1);
  const [seek, setSeek] = useState<{ to: number } | null>(null);
  const chunks = transcript.chunks ?? [];
  if (transcript.text.trim() === '') return <p className="text-ink-3">Nothing is said.</p>;
  return (
    <div className="flex flex-col gap-3">
      {recording ? (
        <Waveform url={recording} label="The recording that was sent" seek={seek} onTime={(seconds) => setCurrent(partAt(chunks, seconds))} />
      ) : null}
      {chunks.length === 0 ? (
        <p className="whitespace-pre-wrap">{transcript.text.trim()}</p>
      ) : (
        <TranscriptParts parts={chunks} current={current} onChoose={({ timestamp: [start] }) => setSeek({ to: start })} />
      )}
      <div className="flex flex-wrap gap-2">
        <CopyButton label="Copy the text" value={transcript.text.trim()} />
        {chunks.length > 0 ? (
          <>
            <Button type="button" size="sm" onClick={() => downloadText('transcript.srt', toSrt(chunks))}>
              <Download className="size-4" strokeWidth={1.75} /> SRT
            </Button>
            <Button type="button" size="sm" onClick={() => downloadText('transcript.vtt', toVtt(chunks))}>
              <Download className="size-4" strokeWidth={1.75} /> WebVTT
            </Button>
          </>
        ) : null}
      </div>
    </div>
  );
}
