// Budgets: each customer spends up to a limit, complete and streamed replies alike, and nobody spends for another.
import { isKitError, pipeline, user } from '@kit/core';
import { budget } from '@kit/plugin-budget';
import { anyVendor } from './vendors.ts';

const { provider, model, close } = await anyVendor();

const spending = budget({ limit: 0.000_1, period: 'day', key: 'tenant', warnAt: 0.5 });
const ai = pipeline(provider).use(spending);
ai.on('budget-warning', ({ key, spent, limit }) => console.log(`${key} has spent ${usd(spent)} of ${usd(limit)}`));

const usd = (amount: number) => `USD ${amount.toPrecision(2)}`;
const request = { model, messages: [user('Say hello in one sentence.')], maxTokens: 30 };

// Until it is used up: what a call may cost is reserved before it is made, what it did cost is counted when it ends.
try {
  for (let call = 1; call <= 100; call++) {
    if (call % 2) await ai.chat(request, { tenant: 'acme' });
    else for await (const _ of ai.stream(request, { tenant: 'acme' }));
  }
} catch (error) {
  if (!isKitError(error, 'budget-exceeded')) throw error;
  console.log(`acme: ${error.code}`);
}
await ai.chat(request, { tenant: 'globex' });
console.log('globex: answered');

for (const tenant of ['acme', 'globex']) {
  const { spent, reserved } = await spending.status(`tenant=${tenant}`);
  console.log(`${tenant} spent ${usd(spent)}, ${reserved} reserved`);
}

await ai.close();
await close();
