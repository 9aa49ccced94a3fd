import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Generated } from '../views/generation-view.tsx';
import type { InputDraft } from '../input-draft.ts';
import { isMediaDraft, isTensorDraft, withData } from '../input-draft.ts';
import { useRun } from '../use-run.ts';
import { tensorUrl } from '../use-tensor-bytes.ts';
import { useWritten } from '../use-written.ts';
import { keepConversation, messagesOf, NEW_CONVERSATION, openConversation, type Conversation, type Turn } from './conversation.ts';

/** A conversation with a model: each answer is a run with all that was said before. */
export function useChat({ team, model, version, drafts }: { team: string; model: string; version: number; drafts: InputDraft[] }) {
  const key = `chat:${team}/${model}`;
  const [conversation, setConversation] = useState<Conversation>(() => openConversation(key));
  const runner = useRun({ team, model, version });
  const written = useWritten(team, runner.id);
  const client = useQueryClient();
  const { run } = runner;
  /** The run whose answer has become a turn: it does so once, also when the turn is taken out again. */
  const [settled, setSettled] = useState<string | null>(null);
  const answered = run !== undefined && run.id === settled;
  const change = (next: Conversation) => {
    setConversation(next);
    keepConversation(key, next);
  };
  const ask = (turns: Turn[]) => {
    const next = { ...conversation, turns };
    change(next);
    runner.start(withMessages(drafts, next));
  };
  useEffect(() => {
    if (!run?.endedAt || answered) return;
    let gone = false;
    const add = (turn: Omit<Turn, 'role' | 'run'>) => {
      if (gone) return;
      setSettled(run.id);
      setConversation((now) => {
        const next = { ...now, turns: [...now.turns, { role: 'assistant' as const, run: run.id, ...turn }] };
        keepConversation(key, next);
        return next;
      });
    };
    if (run.status === 'succeeded') {
      void client
        .fetchQuery({ queryKey: ['completion', run.id], queryFn: () => readCompletion(team, run.id) })
        .then(({ generated_text: content = '', details }) => add({ content, ...(details ? { details } : {}) }))
        .catch(() => add({ content: written?.text ?? '' }));
    } else if (run.status === 'canceled' && written && written.text !== '') add({ content: written.text, stopped: true });
    return () => {
      gone = true;
    };
    // The text of a stopped run is what was there when it ended.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [run?.endedAt, run?.id, answered]);
  return {
    conversation,
    runner,
    /** What is being written, until it has become a turn. */
    written: runner.id && !answered ? written : null,
    setSystem: (system: string) => change({ ...conversation, system }),
    send: (content: string) => ask([...conversation.turns, { role: 'user', content }]),
    again: () => ask(conversation.turns.slice(0, conversation.turns.findLastIndex(({ role }) => role === 'user') + 1)),
    clear: () => {
      runner.show(null);
      change({ ...NEW_CONVERSATION, system: conversation.system });
    },
  };
}

function withMessages(drafts: InputDraft[], conversation: Conversation): InputDraft[] {
  return drafts.map((draft) => {
    if (isTensorDraft(draft) || isMediaDraft(draft)) return draft;
    if (draft.field.name === 'messages') return withData(draft.field, messagesOf(conversation));
    return draft.field.name === 'prompt' ? withData(draft.field, undefined) : draft;
  });
}

async function readCompletion(team: string, id: string): Promise<Generated> {
  const response = await fetch(tensorUrl(team, { id, side: 'outputs', position: 0 }));
  if (!response.ok) throw new Error(`The answer could not be read (${response.status}).`);
  return (await response.json()) as Generated;
}
