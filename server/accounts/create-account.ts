import { hashPassword } from '../access/passwords.ts';
import { emailSchema, passwordSchema, teamNameSchema, type Role } from '../access/schema.ts';
import { AppError } from '../errors.ts';
import { Prisma } from '../generated/prisma/client.ts';
import { newUuid } from '../ids.ts';

export interface NewAccount {
  email: string;
  name: string;
  passwordHash: string;
}

/** Checks and hashes what a person typed, before any transaction. @throws ZodError */
export async function prepareAccount(input: { email: string; name?: string; password: string }): Promise<NewAccount> {
  const email = emailSchema.parse(input.email);
  const password = passwordSchema.parse(input.password);
  return { email, name: input.name?.trim() || (email.split('@')[0] ?? email), passwordHash: await hashPassword(password) };
}

/** A person's row. @throws CONFLICT when the address has an account */
export async function createAccount(tx: Prisma.TransactionClient, account: NewAccount): Promise<string> {
  const id = newUuid();
  try {
    await tx.user.create({ data: { id, ...account } });
  } catch (error) {
    if (isDuplicate(error)) throw new AppError('CONFLICT', `There is an account for ${account.email} already.`, { suggestions: ['Sign in with it.'] });
    throw error;
  }
  return id;
}

/** A team with its first member. @throws CONFLICT when the name is taken */
export async function createTeam(tx: Prisma.TransactionClient, input: { name: string; userId: string; role?: Role }): Promise<{ id: string; name: string }> {
  const name = teamNameSchema.parse(input.name);
  const id = newUuid();
  try {
    await tx.team.create({ data: { id, name, memberships: { create: { userId: input.userId, role: input.role ?? 'owner' } } } });
  } catch (error) {
    if (isDuplicate(error)) throw new AppError('CONFLICT', `There is a team "${name}" already.`, { suggestions: ['Choose another name.'] });
    throw error;
  }
  return { id, name };
}

function isDuplicate(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
}
