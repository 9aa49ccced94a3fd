import type { ErrorBody } from '../errors.ts';
import type { Deployment } from '../generated/prisma/client.ts';
import { toId } from '../ids.ts';
import type { DeploymentView, Phase } from './schema.ts';

export function viewDeployment(row: Deployment): DeploymentView {
  return {
    id: toId('dep', row.id),
    status: row.status,
    phases: row.phases as unknown as Phase[],
    error: row.error as unknown as ErrorBody | null,
    createdAt: row.createdAt,
    startedAt: row.startedAt,
    endedAt: row.endedAt,
  };
}
