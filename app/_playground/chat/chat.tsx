'use client';

import Link from 'next/link';
import { RotateCcw } from 'lucide-react';
import type { VersionView } from '../../../server/versions/schema.ts';
import { fromBody, problemOf } from '../../_client/problem-of.ts';
import { Button } from '../../_components/button.tsx';
import { Card, CardHeader } from '../../_components/card.tsx';
import { CopyButton } from '../../_components/copy-button.tsx';
import { ElapsedTime } from '../../_components/elapsed-time.tsx';
import { EmptyState } from '../../_components/empty-state.tsx';
import { ErrorPanel } from '../../_components/error-panel.tsx';
import { useFollowEnd } from '../../_components/use-follow-end.ts';
import { WrittenText } from '../written-text.tsx';
import { GenerationFacts } from '../views/generation-facts.tsx';
import type { InputDraft } from '../input-draft.ts';
import { Composer } from './composer.tsx';
import type { Turn } from './conversation.ts';
import { ChatSettings } from './chat-settings.tsx';
import type { useChat } from './use-chat.ts';

interface ChatProps {
  team: string;
  version: VersionView;
  chat: ReturnType<typeof useChat>;
  drafts: InputDraft[];
  onChange(drafts: InputDraft[]): void;
}

/** A conversation with a chat model, its answers word by word. */
export function Chat({ team, version, chat, drafts, onChange }: ChatProps) {
  const { conversation, runner, written } = chat;
  const { turns } = conversation;
  const { run } = runner;
  const since = run?.startedAt ?? run?.createdAt ?? new Date();
  const { ref: end, missed, onScroll, toEnd } = useFollowEnd(turns.length + (written?.text.length ?? 0) + (runner.open ? 0 : 1));
  const failed = run?.error && run.status !== 'canceled' ? fromBody(run.error) : runner.problem ? problemOf(runner.problem) : null;
  return (
    <div className="grid items-start gap-4 lg:grid-cols-[304px_minmax(0,1fr)] xl:grid-cols-[336px_minmax(0,1fr)]">
      <ChatSettings system={conversation.system} onSystem={chat.setSystem} drafts={drafts} onChange={onChange} />
      <Card aria-label="Conversation" className="max-lg:order-first">
        <CardHeader
          title="Conversation"
          fact={version.active ? undefined : `v${version.number}, not the active one`}
          actions={
            turns.length > 0 ? (
              <Button type="button" size="sm" variant="ghost" onClick={chat.clear} disabled={runner.open} disabledReason="Stop the answer first.">
                New conversation
              </Button>
            ) : undefined
          }
        />
        <div
          ref={end}
          onScroll={onScroll}
          className="flex max-h-[max(24rem,calc(100dvh-22rem))] min-h-40 scroll-thin flex-col gap-4 overflow-y-auto p-4 lg:min-h-72"
          role="log"
          aria-label="Messages"
          // Read out when it is whole, not word by word.
          aria-busy={runner.open}
          tabIndex={0}
        >
          {turns.length === 0 && !runner.open ? (
            <EmptyState size="inline" className="p-0!" title="Nothing has been said yet">
              Write a message. Every answer is a run that is kept, with everything said before it.
            </EmptyState>
          ) : null}
          {turns.map((turn, index) => (
            <Said key={index} team={team} turn={turn} />
          ))}
          {written ? (
            <div className="flex flex-col gap-1">
              <p className="text-meta font-medium text-ink-3">Model</p>
              <WrittenText written={written} />
            </div>
          ) : null}
          {runner.open ? (
            <p className="text-meta text-ink-3">
              {written ? 'Writing' : run?.status === 'running' ? 'Waiting for the first word' : 'Waiting for a runner'},{' '}
              <ElapsedTime since={since} className="tnum" /> so far
            </p>
          ) : null}
          {run?.status === 'canceled' && turns.at(-1)?.role === 'user' && !runner.open ? (
            <p className="text-meta text-ink-3">Stopped before the first word.</p>
          ) : null}
          {failed && !runner.open ? <ErrorPanel problem={failed} /> : null}
          {missed > 0 ? (
            <Button type="button" size="sm" className="sticky bottom-0 shrink-0 self-center" onClick={toEnd}>
              Go on with the text
            </Button>
          ) : null}
          {turns.length > 0 && !runner.open ? (
            <div>
              <Button type="button" size="sm" variant="ghost" onClick={chat.again}>
                <RotateCcw className="size-4" strokeWidth={1.75} /> {failed ? 'Try again' : 'Answer again'}
              </Button>
            </div>
          ) : null}
        </div>
        <Composer open={runner.open} stopping={runner.canceling} onSend={chat.send} onStop={runner.cancel} />
      </Card>
    </div>
  );
}

function Said({ team, turn }: { team: string; turn: Turn }) {
  if (turn.role === 'user') {
    return (
      <div className="ml-auto max-w-[85%] rounded-card bg-sunken px-3 py-2">
        <p className="sr-only">You</p>
        <p className="wrap-anywhere whitespace-pre-wrap">{turn.content}</p>
      </div>
    );
  }
  return (
    <div className="flex flex-col gap-1">
      <p className="text-meta font-medium text-ink-3">Model</p>
      <p className="wrap-anywhere whitespace-pre-wrap">{turn.content.trimStart() || <span className="text-ink-3">It said nothing.</span>}</p>
      <div className="flex flex-wrap items-center gap-x-2">
        {turn.stopped ? <p className="text-meta text-ink-3">Stopped.</p> : null}
        {turn.details ? <GenerationFacts details={turn.details} /> : null}
        <CopyButton iconOnly label="Copy this answer" value={turn.content.trimStart()} />
        {turn.run ? (
          <Link className="text-meta link" href={`/${team}/runs/${turn.run}`}>
            Its run
          </Link>
        ) : null}
      </div>
    </div>
  );
}
