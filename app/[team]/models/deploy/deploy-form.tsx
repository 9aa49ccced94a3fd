'use client';

import { useQuery } from '@tanstack/react-query';
import { useDeferredValue, type FormEvent } from 'react';
import { useTRPC } from '../../../_client/trpc.tsx';
import { Button } from '../../../_components/button.tsx';
import { Card, CardBody } from '../../../_components/card.tsx';
import { ErrorPanel, type Problem } from '../../../_components/error-panel.tsx';
import { Field } from '../../../_components/field.tsx';
import { Input } from '../../../_components/input.tsx';
import { Mark } from '../../../_components/mark.tsx';
import { Textarea } from '../../../_components/textarea.tsx';
import { modelNameSchema } from '../../../../server/models/schema.ts';

export type DeployFormValue = { name: string; note: string };

type DeployFormProps = {
  team: string;
  value: DeployFormValue;
  onChange: (value: DeployFormValue) => void;
  /** The person has said deploy: it happens when the last byte is there. */
  armed: boolean;
  uploading: boolean;
  /** Why it cannot be deployed now; null when it can. */
  blocked: string | null;
  problem: Problem | null;
  onDeploy: (mode: 'new' | 'add') => void;
  onDisarm: () => void;
};

/** Name and note, filled in while the bytes arrive. A name that exists offers to add the next version. */
export function DeployForm({ team, value, onChange, armed, uploading, blocked, problem, onDeploy, onDisarm }: DeployFormProps) {
  const trpc = useTRPC();
  const name = useDeferredValue(value.name.trim());
  const parsed = modelNameSchema.safeParse(name);
  const invalid = name !== '' && !parsed.success ? (parsed.error.issues[0]?.message ?? null) : null;
  const existing = useQuery(
    trpc.models.list.queryOptions({ team, name, limit: 1 }, { enabled: parsed.success, staleTime: 5_000, placeholderData: (before) => before }),
  );
  const found = existing.data?.items.find((model) => model.name === name);
  const next = found ? found.latestVersion + 1 : null;
  const reason = blocked ?? (name === '' ? 'Give the model a name first' : invalid);

  function submit(event: FormEvent) {
    event.preventDefault();
    if (!reason && !armed) onDeploy(next === null ? 'new' : 'add');
  }

  return (
    <Card className="lg:col-start-2 lg:row-span-2 lg:row-start-1">
      <CardBody>
        <form className="space-y-4" onSubmit={submit}>
          <Field
            label="Model name"
            error={invalid}
            hint={
              next === null ? (
                <>
                  POST /api/v1/models/<span className="text-ink">{name || '…'}</span>/invocations
                </>
              ) : (
                <span className="flex items-start gap-1.5 text-warn-text">
                  <Mark shape="warn" className="mt-px size-3.5" />
                  <span>
                    {name} exists. This becomes its version {next}; the active version stays active.
                  </span>
                </span>
              )
            }
          >
            <Input
              value={value.name}
              onChange={(event) => onChange({ ...value, name: event.target.value })}
              autoComplete="off"
              spellCheck={false}
              maxLength={63}
            />
          </Field>
          <Field label="Note on this version">
            <Textarea rows={3} value={value.note} maxLength={2000} onChange={(event) => onChange({ ...value, note: event.target.value })} />
          </Field>
          <div className="flex flex-wrap items-center gap-2">
            <Button
              type="submit"
              variant="primary"
              className="flex-1"
              pending={armed}
              pendingLabel={uploading ? 'Deploys after the upload' : 'Deploying'}
              disabled={reason !== null}
              {...(reason ? { disabledReason: reason } : {})}
            >
              {next === null ? 'Deploy' : `Add as version ${next}`}
            </Button>
            {armed && uploading && (
              <Button variant="ghost" onClick={onDisarm}>
                Not yet
              </Button>
            )}
          </div>
        </form>
      </CardBody>
      {problem && <ErrorPanel className="border-t" problem={problem} />}
    </Card>
  );
}
