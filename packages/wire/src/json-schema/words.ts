// Keywords said in words, for vendors that do not take them: the model still reads the description.

import { isRecord } from '../json.ts';

const longestJson = 500;

/** The keyword in words, or undefined where it says nothing that an answer could break. */
export function inWords(keyword: string, value: unknown): string | undefined {
  switch (keyword) {
    case 'minLength':
      return `at least ${json(value)} characters`;
    case 'maxLength':
      return `at most ${json(value)} characters`;
    case 'pattern':
      return `matches the regular expression ${typeof value === 'string' ? value : json(value)}`;
    case 'format':
      return `in the format ${typeof value === 'string' ? value : json(value)}`;
    case 'minimum':
      return `at least ${json(value)}`;
    case 'maximum':
      return `at most ${json(value)}`;
    case 'exclusiveMinimum':
      return `more than ${json(value)}`;
    case 'exclusiveMaximum':
      return `less than ${json(value)}`;
    case 'multipleOf':
      return `a multiple of ${json(value)}`;
    case 'minItems':
      return `at least ${json(value)} items`;
    case 'maxItems':
      return `at most ${json(value)} items`;
    case 'uniqueItems':
      return value === true ? 'no two items are equal' : undefined;
    case 'minProperties':
      return `at least ${json(value)} properties`;
    case 'maxProperties':
      return `at most ${json(value)} properties`;
    case 'enum':
      return Array.isArray(value) ? `one of ${value.map(json).join(', ').slice(0, longestJson)}` : undefined;
    case 'const':
      return `always ${json(value)}`;
    case 'default':
      return `the default is ${json(value)}`;
    case 'examples':
    case 'example':
      return `for example ${json(value)}`;
    case 'deprecated':
      return value === true ? 'deprecated' : undefined;
    case 'not':
      return `must not match the schema ${json(value)}`;
    case 'additionalProperties':
      return isRecord(value) ? `further properties match the schema ${json(value)}` : undefined;
    default:
      return `${keyword}: ${json(value)}`;
  }
}

/** The description with the constraints after it, or undefined where there are neither. */
export function describedWith(description: unknown, constraints: readonly string[]): string | undefined {
  const text = typeof description === 'string' ? description : '';
  if (constraints.length === 0) return text === '' ? undefined : text;
  const sentence = `Constraints: ${constraints.join('; ')}.`;
  return text === '' ? sentence : `${text}\n${sentence}`;
}

function json(value: unknown): string {
  try {
    const text = JSON.stringify(value) ?? 'undefined';
    return text.length > longestJson ? `${text.slice(0, longestJson)}…` : text;
  } catch {
    // Circular, or nested deeper than the engine can write.
    return '…';
  }
}
