// How a check fails: what was expected, what came, which rule says so, and where to read about it.
import { inspect } from 'node:util';
import { type RuleName, rules } from './rules.ts';

export class ConformanceFailure extends Error {
  override readonly name = 'ConformanceFailure';
  readonly rule: RuleName;

  constructor(rule: RuleName, { expected, got, at }: FailureDetails) {
    const { says, read } = rules[rule];
    const lines = [
      ...(at === undefined ? [] : [at]),
      `expected: ${expected}`,
      ...(got === undefined ? [] : [`but got:  ${got}`]),
      `rule:     ${says}`,
      `read:     ${read}`,
    ];
    super(lines.join('\n'));
    this.rule = rule;
  }
}

export interface FailureDetails {
  readonly expected: string;
  readonly got?: string;
  /** Which call, cut or event it was. */
  readonly at?: string;
}

/** @throws ConformanceFailure unless the condition holds */
export function must(condition: unknown, rule: RuleName, details: () => FailureDetails): asserts condition {
  if (!condition) throw new ConformanceFailure(rule, details());
}

/** A value in a message: short, and errors with what is in them. */
export function shown(value: unknown): string {
  if (value instanceof Error) return shownError(value);
  const text = typeof value === 'string' ? JSON.stringify(value) : inspect(value, { depth: 6, breakLength: 140 });
  return text.length > 600 ? `${text.slice(0, 600)}… (${text.length} characters)` : text;
}

function shownError(error: Error): string {
  const { code, cause } = error as { code?: unknown; cause?: unknown };
  const because = cause instanceof Error ? `, caused by ${cause.name}: ${cause.message}` : '';
  return `${error.name}${code === undefined ? '' : ` (${String(code)})`}: ${error.message}${because}`.slice(0, 600);
}
