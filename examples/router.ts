// A router: rules as data decide who answers, and say why. Balancing, hedging and fallback are providers, so they nest.
import { pipeline, target, user } from '@kit/core';
import { balance, hedge, router } from '@kit/plugin-router';
import { parseRules } from '@kit/plugin-router/rules';
import { vendors } from './vendors.ts';

const { openai, anthropic, google, models, close } = await vendors();

const targets = {
  // Two of one kind share the calls; a call that is late is asked a second time.
  quick: hedge(balance(target(openai, { model: models.openai }), target(openai, { model: models.openai }))),
  best: target(anthropic, { model: models.anthropic, tier: 3 }),
  european: target(google, { model: models.google, residency: 'eu' }),
};
// As they would stand in a file.
const rules = [
  { name: 'european data', when: { residency: 'eu' }, use: 'european' },
  {
    name: 'tools',
    when: { any: [{ capability: 'tools' }, { estimatedTokens: { above: 20_000 } }] },
    use: ['best', 'quick'],
  },
  { name: 'batch work', when: { tag: 'batch' }, balance: 'lowest-cost' },
];
const routes = router({ targets, rules: parseRules(rules, targets), default: 'quick' });
const ai = pipeline(routes);

const request = { messages: [user('Say hello in one sentence.')] };
const calls = [
  { request, options: {} },
  { request: { ...request, tools: [{ name: 'clock' }], toolChoice: 'none' as const }, options: {} },
  { request, options: { tags: ['residency:eu'] } },
  { request, options: { tags: ['batch'] } },
];
for (const { request, options } of calls) {
  const { rule, because, targets } = await routes.explain({ operation: 'chat', request, options });
  const { meta } = await ai.chat(request, options);
  console.log(`${rule} (${because}): ${targets.join(', ')} → answered by ${meta.provider}`);
}

await close();
