import { z } from 'zod';
import { changePassword } from '../../accounts/change-password.ts';
import { createPasswordReset } from '../../accounts/create-password-reset.ts';
import { getAccount } from '../../accounts/get-account.ts';
import { getInstallation } from '../../accounts/get-installation.ts';
import { resetPassword } from '../../accounts/reset-password.ts';
import { setUpInstallation } from '../../accounts/set-up-installation.ts';
import { signOut } from '../../accounts/sign-out.ts';
import { signUp } from '../../accounts/sign-up.ts';
import { updateInstallation } from '../../accounts/update-installation.ts';
import { procedure, router } from '../init.ts';

const person = z.object({ email: z.string(), name: z.string().max(120).optional(), password: z.string() });

export const accountsRouter = router({
  me: procedure.query(({ ctx }) => getAccount(ctx)),
  setUp: procedure.input(person.extend({ team: z.string(), token: z.string() })).mutation(({ ctx, input }) => setUpInstallation(ctx, input)),
  signUp: procedure.input(person.extend({ team: z.string() })).mutation(({ ctx, input }) => signUp(ctx, input)),
  signOut: procedure.input(z.object({ everywhere: z.boolean() })).mutation(({ ctx, input }) => signOut(ctx, input)),
  changePassword: procedure.input(z.object({ current: z.string(), next: z.string() })).mutation(({ ctx, input }) => changePassword(ctx, input)),
  createPasswordReset: procedure.input(z.object({ team: z.string(), member: z.string() })).mutation(({ ctx, input }) => createPasswordReset(ctx, input)),
  resetPassword: procedure.input(z.object({ token: z.string(), password: z.string() })).mutation(({ ctx, input }) => resetPassword(ctx, input)),
});

export const installationRouter = router({
  get: procedure.query(({ ctx }) => getInstallation(ctx)),
  update: procedure.input(z.object({ openSignUp: z.boolean() })).mutation(({ ctx, input }) => updateInstallation(ctx, input)),
});
